"""`ArchExplorer`: networks of the catalogue walked layer by layer, alone or two side by side."""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any, Literal

import traitlets as t

from cnnkit.widgets.arrays import check_presets
from cnnkit.widgets.base import Widget
from cnnkit.widgets.items import WidgetError, rich
from cnnkit.widgets.layer_sums import CELLS, crossed
from cnnkit.widgets.layer_tree import Line, Network
from cnnkit.widgets.measured import measured, measured_module, printed_of
from cnnkit.widgets.traits import OneOf

__all__ = ["ArchExplorer"]

ROW_PX = {"wide": 32, "narrow": 34}
"""Height of a row of the table, px, as in front/arch-explorer.css."""
COUNTED = ("params", "macs")

Names = str | Sequence[str]


class ArchExplorer(Widget):
    """One network or two: every layer's shape, parameters, multiplications and field, with the arithmetic.

        ArchExplorer("alexnet")
        ArchExplorer(["resnet34", "resnet50"], choices=["resnet18", "resnet101", "resnet152"])
        ArchExplorer("googlenet", table=True, at="inception5a", printed={"inception5a": {"macs": 54e6}})
        ArchExplorer(["alexnet", "mine"], given={"mine": (module, (3, 227, 227))})

    Args:
        networks: one or two; each "name", or "name:variant", of the catalogue, or a key of `given`.
        choices: what the reader may put in their place; the networks themselves are always among them.
        given: networks of your own: a module, and the shape of its input without the batch axis.
        table: show all rows, not the chosen one alone.
        at: the chosen layer or module, by the end of its name; for two networks a pair.
        cell: what of it is explained first: "size", "params", "macs" or "sees".
        opened: modules that are open, by the end of their names.
        dials: what the reader may turn of the first network, `{"width": [0.5, 1], "side": [160, 224]}`:
            "side" is the picture's, the others are options of its builder. `dial` has the chosen values.
        printed: what a source prints of a row, `{row: {"params": n, "macs": n}}`; it stands beside ours.
        labels: what the page calls a network, `{"alexnet:two_towers": "two towers"}`.

    `line`, `lines`, `sums`, `params`, `macs` and `sentence` give in Python what the page shows. Raises
    `WidgetError` for a network, a layer or a cell that is not there.
    """

    slug = "arch-explorer"

    question = t.Unicode("Which layer holds the weights, and which does the work?").tag(sync=True)
    networks = t.List(t.Unicode(), minlen=1, maxlen=2).tag(sync=True)
    choices = t.List(t.Unicode()).tag(sync=True)
    labels = t.Dict(help="what each network is called").tag(sync=True)
    at = t.List(t.Unicode(), help="the full name of the chosen row, of each network shown").tag(sync=True)
    opened = t.List(t.Unicode(), help="full names of the modules that are open").tag(
        sync=True, like=["a.module"]
    )
    table = t.Bool(False).tag(sync=True)
    cell = OneOf(CELLS, help="what of the chosen row is explained first").tag(sync=True)
    told = t.Dict(help="rows of each network").tag(sync=True)
    printed = t.Dict(help="{row: {params, macs}} of a source, by full names").tag(sync=True)
    said = t.Dict(help="what its paper prints of each network as a whole: {params, macs, place}").tag(
        sync=True
    )
    dials = t.Dict(help="values to choose from, of each dial").tag(sync=True)
    dial = t.Dict(help="the chosen value of each dial").tag(sync=True)
    presets = t.List(t.Dict()).tag(sync=True)

    def __init__(
        self,
        networks: Names = ("alexnet",),
        choices: Sequence[str] = (),
        *,
        given: Mapping[str, tuple[Any, tuple[int, ...]]] | None = None,
        at: Names | None = None,
        opened: Sequence[str] = (),
        printed: Mapping[str, Mapping[str, float]] | None = None,
        labels: Mapping[str, str] | None = None,
        dials: Mapping[str, Sequence[float]] | None = None,
        **kwargs: Any,
    ) -> None:
        shown = [networks] if isinstance(networks, str) else list(networks)
        if not 1 <= len(shown) <= 2:
            raise WidgetError(f"networks={shown}: one or two are shown side by side")
        own = {name: measured_module(*pair) for name, pair in (given or {}).items()}
        every = list(dict.fromkeys([*shown, *choices]))
        told = {name: own[name] if name in own else measured(name) for name in every}
        dials = {name: list(values) for name, values in (dials or {}).items()}
        told |= turned(shown[0], dials)
        kwargs.setdefault("dial", {name: values[-1] for name, values in dials.items()})
        self._folded = {name: Network(rows) for name, rows in told.items()}
        names = [at] if isinstance(at, str) else list(at or [])
        chosen, open_names = [], [self._found(name, *shown, *every)[0] for name in opened]
        for place, network in enumerate(shown):
            asked = names[place] if place < len(names) else ""
            if asked:
                name, around = self._found(asked, network)
                open_names += around
            else:
                name = self._folded[network].lines()[0].name
            chosen.append(name)
        rows = {self._found(row, *shown, *every)[0]: dict(values) for row, values in (printed or {}).items()}
        super().__init__(
            **{
                "networks": shown, "choices": every, "told": told, "at": chosen, "printed": rows,
                "dials": dials, "said": {name: printed_of(name) for name in every if name not in own},
                "opened": list(dict.fromkeys(open_names)),
                "labels": {name: (labels or {}).get(name, _label(name)) for name in every}, **kwargs,
            }
        )  # fmt: skip

    def _found(self, asked: str, *networks: str) -> tuple[str, list[str]]:
        for network in networks:
            if found := self._folded[network].find(asked):
                return found
        rows = ", ".join(line.name for line in self._folded[networks[0]].lines())
        raise WidgetError(f"{networks[0]} has no layer {asked!r}; its rows are {rows}")

    def folded(self, network: str) -> Network:
        """The rows of a network that travels with the widget."""
        if network not in self._folded:
            raise WidgetError(f"{network!r} is not here; here are {', '.join(self._folded)}")
        return self._folded[network]

    def shown(self, place: int = 0) -> Network:
        """The first network as its dials are turned, or the second."""
        name = self.networks[place]
        return self.folded(turned_name(name, self.dial) if self.dials and not place else name)

    def lines(self, place: int = 0) -> list[Line]:
        """The rows that are seen of the first network, or of the second."""
        return self.shown(place).lines(self.opened)

    def line(self, place: int = 0) -> Line:
        """The chosen row."""
        lines = self.lines(place)
        name = self.at[place]
        around = (line for line in lines if f"{name}.".startswith(f"{line.name}."))
        return next((line for line in lines if line.name == name), next(around, lines[0]))

    def sums(self, place: int = 0) -> dict[str, str]:
        """The arithmetic of the chosen row: a sentence each for size, params, macs and sees."""
        return self.shown(place).sums(self.line(place))

    @property
    def params(self) -> list[int]:
        """Of each network shown, without what runs in training only."""
        return [self.shown(place).params for place in range(len(self.networks))]

    @property
    def macs(self) -> list[int]:
        """Of each network shown."""
        return [self.shown(place).macs for place in range(len(self.networks))]

    @property
    def sentence(self) -> str:
        """What the page says."""
        full, now = self.folded(self.networks[0]), self.shown()
        if (full.params, full.macs) != (now.params, now.macs):
            turns = ", ".join(dial_words(name, value) for name, value in sorted(self.dial.items()))
            names = [self.labels[self.networks[0]], turns]
            return _compared(names, [full.params, now.params], [full.macs, now.macs])
        if len(self.networks) == 2:
            return _compared([self.labels[name] for name in self.networks], self.params, self.macs)
        line = self.line()
        parts = [f"{line.label}: {crossed(line.numbers['out'])}"]
        for key, words, total in (
            ("params", "parameters", self.params[0]),
            ("macs", "multiplications", self.macs[0]),
        ):
            count = line.numbers[key]
            parts.append(f"{count:,} {words}, {_share(count, total)} of all" if count else f"no {words}")
        return f"{'; '.join(parts)}."

    @t.validate("presets")
    def _valid_presets(self, proposal: Any) -> Any:
        return check_presets(proposal.value, {"networks", "at", "opened", "table", "cell", "dial"})

    @t.validate("dial")
    def _valid_dial(self, proposal: Any) -> Any:
        for name, value in proposal.value.items():
            if value not in self.dials.get(name, ()):
                raise WidgetError(f"dial={proposal.value}: legal are values of {self.dials}")
        return proposal.value

    @t.validate("networks")
    def _valid_networks(self, proposal: Any) -> Any:
        for name in proposal.value:
            if name not in self.choices:
                raise WidgetError(f"networks={proposal.value}: here are {', '.join(self.choices)}")
        return proposal.value

    @t.default("still")
    def _still(self) -> str:
        tables = "".join(self._table(place) for place in range(len(self.networks)))
        return f"<p><strong>{rich(self.question)}</strong></p>{tables}<p>{rich(self.sentence)}</p>"

    def _table(self, place: int) -> str:
        head = ["layer", "gives", "parameters", "multiplications"]
        body = [
            [line.label, crossed(line.numbers["out"]), *(f"{line.numbers[key]:,}" for key in COUNTED)]
            for line in self.lines(place)
        ]
        cells = lambda tag, row: "".join(f"<{tag}>{rich(cell)}</{tag}>" for cell in row)
        rows = "".join(f"<tr>{cells('td', row)}</tr>" for row in body)
        name = rich(self.labels[self.networks[place]])
        return (
            f'<div class="ck-table"><table><caption>{name}</caption><thead><tr>{cells("th", head)}'
            f"</tr></thead><tbody>{rows}</tbody></table></div>"
        )

    @property
    def form(self) -> str:
        if self.dials:
            return "arch-explorer.dials"
        if self.table:
            return "arch-explorer.table"
        return "arch-explorer.pair" if len(self.networks) == 2 else "arch-explorer"

    def kept_free(self, size: Literal["wide", "narrow"]) -> int:
        if not self.table:
            return super().kept_free(size)
        counts = [len(self.lines(place)) for place in range(len(self.networks))]
        rows = max(counts) if size == "wide" else sum(counts)
        return super().kept_free(size) + ROW_PX[size] * (rows - TABLE_ROWS)


def turned(name: str, dials: Mapping[str, Sequence[float]]) -> dict[str, Any]:
    """The rows of a network at every setting of its dials."""
    found = {}
    for values in product(*dials.values()) if dials else ():
        dial = dict(zip(dials, values, strict=True))
        options = tuple((key, value) for key, value in dial.items() if key != "side")
        side = int(dial["side"]) if "side" in dial else None
        found[turned_name(name, dial)] = measured(name, side, options)
    return found


def turned_name(name: str, dial: Mapping[str, float]) -> str:
    """What `told` calls a network whose dials are turned: "mobilenet_v1 width=0.5 side=160"."""
    return " ".join([name, *(f"{key}={value:g}" for key, value in sorted(dial.items()))])


def dial_words(name: str, value: float) -> str:
    return f"{value:g} pixels" if name == "side" else f"{name} {value:g}"


TABLE_ROWS = 18
"""Of the example whose height is measured: GoogLeNet."""


def _label(name: str) -> str:
    network, _, variant = name.partition(":")
    return f"{network}, {variant.replace('_', ' ')}" if variant else network


def _share(part: int, whole: int) -> str:
    """ "37.8 %", "0.06 %"."""
    per_cent = 100 * part / max(1, whole)
    return f"{per_cent:.1f} %" if per_cent >= 0.1 else f"{per_cent:.2f} %"


def _compared(labels: Sequence[str], params: Sequence[int], macs: Sequence[int]) -> str:
    def pair(values: Sequence[int], words: str) -> str:
        ratio = values[1] / max(1, values[0])
        return f"{values[1]:,} {words} against {values[0]:,}, ×{ratio:.2f}"

    return f"{labels[1]} against {labels[0]}: {pair(params, 'parameters')}; {pair(macs, 'multiplications')}."
