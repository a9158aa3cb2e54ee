"""What may cross between the student's box and the judge's: plain values, as JSON.

    None, bool, int, float, str          themselves
    complex, tuple, list, set, dict, slice, bytes, torch.dtype
    what is derived from these           as the plain kind: a named tuple or a torch.Size is a tuple
    torch tensors and numpy arrays       dtype, shape and the numbers

Everything else stays where it is, and a handle crosses in its place. No pickle: nothing that comes out of a
student's box is ever executed, and what is malformed raises `ValuesError`.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

__all__ = ["ValuesError", "decode", "encode"]

MOST_BYTES = 64 << 20
MOST_AXES = 32
DTYPES = {
    str(dtype).removeprefix("torch."): dtype
    for dtype in (
        torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.int16,
        torch.int8, torch.uint8, torch.bool, torch.complex64, torch.complex128,
    )
}  # fmt: skip
ARRAYS = {str(np.dtype(letter)): np.dtype(letter) for letter in "?bBhHiIlLefdFD"}

Lend = Callable[[Any], dict[str, Any]]
Meet = Callable[[dict[str, Any]], Any]


class ValuesError(ValueError):
    """A value that may not cross, or a message that holds none."""


def encode(value: Any, lend: Lend) -> Any:
    """JSON for a value; `lend(object)` gives the JSON of a handle for what is not plain."""
    kind = type(value)
    if value is None or kind in (bool, int, float, str):
        return value
    if _is_array(value):
        native = value.dtype.newbyteorder("=")
        return {
            "type": "array" if isinstance(value, np.ndarray) else "number",
            "dtype": str(native),
            "shape": list(value.shape),
            "data": _text(np.ascontiguousarray(value, dtype=native)),
        }
    # named tuples, counters, enumerations and the like count as what they are derived from
    if isinstance(value, int | float):
        return int(value) if isinstance(value, int) else float(value)
    if isinstance(value, dict):
        return {"type": "dict", "items": [[encode(k, lend), encode(v, lend)] for k, v in value.items()]}
    for plain in (list, tuple, set, frozenset):
        if isinstance(value, plain):
            return {"type": plain.__name__, "items": [encode(item, lend) for item in value]}
    if kind is slice:
        return {"type": "slice", "items": [encode(x, lend) for x in (value.start, value.stop, value.step)]}
    if kind is complex:
        return {"type": "complex", "items": [value.real, value.imag]}
    if kind is bytes:
        return {"type": "bytes", "data": _text(value)}
    if kind is torch.dtype and _name(value) in DTYPES:
        return {"type": "dtype", "dtype": _name(value)}
    if isinstance(value, torch.Tensor) and _is_plain(value):
        plain = value.detach().cpu().resolve_conj().resolve_neg().contiguous()
        numbers = plain.reshape(-1).view(torch.uint8).numpy()
        return {
            "type": "tensor",
            "dtype": _name(value.dtype),
            "shape": list(value.shape),
            "data": _text(numbers),
        }
    return lend(value)


def decode(message: Any, meet: Meet) -> Any:
    """The value of such JSON; `meet(handle)` gives what a handle stands for."""
    if message is None or type(message) in (bool, int, float, str):
        return message
    if type(message) is not dict or type(message.get("type")) is not str:
        raise ValuesError(f"not a value: a {type(message).__name__} without a type")
    kind = message["type"]
    try:
        if kind == "dict":
            return {decode(k, meet): decode(v, meet) for k, v in message["items"]}
        if kind in ("list", "tuple", "set", "frozenset", "slice"):
            items = [decode(item, meet) for item in message["items"]]
            return slice(*items) if kind == "slice" else _CONTAINERS[kind](items)
        if kind == "complex":
            return complex(*message["items"])
        if kind == "bytes":
            return _bytes(message["data"])
        if kind == "dtype":
            return DTYPES[message["dtype"]]
        if kind in ("tensor", "array", "number"):
            return _numbers(message)
    except ValuesError:
        raise
    except Exception as error:
        raise ValuesError(f"a damaged {kind}: {type(error).__name__}") from error
    return meet(message)


_CONTAINERS: dict[str, Callable[[list], Any]] = {
    "list": list,
    "tuple": tuple,
    "set": set,
    "frozenset": frozenset,
}


def _is_array(value: Any) -> bool:
    """An array or a number of numpy's, of a type that the other side knows."""
    return (
        isinstance(value, np.generic | np.ndarray)
        and str(value.dtype.newbyteorder("=")) in ARRAYS
        and value.nbytes <= MOST_BYTES
    )


def _is_plain(tensor: torch.Tensor) -> bool:
    """Dense numbers in memory, of a type that the other side knows."""
    return (
        type(tensor) in (torch.Tensor, torch.nn.Parameter)
        and tensor.layout == torch.strided
        and not tensor.is_meta
        and _name(tensor.dtype) in DTYPES
        and tensor.numel() * tensor.element_size() <= MOST_BYTES
    )


def _numbers(message: dict[str, Any]) -> Any:
    shape, data, name = message["shape"], _bytes(message["data"]), message["dtype"]
    if type(shape) is not list or len(shape) > MOST_AXES:
        raise ValuesError("no shape")
    if any(type(side) is not int or not 0 <= side < 1 << 40 for side in shape):
        raise ValuesError("a side that is no length")
    # a byte that is neither 0 nor 1 would be a truth value that agrees with nothing
    if name == "bool" and data.strip(b"\0\1"):
        raise ValuesError("a truth value that is none")
    tensor = message["type"] == "tensor"
    if math.prod(shape) * (DTYPES if tensor else ARRAYS)[name].itemsize != len(data):
        raise ValuesError("a shape that does not fit its numbers")
    if tensor:  # frombuffer takes no empty buffer
        return (
            torch.frombuffer(bytearray(data), dtype=DTYPES[name]).reshape(shape)
            if data
            else torch.empty(shape, dtype=DTYPES[name])
        )
    array = np.frombuffer(data, ARRAYS[name]).reshape(shape).copy()
    return array[()] if message["type"] == "number" else array


def _name(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")


def _text(data: Any) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    if len(text) > MOST_BYTES // 3 * 4 + 8:
        raise ValuesError(f"more than {MOST_BYTES >> 20} MB")
    return base64.b64decode(text, validate=True)
