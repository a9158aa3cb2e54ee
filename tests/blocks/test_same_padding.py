"""Padding as TensorFlow's SAME, against windows taken one by one."""

import math

import pytest
import torch
import torch.nn.functional as F

from cnnkit.blocks.same_padding import AvgPool2dSame, MaxPool2dSame, pad_same

GEOMETRIES = [(n, k, s) for n in range(1, 10) for k in (1, 3, 5, 7) for s in (1, 2, 3)]


def windows(n, kernel, stride):
    """Real indices that each of the ⌈n/stride⌉ windows covers, as TensorFlow's guide lays them out."""
    count = math.ceil(n / stride)
    missing = max(kernel - (stride if n % stride == 0 else n % stride), 0)
    starts = [i * stride - missing // 2 for i in range(count)]
    return [[j for j in range(a, a + kernel) if 0 <= j < n] for a in starts]


@pytest.mark.parametrize(("n", "kernel", "stride"), GEOMETRIES)
def test_a_layer_behind_it_reads_each_window(n, kernel, stride):
    x = torch.randn(1, 1, n, 4)
    out = F.conv2d(pad_same(x, kernel, stride), torch.ones(1, 1, kernel, kernel), stride=stride)
    columns = windows(4, kernel, stride)
    expected = [[x[0, 0, r][:, c].sum() for c in columns] for r in windows(n, kernel, stride)]
    assert torch.allclose(out[0, 0], torch.tensor(expected), atol=1e-5)


@pytest.mark.parametrize(("n", "kernel", "stride"), [g for g in GEOMETRIES if g[1] == 3 and g[2] < 3])
def test_pools_look_at_real_values_only(n, kernel, stride):
    x = torch.randn(1, 1, n, 4) - 5  # a zero of the padding would win each maximum
    rows, columns = windows(n, kernel, stride), windows(4, kernel, stride)
    for pool, reduce in ((MaxPool2dSame, torch.max), (AvgPool2dSame, torch.mean)):
        expected = [[reduce(x[0, 0, r][:, c]) for c in columns] for r in rows]
        assert torch.allclose(pool(kernel, stride)(x)[0, 0], torch.tensor(expected))


def test_averages_may_count_the_zeros_too():
    out = AvgPool2dSame(3, 2, count_zeros=True)(torch.ones(1, 1, 4, 4))
    assert torch.allclose(out[0, 0], torch.tensor([[9.0, 6.0], [6.0, 4.0]]) / 9)
