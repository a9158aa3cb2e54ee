"""Boxes that may hold an object, from the picture alone: nothing is learned here.

R-CNN takes some 2,000 from selective search (Uijlings et al. 2013), which merges segments of Felzenszwalb and
Huttenlocher (2004) over many rounds. Here it is the first round only: the boxes of the segments, and of each
two that touch.
"""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from cnnkit.detection.boxes import came

__all__ = ["segment_proposals"]


def segment_proposals(
    image: Tensor,
    scales: Sequence[float] = (100, 400),
    min_size: int = 30,
    least_side: int = 5,
    most_side: float = 0.5,
) -> Tensor:
    """`(3, h, w)` in [0, 1] -> `(k, 4)` float32 x0 y0 x1 y1 in pixels, each box once, in order of their
    numbers.

    `scales` of scikit-image's `felzenszwalb`: the larger, the larger the segments. `min_size` pixels a
    segment. Boxes with a side below `least_side` pixels, or above `most_side` of the picture's, are left out.

    >>> image = torch.zeros(3, 40, 40)
    >>> image[:, 10:20, 10:25] = 1.0
    >>> boxes = segment_proposals(image, scales=[100], min_size=30)
    >>> [10.0, 10.0, 25.0, 20.0] in boxes.tolist()
    True
    """
    from skimage.segmentation import felzenszwalb  # half a second to import, and only this needs it

    if not isinstance(image, Tensor) or image.ndim != 3 or image.shape[0] != 3 or not image.numel():
        raise ValueError(f"A picture is a tensor (3, h, w); here is {came(image)}.")
    if not isinstance(scales, Sequence) or not scales or min(scales) <= 0:
        raise ValueError(f"scales are some numbers above 0, such as (100, 400); here is {scales!r}.")
    low, high = float(image.min()), float(image.max())
    if (
        not -1 <= low <= high <= 2
    ):  # a little beyond [0, 1] does no harm; what is not finite compares to nothing
        raise ValueError(f"A picture has values in [0, 1]; here they go from {low:g} to {high:g}.")
    pixels = image.detach().cpu().movedim(0, -1).double().numpy()
    found = []
    for scale in scales:
        parts = felzenszwalb(pixels, scale=scale, sigma=0.8, min_size=min_size)
        boxes = _boxes_of(parts)
        touching = _touching(parts)
        first, second = boxes[touching[:, 0]], boxes[touching[:, 1]]
        both = np.concatenate(
            [np.minimum(first[:, :2], second[:, :2]), np.maximum(first[:, 2:], second[:, 2:])], 1
        )
        found += [boxes, both]
    boxes = np.unique(np.concatenate(found), axis=0)
    sides = boxes[:, 2:] - boxes[:, :2]
    most = most_side * np.array([image.shape[2], image.shape[1]])
    kept = boxes[(sides >= least_side).all(1) & (sides <= most).all(1)]
    return torch.tensor(kept, dtype=torch.float32).to(image.device)


def _boxes_of(parts: np.ndarray) -> np.ndarray:
    """The box of each segment, `(k, 4)`, in the order of their numbers."""
    rows, columns = np.indices(parts.shape)
    k = int(parts.max()) + 1
    low = np.full((k, 2), np.iinfo(np.int64).max)
    high = np.zeros((k, 2), dtype=np.int64)
    for axis, at in enumerate((columns, rows)):
        np.minimum.at(low[:, axis], parts, at)
        np.maximum.at(high[:, axis], parts, at + 1)
    return np.concatenate([low, high], 1)


def _touching(parts: np.ndarray) -> np.ndarray:
    """Numbers of segments that share an edge of a pixel, `(m, 2)`, each pair once."""
    beside = np.stack([parts[:, 1:], parts[:, :-1]], -1).reshape(-1, 2)
    below = np.stack([parts[1:], parts[:-1]], -1).reshape(-1, 2)
    pairs = np.concatenate([beside, below])
    return np.unique(np.sort(pairs[pairs[:, 0] != pairs[:, 1]], axis=1), axis=0)
