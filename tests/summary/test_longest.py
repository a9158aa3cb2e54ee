"""The depth of a network is the longest way through its layers with weights, as papers count."""

import pytest
import torch
from torch import nn

from cnnkit.models import create_model, model_info
from cnnkit.summary import summarize
from cnnkit.summary.longest import weighted_depth


@pytest.mark.parametrize(
    ("name", "layers"),
    [
        ("lenet5", 5), ("alexnet", 8), ("vgg16", 16), ("vgg19", 19), ("googlenet", 22), ("inception_v3", 48),
        ("resnet50", 50), ("densenet121", 121), ("mobilenet_v1", 28), ("highway19_cifar", 19),
    ],
)  # fmt: skip
def test_depths_are_those_that_papers_state(name, layers):
    with torch.device("meta"):
        summary = summarize(create_model(name), (1, *model_info(name).input_shape))
    assert weighted_depth(summary) == layers


def test_of_branches_the_longest_counts():
    class Two(nn.Module):
        def __init__(self):
            super().__init__()
            self.short, self.long = (
                nn.Linear(4, 4),
                nn.Sequential(nn.Linear(4, 4), nn.ReLU(), nn.Linear(4, 4)),
            )

        def forward(self, x):
            return self.short(x) + self.long(x)

    assert weighted_depth(summarize(nn.Sequential(Two(), nn.Linear(4, 2)), (1, 4))) == 3
    assert weighted_depth(summarize(nn.Sequential(nn.ReLU()), (1, 4))) == 0
