"""A network drawn to scale: its volumes from input to output, and below what its blocks hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from cnnkit.sizing.receptive import ReceptiveField
from cnnkit.summary.row import crossed
from cnnkit.summary.table import Summary
from cnnkit.visualize.block import Block
from cnnkit.visualize.block_diagram import BlockDiagram, packed
from cnnkit.visualize.drawing import COLUMN_PX, Drawing
from cnnkit.visualize.outline import Item, Outline
from cnnkit.visualize.runs import Run, letters_of, runs_of

__all__ = ["draw", "standalone"]

WIDTH = COLUMN_PX
TEXT, BOLD, LINE = 11.5, 12, 15
CHARACTER = 0.6
"""Width of a character in font sizes, rather too much than too little."""
EDGE, WORDS, GAP = 8, 134, 16
"""x of the volumes, and of the words beside them; px between diagrams of blocks."""
SIDE_PX, CHANNELS_PX, BAR_PX = 56, 76, 112
"""Largest side, most channels of a map, longest bar."""
SLANT, RISE = 0.45, 0.3


class Entry(Protocol):
    """Of a catalogue's entry: what it is called, and where its stages end."""

    @property
    def name(self) -> str: ...

    def stages_of(self, variant: str | None = None) -> tuple[str, ...]: ...


def draw(summary: Summary, entry: Entry, *, variant: str | None = None) -> Drawing:
    """Volumes to scale with shapes, receptive fields, parameters and multiplications, from top to bottom.

    Equal parts stand once, with their number; what a block holds is drawn below, once for all that are wired
    alike. Layers that only normalize, cut off or pass on are counted with the layer before them.

    Args:
        summary: of the network, as `cnnkit.summary.summarize` returns it.
        entry: of the catalogue, as `cnnkit.models.model_info` returns it.
        variant: the one that was summarized, None for the default.

    Returns:
        a drawing for a column of 390 px on a page; `standalone` makes a file of it.
    """
    runs = runs_of(Outline(summary), entry.stages_of(variant))
    letters = letters_of(runs)
    scale = _Scale.of(summary, runs)
    rows = [
        _Row(run, _words(run, before, letters, summary), head, scale)
        for run, before, head in zip(runs, [None, *runs[:-1]], _heads(runs), strict=True)
    ]
    diagrams = [BlockDiagram(block, letters, WIDTH - 2 * EDGE, TEXT, CHARACTER) for block in letters]
    lines = packed(diagrams, WIDTH - 2 * EDGE, GAP)
    top = 4 * LINE + 10
    begin = top + scale.height(_input_of(summary)) + 16
    height = begin + sum(row.height for row in rows) + sum(_tallest(line) + GAP for line in lines)
    drawing = Drawing(WIDTH, height, _alt(summary, entry.name, runs), _caption(summary, letters))
    _title(drawing, summary, entry.name, variant)
    scale.volume(drawing, _input_of(summary), top, "panel")
    middle = top + scale.height(_input_of(summary)) / 2
    drawing.text(WORDS, middle, f"input {crossed(summary.input_shape[1:])}", size=TEXT, anchor="start")
    y = begin
    for row in rows:
        row.put(drawing, y)
        y += row.height
    for line in lines:
        drawing.line(EDGE, y, WIDTH - EDGE, y, width=0.8)
        x = EDGE
        for diagram in line:
            diagram.put(drawing, x, y + 4)
            x += diagram.width + GAP
        y += _tallest(line) + GAP
    return drawing


def _tallest(line: Sequence[BlockDiagram]) -> float:
    return max(diagram.height for diagram in line)


def standalone(drawing: Drawing) -> str:
    """The picture as a file of its own, light or dark as the reader's screen."""
    dark = "--ck-ink:#e6e8ea;--ck-muted:#a3abb3;--ck-line:#768390;--ck-paper:#16191d;--ck-panel:#22272e;"
    dark += "--ck-blue:#6cb6ff;--ck-orange:#ff9e57;--ck-green:#4fc38a;--ck-pink:#e08fb8"
    style = (
        f"<style>svg{{background:var(--ck-paper,#fff)}}"
        f"@media (prefers-color-scheme:dark){{svg{{{dark}}}}}</style>"
    )
    return (
        drawing.svg()
        .replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
        .replace(">", f">{style}", 1)
    )


def _words(run: Run, before: Run | None, letters: dict[Block, str], summary: Summary) -> list[str]:
    """The lines beside a volume: what it is, its shape and field, its counts."""
    what = ", ".join(_told(item, letters, alone=run.period == 1) for item in run.part)
    if run.times > 1:
        what = f"{run.times} × {what}" if run.period == 1 else f"{run.times} × ({what})"
    first, last = run.items[0].row, run.items[-1].row
    # a cell reads two maps: the finer one, from further back, is brought to the other's size
    read = [first.in_shape, before.items[-1].row.out_shape] if before else [first.in_shape]
    step = _step(min(read, key=lambda shape: shape[-1]), last.out_shape)
    sees = _sees(last.fields, summary.input_shape)
    shape = " · ".join(filter(None, (crossed(last.out_shape[1:]), step, sees)))
    counts = " · ".join(
        f"{_short(sum(getattr(item.row, name) for item in run.items))} {unit}"
        for name, unit in (("params", "params"), ("macs", "mult."), ("products", "others"))
        if sum(getattr(item.row, name) for item in run.items)
    )
    room = (WIDTH - WORDS) / CHARACTER
    return [
        *_wrapped(what, room / BOLD, " "),
        *_wrapped(shape, room / TEXT, " · "),
        *(_wrapped(counts, room / TEXT, " · ") if counts else []),
    ]


def _told(item: Item, letters: dict[Block, str], *, alone: bool) -> str:
    """A block by its letter, and alone its class; a layer in a part of several without "conv"."""
    if item.block:
        return f"{letters[item.block]} {item.text}" if alone else letters[item.block]
    return item.text if alone else item.text.replace("depthwise", "dw").removeprefix("conv ")


def _wrapped(text: str, most: float, at: str) -> list[str]:
    lines = [""]
    for word in text.split(at):
        longer = f"{lines[-1]}{at}{word}" if lines[-1] else word
        if len(longer) > most and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _step(came: Sequence[int], went: Sequence[int]) -> str:
    """ "/2" where a side is halved."""
    if len(came) < 3 or len(came) != len(went) or not went[-1] or went[-1] == 1:
        return ""
    step = round(came[-1] / went[-1])
    return f"/{step}" if step > 1 else ""


def _sees(fields: Sequence[ReceptiveField | None], input_shape: Sequence[int]) -> str:
    if not fields:
        return ""
    if None in fields:
        return "sees –"
    sides = input_shape[-len(fields) :]
    told = [
        "all" if field.jump == 0 and field.size >= side else f"{field.size:g}"
        for field, side in zip(fields, sides, strict=True)
        if field is not None
    ]
    return "sees " + (told[0] if len(set(told)) == 1 else "×".join(told))


def _heads(runs: Sequence[Run]) -> list[str]:
    """The stage's name where a stage begins."""
    before = [None, *(run.stage for run in runs)]
    return [run.stage if run.stage != last else "" for run, last in zip(runs, before, strict=False)]


def _map_of(run: Run) -> Sequence[int]:
    """Channels first, which an embedding puts last."""
    last = run.items[-1]
    shape = last.row.out_shape[1:]
    return shape[::-1] if last.row.kind == "Embedding" else shape


def _input_of(summary: Summary) -> Sequence[int]:
    """A line of words has one channel, which its shape leaves out."""
    shape = summary.input_shape[1:]
    return (1, *shape) if len(shape) == 1 else shape


@dataclass(frozen=True)
class _Scale:
    side: float
    """px a pixel of the input."""
    channels: float
    """px a channel."""

    @classmethod
    def of(cls, summary: Summary, runs: Sequence[Run]) -> _Scale:
        maps = [_input_of(summary), *(_map_of(run) for run in runs)]
        volumes = [_sizes(shape) for shape in maps]
        most = max((c for c, h, _ in volumes if h > 1), default=1)
        return cls(SIDE_PX / max(h for _, h, _ in volumes), CHANNELS_PX / most)

    def height(self, shape: Sequence[int]) -> float:
        _, h, w = _sizes(shape)
        return max(3.0, h * self.side) + w * self.side * RISE

    def volume(self, drawing: Drawing, shape: Sequence[int], y: float, fill: str) -> None:
        """A box: channels to the right, height down, width to the back; what is too long is cut."""
        c, h, w = _sizes(shape)
        along, tall = max(1.5, c * self.channels), max(3.0, h * self.side)
        cut = along > BAR_PX
        along = min(along, BAR_PX)
        back, rise = w * self.side * SLANT, w * self.side * RISE
        top = y + rise
        if w > 1:
            over = [(EDGE, top), (EDGE + back, y), (EDGE + back + along, y), (EDGE + along, top)]
            right = (EDGE + along, top + tall)
            beside = [
                (EDGE + along, top),
                (EDGE + along + back, y),
                (EDGE + along + back, y + tall),
                right,
            ]
            drawing.polygon(over, fill=fill, stroke="ink", width=0.8, opacity=0.25)
            drawing.polygon(beside, fill=fill, stroke="ink", width=0.8, opacity=0.6)
        drawing.rect(EDGE, top, along, tall, fill=fill, stroke="ink", width=0.8, opacity=0.4)
        if cut:
            for x in (EDGE + along * 0.6, EDGE + along * 0.6 + 4):
                drawing.line(x - 2, top + tall + 3, x + 2, top - 3, stroke="ink", width=1.2)


def _sizes(shape: Sequence[int]) -> tuple[int, int, int]:
    """Channels, height and width; words and capsules have no width."""
    if len(shape) == 3:
        return shape[0], shape[1], shape[2]
    return (shape[0], shape[1], 1) if len(shape) == 2 else (shape[0], 1, 1)


@dataclass(frozen=True)
class _Row:
    """A volume with the words beside it, under its stage's name where a stage begins."""

    run: Run
    words: Sequence[str]
    head: str
    scale: _Scale

    @property
    def height(self) -> float:
        tall = max(LINE * len(self.words) + 12, self.scale.height(_map_of(self.run)) + 14)
        return tall + (LINE + 4 if self.head else 0)

    def put(self, drawing: Drawing, y: float) -> None:
        if self.head:
            drawing.line(EDGE, y, WIDTH - EDGE, y, width=0.8)
            drawing.text(EDGE, y + LINE / 2 + 3, self.head, size=TEXT, fill="muted", anchor="start")
            y += LINE + 4
        self.scale.volume(drawing, _map_of(self.run), y + 5, _tone(self.run.items[-1]))
        for number, line in enumerate(self.words):
            bold, middle = number == 0, y + 5 + LINE * number + LINE / 2
            drawing.text(WORDS, middle, line, size=BOLD if bold else TEXT, anchor="start", bold=bold)


def _tone(item: Item) -> str:
    if item.block:
        return "green"
    if "pool" in item.text:
        return "orange"
    return "pink" if len(item.row.out_shape) == 2 else "blue"


def _title(drawing: Drawing, summary: Summary, name: str, variant: str | None) -> None:
    idle = summary.params - sum(row.params for row in summary.rows)
    drawing.text(EDGE, LINE, f"{name} ({variant})" if variant else name, size=14, anchor="start", bold=True)
    lines = (
        f"{summary.params - idle:,} parameters" + (f", {_short(idle)} more in training" if idle else ""),
        f"{summary.macs:,} multiplications (MACs)",
    )
    for number, line in enumerate(lines, start=2):
        drawing.text(EDGE, LINE * number + 3, line, size=TEXT, anchor="start")


def _short(count: int) -> str:
    """Three digits: "25.6 M"."""
    for unit, size in (("G", 1e9), ("M", 1e6), ("K", 1e3)):
        if count >= 0.9995 * size:
            return f"{count / size:.3g} {unit}" if count / size < 999.5 else f"{count / size:.0f} {unit}"
    return str(count)


def _alt(summary: Summary, name: str, runs: Sequence[Run]) -> str:
    out = crossed(summary.output_shape[1:]) if summary.output_shape else "no tensor"
    return (
        f"{name}, drawn from an input of {crossed(summary.input_shape[1:])} to {out} in {len(runs)} lines: "
        f"{_short(summary.params)} parameters and {_short(summary.macs)} multiplications."
    )


def _caption(summary: Summary, letters: dict[Block, str]) -> str:
    blocks = " Letters: blocks, drawn below; a dot is a block's input." if letters else ""
    sees = (
        " “sees”: pixels of the input that one unit reads, – where that is not known."
        if any(r.fields for r in summary.rows)
        else ""
    )
    return (
        "Volumes to scale (a thin line at least): channels to the right, pixels down and to the back; a bar "
        "with two strokes is longer than drawn. /2: a side is halved. Normalization, activations and what "
        f"else only passes on are counted with the layer before.{sees}{blocks}"
    )
