"""How long the networks of the chapter on detection take to train, and what they reach in that time.

    python benchmarks/detection_training.py

Runs the four trainings of `python -m cnnkit.recipes {yolo,localizer,segmenter,rcnn}_on_scenes` with the
seed whose weights ship, on a machine that should do nothing else, and measures each as the recipe does;
weights and records stay as they are. Writes benchmarks/results/detection_training.json: seconds, the bar that
the course set itself, and whether the weights are those that ship, bit for bit.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import torch
from safetensors.torch import load_file
from torch import nn

from cnnkit.data.scene_sets import UNSEEN, detection_scenes, one_object, pixel_scenes
from cnnkit.detection import segment_proposals
from cnnkit.detection.ready import SHIPPED
from cnnkit.publish.measured import store
from cnnkit.recipes import localizer_on_scenes as localizer
from cnnkit.recipes import rcnn_on_scenes as rcnn
from cnnkit.recipes import segmenter_on_scenes as segmenter
from cnnkit.recipes import yolo_on_scenes as yolo
from cnnkit.recipes.detection_scores import scores
from cnnkit.recipes.scene_results import Clock, as_stored

Run = tuple[nn.Module, Clock, Callable[[], float]]


def of_localizer() -> Run:
    model, clock = localizer.train(0)
    return model, clock, lambda: localizer.measure(model, one_object(500, UNSEEN))["mean_IoU"]


def of_segmenter() -> Run:
    model, clock = segmenter.train(True, segmenter.FIRST)
    scenes = pixel_scenes(500, UNSEEN)
    return model, clock, lambda: segmenter.measure(segmenter.answers(model, scenes), scenes)["mean_IoU"]


def of_yolo() -> Run:
    model, clock, _ = yolo.train(0)
    scenes = detection_scenes(500, UNSEEN)
    return model, clock, lambda: scores(yolo.detections(model, scenes), scenes.truth())["AP50"]


def of_rcnn() -> Run:
    model, clock, *_ = rcnn.train()
    scenes = detection_scenes(500, UNSEEN)

    def reached() -> float:
        offered = [segment_proposals(image) for image in scenes.images]
        return scores(rcnn.detections(model, scenes, offered), scenes.truth())["AP50"]

    return model, clock, reached


RUNS = {
    "localizer": (of_localizer, "mean IoU", 0.78, 60),
    "segmenter": (of_segmenter, "mean IoU", 0.80, 120),
    "yolo": (of_yolo, "AP50", 0.95, 240),
    "rcnn": (of_rcnn, "AP50", 0.90, None),
}
"""The run, what is measured, and the bars: how much, in how many seconds."""


def main() -> None:
    rows, load = [], os.getloadavg()[0]
    for name, (run, what, least, most) in RUNS.items():
        model, clock, reached = run()
        stored, shipped = as_stored(model), load_file(SHIPPED / f"{name}_scenes.safetensors")
        same = stored.keys() == shipped.keys() and all(torch.equal(stored[k], shipped[k]) for k in stored)
        facts = clock.facts()
        before, after = facts["load"]
        seconds = (f"{facts['seconds']:.0f}", most or "–", f"{facts['cpu_seconds']:.0f}")
        loads = f"{before}, {after}"
        rows.append([name, f"{what} {reached():.3f}", least, *seconds, loads, "yes" if same else "no"])
        print(*rows[-1], flush=True)
    store(
        "detection_training",
        title="Training on scenes",
        command="python benchmarks/detection_training.py",
        load=load,
        packages=("torch",),
        about=f"500 unseen scenes, weights as stored, {torch.get_num_threads()} threads; drawing is part "
        "of the seconds. *load*: processes that wanted a core before and after, our own threads among them.",
        columns=["network", "reached", "bar", "seconds", "bar", "CPU s", "load", "as shipped"],
        rows=rows,
    )


if __name__ == "__main__":
    main()
