"""Residual attention: (1 + M)·T, masks that see far, trunks as deep as the names say."""

import pytest
import torch
from torch import nn

from cnnkit.models.residual_attention import (
    Attention,
    Hourglass,
    Scale,
    residual_attention_56,
    residual_attention_92,
    residual_attention_452_cifar,
)


def module(depth=2, p=1, t=2, r=1):
    torch.manual_seed(0)
    return Attention(16, depth, Scale(p, t, r)).eval()


def test_the_output_is_one_plus_the_mask_times_the_trunk():
    attention, seen = module(), {}
    for name in ("before", "trunk", "mask"):
        part = getattr(attention, name)
        part.register_forward_hook(lambda m, i, out, name=name: seen.update({name: (i[0], out)}))
    attention.after.register_forward_pre_hook(lambda m, i: seen.update(after=i[0]))
    attention(torch.rand(2, 16, 12, 12))
    assert torch.equal(seen["trunk"][0], seen["before"][1])
    assert torch.equal(seen["mask"][0], seen["before"][1])
    mask, trunk = seen["mask"][1], seen["trunk"][1]
    assert mask.shape == trunk.shape
    assert mask.min() > 0
    assert mask.max() < 1
    assert torch.allclose(seen["after"], mask * trunk + trunk)


def test_a_mask_without_opinion_scales_the_trunk_by_one_and_a_half():
    attention, x, seen = module(), torch.rand(2, 16, 8, 8), {}
    nn.init.zeros_(attention.mask.linear2.weight)
    attention.after.register_forward_pre_hook(lambda m, i: seen.update(after=i[0]))
    attention(x)
    assert torch.allclose(seen["after"], 1.5 * attention.trunk(attention.before(x)))


@pytest.mark.parametrize(("depth", "units"), [(0, 2), (1, 2), (2, 5), (3, 8)])
def test_masks_have_r_units_on_each_way_and_one_on_each_skip(depth, units):
    mask = module(depth).mask
    assert sum(type(part).__name__ == "Unit" for part in mask.modules()) == units
    assert sum(isinstance(part, nn.MaxPool2d) for part in mask.modules()) == depth


@pytest.mark.parametrize("side", [8, 9, 13, 15])
def test_masks_fit_trunks_of_any_side(side):
    attention = module(depth=3)
    assert attention(torch.rand(1, 16, side, side + 3)).shape == (1, 16, side, side + 3)


def test_maps_grow_from_corner_to_corner():
    """Caffe's Interp: corners stay corners, and a slope between them is even to the very edge."""
    hourglass = Hourglass(4, 1, 1)
    hourglass.down = hourglass.up = nn.Identity()
    slope = torch.arange(9.0).repeat(1, 4, 9, 1)
    grown = hourglass(slope)  # the 3×3 pool with stride 2 leaves 2, 4, 6, 8
    assert torch.allclose(grown, torch.linspace(2, 8, 9).expand(1, 4, 9, 9))


def test_one_pixel_far_away_moves_the_mask_but_not_the_trunk():
    attention, x = module(depth=3, p=0, t=1), torch.rand(1, 16, 32, 32)
    changed = x.clone()
    changed[:, :, 4, 4] += 3
    mask = (attention.mask(changed) - attention.mask(x)).abs().amax(1)[0]
    trunk = (attention.trunk(changed) - attention.trunk(x)).abs().amax(1)[0]
    assert trunk[10:, 10:].max() == 0
    assert mask[10:, 10:].max() > 0


def trunk_depth(network):
    """Convolutions and dense layers, those of masks and shortcuts left out."""
    return sum(
        isinstance(part, nn.Conv2d | nn.Linear) and ".mask." not in name and "shortcut" not in name
        for name, part in network.named_modules()
    )


@pytest.mark.parametrize(
    ("build", "depth"),
    [(residual_attention_56, 56), (residual_attention_92, 92), (residual_attention_452_cifar, 398)],
)
def test_trunks_are_as_deep_as_the_paper_counts(build, depth):
    with torch.device("meta"):
        assert trunk_depth(build()) == depth


def test_attention_56_shrinks_as_table_2_says():
    with torch.device("meta"):
        network, sizes = residual_attention_56(), []
    for part in [network.stem, *network.body]:
        part.register_forward_hook(lambda m, i, out: sizes.append(tuple(out.shape[1:])))
    network(torch.zeros(1, 3, 224, 224, device="meta"))
    stages = [(64, 56, 56), *[(256, 56, 56)] * 2, *[(512, 28, 28)] * 2, *[(1024, 14, 14)] * 2]
    assert sizes == [*stages, *[(2048, 7, 7)] * 3]
