"""The judge's side: test cells see a student's functions and modules as handles, their values as copies.

A handle can be called, and `cnnkit.checks` can ask it about parameters, state and gradients. It holds nothing
of the student's: each use is a question to the other box, and the answer is plain values.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cnnkit.checks.running import Outcome
from cnnkit.grading.box.values import ValuesError, decode, encode

__all__ = ["Handle", "StudentError", "lend_names"]

Ask = Callable[[dict[str, Any]], Any]


class StudentError(Exception):
    """The student's code raised, or its process ended; the text says which."""


class Handle:
    """A function, class, module or other object that stays in the student's box."""

    def __init__(self, ask: Ask, message: dict[str, Any]) -> None:
        self.__dict__["_ask"], self.__dict__["_message"] = ask, message

    def __cnnkit_call__(self, args: tuple, kwargs: dict[str, Any], seconds: float) -> Outcome:
        told = self._tell("call", args, kwargs, seconds=seconds)
        try:
            values = {name: self._decode(told[name]) for name in Outcome.__dataclass_fields__}
            return Outcome(**values)
        except (KeyError, TypeError, ValuesError) as error:
            return Outcome(error=("DamagedAnswer",), message=str(error)[:200])

    def __cnnkit_module__(self, function: str, args: tuple, kwargs: dict[str, Any]) -> Any:
        return self._decode(self._tell("module", args, kwargs, function=function))

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        outcome = self.__cnnkit_call__(args, kwargs, 5.0)
        if outcome.error:
            raise StudentError(f"{outcome.error[0]}: {outcome.message}")
        return outcome.value

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise AttributeError(
            f"a test cannot read .{name} of a student's {self._message['kind']}: call it with plain values, "
            "or ask cnnkit.checks for its parameters, state or gradients"
        )

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
        return _answer_of(self._ask(question))

    def _decode(self, message: Any) -> Any:
        return decode(message, lambda handle: _met(self._ask, handle))


def lend_names(namespace: dict[str, Any], names: list[str], ask: Ask) -> None:
    """Give a test cell the names that it uses and that only the student's code defines.

    A name that the judge's own setup cells define is never taken from the student.
    """
    lent = namespace.setdefault("__lent__", set())
    wanted = [name for name in names if name in lent or name not in namespace]
    told = _answer_of(ask({"what": "names", "names": wanted})) if wanted else {}
    for name in wanted:
        namespace.pop(name, None)  # a new copy for each test cell: the student may have changed it since
        if name in told:
            lent.add(name)
            namespace[name] = decode(told[name], lambda handle: _met(ask, handle))


def _answer_of(told: Any) -> Any:
    if type(told) is dict and "value" in told:
        return told["value"]
    if type(told) is dict and "error" in told:
        raise StudentError(f"{told['error']}: {told.get('text', '')}")
    raise StudentError("the student's process gave no answer")


def _met(ask: Ask, message: dict[str, Any]) -> Handle:
    """A handle whose class is called like the student's, for messages such as "you returned a Net"."""
    if message.get("type") != "handle" or type(message.get("number")) is not int:
        raise ValuesError(f"not a value: {str(message)[:80]}")
    kind = str(message.get("kind"))[:40]
    message = {"type": "handle", "number": message["number"], "kind": kind}
    return type(kind if kind.isidentifier() else "Handle", (Handle,), {})(ask, message)


def _pass_on(thing: Any) -> dict[str, Any]:
    if isinstance(thing, Handle):
        return thing.__dict__["_message"]
    raise TypeError(f"a {type(thing).__name__} cannot be passed to a student's function: plain values only")
