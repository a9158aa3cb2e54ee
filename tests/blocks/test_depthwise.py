"""A separable convolution equals a full one whose kernel is a product."""

import torch
import torch.nn.functional as F

from cnnkit.blocks.depthwise import SeparableConv2d
from cnnkit.summary import macs


def test_it_is_a_convolution_with_a_kernel_of_rank_one_per_channel():
    layer = SeparableConv2d(4, 6, 3, stride=2, padding=1)
    x = torch.randn(2, 4, 7, 9)
    mix, look = layer.pointwise.weight[:, :, 0, 0], layer.depthwise.weight[:, 0]
    full = torch.einsum("oi,ihw->oihw", mix, look)
    assert torch.allclose(layer(x), F.conv2d(x, full, stride=2, padding=1), atol=1e-5)


def test_its_cost_is_a_ninth_and_one_part_in_the_filters():
    layer = SeparableConv2d(32, 256, 3, padding=1)
    assert macs(layer, (1, 32, 14, 14)) * 9 * 256 == 9 * 32 * 256 * 14 * 14 * (256 + 9)
