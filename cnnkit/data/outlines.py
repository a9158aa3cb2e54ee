"""Ten outlines as formulas: each is positive inside, zero on the edge, and falls off like the distance
outside.

A formula takes the coordinates u (right) and v (down), tensors of one shape, in units of the shape's
radius: every outline lies within u² + v² <= 1, so that it can be turned without leaving its circle.
"""

import math
from collections.abc import Callable

import torch
from torch import Tensor

__all__ = ["OUTLINES"]


def disc(u: Tensor, v: Tensor) -> Tensor:
    return 0.85 - torch.hypot(u, v)


def ring(u: Tensor, v: Tensor) -> Tensor:
    return 0.2 - (torch.hypot(u, v) - 0.7).abs()


def square(u: Tensor, v: Tensor) -> Tensor:
    return 0.68 - torch.maximum(u.abs(), v.abs())


def triangle(u: Tensor, v: Tensor) -> Tensor:
    slanted = math.cos(math.pi / 6) * u.abs() - 0.5 * v
    return 0.5 - torch.maximum(slanted, v)


def cross(u: Tensor, v: Tensor) -> Tensor:
    u, v = u.abs(), v.abs()
    return torch.maximum(_bar(u, v, 0.92, 0.24), _bar(v, u, 0.92, 0.24))


def star(u: Tensor, v: Tensor) -> Tensor:
    """Five points: one fifth of the turn is folded onto a single straight edge."""
    fifth = 2 * math.pi / 5
    angle = torch.remainder(torch.atan2(u, -v), fifth)
    angle = torch.minimum(angle, fifth - angle)  # 0 at a point, 36° in a notch
    r, outer, inner = torch.hypot(u, v), 1.0, 0.4
    x, y = r * angle.cos(), r * angle.sin()
    notch_x, notch_y = inner * math.cos(fifth / 2), inner * math.sin(fifth / 2)
    length = math.hypot(outer - notch_x, notch_y)
    return (notch_y * (outer - x) - (outer - notch_x) * y) / length


def heart(u: Tensor, v: Tensor) -> Tensor:
    """A square on its corner with a half disc on each upper side."""
    u, v = u.abs(), v - 0.02
    half = 0.42
    turned_square = half - torch.maximum((u + v).abs(), (u - v).abs()) * math.sqrt(0.5)
    lobe = half - torch.hypot(u - half * math.sqrt(0.5), v + half * math.sqrt(0.5))
    return torch.maximum(turned_square, lobe)


def crescent(u: Tensor, v: Tensor) -> Tensor:
    return torch.minimum(0.9 - torch.hypot(u, v), torch.hypot(u - 0.45, v) - 0.7)


def bar(u: Tensor, v: Tensor) -> Tensor:
    return _bar(u.abs(), v.abs(), 0.93, 0.27)


def hourglass(u: Tensor, v: Tensor) -> Tensor:
    """Two triangles that meet tip to tip."""
    u, v = u.abs(), v.abs()
    return torch.minimum(0.72 - v, (0.85 * v - u) * 0.76 + 0.06)


def _bar(u: Tensor, v: Tensor, half_length: float, half_width: float) -> Tensor:
    return torch.minimum(half_length - u, half_width - v)


OUTLINES: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    outline.__name__: outline
    for outline in (disc, square, triangle, star, cross, ring, heart, crescent, bar, hourglass)
}
