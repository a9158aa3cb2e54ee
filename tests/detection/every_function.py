"""How each public name of cnnkit.detection is called: one row for each name of `__all__`.

`tests/detection/test_every_function.py` runs the table on the CPU and the meta device, `tests/gpu` on a GPU.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from cnnkit import detection as d

S, B, C = 4, 2, 3
F64, LONG = torch.float64, torch.long
SHAPE = torch.tensor([[0.25, 0.25]])


@dataclass(frozen=True)
class Inputs:
    """Tensors of one device, dtype and layout. `boxes` and `others` `(6, 4)` and `(5, 4)`, x0 y0 x1 y1 in
    [0, 1]; their numbers are multiples of 1/64, so that 16 bits hold them. `pictures` `(2, 3, 32, 48)`."""

    boxes: Tensor
    others: Tensor
    scores: Tensor
    labels: Tensor
    pictures: Tensor
    logits: Tensor
    cells: Tensor

    def net(self, build: Callable[[], nn.Module]) -> nn.Module:
        """A network with weights of its own seed, where the inputs are."""
        state = torch.get_rng_state()
        torch.manual_seed(0)
        net = build().eval()
        torch.set_rng_state(state)
        last = self.pictures.stride(1) == 1
        layout = torch.channels_last if last else torch.contiguous_format
        return net.to(self.pictures).to(memory_format=layout)

    @property
    def found(self) -> list[tuple[Tensor, Tensor, Tensor]]:
        return [(self.boxes, self.scores, self.labels)]

    @property
    def truth(self) -> list[tuple[Tensor, Tensor]]:
        return [(self.others, self.labels[:5])]


def inputs(
    dtype: torch.dtype = torch.float32, layout: torch.memory_format = torch.contiguous_format
) -> Inputs:
    g = torch.Generator().manual_seed(0)

    def boxes(n: int) -> Tensor:
        corner = torch.randint(0, 40, (n, 2), generator=g)
        return torch.cat([corner, corner + torch.randint(4, 25, (n, 2), generator=g)], 1) / 64

    own = boxes(6)
    others = torch.cat([own[:3] + torch.tensor([0, 1 / 64, 0, 1 / 64]), boxes(2)])
    cells = torch.rand(S, S, 5 * B + C, generator=g)
    return Inputs(
        own.to(dtype),
        others.clamp(max=1).to(dtype),
        (torch.randperm(6, generator=g) / 8 + 1 / 8).to(dtype),
        torch.tensor([0, 1, 2, 0, 1, 2]),
        torch.rand(2, 3, 32, 48, generator=g).to(dtype).to(memory_format=layout),
        torch.randn(6, C, generator=g).to(dtype),
        cells.to(dtype),
    )


def moved(i: Inputs, device: str) -> Inputs:
    return Inputs(*(getattr(i, name).to(device) for name in Inputs.__dataclass_fields__))


@dataclass(frozen=True)
class Row:
    call: Callable[[Inputs], Any]
    shape: tuple[int, ...] | None = None
    """Of the tensor that comes back, or None for what is none."""
    meta: str = ""
    """Why the result depends on data, so that there is none on the meta device; "" where it does not."""
    dtype: torch.dtype | None = None
    """Of the result; None: that of the inputs."""
    exact: bool = True
    """Whether 16 bits give the places or numbers that 64 give, inputs being equal."""


def body(stride: int) -> nn.Module:
    return nn.Sequential(nn.Conv2d(3, 6, stride, stride), nn.ReLU())


def region_head(i: Inputs) -> tuple[Any, Tensor]:
    """What a small head with one square and one flat anchor a place says of the pictures; its anchors."""
    parts = i.net(lambda: nn.ModuleList([body(8), d.RegionProposals(6, 8, [12], [0.5, 1.0], 8)]))
    maps = parts[0](i.pictures)  # pyright: ignore[reportIndexIssue]
    return parts[1](maps), parts[1].anchors(maps)  # pyright: ignore


def masks(i: Inputs) -> tuple[Tensor, Tensor]:
    said = (i.pictures[:, 0] > 0.5).long()
    return said, (i.pictures[:, 1] > 0.5).long()


def in_pixels(i: Inputs) -> list[Tensor]:
    return [i.boxes[:4] * 32, i.boxes[4:] * 32]


def table(i: Inputs) -> Tensor:
    return d.pixel_table(*masks(i), 2)


def square(i: Inputs) -> Tensor:
    return i.pictures[..., :32]


KEPT, READ = "how many stay", "numbers are read and counted"
YOLO = lambda: d.YoloV1(body(8), 6, S, B, C)
ROWS: dict[str, Row] = {
    "RegionProposals": Row(lambda i: region_head(i)[0].deltas, (2, 4 * 6 * 2, 4), exact=False),
    "assign_anchors": Row(lambda i: d.assign_anchors(i.boxes, i.others), (6,), dtype=LONG),
    "map_anchors": Row(
        lambda i: d.map_anchors(4, 6, 8, [8, 16], dtype=i.boxes.dtype, device=i.boxes.device),
        (144, 4),
        exact=False,
    ),
    "proposal_loss": Row(
        lambda i: sum(
            d.proposal_loss(*region_head(i), [i.boxes * 32, i.others * 32], 24, sample=None).values()
        ),
        (),
        exact=False,
    ),
    "propose": Row(lambda i: [p.boxes for p in d.propose(*region_head(i), (32, 48))], meta=KEPT, exact=False),
    "RCNN": Row(
        lambda i: i.net(lambda: d.RCNN(body(4), 6, 4, C, 16))(i.pictures[..., :16, :16])[1],
        (2, 4),
        exact=False,
    ),
    "Segmenter": Row(
        lambda i: i.net(lambda: d.Segmenter(C, (4, 8)))(i.pictures), (2, C, 32, 48), exact=False
    ),
    "TwoHeads": Row(lambda i: i.net(lambda: d.TwoHeads(body(8), 6, 4, C))(square(i))[1], (2, 4), exact=False),
    "YoloV1": Row(lambda i: i.net(YOLO)(square(i)), (2, S, S, 5 * B + C), exact=False),
    "anchor_decode": Row(
        lambda i: list(d.anchor_decode(i.cells[..., : 5 + C].unsqueeze(2), SHAPE.to(i.cells), 0.1)),
        meta=KEPT,
        exact=False,
    ),
    "anchor_encode": Row(
        lambda i: d.anchor_encode(i.boxes, i.labels, S, SHAPE.to(i.boxes), C), (S, S, 1, 5 + C), exact=False
    ),
    "anchor_lost": Row(lambda i: d.anchor_lost(i.boxes, S, SHAPE.to(i.boxes)), meta=KEPT),
    "anchor_shapes": Row(lambda i: d.anchor_shapes(i.boxes, 2), meta="what differs is counted"),
    "apply_deltas": Row(lambda i: d.apply_deltas(i.boxes, i.boxes - 0.5), (6, 4), exact=False),
    "average_precision": Row(lambda i: d.average_precision(i.scores, i.labels == 0, 3, "voc10"), meta=READ),
    "batched_nms": Row(lambda i: d.batched_nms(i.boxes, i.scores, i.labels, 0.3), meta=KEPT),
    "box_area": Row(lambda i: d.box_area(i.boxes), (6,), dtype=F64),
    "box_convert": Row(lambda i: d.box_convert(i.boxes, "xyxy", "cxcywh"), (6, 4), exact=False),
    "box_deltas": Row(lambda i: d.box_deltas(i.boxes[:5], i.others), (5, 4), dtype=F64),
    "box_iou": Row(lambda i: d.box_iou(i.boxes, i.others), (6, 5), dtype=F64),
    "class_dice": Row(lambda i: d.class_dice(table(i)), (2,), dtype=F64, exact=False),
    "class_iou": Row(lambda i: d.class_iou(table(i)), (2,), dtype=F64, exact=False),
    "coco_by_iou": Row(lambda i: list(d.coco_by_iou(i.found, i.truth).values()), meta=READ),
    "complete_iou": Row(lambda i: d.complete_iou(i.boxes, i.others), (6, 5), dtype=F64),
    "distance_iou": Row(lambda i: d.distance_iou(i.boxes, i.others), (6, 5), dtype=F64),
    "error_kinds": Row(lambda i: list(d.error_kinds(i.found, i.truth)[0:1]), meta=READ),
    "evaluate_coco": Row(lambda i: d.evaluate_coco(i.found, i.truth)[0], meta=READ),
    "evaluate_voc": Row(lambda i: d.evaluate_voc(i.found, i.truth, 0.5, "voc07")[0], meta=READ),
    "generalized_iou": Row(lambda i: d.generalized_iou(i.boxes, i.others), (6, 5), dtype=F64),
    "mean_iou": Row(lambda i: d.mean_iou(*masks(i), 2), meta=READ, exact=False),
    "nms": Row(lambda i: d.nms(i.boxes, i.scores, 0.3), meta=KEPT),
    "pixel_accuracy": Row(lambda i: d.pixel_accuracy(table(i)), meta=READ, exact=False),
    "pixel_table": Row(table, (2, 2), dtype=LONG, exact=False),
    "precision_recall": Row(lambda i: list(d.precision_recall(i.scores, i.labels == 0, 3))[:2], meta=READ),
    "roi_align": Row(
        lambda i: d.roi_align(i.pictures, in_pixels(i), 3, sampling_ratio=2), (6, 3, 3, 3), exact=False
    ),
    "roi_pool": Row(lambda i: d.roi_pool(i.pictures, in_pixels(i), 3), (6, 3, 3, 3), exact=False),
    "segment_proposals": Row(
        lambda i: d.segment_proposals(i.pictures[0]), meta="scikit-image cuts the picture", exact=False
    ),
    "two_head_loss": Row(
        lambda i: d.two_head_loss(i.logits[:5], i.labels[:5], i.boxes[:5], i.others, 5.0), (), exact=False
    ),
    "warp": Row(lambda i: d.warp(i.pictures[0], i.boxes * 32, 8), (6, 3, 8, 8), exact=False),
    "yolo_decode": Row(lambda i: list(d.yolo_decode(i.cells, S, B, C, 0.2)), meta=KEPT, exact=False),
    "yolo_encode": Row(lambda i: d.yolo_encode(i.boxes, i.labels, S, B, C), (S, S, 5 * B + C), exact=False),
    "yolo_loss": Row(
        lambda i: d.yolo_loss(
            i.cells[None], d.yolo_encode(i.boxes, i.labels, S, B, C)[None], S, B, C
        ).total(),
        (),
        exact=False,
    ),
    "yolo_lost": Row(lambda i: d.yolo_lost(i.boxes, S), meta=KEPT),
}
