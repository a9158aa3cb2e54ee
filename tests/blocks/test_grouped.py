"""The plain grouped convolution equals torch's own, and no group hears of another."""

import pytest
import torch
from torch import nn

from cnnkit.blocks.grouped import GroupedConv2d
from cnnkit.summary import macs


@pytest.mark.parametrize("groups", [1, 2, 3, 6])
def test_it_is_torch_s_grouped_convolution(groups):
    layer = GroupedConv2d(6, 12, 3, groups, stride=2, padding=1)
    own = nn.Conv2d(6, 12, 3, 2, 1, groups=groups, bias=False)
    own.weight = layer.weight
    x = torch.randn(2, 6, 7, 9)
    torch.testing.assert_close(layer(x), own(x))


def test_weights_and_multiplications_are_divided_by_the_groups_whatever_the_kernel():
    for k in (1, 3, 5):
        plain, grouped = (GroupedConv2d(8, 8, k, groups, padding=k // 2) for groups in (1, 4))
        assert plain.weight.numel() == 4 * grouped.weight.numel()
        assert macs(plain, (1, 8, 6, 6)) == 4 * macs(grouped, (1, 8, 6, 6))


def test_a_group_hears_nothing_of_another():
    layer = GroupedConv2d(4, 4, 3, 2, padding=1)
    x = torch.randn(1, 4, 5, 5)
    changed = x.clone()
    changed[:, 2:] += 1
    assert torch.equal(layer(x)[:, :2], layer(changed)[:, :2])
    assert not torch.equal(layer(x)[:, 2:], layer(changed)[:, 2:])


def test_groups_that_do_not_divide_are_refused():
    with pytest.raises(ValueError, match="groups=3 must divide in_channels=6 and out_channels=8"):
        GroupedConv2d(6, 8, 3, 3)
