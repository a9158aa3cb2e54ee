"""How many answers stay right as the radius of an attack grows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

from cnnkit.visualize.looking.pictures import check_pictures, class_scores, targets
from cnnkit.visualize.looking.untouched import untouched

__all__ = ["robustness_curve", "share_right"]

Attack = Callable[[nn.Module, Tensor, Tensor, float], Tensor]


def robustness_curve(
    model: nn.Module,
    x: Tensor,
    y: Tensor,
    epsilons: Sequence[float],
    attack: Attack,
    *,
    batch_size: int = 256,
) -> list[float]:
    """Share of pictures that the model calls `y` after `attack(model, x, y, eps)`, for each of `epsilons`.

    `fgsm` is such an attack; others are made with a lambda: `lambda m, x, y, e: pgd(m, x, y, e, e / 4,
    10)`, or `lambda m, x, y, e: equal_noise(x, e, seed=0)`. Give the model that is attacked here and
    another one inside the lambda to see whether pictures made for one fool the other.

    >>> x, y = torch.tensor([[[[0.5, 0.3]]], [[[0.2, 0.9]]]]), torch.tensor([0, 1])
    >>> from cnnkit.visualize import fgsm
    >>> robustness_curve(nn.Flatten(), x, y, [0.0, 0.2, 0.4], fgsm)
    [1.0, 0.5, 0.0]
    """
    check_pictures(x, unit_range=True)
    if not len(epsilons):
        raise ValueError("epsilons is empty; want at least one radius, such as [0, 1/255, 2/255]")
    if batch_size < 1:
        raise ValueError(f"batch_size is {batch_size}; want 1 or more")
    shares = []
    for eps in epsilons:
        right = 0.0
        for some, classes in zip(x.split(batch_size), y.split(batch_size), strict=True):
            right += share_right(model, attack(model, some, classes, eps), classes) * len(some)
        shares.append(right / len(x))
    return shares


def share_right(model: nn.Module, x: Tensor, y: Tensor) -> float:
    """Share of the pictures that the model, in eval mode, calls `y`.

    >>> share_right(nn.Flatten(), torch.tensor([[[[0.5, 0.3]]], [[[0.2, 0.9]]]]), torch.tensor([0, 0]))
    0.5
    """
    with untouched(model), torch.no_grad():
        scores = class_scores(model, x)
    return (scores.argmax(1) == targets(y, len(x), scores.shape[1], scores)).double().mean().item()
