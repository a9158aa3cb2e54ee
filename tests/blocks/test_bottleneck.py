"""The bottleneck alone, and mlpconv."""

import torch

from cnnkit.blocks.bottleneck import bottleneck, plain
from cnnkit.blocks.mlpconv import mlpconv
from cnnkit.blocks.residual import bottleneck_branch
from cnnkit.summary import macs, param_count


def test_half_the_width_costs_three_and_a_quarter_for_nine():
    squeezed, full = bottleneck(64, 32), plain(64)
    assert param_count(full) == 9 * 64 * 64
    assert 4 * param_count(squeezed) == 13 * 64 * 64
    shape = (2, 64, 8, 8)
    assert macs(squeezed, shape) * 9 * 4 == macs(full, shape) * 13
    assert squeezed(torch.zeros(shape)).shape == full(torch.zeros(shape)).shape == shape


def test_the_residual_branch_computes_the_same_but_for_norm_and_last_relu():
    torch.manual_seed(0)
    branch, alone = bottleneck_branch(8, 4, 8, 1).eval(), bottleneck(8, 4)
    for ours, theirs in zip((alone[0], alone[2], alone[4]), branch, strict=True):
        ours.load_state_dict(theirs.conv.state_dict())
        theirs.norm.eps = 0.0
    x = torch.randn(2, 8, 6, 6)
    assert torch.allclose(branch(x).relu(), alone(x), atol=1e-6)


def test_mlpconv_is_a_dense_network_at_every_place():
    torch.manual_seed(0)
    block = mlpconv(3, 5, (6, 4, 2))
    x = torch.randn(1, 3, 7, 7)
    y = block(x)
    assert y.shape == (1, 2, 7, 7)
    pixel = block.conv(x).relu()[0, :, 3, 4]
    for name in ("dense1", "dense2"):
        layer = getattr(block, name)
        pixel = (layer.weight[:, :, 0, 0] @ pixel + layer.bias).relu()
    assert torch.allclose(y[0, :, 3, 4], pixel, atol=1e-6)
