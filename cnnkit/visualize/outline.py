"""A network as a reader sees it: a chain of layers and blocks, and what each kind of block holds.

Read off a summary alone: modules that hold several layers and are no mere list of them are blocks; what only
normalizes, cuts off or passes on counts with the layer before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from cnnkit.summary.row import Row, Shape, crossed, totals
from cnnkit.summary.structure import Joint, Node
from cnnkit.summary.table import Summary
from cnnkit.visualize.block import Block, Box, Point, tidied

LISTS = {"Sequential", "ModuleList", "ModuleDict"}
"""Modules that only hold others."""
SIGNS = {"add": "+", "mul": "×", "cat": "concat", "sub": "−", "stack": "stack"}


def _resamples(joint: Joint) -> bool:
    return "upsample" in joint.kind


@dataclass(frozen=True)
class Item:
    """A layer or a block of the chain; `row`: its shapes and fields, with the counts of all that it holds."""

    text: str
    row: Row
    call: int
    """Its place among the summary's calls."""
    block: Block | None = None

    @property
    def key(self) -> tuple[str, Block | None]:
        return self.text, self.block


class Outline:
    """Items of a summary, and the graphs of its blocks."""

    def __init__(self, summary: Summary) -> None:
        self.summary = summary
        self.calls = summary.structure.calls
        rows = sorted((i for i, c in enumerate(self.calls) if c.is_row), key=lambda i: self.calls[i].ended)
        self.call_of = dict(enumerate(rows))
        """Of each row of the summary its call."""
        self.children: dict[int, list[int]] = {}
        for i, call in enumerate(self.calls):
            self.children.setdefault(call.parent, []).append(i)
        self.sources: dict[Node, list[Node]] = {}
        for source, target in summary.links:
            self.sources.setdefault(target, []).append(source)
        self._branching = {
            summary.structure.names[joint.inside][1] for joint in summary.joints if not _resamples(joint)
        }
        self._blocks: dict[int, Block] = {}
        self._boxes: dict[int, bool] = {}
        self._row_at = {call: number for number, call in self.call_of.items()}

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The chain from input to output."""
        chain: list[Item] = []
        quiet: list[Row] = []  # counted with the layer before, the first ones with the one behind
        calls = list(self._expand(0))
        resized = self._resized_between(calls)
        chain += resized.get(-1, [])
        for call in calls:
            row = self._whole(call)
            if self._is_box(call):
                chain.append(Item(row.kind, row, call, self.block(call)))
            elif self._is_loud(call):
                chain.append(Item(self.label(call), row, call))
            else:
                quiet.append(row)
            if chain and quiet:
                chain[-1] = replace(chain[-1], row=totals(chain[-1].row, [chain[-1].row, *quiet]))
                quiet = []
            chain += resized.get(call, [])
        return tuple(chain)

    def _resized_between(self, calls: list[int]) -> dict[int, list[Item]]:
        """What resamples maps outside all layers and blocks of the chain, by the call behind which it
        stands; -1 before all of them."""
        within = {inner: call for call in calls for inner in self._inside(call)}
        boxed = [self.calls[call].row.name for call in calls if self._is_box(call)]
        found: dict[int, list[Item]] = {}
        for number, joint in enumerate(self.summary.joints):
            if _resamples(joint) and not any(f"{joint.inside}.".startswith(f"{box}.") for box in boxed):
                node = Node("joint", number)
                read = self._calls_read(node)
                after = max((within[call] for call in read if call in within), key=calls.index, default=-1)
                shape = self._shape(self.sources[node][0])
                row = Row(joint.inside, joint.kind, shape, joint.out_shape, 0, 0, 0, ())
                found.setdefault(after, []).append(Item(self._sign(number), row, max(after, 0)))
        return found

    def _calls_read(self, node: Node) -> set[int]:
        """The calls of which a joint reads, directly or through others."""
        found: set[int] = set()
        for source in self.sources.get(node, ()):
            if source.kind == "row":
                found.add(self.call_of[source.index])
            elif source.kind == "joint":
                found |= self._calls_read(source)
        return found

    def _shape(self, node: Node) -> Shape:
        if node.kind == "row":
            return self.summary.rows[node.index].out_shape
        if node.kind == "joint":
            return self.summary.joints[node.index].out_shape
        return self.summary.inputs[node.index].shape

    def _sign(self, number: int) -> str:
        """What a joint does: "+", "concat", "enlarge"."""
        joint = self.summary.joints[number]
        if not _resamples(joint):
            return SIGNS.get(joint.kind, joint.kind)
        before = self._shape(self.sources[Node("joint", number)][0])
        return "enlarge" if sum(joint.out_shape[2:]) > sum(before[2:]) else "resize"

    def _expand(self, call: int) -> Iterator[int]:
        """Calls of the chain inside a call, lists of layers opened."""
        for child in self.children.get(call, ()):
            if self._is_box(child) or not self.children.get(child):
                yield child
            else:
                yield from self._expand(child)

    def _inside(self, call: int) -> list[int]:
        found, waiting = [], [call]
        while waiting:
            one = waiting.pop()
            found.append(one)
            waiting += self.children.get(one, ())
        return sorted(found)

    def _is_block(self, call: int) -> bool:
        if call == 0 or self.calls[call].row.kind in LISTS or not self.children.get(call):
            return False
        return sum(self._is_loud(inner) for inner in self._inside(call)) > 1

    def _is_box(self, call: int) -> bool:
        """A block with branches, or one without of a class that has some elsewhere."""
        if call not in self._boxes:
            self._boxes[call] = self._is_block(call) and (
                self.calls[call].row.kind in self._branching or not self.block(call).is_chain
            )
        return self._boxes[call]

    def _is_loud(self, call: int) -> bool:
        """It multiplies, joins, or changes a shape other than by laying it flat."""
        if call not in self._row_at:
            return False
        row, sources = self.calls[call].row, self.sources.get(Node("row", self._row_at[call]), ())
        reshaped = row.in_shape != row.out_shape and (row.params or len(row.in_shape) == len(row.out_shape))
        return bool(row.macs or row.products or reshaped or len(sources) > 1 or "Pool" in row.kind)

    def _whole(self, call: int) -> Row:
        return totals(self.calls[call].row, [self.calls[i].row for i in self._inside(call)])

    def label(self, call: int, *, short: bool = False) -> str:
        """What a layer is, with its window: "conv 3×3"; in a block, `short`, "3×3"."""
        row = self.calls[call].row
        if row.kind == "Linear":
            return "dense"
        if row.macs and len(row.out_shape) > 2:
            return self._convolution(call, short=short)
        if "Pool" in row.kind:
            name = "max" if "Max" in row.kind else "mean"
            if "Adaptive" in row.kind:
                return f"all: {name}" if short else f"global {name} pool"
            return f"{name}{'' if short else ' pool'} {self._window(call)}".strip()
        if len(row.out_shape) == 4 == len(row.in_shape) and sum(row.out_shape[2:]) > sum(row.in_shape[2:]):
            return "enlarge"
        return row.kind

    def _convolution(self, call: int, *, short: bool) -> str:
        window, groups = self._window(call), self.calls[call].groups
        if groups == self.calls[call].row.in_shape[1] > 1:
            return f"{'dw' if short else 'depthwise'} {window}"
        return f"{'' if short and window else 'conv'} {window}".strip() + (
            f" in {groups} groups" if groups > 1 else ""
        )

    def _window(self, call: int) -> str:
        return crossed(self.calls[call].window)

    def block(self, block: int) -> Block:
        """What a call of a block holds; blocks in it are single boxes, opened if they have no branches."""
        if block not in self._blocks:
            self._blocks[block] = self._wired(block)
        return self._blocks[block]

    def _wired(self, block: int) -> Block:
        inside = set(self._inside(block))
        stands: dict[int, int] = {}  # of each call the box that it is in
        for call in sorted(inside - {block}):
            parent = self.calls[call].parent
            stands[call] = stands[parent] if self._is_box(stands.get(parent, 0)) else call
        box_of: dict[Node, int] = {}  # calls; joints count down from -1
        for number, call in self.call_of.items():
            if call in inside and call != block:
                box_of[Node("row", number)] = stands[call]
        name = self.calls[block].row.name
        nested = {self.calls[box].row.name: box for box in set(stands.values()) if self._is_box(box)}
        for number, joint in enumerate(self.summary.joints):
            if joint.inside == name or joint.inside.startswith(f"{name}."):
                within = [box for inner, box in nested.items() if f"{joint.inside}.".startswith(f"{inner}.")]
                box_of[Node("joint", number)] = within[0] if within else -1 - number
        boxes: dict[int, Box] = {}
        for box in dict.fromkeys(box_of.values()):
            if box < 0:
                boxes[box] = Box(self._sign(-1 - box))
            elif self._is_box(box):
                boxes[box] = Box(self.calls[box].row.kind, self.block(box))
            else:
                boxes[box] = Box(self.label(box, short=True) if self._is_loud(box) else "")
        arrows: dict[int, list[Point]] = {box: [] for box in boxes}
        exits: set[Point] = set()
        for source, target in self.summary.links:
            if target in box_of and box_of.get(source) != box_of[target]:
                read = box_of.get(source, source)
                if read not in arrows[box_of[target]]:
                    arrows[box_of[target]].append(read)
            elif source in box_of and target not in box_of:
                exits.add(box_of[source])
        return tidied(self.calls[block].row.kind, boxes, arrows, exits)
