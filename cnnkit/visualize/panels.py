"""Answers of the methods as pictures `(3, h, w)` in [0, 1], side by side, and into a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

__all__ = ["beside", "colours", "enlarged", "grid", "heat", "shades", "signed", "top_of", "write_picture"]

GAP, SMALLEST = 8, 224
# As on the book's pages: below 0 blue, 0 mid-grey, above 0 orange.
BLUE, GREY, ORANGE = (0.0, 0.404, 0.639), (0.784, 0.784, 0.784), (0.835, 0.369, 0.0)


def shades(map_: Tensor) -> Tensor:
    """A map `(h, w)` of sizes: 0 black, the largest 0.5 % white."""
    top = top_of(map_)
    return (map_.float() / top).clamp(0, 1).expand(3, -1, -1)


def signed(map_: Tensor, top: float | None = None) -> Tensor:
    """A map `(h, w)` with signs: blue, grey at 0, orange, full from `top` or the largest 0.5 % on."""
    share = (map_.float() / (top or top_of(map_.abs()))).clamp(-1, 1)
    end = torch.where(share < 0, _colour(BLUE), _colour(ORANGE))
    return _colour(GREY) + (end - _colour(GREY)) * share.abs()


def colours(slope: Tensor) -> Tensor:
    """A signed `(3, h, w)` in its own colours round mid-grey."""
    return (0.5 + slope.float() / (2 * top_of(slope.abs()))).clamp(0, 1)


def heat(picture: Tensor, map_: Tensor) -> Tensor:
    """A coarse map `(h, w)` over the picture `(3, H, W)`: light where it is large, dark from 0 down."""
    fine = F.interpolate(map_.float()[None, None], picture.shape[1:], mode="bilinear", align_corners=False)[0]
    return picture * (0.15 + 0.85 * (fine / max(float(fine.max()), 1e-12)).clamp(0, 1))


def enlarged(picture: Tensor, side: int = SMALLEST) -> Tensor:
    """Whole-numbered magnification, pixels kept sharp, until the shorter side has `side` pixels or nearly."""
    times = max(1, side // min(picture.shape[1:]))
    return picture.repeat_interleave(times, 1).repeat_interleave(times, 2)


def beside(*pictures: Tensor) -> Tensor:
    """Pictures in a row on white, brought to the height of the highest."""
    high = max(picture.shape[1] for picture in pictures)
    same = [_resized(p, high) if p.shape[1] != high else p for p in pictures]
    gap = torch.ones(3, high, GAP)
    return torch.cat([part for p in same for part in (gap, p)][1:], 2)


def grid(pictures: Sequence[Tensor], columns: int) -> Tensor:
    """Pictures of one size in rows on white."""
    _, h, w = pictures[0].shape
    rows = [pictures[i : i + columns] for i in range(0, len(pictures), columns)]
    sheet = torch.ones(3, len(rows) * (h + 2) - 2, columns * (w + 2) - 2)
    for i, row in enumerate(rows):
        for j, picture in enumerate(row):
            sheet[:, i * (h + 2) : i * (h + 2) + h, j * (w + 2) : j * (w + 2) + w] = picture
    return sheet


def write_picture(picture: Tensor, path: Path) -> None:
    """PNG, JPEG, WebP, …, as the suffix says. Raises `ValueError` for a suffix that is no picture's."""
    from PIL import Image

    pixels = (picture.clamp(0, 1) * 255).round().byte().permute(1, 2, 0).cpu().numpy()
    Image.fromarray(pixels).save(path)


def top_of(sizes: Tensor) -> float:
    """What counts as large: a single outlier does not darken all else."""
    largest = float(sizes.float().flatten().quantile(0.995))
    return largest or float(sizes.max()) or 1.0


def _colour(rgb: tuple[float, float, float]) -> Tensor:
    return torch.tensor(rgb)[:, None, None]


def _resized(picture: Tensor, high: int) -> Tensor:
    size = (high, round(picture.shape[2] * high / picture.shape[1]))
    return F.interpolate(picture[None], size, mode="bilinear", antialias=True)[0].clamp(0, 1)
