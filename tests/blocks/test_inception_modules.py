"""Inception modules that are read on their own: naive, reduced, and A, B, C of the later paper."""

import pytest
import torch
from torch import nn

from cnnkit.blocks.inception import Branches, Conv, MaxPool
from cnnkit.blocks.inception_asymmetric import asymmetric
from cnnkit.blocks.inception_expanded import expanded
from cnnkit.blocks.inception_naive import NaiveInception
from cnnkit.blocks.inception_reduced import ReducedInception
from cnnkit.blocks.inception_stacked import stacked
from cnnkit.models.googlenet import TABLE_1, _with_bias, inception
from cnnkit.summary import macs

WIDE = (1, 256, 28, 28)


def bare(in_channels, filters, kernel, stride, padding):
    return nn.Conv2d(in_channels, filters, kernel, stride, padding, bias=False)


def with_the_same_weights(ours, theirs):
    """`ours` with the parameters of `theirs`, one after the other; both name and order them differently."""
    given = list(theirs.parameters())
    taken = list(ours.parameters())
    assert [p.shape for p in taken] == [p.shape for p in given]
    with torch.no_grad():
        for mine, other in zip(taken, given, strict=True):
            mine.copy_(other)
    return ours


@pytest.mark.parametrize("row", ["3a", "4e", "5b"])
def test_the_reduced_module_is_the_one_that_googlenet_consists_of(row):
    torch.manual_seed(0)
    network = inception(24, TABLE_1[row], 5, _with_bias)
    plain = with_the_same_weights(ReducedInception(24, *TABLE_1[row]), network)
    x = torch.randn(2, 24, 9, 7)
    assert torch.equal(plain(x), network(x))
    assert plain(x).abs().sum() > 0


def test_the_naive_module_is_the_same_without_squeezes():
    torch.manual_seed(0)
    table = ((Conv(5, 1),), (Conv(4, 3),), (Conv(3, 5),), (MaxPool(),))
    network = Branches(6, table, _with_bias)
    plain = with_the_same_weights(NaiveInception(6, 5, 4, 3), network)
    x = torch.randn(2, 6, 8, 5)
    assert torch.equal(plain(x), network(x))
    assert torch.equal(plain(x)[:, 12:], nn.MaxPool2d(3, 1, 1)(x))


def test_the_lecture_s_module_costs_what_its_layers_cost():
    with torch.device("meta"):
        naive, reduced = NaiveInception(256, 128, 192, 96), ReducedInception(256, 128, 64, 192, 64, 96, 64)
    assert macs(naive, WIDE) == 784 * 256 * (128 + 9 * 192 + 25 * 96) == 854_196_224
    assert macs(reduced, WIDE) == 271_351_808
    assert naive(torch.zeros(WIDE, device="meta")).shape == (1, 672, 28, 28)
    assert reduced(torch.zeros(WIDE, device="meta")).shape == (1, 480, 28, 28)


@pytest.mark.parametrize(
    "make", [lambda: NaiveInception(8, 4, 0, 4), lambda: ReducedInception(8, *[4] * 5, -1)]
)
def test_a_branch_without_filters_is_refused(make):
    with pytest.raises(ValueError, match=r"(0 filters of 3×3|-1 filters of 1×1): a layer has 1 or more"):
        make()


def test_module_a_stacks_what_the_5x5_did():
    shape = (1, 288, 35, 35)
    with torch.device("meta"):
        module = Branches(288, stacked(64, 48, 64, 64, 96, 64), bare)
        one = ReducedInception(288, 64, 48, 64, 64, 96, 64)
    assert module(torch.zeros(shape, device="meta")).shape == shape
    # 3×3 from 64 to 96 and from 96 to 96 in place of one 5×5 from 64 to 96, at 35×35 places
    saved = 35 * 35 * (25 * 64 * 96 - 9 * 64 * 96 - 9 * 96 * 96)
    assert macs(one, shape) - macs(module, shape) == saved > 0


@pytest.mark.parametrize("size", [3, 7])
def test_module_b_sees_n_by_n_pixels_through_rows_and_columns(size):
    module = Branches(5, asymmetric(3, 4, size), bare)
    kernels = [
        [tuple(layer.kernel_size) for layer in branch if isinstance(layer, nn.Conv2d)]
        for branch in module.children()
    ]
    row, column = (1, size), (size, 1)
    assert kernels == [[(1, 1)], [(1, 1), row, column], [(1, 1), column, row, column, row], [(1, 1)]]
    side = 2 * size + 5
    x = torch.randn(1, 5, side, side, requires_grad=True)
    assert module(x).shape == (1, 16, side, side)
    module.branch2(x)[..., side // 2, side // 2].sum().backward()
    seen = x.grad[0].abs().sum(0) > 0
    assert seen.sum() == size * size
    assert seen.any(0).sum() == seen.any(1).sum() == size


def test_module_c_splits_its_last_step_side_by_side():
    module = Branches(6, expanded(5, 7, 3, 2), bare)
    x = torch.randn(1, 6, 8, 8)
    assert module(x).shape == (1, 5 + 4 * 3 + 2, 8, 8)
    split = module.branch3.fork1
    assert [tuple(m.kernel_size) for m in split.modules() if isinstance(m, nn.Conv2d)] == [(1, 3), (3, 1)]
    before = module.branch3.conv2(module.branch3.conv1(x))
    both = torch.cat([split.branch1(before), split.branch2(before)], 1)
    assert torch.equal(module(x)[:, 11:17], both), "both read the same maps"
    assert Branches(1280, expanded(320, 448, 384, 192), bare).out_channels == 2048
