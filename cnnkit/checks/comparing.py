"""Compare a result with what was expected, and say in one sentence what is different.

Where the expected values are secret (`show=False`), a message tells where and how the result differs, never
by what number it would be right.
"""

from __future__ import annotations

import numbers
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

__all__ = ["Finding", "compare"]


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: a short `key` for statistics and banks, and the sentence the student reads."""

    key: str
    text: str


def compare(
    got: Any,
    want: Any,
    *,
    rtol: float = 1e-4,
    atol: float = 1e-5,
    show: bool = True,
    places: bool = False,
    where: str = "your result",
) -> Finding | None:
    """None if `got` is as good as `want`, otherwise the first difference in type, shape, dtype, then value.

    A tensor is wanted as a tensor, of float32 or float64 alike; a number as any Python, numpy or zero-
    dimensional number (a whole one must be whole in type too: 4, not 4.0); a list or tuple as either.
    `atol` counts in units of the largest expected value when that is above 1. With `places` whole numbers say
    where something is, so that a wrong one is neither too large nor too small.
    """
    if isinstance(want, torch.Tensor) and want.ndim == 0:
        want = want.item()
    if want is None or isinstance(want, str | bool):
        return _compare_plain(got, want, show, where)
    if isinstance(want, torch.Tensor):
        if not isinstance(got, torch.Tensor):
            return _type_finding(got, "a torch tensor", where)
        return _compare_tensors(got.detach(), want.detach(), rtol, atol, show, where)
    if isinstance(want, numbers.Number | np.generic):
        return _compare_numbers(got, want, rtol, atol, show, where, places)
    if isinstance(want, list | tuple):
        if not isinstance(got, list | tuple):
            return _type_finding(got, f"a {type(want).__name__} of {len(want)}", where)
        if len(got) != len(want):
            return Finding("length", f"{where} has {len(got)} entries, expected {len(want)}.")
        for i, (one, other) in enumerate(zip(got, want, strict=True)):
            found = compare(
                one, other, rtol=rtol, atol=atol, show=show, places=places, where=f"entry {i} of {where}"
            )
            if found:
                return found
        return None
    raise ValueError(
        f"cannot compare with a {type(want).__name__}; legal: tensor, number, bool, str, None, list, tuple"
    )


def _type_finding(got: Any, wanted: str, where: str) -> Finding:
    if got is None:
        return Finding("none", f"{where} is None, expected {wanted}: is there a `return` at the end?")
    text = f"{where} is of type {type(got).__name__}, expected {wanted}."
    if type(got).__module__ == "torch.return_types":
        text += " With an axis, torch gives two tensors, the values and their places: take `.values`."
    elif isinstance(got, np.ndarray) and "tensor" in wanted:
        text += " torch.from_numpy turns a numpy array into a tensor."
    elif isinstance(got, list | tuple) and "tensor" in wanted:
        text += " torch.tensor turns a list of numbers into a tensor, torch.stack a list of tensors."
    elif isinstance(got, torch.Tensor) and "a list" in wanted:
        text += " `.tolist()` turns a tensor into a list."
    elif isinstance(got, Iterator):
        text += " With `yield` nothing is computed until somebody asks: collect the parts and `return`."
    return Finding("type", text)


def _compare_plain(got: Any, want: Any, show: bool, where: str) -> Finding | None:
    if isinstance(want, bool) and isinstance(got, np.bool_):
        got = bool(got)
    if type(got) is not type(want):
        wanted = "None" if want is None else f"a {type(want).__name__}"
        if want is None and got is not None:
            return Finding(
                "not-none", f"{where} is of type {type(got).__name__}, but this case has no answer: None."
            )
        return _type_finding(got, wanted, where)
    if got == want:
        return None
    return Finding("value", f"{where} is wrong" + (f": {got!r}, expected {want!r}." if show else "."))


def _compare_numbers(
    got: Any, want: Any, rtol: float, atol: float, show: bool, where: str, places: bool
) -> Finding | None:
    whole = isinstance(want, numbers.Integral)
    wanted = "a whole number (int)" if whole else "a number"
    if isinstance(got, torch.Tensor | np.ndarray):
        if tuple(got.shape) != ():
            return Finding("shape", f"{where} has shape {tuple(got.shape)}, expected one number.")
        got = got.item()
    if isinstance(got, bool | np.bool_) or not isinstance(got, numbers.Real | np.floating):
        return _type_finding(got, wanted, where)
    if whole and not isinstance(got, numbers.Integral):
        return Finding("type", f"{where} is {got!r}, a {type(got).__name__}; expected {wanted}.")
    value, target = float(got), float(want)
    if not np.isfinite(value) and np.isfinite(target):
        zero = "" if np.isnan(value) else ", or the logarithm of 0 was taken"
        return Finding(
            "not-finite", f"{where} is {value}: something overflowed or was divided by zero{zero}."
        )
    if whole:
        right = int(got) == int(want)  # type: ignore[arg-type]
    else:
        close = np.isfinite(target) and abs(value - target) <= atol * max(1.0, abs(target)) + rtol * abs(
            target
        )
        right = value == target or close or (np.isnan(value) and np.isnan(target))
    if right:
        return None
    if places and whole and not show:
        return Finding("value", f"{where} is {got}: another belongs there.")
    side = "too large" if value > target else "too small"
    return Finding("value", f"{where} is {got}, " + (f"expected {want}." if show else f"{side}."))


def _compare_tensors(
    got: torch.Tensor, want: torch.Tensor, rtol: float, atol: float, show: bool, where: str
) -> Finding | None:
    if got.shape != want.shape:
        return Finding("shape", _shape_text(tuple(got.shape), tuple(want.shape), where))
    wanted = "float32 or float64" if want.is_floating_point() else "a whole-number dtype such as int64"
    whole = not (got.is_floating_point() or got.is_complex() or got.dtype == torch.bool)
    fits = got.dtype in (torch.float32, torch.float64) if want.is_floating_point() else whole
    if not fits:
        text = f"{where} has dtype {str(got.dtype).removeprefix('torch.')}, expected {wanted}."
        return Finding("dtype", text + (" What stands after the point is lost." if whole else ""))
    if got.layout != torch.strided:
        return Finding("type", f"{where} is a sparse tensor, expected a dense one: `.to_dense()`.")
    one, other = got.cpu().double(), want.double()  # in this order: some devices have no float64
    if bool(other.isfinite().all()) and not bool(one.isfinite().all()):
        bad = int((~one.isfinite()).sum())
        return Finding(
            "not-finite", f"{where} holds {bad} inf or nan of {one.numel()} values: overflow, log 0 or 0/0?"
        )
    scale = max(1.0, float(other[other.isfinite()].abs().max())) if bool(other.isfinite().any()) else 1.0
    wrong = ~torch.isclose(one, other, rtol=rtol, atol=atol * scale, equal_nan=True)
    if not bool(wrong.any()):
        return None
    at = tuple(int(i) for i in wrong.nonzero()[0])
    text = f"{where} has the right shape, but {int(wrong.sum())} of {wrong.numel()} values differ"
    text += f", the first at {list(at)}"
    if show:
        text += f": {one[at].item():.6g}, expected {other[at].item():.6g}"
    return Finding("value", text + "." + _pattern_text(one, other, rtol, atol * scale))


def _shape_text(got: tuple[int, ...], want: tuple[int, ...], where: str) -> str:
    text = f"{where} has shape {got}, expected {want}"
    if sorted(got) == sorted(want):
        return text + ": are the axes swapped?"
    if tuple(n for n in got if n != 1) == tuple(n for n in want if n != 1):
        return text + ": is an axis of length 1 too many or missing?"
    if len(got) != len(want):
        few = "missing" if len(got) < len(want) else "too many"
        return text + f": an axis is {few}."
    return text + "."


def _pattern_text(got: torch.Tensor, want: torch.Tensor, rtol: float, atol: float) -> str:
    """What a wrong result has in common with the right one, where it is simple to see."""

    def close(a: torch.Tensor, b: torch.Tensor) -> bool:
        return a.shape == b.shape and bool(torch.isclose(a, b, rtol=rtol, atol=atol).all())

    if close(got, -want):
        return " The sign is the other way round" + (" everywhere." if got.numel() > 1 else ".")
    if got.numel() < 2:
        return ""
    if got.ndim >= 2 and close(got.transpose(-1, -2), want):
        return " It would fit with the last two axes swapped."
    wrong = ~torch.isclose(got, want, rtol=rtol, atol=atol)
    if bool(wrong.all()) and close(got - got.mean(), want - want.mean()):
        return " Every value is off by the same amount."
    if close(got.flatten().sort().values, want.flatten().sort().values):
        return " These are the right numbers in other places."
    big = want.abs().argmax()
    ratio = got.flatten()[big] / want.flatten()[big]
    if bool(ratio.isfinite()) and float(ratio.abs()) > 1e-6 and close(got, want * ratio):
        return " Every value is off by the same factor."
    return _place_text(wrong, want)


def _place_text(wrong: torch.Tensor, want: torch.Tensor) -> str:
    """Where all differences are, if that can be said in one sentence."""
    if bool(((want < 0) == wrong).all()) and not bool(wrong.all()):
        return " They are those that should be negative."
    for axis, length in enumerate(wrong.shape):
        rows = wrong.movedim(axis, 0).flatten(1).any(1) if wrong.ndim > 1 else wrong
        if length > 2 and int(rows.sum()) == 1:
            return f" They all lie at index {int(rows.nonzero()[0])} of axis {axis}."
        if length > 1 and not bool(rows[0]) and bool(rows[1:].all()):
            return f" Only index 0 of axis {axis} is right."
    return ""
