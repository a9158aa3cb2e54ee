"""M. Sundararajan, A. Taly, Q. Yan, "Axiomatic Attribution for Deep Networks", 2017 (arXiv 1703.01365),
equation 1: (x − x′) · ∫₀¹ ∂F(x′ + α(x − x′))/∂x dα.
"""

from __future__ import annotations

import math
import warnings
from bisect import insort
from collections.abc import Iterator
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

import torch
from torch import Tensor, nn

from cnnkit.visualize.attribution.slope import TOGETHER, Target, scored_slopes
from cnnkit.visualize.looking.pictures import check_pictures
from cnnkit.visualize.looking.progress import counted

__all__ = ["integrated_gradients"]

CROWDED = 2
"""Stretches end at (k/steps)² of the way: up from black, most ReLUs switch near the baseline."""
MOST = 8
"""Slopes at most, for each of `steps`."""


def integrated_gradients(
    model: nn.Module,
    x: Tensor,
    target: Target,
    baseline: Tensor | float | None = None,
    steps: int = 50,
    *,
    tolerance: float | None = 1e-3,
) -> Tensor:
    """What each number of `x` adds to the target's logit on the straight way from the baseline; x's shape.

    Slopes are taken at the ends of stretches that are shortest at the baseline, where most ReLUs switch on
    the way up from black. The scores there tell how far each stretch misses its own rise; those that miss
    most are halved until the whole sum is F(x) - F(baseline) within the tolerance. Nothing is corrected
    afterwards.

    Sanity check (`attribution_checks`): with SqueezeNet's last layer shuffled the map stays 0.76 alike to
    that of the intact network (rank correlation, a cup of coffee), with half of it 0.65, with all 0.57.

    Args:
        model: answers logits `(n, classes)`; it is left as it was.
        x: `(n, c, h, w)`.
        target: a class for each picture, or one for all.
        baseline: x′, a picture or pictures that can be spread to x's shape, or a number; None is black, 0.
        steps: stretches of the way to begin with; the pictures run once for each, a few at once, and as
            many slopes are kept.
        tolerance: the share of the rise by which a picture's sum may miss it, besides what its dtype rounds
            off; None halves nothing. At most 8·steps slopes are taken; where these do not do, a
            `UserWarning` tells the miss.

    Raises:
        ValueError: pictures, target, baseline, steps or tolerance are not as said.

    >>> x = torch.tensor([[[[1., -2.], [3., 4.]]]])
    >>> integrated_gradients(nn.Sequential(nn.AvgPool2d(2), nn.Flatten()), x, target=0)
    tensor([[[[ 0.2500, -0.5000],
              [ 0.7500,  1.0000]]]])
    """
    check_pictures(x)
    if steps < 1:
        raise ValueError(f"steps={steps}; want 1 or more")
    if tolerance is not None and not tolerance > 0:
        raise ValueError(f"tolerance={tolerance}; want a share of the rise above 0, or None")
    x = x.detach()
    start = torch.as_tensor(0.0 if baseline is None else baseline).detach().to(x)
    try:
        start = start.expand_as(x)
    except RuntimeError:
        told = f"baseline has shape {tuple(start.shape)}; want a number, or what spreads to {tuple(x.shape)}"
        raise ValueError(told) from None
    ways: list[list[_Stop]] = [[] for _ in x]
    asked = [(i, (k / steps) ** CROWDED) for k in range(steps + 1) for i in range(len(x))]
    while asked:
        for (i, _), stop in zip(asked, _stops(model, x, start, target, asked), strict=True):
            insort(ways[i], stop, key=attrgetter("place"))
        off = [i for i, way in enumerate(ways) if tolerance is not None and _off(way, tolerance)]
        asked = [(i, place) for i in off for place in _halves(ways[i], MOST * steps - len(ways[i]))]
    for i in off:
        rise = ways[i][-1].score - ways[i][0].score
        told = f"misses its rise of {rise:.3g} by {abs(sum(_misses(ways[i]))):.2g}: give more steps"
        warnings.warn(f"integrated gradients: with {len(ways[i])} slopes picture {i} {told}", stacklevel=2)
    return (x - start) * torch.stack([_mean(way) for way in ways])


class _Stop(NamedTuple):
    """At a place in [0, 1] of a picture's way: its score, the score's slope along the way and in pixels."""

    place: float
    score: float
    along: float
    slope: Tensor


def _stops(
    model: nn.Module, x: Tensor, start: Tensor, target: Target, asked: list[tuple[int, float]]
) -> Iterator[_Stop]:
    """What is found at each (picture, place), a few at once; numbers of the meta device are NaN."""
    each = max(TOGETHER, len(x))
    for batch in counted(math.ceil(len(asked) / each), "integrated gradients"):
        which, places = zip(*asked[batch * each : (batch + 1) * each], strict=True)
        which, places = list(which), list(places)
        far = torch.tensor(places, dtype=torch.float64).to(x.dtype).to(x.device).view(-1, 1, 1, 1)
        versions = torch.lerp(start[which], x[which], far)
        scores, slopes = scored_slopes(model, versions, target, which, len(x))
        wide = torch.promote_types(x.dtype, torch.float32)  # sums in half precision compare with nothing
        along = (slopes * (x - start)[which]).sum((1, 2, 3), dtype=wide)
        numbers = [[math.nan] * len(which) if v.is_meta else v.tolist() for v in (scores, along)]
        yield from map(_Stop, places, *numbers, slopes)


def _misses(way: list[_Stop]) -> list[float]:
    """By how much each stretch, from the mean of its ends' slopes, misses what the score rises on it."""
    return [
        (high.place - low.place) * (low.along + high.along) / 2 - (high.score - low.score)
        for low, high in pairwise(way)
    ]


def _off(way: list[_Stop], tolerance: float) -> bool:
    """Whether the sum misses the rise by more than the tolerance and what rounding does to two scores."""
    first, last = way[0].score, way[-1].score
    rounding = torch.finfo(way[0].slope.dtype).eps * (abs(first) + abs(last))
    return abs(sum(_misses(way))) > tolerance * abs(last - first) + rounding


def _halves(way: list[_Stop], room: int) -> list[float]:
    """The middles of the stretches that miss most."""
    worst = sorted(zip(map(abs, _misses(way)), pairwise(way), strict=True), key=lambda m: -m[0])
    return [(low.place + high.place) / 2 for _, (low, high) in worst[: min(TOGETHER, room)]]


def _mean(way: list[_Stop]) -> Tensor:
    """The mean slope of the way, each stretch by its length."""
    mean = torch.zeros_like(way[0].slope)
    for low, high in pairwise(way):
        mean += (high.place - low.place) / 2 * (low.slope + high.slope)
    return mean
