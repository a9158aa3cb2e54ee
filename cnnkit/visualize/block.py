"""What a block of layers holds, as boxes that read one another."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cnnkit.summary.structure import Node

Point = int | Node
"""A box while a block is being read off, or what lies outside the block."""


@dataclass(frozen=True)
class Box:
    """A layer in a block, or a block in it."""

    text: str
    """"3×3", "+"; of a block its class."""
    block: Block | None = None
    times: int = 1
    """Equal ones, one behind the other."""


@dataclass(frozen=True)
class Block:
    """What a module with several layers holds; equal for all that are wired alike, whatever their sizes."""

    kind: str
    boxes: tuple[Box, ...]
    edges: tuple[tuple[int, int], ...]
    """Pairs of places in `boxes`: the second reads the first."""
    entries: tuple[tuple[int, int], ...]
    """Pairs of an input, counted from 0, and the box that reads it."""

    @property
    def is_chain(self) -> bool:
        """No branch in it."""
        forward = all(target == source + 1 for source, target in self.edges)
        return forward and [box for _, box in self.entries] == [0]


def tidied(kind: str, boxes: dict[int, Box], arrows: dict[int, list[Point]], leaving: set[Point]) -> Block:
    """A block without boxes that only pass on; sums of sums, and equal layers in a chain, as one.

    Args:
        kind: class of the module.
        boxes: by call or joint; one without text only passes on.
        arrows: of each box what it reads, boxes or nodes outside.
        leaving: boxes that are read outside.
    """

    def only_reader(box: int) -> int | None:
        readers = [other for other in boxes if box in arrows[other]]
        return readers[0] if len(readers) == 1 and box not in leaving else None

    for box in [box for box, told in boxes.items() if not told.text]:
        _drop(box, boxes, arrows, leaving)
    for box in list(boxes):
        reader = only_reader(box)
        if (
            reader is not None
            and boxes[box].text in ("+", "concat")
            and boxes[reader].text == boxes[box].text
        ):
            _drop(box, boxes, arrows, leaving)
    deep = [box for box, told in boxes.items() if told.text.startswith("dw ")]
    for box in deep if len(deep) > 1 else []:
        reader = only_reader(box)
        if reader is not None and arrows[reader] == [box] and boxes[reader].text == "1×1":
            boxes[reader] = Box(boxes[box].text.replace("dw", "sep"))
            _drop(box, boxes, arrows, leaving)
    for box in list(boxes):
        before = arrows[box][0] if len(arrows[box]) == 1 else None
        if (
            isinstance(before, int)
            and before in boxes
            and only_reader(before) is not None
            and _alike(boxes[before], boxes[box])
        ):
            boxes[box] = replace(boxes[box], times=boxes[box].times + boxes[before].times)
            _drop(before, boxes, arrows, leaving)
    place: dict[Point, int] = {box: number for number, box in enumerate(boxes)}
    inputs = dict.fromkeys(source for sources in arrows.values() for source in sources if source not in boxes)
    number = {source: i for i, source in enumerate(inputs)}
    return Block(
        kind,
        tuple(boxes.values()),
        tuple(sorted({(place[a], place[box]) for box in boxes for a in arrows[box] if a in place})),
        tuple(sorted({(number[a], place[box]) for box in boxes for a in arrows[box] if a in number})),
    )


def _alike(one: Box, other: Box) -> bool:
    return (one.text, one.block) == (other.text, other.block)


def _drop(box: int, boxes: dict[int, Box], arrows: dict[int, list[Point]], leaving: set[Point]) -> None:
    """Take a box out; who read it reads what it read."""
    for other, sources in arrows.items():
        if box in sources:
            new = [s for source in sources for s in (arrows[box] if source == box else [source])]
            arrows[other] = list(dict.fromkeys(new))
    if box in leaving:
        leaving.remove(box)
        leaving.update(arrows[box])
    del boxes[box], arrows[box]
