"""One graded task: cases with points, a reference, the typical mistakes, and what is off limits."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Sequence
from fnmatch import fnmatchcase
from typing import Any

import torch

from cnnkit.checks.comparing import Finding, compare
from cnnkit.checks.running import Outcome, call, run

__all__ = ["Case", "Example", "Mistake", "grade", "self_check", "values"]

MAX_HINTS = 3
WHOLE_NUMBER = re.compile(r"(?<!\d)(?<!\d\.)\d+(?!\d|\.\d)")


class Case:
    """A hidden case: what it is worth and the arguments of the call."""

    def __init__(self, points: float, *args: Any, **kwargs: Any) -> None:
        self.points, self.args, self.kwargs = points, args, kwargs


class Example:
    """A visible case: the expected result and the arguments of the call.

    Where the call must raise, `want` is the exception class, or an exception such as `ValueError(2)` if the
    student's message must name that number.
    """

    def __init__(self, want: Any, *args: Any, **kwargs: Any) -> None:
        self.want, self.args, self.kwargs = want, args, kwargs


class Mistake:
    """A typical wrong answer: `function` computes it; who gets the same result reads `hint`.

    If it raises, it stands for answers stopped by the same error with the same message; a bare `ValueError`
    for any ValueError, `ValueError(3)` for those that name the number 3.
    """

    def __init__(self, key: str, hint: str, function: Callable[..., Any]) -> None:
        self.key, self.hint, self.function = key, hint, function


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
    mistakes: Iterable[Mistake] = (),
    off_limits: Sequence[str] = (),
    seconds: float = 5.0,
    rtol: float = 1e-4,
    atol: float = 1e-5,
) -> float:
    """Run every case, print the points and at most three hints, return the points for nbgrader.

    `student` is `lambda: the_function`, so that a missing name becomes a hint. `expected` is the reference;
    where it raises, the student's function must raise the same class, and with `raise ValueError(2)` in a
    message that names the number 2; such cases earn nothing if the function raises in all others too. A case
    whose input was overwritten earns half. Using a torch function whose name matches a pattern of
    `off_limits` ("conv*") costs all points.
    """
    total = sum(case.points for case in cases)
    function, missing = _fetch(name, student)
    if missing:
        return _report(name, 0.0, total, [missing])
    outcomes = list[Outcome]()
    for case in cases:
        outcome = run(function, case.args, case.kwargs, seconds=seconds)
        banned = _banned(outcome, off_limits)
        if banned:
            return _report(name, 0.0, total, [banned])
        outcomes.append(outcome)
        if outcome.error[:1] == ("TookTooLong",):  # the next case would take as long
            break
    wanted = [call(expected, case.args, case.kwargs) for case in cases]
    found = [_judge(o, w, rtol, atol, show=False) for o, w in zip(outcomes, wanted, strict=False)]
    with_value = [o for o, w in zip(outcomes, wanted, strict=False) if not w.error]
    answers = not with_value or any(not outcome.error for outcome in with_value)
    earned, hints = 0.0, list[Finding]()
    for case, outcome, problem in zip(cases, outcomes, found, strict=False):
        if problem is None and (answers or not outcome.error):
            earned += case.points / 2 if outcome.changed else case.points
            hints += [_changed()] if outcome.changed else []
    if any(found):
        named = _recognize(outcomes, wanted, found, cases, list(mistakes), rtol, atol)
        hints = [*named, *hints, *(problem for problem in found if problem)]
    return _report(name, earned, total, hints)


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
    right = 0
    for number, example in enumerate(examples, 1):
        outcome = run(function, example.args, example.kwargs, seconds=seconds)
        if outcome.printed.strip():
            print(f"{name}, example {number} prints:\n{textwrap.indent(outcome.printed.rstrip(), '  ')}")
        if isinstance(example.want, type) and issubclass(example.want, BaseException):
            wanted = Outcome(error=(example.want.__name__,))
        elif isinstance(example.want, BaseException):
            wanted = Outcome(error=(type(example.want).__name__,), message=str(example.want))
        else:
            wanted = Outcome(example.want)
        found = _banned(outcome, off_limits) or _judge(outcome, wanted, rtol, atol, show=True)
        if found is None and outcome.changed:
            found = _changed()
        if found:
            print(f"{name}, example {number}: {found.text}")
            if found.key in ("not-written", "took-too-long"):
                return
        right += found is None
    print(f"{name}: {right} of {len(examples)} examples right.")


def _fetch(name: str, student: Callable[[], Any]) -> tuple[Any, Finding | None]:
    try:
        return student(), None
    except NameError:
        text = f"there is no function `{name}`: is its cell missing, renamed, or did it stop with an error?"
        return None, Finding("not-defined", text)


def _banned(outcome: Outcome, off_limits: Sequence[str]) -> Finding | None:
    names = [name.split(".")[0].strip("_") for name in outcome.called]  # torch.ops has "conv2d.default"
    used = [name for name in names if any(fnmatchcase(name, pattern) for pattern in off_limits)]
    if not used:
        return None
    text = f"torch's `{used[0]}` is off limits here: it is what you are asked to build yourself."
    return Finding("off-limits", text)


def _changed() -> Finding:
    text = "your function writes into its inputs; the caller loses their data. Work on a copy."
    return Finding("input-changed", text)


def _judge(outcome: Outcome, wanted: Outcome, rtol: float, atol: float, *, show: bool) -> Finding | None:
    if wanted.error:
        if wanted.error[0] in outcome.error:
            if not wanted.message.isdecimal() or _names(outcome, wanted):
                return None
            text = f"the message of your {outcome.error[0]} does not name the right number"
            return Finding("message", text + (f": {wanted.message}." if show else "."))
        must = f"an input that makes no sense must raise {wanted.error[0]}; your function"
        if not outcome.error:
            if isinstance(outcome.value, BaseException):
                return Finding("no-error", f"{must} returned one: `raise` it instead of `return`.")
            what = "None" if outcome.value is None else "a value"
            return Finding("no-error", f"{must} returned {what}.")
        if outcome.error[0] not in ("NotImplementedError", "TookTooLong", "NotCallable"):
            return Finding("error", f"{must} stopped with {_error_text(outcome)}")
    if outcome.error:
        return _error_finding(outcome)
    return _compare(outcome.value, wanted.value, rtol, atol, show=show)


def _compare(got: Any, want: Any, rtol: float, atol: float, *, show: bool) -> Finding | None:
    """`compare` for whatever students return: sparse or meta tensors, numbers too large for a float."""
    try:
        return compare(got, want, rtol=rtol, atol=atol, show=show)
    except Exception as problem:
        text = f"your result (a {type(got).__name__}) cannot be compared: {type(problem).__name__}."
        return Finding("type", text)


def _names(outcome: Outcome, other: Outcome) -> bool:
    """Whether the number that `other` has for a message, if any, is one of those in the student's message."""
    return not other.message or other.message in WHOLE_NUMBER.findall(outcome.message)


def _error_finding(outcome: Outcome) -> Finding:
    kind = outcome.error[0]
    if kind == "NotImplementedError" and not outcome.message:  # torch raises it too, and says why
        return Finding(
            "not-written", "not written yet: put your code in place of `raise NotImplementedError()`."
        )
    message = _one_line(outcome.message)
    if kind == "TookTooLong":
        return Finding("took-too-long", f"{message}: is there a loop that never ends?")
    if kind == "NotCallable":
        return Finding("not-callable", f"the name holds a {message}, not a function.")
    return Finding("error", f"your function stopped with {_error_text(outcome)}")


def _error_text(outcome: Outcome) -> str:
    message = _one_line(outcome.message)
    line = f" (line {outcome.line} of its cell)" if outcome.line else ""
    return outcome.error[0] + (f": {message}" if message else "") + line


def _one_line(text: str) -> str:
    """A student's text, which must not look like a line of the grader's."""
    return " ".join(text.split())[:160]


def _recognize(
    outcomes: list[Outcome],
    wanted: list[Outcome],
    found: list[Finding | None],
    cases: Sequence[Case],
    mistakes: list[Mistake],
    rtol: float,
    atol: float,
) -> list[Finding]:
    """The mistakes that explain what went wrong (same wrong result, or same error), case by case.

    Where several explain a case, the one that agrees with the student in the most cases, right ones included.
    In a case where different mistakes look alike, it must agree in more than half of all cases; where an
    error should come, and any value is alike, in all.
    """
    alike = list[list[bool]]()
    for mistake in mistakes:
        wrong = [call(mistake.function, case.args, case.kwargs) for case in cases[: len(outcomes)]]
        alike.append([_alike(o, w, rtol, atol) for o, w in zip(outcomes, wrong, strict=True)])
    order = sorted(range(len(mistakes)), key=lambda m: -sum(alike[m]))
    named = list[Finding]()
    for number, problem in enumerate(found):
        if problem:
            count = len(outcomes)
            weak = _looks_like_others(cases[number], outcomes[number])
            least = count if wanted[number].error else count // 2 + 1 if weak else 1
            best = next((m for m in order if alike[m][number] and sum(alike[m]) >= least), None)
            if best is not None:
                named.append(Finding(mistakes[best].key, mistakes[best].hint))
    return named


def _looks_like_others(case: Case, outcome: Outcome) -> bool:
    """Whether the result may be the same for different reasons: an error, inf or nan, an axis of length 1."""
    if outcome.error or any(isinstance(arg, torch.Tensor) and 1 in arg.shape for arg in case.args):
        return True
    try:
        return not bool(torch.as_tensor(outcome.value).isfinite().all())
    except Exception:  # not numbers
        return False


def _alike(outcome: Outcome, wrong: Outcome, rtol: float, atol: float) -> bool:
    if wrong.error or outcome.error:
        if not wrong.message or wrong.message.isdecimal():
            return bool(wrong.error) and wrong.error[0] in outcome.error and _names(outcome, wrong)
        return (wrong.error[:1], wrong.message) == (outcome.error[:1], outcome.message)
    return _compare(outcome.value, wrong.value, rtol, atol, show=False) is None


def _report(name: str, earned: float, total: float, hints: list[Finding]) -> float:
    print(f"{name}: {earned:g} of {total:g} points")
    first = dict[str, Finding]()
    for hint in hints:
        first.setdefault(hint.key, hint)
    for hint in list(first.values())[:MAX_HINTS]:
        print(f"  hint [{hint.key}] {hint.text}")
    return round(float(earned), 2)
