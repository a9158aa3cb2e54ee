"""The paths of a residual network, and through which of them its gradient comes: A. Veit, M. Wilber,
S. Belongie, "Residual networks behave like ensembles of relatively shallow networks", NeurIPS 2016 (arXiv
1605.06431), sections 3 and 5.

At each of n blocks a path goes through the branch or past it: 2ⁿ paths, of which n!/(k!(n−k)!) go through k
branches, their length. The gradient at the input is the sum of what comes back along each path, and the
long ones bring little: most of it comes along the paths that are short.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import combinations
from typing import NamedTuple

import torch
from torch import Tensor, nn

from cnnkit.visualize.landscape.lesions import branch_of, residual_blocks
from cnnkit.visualize.looking.layers import Layer, find_layer
from cnnkit.visualize.looking.pictures import check_pictures, class_scores, pick
from cnnkit.visualize.looking.progress import counted
from cnnkit.visualize.looking.untouched import untouched

__all__ = ["PathLength", "gradient_by_path_length", "path_lengths"]


class PathLength(NamedTuple):
    length: int
    """Branches on the path."""
    paths: int
    """How many paths have this length."""
    size: float
    """Length of the gradient that one of them brings to the input: the mean over pictures and sampled
    paths."""
    share: float
    """`paths · size`, as a part of the same of all lengths together."""


def path_lengths(blocks: int) -> list[int]:
    """How many of the 2ⁿ paths through n residual blocks go through 0, 1, …, n branches.

    >>> path_lengths(3)
    [1, 3, 3, 1]
    """
    if isinstance(blocks, bool) or not isinstance(blocks, int) or blocks < 0:
        raise ValueError(f"blocks={blocks!r}; want a whole number, 0 or more")
    return [math.comb(blocks, k) for k in range(blocks + 1)]


def gradient_by_path_length(
    model: nn.Module,
    x: Tensor,
    target: Tensor | int | Sequence[int],
    blocks: Sequence[Layer] | None = None,
    samples: int = 32,
    seed: int = 0,
) -> list[PathLength]:
    """One row a length, 0 to n: how much of the target logit's gradient comes back along paths of that
    length.

    The network runs once as it is. Then, for each sampled path, the gradient goes back through the branches
    on it and past all others; ReLUs behind a sum stay as they were.

    Args:
        x: `(n, c, h, w)`.
        blocks: residual blocks, with parts `branch` and `shortcut`, by name or as modules; None: all.
        samples: paths of each length, drawn from `seed`; where there are no more than that, all are taken.

    Raises `ValueError` for a model without such blocks. The model is left as it was.

    >>> net, x = create_model("resnet20_cifar"), torch.zeros(1, 3, 32, 32)
    >>> rows = gradient_by_path_length(net, x, target=0, blocks=["body.stage1.0", "body.stage1.1"])
    >>> [row.length for row in rows]
    [0, 1, 2]
    """
    names = residual_blocks(model) if blocks is None else list(blocks)
    parts = [find_layer(model, name) for name in names]
    if not parts or any(branch_of(part) is None for part in parts):
        raise ValueError(
            f"{type(model).__name__}: want residual blocks, with parts `branch` and `shortcut`"
            + ("; it has none" if blocks is None else f", got {', '.join(map(str, names))}")
        )
    if samples < 1:
        raise ValueError(f"samples={samples}; want at least 1")
    counts, draw = path_lengths(len(parts)), random.Random(seed)
    routes = [route for k in range(len(parts) + 1) for route in _routes(len(parts), k, samples, draw)]
    sizes: list[list[float]] = [[] for _ in counts]
    with untouched(model), _gates(parts) as taken:
        x = check_pictures(x).detach().requires_grad_()
        score = pick(class_scores(model, x), target).sum()
        for i in counted(len(routes), "paths"):
            taken.clear()
            taken.update(routes[i])
            (gradient,) = torch.autograd.grad(score, x, retain_graph=True)
            sizes[len(routes[i])].append(gradient.flatten(1).norm(dim=1).mean().item())
    means = [sum(found) / len(found) for found in sizes]
    whole = sum(count * mean for count, mean in zip(counts, means, strict=True))
    rows = zip(range(len(counts)), counts, means, strict=True)
    return [PathLength(k, count, mean, count * mean / whole if whole else 0.0) for k, count, mean in rows]


def _routes(blocks: int, k: int, samples: int, draw: random.Random) -> list[tuple[int, ...]]:
    """Sets of k blocks whose branches a path takes: all, or so many different ones."""
    if math.comb(blocks, k) <= samples:
        return list(combinations(range(blocks), k))
    found: dict[tuple[int, ...], None] = {}
    while len(found) < samples:
        found[tuple(sorted(draw.sample(range(blocks), k)))] = None
    return list(found)


@contextmanager
def _gates(blocks: Sequence[nn.Module]) -> Iterator[set[int]]:
    """A set of block numbers: gradients go through their branches, and through the shortcuts of all
    others."""
    taken: set[int] = set()

    def gate(number: int, through: bool):
        def hook(_: nn.Module, __: object, output: Tensor) -> Tensor:
            # a tensor of its own: an identity's output is the very tensor that the branch reads
            own = output.clone()
            own.register_hook(lambda g: g if (number in taken) == through else torch.zeros_like(g))
            return own

        return hook

    hooks = []
    try:
        for i, block in enumerate(blocks):
            hooks.append(block.get_submodule("branch").register_forward_hook(gate(i, True)))
            hooks.append(block.get_submodule("shortcut").register_forward_hook(gate(i, False)))
        yield taken
    finally:
        for hook in hooks:
            hook.remove()
