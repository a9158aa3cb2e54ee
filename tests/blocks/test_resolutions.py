"""Fusions: every resolution hears all others, at its own size."""

import torch
import torch.nn.functional as F
from torch import nn

from cnnkit.blocks.resolutions import Fusion


def settled(module):
    for part in module.modules():
        if isinstance(part, nn.BatchNorm2d):
            nn.init.uniform_(part.weight, 0.5, 1.5)
            nn.init.normal_(part.bias)
            nn.init.normal_(part.running_mean)
    return module.eval()


def test_a_fusion_brings_every_map_to_every_size_even_where_sides_do_not_halve():
    fusion = Fusion((4, 8, 16), "bilinear").eval()
    sizes = [(11, 7), (6, 4), (3, 2)]
    maps = [torch.randn(2, c, *size) for c, size in zip((4, 8, 16), sizes, strict=True)]
    out = fusion(maps)
    assert [m.shape for m in out] == [m.shape for m in maps]
    for i in range(3):  # each output needs each input
        for j in range(3):
            silent = [torch.zeros_like(m) if j == k else m for k, m in enumerate(maps)]
            assert not torch.equal(fusion(silent)[i], out[i])


def test_bringing_up_after_the_convolution_equals_the_papers_order():
    fusion = settled(Fusion((4, 8), "bilinear"))
    fine, coarse = torch.randn(2, 4, 8, 8), torch.randn(2, 8, 4, 4)
    up = F.interpolate(coarse, scale_factor=2, mode="bilinear")
    assert torch.allclose(fusion([fine, coarse])[0], F.relu(fine + fusion.paths[0][1](up)), atol=1e-5)


def test_nearest_repeats_pixels():
    fusion = settled(Fusion((4, 8), "nearest"))
    fine, coarse = torch.zeros(1, 4, 4, 4), torch.randn(1, 8, 2, 2)
    out = fusion([fine, coarse])[0]
    assert torch.equal(out[..., ::2, ::2], out[..., 1::2, 1::2])


def test_strided_paths_have_one_convolution_a_halving_and_only_the_last_lacks_its_relu():
    fusion = Fusion((4, 8, 16, 32), "nearest")
    for target in range(4):
        for source in range(target):
            steps = list(fusion.paths[target][source])
            assert len(steps) == target - source
            assert [isinstance(s.act, nn.ReLU) for s in steps] == [True] * (len(steps) - 1) + [False]
