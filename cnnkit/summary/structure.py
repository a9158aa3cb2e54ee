"""The network behind the rows: which call holds which, and which reads which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from cnnkit.summary.row import Row, Shape, totals


@dataclass(frozen=True)
class Joint:
    """An operation outside all layers that reads several tensors, as the sum of a shortcut or a
    concatenation, or brings one to another size, as `F.interpolate` does."""

    kind: str
    """torch's name of it: "add", "cat", "mul", "upsample_bilinear2d", …"""
    out_shape: Shape
    inside: str
    """Name of the module whose `forward` does it."""


class Node(NamedTuple):
    """An end of a link: `kind` is "input", "row", "joint" or "output", `index` its place among its kind."""

    kind: str
    index: int


class Link(NamedTuple):
    """`target` reads what `source` gave."""

    source: Node
    target: Node


class Called(NamedTuple):
    """One call of a module, those that only hold others included."""

    row: Row
    """Its own shapes and fields; counts without those of the calls inside."""
    parent: int
    """Place of the call that made this one, -1 for the network's own."""
    depth: int
    """0 for the network, 1 for what its `forward` calls, and so on."""
    ended: int
    """How many calls had ended before."""
    is_row: bool
    """A layer, or a module that computes something itself."""
    window: tuple[int, ...]
    """Of a convolution or a pool: pixels along each axis; of others empty."""
    groups: int
    """Of a convolution; else 1."""


class Mark(NamedTuple):
    """A node as it was met while the network ran, before it is known what becomes a row."""

    kind: str
    """"input", "output", "call", or the name of an operation that joins tensors or resamples one."""
    index: int
    """Of an input or output its place, of a call its place, of such an operation the call that did it."""
    shape: Shape


@dataclass(frozen=True)
class Structure:
    """All calls of one forward pass, in the order in which they began, and who reads whom."""

    calls: tuple[Called, ...]
    marks: tuple[Mark, ...]
    links: tuple[tuple[int, int], ...]
    """Pairs of places in `marks`."""
    names: dict[str, tuple[str, str]]
    """Every name of every module: the name under which its rows stand, and its class."""

    def cut(self, depth: int) -> tuple[tuple[Row, ...], tuple[Joint, ...], tuple[Link, ...]]:
        """Rows down to `depth`, with what lies deeper added up; the joints outside them; all links."""
        group = self._groups(depth)
        shown = {group[i] for i, call in enumerate(self.calls) if call.is_row}
        order = sorted(shown, key=lambda i: self.calls[i].ended)
        place = {call: Node("row", number) for number, call in enumerate(order)}
        joints: list[Joint] = []
        node = []
        for kind, index, shape in self.marks:
            if kind in ("input", "output"):
                node.append(Node(kind, index))
            elif group[index] in place and (kind == "call" or self.calls[group[index]].depth == depth):
                node.append(place[group[index]])
            else:
                node.append(Node("joint", len(joints)))
                row = self.calls[index].row
                # a module that only uses another's weights has no row
                told = (row.kind, row.out_shape) if kind == "call" else (kind, shape)
                joints.append(Joint(*told, row.name))
        links = dict.fromkeys(Link(node[a], node[b]) for a, b in self.links if node[a] != node[b])
        return tuple(self._sum(i, group) for i in order), tuple(joints), tuple(links)

    def at(self, name: str) -> Row | None:
        """The first call of a module with all that ran inside it; None if it did not run."""
        own, kind = self.names[name]
        for i, call in enumerate(self.calls):
            if call.row.name == own:
                return self._sum(i, self._groups(call.depth))
        # A list of layers is never called itself: it begins with its first layer and ends with its last.
        within = [call.row.name.startswith(f"{own}.") for call in self.calls]
        tops = [i for i, c in enumerate(self.calls) if within[i] and not (c.parent >= 0 and within[c.parent])]
        if not tops:
            return None
        first, last = self.calls[tops[0]].row, self.calls[tops[-1]].row
        whole = replace(first, name=own, kind=kind, out_shape=last.out_shape, fields=last.fields)
        return totals(whole, [call.row for i, call in enumerate(self.calls) if within[i]])

    def _groups(self, depth: int) -> list[int]:
        """Of every call the call that stands for it: itself, or its ancestor at `depth`."""
        group: list[int] = []
        for i, call in enumerate(self.calls):
            group.append(i if call.depth <= depth else group[call.parent])
        return group

    def _sum(self, call: int, group: Sequence[int]) -> Row:
        inside = [c.row for i, c in enumerate(self.calls) if group[i] == call]
        return inside[0] if len(inside) == 1 else totals(inside[0], inside)


def row_edges(links: Sequence[Link]) -> tuple[tuple[int, int], ...]:
    """Pairs of rows of which the second reads the first, directly or through joints."""
    reads: dict[Node, dict[Node, None]] = {}
    for source, target in links:
        reads.setdefault(target, {})[source] = None

    pairs = []
    for reader in reads:
        waiting, met = list(reads[reader]) if reader.kind == "row" else [], set()
        while waiting:
            node = waiting.pop()
            if node not in met:
                met.add(node)
                if node.kind == "row":
                    pairs.append((node.index, reader.index))
                else:
                    waiting.extend(reads.get(node, {}))
    return tuple(sorted(pairs, key=lambda pair: (pair[1], pair[0])))
