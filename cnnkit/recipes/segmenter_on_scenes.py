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
SCENES, EPOCHS, LR, BATCH, KEEP = 3000, 18, 3e-3, 16, 3
LIGHT, FIRST = 0.1, 1000  # what a pixel of the background weighs in the first steps; from then on 1
ARMS = {  # skips, how many steps the background is light
    "skips": (True, FIRST),
    "no skips": (False, FIRST),
    "skips, background never light": (True, 0),
}


def main() -> None:
    unseen = pixel_scenes(500, UNSEEN)
    runs: dict[str, Any] = {}
    for arm, (skips, light) in ARMS.items():
        model, clock = train(skips, light)
        stored = as_stored(model)
        result = measure(answers(model, unseen), unseen)
        runs[arm] = clock.facts() | result
        print(arm, rounded(runs[arm]), flush=True)
        if light:
            runs[arm]["ms_a_picture"] = milliseconds(model, standardize(unseen.images[:100]))
            facts = {"seed": SEED, "mean_IoU": round(result["mean_IoU"], 4)}
            print(save_stored("segmenter" if skips else "segmenter_without_skips", stored, facts))
        content = {
            "what": "500 unseen scenes, weights as stored; IoU over the pixels of all scenes",
            "parameters": count(model),
            "settings": {"scenes": SCENES, "epochs": EPOCHS, "lr": LR, "batch_size": BATCH},
            "background_weighs": {"at first": LIGHT, "for steps": FIRST, "then": 1.0},
            "background_share": (unseen.semantic == 0).double().mean().item(),
            "runs": runs,
            "baselines": baselines(unseen),
        }
        print(save_record("segmenter", SEED, rounded(content)), content["baselines"], flush=True)


def train(skips: bool, light: int) -> tuple[Segmenter, Clock]:
    """While the background is light the network finds objects at all, and puts their edges too far out; then
    they come to where they are."""
    with Clock() as clock:
        torch.manual_seed(SEED)
        model = segmenter(None, skips=skips)
        train = fresh(
            pixel_scenes, lambda scenes: scenes.semantic.byte(), SCENES, seed=SEED, size=BATCH, keep=KEEP
        )
        trained(model, train, Loss(light), epochs=EPOCHS, lr=LR, seed=SEED)
    return model, clock


class Loss:
    """Cross-entropy over pixels whose background weighs little in the first `light` steps."""

    def __init__(self, light: int) -> None:
        self.light, self.step = light, 0

    def __call__(self, logits: Tensor, y: Tensor) -> Tensor:
        weight = logits.new_ones(logits.shape[1])
        weight[0] = LIGHT if self.step < self.light else 1.0
        self.step += 1
        return F.cross_entropy(logits, y.long(), weight)


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
