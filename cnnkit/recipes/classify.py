"""What the shipped ImageNet network says of pictures: for `cnnkit classify`, and for the record of the
bundled photographs.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from PIL import Image, ImageOps
from torch import Tensor, nn

from cnnkit.data.imagefolder import central_crop, read_image
from cnnkit.data.images import DataError
from cnnkit.models.create import create_model, weights_info
from cnnkit.models.published.files import Preparation
from cnnkit.models.published.shipped import Shipped

__all__ = ["Answer", "as_prepared", "classify_files", "shipped_network", "top_answers"]

NETWORK, WEIGHTS = "squeezenet1_1", "imagenet"


class Answer(NamedTuple):
    name: str
    """Of the class."""
    probability: float


def classify_files(paths: Iterable[Path], say: Callable[[str], None]) -> list[str]:
    """Say the path of each picture and its top five, one a line; what is wrong with those that cannot be
    read comes back, one line a picture.
    """
    model, classes, preparation = shipped_network()
    unreadable = []
    for path in paths:
        try:
            image = read_image(path)
        except DataError as error:
            unreadable.append(f"{path} is a folder; legal: pictures" if path.is_dir() else str(error))
            continue
        say(f"{path}")
        for name, probability in top_answers(model, as_prepared(image, preparation), classes):
            say(f"  {probability:6.1%}  {name}")
    return unreadable


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
