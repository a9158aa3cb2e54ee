"""R-CNN in the small on the scenes of YOLO: proposals from segments, one network on the crop of each."""

import time
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from cnnkit.data.scene_sets import UNSEEN, detection_scenes
from cnnkit.data.shapes import standardize
from cnnkit.detection import RCNN, box_deltas, box_iou, evaluate_coco, segment_proposals, warp
from cnnkit.detection.evaluation import Detections
from cnnkit.detection.ready import rcnn
from cnnkit.recipes.detection_scores import in_pixels, mean_box_everywhere, scores
from cnnkit.recipes.scene_results import (
    Clock,
    as_stored,
    count,
    milliseconds,
    rounded,
    save_record,
    save_stored,
)
from cnnkit.recipes.scene_training import Batches, Pictured, as_bytes, trained

SEED, SIDE, CROP, C = 0, 112, 32, 10
SCENES, STEPS, EPOCHS, LR, LEAST = 2000, 150, 12, 3e-3, 0.01
WITH, WITHOUT = 32, 96  # crops with an object and without, in a batch: a quarter, as in the paper


class Crops(NamedTuple):
    """Bytes `(n, 3, 32, 32)`; `rows` `(n, 5)`: the class, 10 for none, and the four deltas to learn."""

    pictures: Tensor
    rows: Tensor


class QuarterObjects(Batches):
    """Batches of which a quarter shows an object: they are rare among the proposals."""

    def __init__(self, crops: Crops, classes: int = C) -> None:
        super().__init__(*crops, WITH + WITHOUT)
        self.good, self.bad = ((self.targets[:, 0] < classes) == is_object for is_object in (True, False))

    def __len__(self) -> int:
        return STEPS

    def __iter__(self):
        good, bad = (kind.nonzero()[:, 0] for kind in (self.good, self.bad))
        for _ in range(STEPS):
            index = torch.cat(
                [
                    kind[torch.randint(len(kind), (n,))]
                    for kind, n in ((good, WITH), (bad, WITHOUT))
                    if len(kind)
                ]
            )
            yield self.pictures[index], self.targets[index]


def main() -> None:
    unseen = detection_scenes(500, UNSEEN)
    model, clock, proposing, crops = train()
    stored = as_stored(model)
    begun = time.perf_counter()
    offered = [segment_proposals(image) for image in unseen.images]
    proposal_ms = 1000 * (time.perf_counter() - begun) / len(offered)
    found, truth = detections(model, unseen, offered), unseen.truth()
    best = torch.cat([box_iou(t, p).amax(1) for p, (t, _) in zip(offered, truth, strict=True)])
    result = clock.facts() | scores(found, truth)
    print(result, flush=True)
    whole = lambda image: model.find(standardize(image[0]), segment_proposals(image[0]))
    torch.manual_seed(SEED)
    untrained = detections(rcnn(None).eval(), unseen, offered)
    content = {
        "what": "500 unseen scenes, those of YOLO; AP as COCO has it unless named; weights as stored",
        "parameters": count(model),
        "settings": {"scenes": SCENES, "steps": STEPS * EPOCHS, "lr": LR, "batch_size": WITH + WITHOUT},
        "crops": {"with an object": int((crops.rows[:, 0] < C).sum()), "all": len(crops.rows)},
        "seconds_of_it_for_proposals": proposing,
        "runs": {str(SEED): result},
        "baselines_AP50": {
            "mean box of the commonest class in every cell": evaluate_coco(
                mean_box_everywhere(detection_scenes(1000), 500, SIDE), truth
            ).AP50,
            "untrained": evaluate_coco(untrained, truth).AP50,
        },
        "proposals": {
            "a_picture": sum(map(len, offered)) / len(offered),
            "objects_with_one_at_half": (best >= 0.5).double().mean().item(),
            "ms_a_picture_mean": proposal_ms,
        },
        "ms_a_picture": milliseconds(whole, unseen.images[:100]),
    }
    facts = {"seed": SEED, "AP50": round(result["AP50"], 4)}
    print(save_record("rcnn", SEED, rounded(content)), save_stored("rcnn", stored, facts))


def train() -> tuple[RCNN, Clock, float, Crops]:
    with Clock() as clock:
        begun = time.perf_counter()
        parts = [crops_of(detection_scenes(100, SEED * 1000 + i)) for i in range(SCENES // 100)]
        crops = Crops(*(torch.cat(part) for part in zip(*parts, strict=True)))
        proposing = time.perf_counter() - begun
        torch.manual_seed(SEED)
        model = rcnn(None)
        trained(model, QuarterObjects(crops), loss, epochs=EPOCHS, lr=LR, seed=SEED)
    return model, clock, proposing, crops


def crops_of(scenes: Pictured, classes: int = C) -> Crops:
    """Of the proposals, and of the true boxes too, which are examples like others."""
    pictures, rows = [], []
    for image, (boxes, labels) in zip(scenes.images, scenes.truth(), strict=True):
        offered = torch.cat([segment_proposals(image), boxes])
        if not len(boxes):  # a picture without an object: one pixel that is none, so that all are none
            boxes, labels = offered.new_tensor([[0.0, 0.0, 1.0, 1.0]]), torch.tensor([classes])
        overlap, at = box_iou(offered, boxes).max(1)
        label = labels[at].where(overlap >= 0.5, classes)
        pictures.append(as_bytes(warp(image, offered, CROP)))
        rows.append(torch.cat([label[:, None].float(), box_deltas(offered, boxes[at]).float()], 1))
    return Crops(torch.cat(pictures), torch.cat(rows))


def loss(answers: tuple[Tensor, Tensor], y: Tensor) -> Tensor:
    """Cross-entropy over all crops, and smooth L1 over the deltas of those with an object."""
    logits, deltas = answers
    label = y[:, 0].long()
    objects = label < logits.shape[1] - 1
    return F.cross_entropy(logits, label) + 2 * F.smooth_l1_loss(deltas[objects], y[objects, 1:], beta=0.1)


def detections(model: RCNN, scenes: Pictured, offered: list[Tensor]) -> Detections:
    images = standardize(scenes.images)
    return in_pixels([model.find(x, boxes, LEAST) for x, boxes in zip(images, offered, strict=True)], SIDE)
