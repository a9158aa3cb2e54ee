"""The scaled sum: what it adds, what comes back through it, and the shapes of the paper's first module."""

import pytest
import torch
from torch import nn

from cnnkit.blocks.inception import Conv
from cnnkit.blocks.scaled_residual import ScaledResidual

BRANCHES = ((Conv(4, 1),), (Conv(4, 1), Conv(6, 3)))


@pytest.mark.parametrize("scale", [0.0, 0.1, 1.0])
def test_it_adds_the_scaled_module(scale):
    torch.manual_seed(0)
    block = ScaledResidual(8, scale, BRANCHES).eval()
    x = torch.randn(2, 8, 5, 5)
    assert torch.allclose(block(x), torch.relu(x + scale * block.expand(block.branches(x))))


@pytest.mark.parametrize("scale", [0.0, 0.1, 1.0])
def test_the_slope_comes_back_whole_and_scaled(scale):
    torch.manual_seed(0)
    block = ScaledResidual(8, scale, BRANCHES, act=False).eval().double()
    x = torch.randn(2, 8, 5, 5, dtype=torch.float64, requires_grad=True)
    arrives = torch.randn(2, 8, 5, 5, dtype=torch.float64)
    (back,) = torch.autograd.grad(block(x), x, arrives)
    (branch,) = torch.autograd.grad(block.expand(block.branches(x)), x, arrives)
    assert torch.allclose(back, arrives + scale * branch)


def test_the_branches_lie_side_by_side_before_a_linear_1x1():
    block = ScaledResidual(8, 0.1, BRANCHES)
    assert isinstance(block.expand, nn.Conv2d)
    assert (block.expand.in_channels, block.expand.out_channels) == (4 + 6, 8)
