"""What is wrong with one call: its outcome beside the outcome that was wanted."""

from __future__ import annotations

import re
from typing import Any

from cnnkit.checks.comparing import Finding, compare
from cnnkit.checks.running import Outcome

__all__ = ["alike", "judge"]

WHOLE_NUMBER = re.compile(r"(?<!\d)(?<!\d\.)\d+(?!\d|\.\d)")


def judge(
    outcome: Outcome, wanted: Outcome, rtol: float, atol: float, *, show: bool, places: bool = False
) -> Finding | None:
    """None if the call did what was wanted, otherwise what is wrong; `show` allows the wanted numbers,
    `places` says that whole numbers are places.
    """
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
    return _compare(outcome.value, wanted.value, rtol, atol, show=show, places=places)


def _compare(
    got: Any, want: Any, rtol: float, atol: float, *, show: bool, places: bool = False
) -> Finding | None:
    """`compare` for whatever students return: sparse or meta tensors, numbers too large for a float."""
    try:
        return compare(got, want, rtol=rtol, atol=atol, show=show, places=places)
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


def alike(outcome: Outcome, wrong: Outcome, rtol: float, atol: float) -> bool:
    """Whether a student's call and a typical mistake came to the same: the same result, or the same error."""
    if wrong.error or outcome.error:
        if not wrong.message or wrong.message.isdecimal():
            return bool(wrong.error) and wrong.error[0] in outcome.error and _names(outcome, wrong)
        return (wrong.error[:1], wrong.message) == (outcome.error[:1], outcome.message)
    return _compare(outcome.value, wrong.value, rtol, atol, show=False) is None
