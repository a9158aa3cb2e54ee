"""Residual blocks: what the sum does, and the three shortcuts of the paper."""

import pytest
import torch
from torch import nn

from cnnkit.blocks.residual import (
    Residual,
    basic_branch,
    bottleneck_branch,
    padded_identity,
    projected,
    projected_where_needed,
)
from cnnkit.blocks.residual_stages import basic_stages, bottleneck_stages


def silenced(branch):
    nn.init.zeros_(list(branch.children())[-1].norm.weight)
    return branch


def test_a_silent_branch_makes_a_copy_with_a_shortcut_and_nothing_without():
    x = torch.randn(2, 4, 5, 5)
    assert torch.equal(Residual(silenced(basic_branch(4, 4, 1)), nn.Identity())(x), x.clamp(min=0))
    assert not Residual(silenced(basic_branch(4, 4, 1)), None)(x).any()


def test_the_last_relu_comes_after_the_sum():
    torch.manual_seed(0)
    branch = basic_branch(4, 4, 1)
    x = torch.randn(3, 4, 5, 5)
    assert (branch(x) < 0).any()
    assert torch.allclose(Residual(branch.eval(), nn.Identity())(x), torch.relu(branch(x) + x))


@pytest.mark.parametrize("side", [6, 7])
def test_option_a_takes_every_second_pixel_and_adds_empty_channels(side):
    x = torch.randn(2, 3, side, side, requires_grad=True)
    shortcut = padded_identity(3, 8, 2)
    out = shortcut(x)
    assert out.shape == basic_branch(3, 8, 2)(x).shape
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            assert torch.equal(out[:, :3, i, j], x[:, :, 2 * i, 2 * j])
    assert not out[:, 3:].any()
    assert list(shortcut.parameters()) == []


def test_options_a_and_b_leave_the_input_alone_where_shapes_agree_and_c_does_not():
    x = torch.randn(2, 4, 5, 5)
    for shortcut in (padded_identity, projected_where_needed):
        assert torch.equal(shortcut(4, 4, 1)(x), x)
    assert sum(p.numel() for p in projected(4, 4, 1).parameters()) == 4 * 4 + 2 * 4
    for shortcut in (projected_where_needed, projected):
        assert shortcut(4, 8, 2)(x).shape == (2, 8, 3, 3)
        assert shortcut(4, 8, 1)(x).shape == (2, 8, 5, 5)


@pytest.mark.parametrize(("stride_on", "share"), [("conv1", 1 / 4), ("conv2", 1.0)])
def test_a_stride_on_the_first_convolution_skips_three_of_four_pixels(stride_on, share):
    torch.manual_seed(0)
    x = torch.randn(1, 8, 12, 12, requires_grad=True)
    out = bottleneck_branch(8, 32, 16, 2, stride_on=stride_on).eval()(x)
    assert out.shape == (1, 16, 6, 6)
    out.square().sum().backward()
    assert x.grad.abs().sum(1).gt(0).double().mean() == share


def test_stages_halve_and_double():
    x = torch.zeros(1, 16, 32, 32, device="meta")
    with torch.device("meta"):
        basic = basic_stages([2, 1, 3], 16)
        deep = bottleneck_stages([1, 2], width=32, groups=4)
    shapes = [x.shape]
    for stage in basic:
        shapes.append(stage(torch.zeros(shapes[-1], device="meta")).shape)
    assert shapes[1:] == [(1, 16, 32, 32), (1, 32, 16, 16), (1, 64, 8, 8)]
    assert [len(stage) for stage in basic] == [2, 1, 3]
    grouped = [(c.out_channels, c.groups) for c in deep.modules() if getattr(c, "kernel_size", 0) == (3, 3)]
    assert grouped == [(32, 4), (64, 4), (64, 4)]
    assert deep(torch.zeros(1, 64, 32, 32, device="meta")).shape == (1, 512, 16, 16)
