"""From a ranked list of hits and false alarms to one number: three definitions of average precision, each by
its name.

A list means nothing without the definition: hits at ranks 1, 2, 4 and 7 with 8 objects are 0.445, 0.415 or
0.420.
"""

from typing import Literal, NamedTuple, get_args

import torch
from torch import Tensor

from cnnkit.detection.boxes import came
from cnnkit.detection.suppression import ranked

__all__ = ["Method", "PrecisionRecall", "average_precision", "precision_recall"]

Method = Literal["voc07", "voc10", "coco"]
"""11 recalls (Everingham et al. 2010, section 4.2); every recall that occurs (VOC 2010 and after); 101
recalls."""


class PrecisionRecall(NamedTuple):
    """After each detection, best first: `(n,)` float64 each. `recall` is NaN where there is no object."""

    precision: Tensor
    recall: Tensor


def precision_recall(scores: Tensor, is_tp: Tensor, n_gt: int) -> PrecisionRecall:
    """`scores` `(n,)`, `is_tp` `(n,)` bool: whether each detection is a hit; `n_gt` objects in all, found or
    not.

    >>> precision_recall(torch.tensor([0.9, 0.8, 0.7]), torch.tensor([True, False, True]), n_gt=2).recall
    tensor([0.5000, 0.5000, 1.0000], dtype=torch.float64)
    """
    hits = _hits(scores, is_tp, n_gt)
    return PrecisionRecall(_precision(hits), hits / n_gt if n_gt else torch.full_like(hits, torch.nan))


def average_precision(scores: Tensor, is_tp: Tensor, n_gt: int, method: Method) -> float:
    """Average precision in [0, 1]; NaN where `n_gt` is 0, for then nothing can be found.

    All three read the envelope, the best precision at this recall or a higher one, 0 beyond the last hit:

    - `"voc07"`: its mean at recalls 0, 0.1, …, 1; counts are compared, so a recall of exactly 0.3 is reached;
    - `"voc10"`: its area, a step for each recall that occurs;
    - `"coco"`: its mean at recalls 0, 0.01, …, 1, with the rounding of COCO's own tool, which defines the
      number.

    Raises ValueError for another method, other shapes, NaN scores, and more hits than objects.

    >>> hits = torch.tensor([True, False, True])
    >>> average_precision(torch.tensor([0.9, 0.8, 0.7]), hits, n_gt=2, method="voc10")
    0.8333333333333333
    """
    if method not in get_args(Method):
        raise ValueError(f"A definition is one of {', '.join(get_args(Method))}, not {method!r}.")
    hits = _hits(scores, is_tp, n_gt)
    if n_gt == 0:
        return torch.nan
    envelope = _precision(hits).flip(0).cummax(0).values.flip(0)
    if method == "voc10":
        gained = torch.diff(hits, prepend=hits.new_zeros(1)) / n_gt
        return float((envelope * gained).sum())
    if method == "voc07":
        place = torch.searchsorted(hits * 10, torch.arange(11, device=hits.device).double() * n_gt)
    else:
        # 0.57 is written 57 · 0.01 there, which is more than 57/100: such a recall is read one hit later
        recalls = torch.arange(101, dtype=torch.float64, device=hits.device) * 0.01
        recalls[-1] = 1.0
        place = torch.searchsorted(hits / n_gt, recalls)
    beyond = torch.cat([envelope, envelope.new_zeros(1)])
    return float(beyond[place].mean())


def _precision(hits: Tensor) -> Tensor:
    return hits / torch.arange(1, len(hits) + 1, dtype=hits.dtype, device=hits.device)


def _hits(scores: Tensor, is_tp: Tensor, n_gt: int) -> Tensor:
    """Hits so far, best first, `(n,)` float64."""
    if not isinstance(is_tp, Tensor):
        raise ValueError(f"is_tp is a tensor of truth values, one a score; here is {came(is_tp)}.")
    if isinstance(n_gt, bool) or not isinstance(n_gt, int):
        raise ValueError(f"n_gt counts objects: a whole number, not {n_gt!r}.")
    order = ranked(scores, len(is_tp))
    if is_tp.shape != scores.shape or (is_tp.dtype != torch.bool and not ((is_tp == 0) | (is_tp == 1)).all()):
        raise ValueError(
            f"is_tp holds {len(scores)} truth values; here is {tuple(is_tp.shape)}, {is_tp.dtype}."
        )
    hits = is_tp[order].double().cumsum(0)
    found = int(hits[-1]) if len(hits) else 0
    if n_gt < found:
        raise ValueError(
            f"{found} hits among {n_gt} objects: an object is found once, its duplicates are false alarms."
        )
    return hits
