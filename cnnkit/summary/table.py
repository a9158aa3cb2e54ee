"""What `summarize` returns: the rows, their totals, and both as text and as HTML."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

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

    @property
    def receptive_field(self) -> ReceptiveField | None:
        """The field along the axis where it is widest; `fields` has all axes."""
        known = [field for field in self.fields if field is not None]
        return max(known, key=lambda field: field.size) if known and len(known) == len(self.fields) else None


@dataclass(frozen=True)
class Summary:
    """A network's layers in the order in which they ran; a table when printed or shown in a notebook."""

    model: str
    input_shape: Shape
    output_shape: Shape | None
    """None where the network returns no tensor."""
    rows: tuple[Row, ...]
    params: int
    """Trainable parameters of the whole network, those of layers that never ran included."""
    frozen: int
    """Parameters that take no gradient."""

    @property
    def macs(self) -> int:
        return sum(row.macs for row in self.rows)

    @property
    def products(self) -> int:
        return sum(row.products for row in self.rows)

    @property
    def text(self) -> str:
        """The table in plain characters."""
        head, body = self._head(), [self._cells(row) for row in self.rows]
        widths = [max(map(len, column)) for column in zip(head, *body, strict=True)]
        lines = [
            "  ".join(
                cell.ljust(w) if i < 4 else cell.rjust(w)
                for i, (cell, w) in enumerate(zip(row, widths, strict=True))
            ).rstrip()
            for row in [head, *body]
        ]
        rule = "─" * max(map(len, lines))
        return "\n".join([lines[0], rule, *lines[1:], rule, self._caption()])

    @property
    def html(self) -> str:
        """The table for a page: caption, header cells with their scope, numbers at the right."""
        head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in self._head())
        body = "\n".join(
            f'<tr><th scope="row">{escape(name)}</th>'
            + "".join(
                f'<td style="text-align:{"left" if i < 3 else "right"}">{escape(cell)}</td>'
                for i, cell in enumerate(cells)
            )
            + "</tr>"
            for name, *cells in map(self._cells, self.rows)
        )
        return (
            f'<table class="ck-summary">\n<caption>{escape(self._caption())}</caption>\n'
            f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"
        )

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.html

    def _head(self) -> list[str]:
        head = ["layer", "kind", "in", "out", "params", "MACs"]
        return [*head, *(["other products"] if self.products else []), "sees"]

    def _cells(self, row: Row) -> list[str]:
        other = [f"{row.products:,}"] if self.products else []
        counts = [f"{row.params:,}", f"{row.macs:,}", *other]
        return [row.name, row.kind, _shape(row.in_shape), _shape(row.out_shape), *counts, self._sees(row)]

    def _sees(self, row: Row) -> str:
        if not row.fields or row.receptive_field is None:
            return "–"
        sides = self.input_shape[-len(row.fields) :]
        words = [_side(field, n) for field, n in zip(row.fields, sides, strict=True) if field is not None]
        return words[0] if len(set(words)) == 1 else "×".join(words)

    def _caption(self) -> str:
        frozen = f" and {self.frozen:,} frozen" if self.frozen else ""
        other = f", {self.products:,} other multiplications" if self.products else ""
        unused = self.params - sum(row.params for row in self.rows)
        idle = f" {unused:,} of the parameters did not run (eval mode)." if unused else ""
        return (
            f"{self.model} on {_shape(self.input_shape)}: {self.params:,} parameters{frozen}, "
            f"{self.macs:,} multiplications (MACs){other}.{idle}"
        )


def _shape(shape: Iterable[int]) -> str:
    return "×".join(map(str, shape))


def _side(field: ReceptiveField, n: int) -> str:
    everything = field.jump == 0 and field.start - field.size / 2 <= 0 and field.start + field.size / 2 >= n
    return "all" if everything else f"{field.size:g}"
