"""What a picture costs R-CNN and YOLO, stage by stage, on one thread. For book/detection/regions.md.

All stages of a picture run one after another before the next picture comes, so that a busy moment of the
machine meets all of them.
"""

import time
from collections.abc import Callable
from datetime import date
from statistics import median
from typing import Any

import torch

from cnnkit.data.scene_sets import UNSEEN, detection_scenes
from cnnkit.data.shapes import standardize
from cnnkit.detection.proposals import segment_proposals
from cnnkit.detection.rcnn import warp
from cnnkit.detection.ready import rcnn, yolo
from cnnkit.recipes.proposals_on_scenes import build, learned
from cnnkit.recipes.store import REPOSITORY, provenance, save_json

PICTURES = 60
RESULTS = REPOSITORY / "book" / "detection" / "results" / "detector_stages.json"


def seconds(call: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    result = call()
    return time.perf_counter() - start, result


@torch.no_grad()
def stages(pictures: int) -> tuple[dict[str, list[float]], list[int]]:
    """Milliseconds of each stage for each picture, and how many crops each has."""
    crops_net, one_pass = rcnn("scenes"), yolo("scenes")
    body, head = (part.eval() for part in build(0))  # its weights do not change what it takes
    rows: dict[str, list[float]] = {}
    counts = []
    for picture in detection_scenes(pictures, UNSEEN + 1).images:
        image = standardize(picture[None])[0]
        took = {}
        took["proposals"], boxes = seconds(lambda p=picture: segment_proposals(p))
        took["warp"], crops = seconds(lambda i=image, b=boxes: warp(i, b, crops_net.size))
        took["forward"], _ = seconds(lambda c=crops: crops_net(c))
        whole, _ = seconds(lambda i=image, b=boxes: crops_net.find(i, b))
        took["after"] = max(0.0, whole - took["warp"] - took["forward"])
        took["rcnn"] = took["proposals"] + whole
        took["yolo"], _ = seconds(lambda i=image: one_pass.find(i[None]))
        took["learned proposals"], _ = seconds(lambda i=image: learned(body, head, i[None]))
        for key, value in took.items():
            rows.setdefault(key, []).append(1000 * value)
        counts.append(len(boxes))
    return rows, counts


def main() -> None:
    torch.set_num_threads(1)
    rows, counts = stages(PICTURES)
    content = provenance("detector_stages", 0) | {
        "date": date.today().isoformat(),
        "pictures": PICTURES,
        "crops_a_picture": round(sum(counts) / len(counts), 1),
        "median_ms": {key: round(median(values), 2) for key, values in rows.items()},
        "ratio": round(median(a / b for a, b in zip(rows["rcnn"], rows["yolo"], strict=True)), 2),
    }
    print(content, save_json(RESULTS, content))
