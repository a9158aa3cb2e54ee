"""Pictures, classes and scores as the methods take them, and what is wrong with others, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn

__all__ = ["check_pictures", "class_scores", "pick", "targets"]


def check_pictures(x: Tensor, name: str = "x", unit_range: bool = False) -> Tensor:
    """`x` itself, if it is `(n, c, h, w)` of floats; with `unit_range`, if all lie in [0, 1] as well.

    Resizing may leave the range by a rounding error, which is let pass.
    """
    if not isinstance(x, Tensor):
        raise ValueError(f"{name} is a {type(x).__name__}; want a tensor (n, c, h, w)")
    if x.ndim != 4 or 0 in x.shape:
        hint = f": x[None] makes a batch of it, {(1, *x.shape)}" if x.ndim == 3 else ""
        raise ValueError(f"{name} has shape {tuple(x.shape)}; want (n, c, h, w){hint}")
    if not x.is_floating_point():
        raise ValueError(f"{name} holds {x.dtype}; gradients need floats: x.float() / 255 for bytes")
    if unit_range and not x.is_meta:
        low, high, rounding = x.min().item(), x.max().item(), 8 * torch.finfo(x.dtype).eps
        if not (low >= -rounding and high <= 1 + rounding):
            raise ValueError(f"{name} reaches from {low:g} to {high:g}; want pictures in [0, 1]")
    return x


def targets(target: Tensor | int | Sequence[int], n: int, classes: int, like: Tensor) -> Tensor:
    """One class a picture as `LongTensor (n,)` beside `like`; a single number stands for all pictures."""
    if isinstance(target, bool | str) or not isinstance(target, int | Sequence | Tensor):
        raise ValueError(f"target is a {type(target).__name__}; want a class, or one for each picture")
    found = target if isinstance(target, Tensor) else torch.as_tensor(target)
    if found.is_floating_point() or found.is_complex() or found.dtype == torch.bool:
        raise ValueError(f"target holds {found.dtype}; want classes as whole numbers (torch.long)")
    if found.ndim == 0:
        found = found.expand(n)
    if found.shape != (n,):
        raise ValueError(f"target has shape {tuple(found.shape)}; want ({n},), one class for each picture")
    if not found.is_meta and not like.is_meta and n:
        low, high = int(found.min()), int(found.max())
        if low < 0 or high >= classes:
            wrong = low if low < 0 else high
            raise ValueError(f"target {wrong} is none of the {classes} classes 0 to {classes - 1}")
    return found.to(device=like.device, dtype=torch.long)


def class_scores(model: nn.Module, x: Tensor) -> Tensor:
    """The model's logits `(n, classes)`: its output, or the first field of a named tuple."""
    output: Any = model(x)
    scores = output[0] if isinstance(output, tuple) else output
    if not isinstance(scores, Tensor) or scores.ndim != 2 or len(scores) != len(x):
        shape = tuple(scores.shape) if isinstance(scores, Tensor) else type(scores).__name__
        raise ValueError(f"{type(model).__name__} answers {shape}; want logits (n, classes), n={len(x)}")
    return scores


def pick(scores: Tensor, target: Tensor | int | Sequence[int]) -> Tensor:
    """Of each row of `scores` the target's: `(n,)`."""
    chosen = targets(target, len(scores), scores.shape[1], scores)
    return scores.gather(1, chosen[:, None])[:, 0]
