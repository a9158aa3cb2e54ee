"""Training on the chapter's scenes: fresh ones every other epoch, kept as bytes, recoloured when shown."""

import ctypes
import sys
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import torch
from torch import Tensor, nn

from cnnkit.data.scenes import Scenes
from cnnkit.data.shapes import standardize
from cnnkit.training.loop import fit

__all__ = ["Batches", "Pictured", "as_bytes", "fresh", "recoloured", "trained", "usual"]

_TOGETHER = 100  # scenes drawn at once: a thousand at once take twice as long, for they leave the cache


class Pictured(Protocol):
    """Scenes, or pictures of folders: `images` `(n, 3, side, side)` in [0, 1] and `truth()` of each."""

    @property
    def images(self) -> Tensor: ...

    def truth(self) -> list[tuple[Tensor, Tensor]]: ...


class Batches:
    """Pictures as bytes `(n, 3, h, w)` and a target for each, in a new order each time it is gone through."""

    def __init__(self, pictures: Tensor, targets: Tensor, size: int) -> None:
        self.pictures, self.targets, self.size = pictures, targets, size

    def __len__(self) -> int:
        return len(self.pictures) // self.size

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        for index in torch.randperm(len(self.pictures))[: len(self) * self.size].split(self.size):
            yield self.pictures[index], self.targets[index]


def as_bytes(images: Tensor) -> Tensor:
    """Pictures in [0, 1] as bytes: a quarter of the memory."""
    return (images * 255).round().to(torch.uint8)


def recoloured(x: Tensor, generator: torch.Generator) -> Tensor:
    """Bytes `(n, 3, h, w)` -> standardized pictures, the colours of each exchanged at random and half of them
    made negatives. Scenes have colours at random, so these are scenes again; digits are not mirrored.
    """
    orders = torch.tensor([[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]])
    order = orders[torch.randint(6, (len(x),), generator=generator)]
    sign = 1 - 2 * torch.randint(2, (len(x), 1, 1, 1), generator=generator)
    return sign * standardize(x[torch.arange(len(x))[:, None], order].float() / 255)


def fresh(
    draw: Callable[[int, int], Scenes],
    targets: Callable[[Scenes], Tensor],
    scenes: int,
    *,
    seed: int,
    size: int = 64,
    keep: int = 2,
) -> Callable[[int], Batches]:
    """A function of the epoch for `fit`: batches of `size` out of `scenes` new ones, each lot for `keep`
    epochs. `draw(n, seed)` makes the scenes, `targets(scenes)` a row for each."""
    lot: list[Batches] = []

    def batches(epoch: int) -> Batches:
        if epoch % keep == 0:
            lot.clear()
            first = (seed * 1000 + epoch) * 1000
            threads = torch.get_num_threads()
            torch.set_num_threads(1)  # what one scene costs is too little to share
            pairs = []
            for i in range(scenes // _TOGETHER):
                drawn = draw(_TOGETHER, first + i)
                pairs.append((as_bytes(drawn.images), targets(drawn)))
            torch.set_num_threads(threads)
            pictures, rows = (torch.cat(parts) for parts in zip(*pairs, strict=True))
            lot.append(Batches(pictures, rows, size))
        return lot[0]

    return batches


def trained(
    model: nn.Module,
    train: Batches | Callable[[int], Batches],
    loss: Callable[[Any, Tensor], Tensor],
    *,
    epochs: int,
    watch: Callable[[Tensor], None] | None = None,
    **how: Any,
) -> None:
    """Train in place: AdamW, a short warm-up, half a cosine; `loss(answers, targets)`. `how` goes to `fit`.

    `watch` is given the loss of every step, before the weights change.
    """
    _keep_memory()

    def objective(model: nn.Module, x: Tensor, y: Tensor) -> Tensor:
        value = loss(model(x), y)
        if watch is not None:
            watch(value.detach())
        return value

    standard = usual(epochs) | {"log": lambda line: print(line, file=sys.stderr, flush=True)}
    fit(model, train, objective=objective, augment=recoloured, epochs=epochs, **standard | how)
    model.eval()


def usual(epochs: int) -> dict[str, Any]:
    """What all trainings on scenes share of `Settings`."""
    return {
        "weight_decay": 0.02,
        "warmup_epochs": 0.05 * epochs,
        "cosine": True,
        "clip_norm": 10.0,
        "channels_last": True,
    }


def _keep_memory() -> None:
    """glibc hands big blocks back to the kernel after each step, which clears them again: a sixth of the
    time."""
    try:
        libc = ctypes.CDLL("libc.so.6")
        libc.mallopt(-3, 2**30)  # M_MMAP_THRESHOLD
        libc.mallopt(-1, 2**31 - 1)  # M_TRIM_THRESHOLD
        libc.mallopt(-4, 0)  # M_MMAP_MAX
    except (OSError, AttributeError):
        pass  # another C library
