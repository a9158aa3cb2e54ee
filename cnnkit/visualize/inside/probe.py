"""Linear probe: how well a layer's features tell classes apart, when only a linear head may learn.

G. Alain, Y. Bengio, "Understanding intermediate layers using linear classifier probes", 2016 (arXiv
1610.01644), who train the probe by gradient steps on the cross-entropy. This one is ridge regression to
one-hot targets: one system of equations, no rate and no seed.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

__all__ = ["linear_probe"]


def linear_probe(train_x: Tensor, train_y: Tensor, x: Tensor, num_classes: int, *, l2: float) -> Tensor:
    """Scores `(m, num_classes)` of a linear head for `x`, the largest being its answer.

    Features are standardized by the mean and the standard deviation (divided by n) of `train_x` alone; one
    that never changes there counts for nothing. The head minimizes, over the training pictures, the squared
    distance of its scores to the one-hot targets, plus `l2` times its squared weights; the bias is not
    shrunk. So scores add up to 1, though one of them may be negative: they are no probabilities.

    Args:
        train_x: `(n, d)`, or maps `(n, c, h, w)`, which are flattened.
        train_y: `(n,)`, classes from 0.
        x: `(m, d)`, or maps as in `train_x`.
        num_classes: one without a training picture gets 0 everywhere.
        l2: above 0; d features of size 1 are shrunk by half where l2 is about their summed squares.

    Returns:
        float64, on the device of `train_x`.

    Raises `ValueError` for shapes that do not fit, labels that are no classes, and an l2 that is not above 0.

    >>> train_x, train_y = torch.tensor([[-1.], [1.]]), torch.tensor([0, 1])
    >>> linear_probe(train_x, train_y, torch.tensor([[-2.], [3.]]), num_classes=2, l2=0.1).argmax(1)
    tensor([0, 1])
    """
    if train_x.ndim < 2 or x.ndim < 2 or train_x.shape[1:] != x.shape[1:]:
        raise ValueError(
            f"train_x has shape {tuple(train_x.shape)} and x {tuple(x.shape)}; want (n, d) and (m, d)"
        )
    if train_y.shape != (len(train_x),) or train_y.is_floating_point():
        raise ValueError(
            f"train_y is {train_y.dtype} of shape {tuple(train_y.shape)}; want {len(train_x)} whole numbers"
        )
    if not train_y.is_meta and not 0 <= int(train_y.min()) <= int(train_y.max()) < num_classes:
        raise ValueError(
            f"labels reach from {int(train_y.min())} to {int(train_y.max())}; want 0 to {num_classes - 1}"
        )
    if not l2 > 0:
        raise ValueError(f"l2={l2}: want a number above 0")
    seen, asked = train_x.flatten(1).double(), x.flatten(1).double()
    mean, std = seen.mean(0), seen.std(0, unbiased=False)
    std = torch.where(std > 0, std, 1.0)
    z, q = (seen - mean) / std, (asked - mean) / std
    targets = F.one_hot(train_y.long(), num_classes).double()
    bias = targets.mean(0)  # features have mean 0, so it stands apart from the weights
    # W = zᵀ(zzᵀ + l2)⁻¹(targets − bias): as many equations as pictures, of which there are few
    among = z @ z.T + l2 * torch.eye(len(z), dtype=z.dtype, device=z.device)
    return q @ z.T @ torch.linalg.solve(among, targets - bias) + bias
