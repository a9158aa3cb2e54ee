"""M. Zeiler, R. Fergus, "Visualizing and Understanding Convolutional Networks", 2013 (arXiv 1311.2901),
section 4.2: a grey square moves over the picture; the number at a place is S_c(x) − S_c(x with it there).
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import torch
from torch import Tensor, nn

from cnnkit.sizing import conv_output_size
from cnnkit.visualize.attribution.fills import Box, Fill, covers
from cnnkit.visualize.attribution.slope import Target
from cnnkit.visualize.looking.pictures import check_pictures, class_scores, pick
from cnnkit.visualize.looking.progress import counted
from cnnkit.visualize.looking.untouched import untouched

__all__ = ["covered", "occlusion", "places"]

AT_ONCE = 32
"""Covered pictures that run together on an accelerator; a CPU gains nothing by more than one place."""


def occlusion(
    model: nn.Module,
    x: Tensor,
    target: Target,
    window: int | tuple[int, int],
    stride: int | tuple[int, int],
    fill: Fill = 0.0,
) -> Tensor:
    """How far the target's logit falls when a window is covered: `(n, h', w')`, above 0 where covering hurts.

    The windows stand where those of a convolution without padding do: at 0, stride, 2·stride, … and the last
    one at the last such place that fits, so h' = ⌊(h − window)/stride⌋ + 1. Pixels behind are never covered.

    Sanity check (`attribution_checks`): with SqueezeNet's last layer shuffled the map stays 0.52 alike to
    that of the intact network (rank correlation, a cup of coffee), with half of it 0.12, with all 0.25.

    Args:
        model: answers logits `(n, classes)`; it is left as it was.
        x: `(n, c, h, w)`.
        target: a class for each picture, or one for all.
        window, stride: pixels, or (rows, columns).
        fill: what covers: a number (0 is black and 0.5 grey in [0, 1]), `"blur"` or `"surroundings"`.

    Raises:
        ValueError: pictures, target, window, stride or fill are not as said.

    >>> x = torch.tensor([[[[1., -2.], [3., 4.]]]])
    >>> occlusion(nn.Sequential(nn.AvgPool2d(2), nn.Flatten()), x, target=0, window=1, stride=1)
    tensor([[[ 0.2500, -0.5000],
             [ 0.7500,  1.0000]]])
    """
    check_pictures(x)
    window, stride = _pair(window, "window"), _pair(stride, "stride")
    rows, columns = (places(n, k, s) for n, k, s in zip(x.shape[2:], window, stride, strict=True))
    with untouched(model), torch.no_grad():
        cover = covers(x, window, fill)
        whole = pick(class_scores(model, x.clone()), target)
        boxes = [(top, top + window[0], left, left + window[1]) for top, left in product(rows, columns)]
        each = 1 if x.device.type == "cpu" else max(1, AT_ONCE // len(x))
        some = [boxes[i : i + each] for i in range(0, len(boxes), each)]
        scores = torch.cat(
            [_scores(model, x, target, some[i], cover) for i in counted(len(some), "occlusion")]
        )  # places n
        drops = whole - scores
    return drops.T.reshape(len(x), len(rows), len(columns))


def places(n: int, window: int, stride: int) -> range:
    """Where windows start on an axis of `n` pixels."""
    return range(0, conv_output_size(n, window, stride) * stride, stride)


def covered(x: Tensor, boxes: list[Box], cover: Callable[[Box], Tensor]) -> Tensor:
    """`(boxes · n, c, h, w)`: the whole batch for each box, with it covered; `cover` is that of `covers`."""
    pictures = x.repeat(len(boxes), 1, 1, 1)
    for batch, box in zip(pictures.split(len(x)), boxes, strict=True):
        part = batch[:, :, box[0] : box[1], box[2] : box[3]]
        part.copy_(cover(box).expand_as(part))
    return pictures


def _scores(
    model: nn.Module, x: Tensor, target: Target, boxes: list[Box], cover: Callable[[Box], Tensor]
) -> Tensor:
    """The target's logit with each box covered, `(boxes, n)`."""
    pictures = covered(x, boxes, cover)
    each = target if isinstance(target, int) else torch.as_tensor(target).repeat(len(boxes))
    return pick(class_scores(model, pictures), each).view(len(boxes), len(x))


def _pair(value: int | tuple[int, int], name: str) -> tuple[int, int]:
    pair = value if isinstance(value, tuple) else (value, value)
    if len(pair) != 2 or any(not isinstance(v, int) or v < 1 for v in pair):
        raise ValueError(f"{name}={value!r}; want one or two whole numbers of pixels, 1 or more")
    return pair
