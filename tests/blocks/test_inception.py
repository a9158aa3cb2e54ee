"""Branches side by side: what a table of steps builds."""

import torch
from torch import nn

from cnnkit.blocks.inception import AvgPool, Branches, Conv, Fork, MaxPool, normalized, stack
from cnnkit.blocks.initialization import start_truncated


def kernels(module):
    return {n: m.kernel_size for n, m in module.named_modules() if isinstance(m, nn.Conv2d)}


def test_maps_lie_behind_one_another_in_the_order_of_the_branches():
    torch.manual_seed(0)
    module = Branches(3, ((Conv(4, 1),), (Conv(2, 1), Conv(5, 3)), (MaxPool(), Conv(1, 1)), ()), normalized)
    x = torch.rand(2, 3, 6, 7)
    out = module.eval()(x)
    assert module.out_channels == 4 + 5 + 1 + 3
    assert out.shape == (2, 13, 6, 7)
    assert torch.equal(out[:, :4], module.branch1(x))
    assert torch.equal(out[:, 4:9], module.branch2.conv2(module.branch2.conv1(x)))
    assert torch.equal(out[:, 10:], x)


def test_steps_are_named_by_kind_and_number_and_a_fork_splits_a_branch():
    fork = Fork(((Conv(5, (1, 3)),), (Conv(6, (3, 1)),)))
    row, channels = stack(2, (Conv(3, 1), MaxPool(2), Conv(4, (1, 7)), fork), normalized)
    assert channels == 11
    assert [name for name, _ in row.named_children()] == ["conv1", "pool1", "conv2", "fork1"]
    assert list(kernels(row).values()) == [(1, 1), (1, 7), (1, 3), (3, 1)]
    assert row(torch.rand(2, 2, 8, 8)).shape == (2, 11, 4, 4)


def test_only_valid_windows_leave_the_padding_out():
    x = torch.rand(1, 2, 9, 9)
    for step, side in [
        (Conv(1, 3), 9),
        (Conv(1, 3, valid=True), 7),
        (Conv(1, (7, 1)), 9),
        (Conv(1, 3, 2, valid=True), 4),
        (MaxPool(2), 5),
        (MaxPool(2, valid=True), 4),
        (AvgPool(), 9),
    ]:
        assert stack(2, (step,), normalized)[0].eval()(x).shape[-2:] == (side, side), step


def test_the_mean_at_the_border_is_over_the_pixels_there_are():
    x = torch.arange(9.0).view(1, 1, 3, 3)
    mean = stack(1, (AvgPool(),), normalized)[0](x)
    assert torch.allclose(mean[0, 0, 0, 0], x[0, 0, :2, :2].mean())
    assert torch.allclose(mean[0, 0, 1, 1], x.mean())


def test_the_truncated_start_keeps_its_variance_within_two_standard_deviations():
    torch.manual_seed(0)
    layer = nn.Conv2d(40, 200, 3)
    start_truncated(layer)
    inputs = 40 * 9
    assert abs(layer.weight.var().item() * inputs / 2 - 1) < 0.02
    assert layer.weight.abs().max().item() <= 2 * (1.3 * 2 / inputs) ** 0.5
    assert not layer.bias.any()
