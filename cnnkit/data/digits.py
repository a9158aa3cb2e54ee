"""Real handwriting that needs no download: the 1,797 digits that ship inside scikit-learn.

Where they come from: the writer-independent part of "Optical Recognition of Handwritten Digits" (E.
Alpaydin, C. Kaynak, UCI Machine Learning Repository, 1998), thirteen people who filled in a form. Each
scan was cut out with NIST's programs (M. D. Garris et al., NISTIR 5469, 1994) into a bitmap of 32×32
black or white pixels; those were divided into 8×8 blocks of 4×4 and the black pixels of each block
counted: 8×8 numbers from 0 to 16.

The same road is open to what a reader draws: `normalize_bitmap` does what the images show of NIST's
normalisation (box, stroke width), `from_bitmap` counts the blocks and enlarges.
"""

from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

__all__ = ["SIZES", "Digits", "enlarge", "from_bitmap", "load_digits", "normalize_bitmap"]

SIZES = {8: 8, 28: 24, 32: 24}  # side of the picture -> side of the digit's frame inside it
HELD_OUT = 500

BITMAP, BLOCK = 32, 4  # the original bitmap and the blocks that were counted
BOX_WIDTH = 20  # the original digits fill all 32 rows and, but for narrow ones, these middle columns
INK_LOW, INK_HIGH = 0.25, 0.38  # 96 % of the 1,797 images have this share of black pixels


class Digits(NamedTuple):
    """Images `(n, 1, size, size)`, float32 in [0, 1], white ink on black; labels `(n,)`, int64, 0 to 9."""

    train_x: Tensor
    train_y: Tensor
    test_x: Tensor
    test_y: Tensor


def load_digits(size: int = 32) -> Digits:
    """The 1,797 digits as 1,297 for training and the last 500, in data-set order, held out.

    Why never a random split: the images stand in the order of their writers, so the last 500 come from hands
    that the first 1,297 do not hold. A random split puts the same hands on both sides and flatters: a network
    that has seen your sevens reads your sevens.

    `size` 8 gives the counts of the data set divided by 16; 28 and 32 enlarge them three times, to 24×24, and
    put them in the middle of black (see `enlarge`).

    >>> digits = load_digits(size=8)
    >>> [part.shape for part in digits]
    [torch.Size([1297, 1, 8, 8]), torch.Size([1297]), torch.Size([500, 1, 8, 8]), torch.Size([500])]
    """
    if size not in SIZES:
        raise ValueError(f"size={size!r}: the digits come in the sizes {', '.join(map(str, SIZES))}")
    from sklearn import datasets  # half a second: only those who load digits pay for it

    images, labels = datasets.load_digits(return_X_y=True)
    counts = torch.from_numpy(images.astype(np.float32)).view(-1, 1, 8, 8)
    x, y = enlarge(counts / 16, size), torch.from_numpy(labels.astype(np.int64))
    return Digits(x[:-HELD_OUT], y[:-HELD_OUT], x[-HELD_OUT:], y[-HELD_OUT:])


def enlarge(x: Tensor, size: int) -> Tensor:
    """`(n, 1, 8, 8)` -> `(n, 1, size, size)`: three times as large, bilinear (pixel centres, edges
    repeated), black border. Output pixel i of 24 reads position (i + 0.5)/3 - 0.5 of the 8.

    >>> enlarge(torch.ones(1, 1, 8, 8), size=32).sum()  # 24 x 24 ones in the middle of black
    tensor(576.)
    """
    if size not in SIZES:
        raise ValueError(f"size={size!r}: legal sizes are {', '.join(map(str, SIZES))}")
    if x.ndim != 4 or x.shape[1:] != (1, 8, 8):
        raise ValueError(f"enlarge wants images of shape (n, 1, 8, 8), got {tuple(x.shape)}")
    inner = SIZES[size]
    if inner != 8:
        x = F.interpolate(x, size=(inner, inner), mode="bilinear", align_corners=False)
    return F.pad(x, [(size - inner) // 2] * 4)


def from_bitmap(bitmap: np.ndarray, size: int = 32) -> Tensor:
    """A normalised bitmap `(32, 32)` of zeros and ones -> `(1, size, size)`: count 4×4 blocks, /16,
    enlarge.

    >>> from_bitmap(np.ones((32, 32), int)).shape
    torch.Size([1, 32, 32])
    """
    ink = _as_bitmap(bitmap)
    if ink.shape != (BITMAP, BITMAP):
        raise ValueError(
            f"from_bitmap wants 32×32 pixels, got {ink.shape}; pass a drawing to normalize_bitmap first"
        )
    counts = ink.reshape(8, BLOCK, 8, BLOCK).sum(axis=(1, 3), dtype=np.float32)
    return enlarge(torch.from_numpy(counts / 16).view(1, 1, 8, 8), size)[0]


def normalize_bitmap(bitmap: np.ndarray) -> np.ndarray:
    """A drawing `(h, w)` of zeros and ones, any size -> the data set's own `(32, 32)` frame.

    1. Cut out the box of the ink. 2. Stretch it to 32 rows and 20 columns (nearest pixel), in the middle
    of the frame; a box narrower than a third of its height keeps its shape, or a plain 1 would become a
    slab. 3. While less than 25 % of the frame is ink, thicken by one pixel; while more than 38 %, thin by
    one; never both ways. An empty drawing stays empty.

    >>> drawing = np.zeros((50, 40), int)
    >>> drawing[10:40, 15:35] = 1
    >>> normalize_bitmap(drawing).shape
    (32, 32)
    """
    ink = _as_bitmap(bitmap)
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not len(rows):
        return np.zeros((BITMAP, BITMAP), dtype=bool)
    box = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    h, w = box.shape
    width = BOX_WIDTH if 3 * w >= h else max(1, (BITMAP * w) // h)
    # nearest pixel in whole numbers, (2i + 1)·h // 64, so that JavaScript finds the same one
    take_rows = (2 * np.arange(BITMAP) + 1) * h // (2 * BITMAP)
    take_columns = (2 * np.arange(width) + 1) * w // (2 * width)
    frame = np.zeros((BITMAP, BITMAP), dtype=bool)
    left = (BITMAP - width) // 2
    frame[:, left : left + width] = box[take_rows][:, take_columns]
    return _even_stroke(frame)


def _even_stroke(frame: np.ndarray) -> np.ndarray:
    low, high = INK_LOW * frame.size, INK_HIGH * frame.size
    if frame.sum() < low:
        while frame.sum() < low:
            frame = _thicken(frame)
        return frame
    while frame.sum() > high:
        thinner = ~_thicken(~frame)
        if not thinner.any():
            break
        frame = thinner
    return frame


def _thicken(frame: np.ndarray) -> np.ndarray:
    """Every pixel with an inked neighbour above, below, left or right becomes ink (edges: nothing
    outside).
    """
    out = frame.copy()
    out[1:] |= frame[:-1]
    out[:-1] |= frame[1:]
    out[:, 1:] |= frame[:, :-1]
    out[:, :-1] |= frame[:, 1:]
    return out


def _as_bitmap(bitmap: np.ndarray) -> np.ndarray:
    ink = np.asarray(bitmap)
    if ink.ndim != 2:
        raise ValueError(f"a bitmap has two axes (rows, columns), got shape {ink.shape}")
    if ink.dtype != bool and not np.isin(ink, (0, 1)).all():
        raise ValueError(
            f"a bitmap holds zeros and ones, got values from {ink.min()} to {ink.max()}; threshold it first"
        )
    return ink.astype(bool)
