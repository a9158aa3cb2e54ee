"""One unseen scene for the widget label-painter: its picture, its true label map on a coarse grid, and what
the shipped segmenter says of it.

A cell of the grid is 4 × 4 pixels and has the class that most of them have.
"""

import torch
import torch.nn.functional as F
from torch import Tensor

from cnnkit.data.scene_sets import CLASSES, UNSEEN, pixel_scenes
from cnnkit.data.shapes import standardize
from cnnkit.detection.ready import segmenter
from cnnkit.recipes.store import WIDGET_DATA, provenance, save_json
from cnnkit.visualize.webp import data_uri, in_bytes, webp

SCENES, SEED, SCENE = 300, UNSEEN + 11, 114
CELL = 4


def coarse(labels: Tensor, classes: int) -> Tensor:
    """Label maps `(n, h, w)` -> `(n, h / 4, w / 4)`: in each square the most frequent class, the lower of
    two that are equally frequent."""
    hot = F.one_hot(labels, classes).permute(0, 3, 1, 2).float()
    return F.avg_pool2d(hot, CELL).argmax(1)


def rows(labels: Tensor, present: list[int]) -> list[str]:
    """A label map as texts, a digit for each cell: the place of its class in `present`, and 0 where it is not
    there."""
    place = {label: f"{k}" for k, label in enumerate(present)}
    return ["".join(place.get(label, "0") for label in line) for line in labels.tolist()]


@torch.no_grad()
def main() -> None:
    torch.set_num_threads(1)
    scenes = pixel_scenes(SCENES, SEED).take(torch.tensor([SCENE]))
    names = ["background", *CLASSES]
    truth = coarse(scenes.semantic, len(names))[0]
    said = coarse(segmenter("scenes")(standardize(scenes.images)).argmax(1), len(names))[0]
    present = truth.unique().tolist()  # the background, 0, comes first
    strangers = sorted(set(said.unique().tolist()) - set(present))
    assert not strangers, f"the network sees classes that are not there: {strangers}"
    content = provenance("label_painter", SEED) | {
        "scene": SCENE,
        "classes": [names[label] for label in present],
        "truth": rows(truth, present),
        "network": rows(said, present),
        "picture": data_uri(webp(in_bytes(scenes.images[0].numpy()), 80)),
    }
    print(save_json(WIDGET_DATA / "label_painter.json", content))
