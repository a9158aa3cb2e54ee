"""A table of a paper, as printed, and what is measured of our network beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod
from typing import NamedTuple, Protocol

from cnnkit.models.catalog.reported import Amount, amount

__all__ = ["Beside", "Line", "PaperTable", "Part", "parts", "row_by_row"]

INPUT = "input"
"""The line of what goes in, which no module gives."""
COUNTED = ("Conv", "Linear", "TableConv", "Embedding")
"""What the kinds of layers with weights of their own begin with."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line; what the paper does not print stays empty."""

    label: str
    """What the paper calls it."""
    ends: str
    """Our module whose output is the line's; it holds all since the line before. Empty: we have none."""
    size: str = ""
    """What leaves it: `"28×28×256"` or `"28×28"`, sides first, as papers print it."""
    channels: int | None = None
    """Maps that leave it, where they are printed apart from the sides."""
    times: int | None = None
    """How often its block stands one after the other."""
    layers: int | None = None
    """Convolutions and dense layers in it."""
    units: int | None = None
    """Numbers that leave it."""
    params: str | None = None
    macs: str | None = None
    differs: str = ""
    """Why ours says something else; empty where all agrees."""
    remark: str = ""
    """What else is to be said of it, where all numbers agree."""


@dataclass(frozen=True, kw_only=True)
class PaperTable:
    place: str
    lines: tuple[Line, ...]
    citation: str | None = None
    """Where it is not the entry's."""
    checked_in: str = ""
    """Where we read these very numbers ourselves; empty: taken from print as we know it, not seen again."""
    note: str = ""
    """What a reader must know of all its lines."""
    kilo: int = 1_000
    """What the table's K is worth."""
    variant: str | None = None
    """Of ours that stands beside it, None for the default."""


class Row(Protocol):
    """Of a summary."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def out_shape(self) -> tuple[int, ...]: ...
    @property
    def params(self) -> int: ...
    @property
    def macs(self) -> int: ...


class Summary(Protocol):
    @property
    def rows(self) -> Sequence[Row]: ...
    @property
    def input_shape(self) -> tuple[int, ...]: ...
    def at(self, name: str) -> Row: ...


class Part(NamedTuple):
    """What our network has between two places."""

    name: str
    shape: tuple[int, ...]
    """Of what leaves it, without the batch axis."""
    rows: tuple[Row, ...]

    @property
    def params(self) -> int:
        return sum(row.params for row in self.rows)

    @property
    def macs(self) -> int:
        return sum(row.macs for row in self.rows)

    @property
    def layers(self) -> int:
        return sum(row.kind.startswith(COUNTED) for row in self.rows)

    @property
    def times(self) -> int:
        """Children of the module that run."""
        depth = self.name.count(".") + 1
        own = (row.name for row in self.rows if row.name.startswith(f"{self.name}."))
        return len({name.split(".")[depth] for name in own})


def parts(summary: Summary, ends: Sequence[str]) -> list[Part]:
    """The network cut behind each of `ends`; what runs after the last one is left out."""
    found, start = [], 0
    for name in ends:
        if name == INPUT:
            found.append(Part(name, summary.input_shape[1:], ()))
            continue
        last = max(i for i, r in enumerate(summary.rows) if f"{r.name}.".startswith(f"{name}."))
        shape = summary.at(name).out_shape[1:]
        found.append(Part(name, shape, tuple(summary.rows[start : last + 1])))
        start = last + 1
    return found


class Beside(NamedTuple):
    """A line of the paper's table, ours, and what is to be said of them: why they differ, if they do."""

    label: str
    printed: str
    ours: str
    remark: str
    disagreements: tuple[str, ...]
    """What of it is not as printed: "size", "parameters"."""


def row_by_row(table: PaperTable, summary: Summary) -> list[Beside]:
    """Each line of the table beside the part of our network that stands for it."""
    ours = iter(parts(summary, [line.ends for line in table.lines if line.ends]))
    return [_beside(line, next(ours) if line.ends else None, table.kilo) for line in table.lines]


def _beside(line: Line, part: Part | None, kilo: int) -> Beside:
    compared = list(_compared(line, part, kilo))
    return Beside(
        line.label,
        " · ".join(printed for _, printed, _, _ in compared),
        " · ".join(ours for *_, ours, _ in compared) if part else "",
        line.differs or line.remark,
        tuple(what for what, *_, agrees in compared if not agrees) if part else ("row",),
    )


def _compared(line: Line, part: Part | None, kilo: int) -> Iterator[tuple[str, str, str, bool]]:
    """(what, as printed, ours, whether they agree) of each thing that the line prints."""
    shape = part.shape if part else ()
    if line.size:
        sides = tuple(map(int, line.size.split("×")))
        told = shape[1:] if len(sides) < 3 and len(shape) == 3 else (*shape[1:], *shape[:1])
        yield "size", line.size, "×".join(map(str, told)), told == sides
    counted = (
        ("channels", line.channels, shape[0] if shape else 0, "{:,} maps" if len(shape) > 1 else "{:,}"),
        ("times", line.times, part.times if part else 0, "× {}"),
        ("layers", line.layers, part.layers if part else 0, "{} layers"),
        ("units", line.units, prod(shape), "{:,} numbers"),
    )
    for what, printed, ours, text in counted:
        if printed is not None:
            if what == "layers":
                text = "{} layer" if printed == ours == 1 else text
            yield what, text.format(printed), text.format(ours), printed == ours
    exact = (
        ("parameters", line.params, part.params if part else 0, "{} parameters"),
        ("multiplications", line.macs, part.macs if part else 0, "{} mult."),
    )
    for what, printed, ours, text in exact:
        if printed is not None:
            yield what, text.format(printed), text.format(f"{ours:,}"), _amount(printed, kilo).agrees(ours)


def _amount(text: str, kilo: int) -> Amount:
    told = amount(text)
    if kilo == 1_000 or not text.endswith("K"):
        return told
    return told._replace(value=told.value * kilo / 1_000, step=told.step * kilo / 1_000)
