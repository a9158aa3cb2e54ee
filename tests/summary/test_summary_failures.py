"""A network that does not fit together: the message names the layer, both shapes and a fix that works."""

import re

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from cnnkit.models import create_model
from cnnkit.summary import SummaryError, summarize


def message(module, shape):
    with pytest.raises(SummaryError) as caught:
        summarize(module, shape)
    return caught.value


def refused(module, shape, dtype=torch.float32):
    """Real torch refuses it too."""
    with pytest.raises((RuntimeError, ValueError, TypeError)):
        module.eval()(torch.zeros(shape, dtype=dtype))


class Branches(nn.Module):
    def __init__(self, join, channels=8, stride=1):
        super().__init__()
        self.a, self.b = nn.Conv2d(3, channels, 3, stride, 1), nn.Conv2d(3, 8, 3, 1, 1)
        self.join = join

    def forward(self, x):
        return self.join(self.a(x), self.b(x))


class Functional(nn.Module):
    def __init__(self, forward):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)
        self.weight = nn.Parameter(torch.zeros(10, 100))
        self.kernel = nn.Parameter(torch.zeros(5, 6, 3, 3))
        self.run = forward

    def forward(self, x):
        return self.run(self, self.conv(x))


BODY = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.MaxPool2d(2))
CASES = {
    "wrong in_features": (
        nn.Sequential(*BODY, nn.Flatten(), nn.Linear(100, 10)),
        (1, 3, 16, 16),
        [
            "4 (Linear)",
            "in_features=100",
            "(1, 392)",
            "3 (Flatten)",
            "1x392 and 100x10",
            "in_features=392",
            "8·7·7",
        ],
    ),
    "flatten forgotten": (
        nn.Sequential(*BODY, nn.Linear(392, 10)),
        (2, 3, 16, 16),
        ["3 (Linear)", "(2, 8, 7, 7)", "2 (MaxPool2d)", "nn.Flatten()", "(2, 392)", "8·7·7 = 392"],
    ),
    "flatten forgotten and wrong": (
        nn.Sequential(*BODY, nn.Linear(99, 10)),
        (1, 3, 16, 16),
        ["flatten first, with in_features=392, which is 8·7·7"],
    ),
    "global pool forgotten": (
        nn.Sequential(*BODY, nn.Linear(8, 10)),
        (1, 3, 16, 16),
        ["AdaptiveAvgPool2d(1)"],
    ),
    "flatten ate the batch": (
        nn.Sequential(*BODY, nn.Flatten(0), nn.Linear(392, 10)),
        (2, 3, 16, 16),
        ["(784,)", "batch axis", "flatten(1)"],
    ),
    "wrong in_channels": (
        nn.Sequential(nn.Conv2d(3, 6, 5), nn.Conv2d(16, 16, 5)),
        (1, 3, 32, 32),
        ["1 (Conv2d)", "in_channels=16", "(1, 6, 28, 28)", "0 (Conv2d)", "Likely fix: in_channels=6"],
    ),
    "channels last": (nn.Conv2d(3, 6, 5), (1, 32, 32, 3), ["channels stand last", "x.permute(0, 3, 1, 2)"]),
    "length last but one": (nn.Conv1d(128, 32, 7), (1, 500, 128), ["x.permute(0, 2, 1)"]),
    "flat into a convolution": (
        nn.Sequential(nn.Flatten(), nn.Conv2d(3, 4, 3)),
        (1, 3, 8, 8),
        ["1 (Conv2d)", "(n, channels, h, w)", "(1, 192)"],
    ),
    "window too large": (
        nn.Sequential(nn.Conv2d(3, 4, 5), nn.Conv2d(4, 4, 5)),
        (1, 3, 8, 30),
        ["1 (Conv2d)", "(1, 4, 4, 26)", "height: (4 - 5 + 2·0)/1 + 1 = 0", "an input at least 5 wide"],
    ),
    "pool too large": (
        nn.Sequential(*BODY, nn.MaxPool2d(3)),
        (1, 3, 6, 6),
        ["3 (MaxPool2d)", "(1, 8, 2, 2)", "does not fit into 2 columns"],
    ),
    "pool padding": (nn.AvgPool2d(3, 2, 2), (1, 3, 8, 8), ["AvgPool2d", "at most half the kernel"]),
    "row too short": (nn.Conv1d(1, 1, 3), (1, 1, 2), ["does not fit into 2 columns"]),
    "average pool in 3-D": (nn.AvgPool3d(3, 1, 1), (1, 1, 2, 4, 4), ["AvgPool3d", "(1, 1, 2, 4, 4)"]),
    "output padding": (
        nn.ConvTranspose2d(1, 1, 3, stride=2, output_padding=2),
        (1, 1, 4, 4),
        ["output_padding must be smaller"],
    ),
    "batch norm": (
        nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(4)),
        (1, 3, 8, 8),
        ["1 (BatchNorm2d)", "takes 4 channels", "(1, 8, 6, 6)", "num_features=8"],
    ),
    "embedding fed with decimals": (
        nn.Sequential(nn.Linear(4, 4), nn.Embedding(10, 3)),
        (1, 4),
        ["1 (Embedding)", "whole numbers", ".long()"],
    ),
    "sum of unequal channels": (
        Branches(torch.add, channels=16),
        (1, 3, 8, 8),
        [
            "Branches",
            "(1, 16, 8, 8) from a (Conv2d) and (1, 8, 8, 8) from b (Conv2d)",
            "1×1 convolution",
            "from 16 to 8",
        ],
    ),
    "sum of unequal sizes": (
        Branches(torch.add, stride=2),
        (1, 3, 8, 8),
        ["(1, 8, 4, 4) from a (Conv2d) and (1, 8, 8, 8)", "same stride"],
    ),
    "concatenation": (
        Branches(lambda a, b: torch.cat([a, b], 1), stride=2),
        (1, 3, 8, 8),
        ["cannot concatenate (1, 8, 4, 4) from a (Conv2d), (1, 8, 8, 8) from b (Conv2d) along axis 1"],
    ),
    "functional linear": (
        Functional(lambda self, x: F.linear(x.flatten(1), self.weight)),
        (1, 3, 8, 8),
        ["Functional", "1x144 and 100x10", "in_features=144"],
    ),
    "functional convolution": (
        Functional(lambda self, x: F.conv2d(x, self.kernel)),
        (1, 3, 8, 8),
        ["in_channels=6", "(1, 4, 6, 6)", "in_channels=4"],
    ),
    "view of the wrong size": (
        Functional(lambda self, x: x.view(-1, 100)),
        (1, 3, 8, 8),
        ["(1, 4, 6, 6) from conv (Conv2d), 4·6·6 = 144 numbers an image, as (-1, 100)", "flatten(1)"],
    ),
    "an error of the network's own": (
        Functional(lambda self, x: x.no_such_method()),
        (1, 3, 8, 8),
        ["Functional", "AttributeError", "no_such_method"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_message_names_layer_shapes_and_fix(case):
    module, shape, expected = CASES[case]
    error = message(module, shape)
    for words in expected:
        assert words in str(error), str(error)
    assert error.layer in str(error)
    if case != "an error of the network's own":
        refused(module, shape)


def test_the_fix_of_the_famous_case_works():
    def network(features):
        return nn.Sequential(nn.Conv2d(3, 8, 3), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(features, 10))

    error = message(network(576), (1, 3, 32, 32))
    features = int(error.fix.split("=")[1].split(",")[0])
    assert summarize(network(features), (1, 3, 32, 32)).output_shape == (1, 10)


def test_an_image_without_its_batch_axis_is_not_taken_for_something_else():
    assert "(1, 3, 32, 32)" in message(nn.Sequential(nn.Conv2d(3, 4, 3)), (3, 32, 32)).fix


@pytest.mark.parametrize(
    ("module", "shape", "expected"),
    [
        (nn.Linear(3, 2), (1, 3.0), "whole numbers"),
        (nn.Linear(3, 2), 3, "whole numbers"),
        (nn.Linear(3, 2), (3,), "batch axis"),
        (nn.Linear(3, 2), (0, 3), "1 or larger"),
        (nn.Linear, (1, 3), "call the class first"),
        (nn.LazyLinear(3), (1, 3), "run one real batch first"),
        (nn.DataParallel(nn.Linear(3, 2)), (1, 3), r"got nn.DataParallel around it; pass m\.module"),
    ],
)
def test_bad_arguments_are_explained(module, shape, expected):
    with pytest.raises(ValueError, match=expected):
        summarize(module, shape)


@pytest.mark.parametrize(
    ("shape", "told"),
    [
        (np.full((1, 3), 0.25), "got a ndarray; its shape is (1, 3)"),
        ((np.full((1, 3), 0.25), 2), "got (a ndarray; its shape is (1, 3), 2)"),
        ((1, 0.25), "got (1, 0.25)"),
    ],
)
def test_an_array_in_place_of_a_shape_is_told_by_its_type(shape, told):
    with pytest.raises(ValueError, match=re.escape(told) + "$"):
        summarize(nn.Linear(3, 2), shape)


def test_the_networks_own_words_do_not_repeat_its_name():
    assert str(message(create_model("lenet5"), (1, 2, 32, 32))).startswith(
        "LeNet5: got (1, 2, 32, 32); legal: "
    )


def test_a_scripted_layer_is_refused_in_words():
    with pytest.warns(DeprecationWarning, match="script"):
        scripted = torch.jit.script(nn.Linear(3, 2))
    assert "ScriptModules" in str(message(nn.Sequential(scripted), (1, 3)))
