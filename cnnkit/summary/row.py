"""One line of a summary: a layer, or a part of the network that holds layers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from cnnkit.sizing.receptive import ReceptiveField

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Row:
    """One call of a layer; a module with layers inside has a row only where it computes something itself."""

    name: str
    """As in `named_modules()`; the network itself is called by its class."""
    kind: str
    in_shape: Shape
    """Of the first tensor that came in, batch axis included."""
    out_shape: Shape
    params: int
    """Trainable parameters, weights and biases; 0 where an earlier row has counted them."""
    macs: int
    """Multiplications of convolutions, transposed convolutions and linear layers."""
    products: int
    """Multiplications of all other matrix products, as attention or capsule votes."""
    fields: tuple[ReceptiveField | None, ...]
    """Receptive field along each spatial axis of the network's input; None where it is not known."""
    source: int = 0
    """Which input the fields lie on, where there are several: the first on which the layer depends."""

    @property
    def receptive_field(self) -> ReceptiveField | None:
        """The field along the axis where it is widest; `fields` has all axes."""
        known = [field for field in self.fields if field is not None]
        return max(known, key=lambda field: field.size) if known and len(known) == len(self.fields) else None


def crossed(sizes: Iterable[int]) -> str:
    """ "3×224×224"."""
    return "×".join(map(str, sizes))


def totals(head: Row, rows: Sequence[Row]) -> Row:
    """`head` with the counts of all `rows` together."""
    return replace(
        head,
        params=sum(row.params for row in rows),
        macs=sum(row.macs for row in rows),
        products=sum(row.products for row in rows),
    )
