"""One training loop, written out: forward, loss on logits, backward, step; then measure in eval mode.

history = fit(model, (train_x, train_y), (test_x, test_y), epochs=15, lr=2e-3)
"""

import math
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from cnnkit.training.metrics import accuracy

__all__ = ["History", "Measured", "TrainingError", "evaluate", "evaluating", "fit"]

Pairs = tuple[Tensor, Tensor]
Loss = Callable[[Tensor, Tensor], Tensor]


class TrainingError(ValueError):
    """Training cannot go on: what happened and what to try."""


class Measured(NamedTuple):
    loss: float
    accuracy: float


@dataclass
class History:
    """One entry an epoch. `loss` is the mean over the epoch's batches, in train mode, while the weights
    moved; the accuracies are measured after the epoch, in eval mode, on pictures that are not augmented.
    """

    seed: int
    steps: int = 0
    seconds: float = 0.0
    loss: list[float] = field(default_factory=list)
    train_accuracy: list[float] = field(default_factory=list)
    test_accuracy: list[float] = field(default_factory=list)


def fit(
    model: nn.Module,
    train: Pairs | Callable[[int], Pairs],
    test: Pairs | None = None,
    *,
    epochs: int,
    lr: float = 1e-3,
    batch_size: int = 64,
    weight_decay: float = 0.0,
    cosine: bool = False,
    augment: Callable[[Tensor, torch.Generator], Tensor] | None = None,
    loss: Loss = F.cross_entropy,
    seed: int = 0,
    after_epoch: Callable[[int], None] | None = None,
) -> History:
    """Train `model` with AdamW; the same seed, threads and machine give the same weights.

    `train` is `(x, y)` with x `(n, ...)` and y `(n,)`, or a function of the epoch number 0, 1, … that
    returns such a pair (fresh pictures each epoch). `augment(x, generator)` distorts each batch. `cosine`
    lets the step size fall from `lr` to nearly 0 along half a cosine. `after_epoch(epoch)` is called when
    an epoch has been measured. Every image is used once an epoch, the last batch being as small as it
    must. The caller's random state and the model's mode stay as they were. Raises TrainingError when the
    loss is no longer a number.
    """
    _check_settings(epochs, lr, batch_size)
    history, started = History(seed), time.perf_counter()
    optimizer = torch.optim.AdamW(model.parameters(), lr=lr, weight_decay=weight_decay)
    generator = torch.Generator().manual_seed(seed)
    with keeping_modes(model), torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)  # for dropout, which draws from the global generator
        for epoch in range(epochs):
            x, y = _pairs(train(epoch) if callable(train) else train)
            model.train()
            losses = []
            order = torch.randperm(len(x), generator=generator)
            for step, batch in enumerate(order.split(batch_size)):
                if cosine:
                    done = (epoch + step * batch_size / len(x)) / epochs
                    optimizer.param_groups[0]["lr"] = lr * 0.5 * (1 + math.cos(math.pi * done))
                inputs = x[batch] if augment is None else augment(x[batch], generator)
                logits = model(inputs)
                value = loss(logits, y[batch])
                _check_loss(value, epoch, step, lr)
                optimizer.zero_grad()
                value.backward()
                optimizer.step()
                history.steps += 1
                losses.append(value.item() * len(batch))
            history.loss.append(sum(losses) / len(x))
            history.train_accuracy.append(evaluate(model, x[:1000], y[:1000], loss=loss).accuracy)
            if test is not None:
                history.test_accuracy.append(evaluate(model, *_pairs(test), loss=loss).accuracy)
            history.seconds = time.perf_counter() - started
            _progress(history, epochs)
            if after_epoch is not None:
                after_epoch(epoch)
    return history


def evaluate(
    model: nn.Module, x: Tensor, y: Tensor, *, loss: Loss = F.cross_entropy, batch_size: int = 500
) -> Measured:
    """Mean loss and accuracy over `x`, `y` in eval mode, without gradients; the model's mode stays as it
    was.
    """
    x, y = _pairs((x, y))
    with evaluating(model), torch.no_grad():
        logits = torch.cat([model(part) for part in x.split(batch_size)])
    return Measured(loss(logits, y).item(), accuracy(logits, y))


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


def _check_settings(epochs: int, lr: float, batch_size: int) -> None:
    if epochs < 0 or batch_size < 1:
        raise ValueError(f"epochs={epochs}, batch_size={batch_size}: want at least 0 and at least 1")
    if not (math.isfinite(lr) and lr > 0):
        raise ValueError(f"lr={lr}: the step size must be a positive number, often between 1e-4 and 1e-2")


def _pairs(pairs: Pairs) -> Pairs:
    x, y = pairs
    if len(x) != len(y) or len(x) == 0:
        raise ValueError(
            f"{len(x)} inputs and {len(y)} labels: want as many labels as inputs, and at least one"
        )
    return x, y


def _check_loss(value: Tensor, epoch: int, step: int, lr: float) -> None:
    if not torch.isfinite(value):
        raise TrainingError(
            f"the loss became {value.item()} in epoch {epoch}, step {step}, at lr={lr:g}: try a smaller lr "
            f"(say {lr / 10:g}), and look for inputs that are not finite or not scaled to about 0 to 1"
        )


def _progress(history: History, epochs: int) -> None:
    """One line that overwrites itself, on a terminal only and once two seconds have passed: a notebook
    stays quiet.
    """
    if history.seconds < 2 or not sys.stderr.isatty():
        return
    done = len(history.loss)
    test = f", held out {history.test_accuracy[-1]:.3f}" if history.test_accuracy else ""
    text = f"\repoch {done}/{epochs}: loss {history.loss[-1]:.3f}{test}, {history.seconds:.0f} s "
    print(text, end="\n" if done == epochs else "", file=sys.stderr, flush=True)
