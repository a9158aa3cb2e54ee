"""Receptive fields: which stretch of the input a unit can see, along one axis."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import gcd, lcm
from typing import NamedTuple

from cnnkit.sizing.geometry import GeometryError, whole_number

Number = int | Fraction
"""Exact; a whole number is an `int`, which is ten times as fast."""
Edges = tuple[Number, Number] | None
"""Left and right edge of a stretch of pixels; None where a unit sees no pixel at all."""


class ReceptiveField(NamedTuple):
    """Pixels that a unit can see, pixels between neighbouring units, centre of the first unit's field.

    A jump of 0: every unit sees the same stretch, as after a dense layer or a global pool.
    """

    size: float
    jump: float
    start: float
    """In pixels; the first pixel's centre is 0.5. Below 0.5 more than half of the field is padding."""


@dataclass(frozen=True)
class Field:
    """The stretch of pixels that every unit of a map sees, padding included.

    Unit `i` sees `edges[i % p]` moved right by `(i // p)·period` pixels, where `p = len(edges)`. One phase
    (`p = 1`) is the rule; more appear after layers that enlarge, whose neighbours see different widths.
    """

    edges: tuple[Edges, ...] = ((0, 1),)
    period: Number = 1

    def window(self, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> Field:
        """After a convolution or pool."""
        reach = dilation * (kernel_size - 1)
        # With one phase the two outer taps decide, and a kernel as wide as a map costs nothing.
        taps = (0, reach) if len(self.edges) == 1 else range(0, reach + 1, dilation)
        return self.gather([[tap - padding for tap in taps]], stride)

    def stamp(self, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> Field:
        """After a transposed convolution, or an enlargement that repeats each unit `stride` times."""
        taps = range(0, dilation * kernel_size, dilation)
        reads = [
            [(unit + padding - tap) // stride for tap in taps if (unit + padding - tap) % stride == 0]
            for unit in range(stride)
        ]
        return self.gather(reads, 1)

    def gather(self, reads: Sequence[Sequence[int]], shift: int) -> Field:
        """After any layer whose unit `i` reads the units `reads[i]`, and its unit `i + len(reads)` those
        `shift` further right."""
        rounds = len(self.edges) // gcd(len(self.edges), shift)
        edges = tuple(
            _span([self._unit(unit + block * shift) for unit in units])
            for block in range(rounds)
            for units in reads
        )
        return Field(edges, _over(self.period * rounds * shift, len(self.edges)))

    def join(self, other: Field) -> Field:
        """After a sum or concatenation of two maps of equal size."""
        if self.jump != other.jump:
            raise GeometryError(
                f"branches with jumps of {self.jump} and {other.jump} pixels do not line up: their units sit "
                "over different pixels, so their sum has no one receptive field"
            )
        phases = lcm(len(self.edges), len(other.edges))
        edges = tuple(_span([self._unit(i), other._unit(i)]) for i in range(phases))
        return Field(edges, self.jump * phases)

    def whole(self, units: int) -> Field:
        """After a layer that reads all `units` of the map at once, as a dense layer or global pool."""
        return Field((_span([self._unit(i) for i in range(units)]),), 0)

    @property
    def jump(self) -> Number:
        """Pixels between neighbouring units, on average."""
        return _over(self.period, len(self.edges))

    def measures(self) -> ReceptiveField:
        """As plain numbers: the widest unit's size, the jump, the first field's centre."""
        return self._measures

    @cached_property  # activations and norms share the field of the layer before them
    def _measures(self) -> ReceptiveField:
        seen = [edge for edge in self.edges if edge is not None]
        if not seen:
            return ReceptiveField(0, _plain(self.jump), 0.0)
        size = max(high - low for low, high in seen)
        return ReceptiveField(_plain(size), _plain(self.jump), float(sum(seen[0]) / 2))

    def _unit(self, index: int) -> Edges:
        block, phase = divmod(index, len(self.edges))
        edge = self.edges[phase]
        return edge and (edge[0] + block * self.period, edge[1] + block * self.period)


def receptive_field(layers: Iterable[Sequence[int]]) -> ReceptiveField:
    """Receptive field of one unit after a chain of layers, along one axis.

    `size += (k - 1)·d·jump; start += ((k - 1)·d/2 - p)·jump; jump *= s` for each layer in turn, from
    `(1, 1, 0.5)`. Convolutions and pools count alike; activations and batch norm change nothing.

    Args:
        layers: `(kernel, stride, padding)` or `(kernel, stride, padding, dilation)` of each layer.

    Returns `(size, jump, start)`: pixels that the unit sees, pixels from one unit to the next, and the centre
    of the first unit's field, where the first pixel's own centre is 0.5.

    Raises:
        GeometryError: names the layer that is not as said.

    >>> receptive_field([(3, 1, 0), (3, 1, 0), (2, 2, 0)])
    ReceptiveField(size=6, jump=2, start=3.0)
    """
    field = Field()
    for i, layer in enumerate(layers):
        if not isinstance(layer, Sequence) or isinstance(layer, str) or len(layer) not in (3, 4):
            raise GeometryError(
                f"layer {i} must be (kernel, stride, padding) or (kernel, stride, padding, dilation), "
                f"got {layer!r}"
            )
        kernel_size, stride, padding, dilation = (*layer, 1)[:4]
        field = field.window(
            whole_number(f"kernel of layer {i}", kernel_size, 1),
            whole_number(f"stride of layer {i}", stride, 1),
            whole_number(f"padding of layer {i}", padding, 0),
            whole_number(f"dilation of layer {i}", dilation, 1),
        )
    return field.measures()


def _span(edges: Iterable[Edges]) -> Edges:
    seen = [edge for edge in edges if edge is not None]
    return (min(low for low, _ in seen), max(high for _, high in seen)) if seen else None


def _over(value: Number, parts: int) -> Number:
    if parts == 1:
        return value
    quotient = Fraction(value) / parts
    return quotient.numerator if quotient.denominator == 1 else quotient


def _plain(value: Number) -> float:
    return int(value) if value.denominator == 1 else float(value)
