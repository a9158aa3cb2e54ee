"""Regions of a map to a fixed size: RoI pooling, which rounds, and RoIAlign, which does not.

Fast R-CNN (Girshick 2015, section 2.1) reads every region from one map of the whole picture; Mask R-CNN (He
et al. 2017, section 3) does so without rounding. Both follow the definitions of torchvision's operators,
computed slowly in the tests.
"""

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from cnnkit.detection.boxes import came, check_boxes

__all__ = ["roi_align", "roi_pool"]


def roi_pool(x: Tensor, boxes: Sequence[Tensor], output_size: int, spatial_scale: float = 1.0) -> Tensor:
    """`x` `(n, c, h, w)` and a list with boxes `(k_i, 4)` a picture, in pixels -> `(Σ k_i, c, out, out)`, in
    that order.

    A box is multiplied by `spatial_scale`, its edges are rounded to cells (both end cells belong to it), and
    it is cut into out×out bins from ⌊i·size/out⌋ to ⌈(i+1)·size/out⌉, which may share a row. Each gives its
    largest value; a bin outside of the map gives 0.

    >>> x = torch.arange(16.).view(1, 1, 4, 4)
    >>> roi_pool(x, [torch.tensor([[0., 0., 3., 3.]])], output_size=2)
    tensor([[[[ 5.,  7.],
              [13., 15.]]]])
    """
    _check(x, boxes, output_size, spatial_scale)
    h, w = x.shape[2:]
    pooled = [x.new_zeros(0, x.shape[1], output_size, output_size)]
    for maps, its_boxes in zip(x, boxes, strict=True):
        x0, y0, x1, y1 = _rounded(check_boxes(its_boxes) * spatial_scale).unbind(1)
        rows, columns = _bins(y0, y1, output_size, h), _bins(x0, x1, output_size, w)
        # first every strip of rows, then every bin of it: k c out w, then k c out out
        strips = [_largest(maps, rows[:, i, None, :, None], 2) for i in range(output_size)]
        strip = torch.stack(strips, 2)
        cells = [_largest(strip, columns[:, j, None, None], 3) for j in range(output_size)]
        outside = ~(rows.any(2)[:, :, None] & columns.any(2)[:, None])
        pooled.append(torch.stack(cells, 3).masked_fill(outside[:, None], 0))
    return torch.cat(pooled)


def roi_align(
    x: Tensor,
    boxes: Sequence[Tensor],
    output_size: int,
    spatial_scale: float = 1.0,
    sampling_ratio: int = -1,
    aligned: bool = True,
) -> Tensor:
    """As `roi_pool`, without rounding: each bin is the mean of samples between the pixels, read bilinearly.

    A bin has `sampling_ratio`² samples, or ⌈size/out⌉ along each axis where that is −1. The value of pixel j
    stands at j + 0.5: `aligned=True` moves the samples by that half pixel; with False (as in the first
    releases) everything is read half a pixel too far to the lower right, and boxes thinner than a cell are
    widened to one.

    What bilinear reading does along one axis does not depend on the other: each region is `rows @ map @
    columnsᵀ`.

    >>> x = torch.arange(16.).view(1, 1, 4, 4)
    >>> roi_align(x, [torch.tensor([[0., 0., 4., 4.]])], output_size=2)
    tensor([[[[ 2.5000,  4.5000],
              [10.5000, 12.5000]]]])
    """
    _check(x, boxes, output_size, spatial_scale)
    whole = isinstance(sampling_ratio, int) and not isinstance(sampling_ratio, bool)
    if not whole or (sampling_ratio < 1 and sampling_ratio != -1):
        raise ValueError(
            f"sampling_ratio counts samples along an axis: a whole number from 1 on, or -1, not "
            f"{sampling_ratio!r}."
        )
    h, w = x.shape[2:]
    aligned_maps = [x.new_zeros(0, x.shape[1], output_size, output_size)]
    for maps, its_boxes in zip(x, boxes, strict=True):
        edges = check_boxes(its_boxes) * spatial_scale - (0.5 if aligned else 0.0)
        size = edges[:, 2:] - edges[:, :2]
        if not aligned:
            size = size.clamp(min=1)
        rows = _weights(edges[:, 1], size[:, 1], output_size, h, sampling_ratio)
        columns = _weights(edges[:, 0], size[:, 0], output_size, w, sampling_ratio)
        # float64 weights are cast once: the sums are those of the maps' own dtype
        aligned_maps.append(torch.einsum("kph,chw,kqw->kcpq", rows.to(maps), maps, columns.to(maps)))
    return torch.cat(aligned_maps)


def _weights(start: Tensor, size: Tensor, out: int, length: int, ratio: int) -> Tensor:
    """What each pixel of an axis counts in each bin, `(k, out, length)` float64; rows of regions inside add
    up to 1."""
    each = torch.full_like(size, ratio) if ratio > 0 else (size / out).ceil()
    most = ratio if ratio > 0 else (int(each.max()) if len(each) else 0)
    sample = torch.arange(most, device=start.device, dtype=start.dtype)
    bins = torch.arange(out, device=start.device, dtype=start.dtype)
    within = (bins[:, None] + (sample + 0.5) / each.clamp(min=1)[:, None, None]) * (size / out)[:, None, None]
    place = start[:, None, None] + within  # k, out, samples
    counts = (place >= -1) & (place <= length) & (sample < each[:, None, None])
    place = place.clamp(0, length - 1)
    pixel = torch.arange(length, device=start.device, dtype=start.dtype)
    near = (1 - (place[..., None] - pixel).abs()).clamp(min=0)
    return (near * counts[..., None]).sum(2) / each.clamp(min=1)[:, None, None]


def _bins(first: Tensor, last: Tensor, out: int, length: int) -> Tensor:
    """Which pixels of an axis lie in each bin of k regions, `(k, out, length)` bool."""
    size = (last - first + 1).clamp(min=1)[:, None]
    i = torch.arange(out, device=first.device)
    start = first[:, None] + (i * size / out).floor()
    end = first[:, None] + ((i + 1) * size / out).ceil()
    pixel = torch.arange(length, device=first.device)
    return (pixel >= start[..., None]) & (pixel < end[..., None])


def _largest(x: Tensor, inside: Tensor, axis: int) -> Tensor:
    return x.masked_fill(~inside, -torch.inf).amax(axis)


def _rounded(x: Tensor) -> Tensor:
    """Halves away from zero, as C rounds; torch rounds them to the even number."""
    return (x.abs() + 0.5).floor() * x.sign()


def _check(x: Tensor, boxes: Sequence[Tensor], output_size: int, spatial_scale: float) -> None:
    if not isinstance(x, Tensor) or x.ndim != 4 or not x.is_floating_point() or 0 in x.shape[2:]:
        raise ValueError(
            f"Maps are a tensor (n, c, h, w) of real numbers, h and w from 1; here is {came(x)}."
        )
    if not 0 < spatial_scale < math.inf:
        raise ValueError(f"spatial_scale makes pixels to cells, 1/16 for example, not {spatial_scale!r}.")
    if not isinstance(boxes, Sequence) or len(boxes) != len(x):
        raise ValueError(f"boxes is a list with one tensor (k, 4) for each of the {len(x)} pictures.")
    if isinstance(output_size, bool) or not isinstance(output_size, int) or output_size < 1:
        raise ValueError(
            f"output_size is the side of the result, a whole number from 1 on, not {output_size!r}."
        )
