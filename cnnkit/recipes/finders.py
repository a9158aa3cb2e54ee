"""The networks of the chapter on detection, each as one function from a picture to what is in it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import torch
from safetensors import safe_open
from torch import Tensor, nn

from cnnkit.data import scene_sets
from cnnkit.data.shapes import standardize
from cnnkit.detection import ready
from cnnkit.detection.localization import ordered
from cnnkit.detection.proposals import segment_proposals
from cnnkit.detection.yolo_v1 import Found

__all__ = ["Finder", "open_finder"]


class Finder(NamedTuple):
    """`look(x)`: what is in a picture `(3, side, side)` in [0, 1]: boxes in parts of the side; or, with
    `maps`, a class for every pixel `(side, side)`, 0 being the background and the first of `names` 1."""

    side: int
    names: tuple[str, ...]
    look: Callable[[Tensor], Found | Tensor]
    maps: bool = False


def open_finder(model: str, weights: Path | None, threshold: float, iou: float) -> Finder:
    """`weights` None: those that ship. Raises ValueError for a file that does not hold this network."""
    source, names = ("scenes", scene_sets.CLASSES) if weights is None else (weights, class_names(weights))
    count, side = len(names), ready.SIDES[model]
    if model == "segmenter":
        maps = ready.segmenter(source, classes=count)
        return Finder(side, names, lambda x: _run(maps, x).argmax(1)[0], maps=True)
    if model == "yolo":
        grid = ready.yolo(source, classes=count)
        return Finder(side, names, lambda x: grid.find(standardize(x[None]), threshold, iou)[0])
    if model == "rcnn":
        regions = ready.rcnn(source, classes=count)
        return Finder(
            side, names, lambda x: regions.find(standardize(x[None])[0], segment_proposals(x), threshold, iou)
        )
    heads = ready.localizer(source, classes=count)

    def one(x: Tensor) -> Found:
        logits, box = _run(heads, x)
        score, label = logits.softmax(1).max(1)
        kept = score >= threshold
        return Found(ordered(box.clamp(0, 1))[kept], score[kept], label[kept])

    return Finder(side, names, one)


def class_names(weights: Path) -> tuple[str, ...]:
    """Those that a file of `cnnkit train` names; of another file, those of the generated scenes."""
    if weights.suffix != ".safetensors" or not weights.is_file():
        return scene_sets.CLASSES  # reading the weights themselves says what is wrong
    try:
        with safe_open(weights, framework="pt") as file:
            names = json.loads((file.metadata() or {}).get("classes", "null"))
    except Exception as error:  # its readers have no common class of errors
        raise ValueError(f"{weights} cannot be read as weights: {error}") from None
    return scene_sets.CLASSES if names is None else tuple(map(str, names))


@torch.no_grad()
def _run(net: nn.Module, x: Tensor) -> Any:
    return net(standardize(x[None]))
