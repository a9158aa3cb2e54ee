"""Loss and accuracy of a model on pictures, in eval mode, with the model left as it was."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from cnnkit.training.metrics import accuracy

__all__ = ["Loss", "Measured", "answers", "evaluate", "evaluating", "keeping_modes"]

Loss = Callable[[Tensor, Tensor], Tensor]


class Measured(NamedTuple):
    loss: float
    accuracy: float


def evaluate(
    model: nn.Module,
    x: Tensor | Iterable[tuple[Tensor, Tensor]],
    y: Tensor | None = None,
    *,
    loss: Loss = F.cross_entropy,
    batch_size: int = 500,
) -> Measured:
    """Mean loss and accuracy in eval mode, without gradients, on the model's device; the model's mode stays
    as it was.

    Either `x` `(n, ...)` and `y` `(n,)`, or, without `y`, any iterable of batches `(x, y)`.
    """
    logits, labels = answers(model, x, y, batch_size)
    return Measured(loss(logits, labels).item(), accuracy(logits, labels))


def answers(
    model: nn.Module,
    x: Tensor | Iterable[tuple[Tensor, Tensor]],
    y: Tensor | None = None,
    batch_size: int = 500,
) -> tuple[Tensor, Tensor]:
    """Logits `(n, classes)` and labels `(n,)` of all images; see `evaluate`."""
    if isinstance(x, Tensor) and y is not None:
        check_lengths(x, y)
        batches: Iterable[tuple[Tensor, Tensor]] = zip(x.split(batch_size), y.split(batch_size), strict=True)
    else:
        batches = x  # pyright: ignore[reportAssignmentType]
    device = device_of(model)
    logits, labels = [], []
    with evaluating(model), torch.no_grad():
        for inputs, targets in batches:
            logits.append(model(inputs.to(device, non_blocking=True)))
            labels.append(targets.to(device, non_blocking=True))
    if not logits:
        raise ValueError("no batches to measure on: is the loader empty, or an iterator that is used up?")
    return torch.cat(logits), torch.cat(labels)


def device_of(model: nn.Module) -> torch.device:
    """Where the model's weights are."""
    return next((p.device for p in model.parameters()), torch.device("cpu"))


def check_lengths(x: Tensor, y: Tensor) -> None:
    """As many labels as inputs, and at least one; else ValueError."""
    if len(x) != len(y) or len(x) == 0:
        raise ValueError(
            f"{len(x)} inputs and {len(y)} labels: want as many labels as inputs, and at least one"
        )


@contextmanager
def evaluating(model: nn.Module) -> Iterator[nn.Module]:
    """The model in eval mode; afterwards each of its modules in the mode that it had before."""
    with keeping_modes(model):
        yield model.eval()


@contextmanager
def keeping_modes(model: nn.Module) -> Iterator[None]:
    """Whatever happens inside, each module of the model is left in the mode (train or eval) that it had."""
    modes = {module: module.training for module in model.modules()}
    try:
        yield
    finally:
        for module, mode in modes.items():
            module.training = mode
