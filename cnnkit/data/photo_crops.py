"""A small data set of real photographs: pieces of ten of them, and from which one a piece was cut.

Grey and with one contrast, so that neither colour nor brightness tells the photographs apart. Pieces for
training are cut from the left half and pieces for testing from the right half, so no pixel stands in both.
"""

import torch
from torch import Tensor

from cnnkit.data.photos import PHOTOS, photo

__all__ = ["CLASSES", "LEFT", "RIGHT", "SIDE", "as_rgb", "photo_crops"]

SIDE = 64
"""px a side of a piece, as they stand in the photograph."""
PLAIN = 0.04
"""Pieces whose brightness (0 to 1) deviates less than this show nothing but sky or table: drawn again."""
CLASSES = (
    "cat", "astronaut", "coffee", "motorcycle", "coins", "brick", "grass", "gravel", "page", "temple",
)  # fmt: skip
"""The ten of `PHOTOS` with the fewest plain pieces."""
LEFT, RIGHT = (0.0, 0.5), (0.5, 1.0)


def photo_crops(count: int, part: tuple[float, float] = LEFT, seed: int = 0) -> tuple[Tensor, Tensor]:
    """`count` pieces a class, `(10 · count, 1, 64, 64)` with mean 0 and deviation 1 each, and classes 0 to 9.

    All pieces of class 0 come first, then those of class 1. The first pieces of each class stay the same
    when `count` grows. `part`: from which to which share of a photograph's width they are cut.

    Raises `ValueError` where the part is too narrow for a piece.
    """
    found = []
    for number, name in enumerate(CLASSES):
        grey = photo(name).mean(0)
        h, w = grey.shape
        first, end = (round(share * w) for share in part)
        if end - first < SIDE or first < 0 or end > w:
            raise ValueError(f"part={part} of {name}, {w} px wide, is {end - first} px: want at least {SIDE}")
        generator = torch.Generator().manual_seed(1000 * seed + number)
        pieces: list[Tensor] = []
        while len(pieces) < count:
            top = int(torch.randint(0, h - SIDE + 1, (), generator=generator))
            left = int(torch.randint(first, end - SIDE + 1, (), generator=generator))
            piece = grey[top : top + SIDE, left : left + SIDE]
            if piece.std() >= PLAIN:
                pieces.append((piece - piece.mean()) / piece.std())
        found += pieces
    return torch.stack(found)[:, None], torch.arange(len(CLASSES)).repeat_interleave(count)


def as_rgb(x: Tensor) -> Tensor:
    """Pieces as a network reads them that takes colours in [0, 1]: `(n, 3, 64, 64)`, mid-grey at 0."""
    return (0.5 + 0.2 * x).clamp(0, 1).expand(-1, 3, -1, -1).contiguous()


assert set(CLASSES) <= set(PHOTOS)
