"""ResNets for CIFAR: depth without other changes."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from cnnkit.models import create_model
from cnnkit.models.resnet_cifar import CifarResNet
from cnnkit.summary import param_count

DEPTHS = (20, 32, 44, 56, 110, 1202)


def on_meta(name, **options):
    with torch.device("meta"):
        return create_model(name, **options)


def by_hand(n):
    """Parameters of 6n + 2 layers: 3×3 weights, two numbers a map to normalize, 64·10 + 10 at the end."""
    total, before = 0, 3
    for layer in range(6 * n + 1):
        after = 16 * 2 ** max(0, (layer - 1) // (2 * n))
        total += 9 * before * after + 2 * after
        before = after
    return total + 64 * 10 + 10


@pytest.mark.parametrize("depth", DEPTHS)
def test_depth_and_parameters(depth):
    model = on_meta(f"resnet{depth}_cifar")
    assert sum(isinstance(m, nn.Conv2d | nn.Linear) for m in model.modules()) == depth
    assert param_count(model) == by_hand((depth - 2) // 6)
    published = {20: 0.27, 32: 0.46, 44: 0.66, 56: 0.85, 110: 1.7, 1202: 19.4}  # table 6, in millions
    assert param_count(model) / 1e6 == pytest.approx(published[depth], rel=0.02)


def test_option_b_adds_two_projections():
    extra = param_count(on_meta("resnet56_cifar", variant="option_b")) - by_hand(9)
    assert extra == 16 * 32 + 2 * 32 + 32 * 64 + 2 * 64


@pytest.mark.parametrize("depth", [20, 56])
def test_twins_hold_the_same_parameters_and_only_one_can_copy_its_stem(depth):
    torch.manual_seed(0)
    plain, residual = create_model(f"plain{depth}_cifar"), create_model(f"resnet{depth}_cifar")
    residual.load_state_dict(plain.state_dict())
    for net in (plain, residual):
        for label, part in net.named_modules():
            if label.endswith("conv2.norm"):  # the end of every branch
                nn.init.zeros_(part.weight)
    x = torch.rand(2, 16, 8, 8)
    assert not plain.body(x).any()
    assert torch.equal(residual.body(x)[:, :16], x[:, :, ::4, ::4])


def stem_gradient_over_last(name):
    torch.manual_seed(0)
    model, x, y = create_model(name), torch.randn(16, 3, 16, 16), torch.randint(0, 10, (16,))
    F.cross_entropy(model(x), y).backward()
    convs = [m.weight.grad.norm().item() for m in model.modules() if isinstance(m, nn.Conv2d)]
    return convs[0] / convs[-1]


def test_shortcuts_keep_the_gradient_at_the_stem_in_bounds_where_the_plain_twins_grows_with_depth():
    assert stem_gradient_over_last("plain56_cifar") > 50 * stem_gradient_over_last("plain20_cifar")
    assert stem_gradient_over_last("resnet56_cifar") < 10 * stem_gradient_over_last("resnet20_cifar")
    assert stem_gradient_over_last("plain56_cifar") > 50 * stem_gradient_over_last("resnet56_cifar")


@pytest.mark.parametrize("depth", [2, 18, 21, 57])
def test_other_depths_are_refused(depth):
    with pytest.raises(ValueError, match=rf"depth must be 6n \+ 2 .*, got {depth}"):
        CifarResNet(depth, None, 10, 3)
