"""Runs that make a picture step by step, recorded as strips: `class_images`, `dream`, `inversion`."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

import numpy as np
import torch.nn.functional as F
from torch import Tensor

from cnnkit.widgets.strips import Run, Strips, save_strips

__all__ = ["Watched", "in_bytes", "record", "rounded", "save"]

Task = TypeVar("Task")


class Watched:
    """Called as a method's `watch`: keeps the pictures of the steps in `frames`."""

    def __init__(self, frames: Sequence[int]) -> None:
        self.frames, self.pictures = frames, list[Tensor]()

    def __call__(self, step: int, picture: Tensor, *_: object) -> None:
        if step in self.frames:
            self.pictures.append(picture[0])


def in_bytes(pictures: Tensor, sides: tuple[int, int] | None = None) -> list[np.ndarray]:
    """Pictures `(n, 3, h, w)` in [0, 1], brought to `sides`, as bytes `(h, w, 3)` each."""
    if sides is not None:
        pictures = F.interpolate(pictures, size=sides, mode="bilinear", antialias=True)
    return list((pictures * 255).round().byte().permute(0, 2, 3, 1).numpy())


def record(
    tasks: Iterable[Task], recorded: Callable[[Task], tuple[Run, list[np.ndarray]]], unit: str = ""
) -> tuple[tuple[Run, ...], dict[str, list[np.ndarray]]]:
    """The runs of one group, and their frames by key; says of each where it ended and how long it took."""
    runs, pictures = list[Run](), dict[str, list[np.ndarray]]()
    for task in tasks:
        started = time.perf_counter()
        run, pictures[run.key] = recorded(task)
        runs.append(run)
        took = time.perf_counter() - started
        print(f"{run.title}: {run.scores[-1]:.1f}{unit}, {took:.0f} s", flush=True)
    return tuple(runs), pictures


def save(
    strips: Strips, pictures: Mapping[str, Sequence[np.ndarray]], largest_bytes: Mapping[str, int]
) -> None:
    """Writes the strips, and says how large they are."""
    path = save_strips(strips, pictures, largest_bytes)
    print(f"{path}: {sum(len(strips.strip(run)) for run in strips.runs) / 1000:.0f} kB of pictures")


def rounded(values: Tensor | Iterable[float], digits: int) -> tuple[float, ...]:
    """Numbers as they are stored."""
    return tuple(round(float(value), digits) for value in values)
