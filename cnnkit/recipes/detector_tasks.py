"""How `cnnkit train` trains detectors: of each its pictures, its targets, its loss, and what is measured."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from cnnkit.data import scene_sets
from cnnkit.data.scenes import Scenes
from cnnkit.data.shapes import standardize
from cnnkit.detection import box_iou, evaluate_coco, segment_proposals
from cnnkit.detection.evaluation import Detections
from cnnkit.detection.localization import ordered
from cnnkit.detection.ready import SIDES, localizer, rcnn, segmenter, yolo
from cnnkit.recipes import localizer_on_scenes as of_localizer
from cnnkit.recipes import rcnn_on_scenes as of_rcnn
from cnnkit.recipes import segmenter_on_scenes as of_segmenter
from cnnkit.recipes import yolo_on_scenes as of_yolo
from cnnkit.recipes.scene_training import Batches, Pictured, as_bytes, usual
from cnnkit.training.settings import Settings

__all__ = ["TASKS", "Task", "batches_of"]


@dataclass(frozen=True)
class Task:
    """`targets(pictures, classes)`: a row a picture; `loss()(answers, rows)`; `scores(model, pictures)`: what
    is said in the end. New scenes are drawn for every `keep` epochs, `scenes` at a time."""

    build: Callable[..., nn.Module]
    draw: Callable[[int, int], Scenes]
    loss: Callable[[], Callable[[Any, Tensor], Tensor]]
    scores: Callable[[Any, Any], dict[str, float]]
    settings: Settings
    targets: Callable[[Any, int], Tensor] | None = None
    scenes: int = 2000
    keep: int = 2
    held_out: int = 500
    folders: bool = True
    """Whether pictures of folders will do; what is learned pixel by pixel needs maps of classes."""


def batches_of(task: Task, pictures: Any, classes: int) -> Batches:
    """Bytes and targets; of R-CNN the crops of proposals."""
    if task.targets is None:
        return of_rcnn.QuarterObjects(of_rcnn.crops_of(pictures, classes), classes)
    size = min(task.settings.batch_size, len(pictures.images))
    return Batches(as_bytes(pictures.images), task.targets(pictures, classes), size)


def _one_box(pictures: Pictured, classes: int) -> Tensor:
    """The class and the box, in parts of the side, of the largest object of each."""
    rows = []
    for boxes, labels in pictures.truth():
        at = (boxes[:, 2:] - boxes[:, :2]).prod(1).argmax()
        rows.append(torch.cat([labels[at, None].float(), boxes[at] / pictures.images.shape[-1]]))
    return torch.stack(rows)


@torch.no_grad()
def _one_box_scores(model: nn.Module, pictures: Pictured) -> dict[str, float]:
    rows = _one_box(pictures, 0)
    answers = [model(part) for part in standardize(pictures.images).split(100)]
    logits, boxes = (torch.cat(part) for part in zip(*answers, strict=True))
    right = (logits.argmax(1) == rows[:, 0].long()).double().mean().item()
    return {"mean IoU": box_iou(ordered(boxes), rows[:, 1:]).diag().mean().item(), "classes right": right}


def _average(found: Detections, pictures: Pictured) -> dict[str, float]:
    ap = evaluate_coco(found, pictures.truth())
    return {"AP50": ap.AP50, "AP": ap.AP}


def _grid_scores(model: Any, pictures: Pictured) -> dict[str, float]:
    return _average(of_yolo.detections(model, pictures), pictures)


def _crop_scores(model: Any, pictures: Pictured) -> dict[str, float]:
    offered = [segment_proposals(image) for image in pictures.images]
    return _average(of_rcnn.detections(model, pictures, offered), pictures)


def _map_scores(model: Any, pictures: Scenes) -> dict[str, float]:
    measured = of_segmenter.measure(of_segmenter.answers(model, pictures), pictures)
    return {"mean IoU": measured["mean_IoU"], "pixels right": measured["pixel_accuracy"]}


def _settings(epochs: int, lr: float, batch_size: int) -> Settings:
    return Settings(epochs=epochs, lr=lr, batch_size=batch_size, **usual(epochs))


TASKS = {
    "yolo": Task(
        yolo,
        scene_sets.detection_scenes,
        lambda: of_yolo.loss,
        _grid_scores,
        _settings(of_yolo.EPOCHS, of_yolo.LR, 64),
        of_yolo.targets,
        scenes=of_yolo.SCENES,
    ),
    "rcnn": Task(
        rcnn,
        scene_sets.detection_scenes,
        lambda: of_rcnn.loss,
        _crop_scores,
        _settings(of_rcnn.EPOCHS, of_rcnn.LR, of_rcnn.WITH + of_rcnn.WITHOUT),
        scenes=of_rcnn.SCENES,
        keep=10**6,  # their proposals are what takes the time
    ),
    "localizer": Task(
        localizer,
        scene_sets.one_object,
        lambda: of_localizer.loss,
        _one_box_scores,
        _settings(of_localizer.EPOCHS, of_localizer.LR, of_localizer.BATCH),
        _one_box,
        scenes=of_localizer.SCENES,
    ),
    "segmenter": Task(
        segmenter,
        scene_sets.pixel_scenes,
        lambda: of_segmenter.Loss(of_segmenter.FIRST),
        _map_scores,
        _settings(of_segmenter.EPOCHS, of_segmenter.LR, of_segmenter.BATCH),
        lambda scenes, classes: scenes.semantic.byte(),
        scenes=of_segmenter.SCENES,
        keep=of_segmenter.KEEP,
        folders=False,
    ),
}
"""By name; the settings are those of the recipes that trained what ships. `SIDES` has their sides."""
assert set(TASKS) == set(SIDES)
