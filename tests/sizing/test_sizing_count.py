"""Parameters and multiplications against torch modules and torch's own FLOP counter."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from cnnkit.sizing import GeometryError, conv_macs, conv_params, linear_macs, linear_params

CONV = {1: nn.Conv1d, 2: nn.Conv2d, 3: nn.Conv3d}
TRANSPOSED = {1: nn.ConvTranspose1d, 2: nn.ConvTranspose2d, 3: nn.ConvTranspose3d}


def flops(module, x):
    with FlopCounterMode(display=False) as counter:
        out = module(x)
    return counter.get_total_flops(), tuple(out.shape[2:])


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    dims=st.integers(1, 3),
    groups=st.integers(1, 4),
    into=st.integers(1, 3),
    out=st.integers(1, 3),
    kernel=st.integers(1, 4),
    stride=st.integers(1, 3),
    transposed=st.booleans(),
    bias=st.booleans(),
)
def test_convolutions_count_as_torch_counts(dims, groups, into, out, kernel, stride, transposed, bias):
    into, out = into * groups, out * groups
    cls = (TRANSPOSED if transposed else CONV)[dims]
    size = (6, 5, 7)[:dims]
    layer = cls(into, out, kernel, stride, groups=groups, bias=bias, device="meta")
    total, out_size = flops(layer, torch.empty(1, into, *size, device="meta"))
    params = conv_params(into, out, kernel, bias, groups, dims=dims)
    assert params.weights == layer.weight.numel()
    assert params.biases == (0 if layer.bias is None else layer.bias.numel())
    assert params.total == sum(p.numel() for p in layer.parameters())
    macs = conv_macs(into, out, kernel, out_size, groups, transposed=transposed, input_size=size)
    assert 2 * macs == total


def test_three_honest_counts_of_the_same_layer():
    filters, no_bias = conv_params(3, 20, 5), conv_params(3, 20, 5, False)
    assert filters == (1500, 20)
    assert filters.total == 1520
    assert no_bias.total == 1500
    assert linear_params(32 * 32 * 3, 20).total == 61_460
    assert linear_params(32 * 32 * 3, 28 * 28 * 20).total == 48_184_640
    assert conv_macs(3, 20, 5, (28, 28)) == conv_macs(3, 20, 5, 28) == 1_176_000


def test_rectangular_kernels_and_maps():
    assert conv_params(2, 3, (1, 7)).weights == 42
    assert conv_macs(2, 3, (1, 7), (4, 5)) == 42 * 20
    assert conv_params(128, 32, 7, dims=1).total == 28_704
    assert conv_macs(128, 32, (7,), (494,)) == 28_672 * 494


def test_dense_layers():
    layer = nn.Linear(576, 1024, device="meta")
    assert linear_params(576, 1024).total == sum(p.numel() for p in layer.parameters()) == 590_848
    assert 2 * linear_macs(576, 1024, 5) == flops(layer, torch.empty(5, 576, device="meta"))[0]


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (lambda: conv_params(0, 8, 3), "in_channels must be at least 1, got 0"),
        (lambda: conv_params(6, 8, 3, groups=4), "legal: 1, 2"),
        (lambda: conv_params(6, 8, (3, 3), dims=3), "one number an axis"),
        (lambda: conv_params(6, 8, 2.5), "kernel_size must be a whole number"),
        (lambda: conv_macs(6, 8, 3, 4, transposed=True), "give input_size"),
        (lambda: conv_macs(6, 8, 3, 0), "output_size must be at least 1"),
        (lambda: linear_params(6, -1), "out_features must be at least 1, got -1"),
    ],
)
def test_errors_say_what_came_in(call, expected):
    with pytest.raises(GeometryError) as error:
        call()
    assert expected in str(error.value)
