"""What the loaders of stored data sets return, and how they say that a file is not what it should be."""

from typing import NamedTuple

import torch
from torch import Tensor

__all__ = ["DataError", "Images", "as_pixels"]


class DataError(ValueError):
    """A file of a data set is missing or damaged: which one, what was expected, what was found."""


class Images(NamedTuple):
    """Images `(n, c, h, w)` and labels `(n,)`, int64, places in `classes`; training part and test part.

    The images are float32 in [0, 1], or uint8 from 0 to 255 where the loader was asked for `torch.uint8`: a
    quarter of the memory, and `cnnkit.data.augment` takes both.
    """

    train_x: Tensor
    train_y: Tensor
    test_x: Tensor
    test_y: Tensor
    classes: tuple[str, ...]


def as_pixels(x: Tensor, dtype: torch.dtype) -> Tensor:
    """Bytes as they are for uint8, divided by 255 for float32."""
    if dtype == torch.uint8:
        return x
    if dtype == torch.float32:
        return x.float().div_(255)
    raise ValueError(f"dtype={dtype}: want torch.float32 (pixels in [0, 1]) or torch.uint8 (0 to 255)")
