"""Equal parts of a network's chain, one behind the other, as one line of a drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cnnkit.visualize.block import Block
from cnnkit.visualize.outline import Item, Outline

LONGEST = 3
"""Items that together may make a part which repeats: a depthwise convolution and the 1×1 behind it, say."""


@dataclass(frozen=True)
class Run:
    """`items` are a part of `period` items, repeated."""

    items: tuple[Item, ...]
    period: int
    stage: str

    @property
    def part(self) -> tuple[Item, ...]:
        return self.items[: self.period]

    @property
    def times(self) -> int:
        return len(self.items) // self.period


def runs_of(outline: Outline, stages: Sequence[str]) -> list[Run]:
    """The chain with repeats folded, never across the end of a stage.

    Raises `ValueError` for a stage that is none of the network's modules.
    """
    items, of = outline.items, _stages_of(outline, stages)
    runs: list[Run] = []
    place = 0
    while place < len(items):
        found = [(period, _repeats(items, of, place, period)) for period in range(1, LONGEST + 1)]
        period, times = max(found, key=lambda one: one[0] * one[1] if one[1] > 1 else 0)
        end = place + period * times
        runs.append(Run(items[place:end], period, of[place]))
        place = end
    return runs


def _stages_of(outline: Outline, stages: Sequence[str]) -> list[str]:
    """The stage of each item: the first that has not ended before it."""
    ends: dict[str, int] = {}
    for number, call in enumerate(outline.calls):
        for stage in stages:
            if f"{call.row.name}.".startswith(f"{stage}."):
                ends[stage] = number
    if missing := [stage for stage in stages if stage not in ends]:
        raise ValueError(f"the network has no {' and no '.join(missing)}; name the variant that it is")
    return [next((s for s in stages if item.call <= ends[s]), stages[-1]) for item in outline.items]


def _repeats(items: Sequence[Item], of: Sequence[str], place: int, period: int) -> int:
    """How often the next `period` items come one behind the other, within a stage."""
    part = [_sameness(item, period) for item in items[place : place + period]]
    if len(set(part)) < period:
        return 1
    times, end = 1, place + 2 * period
    while (
        end <= len(items)
        and of[end - 1] == of[place]
        and [_sameness(item, period) for item in items[end - period : end]] == part
    ):
        times, end = times + 1, end + period
    return times


def _sameness(item: Item, period: int) -> object:
    """Single layers are equal if their outputs are, too; blocks, and parts of several layers, may grow."""
    return item.key if item.block or period > 1 else (item.key, item.row.out_shape)


def letters_of(runs: Sequence[Run]) -> dict[Block, str]:
    """A letter for each block, in the order in which they appear, those inside others behind them."""
    found: dict[Block, str] = {}

    def name(block: Block | None) -> None:
        if block is not None and block not in found:
            found[block] = chr(ord("A") + len(found))
            for box in block.boxes:
                name(box.block)

    for run in runs:
        for item in run.part:
            name(item.block)
    return found
