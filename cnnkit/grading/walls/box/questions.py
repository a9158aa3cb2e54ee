"""The student's side of the judge: looks names up, calls functions, reads modules.

It runs in the student's process, so the student can make it say anything; what it says is data to the judge,
never code, and to earn points it must be right.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from cnnkit.checks import modules
from cnnkit.checks.running import Outcome, run_here
from cnnkit.grading.walls.box.values import decode, encode

__all__ = ["answer"]

_LENT = list[Any]()
"""What handles stand for, by their number."""


def answer(question: dict[str, Any], namespace: dict[str, Any]) -> dict[str, Any]:
    """JSON for a question from handles.py; an error's name and text if there is no answer."""
    try:
        return {"value": _ANSWERS[question["what"]](question, namespace)}
    except BaseException as error:  # KeyboardInterrupt too: the grader's clock rang
        try:
            return {"error": type(error).__name__, "text": str(error)[:500]}
        except Exception:  # its own __str__ raises
            return {"error": "Exception", "text": ""}


def _names(question: dict[str, Any], namespace: dict[str, Any]) -> Any:
    return {name: encode(namespace[name], _lend) for name in question["names"] if name in namespace}


def _call(question: dict[str, Any], _: dict[str, Any]) -> Any:
    args, kwargs = decode(question["args"], _meet), decode(question["kwargs"], _meet)
    outcome = run_here(_meet(question["handle"]), args, kwargs, seconds=question["seconds"])
    return {field.name: encode(getattr(outcome, field.name), _lend) for field in fields(Outcome)}


def _module(question: dict[str, Any], _: dict[str, Any]) -> Any:
    function = modules.QUESTIONS[question["function"]]
    args, kwargs = decode(question["args"], _meet), decode(question["kwargs"], _meet)
    return encode(function(_meet(question["handle"]), *args, **kwargs), _lend)


_ANSWERS = {"names": _names, "call": _call, "module": _module}


def _lend(thing: Any) -> dict[str, Any]:
    _LENT.append(thing)
    return {"type": "handle", "number": len(_LENT) - 1, "kind": type(thing).__name__}


def _meet(handle: dict[str, Any]) -> Any:
    return _LENT[handle["number"]]
