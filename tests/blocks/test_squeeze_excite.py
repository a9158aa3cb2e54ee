"""Squeeze and excitation against its formula, written out."""

import torch

from cnnkit.blocks.squeeze_excite import SqueezeExcite


def test_every_channel_is_scaled_by_what_the_means_say():
    torch.manual_seed(0)
    gate, x = SqueezeExcite(32, reduction=4), torch.randn(3, 32, 5, 6)
    w1, w2 = gate.reduce.weight[:, :, 0, 0], gate.expand.weight[:, :, 0, 0]
    means = x.sum((2, 3)) / 30
    scale = 1 / (1 + torch.exp(-(torch.relu(means @ w1.T + gate.reduce.bias) @ w2.T + gate.expand.bias)))
    assert torch.allclose(gate(x), torch.einsum("nchw,nc->nchw", x, scale), atol=1e-6)


def test_a_pixel_anywhere_moves_every_channel():
    torch.manual_seed(0)
    gate, x = SqueezeExcite(16, reduction=2), torch.rand(1, 16, 4, 4)
    touched = x.clone()
    touched[0, 3, 0, 0] += 5
    assert (gate(touched) != gate(x)).flatten(2).any(2).all()


def test_parameters_follow_the_formula():
    for c in (256, 512, 1024, 2048):
        assert sum(p.numel() for p in SqueezeExcite(c).parameters()) == 2 * c * c // 16 + c // 16 + c
