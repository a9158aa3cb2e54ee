"""`LabelPainter`: a label map that the reader paints, held against the true one by several measures."""

import math
from typing import Any

import traitlets as t

from cnnkit.widgets.arrays import check_presets
from cnnkit.widgets.base import Widget
from cnnkit.widgets.items import WidgetError, rich
from cnnkit.widgets.traits import Whole
from cnnkit.widgets.weights import stored

__all__ = ["BRUSHES", "LabelPainter"]

BRUSHES = (1, 3, 5)
"""Sides of the brush, in cells."""
FILLS = ("none", "pink", "yellow", "sky")
"""Of the background and of up to three classes; the page gives each a pattern besides."""


class LabelPainter(Widget):
    """A scene of a picture, its true label map, and the one that the reader paints over the picture.

        LabelPainter()                     # nothing painted: background everywhere
        LabelPainter(painted=LabelPainter().truth)

    A label map is a list of texts, a digit for each cell: the place of its class in `classes`, 0 being the
    background. `table` counts cells, a row for each true class, a column for each painted one; `accuracy`,
    `iou` and `mean_iou` are read off it. Raises WidgetError (a ValueError) for a map of another shape or with
    other digits.
    """

    slug = "label-painter"

    question = t.Unicode("Which measure is fooled?").tag(sync=True)
    classes = t.List(t.Unicode(), help="names; the first is the background").tag(sync=True)
    truth = t.List(t.Unicode(), help="a text of digits for each row of cells").tag(sync=True)
    painted = t.List(t.Unicode(), help="what the reader says").tag(sync=True)
    picture = t.Unicode(help="the scene, as a data URI").tag(sync=True)
    brush = Whole(1, min=0, max=len(FILLS) - 1, help="the class that is painted").tag(sync=True)
    side = t.Int(1, help="of the brush in cells: 1, 3 or 5").tag(sync=True)
    outlined = t.Bool(False, help="whether true outlines are drawn").tag(sync=True)
    presets = t.List(t.Dict()).tag(sync=True)

    def __init__(self, **kwargs: Any) -> None:
        saved = stored("label_painter.json")
        self._network = saved["network"]
        scene = {name: saved[name] for name in ("classes", "truth", "picture")}
        blank = ["0" * len(row) for row in kwargs.get("truth", scene["truth"])]
        super().__init__(**{**scene, "painted": blank, **kwargs})

    @t.validate("truth", "painted")
    def _legal_map(self, proposal: Any) -> list[str]:
        rows, high, wide = proposal.value, len(self.truth), len(self.truth[0]) if self.truth else 0
        digits = {f"{k}" for k in range(len(self.classes))}
        if not rows or [len(row) for row in rows] != [wide] * high or set("".join(rows)) - digits:
            raise WidgetError(
                f"{proposal.trait.name}={rows!r}: a label map has {high} texts of {wide} digits from 0 to "
                f"{len(self.classes) - 1}, a digit for each cell"
            )
        return rows

    @t.validate("side")
    def _legal_side(self, proposal: Any) -> int:
        if proposal.value not in BRUSHES:
            raise WidgetError(f"side={proposal.value}: legal are {', '.join(map(str, BRUSHES))}")
        return proposal.value

    @t.validate("presets")
    def _valid_presets(self, proposal: Any) -> Any:
        return check_presets(proposal.value, {"painted", "outlined"})

    @property
    def table(self) -> list[list[int]]:
        """How many cells of each true class (rows) were called each class (columns)."""
        found = [[0] * len(self.classes) for _ in self.classes]
        for true, said in zip("".join(self.truth), "".join(self.painted), strict=True):
            found[int(true)][int(said)] += 1
        return found

    @property
    def accuracy(self) -> float:
        """The share of cells that are right."""
        return sum(row[k] for k, row in enumerate(self.table)) / sum(map(sum, self.table))

    @property
    def iou(self) -> list[float | None]:
        """Of each class; None for one that is neither there nor painted."""
        table = self.table
        unions = [sum(row) + sum(line[k] for line in table) - row[k] for k, row in enumerate(table)]
        return [row[k] / unions[k] if unions[k] else None for k, row in enumerate(table)]

    @property
    def mean_iou(self) -> float:
        """Over the classes that have one."""
        found = [one for one in self.iou if one is not None]
        total = 0.0  # added as the page does: newer Pythons' sum() ends on another last bit
        for one in found:
            total += one
        return total / len(found)

    @property
    def sentence(self) -> str:
        """What the page says."""
        told = f"{_tenths(100 * self.accuracy)} % of the cells are right, and the mean IoU is "
        told += f"{_hundredths(self.mean_iou)}. "
        objects = [
            (one, name) for one, name in zip(self.iou[1:], self.classes[1:], strict=True) if one is not None
        ]
        missing = [name for one, name in objects if one == 0]
        if missing:
            return f"{told}Not a cell in common with the truth: {', '.join(missing)}."
        if all(one == 1 for one in self.iou if one is not None):
            return f"{told}Every cell is right."
        lowest, name = min(objects)
        return f"{told}The lowest of the objects: {name}, {_hundredths(lowest)}."

    @t.default("presets")
    def _presets(self) -> list[dict[str, Any]]:
        return [
            {"label": "All background", "painted": ["0" * len(row) for row in self.truth]},
            {"label": "One cell too fat", "painted": fattened(self.truth)},
            {"label": "Names swapped", "painted": [_swapped(row) for row in self.truth]},
            {"label": "A network", "painted": self._network},
            {"label": "The truth", "painted": self.truth},
        ]

    @t.default("still")
    def _still(self) -> str:
        side = len(self.truth[0])
        cells = "".join(
            f'<rect x="{x}" y="{y}" width="1" height="1" fill="var(--ck-{FILLS[int(k)]})"/>'
            for y, row in enumerate(self.painted)
            for x, k in enumerate(row)
            if k != "0"
        )
        head = "".join(f"<th>{rich(name)}</th>" for name in ["truth ↓ painted →", *self.classes, "IoU"])
        body = "".join(
            f"<tr><th>{rich(name)}</th>{''.join(f'<td>{n}</td>' for n in row)}"
            f"<td>{'–' if one is None else _hundredths(one)}</td></tr>"
            for name, row, one in zip(self.classes, self.table, self.iou, strict=True)
        )
        return (
            f"<p><strong>{rich(self.question)}</strong></p>"
            f'<svg viewBox="0 0 {side} {len(self.truth)}" width="320" style="max-width:100%" role="img" '
            f'aria-label="The scene with what is painted over it."><image href="{self.picture}" '
            f'width="{side}" height="{len(self.truth)}"/>{cells}</svg>'
            f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table><p>{self.sentence}</p>"
        )


def fattened(labels: list[str]) -> list[str]:
    """Each object grown by a cell on all sides and corners, where background was; of several neighbours that
    are objects the first, row by row, gives its class.
    """
    at = lambda y, x: labels[y][x] if 0 <= y < len(labels) and 0 <= x < len(labels[0]) else "0"
    around = [(dy, dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)]
    grown = lambda y, x: next((k for dy, dx in around if (k := at(y + dy, x + dx)) != "0"), "0")
    return [
        "".join(k if k != "0" else grown(y, x) for x, k in enumerate(row)) for y, row in enumerate(labels)
    ]


def _swapped(row: str) -> str:
    return row.translate(str.maketrans("12", "21"))


def _hundredths(x: float) -> str:
    """Rounded half up, as the page does it."""
    return f"{math.floor(100 * x + 0.5) / 100:.2f}"


def _tenths(x: float) -> str:
    return f"{math.floor(10 * x + 0.5) / 10:.1f}"
