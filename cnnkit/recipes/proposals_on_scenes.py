"""Where objects may be: proposals of a small head that learns, against Felzenszwalb's segments, by how many
are asked for. For book/detection/regions.md.

The body is the first five layers of the chapter's YOLO, up to a map of 14×14; the head is that of Faster
R-CNN, with the paper's bounds, sampling and loss.
"""

import time
from datetime import date

import torch
from torch import Tensor, nn

from cnnkit.blocks.conv_norm import ConvNormAct
from cnnkit.data.scene_sets import UNSEEN, detection_scenes
from cnnkit.data.shapes import standardize
from cnnkit.detection.overlap import box_iou
from cnnkit.detection.proposals import segment_proposals
from cnnkit.detection.ready import SIDES
from cnnkit.detection.region_proposals import RegionProposals, proposal_loss, propose
from cnnkit.recipes.store import REPOSITORY, provenance, save_json

SEEDS, SCENES, STEPS, BATCH, RATE = [0, 1, 2], 2000, 400, 32, 3e-3
UNSEEN_SCENES = 500
STRIDE, ANCHORS = 8, (20.0, 28.0, 40.0)
ASKED = [1, 2, 5, 10, 20, 50, 100, 200]
SIDE = SIDES["rcnn"]
FRAME = (SIDE, SIDE)
RESULTS = REPOSITORY / "book" / "detection" / "results" / "proposals.json"


def build(seed: int) -> tuple[nn.Module, RegionProposals]:
    torch.manual_seed(seed)
    layers = ((3, 16, 2), (16, 32, 2), (32, 32, 1), (32, 64, 2), (64, 64, 1))
    body = nn.Sequential(*(ConvNormAct(i, o, 3, stride, 1) for i, o, stride in layers))
    return body, RegionProposals(64, STRIDE, ANCHORS, hidden=64)


def train(seed: int) -> tuple[nn.Module, RegionProposals, int, float]:
    """Body and head, their number of parameters, and the seconds of this process."""
    body, head = build(seed)
    scenes = detection_scenes(SCENES, seed)
    x, truth = standardize(scenes.images), [boxes for boxes, _ in scenes.truth()]
    parameters = [*body.parameters(), *head.parameters()]
    optimizer = torch.optim.AdamW(parameters, lr=RATE, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, STEPS, pct_start=0.05)
    order = torch.Generator().manual_seed(seed)
    start = time.process_time()
    for _ in range(STEPS):
        index = torch.randint(SCENES, (BATCH,), generator=order)
        maps = body(x[index])
        asked, anchors = head(maps), head.anchors(maps)
        places = maps.shape[2] * maps.shape[3]
        loss = proposal_loss(asked, anchors, [truth[i] for i in index], places, frame=FRAME, generator=order)
        optimizer.zero_grad()
        (loss["object"] + loss["box"]).backward()
        optimizer.step()
        schedule.step()
    return body.eval(), head.eval(), sum(p.numel() for p in parameters), time.process_time() - start


@torch.no_grad()
def learned(body: nn.Module, head: RegionProposals, x: Tensor) -> list[Tensor]:
    """Proposals of standardized pictures `(n, 3, h, w)`, boxes in pixels, best first."""
    maps = body(x)
    return [one.boxes for one in propose(head(maps), head.anchors(maps), FRAME, before=600, keep=max(ASKED))]


def recall(offered: list[Tensor], truth: list[Tensor], most: int, iou: float = 0.5) -> float:
    """The share of all objects that have one of the first `most` proposals at `iou`."""
    best = torch.cat(
        [box_iou(t, p[:most]).amax(1) for p, t in zip(offered, truth, strict=True) if len(t) and len(p)]
    )
    return float((best >= iou).sum() / sum(map(len, truth)))


def main() -> None:
    torch.set_num_threads(1)
    unseen = detection_scenes(UNSEEN_SCENES, UNSEEN)
    x, truth = standardize(unseen.images), [boxes for boxes, _ in unseen.truth()]
    segments = [segment_proposals(image) for image in unseen.images]
    content = provenance("proposals_on_scenes", SEEDS) | {
        "date": date.today().isoformat(), "scenes": SCENES, "steps": STEPS, "batch": BATCH, "rate": RATE,
        "unseen": UNSEEN_SCENES, "objects": sum(map(len, truth)), "anchor_sides": ANCHORS, "stride": STRIDE,
        "asked": ASKED,
        "segments_a_picture": round(sum(map(len, segments)) / len(segments), 1),
        "segments_recall": round(recall(segments, truth, 10**6), 4),
        "segments_recall_at_07": round(recall(segments, truth, 10**6, 0.7), 4),
        "learned_recall": [], "learned_recall_at_07": [], "seconds": [],
    }  # fmt: skip
    for seed in SEEDS:
        body, head, parameters, took = train(seed)
        offered = [boxes for part in x.split(50) for boxes in learned(body, head, part)]
        content["learned_recall"].append([round(recall(offered, truth, n), 4) for n in ASKED])
        content["learned_recall_at_07"].append([round(recall(offered, truth, n, 0.7), 4) for n in ASKED])
        content["seconds"].append(round(took))
        content["parameters"] = parameters
        print(seed, content["learned_recall"][-1], content["learned_recall_at_07"][-1], took, flush=True)
    print(save_json(RESULTS, content))
