"""The batches of one epoch, from tensors or from a loader, and where a resumed run takes them up."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

import torch
from torch import Tensor

from cnnkit.training import distributed
from cnnkit.training.checkpoint import CheckpointError
from cnnkit.training.measure import check_pair, checked

__all__ = ["Data", "Epoch", "Pairs", "as_pairs", "open_epoch", "split"]

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
    has its own; `set_epoch(epoch)` is called on it, its sampler and its data set, where there is one. A
    `batch_sampler` that has `skip_batches` is told them there, instead of reading and dropping their images.
    """
    data: Any = train(epoch) if callable(train) else train
    pairs = as_pairs(data)
    if pairs is not None:
        x, y = pairs
        order = split(torch.randperm(len(x), generator=generator), batch_size)
        _check_skip(skip, len(order))
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
    _check_skip(skip, steps)
    batch_sampler: Any = getattr(data, "batch_sampler", None)
    sampler = getattr(batch_sampler, "sampler", getattr(data, "sampler", None))
    for part in (data, batch_sampler, sampler, getattr(data, "dataset", None)):
        set_epoch = getattr(part, "set_epoch", None)
        if set_epoch is not None:
            set_epoch(epoch)
    left = steps - skip
    if hasattr(batch_sampler, "skip_batches"):  # it leaves them out, and nothing is read to be thrown away
        batch_sampler.skip_batches, skip = skip, 0
    batches = checked(iter(data))
    for _ in range(skip):  # now, not lazily: a loader draws random numbers on the way
        next(batches)
    return Epoch(None, steps, islice(batches, left))


def _check_skip(skip: int, steps: int) -> None:
    if skip > steps:
        raise CheckpointError(
            f"the checkpoint is of step {skip} of an epoch, and an epoch has {steps} steps here: "
            "other training data than in that run"
        )


def as_pairs(data: Any) -> Pairs | None:
    """`(x, y)` if `data` is a pair of tensors, of one length; None for a loader."""
    if isinstance(data, tuple | list) and len(data) == 2 and all(isinstance(part, Tensor) for part in data):
        return check_pair(*data)
    return None


def split(order: Tensor, batch_size: int) -> list[Tensor]:
    """Batches of `batch_size` and a last one with what is left over. A single image, which batch
    normalization cannot work with, or fewer than there are processes go into the batch before it.

    Raises ValueError for fewer images a step than processes.
    """
    processes = distributed.count()
    if min(batch_size, len(order)) < processes:
        raise ValueError(
            f"batch_size={batch_size} and {len(order)} images: each of {processes} processes needs at least "
            "one image a step"
        )
    batches = list(order.split(batch_size))
    left = len(batches[-1])
    if len(batches) > 1 and left < min(batch_size, max(2, processes)):
        batches[-2:] = [order[-batch_size - left :]]
    return batches
