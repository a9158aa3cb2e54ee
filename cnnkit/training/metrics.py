"""Measures of a classifier: plain counts on logits and labels."""

import torch
import torch.nn.functional as F
from torch import Tensor

__all__ = ["accuracy", "binary_cross_entropy", "confusion_matrix", "topk_accuracy"]


def topk_accuracy(logits: Tensor, y: Tensor, k: int = 1) -> float:
    """Share of the rows of `logits` `(n, classes)` whose true class `y` `(n,)` is among the k largest.

    A tie counts as the order in which `torch.topk` puts it. Top-5 *error* in per cent is 100 · (1 - this).

    Raises ValueError for other shapes, no rows, labels that are no columns, and a k outside 1 to classes.

    >>> logits = torch.tensor([[3., 2., 1.], [3., 2., 1.]])
    >>> topk_accuracy(logits, torch.tensor([1, 2]), k=2)
    0.5
    """
    _check(logits, y)
    classes = logits.shape[1]
    if not 1 <= k <= classes:
        raise ValueError(f"k={k}: with {classes} classes k can be 1 to {classes}")
    best = logits.topk(k, dim=1).indices
    return (best == y[:, None]).any(dim=1).float().mean().item()


def accuracy(logits: Tensor, y: Tensor) -> float:
    """Share of right answers; a single logit `(n, 1)` says class 1 where it is above zero.

    >>> accuracy(torch.tensor([[2., 1.], [0., 3.]]), torch.tensor([0, 0]))
    0.5
    """
    if logits.ndim == 2 and logits.shape[1] == 1 and len(y) == len(logits):
        return ((logits[:, 0] > 0) == (y == 1)).float().mean().item()
    return topk_accuracy(logits, y, 1)


def binary_cross_entropy(logits: Tensor, y: Tensor) -> Tensor:
    """Cross-entropy of one logit a row, `(n, 1)`, against labels 0 or 1, `(n,)`: no sigmoid before it.

    >>> binary_cross_entropy(torch.tensor([[0.], [0.]]), torch.tensor([0, 1]))  # log 2: no opinion
    tensor(0.6931)
    """
    if logits.ndim != 2 or logits.shape[1] != 1:
        raise ValueError(f"binary_cross_entropy wants logits (n, 1), got {tuple(logits.shape)}")
    return F.binary_cross_entropy_with_logits(logits[:, 0], y.to(logits.dtype))


def confusion_matrix(pred: Tensor, y: Tensor, n: int) -> Tensor:
    """`(n, n)` int64 counts: row = the truth, column = the answer; the diagonal holds what is right.

    `pred` and `y` are class numbers `(m,)` from 0 to n - 1.

    Raises ValueError for other shapes, and for numbers that are decimals or outside 0 to n - 1.

    >>> confusion_matrix(torch.tensor([0, 1, 1]), torch.tensor([0, 0, 1]), n=2)
    tensor([[1, 1],
            [0, 1]])
    """
    if pred.shape != y.shape or pred.ndim != 1:
        raise ValueError(
            f"pred and y must be two lists of class numbers of one length, got {tuple(pred.shape)} and "
            f"{tuple(y.shape)}; take logits.argmax(dim=1) first"
        )
    for name, values in (("pred", pred), ("y", y)):
        if values.is_floating_point():
            raise ValueError(f"{name} holds {values.dtype}; class numbers are integers")
        if not len(values):
            continue
        low, high = int(values.min()), int(values.max())
        if low < 0 or high >= n:
            raise ValueError(f"{name} goes from {low} to {high}; with n={n} classes are 0 to {n - 1}")
    return torch.bincount(y.long() * n + pred.long(), minlength=n * n).view(n, n)


def _check(logits: Tensor, y: Tensor) -> None:
    if logits.ndim != 2 or y.ndim != 1 or len(logits) != len(y):
        raise ValueError(
            f"want logits (n, classes) and labels (n,), got {tuple(logits.shape)} and {tuple(y.shape)}"
        )
    if len(y) == 0:
        raise ValueError("no rows: an accuracy of nothing is not defined")
    if y.is_floating_point():
        raise ValueError(
            f"labels are class numbers (integers), got {y.dtype}; one-hot rows: use y.argmax(dim=1)"
        )
    classes = logits.shape[1]
    if int(y.min()) < 0 or int(y.max()) >= classes:
        raise ValueError(
            f"labels go from {int(y.min())} to {int(y.max())}, but the logits have {classes} columns"
        )
