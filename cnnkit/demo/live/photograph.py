"""From a file that came from a page to the numbers that a network takes."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import torch
from torch import Tensor

from cnnkit.data.photos import photo

__all__ = ["MOST_PIXELS", "bundled", "opened", "picture_file"]

MOST_PIXELS = 20_000_000
"""Of a picture that is opened: a small file may unpack to a very large one."""


def picture_file(file: bytes) -> Any:
    """The opened picture, not yet unpacked. Raises ValueError for what is none, or too large."""
    from PIL import Image

    try:
        image = Image.open(io.BytesIO(file), formats=("JPEG", "PNG", "WEBP"))
    except Exception as error:  # readers of pictures have no common class of errors
        raise ValueError("what came is no JPEG, PNG or WebP picture") from error
    if image.width * image.height > MOST_PIXELS:
        raise ValueError(f"{image.width}×{image.height} pixels are more than {MOST_PIXELS:,}")
    return image


def opened(file: bytes, shape: tuple[int, ...]) -> Tensor:
    """The middle of the picture, `(1, c, h, w)` in [0, 1] for `shape` (c, h, w); c is 3, or 1 for grey."""
    from PIL import ImageOps

    channels, h, w = shape
    try:
        image = ImageOps.exif_transpose(picture_file(file)).convert(_mode(channels))
    except OSError as error:  # it breaks off
        raise ValueError("the picture is not whole") from error
    pixels = np.asarray(ImageOps.fit(image, (w, h)), dtype=np.float32) / 255
    return torch.from_numpy(pixels).reshape(h, w, channels).permute(2, 0, 1)[None].contiguous()


def bundled(shape: tuple[int, ...]) -> Tensor:
    """A photograph that ships: a cat, `(1, c, h, w)`."""
    channels, h, w = shape
    x = photo("cat", (h, w))[None]
    return x.mean(1, keepdim=True) if _mode(channels) == "L" else x


def _mode(channels: int) -> str:
    if channels not in (1, 3):
        raise ValueError(f"pictures have 1 or 3 channels; the network takes {channels}")
    return "L" if channels == 1 else "RGB"
