"""Modules as the papers draw them: boxes and lines that lead down, several modules beside each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise, product

from cnnkit.summary.table import Summary
from cnnkit.visualize.block import Block, Box
from cnnkit.visualize.block_diagram import JOINTS, BlockDiagram, packed
from cnnkit.visualize.drawing import COLUMN_PX, Drawing
from cnnkit.visualize.outline import Outline

__all__ = ["draw_modules", "opened"]

EDGE, GAP = 8, 20
"""px to the sides, and between two modules."""
TEXT, CHARACTER = 11.5, 0.6
"""Size of the text, and a character's width in sizes, rather too much than too little."""


def draw_modules(modules: Mapping[str, Summary], *, alt: str, caption: str = "") -> Drawing:
    """Each module under its title, with all that it holds; as many side by side as a phone has room for.

    Args:
        modules: title and summary of a network that is this module alone (`nn.Sequential(module)`).
        alt: what the picture shows, as a sentence.
        caption: printed below it.

    Raises:
        ValueError: a network is not one module with branches.
    """
    diagrams = [_diagram(title, summary) for title, summary in modules.items()]
    lines = packed(diagrams, COLUMN_PX - 2 * EDGE, GAP)
    tall = [max(diagram.height for diagram in line) + GAP for line in lines]
    drawing = Drawing(COLUMN_PX, sum(tall), alt, caption)
    for number, line in enumerate(lines):
        x = EDGE
        for diagram in line:
            diagram.put(drawing, x, sum(tall[:number]))
            x += diagram.width + GAP
    return drawing


def _diagram(title: str, summary: Summary) -> BlockDiagram:
    items = Outline(summary).items
    if len(items) != 1 or items[0].block is None:
        told = ", ".join(item.text for item in items)
        raise ValueError(f"{title}: one module with branches can be drawn, got {told or 'nothing'}")
    block = replace(opened(items[0].block), kind="")
    return BlockDiagram(block, {block: title}, COLUMN_PX - 2 * EDGE, TEXT, CHARACTER)


def opened(block: Block) -> Block:
    """The same with the blocks in it opened and equal layers one by one; a joint of joints is one joint."""
    boxes: list[Box] = []
    edges: set[tuple[int, int]] = set()
    reads: list[list[tuple[int, int]]] = []  # of each box of `block`: its inputs, and who reads them
    gives: list[list[int]] = []
    for box in block.boxes:
        inner = opened(box.block) if box.block else _row(box)
        base = len(boxes)
        boxes += inner.boxes
        edges |= {(base + a, base + b) for a, b in inner.edges}
        reads.append([(source, base + b) for source, b in inner.entries])
        gives.append([base + b for b in range(len(inner.boxes)) if all(a != b for a, _ in inner.edges)])
    for a, b in block.edges:
        edges |= set(product(gives[a], (first for _, first in reads[b])))
    entries = {(source, first) for source, b in block.entries for _, first in reads[b]}
    return _joined(Block(block.kind, tuple(boxes), tuple(sorted(edges)), tuple(sorted(entries))))


def _row(box: Box) -> Block:
    chain = tuple(pairwise(range(box.times)))
    return Block(box.text, (replace(box, times=1),) * box.times, chain, ((0, 0),))


def _joined(block: Block) -> Block:
    """Without joints that only feed a joint of their kind."""
    for joint, box in enumerate(block.boxes):
        readers = [b for a, b in block.edges if a == joint]
        if box.text in JOINTS and len(readers) == 1 and block.boxes[readers[0]].text == box.text:
            place = {old: old - (old > joint) for old in range(len(block.boxes)) if old != joint}
            kept = [(a, readers[0] if b == joint else b) for a, b in block.edges if a != joint]
            edges = tuple(sorted((place[a], place[b]) for a, b in kept))
            entries = tuple((source, place[b]) for source, b in block.entries)
            boxes = block.boxes[:joint] + block.boxes[joint + 1 :]
            return _joined(Block(block.kind, boxes, edges, entries))
    return block
