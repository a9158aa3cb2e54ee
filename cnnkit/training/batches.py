"""The batches of one epoch, from tensors or from a loader, and where a resumed run takes them up."""

import warnings
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

import torch
from torch import Tensor

from cnnkit.training import distributed
from cnnkit.training.measure import check_lengths

__all__ = ["Data", "Epoch", "Pairs", "as_pairs", "open_epoch"]

Pairs = tuple[Tensor, Tensor]
Data = Pairs | Iterable[Pairs]


class Epoch(NamedTuple):
    """What one epoch trains on."""

    pairs: Pairs | None
    """All its images and labels, where they are tensors."""
    steps: int
    batches: Iterator[Pairs]
    """Those that are left. Of `pairs`: batches of all processes together; of a loader: this process's own."""

    def part(self, step: int, batch_size: int) -> float:
        """Which part of the epoch is over before step 0, 1, …"""
        return step / self.steps if self.pairs is None else step * batch_size / len(self.pairs[0])


def open_epoch(
    train: Data | Callable[[int], Data],
    epoch: int,
    batch_size: int,
    generator: torch.Generator,
    skip: int = 0,
) -> Epoch:
    """The batches of epoch 0, 1, … after the first `skip`; tensors in an order drawn from `generator`, a
    loader in its own.

    A loader's random numbers (its order, its workers' seeds) come from torch's global generator, unless it
    has its own; `set_epoch(epoch)` is called on it, its sampler and its data set, where there is one.
    """
    data: Any = train(epoch) if callable(train) else train
    pairs = as_pairs(data)
    if pairs is not None:
        x, y = pairs
        order = _shareable(torch.randperm(len(x), generator=generator).split(batch_size))
        return Epoch(pairs, len(order), ((x[batch], y[batch]) for batch in order[skip:]))
    if not hasattr(data, "__len__"):
        raise ValueError(
            f"{type(data).__name__} does not say how many batches an epoch has: give (x, y), something with "
            "a length (a DataLoader, a list of batches), or a function of the epoch that returns one of these"
        )
    steps = int(
        torch.stack(distributed.gathered(torch.tensor(len(data)))).min()
    )  # no process may wait for another's batch
    if steps == 0:
        raise ValueError("the loader has no batches")
    for part in (data, getattr(data, "sampler", None), getattr(data, "dataset", None)):
        set_epoch = getattr(part, "set_epoch", None)
        if set_epoch is not None:
            set_epoch(epoch)
    batches = iter(data)
    for _ in range(skip):  # now, not lazily: a loader draws random numbers on the way
        next(batches)
    return Epoch(None, steps, islice(batches, steps - skip))


def as_pairs(data: Any) -> Pairs | None:
    """`(x, y)` if `data` is a pair of tensors, of one length; None for a loader."""
    if isinstance(data, tuple | list) and len(data) == 2 and all(isinstance(part, Tensor) for part in data):
        x, y = data
        check_lengths(x, y)
        return x, y
    return None


def _shareable(order: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
    """Without a last batch that leaves a process without an image."""
    left = len(order[-1])
    if left >= distributed.count():
        return order
    warnings.warn(
        f"the last {left} images of each epoch are dropped: too few for {distributed.count()} processes",
        stacklevel=4,
    )
    return order[:-1]
