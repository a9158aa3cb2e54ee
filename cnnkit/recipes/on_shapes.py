"""A small network trained on fresh generated shapes and tried on held-out ones: for comparing layers."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from cnnkit.data.shapes import fresh_shapes, load_shapes, standardize, standardized
from cnnkit.training.loop import evaluate, fit

__all__ = ["held_out_shapes", "trained_on_shapes"]


def held_out_shapes(classes: int) -> tuple[Tensor, Tensor]:
    """The 900 held-out pictures, standardized, and their classes."""
    x, y = load_shapes(10, 900, num_classes=classes)[2:]
    return standardize(x), y


def trained_on_shapes(
    make: Callable[[], nn.Module], seed: int, pictures: int, held_out: tuple[Tensor, Tensor], **how: Any
) -> tuple[nn.Module, float]:
    """A network of this seed, trained on so many fresh pictures an epoch, and its held-out accuracy.

    `how` goes to `fit`; the rate falls by a cosine.
    """
    classes = int(held_out[1].max()) + 1
    train = standardized(fresh_shapes(pictures, seed=seed, num_classes=classes))
    torch.manual_seed(seed)
    net = make()
    fit(net, train, cosine=True, seed=seed, **how)
    return net, round(evaluate(net, *held_out).accuracy, 4)
