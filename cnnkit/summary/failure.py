"""When a network does not fit together: which layer, both shapes, and a fix that has been tried."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cnnkit.summary.edits import NO_EDIT, Edit
from cnnkit.summary.failing import Advice, Failing
from cnnkit.summary.joins import join_advice
from cnnkit.summary.layers import layer_advice
from cnnkit.summary.row import Shape
from cnnkit.summary.trace import Trace

Try = Callable[[Edit], tuple[Trace, Any, Exception | None]]
STEPS = 4
"""How many faults of one network are followed, one behind the other."""


class SummaryError(ValueError):
    """A network that cannot run on the given input.

    Attributes:
        layer: name of the layer that cannot run, as in `named_modules()`.
        in_shape: the shape that reached it.
        fix: the likely fix, or "". It has been tried: with it the layer runs, and where "then" names further
            changes, the network does.
    """

    def __init__(self, layer: str, in_shape: Shape, problem: str, fix: str = "") -> None:
        super().__init__(f"{layer}: {problem}{f' Likely fix: {fix}.' if fix else ''}")
        self.layer = layer
        self.in_shape = in_shape
        self.fix = fix


def explain_failure(trace: Trace, error: Exception, tried: Try) -> SummaryError:
    """The error in words, from the module that was running and the operation that failed."""
    if not trace.calls:
        return SummaryError("input", (), f"the network cannot be called: {error}.")
    failing = Failing.of(trace, error)
    advice = _advice(failing)
    fix = tried_fix(advice, failing, tried, NO_EDIT, STEPS)
    return SummaryError(failing.label, failing.shape, advice.problem, fix)


def _advice(failing: Failing) -> Advice:
    return layer_advice(failing) or join_advice(failing)


def tried_fix(advice: Advice, failing: Failing, tried: Try, done: Edit, steps: int) -> str:
    """The words of those edits with which the failing layer runs, and of what is to be changed behind it."""
    good: list[str] = []
    kinds: set[str] = set()
    for edit in advice.edits:
        if len(good) == advice.most:
            break
        if edit.instead and edit.instead in kinds:
            continue
        both = done.then(edit, edit.words)
        trace, _, error = tried(both)
        if not failing.is_passed_in(trace, error):
            continue
        kinds.add(edit.instead)
        words = edit.words
        if error is not None and steps > 1 and trace.calls:
            behind = Failing.of(trace, error)
            more = tried_fix(_advice(behind), behind, tried, both, steps - 1)
            words += f"; then {behind.label}: {more}" if more else ""
        good.append(words)
    return ", or ".join(good)
