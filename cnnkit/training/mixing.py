"""Mixup: train on the line between two images, and between their two answers."""

from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

__all__ = ["Batch", "mixup"]


class Batch(NamedTuple):
    """`x` `(n, ...)`, and labels `(n,)` with their weights: the loss is Σ weight · loss against them."""

    x: Tensor
    targets: tuple[tuple[Tensor, float], ...]


def mixup(x: Tensor, y: Tensor, alpha: float, generator: torch.Generator) -> Batch:
    """Each image mixed with another of its batch: share · x + (1 - share) · x[order], with one share a
    batch, drawn from Beta(alpha, alpha), and a random order (Zhang et al. 2018, equation 2 and section 3).
    The loss against a mixed target is the mixture of two losses, cross-entropy being linear in the target.

    >>> x, y = torch.eye(2), torch.tensor([0, 1])
    >>> batch = mixup(x, y, alpha=0.2, generator=torch.Generator().manual_seed(0))
    >>> batch.x.shape, [labels.shape for labels, share in batch.targets]
    (torch.Size([2, 2]), [torch.Size([2]), torch.Size([2])])
    """
    if not alpha > 0:
        raise ValueError(f"alpha={alpha}: want a positive number; 0.2 is usual on ImageNet, 1 on CIFAR")
    seed = int(torch.randint(2**62, (), generator=generator))  # torch draws no Beta from a generator
    share = float(np.random.default_rng(seed).beta(alpha, alpha))
    order = torch.randperm(len(x), generator=generator).to(x.device)
    return Batch(share * x + (1 - share) * x[order], ((y, share), (y[order], 1 - share)))
