"""A network's rows folded by module: what a table shows first, and what opens at a press.

`front/lib/layer-tree.js` folds alike; golden vectors hold the two together.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cnnkit.widgets.layer_rows import FOLLOW, unpacked
from cnnkit.widgets.layer_sums import layer_sums, module_sums

__all__ = ["Line", "Network"]

MOST = 8
"""Layers that an opened module shows at once; of more it shows its own modules first."""
KINDS = {
    "Conv2d": "conv", "Linear": "dense", "MaxPool2d": "max pool", "AvgPool2d": "average pool",
    "AdaptiveAvgPool2d": "global average", "AdaptiveMaxPool2d": "global maximum", "Flatten": "flatten",
    "MaxPool2dSame": "max pool", "AvgPool2dSame": "average pool",
}  # fmt: skip
"""What rows without a name of their own are called."""


@dataclass(frozen=True)
class Line:
    """A row on the page: a layer, or a module with the layers from `first` up to `end`."""

    name: str
    label: str
    level: int
    first: int
    end: int
    group: bool
    open: bool
    numbers: Mapping[str, Any]
    """`in`, `out`, `params`, `macs` and `field`."""


class Network:
    """What `layer_rows` told of a network, to be folded."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self.rows = unpacked(told)
        self.params, self.macs = told["params"] - told["idle"], told["macs"]
        self.groups = {
            name: {
                "kind": kind,
                "in": told["shapes"][a],
                "out": told["shapes"][b],
                "field": field,
                "join": join,
            }
            for name, kind, a, b, field, join in told["groups"]
        }

    def lines(self, opened: Collection[str] = ()) -> list[Line]:
        """The rows that are seen while the modules of these names are open."""
        found: list[Line] = []
        self._fold(found, 0, len(self.rows), 2, "", 0, opened)
        return found

    def sums(self, line: Line) -> dict[str, str]:
        """The arithmetic of a line: a sentence for each of `CELLS`."""
        if not line.group:
            return layer_sums(self.rows[line.first])
        return module_sums(self.groups[line.name], self.rows[line.first : line.end])

    def find(self, asked: str) -> tuple[str, list[str]] | None:
        """The full name of a layer or module from its end ("inception5a", "conv2"), and what must be open."""
        wanted = _bare(asked)
        everything = [*self.groups, *(row["name"] for row in self.rows)]
        for fits in (str.__eq__, str.endswith):
            for name in everything:
                if wanted and (fits(_bare(name), wanted) or fits(_bare(name.removesuffix(".conv")), wanted)):
                    return name, self._around(name)
        return None

    def _around(self, name: str) -> list[str]:
        parts = name.split(".")
        inside = [".".join(parts[:depth]) for depth in range(2, len(parts))]
        return [outer for outer in inside if outer in self.groups]

    def _fold(
        self,
        found: list[Line],
        first: int,
        end: int,
        length: int,
        prefix: str,
        level: int,
        opened: Collection[str],
    ) -> None:
        at = first
        while at < end:
            key = ".".join(self.rows[at]["name"].split(".")[:length])
            to = at + 1
            while to < end and f"{self.rows[to]['name']}.".startswith(f"{key}."):
                to += 1
            if to - at == 1 or key not in self.groups:
                found.extend(self._leaf(i, prefix, level) for i in range(at, to))
            else:
                group = self.groups[key]
                sums = {part: sum(row[part] for row in self.rows[at:to]) for part in ("params", "macs")}
                label = label_of(key, prefix, group["kind"], module=True)
                found.append(Line(key, label, level, at, to, True, key in opened, {**group, **sums}))
                if key in opened:
                    self._open(found, at, to, key, level + 1, opened)
            at = to

    def _open(
        self, found: list[Line], first: int, end: int, key: str, level: int, opened: Collection[str]
    ) -> None:
        if end - first <= MOST:
            found.extend(self._leaf(i, key, level) for i in range(first, end))
            return
        length = key.count(".") + 2
        while len({".".join(row["name"].split(".")[:length]) for row in self.rows[first:end]}) == 1:
            length += 1
        self._fold(found, first, end, length, key, level, opened)

    def _leaf(self, place: int, prefix: str, level: int) -> Line:
        row = self.rows[place]
        label = label_of(row["name"], prefix, row["kind"])
        return Line(row["name"], label, level, place, place + 1, False, False, row)


def label_of(name: str, prefix: str, kind: str, module: bool = False) -> str:
    """What a row is called behind the module `prefix`: "inception 5a", "block 3", "global average"."""
    if not module and kind in FOLLOW:
        return FOLLOW[kind]
    parts = name.split(".")
    inner = parts[prefix.count(".") + 1 :] if prefix else parts[1:] or parts
    if len(inner) > 1 and inner[-1] in ("conv", "0"):
        inner = inner[:-1]
    if all(part.isdigit() for part in inner):
        return f"block {int(inner[-1]) + 1}" if module else KINDS.get(kind, kind)
    if not prefix and parts[0] == "stem" and inner[0] in ("conv", "pool", "norm"):
        inner = ["stem", *inner]
    words = [f"{int(part) + 1}" if part.isdigit() else part for part in inner]
    return re.sub(r"(?<!\d)_|_(?!\d)", " ", " ".join(words))


def _bare(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def made_of(row: Mapping[str, Any]) -> str:
    """ "conv 11×11, stride 4": how a layer is made, in a few words."""
    made, kind = row.get("made"), KINDS.get(row["kind"], str(row["kind"]))
    if not made or made[0] == "linear":
        return kind
    _, (high, wide), stride, *_ = made
    groups = made[-2] if made[0] == "conv" else 1
    words = f"{kind} {high}×{wide}"
    if max(stride) > 1:
        words += f", stride {stride[0]}"
    if groups > 1:
        words += ", depthwise" if groups == row["in"][0] else f", {groups} groups"
    return words


def shares(network: Network, lines: Sequence[Line]) -> list[tuple[float, float]]:
    """Of the parameters and of the multiplications, what each line has."""
    params, macs = max(1, network.params), max(1, network.macs)
    return [(line.numbers["params"] / params, line.numbers["macs"] / macs) for line in lines]
