"""`C3Table`: which maps of S2 each map of LeNet-5's C3 reads; what that costs, and which maps read alike."""

from string import ascii_lowercase
from typing import Any

import traitlets as t

from cnnkit.sizing.count import conv_params
from cnnkit.visualize.drawing import Drawing
from cnnkit.widgets.arrays import check_presets
from cnnkit.widgets.base import Widget
from cnnkit.widgets.items import WidgetError, rich
from cnnkit.widgets.traits import Whole

READ, MADE, KERNEL, PLACES = 6, 16, 5, 100
"""Maps that are read, maps that come out, the kernels' side, and places of a map that comes out (10×10)."""
PAPERS = [
    "X...XXX..XXXX.XX",
    "XX...XXX..XXXX.X",
    "XXX...XXX..X.XXX",
    ".XXX..XXXX..X.XX",
    "..XXX..XXXX.XX.X",
    "...XXX..XXXX.XXX",
]
"""Table I of the paper, as `cnnkit.models.lenet_1998` has it (tested)."""
ALL = ["X" * MADE] * READ
FIRST_THREE = ["X" * MADE] * 3 + ["." * MADE] * 3


class C3Table(Widget):
    """A row for each of six maps of S2, a column for each of sixteen maps of C3; a link is an `X`.

        C3Table()                              # the paper's 60 links
        C3Table(table=["X" * 16] * 6)          # every map reads every map

    The reader switches links. `links`, `params` and `connections` count them, `letters` names the set of maps
    that each map of C3 reads: maps with the same letter see the same inputs. `unread` are maps of S2 that
    nobody reads, `empty` maps of C3 without a link, which are their bias everywhere.

    Raises WidgetError (a ValueError) for a table of another shape or with other signs.
    """

    slug = "c3-table"

    question = t.Unicode("Why not connect every map to every map?").tag(sync=True)
    table = t.List(t.Unicode(), PAPERS, help="a text of X and . for each map of S2").tag(sync=True)
    chosen = Whole(0, min=0, max=MADE - 1, help="the map of C3 that the sentence tells of").tag(sync=True)
    presets = t.List(t.Dict()).tag(sync=True)

    @t.validate("table")
    def _legal(self, proposal: Any) -> Any:
        if len(proposal.value) != READ or any(
            len(row) != MADE or set(row) - {"X", "."} for row in proposal.value
        ):
            raise WidgetError(
                f"table={proposal.value!r}: legal are {READ} texts of {MADE} signs, "
                "X for a link and . for none"
            )
        return proposal.value

    @t.validate("presets")
    def _valid_presets(self, proposal: Any) -> Any:
        return check_presets(proposal.value, {"table", "chosen"})

    @property
    def reads(self) -> list[list[int]]:
        """Of each map of C3 the maps of S2 that it reads."""
        return [[i for i, row in enumerate(self.table) if row[j] == "X"] for j in range(MADE)]

    @property
    def links(self) -> int:
        return sum(map(len, self.reads))

    @property
    def params(self) -> int:
        """Weights, one kernel a link, and one bias a map."""
        return sum(conv_params(len(read), 1, KERNEL).total if read else 1 for read in self.reads)

    @property
    def connections(self) -> int:
        """Of every unit its inputs and its bias, as the paper counts."""
        return PLACES * self.params

    @property
    def letters(self) -> str:
        """A letter for each map of C3: the same for maps that read the same; "–" for one without links."""
        names: dict[tuple[int, ...], str] = {(): "–"}
        fresh = iter(ascii_lowercase)
        return "".join(
            names[read] if read in names else names.setdefault(read, next(fresh))
            for read in map(tuple, self.reads)
        )

    @property
    def different(self) -> int:
        """How many different sets of inputs there are."""
        return len(set(self.letters) - {"–"})

    @property
    def unread(self) -> list[int]:
        return [i for i, row in enumerate(self.table) if "X" not in row]

    @property
    def empty(self) -> list[int]:
        return [j for j, read in enumerate(self.reads) if not read]

    @property
    def sentence(self) -> str:
        """What the page says."""
        read = self.reads[self.chosen]
        own = len(read) * KERNEL**2 + 1
        found = (
            f"Map {self.chosen} of C3 reads {', '.join(map(str, read))}: {len(read)}·25 + 1 = {own} "
            "parameters."
            if read
            else f"Map {self.chosen} of C3 reads nothing: it is its bias everywhere."
        )
        told = (
            f"{found} All: {self.links} links, {self.params:,} parameters, {self.connections:,} connections. "
        )
        if self.different == MADE:
            told += "No two maps see the same inputs."
        else:
            sets = "set" if self.different == 1 else "sets"
            told += f"{MADE} maps, {self.different} different {sets} of inputs."
        if self.unread:
            told += f" Nobody reads S2's {', '.join(map(str, self.unread))}."
        return told

    @t.default("presets")
    def _presets(self) -> list[dict[str, Any]]:
        return [
            {"label": "The paper's: no two alike", "table": PAPERS, "chosen": 0},
            {"label": "All links: all alike", "table": ALL, "chosen": 0},
            {"label": "First three only: three maps wasted", "table": FIRST_THREE, "chosen": 0},
        ]

    @t.default("still")
    def _still(self) -> str:
        cell, left, top = 30, 62, 26
        picture = Drawing(left + MADE * cell + 8, top + (READ + 1) * cell + 6, self.sentence)
        for j, letter in enumerate(self.letters):
            x = left + cell * j + cell / 2
            picture.text(x, 14, f"{j}").text(x, top + READ * cell + cell / 2, letter)
        picture.text(left - 6, top + READ * cell + cell / 2, "set", anchor="end")
        for i, row in enumerate(self.table):
            picture.text(left - 6, top + cell * i + cell / 2, f"S2: {i}", anchor="end")
            for j, sign in enumerate(row):
                fill = "sky" if sign == "X" else "paper"
                picture.rect(
                    left + cell * j, top + cell * i, cell - 2, cell - 2, fill=fill, stroke="ink", width=0.5
                )
        return f"<p><strong>{rich(self.question)}</strong></p>{picture.svg()}<p>{self.sentence}</p>"
