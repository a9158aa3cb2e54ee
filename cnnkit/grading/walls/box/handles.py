"""The judge's side: test cells see a student's functions and modules as handles, their values as copies.

A handle can be called, and `cnnkit.checks` can ask it about parameters, state and gradients. It holds nothing
of the student's: each use is a question to the other box, and the answer is plain values.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from cnnkit import checks
from cnnkit.checks.running import Outcome
from cnnkit.grading.walls.box.values import ValuesError, decode, encode

__all__ = ["Handle", "StudentError", "give_back", "lend_names"]

Ask = Callable[[dict[str, Any], str, float], Any]
"""A question, its kind, and after how many seconds the student's process is interrupted."""

CALL_S, OTHER_S = 5.0, 10.0
ASK_INSTEAD = (
    "call it with plain values, or ask cnnkit.checks for its parameters, state, gradients or training_modes"
)


ENDS_A_LOOP = (StopIteration, StopAsyncIteration)
"""A test that goes through `map(student, cases)` would take one for the end of the cases, and pass."""


class StudentError(Exception):
    """The student's code raised, or its process ended: the error's name and its text."""

    def __str__(self) -> str:
        return ": ".join(part for part in self.args if part)


class Handle:
    """A function, class, module or other object that stays in the student's box."""

    def __init__(self, ask: Ask, message: dict[str, Any]) -> None:
        self.__dict__["_ask"], self.__dict__["_message"] = ask, message

    def __cnnkit_call__(self, args: tuple, kwargs: dict[str, Any], seconds: float) -> Outcome:
        try:
            told = self._tell("call", args, kwargs, seconds=seconds)
            outcome = Outcome(**{name: self._decode(told[name]) for name in Outcome.__dataclass_fields__})
            _check(outcome)
        except StudentError as error:
            return Outcome(error=(error.args[0],), message=error.args[1])
        except (KeyError, TypeError, ValuesError, RecursionError) as error:
            return Outcome(error=("DamagedAnswer",), message=str(error)[:200])
        return outcome

    def __cnnkit_module__(self, function: str, args: tuple, kwargs: dict[str, Any]) -> Any:
        try:
            return self._decode(self._tell("module", args, kwargs, function=function))
        except (ValuesError, RecursionError) as error:
            raise StudentError("DamagedAnswer", f"{function}() got {error}") from None

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        outcome = self.__cnnkit_call__(args, kwargs, CALL_S)
        if outcome.error:
            raise _same_error(outcome)
        return outcome.value

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        kind = self._message["kind"]
        raise AttributeError(f"a test cannot read .{name} of a student's {kind}: {ASK_INSTEAD}")

    def __getitem__(self, key: Any) -> Any:
        raise TypeError(f"a test cannot look into a student's {self._message['kind']}: {ASK_INSTEAD}")

    def __len__(self) -> int:
        return self[0]

    def __iter__(self) -> Any:
        return self[0]

    def __bool__(self) -> bool:
        return True

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"a test cannot set .{name} of a student's {self._message['kind']}")

    def __repr__(self) -> str:
        return f"<the student's {self._message['kind']}>"

    def _tell(self, what: str, args: tuple, kwargs: dict[str, Any], **more: Any) -> Any:
        question = {
            "what": what,
            "handle": self._message,
            "args": encode(args, _pass_on),
            "kwargs": encode(kwargs, _pass_on),
            **more,
        }
        return _answer_of(self._ask(question, what, float(more.get("seconds", OTHER_S))))

    def _decode(self, message: Any) -> Any:
        return decode(message, lambda handle: _met(self._ask, handle))


def lend_names(namespace: dict[str, Any], names: list[str], ask: Ask) -> None:
    """Give a test cell the names that it uses and that only the student's code defines.

    A name that the judge's own setup cells define is never taken from the student, and neither is `grade`:
    where no locked cell imports it, the judge's own is meant, not a student's that gives points.
    """
    for name, own in (("checks", checks), ("grade", checks.grade), ("self_check", checks.self_check)):
        namespace.setdefault(name, own)
    lent = namespace.setdefault("__lent__", [])
    wanted = [name for name in names if name not in namespace]
    told = _answer_of(ask({"what": "names", "names": wanted}, "names", OTHER_S)) if wanted else {}
    if type(told) is not dict:
        raise StudentError("DamagedAnswer", "no names")
    for name in wanted:
        if name in told:
            lent.append(name)
            namespace[name] = decode(told[name], lambda handle: _met(ask, handle))


def give_back(namespace: dict[str, Any]) -> None:
    """Take out what was lent: the next test cell gets new copies, and a setup cell must not see any."""
    for name in namespace.pop("__lent__", []):
        namespace.pop(name, None)


def _check(outcome: Outcome) -> None:
    """The student's process can say anything; what `cnnkit.checks` computes with must be of its kind."""
    for name, kind in (("message", str), ("line", int), ("changed", bool), ("printed", str)):
        if type(getattr(outcome, name)) is not kind:
            raise ValuesError(f"{name} is no {kind.__name__}")
    for texts in (outcome.error, outcome.called):
        if type(texts) is not tuple or any(type(text) is not str for text in texts):
            raise ValuesError("names that are none")
    if not all(name.isidentifier() for name in outcome.error):  # they are printed, and hints are read there
        raise ValuesError("an error whose name is none")


def _same_error(outcome: Outcome) -> StudentError:
    """An error that `except ValueError` catches in a test if the student's function raised one."""
    for name in outcome.error:
        kind = getattr(builtins, name, None)
        if isinstance(kind, type) and issubclass(kind, Exception) and not issubclass(kind, ENDS_A_LOOP):
            both = type(name, (StudentError, kind), {"__str__": lambda self: outcome.message})
            with suppress(TypeError):  # some take arguments of their own
                return both(outcome.error[0], outcome.message)
    return StudentError(outcome.error[0], outcome.message)


def _answer_of(told: Any) -> Any:
    if type(told) is dict and "value" in told:
        return told["value"]
    if type(told) is dict and "error" in told:
        name, text = told["error"], told.get("text", "")
        if type(name) is type(text) is str:
            raise StudentError(name[:100] if name.isidentifier() else "Error", text[:500])
    raise StudentError("DamagedAnswer", "the student's process gave no answer")


def _met(ask: Ask, message: dict[str, Any]) -> Handle:
    """A handle whose class is called like the student's, for messages such as "you returned a Net"."""
    if message.get("type") != "handle" or type(message.get("number")) is not int:
        raise ValuesError("neither a value nor a handle")
    kind = message.get("kind")
    kind = kind[:40] if type(kind) is str else ""
    message = {"type": "handle", "number": message["number"], "kind": kind}
    return type(kind if kind.isidentifier() else "Handle", (Handle,), {})(ask, message)


def _pass_on(thing: Any) -> dict[str, Any]:
    if isinstance(thing, Handle):
        return thing.__dict__["_message"]
    raise TypeError(f"a {type(thing).__name__} cannot be passed to a student's function: plain values only")
