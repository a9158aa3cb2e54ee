"""Smoothed labels: a little of the target goes to every class, so that no logit has to run away.

C. Szegedy, V. Vanhoucke, S. Ioffe, J. Shlens, Z. Wojna, "Rethinking the Inception architecture for computer
vision", CVPR 2016, section 7: (1 − ε) · one-hot + ε / K. `F.cross_entropy(…, label_smoothing=ε)` computes the
same loss (tested).
"""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor

__all__ = ["smooth_labels", "smoothed_cross_entropy"]


def smooth_labels(y: Tensor, num_classes: int, eps: float = 0.1) -> Tensor:
    """`(n,) -> (n, K)`, rows that sum to 1: ε / K everywhere, and 1 − ε more at the label.

    >>> smooth_labels(torch.tensor([1]), num_classes=4, eps=0.1)
    tensor([[0.0250, 0.9250, 0.0250, 0.0250]])
    """
    if not 0 <= eps <= 1:
        raise ValueError(f"eps={eps}: the share that is spread over all classes is from 0 to 1")
    return (1 - eps) * F.one_hot(y, num_classes) + eps / num_classes


def smoothed_cross_entropy(logits: Tensor, y: Tensor, eps: float = 0.1) -> Tensor:
    """Logits `(n, K)`, labels `(n,)` -> the mean loss.

    >>> smoothed_cross_entropy(torch.zeros(1, 4), torch.tensor([1]))  # log 4: no opinion
    tensor(1.3863)
    """
    target = smooth_labels(y, logits.shape[1], eps)  # n K
    return -(target * logits.log_softmax(1)).sum(1).mean()
