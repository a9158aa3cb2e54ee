"""What a block holds, as boxes and lines that all lead down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from cnnkit.visualize.block import Block, Box
from cnnkit.visualize.drawing import Drawing
from cnnkit.visualize.wiring import lay_out

BOX, LAYER = 18, 32
"""px: height of a box, and from one layer to the next."""
TITLE = 34
"""px above the inputs."""
JOINTS = {"+", "×", "−", "concat", "stack", "Join"}


class BlockDiagram:
    """One block; `size` and `bold` are those of the text, `character` a letter's width in sizes."""

    def __init__(
        self, block: Block, letters: Mapping[Block, str], room: float, size: float, character: float
    ) -> None:
        self.block, self.size = block, size
        self.title = f"{letters[block]}  {block.kind}".strip()
        self.texts = [_text(box, letters) for box in block.boxes]
        self.inputs = 1 + max((source for source, _ in block.entries), default=0)
        self.widths = [12.0] * self.inputs
        self.widths += [max(20.0, character * size * len(text) + 6) for text in self.texts]
        shifted = [(a + self.inputs, b + self.inputs) for a, b in block.edges]
        self.layout = lay_out(
            self.widths, [*((a, b + self.inputs) for a, b in block.entries), *shifted], room
        )
        lefts = [x - wide / 2 for (x, _), wide in zip(self.layout.boxes, self.widths, strict=True)]
        rights = [x + wide / 2 for (x, _), wide in zip(self.layout.boxes, self.widths, strict=True)]
        bends = [x for arrow in self.layout.arrows for x, _ in arrow]
        self.left = min(*lefts, *bends)
        self.width = max(max(*rights, *bends) - self.left, character * (size + 1) * len(self.title))
        self.height = TITLE + self.layout.layers * LAYER - 2

    def put(self, drawing: Drawing, x: float, y: float) -> None:
        """Draw it with its top left corner at (x, y)."""
        drawing.text(x, y + BOX / 2, self.title, size=self.size + 0.5, anchor="start", bold=True)

        def at(point: tuple[float, int]) -> tuple[float, float]:
            return x - self.left + point[0], y + TITLE + point[1] * LAYER

        for arrow in self.layout.arrows:
            (x1, y1), *bends, (x2, y2) = [at(point) for point in arrow]
            upright = [(a, b + half) for a, b in bends for half in (-BOX / 2, BOX / 2)]
            for (a, b), (c, d) in pairwise([(x1, y1 + BOX / 2), *upright, (x2, y2 - BOX / 2)]):
                drawing.line(a, b, c, d, width=1.2)
        for number, point in enumerate(self.layout.boxes):
            centre, middle = at(point)
            if number < self.inputs:
                drawing.circle(centre, middle + BOX / 2 - 3, 3.5, fill="ink", stroke="ink")
            else:
                box = self.block.boxes[number - self.inputs]
                self._box(drawing, box, self.texts[number - self.inputs], centre, middle, self.widths[number])

    def _box(self, drawing: Drawing, box: Box, text: str, x: float, y: float, wide: float) -> None:
        place = {"x": x - wide / 2, "y": y - BOX / 2, "w": wide, "h": BOX, "radius": 4}
        drawing.rect(**place, fill="paper", stroke="none")  # hides the lines behind the tint
        drawing.rect(**place, fill=_tone(box), stroke="ink", width=0.8, opacity=0.25)
        drawing.text(x, y, text, size=self.size)


def _text(box: Box, letters: Mapping[Block, str]) -> str:
    text = letters[box.block] if box.block else box.text
    return f"{box.times} × {text}" if box.times > 1 else text


def _tone(box: Box) -> str:
    if box.block:
        return "green"
    if box.text in JOINTS:
        return "paper"
    return "orange" if box.text.startswith(("max", "mean", "all")) else "blue"


def packed(diagrams: Sequence[BlockDiagram], room: float, gap: float) -> list[list[BlockDiagram]]:
    """Lines of diagrams, as many side by side as there is room for."""
    lines: list[list[BlockDiagram]] = []
    left = 0.0
    for diagram in diagrams:
        if not lines or left + gap + diagram.width > room:
            lines.append([])
            left = -gap
        lines[-1].append(diagram)
        left += gap + diagram.width
    return lines
