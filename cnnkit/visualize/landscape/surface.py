"""The loss on a line or a plane through a network's weights: H. Li, Z. Xu, G. Taylor, C. Studer, T.
Goldstein, "Visualizing the loss landscape of neural nets", NeurIPS 2018 (arXiv 1712.09913), section 3:

    f(a, b) = L(θ + a·d₁ + b·d₂).

A batch normalization's running statistics belong to θ: with other weights its inputs have other means, and
with the old ones the loss would be wrong. Here they are taken anew at each point, from the very pictures on
which the loss is computed. A plane is a slice of a surface with as many axes as there are weights: it may
miss what lies beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import product
from typing import Any, Literal

import torch
from torch import Tensor, nn

from cnnkit.visualize.looking.progress import counted
from cnnkit.visualize.looking.untouched import untouched

__all__ = ["common_range", "loss_surface", "retake_statistics"]

Direction = Sequence[Tensor]
Numbers = Sequence[float] | Tensor


def loss_surface(
    model: nn.Module,
    loss: Callable[[Any], Tensor | float],
    directions: Direction | Sequence[Direction],
    grid: Numbers | Sequence[Numbers],
    statistics: Literal["recomputed", "kept"] = "recomputed",
) -> Tensor:
    """`(len(a), len(b))` float64 on the CPU: at [i, j] the loss with weights θ + a[i]·d₁ + b[j]·d₂.

    Args:
        loss: called with the model, in eval mode and without gradients; a number.
        directions: one direction, a tensor a parameter, for a line; or two for a plane, or more. Those of
            `filter_normalized_direction` make slices of different networks comparable.
        grid: the steps a along all directions; or one such list a direction.
        statistics: "recomputed": at each point normalizations with running statistics first see the
            pictures of `loss` (it is called a second time for that), and use means and variances of all of
            them, each batch counting the same; at (0, 0) too, so that the values belong together. "kept":
            those of the model stay at all points: right at (0, 0), wrong elsewhere.

    A loss that overflows is kept as inf or nan. The model is left as it was, running statistics included.
    Raises `ValueError` for directions and grids that do not fit, and for a loss that is no number.

    >>> model = nn.Linear(1, 1, bias=False)
    >>> _ = nn.init.zeros_(model.weight)
    >>> loss_surface(model, lambda m: m(torch.ones(1, 1)).square().mean(), [torch.ones(1, 1)], [-1, 0, 2])
    tensor([1., 0., 4.], dtype=torch.float64)
    """
    parameters = list(model.parameters())
    lines = _directions(directions, parameters)
    axes = _axes(grid, len(lines))
    if statistics not in ("recomputed", "kept"):
        raise ValueError(f"statistics={statistics!r}; want 'recomputed' or 'kept'")
    found = torch.empty([len(axis) for axis in axes], dtype=torch.float64)
    points = list(product(*axes))
    values = found.view(-1)
    with untouched(model), torch.no_grad(), _moving(model, parameters) as move:
        for i in counted(len(points), "loss surface"):
            move([(a, line) for a, line in zip(points[i], lines, strict=True) if a])
            if statistics == "recomputed":
                retake_statistics(model, loss)
            values[i] = _number(loss(model))
    return found


def common_range(*surfaces: Tensor) -> tuple[float, float]:
    """The least and the largest finite loss of all surfaces: one scale for panels that are compared.

    >>> common_range(torch.tensor([1., 2.]), torch.tensor([0.5, float("inf")]))
    (0.5, 2.0)
    """
    values = torch.cat([surface.flatten().double() for surface in surfaces]) if surfaces else torch.empty(0)
    values = values[values.isfinite()]
    if not len(values):
        raise ValueError("no surface has a finite value: there is no range")
    return values.min().item(), values.max().item()


@contextmanager
def _moving(model: nn.Module, parameters: list[nn.Parameter]) -> Iterator[Callable[[list], None]]:
    """A function that sets the weights to a point; afterwards weights and buffers are the very same as
    before."""
    weights = [parameter.data for parameter in parameters]
    buffers = [(buffer, buffer.clone()) for buffer in model.buffers()]

    def move(steps: list[tuple[float, Direction]]) -> None:
        for i, (parameter, weight) in enumerate(zip(parameters, weights, strict=True)):
            moved = weight
            for a, direction in steps:
                moved = moved + a * direction[i]
            parameter.data = moved

    try:
        yield move
    finally:
        for parameter, weight in zip(parameters, weights, strict=True):
            parameter.data = weight
        for buffer, content in buffers:
            buffer.copy_(content)


def retake_statistics(model: nn.Module, run: Callable[[Any], Any]) -> None:
    """Running statistics as the pictures of `run`, called with the model, give them with the weights of now.

    Normalizations are left in eval mode, with the new statistics.
    """
    norms: list[Any] = [part for part in model.modules() if getattr(part, "running_mean", None) is not None]
    if not norms:
        return
    momenta = [part.momentum for part in norms]

    def wake(part: nn.Module, _: object) -> None:
        part.train()  # for this call only: `run` may put the model into eval mode itself

    def rest(part: nn.Module, _: object, __: object) -> None:
        part.eval()

    hooks = [
        hook
        for part in norms
        for hook in (part.register_forward_pre_hook(wake), part.register_forward_hook(rest))
    ]
    try:
        for part in norms:
            part.reset_running_stats()
            part.momentum = None  # the mean of all batches
        run(model)
    finally:
        for hook in hooks:
            hook.remove()
        for part, momentum in zip(norms, momenta, strict=True):
            part.momentum = momentum
            part.eval()


def _directions(given: Direction | Sequence[Direction], parameters: list[nn.Parameter]) -> list[Direction]:
    found: list[Any] = list(given)
    lines: list[Direction] = [found] if found and isinstance(found[0], Tensor) else found
    if not lines:
        raise ValueError("directions is empty; want one, a tensor a parameter, or several")
    shapes = [tuple(parameter.shape) for parameter in parameters]
    for i, line in enumerate(lines):
        came = [tuple(tensor.shape) for tensor in line]
        if came != shapes:
            wrong = next((k for k, (a, b) in enumerate(zip(came, shapes, strict=False)) if a != b), None)
            where = "" if wrong is None else f"; number {wrong} is {came[wrong]}, not {shapes[wrong]}"
            raise ValueError(
                f"direction {i} has {len(came)} tensors, the model {len(shapes)} parameters{where}: want one "
                "tensor a parameter, in the order of model.parameters()"
            )
    return lines


def _axes(grid: Numbers | Sequence[Numbers], count: int) -> list[list[float]]:
    rows: Any = grid.tolist() if isinstance(grid, Tensor) else list(grid)
    several = bool(rows) and not isinstance(rows[0], int | float) and getattr(rows[0], "ndim", 1) > 0
    axes = [[float(a) for a in axis] for axis in (rows if several else [rows] * count)]
    if len(axes) != count or not all(axes):
        lengths = ", ".join(str(len(axis)) for axis in axes)
        raise ValueError(
            f"grid has steps for {len(axes)} directions ({lengths} of them), there are {count}: want a list "
            "of steps for all, or one a direction, none empty"
        )
    return axes


def _number(value: Tensor | float) -> float:
    if isinstance(value, Tensor) and value.numel() == 1:
        return value.item()
    if isinstance(value, int | float):
        return float(value)
    came = f"a tensor {tuple(value.shape)}" if isinstance(value, Tensor) else type(value).__name__
    raise ValueError(f"loss(model) gives {came}; want one number: take the mean over the pictures")
