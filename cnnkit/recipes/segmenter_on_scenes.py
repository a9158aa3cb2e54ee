"""A class for every pixel, with skips and without, and with a background that weighs as much as all else."""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from cnnkit.data.scene_sets import CLASSES, UNSEEN, pixel_scenes
from cnnkit.data.scenes import Scenes
from cnnkit.data.shapes import standardize
from cnnkit.detection import Segmenter, class_iou, pixel_accuracy, pixel_table
from cnnkit.detection.ready import segmenter
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

SEED, NAMES = 0, ("background", *CLASSES)
SCENES, EPOCHS, LR, BACKGROUND = 3000, 12, 3e-3, 0.1
ARMS = {  # skips, weight of the background's pixels
    "skips": (True, BACKGROUND),
    "no skips": (False, BACKGROUND),
    "skips, background weighs 1": (True, 1.0),
}


def main() -> None:
    unseen = pixel_scenes(500, UNSEEN)
    runs: dict[str, Any] = {}
    for arm, (skips, background) in ARMS.items():
        model, clock = train(skips, background)
        stored = as_stored(model)
        result = measure(answers(model, unseen), unseen)
        runs[arm] = clock.facts() | result
        print(arm, rounded(runs[arm]), flush=True)
        if background == BACKGROUND:
            runs[arm]["ms_a_picture"] = milliseconds(model, standardize(unseen.images[:100]))
        if arm == "skips":
            facts = {"seed": SEED, "mean_IoU": round(result["mean_IoU"], 4)}
            print(save_stored("segmenter", stored, facts))
        content = {
            "what": "500 unseen scenes, weights as stored; IoU over the pixels of all scenes",
            "parameters": count(model),
            "settings": {"scenes": SCENES, "epochs": EPOCHS, "lr": LR, "batch_size": 32},
            "weight_of_background": {name: weight for name, (_, weight) in ARMS.items()},
            "background_share": (unseen.semantic == 0).double().mean().item(),
            "runs": runs,
            "baselines": baselines(unseen),
        }
        print(save_record("segmenter", SEED, rounded(content)), content["baselines"], flush=True)


def train(skips: bool, background: float) -> tuple[Segmenter, Clock]:
    weight = torch.ones(len(NAMES))
    weight[0] = background
    with Clock() as clock:
        torch.manual_seed(SEED)
        model = segmenter(None, skips=skips)
        train = fresh(pixel_scenes, lambda scenes: scenes.semantic.byte(), SCENES, seed=SEED, size=32)
        loss = lambda logits, y: F.cross_entropy(logits, y.long(), weight)
        trained(model, train, loss, epochs=EPOCHS, lr=LR, seed=SEED)
    return model, clock


def answers(model: Segmenter, scenes: Scenes) -> Tensor:
    with torch.no_grad():
        return torch.cat([model(part).argmax(1) for part in standardize(scenes.images).split(100)])


def measure(predicted: Tensor, scenes: Scenes) -> dict[str, Any]:
    table = pixel_table(predicted, scenes.semantic, len(NAMES))
    each = class_iou(table)
    return {
        "mean_IoU": each.nanmean().item(),
        "pixel_accuracy": pixel_accuracy(table),
        "IoU_by_class": dict(zip(NAMES, each.tolist(), strict=True)),
    }


def baselines(scenes: Scenes) -> dict[str, dict[str, Any]]:
    """Background everywhere; the middle of the picture one object of the commonest class; untrained."""
    nothing = torch.zeros_like(scenes.semantic)
    torch.manual_seed(SEED)
    rows = {
        "background everywhere": measure(nothing, scenes),
        "untrained": measure(answers(segmenter(None).eval(), scenes), scenes),
    }
    return {name: {key: row[key] for key in ("mean_IoU", "pixel_accuracy")} for name, row in rows.items()}
