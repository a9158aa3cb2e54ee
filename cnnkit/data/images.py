"""What the loaders of stored data sets return, and how they say that a file is not what it should be."""

from typing import NamedTuple

import torch
from torch import Tensor

__all__ = ["DataError", "Images", "as_pixels", "channel_statistics"]


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
    """Bytes as they are for uint8, divided by 255 for float32.

    >>> as_pixels(torch.tensor([0, 51, 255], dtype=torch.uint8), torch.float32)
    tensor([0.0000, 0.2000, 1.0000])
    """
    if dtype == torch.uint8:
        return x
    if dtype == torch.float32:
        return x.float().div_(255)
    raise ValueError(f"dtype={dtype}: want torch.float32 (pixels in [0, 1]) or torch.uint8 (0 to 255)")


def channel_statistics(x: Tensor) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Mean and standard deviation of each channel over all pixels of `(n, c, h, w)`, in units of pixels from
    0 to 1, bytes or not: what `cnnkit.data.augment.normalize` wants, taken from the training part.

    >>> channel_statistics(torch.tensor([[[[0., 1.]], [[0.5, 0.5]]]]))
    ((0.5, 0.5), (0.5, 0.0))
    """
    if x.ndim != 4 or not x.numel():
        raise ValueError(f"channel_statistics wants images (n, c, h, w), at least one, got {tuple(x.shape)}")
    parts = x.split(1000)  # a million images as float64 would not fit
    unit = 255.0 if x.dtype == torch.uint8 else 1.0
    count = x.numel() / x.shape[1]
    mean = torch.stack([part.double().sum((0, 2, 3)) for part in parts]).sum(0) / count
    squares = [(part.double() - mean[:, None, None]).square().sum((0, 2, 3)) for part in parts]
    std = (torch.stack(squares).sum(0) / count).sqrt()
    return tuple((mean / unit).tolist()), tuple((std / unit).tolist())
