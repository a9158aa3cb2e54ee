"""What one step trains on, and what it minimizes."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from cnnkit.training import distributed
from cnnkit.training.batches import Epoch
from cnnkit.training.distributed import share
from cnnkit.training.measure import Loss
from cnnkit.training.mixing import Batch, mixup
from cnnkit.training.state import State

__all__ = ["Objective", "WholeLoss", "prepare", "smoothed", "total_loss"]

Objective = Callable[[nn.Module, Tensor, Tensor], Tensor]
Outputs = Tensor | tuple[Any, ...]
"""Logits, or a tuple that begins with them; the others in one row with them or in a tuple of their own."""


class WholeLoss(nn.Module):
    """`objective(model, x, y)` as a forward pass, for that is what data-parallel training wraps."""

    def __init__(self, model: nn.Module, objective: Objective) -> None:
        super().__init__()
        self.model = model
        self.objective = objective

    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        return self.objective(self.model, x, y)


def prepare(
    run: State,
    epoch: Epoch,
    x: Tensor,
    y: Tensor,
    augment: Callable[[Tensor, torch.Generator], Tensor] | None,
) -> tuple[Batch, float]:
    """The batch as this process trains on it, and the weight of its mean loss (1 for one process alone).

    Of tensors all processes distort and mix the whole batch alike; of a loader each its own, from its own
    random numbers.
    """
    generator = torch.default_generator if epoch.pairs is None else run.generator
    x, y = x.to(run.device, non_blocking=True), y.to(run.device, non_blocking=True)
    if augment is not None:
        x = augment(x, generator)
    if run.settings.channels_last and x.ndim == 4:
        x = x.contiguous(memory_format=torch.channels_last)
    mixing = run.settings.mixup
    batch = mixup(x, y, mixing, generator) if mixing else Batch(x, ((y, 1.0),))
    if epoch.pairs is None:
        (images,) = distributed.total(len(x))
    else:
        images = len(x)
        batch = Batch(share(batch.x), tuple((share(y), weight) for y, weight in batch.targets))
    return batch, distributed.count() * len(batch.x) / images


def total_loss(outputs: Outputs, batch: Batch, loss: Loss, aux_weight: float) -> Tensor:
    """Of the logits; auxiliary heads, all that stands beside the logits, add `aux_weight` times theirs."""
    logits, *auxiliary = _flat(outputs)

    def against_targets(logits: Tensor) -> Tensor:
        return torch.stack([weight * loss(logits, y) for y, weight in batch.targets]).sum()

    value = against_targets(logits)
    for head in auxiliary:
        value = value + aux_weight * against_targets(head)
    return value


def _flat(outputs: Outputs) -> Iterator[Tensor]:
    if isinstance(outputs, Tensor):
        yield outputs
    else:
        for part in outputs:
            yield from _flat(part)


def smoothed(loss: Loss, label_smoothing: float) -> Loss:
    """Cross-entropy against targets that are not quite sure; any other loss as it is."""
    if not label_smoothing:
        return loss
    if loss is not F.cross_entropy:
        raise ValueError("label_smoothing belongs to F.cross_entropy; with your own loss leave it at 0")
    return partial(F.cross_entropy, label_smoothing=label_smoothing)
