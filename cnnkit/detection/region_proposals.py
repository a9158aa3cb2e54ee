"""Proposals that are learned: a small head slides over the maps and says at each place of k anchors whether
an object is there, and how to correct the box.

Faster R-CNN (Ren, He, Girshick, Sun 2015), section 3.1: a 3×3 convolution and two of 1×1. One logit an anchor
with a logistic loss, where the paper has two with a softmax (its footnote 3 offers either).
"""

from collections.abc import Sequence
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from cnnkit.detection.anchors import assign_anchors, map_anchors
from cnnkit.detection.deltas import apply_deltas, box_deltas
from cnnkit.detection.suppression import nms, ranked

__all__ = ["Asked", "Proposed", "RegionProposals", "proposal_loss", "propose", "sampled"]


class Asked(NamedTuple):
    """Of a anchors: `logits` `(n, a)` that an object is there, `deltas` `(n, a, 4)` as `apply_deltas` takes
    them."""

    logits: Tensor
    deltas: Tensor


class Proposed(NamedTuple):
    """Of one picture, best first: `boxes` `(k, 4)` in pixels, `scores` `(k,)`, the probability of an
    object."""

    boxes: Tensor
    scores: Tensor


class RegionProposals(nn.Module):
    """Maps `(n, channels, h, w)` -> logits `(n, h·w·k)` and deltas `(n, h·w·k, 4)`, in the order of
    `anchors`."""

    def __init__(
        self,
        channels: int,
        stride: float,
        sizes: Sequence[float],
        ratios: Sequence[float] = (0.5, 1.0, 2.0),
        hidden: int = 256,
    ) -> None:
        super().__init__()
        self.stride, self.sizes, self.ratios = stride, tuple(sizes), tuple(ratios)
        self.k = len(self.sizes) * len(self.ratios)
        self.slide = nn.Conv2d(channels, hidden, 3, padding=1)
        self.object = nn.Conv2d(hidden, self.k, 1)
        self.delta = nn.Conv2d(hidden, 4 * self.k, 1)
        for name, values in self.named_parameters():  # as the paper starts
            nn.init.zeros_(values) if name.endswith("bias") else nn.init.normal_(values, std=0.01)

    def forward(self, maps: Tensor) -> Asked:
        hidden = self.slide(maps).relu()
        logits = self.object(hidden).movedim(1, -1).flatten(1)  # n h w k
        return Asked(logits, self.delta(hidden).movedim(1, -1).flatten(1).unflatten(1, (-1, 4)))

    def anchors(self, maps: Tensor) -> Tensor:
        """Of maps `(n, c, h, w)`, `(h·w·k, 4)` in pixels: their device; float32 at least."""
        h, w = maps.shape[2:]
        dtype = torch.promote_types(maps.dtype, torch.float32)
        return map_anchors(h, w, self.stride, self.sizes, self.ratios, dtype=dtype, device=maps.device)


def sampled(answers: Tensor, size: int, generator: torch.Generator | None = None) -> tuple[Tensor, Tensor]:
    """Which anchors of one picture are asked, two masks `(a,)`: up to `size / 2` of those that answer for an
    object, and background up to `size` together, drawn by lot.

    `answers` as `assign_anchors` gives them.
    """
    lot = torch.rand(answers.shape, device=answers.device, generator=generator)
    place = lambda mask: torch.where(mask, lot, 2.0).argsort().argsort()  # its own ones first
    good, bad = answers >= 0, answers == -1
    good = good & (place(good) < size // 2)
    return good, bad & (place(bad) < size - good.sum())


def proposal_loss(
    asked: Asked,
    anchors: Tensor,
    truth: Sequence[Tensor],
    places: int,
    *,
    sample: int | None = 256,
    weight: float = 10.0,
    generator: torch.Generator | None = None,
    **assigning,
) -> dict[str, Tensor]:
    """Equation 1: the mean logistic loss of the anchors asked ("object"), and the smooth L1 loss of those
    that answer for an object, over the number of `places` of the map and times `weight` ("box"); means over
    the pictures.

    `truth` holds the boxes `(m_i, 4)` of each picture. `sample` anchors a picture are asked, at most half of
    them with an object; None asks all. Other arguments go to `assign_anchors`.

    >>> anchors = torch.tensor([[0., 0., 10., 10.], [30., 30., 40., 40.]])
    >>> asked = Asked(torch.zeros(1, 2), torch.zeros(1, 2, 4))
    >>> proposal_loss(asked, anchors, [torch.tensor([[0., 0., 10., 10.]])], places=2)  # log 2: no opinion
    {'object': tensor(0.6931), 'box': tensor(0.)}
    """
    if len(truth) != len(asked.logits) or asked.deltas.shape != (*asked.logits.shape, 4):
        raise ValueError(
            f"Logits (n, a), deltas (n, a, 4), and boxes for each of n pictures: here are "
            f"{tuple(asked.logits.shape)}, {tuple(asked.deltas.shape)} and {len(truth)} pictures."
        )
    kinds, boxes = [], []
    for logits, deltas, objects in zip(*asked, truth, strict=True):
        answers = assign_anchors(anchors, objects, **assigning)
        good, bad = (answers >= 0, answers == -1) if sample is None else sampled(answers, sample, generator)
        right = F.binary_cross_entropy_with_logits(logits, good.to(logits), reduction="none")
        asks = (good | bad).to(logits)
        kinds.append((right * asks).sum() / asks.sum().clamp(min=1))
        if len(objects):
            wanted = box_deltas(anchors, objects[answers.clamp(min=0)]).to(deltas)
            miss = F.smooth_l1_loss(deltas, wanted, reduction="none").sum(1)
            boxes.append((miss * good.to(deltas)).sum() / places)
        else:
            boxes.append(deltas.sum() * 0)
    return {"object": torch.stack(kinds).mean(), "box": weight * torch.stack(boxes).mean()}


@torch.no_grad()
def propose(
    asked: Asked,
    anchors: Tensor,
    frame: tuple[float, float],
    *,
    before: int = 6000,
    keep: int = 300,
    iou_threshold: float = 0.7,
    least_side: float = 1.0,
) -> list[Proposed]:
    """The proposals of each picture: anchors corrected, clipped to `frame` (height, width), those with a side
    below `least_side` left out, the `before` best suppressed, and of what stays the `keep` best.

    >>> anchors = torch.tensor([[0., 0., 10., 10.], [0., 0., 10., 9.], [5., 5., 25., 15.]])
    >>> asked = Asked(torch.tensor([[2., 1., 0.]]), torch.zeros(1, 3, 4))
    >>> propose(asked, anchors, frame=(20, 20))[0].boxes  # the second is suppressed, the third clipped
    tensor([[ 0.,  0., 10., 10.],
            [ 5.,  5., 20., 15.]])
    """
    h, w = frame
    most = anchors.new_tensor([w, h, w, h])
    found = []
    for logits, deltas in zip(*asked, strict=True):
        boxes = apply_deltas(anchors, deltas.to(anchors)).clamp(min=0).minimum(most)
        large = ((boxes[:, 2:] - boxes[:, :2]) >= least_side).all(1)
        boxes, scores = boxes[large], logits.to(anchors).sigmoid()[large]
        first = ranked(scores, len(boxes))[:before]
        boxes, scores = boxes[first], scores[first]
        kept = nms(boxes, scores, iou_threshold)[:keep]
        found.append(Proposed(boxes[kept], scores[kept]))
    return found
