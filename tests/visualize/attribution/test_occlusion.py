"""Occlusion against a slow loop, with each kind of cover; what is planted is found."""

import pytest
import torch

from cnnkit.visualize import grad_cam, occlusion
from cnnkit.visualize.attribution.fills import blurred
from tests.visualize.attribution.nets import Modules, pictures


def cover(x, top, left, k, fill):
    """One picture `(3, h, w)` with a k×k window covered, pixel by pixel."""
    out, soft = x.clone(), blurred(x[None], k / 2)[0]
    ring = (k + 1) // 2
    for channel in range(3):
        around = [
            x[channel, r, c].item()
            for r in range(max(0, top - ring), min(x.shape[1], top + k + ring))
            for c in range(max(0, left - ring), min(x.shape[2], left + k + ring))
            if not (top <= r < top + k and left <= c < left + k)
        ]
        for r in range(top, top + k):
            for c in range(left, left + k):
                if fill == "blur":
                    out[channel, r, c] = soft[channel, r, c]
                elif fill == "surroundings":
                    out[channel, r, c] = sum(around) / len(around)
                else:
                    out[channel, r, c] = fill
    return out


@pytest.mark.parametrize("fill", [0.0, 0.5, "blur", "surroundings"])
@pytest.mark.parametrize(("k", "stride"), [(3, 2), (5, 3), (4, 4)])
def test_it_is_the_slow_loop(k, stride, fill):
    net, x = Modules().double(), pictures(2)
    found = occlusion(net, x, [1, 2], k, stride, fill)
    tops, lefts = (range(0, side - k + 1, stride) for side in x.shape[2:])
    assert found.shape == (2, len(tops), len(lefts))
    for n, target in enumerate((1, 2)):
        whole = net(x[n : n + 1])[0, target]
        for i, top in enumerate(tops):
            for j, left in enumerate(lefts):
                drop = whole - net(cover(x[n], top, left, k, fill)[None])[0, target]
                assert found[n, i, j].item() == pytest.approx(drop.item(), abs=1e-12)


def test_the_last_window_that_fits_is_there():
    x = pictures(1)  # 8 × 12
    found = occlusion(Modules().double(), x, 0, (8, 5), (1, 3))
    assert found.shape == (1, 1, 3)  # columns 0, 3, 6; the last pixel of the row is never covered
    assert occlusion(Modules().double(), x, 0, (8, 12), 1).shape == (1, 1, 1)


def test_blur_is_a_gaussian_that_counts_the_picture_alone():
    x = torch.rand(1, 1, 5, 7, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    rows, columns = torch.meshgrid(torch.arange(5.0), torch.arange(7.0), indexing="ij")
    soft = torch.zeros_like(x)
    for r in range(5):
        for c in range(7):
            near = ((rows - r).abs() <= 3) & ((columns - c).abs() <= 3)  # cut at 3σ
            weight = torch.exp(-0.5 * ((rows - r) ** 2 + (columns - c) ** 2)).double() * near
            soft[0, 0, r, c] = (weight * x[0, 0]).sum() / weight.sum()
    torch.testing.assert_close(blurred(x, 1.0), soft, rtol=1e-6, atol=1e-9)
    flat = torch.full((1, 3, 9, 9), 0.7)
    torch.testing.assert_close(blurred(flat, 4.0), flat)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ((0, 1), "window=0; want one or two whole numbers of pixels, 1 or more"),
        (((2, 2, 2), 1), r"window=\(2, 2, 2\); want one or two"),
        ((3, 1.5), "stride=1.5; want"),
        ((9, 1), "9"),
        ((3, 1, "green"), "fill='green'; want a number, 'blur' or 'surroundings'"),
        (((8, 12), 1, "surroundings"), r"a window of \(8, 12\) leaves nothing around it"),
    ],
)
def test_bad_windows_and_fills_are_refused_in_words(given, message):
    with pytest.raises(ValueError, match=message):
        occlusion(Modules(), torch.rand(1, 3, 8, 12), 0, *given)


class Reddish(torch.nn.Module):
    """Class 1 has a map of how red each 4×4 block is; class 0 how green."""

    def __init__(self):
        super().__init__()
        self.colours = torch.nn.Conv2d(3, 2, 4, 4, bias=False)
        for channel, seen in ((0, [-1.0, 1.0, -1.0]), (1, [1.0, -1.0, -1.0])):
            self.colours.weight.data[channel] = torch.tensor(seen).view(3, 1, 1) / 16

    def forward(self, x):
        return self.colours(x).relu().mean((2, 3))


def test_a_planted_patch_is_found():
    x = 0.2 * torch.rand(1, 3, 96, 160, generator=torch.Generator().manual_seed(0))
    x[:, 0, 60:76, 120:136] = 1.0  # red, low on the right: a peer that swaps sides looks elsewhere
    net = Reddish()
    drops = occlusion(net, x, 1, 16, 4)[0]
    assert divmod(int(drops.argmax()), drops.shape[1]) == (60 // 4, 120 // 4)
    where = grad_cam(net, x, 1, "colours")[0]
    assert where.shape == (24, 40)
    inside = torch.zeros_like(where, dtype=torch.bool)
    inside[15:19, 30:34] = True
    assert (where[inside] > 0).all()
    assert (where[~inside] == 0).all()
    assert occlusion(net, x, 0, 16, 4)[0].max() <= 0  # what is red never spoke for green
