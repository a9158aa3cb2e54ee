"""Loss and accuracy of a model on pictures, in eval mode, with the model left as it was."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from cnnkit.training.metrics import accuracy

__all__ = ["Loss", "Measured", "answers", "check_pair", "checked", "evaluate", "evaluating", "keeping_modes"]

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

    >>> x, y = torch.tensor([[2., 0.], [0., 2.]]), torch.tensor([0, 0])
    >>> evaluate(nn.Identity(), x, y).accuracy
    0.5
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
    if y is not None:
        x, y = check_pair(x, y)
        batches = zip(x.split(batch_size), y.split(batch_size), strict=True)
    else:
        batches = checked(x)
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


def check_pair(x: object, y: object) -> tuple[Tensor, Tensor]:
    """Tensors with as many labels `(n,)` as inputs, and at least one; else ValueError."""
    if not (isinstance(x, Tensor) and isinstance(y, Tensor)):
        raise ValueError(f"x and y must be tensors, got {_got(x, y)}; torch.from_numpy makes one of an array")
    if y.ndim != 1:
        raise ValueError(
            f"labels are class numbers (n,), got {tuple(y.shape)}; one-hot rows: use y.argmax(dim=1)"
        )
    if len(x) != len(y) or len(x) == 0:
        raise ValueError(
            f"{len(x)} inputs and {len(y)} labels: want as many labels as inputs, and at least one"
        )
    return x, y


def checked(batches: Any) -> Iterator[tuple[Tensor, Tensor]]:
    """The batches, each a pair of tensors with an axis of images; else ValueError."""
    for batch in batches:
        parts = batch if isinstance(batch, tuple | list) else [batch]
        if len(parts) != 2 or not all(isinstance(part, Tensor) and part.ndim > 0 for part in parts):
            raise ValueError(
                f"want batches (x, y) of tensors x (n, ...) and y (n,), got {_got(*parts)}; a data set gives "
                "single images: wrap it in a DataLoader; arrays: torch.from_numpy"
            )
        yield parts[0], parts[1]


def _got(*parts: object) -> str:
    return " and ".join(f"{type(part).__name__} {tuple(getattr(part, 'shape', ()))}" for part in parts)


@contextmanager
def evaluating(model: nn.Module) -> Iterator[nn.Module]:
    """The model in eval mode; afterwards each of its modules in the mode that it had before.

    >>> layer = nn.Dropout()
    >>> with evaluating(layer):
    ...     print(layer.training)
    False
    >>> layer.training
    True
    """
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
