"""One unseen scene for the widget label-painter: its picture, its true label map on a coarse grid, and what
the shipped segmenter says of it.

A cell of the grid is 4 × 4 pixels. In truth it has the class that most of them have; the network gives it the
class with the highest mean probability, among the classes that are there.
"""

import torch
import torch.nn.functional as F
from torch import Tensor

from cnnkit.data.scene_sets import CLASSES, UNSEEN, pixel_scenes
from cnnkit.data.shapes import standardize
from cnnkit.detection.ready import segmenter
from cnnkit.recipes.store import WIDGET_DATA, provenance, save_json
from cnnkit.visualize.webp import data_uri, in_bytes, webp

SEED = UNSEEN + 1
CELL = 4
NAMES = ("background", *CLASSES)


@torch.no_grad()
def maps(images: Tensor, semantic: Tensor) -> tuple[list[int], list[str], list[str]]:
    """Of one scene `(1, …)` the classes that are there, the background first; the true label map on the
    grid, and the network's. A map is a text for each row, a digit for each cell: the place of its class in
    the list.
    """
    shares = F.avg_pool2d(F.one_hot(semantic, len(NAMES)).movedim(3, 1).float(), CELL)
    truth = shares.argmax(1)[0]
    present = truth.unique().tolist()
    said = F.avg_pool2d(segmenter("scenes")(standardize(images)).softmax(1), CELL)[0, present].argmax(0)
    place = {label: k for k, label in enumerate(present)}
    rows = lambda cells: ["".join(map(str, line)) for line in cells]
    return present, rows([[place[label] for label in line] for line in truth.tolist()]), rows(said.tolist())


def main() -> None:
    torch.set_num_threads(1)
    scene = pixel_scenes(1, SEED)
    present, truth, said = maps(scene.images, scene.semantic)
    content = provenance("label_painter", SEED) | {
        "classes": [NAMES[label] for label in present],
        "truth": truth,
        "network": said,
        "picture": data_uri(webp(in_bytes(scene.images[0].numpy()), 80)),
    }
    print(save_json(WIDGET_DATA / "label_painter.json", content))
