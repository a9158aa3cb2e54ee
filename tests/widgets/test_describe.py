"""A torch module's description for the page's engine: it computes the same; what is lacking is named."""

from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from cnnkit.models.create import create_model
from cnnkit.widgets.engine import describe, engine_weights
from tests.golden.make_engine import answer

NETWORKS = {
    "lenet5": (1, 32, 32), "resnet20_cifar": (3, 32, 32), "densenet_bc_100_12": (3, 32, 32),
    "cifar10_convnet": (3, 32, 32), "squeezenet1_1": (3, 64, 64), "mobilenet_v1": (3, 64, 64),
    "resnext50_32x4d": (3, 64, 64),
}  # fmt: skip


def same_function(module: nn.Module, shape: tuple[int, ...], batch: int = 2) -> None:
    x = torch.rand(batch, *shape, generator=torch.Generator().manual_seed(1))
    description = describe(module, shape)
    values = {name: torch.from_numpy(value) for name, value in engine_weights(module).items()}
    with torch.no_grad():
        got = answer(description, values, x)[description["layers"][-1]["name"]]
        torch.testing.assert_close(got, module(x), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name", NETWORKS)
def test_a_described_network_computes_what_the_module_does(name: str) -> None:
    torch.manual_seed(0)
    same_function(create_model(name).eval(), NETWORKS[name])


class Branches(nn.Module):
    """Functional calls, windows that are no squares, sums in place, a factor, option A, a view."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(2, 4, (1, 3), stride=(2, 1), padding=(0, 1), groups=2)
        self.norm = nn.BatchNorm2d(4, eps=1e-3)
        self.head = nn.Linear(9 * 2 * 3, 5, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        x = F.leaky_relu(self.norm(self.stem(x)), 0.2)
        a = F.avg_pool2d(x, 3, 2, 1, count_include_pad=False)
        a += 0.5 * F.max_pool2d(x, (3, 2), 2, ceil_mode=True)
        skip = F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, 0, 1))
        x = torch.cat([a, skip], 1).sigmoid()
        return self.head(torch.tanh(x).view(x.shape[0], -1))


def test_functional_calls_are_described() -> None:
    torch.manual_seed(0)
    module = Branches().eval()
    same_function(module, (2, 8, 6))
    layers = describe(module, (2, 8, 6))["layers"]
    assert [layer["kind"] for layer in layers] == [
        *("conv", "norm", "leaky", "avgpool", "maxpool", "scale", "add", "shortcut", "concat"),
        *("sigmoid", "tanh", "flatten", "linear"),
    ]
    assert layers[0] == {
        "name": "stem",
        "kind": "conv",
        "out": 4,
        "kernel": [1, 3],
        "stride": [2, 1],
        "padding": [0, 1],
        "groups": 2,
    }


def test_what_only_training_does_is_described_in_training() -> None:
    module = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.Dropout(0.3))
    assert describe(module.train(), (1, 5, 5))["layers"][-1] == {"name": "2", "kind": "dropout", "p": 0.3}
    assert describe(module.eval(), (1, 5, 5))["layers"][-1]["kind"] == "relu"


def test_describing_leaves_the_module_as_it_was() -> None:
    module = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2)).train()
    before = {name: value.clone() for name, value in module.state_dict().items()}
    describe(module, (1, 6, 6))
    assert all(torch.equal(value, before[name]) for name, value in module.state_dict().items())
    assert not any(m._forward_hooks or m._forward_pre_hooks for m in module.modules())


def of(function: Callable[[Tensor], Tensor]) -> nn.Module:
    class Small(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return function(x)

    return Small()


@pytest.mark.parametrize(
    ("module", "words"),
    [
        (nn.Sequential(nn.Conv2d(2, 2, 1), nn.LocalResponseNorm(2)), r"local_response_norm at layer '1'"),
        (of(lambda x: F.interpolate(x, None, 2)), "nothing for torch.nn.functional.interpolate in forward"),
        (of(lambda x: x * x), r"no product of two tensors \(a tensor and a number alone\)"),
        (of(lambda x: x.mean(1)), r"no mean over 1 \(rows and columns alone\) for torch.Tensor.mean"),
        (of(lambda x: torch.cat([x, x], 2)), r"concatenation along axis 2 \(channels alone\)"),
        (of(lambda x: F.pad(x, (1, 1))), r"pad \(1, 1\) of constant \(zero channels at the end alone\)"),
        (of(lambda x: F.avg_pool2d(x, 2, divisor_override=3)), "no divisor_override"),
        (of(lambda x: F.conv2d(x, torch.ones(1, 2, 1, 1, device="meta"))), "weights that are computed"),
        (of(lambda x: F.adaptive_avg_pool2d(x, 3)), r"output of \[3, 3\] from \[4, 4\], which no window"),
        (nn.Sequential(nn.Conv2d(2, 2, 3, padding="same")), r"padding='same' \(numbers alone\)"),
        (nn.Linear(4, 3), r"input of 4 axes \(n, features\) for torch.nn.functional.linear"),
        (nn.Sequential(*[nn.Conv2d(2, 2, 1)] * 2), "'0' is used twice"),
        (nn.BatchNorm2d(2, track_running_stats=False), "batch norm without running statistics"),
        (of(lambda x: (x.relu(), x)[1]), "answers 'input'|answers what 'input' makes"),
    ],
)  # fmt: skip
def test_what_the_engine_lacks_is_refused_by_name(module: nn.Module, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        describe(module, (2, 4, 4))
