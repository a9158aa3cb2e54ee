"""A batch axis that changes on the way: the network runs, and mixes or splits its images."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from torch import Tensor

from cnnkit.summary.edits import Edit
from cnnkit.summary.failing import Failing
from cnnkit.summary.failure import Try, explain_failure
from cnnkit.summary.inputs import leaves
from cnnkit.summary.notes import note_of
from cnnkit.summary.origin import makers, source
from cnnkit.summary.trace import Trace


def batch_remarks(trace: Trace, out: Any, tried: Try) -> Iterator[str]:
    """A sentence for each output whose first axis is neither 1 nor that of the first input."""
    n = trace.inputs[0].shape[0]
    for name, tensor in leaves(out, Tensor):
        note, shape = note_of(tensor), tuple(tensor.shape)
        if note.origin is None or not shape or shape[0] in (1, n):
            continue
        steps = (m for m in makers(note) if m.sources and m.sources[0][0][:1] == (n,) != m.shape[:1])
        step = next(steps, None)
        if step is None:
            continue
        which = f"output {name}" if name else "the output"
        before, made = step.sources[0]
        yield (
            f"The batch of {n} became {shape[0]} in {which}: {step.label or step.kind} makes {step.shape} of "
            f"{before} from {source(made)}."
            f"{_cure(step.place, tried, n, name)}"
        )


def _cure(place: int, tried: Try, n: int, name: str) -> str:
    edit = Edit("x.flatten(1) there", operations={place: lambda a: a["self"].flatten(1)})
    trace, out, error = tried(edit)
    fix, outputs = "", dict(leaves(out, Tensor))
    if error is not None and trace.calls:
        behind = explain_failure(trace, error, lambda more: tried(edit.then(more, "")))
        if not behind.fix:
            return ""
        fix = f"; then {Failing.of(trace, error).label}: {behind.fix}"
    elif name not in outputs or outputs[name].shape[0] != n:
        return ""
    return f" Likely fix: {edit.words}{fix}."
