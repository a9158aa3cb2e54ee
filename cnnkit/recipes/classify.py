"""What the shipped ImageNet network says of a picture, for `cnnkit classify` and for the record of the
photographs.
"""

from typing import NamedTuple

import numpy as np
import torch
from PIL import Image, ImageOps
from torch import Tensor, nn

from cnnkit.data.imagefolder import central_crop
from cnnkit.models.create import create_model, weights_info
from cnnkit.models.published.files import Preparation
from cnnkit.models.published.shipped import Shipped

__all__ = ["Answer", "as_prepared", "shipped_network", "top_answers"]

NETWORK, WEIGHTS = "squeezenet1_1", "imagenet"


class Answer(NamedTuple):
    name: str
    """Of the class."""
    probability: float


def shipped_network() -> tuple[nn.Module, tuple[str, ...], Preparation]:
    """The network in eval mode, the names of its classes, and how its pictures must enter."""
    info = weights_info(NETWORK, WEIGHTS)
    assert isinstance(info, Shipped)
    assert info.preparation
    return create_model(NETWORK, weights=WEIGHTS).eval(), info.classes, info.preparation


def as_prepared(image: Image.Image, preparation: Preparation) -> Tensor:
    """`(3, crop, crop)`, float32: turned as the camera noted, resized by its shorter side, cut to its
    middle.
    """
    upright = ImageOps.exif_transpose(image)
    cut = central_crop(upright, preparation.crop, preparation.resize)
    x = torch.from_numpy(np.array(cut)).permute(2, 0, 1) / 255
    return (x - torch.tensor(preparation.mean)[:, None, None]) / torch.tensor(preparation.std)[:, None, None]


@torch.no_grad()
def top_answers(model: nn.Module, x: Tensor, classes: tuple[str, ...], k: int = 5) -> list[Answer]:
    """The k likeliest classes of one prepared picture `(3, h, w)`, the likeliest first."""
    best = model(x[None]).softmax(1)[0].topk(k)
    return [Answer(classes[i], p) for p, i in zip(best.values.tolist(), best.indices.tolist(), strict=True)]
