"""What a picture costs R-CNN and YOLO, stage by stage, in time of one processor. For
book/detection/regions.md.

All stages of a picture run one after another before the next picture comes, so that a busy moment of the
machine meets all of them.
"""

import time
from collections.abc import Callable
from datetime import date
from statistics import median
from typing import Any

import torch
from torch import Tensor, nn

from cnnkit.data.scene_sets import UNSEEN, detection_scenes
from cnnkit.data.shapes import standardize
from cnnkit.detection.deltas import apply_deltas
from cnnkit.detection.proposals import segment_proposals
from cnnkit.detection.rcnn import RCNN, warp
from cnnkit.detection.ready import rcnn, yolo
from cnnkit.detection.region_proposals import Asked, RegionProposals, propose
from cnnkit.detection.regions import roi_align
from cnnkit.detection.suppression import batched_nms
from cnnkit.recipes.proposals_on_scenes import FRAME, build
from cnnkit.recipes.store import REPOSITORY, provenance, save_json

PICTURES = 60
RESULTS = REPOSITORY / "book" / "detection" / "results" / "detector_stages.json"


def seconds(call: Callable[[], Any]) -> tuple[float, Any]:
    start = time.thread_time()  # of the processor: other programs do not count
    result = call()
    return time.thread_time() - start, result


def finished(proposals: Tensor, logits: Tensor, deltas: Tensor) -> Tensor:
    """Boxes named, corrected and suppressed, as `RCNN.find` does it."""
    shares = logits.softmax(1)[:, :-1]
    at, labels = (shares >= 0.25).nonzero(as_tuple=True)
    boxes = apply_deltas(proposals, deltas)[at]
    return boxes[batched_nms(boxes, shares[at, labels], labels, 0.3)]


def judged(net: RCNN, regions: Tensor) -> tuple[Tensor, Tensor]:
    features = net.features(regions)
    return net.label(features), net.delta(features)


def ask(body: nn.Module, head: RegionProposals, image: Tensor) -> tuple[Asked, Tensor]:
    maps = body(image[None])
    return head(maps), head.anchors(maps)


@torch.no_grad()
def stages(pictures: int) -> tuple[dict[str, list[float]], list[int]]:
    """Milliseconds of each stage for each picture, and how many crops each has."""
    crops_net, one_pass = rcnn("scenes"), yolo("scenes")
    body, head = build(0)  # its weights do not change what it takes
    body.eval()
    head.eval()
    rows: dict[str, list[float]] = {}
    counts = []
    for picture in detection_scenes(pictures, UNSEEN + 1).images:
        image = standardize(picture[None])[0]
        took = {}
        took["proposals"], boxes = seconds(lambda p=picture: segment_proposals(p))
        took["warp"], crops = seconds(lambda i=image, b=boxes: warp(i, b, crops_net.size))
        took["crops"], answers = seconds(lambda c=crops: crops_net(c))
        took["after"], _ = seconds(lambda b=boxes, a=answers: finished(b, *a))
        took["rcnn"] = sum(took[stage] for stage in ("proposals", "warp", "crops", "after"))
        # what Fast and Faster R-CNN would do instead, with the same layers
        took["one map"], maps = seconds(lambda i=image: crops_net.body(i[None]))
        took["regions"], _ = seconds(lambda m=maps, b=boxes: judged(crops_net, roi_align(m, [b], 4, 1 / 8)))
        took["head"], (asked, anchors) = seconds(lambda i=image: ask(body, head, i))
        took["suppression"], _ = seconds(lambda a=asked, b=anchors: propose(a, b, FRAME, before=200, keep=50))
        took["yolo"], _ = seconds(lambda i=image: one_pass.find(i[None]))
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
