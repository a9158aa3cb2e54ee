"""How a picture must enter a trained network, and what its answers are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from cnnkit.models.catalog.entry import Entry
from cnnkit.models.create import weights_info
from cnnkit.models.published.files import Published
from cnnkit.models.published.shipped import Shipped

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["class_names", "prepare"]

Info = Entry | Published | Shipped


def prepare(image: Tensor | np.ndarray | Image, info: Info) -> Tensor:
    """The picture as the weights expect it, `(..., 3, crop, crop)`, on its own device.

    Its shorter side is brought to `resize` pixels (bilinear, antialiased), the square in the middle cut out,
    and each colour becomes `(value - mean) / std`; the four numbers are the weights' `preparation`.

    Args:
        image: a tensor `(..., 3, h, w)`, decimals in [0, 1] or bytes; a Pillow picture; or an array
            `(h, w, 3)` of bytes.
        info: `weights_info(name, weights)`; or `model_info(name)`, whose weights for ImageNet, or else only
            ones, are meant.

    Raises `ValueError` for what is no such picture, and for weights that do not say how pictures enter.

    >>> from cnnkit.models import weights_info
    >>> prepare(torch.rand(3, 300, 400), weights_info("squeezenet1_1", "imagenet")).shape
    torch.Size([3, 224, 224])
    """
    info = _of_weights(info)
    if info.preparation is None:
        raise ValueError("these weights do not say how pictures enter; `facts` says how they were trained")
    resize, crop, mean, std = info.preparation
    x = _decimals(image)
    h, w = (resize * side // min(x.shape[-2:]) for side in x.shape[-2:])
    pictures = x.reshape(-1, *x.shape[-3:])
    resized = F.interpolate(pictures, (h, w), mode="bilinear", antialias=True)
    resized = resized.view(*x.shape[:-2], h, w)
    top, left = round((h - crop) / 2), round((w - crop) / 2)
    middle = resized[..., top : top + crop, left : left + crop]
    mean, std = (middle.new_tensor(colours)[:, None, None] for colours in (mean, std))
    return (middle - mean) / std


def class_names(info: Info) -> tuple[str, ...]:
    """What the classes are called, in the order of the logits; `info` as in `prepare`.

    Raises `ValueError` where the weights do not say it.

    >>> from cnnkit.models import weights_info
    >>> class_names(weights_info("squeezenet1_1", "imagenet"))[:3]
    ('tench', 'goldfish', 'great white shark')
    """
    info = _of_weights(info)
    if isinstance(info, Published):
        from cnnkit.models.published.imagenet_names import imagenet_names

        return imagenet_names()
    if not info.classes:
        raise ValueError(f"these weights do not say what their {info.num_classes} classes are called")
    return info.classes


def _of_weights(info: Info) -> Published | Shipped:
    if not isinstance(info, Entry):
        return info
    if "imagenet" not in info.weights and len(info.weights) != 1:
        names = " or ".join(f"weights_info({info.name!r}, {name!r})" for name in info.weights)
        raise ValueError(f"which weights of {info.name}? " + (f"pass {names}" if names else "It has none"))
    return weights_info(info.name, "imagenet" if "imagenet" in info.weights else info.weights[0])


def _upright(image: Image) -> np.ndarray:
    """A picture of Pillow, whatever its colours, turned as the camera noted."""
    from PIL import ImageOps

    return np.array(ImageOps.exif_transpose(image).convert("RGB"))


def _decimals(image: Tensor | np.ndarray | Image) -> Tensor:
    """`(..., 3, h, w)`, float."""
    if isinstance(image, Tensor):
        x = image
    else:
        pixels = image if isinstance(image, np.ndarray) else _upright(image)
        x = torch.from_numpy(np.ascontiguousarray(pixels))
        x = x.movedim(-1, -3) if x.dim() > 2 else x
    if x.dim() < 3 or x.shape[-3] != 3 or not (x.is_floating_point() or x.dtype is torch.uint8):
        raise ValueError(
            f"a picture of {tuple(x.shape)} and {x.dtype}; legal: a tensor (..., 3, h, w) of decimals in "
            "[0, 1] or of bytes, an array (h, w, 3) of bytes, or a picture of Pillow; grey ones: "
            "x.expand(3, -1, -1), picture.convert('RGB')"
        )
    return x / 255 if x.dtype is torch.uint8 else x
