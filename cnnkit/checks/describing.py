"""The arguments of a case in words: shapes and plain numbers, never the contents of a tensor; and which of
them tells right from wrong.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import torch

from cnnkit.checks.recognizing import Case, Example, Trial

__all__ = ["describe", "tell_apart"]

LONGEST = 70


def describe(case: Case | Example, reference: Callable[..., Any]) -> str:
    """ "x of shape (3, 5), stride=2"; names are those of `reference`'s parameters. "" if nothing is known."""
    try:
        named = inspect.signature(reference).bind(*case.args, **case.kwargs).arguments
    except (TypeError, ValueError):  # a builtin without a signature
        return ""
    return ", ".join(part for name, value in named.items() if (part := _say(name, value)))


def _say(name: str, value: Any) -> str:
    if isinstance(value, torch.Tensor):
        double = " (float64)" if value.dtype == torch.float64 else ""
        return f"{name} of shape {tuple(value.shape)}{double}"
    if _holds_a_tensor(value):
        return f"{name} of {len(value)} entries"
    if value is None or isinstance(value, bool | int | float | str | list | tuple):
        text = f"{name}={value!r}"
        return text if len(text) <= LONGEST else text[:LONGEST] + " …"
    return ""


def _holds_a_tensor(value: Any) -> bool:
    """Whether a list or tuple has a tensor in it, at any depth."""
    return isinstance(value, list | tuple) and any(
        isinstance(item, torch.Tensor) or _holds_a_tensor(item) for item in value
    )


def tell_apart(trials: list[Trial], reference: Callable[..., Any]) -> str:
    """A sentence about the one argument by which right and wrong trials can be told apart; "" if none can.

    Looked at are values that switch something off (0, 1, False), names such as a mode, float64, and the
    strides and paddings of layers. Trials that must raise say nothing here.
    """
    right, wrong = list[dict[str, Any]](), list[dict[str, Any]]()
    for trial in trials:
        if not trial.wanted.error:
            (wrong if trial.problem else right).append(_features(trial.case, reference))
    for name in (wrong or [{}])[0] if len(right) > 1 else ():
        good, bad = [row.get(name) for row in right], [row.get(name) for row in wrong]
        if len(set(bad)) == 1 and _switches(bad[0]) and bad[0] not in good and isinstance(bad[0], str | bool):
            return f" Only cases with {_with(name, bad[0])} are wrong."
        for value in {value for value in good if _switches(value)} - set(bad):
            on = len(good) - good.count(value)  # right although it is switched on
            if good.count(value) > 1 and 2 * on < len(bad):
                return _where_to_look(name, value)
    return ""


def _where_to_look(name: str, value: Any) -> str:
    """What to say where no case with this value is wrong."""
    if isinstance(value, bool) and (" " in name or name == "float64") and not value:
        return f" Cases without {name} are right; look at what {name} does."
    others = "the others" if isinstance(value, str | bool) else f"cases with {name} above {value}"
    return f" No case with {_with(name, value)} is wrong: look at {others}."


def _with(name: str, value: Any) -> str:
    if isinstance(value, bool) and (" " in name or name == "float64"):
        return name if value else f"no {name.removeprefix('a ')}"
    return f"{name}={value!r}"


def _switches(value: Any) -> bool:
    return isinstance(value, str | bool) or value in (0, 1)


def _features(case: Case | Example, reference: Callable[..., Any]) -> dict[str, Any]:
    try:
        bound = inspect.signature(reference).bind(*case.args, **case.kwargs)
    except (TypeError, ValueError):
        return {}
    bound.apply_defaults()
    features = {n: v for n, v in bound.arguments.items() if isinstance(v, bool | int | str)}
    tensors = [v for v in bound.arguments.values() if isinstance(v, torch.Tensor)]
    if any(tensor.is_floating_point() for tensor in tensors):
        features["float64"] = any(tensor.dtype == torch.float64 for tensor in tensors)
    layers = bound.arguments.get("layers")
    if layers is not None:
        features["a padding above 0 in a layer"] = any(p > 0 for *_, p in layers)
        features["a stride above 1 in a layer"] = any(s > 1 for _, s, _ in layers)
    return features
