"""YOLO v1 on scenes of 112 pixels: two seeds, of which the first ships; how the first steps went; crowds.

Unlike the paper: cells see their surroundings through convolutions, batch normalization, AdamW with a cosine,
and no pretraining. The loss is the paper's, λ_coord 5 and λ_noobj 0.5.
"""

import time
from typing import Any

import torch
from torch import Tensor

from cnnkit.data.scene_sets import UNSEEN, crowded_scenes, detection_scenes
from cnnkit.data.scenes import Scenes
from cnnkit.data.shapes import standardize
from cnnkit.detection import YoloV1, evaluate_coco, yolo_encode, yolo_loss
from cnnkit.detection.evaluation import Detections
from cnnkit.detection.ready import yolo
from cnnkit.recipes.detection_scores import in_pixels, mean_box_everywhere, scores, scores_of_lost
from cnnkit.recipes.scene_results import (
    Clock,
    as_stored,
    count,
    milliseconds,
    rounded,
    save_record,
    save_stored,
)
from cnnkit.recipes.scene_training import Pictured, fresh, trained
from cnnkit.training.measure import evaluating

SEEDS, SIDE, S, B, C = (0, 1), 112, 7, 2, 10
SCENES, EPOCHS, LR, UNSEEN_SCENES = 4500, 20, 4e-3, 500
LEAST = 0.01  # scores from here on are evaluated; `find` shows those from 0.25 on
TRAINED_SIZES = (0.12, 0.17)  # the smaller half of the radii of `detection_scenes`: more do not fit in
WATCHED, LOOKS = 160, (0, 10, 20, 40, 60, 80, 120, 159)


def main() -> None:
    unseen = detection_scenes(UNSEEN_SCENES, UNSEEN)
    runs: dict[str, Any] = {}
    content: dict[str, Any] = {}
    for seed in SEEDS:
        model, clock, start = train(seed)
        stored = as_stored(model)
        runs[str(seed)] = clock.facts() | (result := scores(detections(model, unseen), unseen.truth()))
        print(seed, rounded(runs[str(seed)]), flush=True)
        if seed == SEEDS[0]:
            print(save_stored("yolo", stored, {"seed": seed, "AP50": round(result["AP50"], 4)}))
            content = about(model, unseen) | {"runs": runs, "first_steps": start}
        print(save_record("yolo", SEEDS[0], rounded(content)), flush=True)


def about(model: YoloV1, unseen: Scenes) -> dict[str, Any]:
    rivals = {
        "mean box of the commonest class in every cell": mean_box_everywhere(
            detection_scenes(1000), UNSEEN_SCENES, SIDE, S
        ),
        "untrained": detections(yolo(None).eval(), unseen),
    }
    return {
        "what": f"{UNSEEN_SCENES} unseen scenes, AP as COCO has it unless named; weights as stored",
        "parameters": count(model),
        "settings": {"scenes": SCENES, "epochs": EPOCHS, "lr": LR, "batch_size": 64, "new_scenes_every": 2},
        "baselines_AP50": {name: evaluate_coco(its, unseen.truth()).AP50 for name, its in rivals.items()},
        "ms_a_picture": milliseconds(model.find, standardize(unseen.images[:200])),
        "unseen": scores_of_lost(detections(model, unseen), unseen.truth(), SIDE),
        "crowded": crowd(model, crowded_scenes(UNSEEN_SCENES, UNSEEN)),
        "crowded, sizes as trained": crowd(model, crowded_scenes(UNSEEN_SCENES, UNSEEN, TRAINED_SIZES)),
    }


def crowd(model: YoloV1, scenes: Scenes) -> dict[str, Any]:
    """AP and, of objects that an encoding loses and of the others, the share that is found."""
    found, truth = detections(model, scenes), scenes.truth()
    return scores(found, truth) | scores_of_lost(found, truth, SIDE)


def train(seed: int) -> tuple[YoloV1, Clock, dict[str, Any]]:
    with Clock() as clock:
        torch.manual_seed(seed)
        model = yolo(None)
        start = FirstSteps(model)
        trained(
            model,
            fresh(detection_scenes, targets, SCENES, seed=seed),
            loss,
            epochs=EPOCHS,
            lr=LR,
            seed=seed,
            watch=start,
        )
    return model, clock, start.record | {"seconds_for_looks": round(start.away, 1)}


def targets(scenes: Pictured, classes: int = C) -> Tensor:
    return torch.stack([yolo_encode(boxes / SIDE, labels, S, B, classes) for boxes, labels in scenes.truth()])


def loss(answers: Tensor, y: Tensor) -> Tensor:
    return yolo_loss(answers, y, S, B, y.shape[-1] - 5 * B).total()


def detections(model: YoloV1, scenes: Pictured) -> Detections:
    parts = standardize(scenes.images).split(100)
    return in_pixels([found for part in parts for found in model.find(part, LEAST)], SIDE)


class FirstSteps:
    """The loss of each of the first steps and when it was taken; at some of them AP50 on 50 unseen scenes
    and what is found in the first of them."""

    def __init__(self, model: YoloV1) -> None:
        self.model, self.scenes = model, detection_scenes(50, UNSEEN)
        self.start, self.away = time.perf_counter(), 0.0
        self.record: dict[str, Any] = {
            "scene": f"the first of detection_scenes(50, {UNSEEN})",
            "loss": [],
            "seconds": [],
            "looks": [],
        }

    def __call__(self, loss: Tensor) -> None:
        step = len(self.record["loss"])
        if step >= WATCHED:
            return
        now = time.perf_counter()
        if not step:
            self.start = now  # the first scenes are drawn
        self.record["loss"].append(round(float(loss), 3))
        self.record["seconds"].append(round(now - self.start - self.away, 2))
        if step in LOOKS:
            with evaluating(self.model), torch.random.fork_rng():
                found = detections(self.model, self.scenes)
            boxes, values, labels = found[0]
            shown = values >= 0.1
            self.record["looks"].append(
                {
                    "step": step,
                    "AP50": evaluate_coco(found, self.scenes.truth()).AP50,
                    "boxes": rounded(boxes[shown].tolist(), 1),
                    "scores": rounded(values[shown].tolist(), 3),
                    "labels": labels[shown].tolist(),
                }
            )
        self.away += time.perf_counter() - now
