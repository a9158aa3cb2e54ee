"""The small encoder and decoder: sizes, skips, every pixel written once."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from cnnkit.detection import Segmenter


@pytest.mark.parametrize("skips", [True, False])
def test_every_pixel_has_a_class_and_every_weight_a_slope(skips):
    torch.manual_seed(0)
    model = Segmenter(5, widths=(4, 8, 8), skips=skips)
    x = torch.rand(2, 3, 16, 24)
    logits = model(x)
    assert logits.shape == (2, 5, 16, 24)
    F.cross_entropy(logits, torch.randint(0, 5, (2, 16, 24))).backward()
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in model.parameters())


def test_skips_bring_what_the_smallest_map_has_lost():
    """With the deepest maps silenced, only a network with skips still sees the picture."""
    torch.manual_seed(0)
    x = torch.rand(2, 3, 16, 16)
    for skips in (True, False):
        model = Segmenter(3, widths=(4, 8), skips=skips).eval()
        nn.init.zeros_(model.narrow[0].weight)
        a, b = model(x)
        assert torch.allclose(a, b) is (not skips)


def test_the_last_step_writes_every_pixel_once():
    last = Segmenter(1).last
    nn.init.ones_(last.weight)
    nn.init.zeros_(last.bias)
    assert last(torch.ones(1, 16, 5, 5)).unique().tolist() == [16]


def test_sides_that_cannot_be_halved_so_often_are_refused():
    with pytest.raises(ValueError, match="halved 4 times: multiples of 16, not 20×32"):
        Segmenter(2)(torch.rand(1, 3, 20, 32))
