"""What all methods of attribution promise: shapes, dtypes, devices, model and pictures left as they were."""

import copy

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from cnnkit import visualize
from tests.visualize.attribution.nets import CLASSES, InPlace, Modules

METHODS = {
    "saliency": lambda *given: visualize.saliency(*given),
    "guided_backprop": lambda *given: visualize.guided_backprop(*given),
    "deconvnet": lambda *given: visualize.deconvnet(*given),
    "integrated_gradients": lambda *given: visualize.integrated_gradients(*given, steps=3, tolerance=None),
    "smoothgrad": lambda *given: visualize.smoothgrad(*given, samples=2),
    "occlusion": lambda *given: visualize.occlusion(*given, 32, 16),
    "grad_cam": lambda *given: visualize.grad_cam(*given, "conv2"),
    "cam": lambda *given: visualize.cam(*given),
}
MAPS = {"occlusion": (5, 9), "grad_cam": (48, 80), "cam": (46, 78)}
every_method = pytest.mark.parametrize("method", METHODS)


def rectangles(n=2, **kind):
    return torch.rand(n, 3, 96, 160, generator=torch.Generator().manual_seed(1)).to(**kind)


def wanted(method, n=2):
    return (n, *MAPS[method]) if method in MAPS else (n, 3, 96, 160)


@every_method
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_rectangles_in_any_dtype(method, dtype):
    found = METHODS[method](Modules().to(dtype), rectangles(dtype=dtype), 1)
    assert found.shape == wanted(method)
    assert found.dtype == dtype
    assert found.isfinite().all()
    assert found.any()
    assert not found.requires_grad


@every_method
def test_nothing_but_shapes_is_needed(method):
    found = METHODS[method](Modules().to("meta"), rectangles(device="meta"), 1)
    assert found.is_meta
    assert found.shape == wanted(method)


@every_method
def test_each_picture_of_a_batch_is_alone(method):
    net, x = Modules().double(), rectangles(dtype=torch.float64)
    together = METHODS[method](net, x, torch.tensor([1, 3]))
    if method == "smoothgrad":  # its noise is drawn for the batch
        return
    for i, target in enumerate((1, 3)):
        alone = METHODS[method](net, x[i : i + 1], target)
        torch.testing.assert_close(together[i : i + 1], alone, rtol=1e-9, atol=1e-12)


@every_method
@pytest.mark.parametrize("kind", [Modules, InPlace])
def test_model_and_pictures_stay_as_they_were(method, kind):
    net, x = kind().train(), rectangles()
    net(x).sum().backward()
    state, grads = copy.deepcopy(net.state_dict()), [p.grad.clone() for p in net.parameters()]
    kept = x.clone()
    with torch.no_grad():
        METHODS[method](net, x, 1)
    with torch.inference_mode():
        METHODS[method](net, x, 1)
    assert torch.equal(x, kept)
    assert not x.requires_grad
    assert net.training
    assert all(part.training for part in net.modules())
    assert all(torch.equal(net.state_dict()[name], value) for name, value in state.items())
    assert all(torch.equal(p.grad, grad) for p, grad in zip(net.parameters(), grads, strict=True))
    assert all(p.requires_grad for p in net.parameters())
    assert not any(part._forward_hooks or part._backward_hooks for part in net.modules())


class FailsLate(Modules):
    def forward(self, x):
        super().forward(x)
        raise RuntimeError("out of luck")


@every_method
def test_an_error_that_flies_leaves_no_trace(method):
    net = FailsLate().train()
    with pytest.raises(RuntimeError, match="out of luck"):
        METHODS[method](net, rectangles(), 1)
    assert net.training
    assert not any(part._forward_hooks for part in net.modules())
    assert all(p.requires_grad and p.grad is None for p in net.parameters())
    x = torch.tensor([-1.0, 2.0], requires_grad=True)
    F.relu(x).sum().mul(-1).backward()  # no rule is left behind
    assert x.grad.tolist() == [0, -1]


@every_method
def test_a_layer_normalized_in_training_is_not_touched(method):
    net = nn.Sequential()
    for name, part in Modules().named_children():
        net.add_module(name, part)
        if name == "conv1":
            net.add_module("norm", nn.BatchNorm2d(8))
        if name == "relu3":
            net.add_module("mean", nn.AdaptiveAvgPool2d(1))
            net.add_module("flat", nn.Flatten())
    before = copy.deepcopy(net.norm.state_dict())
    METHODS[method](net.train(), rectangles(), 1)
    assert all(torch.equal(net.norm.state_dict()[key], value) for key, value in before.items())


@every_method
@pytest.mark.parametrize(
    ("x", "target", "message"),
    [
        (torch.rand(3, 96, 160), 1, r"x\[None\] makes a batch of it"),
        (torch.zeros(1, 3, 96, 160, dtype=torch.uint8), 1, "gradients need floats"),
        (torch.rand(1, 3, 96, 160), CLASSES, "target 4 is none of the 4 classes 0 to 3"),
        (torch.rand(2, 3, 96, 160), [1], r"target has shape \(1,\); want \(2,\)"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_in_words(method, x, target, message):
    with pytest.raises(ValueError, match=message):
        METHODS[method](Modules(), x, target)
