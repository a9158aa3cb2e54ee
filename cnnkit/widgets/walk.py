"""`Walk`: what the widgets share that lead a picture through a network, row by row."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

import traitlets as t

from cnnkit.visualize.drawing import Drawing
from cnnkit.widgets.base import Widget
from cnnkit.widgets.items import WidgetError
from cnnkit.widgets.layer_sums import crossed
from cnnkit.widgets.layer_tree import Line, Network
from cnnkit.widgets.measured import measured

__all__ = ["Walk"]


class Walk(Widget):
    """A network of the catalogue, row by row: `walk(ui, …)` in its front end.

    `NAME` is what the catalogue calls it; `ROWS` what rows are called on the page that have no name of their
    own, by full name. Raises `WidgetError` for a row that is not there.
    """

    NAME: ClassVar[str]
    ROWS: ClassVar[Mapping[str, str]] = {}

    at = t.Unicode(help="full name of the chosen row").tag(sync=True)
    opened = t.List(t.Unicode(), help="full names of the modules that are open").tag(
        sync=True, like=["a.module"]
    )
    told = t.Dict(help="rows of the network").tag(sync=True)
    called = t.Dict(help="what rows are called, by full name").tag(sync=True)

    def __init__(self, *, at: str, **kwargs: Any) -> None:
        told = measured(self.NAME)
        self._network = Network(told)
        named = {label: (name, []) for name, label in self.ROWS.items()}
        found = named.get(at) or self._network.find(at)
        if found is None:
            rows = ", ".join(line.label for line in self.lines())
            raise WidgetError(f"at={at!r}: the rows are {rows}")
        super().__init__(
            **{"told": told, "at": found[0], "opened": found[1], "called": dict(self.ROWS), **kwargs}
        )

    def lines(self) -> list[Line]:
        """The rows that are seen while no module is open."""
        return self._named(())

    def _named(self, opened: Any) -> list[Line]:
        return [
            replace(line, label=self.ROWS.get(line.name, line.label)) for line in self._network.lines(opened)
        ]

    @property
    def line(self) -> Line:
        """The chosen row."""
        lines = self._named(self.opened)
        return next((line for line in lines if line.name == self.at), lines[0])

    @property
    def sums(self) -> dict[str, str]:
        """Its arithmetic: a sentence each for size, params, macs and sees."""
        return self._network.sums(self.line)

    def drawn(self, called: str, side: int) -> str:
        """Its rows as a drawing for a still frame; `side` px is the side of what it reads."""
        rows = self.lines()
        words = f"The sides and maps of {called}, layer by layer: " + ", ".join(
            f"{line.label} {crossed(line.numbers['out'])}" for line in rows
        )
        picture = Drawing(22 + 30 * len(rows), 132, words)
        for i, line in enumerate(rows):
            out = line.numbers["out"]
            tall = 110 * (out[1] / side) ** 0.5 if len(out) == 3 else 30
            picture.rect(8 + 30 * i, 66 - tall / 2, 18, tall, fill="sky", stroke="blue", opacity=0.5)
        return picture.svg()


def per_cent(share: float) -> str:
    """ "38 %", rounded as the page rounds."""
    return f"{int(100 * share + 0.5)} %"
