"""What `summarize` returns: the rows, their totals, and both as text and as HTML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cached_property
from html import escape

from cnnkit.sizing.receptive import ReceptiveField
from cnnkit.summary.inputs import Port
from cnnkit.summary.row import Row, Shape, crossed
from cnnkit.summary.structure import Joint, Link, Structure, row_edges


@dataclass(frozen=True)
class Summary:
    """A network's layers in the order in which they ran; a table when printed or shown in a notebook."""

    model: str
    inputs: tuple[Port, ...]
    """Every tensor that went in, with its name, shape and type."""
    outputs: tuple[Port, ...]
    """Every tensor that came out, of a dictionary or list each with its key, and its receptive field."""
    rows: tuple[Row, ...]
    params: int
    """Trainable parameters of the whole network, those of layers that never ran included."""
    frozen: int
    """Parameters that take no gradient."""
    idle: tuple[str, ...]
    """Modules whose parameters did not run, as heads for training."""
    remarks: tuple[str, ...]
    """What runs, and is probably not meant: a batch axis that changes on the way."""
    joints: tuple[Joint, ...] = field(repr=False)
    """Sums, concatenations and the like that stand between the rows."""
    links: tuple[Link, ...] = field(repr=False)
    """Who reads whom among inputs, rows, joints and outputs: all arrows of a drawing."""
    structure: Structure = field(repr=False, compare=False)
    """All calls, of which `at` and `grouped` tell."""

    @property
    def input_shape(self) -> Shape:
        """Of the first input."""
        return self.inputs[0].shape

    @property
    def output_shape(self) -> Shape | None:
        """Of the first output; None where the network returns no tensor."""
        return self.outputs[0].shape if self.outputs else None

    @property
    def fields(self) -> tuple[ReceptiveField | None, ...]:
        """Receptive field of the first output along each spatial axis of the input, as `Row.fields`.

        A sum or a concatenation sees what any of its parts sees.
        """
        return self.outputs[0].fields if self.outputs else ()

    @property
    def macs(self) -> int:
        return sum(row.macs for row in self.rows)

    @property
    def products(self) -> int:
        return sum(row.products for row in self.rows)

    @cached_property
    def edges(self) -> tuple[tuple[int, int], ...]:
        """Pairs of places in `rows`: the second row reads the first.

        What stands between two rows without being one (a view, an activation, a sum, a concatenation) is
        passed through, so that a layer behind a concatenation reads each of its parts; `links` has these
        joints as points of their own, and the inputs and outputs of the network.
        """
        return row_edges(self.links)

    def at(self, name: str) -> Row:
        """The figures of one module, layers and modules that hold others alike.

        Args:
            name: as in `named_modules()`, "" for the whole network.

        Returns:
            a row: the shape that came into its first call and the one that left it, the field of what left,
            and the parameters and multiplications of all that ran inside this call. A list of layers that is
            never called itself reaches from its first layer to its last.

        Raises:
            ValueError: there is no such module, or it did not run.

        >>> from cnnkit.summary import summarize
        >>> summarize(create_model("lenet5"), (1, 1, 32, 32)).at("head").params
        59134
        """
        names = self.structure.names
        if name not in names:
            near = get_close_matches(name, names, 3, 0.4)
            hint = f"; did you mean {' or '.join(near)}?" if near else ""
            raise ValueError(f"no module {name!r}{hint}")
        row = self.structure.at(name)
        if row is None:
            raise ValueError(f"{name!r} did not run in eval mode")
        return row

    def grouped(self, depth: int) -> Summary:
        """The same summary with one row for each module at `depth`, its inner layers added up.

        Depth 0 is the whole network, 1 what its `forward` calls, and so on; layers that lie less deep keep
        their rows. Totals stay the same at every depth; `joints`, `links` and `edges` stand between the new
        rows, and what happens inside one of them is gone.

        >>> from cnnkit.summary import summarize
        >>> [row.name for row in summarize(create_model("lenet5"), (1, 1, 32, 32)).grouped(1)]
        ['stem', 'body', 'head']
        """
        if depth < 0:
            raise ValueError(f"depth is 0 (the whole network) or more, got {depth}")
        rows, joints, links = self.structure.cut(depth)
        return replace(self, rows=rows, joints=joints, links=links)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

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
        return [row.name, row.kind, crossed(row.in_shape), crossed(row.out_shape), *counts, self._sees(row)]

    def _sees(self, row: Row) -> str:
        if not row.fields or row.receptive_field is None:
            return "–"
        sides = self.inputs[row.source].shape[-len(row.fields) :]
        words = [_side(field, n) for field, n in zip(row.fields, sides, strict=True) if field is not None]
        return words[0] if len(set(words)) == 1 else "×".join(words)

    def _caption(self) -> str:
        frozen = f" and {self.frozen:,} frozen" if self.frozen else ""
        other = f", {self.products:,} other multiplications" if self.products else ""
        unused = self.params - sum(row.params for row in self.rows)
        names = f": {', '.join(self.idle)}" if self.idle else ""
        idle = f" {unused:,} of the parameters did not run (eval mode){names}." if unused else ""
        many = len(self.outputs) > 1
        out = f" Outputs: {', '.join(map(_port, self.outputs))}." if many else ""
        remarks = "".join(f"\n{remark}" for remark in self.remarks)
        return (
            f"{self.model} on {', '.join(map(_port, self.inputs))}: {self.params:,} parameters{frozen}, "
            f"{self.macs:,} multiplications (MACs){other}.{out}{idle}{remarks}"
        )


def _port(port: Port) -> str:
    return f"{port.name} {crossed(port.shape)}".strip()


def _side(field: ReceptiveField, n: int) -> str:
    everything = field.jump == 0 and field.start - field.size / 2 <= 0 and field.start + field.size / 2 >= n
    return "all" if everything else f"{field.size:g}"
