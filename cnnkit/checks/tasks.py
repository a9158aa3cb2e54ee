"""One graded task: cases with points, a reference, the typical mistakes, and what is off limits."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Sequence
from fnmatch import fnmatchcase
from typing import Any

import torch

from cnnkit.checks.comparing import Finding
from cnnkit.checks.describing import describe, tell_apart
from cnnkit.checks.judging import judge
from cnnkit.checks.recognizing import Case, Example, Mistake, Symptom, Trial, recognize
from cnnkit.checks.recording import SWITCHED_OFF
from cnnkit.checks.running import Outcome, call, run
from cnnkit.checks.surroundings import foreign_imports

__all__ = ["grade", "self_check", "values"]

MAX_HINTS = 3
IDEA, EDGE, EXAMPLE = 0.5, 0.7, 0.9
"""At most this share for a wrong idea, at least for a missed edge, at most where an example fails."""

SAME_EVERYWHERE = {"not-written", "not-callable"}
"""Findings that do not depend on the case."""


def values(
    seed: int, *shape: int, low: float = -2.0, high: float = 2.0, dtype: torch.dtype = torch.float32
) -> torch.Tensor:
    """A tensor of `shape` with uniform values in [low, high), the same for the same seed on every machine."""
    generator = torch.Generator().manual_seed(seed)
    return (torch.rand(*shape, generator=generator, dtype=torch.float64) * (high - low) + low).to(dtype)


def grade(
    name: str,
    student: Callable[[], Any],
    cases: Sequence[Case],
    *,
    expected: Callable[..., Any],
    examples: Sequence[Example] = (),
    mistakes: Iterable[Mistake] = (),
    symptoms: Sequence[Symptom] = (),
    off_limits: Sequence[str] = (),
    seconds: float = 5.0,
    rtol: float = 1e-4,
    atol: float = 1e-5,
    places: bool = False,
) -> float:
    """Run every case and example, print the points and at most three hints, return the points for nbgrader.

    `student` is `lambda: the_function`, so that a missing name becomes a hint. `expected` is the reference;
    where it raises, the student's function must raise the same class, and with `raise ValueError(2)` in a
    message that names the number 2; such cases earn nothing if the function raises in all others too. A
    function that overwrites an input earns half. Using a torch function whose name matches a pattern of
    `off_limits` ("conv*") costs all points. `examples` are those of the self-check: they earn nothing, but
    who fails one earns at most nine tenths. A recognized wrong idea earns at most half, a missed edge at
    least seven tenths (see `Mistake`). With `places` the whole numbers of a result are places (rows,
    indices): a hint calls none of them too large.
    """
    total = sum(case.points for case in cases)
    function, missing = _fetch(name, student)
    if missing:
        return _report(name, 0.0, total, [missing])
    trials = list[Trial]()
    for case in (*cases, *examples):
        outcome = run(function, case.args, case.kwargs, seconds=seconds)
        banned = _banned(outcome, off_limits)
        if banned:
            return _report(name, 0.0, total, [banned])
        wanted = call(expected, case.args, case.kwargs)
        trials.append(
            Trial(case, outcome, wanted, judge(outcome, wanted, rtol, atol, show=False, places=places))
        )
        if outcome.error[:1] == ("TookTooLong",):  # the next case would take as long
            break
    named = recognize(trials, list(mistakes), rtol, atol) if any(t.problem for t in trials) else []
    return _report(name, _points(trials, named, total), total, _hints(trials, named, symptoms, expected))


def _points(trials: list[Trial], named: list[Mistake | None], total: float) -> float:
    with_value = [trial for trial in trials if not trial.wanted.error]
    answers = not with_value or any(not trial.outcome.error for trial in with_value)
    earned = 0.0
    for trial in trials:
        if isinstance(trial.case, Case) and not trial.problem and (answers or not trial.outcome.error):
            earned += trial.case.points
    if any(trial.outcome.changed for trial in trials):
        earned /= 2
    why = [mistake for trial, mistake in zip(trials, named, strict=False) if trial.problem]
    if why and all(mistake and mistake.edge for mistake in why):
        earned = max(earned, EDGE * total)
    if any(mistake and not mistake.edge for mistake in why):
        earned = min(earned, IDEA * total)
    if any(isinstance(trial.case, Example) and trial.problem for trial in trials):
        earned = min(earned, EXAMPLE * total)
    return earned


def _hints(
    trials: list[Trial],
    named: list[Mistake | None],
    symptoms: Sequence[Symptom],
    expected: Callable[..., Any],
) -> list[Finding]:
    """A changed input first, for it may be the cause of the rest; then the mistakes, the one that explains
    most before the others; then what nothing explains, each with the arguments of its case and what is known
    of it: a symptom, or an argument that tells right from wrong.
    """
    hints = [_changed()] if any(trial.outcome.changed for trial in trials) else []
    known = [mistake for mistake in named if mistake]
    keys = [mistake.key for mistake in known]
    hints += [Finding(m.key, m.hint) for m in sorted(known, key=lambda m: -keys.count(m.key))]
    none_is_legal = any(t.wanted.value is None and not t.wanted.error for t in trials)
    examples, apart = [t for t in trials if isinstance(t.case, Example)], tell_apart(trials, expected)
    for number, trial in enumerate(trials):
        if trial.problem and not (named and named[number]):
            problem, at = _without_return(trial.problem, none_is_legal), describe(trial.case, expected)
            if trial in examples:
                at = f"example {examples.index(trial) + 1} of the self-check, {at}"
            where = f"for {at}: " if at and problem.key not in SAME_EVERYWHERE else ""
            wrong_value = problem.key == "value"
            symptom = next((s for s in symptoms if wrong_value and s.seen_in(trial)), None)
            text = symptom.hint if symptom else problem.text + (apart if where else "")
            hints.append(Finding(symptom.key if symptom else problem.key, where + text))
    return hints


def self_check(
    name: str,
    student: Callable[[], Any],
    examples: Sequence[Example],
    *,
    off_limits: Sequence[str] = (),
    seconds: float = 5.0,
    rtol: float = 1e-4,
    atol: float = 1e-5,
) -> None:
    """Try the visible examples and print, with the numbers, what is not right yet. Never raises."""
    function, missing = _fetch(name, student)
    if missing:
        print(f"{name}: {missing.text}")
        return
    for module in foreign_imports(function):
        print(
            f"{name}: the grader does not have `{module}`. A cell that imports it stops there, and so does a "
            "function that uses it. Put what needs it into a cell of your own."
        )
    right, none_is_legal = 0, any(example.want is None for example in examples)
    for number, example in enumerate(examples, 1):
        outcome = run(function, example.args, example.kwargs, seconds=seconds)
        if outcome.printed.strip():
            print(f"{name}, example {number} prints:\n{textwrap.indent(outcome.printed.rstrip(), '  ')}")
        found = _banned(outcome, off_limits) or judge(outcome, _wanted(example), rtol, atol, show=True)
        if outcome.changed:
            found = _changed()
        if found:
            print(f"{name}, example {number}: {_without_return(found, none_is_legal).text}")
            if found.key in ("not-written", "took-too-long"):
                return
        right += found is None
    print(f"{name}: {right} of {len(examples)} examples right.")


def _wanted(example: Example) -> Outcome:
    if isinstance(example.want, type) and issubclass(example.want, BaseException):
        return Outcome(error=(example.want.__name__,))
    if isinstance(example.want, BaseException):
        return Outcome(error=(type(example.want).__name__,), message=str(example.want))
    return Outcome(example.want)


def _fetch(name: str, student: Callable[[], Any]) -> tuple[Any, Finding | None]:
    try:
        return student(), None
    except NameError:
        text = f"there is no function `{name}`: is its cell missing, renamed, or did it stop with an error?"
        return None, Finding("not-defined", text)


def _banned(outcome: Outcome, off_limits: Sequence[str]) -> Finding | None:
    if off_limits and SWITCHED_OFF in outcome.called:
        text = "your function goes round the record of torch's functions, and some are off limits here."
        return Finding("off-limits", text)
    names = [name.split(".")[0].strip("_") for name in outcome.called]  # torch.ops has "conv2d.default"
    used = [name for name in names if any(fnmatchcase(name, pattern) for pattern in off_limits)]
    if not used:
        return None
    text = f"torch's `{used[0]}` is off limits here: it is what you are asked to build yourself."
    return Finding("off-limits", text)


def _changed() -> Finding:
    text = "your function writes into its inputs; the caller loses their data. Work on a copy."
    return Finding("input-changed", text)


def _without_return(found: Finding, none_is_legal: bool) -> Finding:
    """Where None is an answer in other cases, nobody forgot a `return`."""
    if found.key != "none" or not none_is_legal:
        return found
    return Finding("none", "your result is None, but here there is an answer.")


def _report(name: str, earned: float, total: float, hints: list[Finding]) -> float:
    print(f"{name}: {earned:g} of {total:g} points")
    first = dict[str, Finding]()
    for hint in hints:
        first.setdefault(hint.key, hint)
    for hint in list(first.values())[:MAX_HINTS]:
        print(f"  hint [{hint.key}] {hint.text}")
    return round(float(earned), 2)
