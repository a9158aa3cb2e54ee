"""What the shipped ImageNet network says of pictures: for `cnnkit classify`, and for the record of the
bundled photographs.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor, nn

from cnnkit.data.imagefolder import read_image
from cnnkit.data.images import DataError
from cnnkit.models.create import create_model, weights_info
from cnnkit.models.prepare import class_names, prepare
from cnnkit.models.published.shipped import Shipped

__all__ = ["Answer", "classify_files", "shipped_network", "top_answers"]

NETWORK, WEIGHTS = "squeezenet1_1", "imagenet"


class Answer(NamedTuple):
    name: str
    """Of the class."""
    probability: float


def classify_files(paths: Iterable[Path], say: Callable[[str], None]) -> list[str]:
    """Say the path of each picture and its top five, one a line; what is wrong with those that cannot be
    read comes back, one line a picture.
    """
    model, info = shipped_network()
    unreadable = []
    for path in paths:
        try:
            image = read_image(path)
        except DataError as error:
            unreadable.append(f"{path} is a folder; legal: pictures" if path.is_dir() else str(error))
            continue
        say(f"{path}")
        for name, probability in top_answers(model, prepare(image, info), class_names(info)):
            say(f"  {probability:6.1%}  {name}")
    return unreadable


def shipped_network() -> tuple[nn.Module, Shipped]:
    """The network in eval mode, and what its weights say of classes and preparation."""
    info = weights_info(NETWORK, WEIGHTS)
    assert isinstance(info, Shipped)
    return create_model(NETWORK, weights=WEIGHTS).eval(), info


@torch.no_grad()
def top_answers(model: nn.Module, x: Tensor, classes: tuple[str, ...], k: int = 5) -> list[Answer]:
    """The k likeliest classes of one prepared picture `(3, h, w)`, the likeliest first."""
    best = model(x[None]).softmax(1)[0].topk(k)
    return [Answer(classes[i], p) for p, i in zip(best.values.tolist(), best.indices.tolist(), strict=True)]
