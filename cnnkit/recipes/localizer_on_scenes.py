"""One object a scene, two heads: class and box. The first seed ships, the others say what a seed matters."""

from functools import partial
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from cnnkit.data.scene_sets import CLASSES, UNSEEN, one_object
from cnnkit.data.scenes import Scenes
from cnnkit.data.shapes import standardize
from cnnkit.detection import TwoHeads, box_iou, two_head_loss
from cnnkit.detection.localization import ordered
from cnnkit.detection.ready import localizer
from cnnkit.recipes.scene_results import (
    Clock,
    as_stored,
    count,
    milliseconds,
    rounded,
    save_record,
    save_stored,
)
from cnnkit.recipes.scene_training import fresh, trained

SEEDS, SIDE, LAM = (0, 1, 2), 64, 10.0
SCENES, EPOCHS, LR, BATCH = 5000, 14, 3e-3, 32


def main() -> None:
    unseen = one_object(500, UNSEEN)
    runs: dict[str, Any] = {}
    content: dict[str, Any] = {}
    for seed in SEEDS:
        model, clock = train(seed)
        stored = as_stored(model)
        runs[str(seed)] = clock.facts() | (result := measure(model, unseen))
        print(seed, runs[str(seed)], flush=True)
        if seed == SEEDS[0]:
            print(save_stored("localizer", stored, {"seed": seed, "mean_IoU": round(result["mean_IoU"], 4)}))
            content = {
                "what": "500 unseen scenes, weights as stored; right: the class is, and IoU is at least 0.5",
                "parameters": count(model),
                "settings": {
                    "scenes": SCENES,
                    "epochs": EPOCHS,
                    "lr": LR,
                    "batch_size": BATCH,
                    "lambda": LAM,
                },
                "runs": runs,
                "baselines": baselines(unseen),
                "ms_a_picture": milliseconds(model, standardize(unseen.images[:200])),
                "IoUs": rounded(overlaps(model, unseen), 3),
            }
        print(save_record("localizer", SEEDS[0], rounded(content)), flush=True)


def train(seed: int) -> tuple[TwoHeads, Clock]:
    with Clock() as clock:
        torch.manual_seed(seed)
        model = localizer(None)
        train = fresh(one_object, targets, SCENES, seed=seed, size=BATCH)
        trained(model, train, loss, epochs=EPOCHS, lr=LR, seed=seed)
    return model, clock


def targets(scenes: Scenes) -> Tensor:
    """A row a scene: the class, then the box in parts of the side."""
    return torch.cat([scenes.labels.float(), scenes.boxes[:, 0] / SIDE], 1)


def loss(answers: tuple[Tensor, Tensor], y: Tensor) -> Tensor:
    logits, boxes = answers
    near = partial(F.smooth_l1_loss, beta=0.05)
    return two_head_loss(logits, y[:, 0].long(), boxes, y[:, 1:], LAM, distance=near)


def answers(model: TwoHeads, scenes: Scenes) -> tuple[Tensor, Tensor]:
    """Classes `(n,)` and boxes `(n, 4)` in pixels; corners that come exchanged are put in order."""
    with torch.no_grad():
        logits, boxes = model(standardize(scenes.images))
    return logits.argmax(1), ordered(boxes * SIDE)


def overlaps(model: TwoHeads, scenes: Scenes) -> list[float]:
    """The IoU of each scene's box."""
    return box_iou(answers(model, scenes)[1], scenes.boxes[:, 0]).diag().tolist()


def measure(model: TwoHeads, scenes: Scenes) -> dict[str, Any]:
    labels, boxes = answers(model, scenes)
    right = (labels == scenes.labels[:, 0]).double()
    each = {name: right[scenes.labels[:, 0] == label].mean().item() for label, name in enumerate(CLASSES)}
    return graded(labels, boxes, scenes) | {"accuracy_by_class": each}


def graded(labels: Tensor, boxes: Tensor, scenes: Scenes) -> dict[str, float]:
    """Of one class and one box a scene."""
    ious = box_iou(boxes, scenes.boxes[:, 0]).diag()
    right, near = labels == scenes.labels[:, 0], ious >= 0.5
    shares = {"IoU_at_least_half": near, "accuracy": right, "right": right & near}
    return {"mean_IoU": ious.mean().item()} | {
        name: share.double().mean().item() for name, share in shares.items()
    }


def baselines(scenes: Scenes) -> dict[str, dict[str, float]]:
    """The mean box and the commonest class of training scenes, whatever the picture; and an untrained
    network."""
    seen, n = one_object(2000), len(scenes.labels)
    box = seen.boxes[:, 0].mean(0).expand(n, 4)
    label = seen.labels[:, 0].mode().values.expand(n)
    torch.manual_seed(SEEDS[0])
    return {
        "mean box, commonest class": graded(label, box, scenes),
        "untrained": graded(*answers(localizer(None).eval(), scenes), scenes),
    }
