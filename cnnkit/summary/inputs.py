"""What goes into a network and what comes out of it: shapes, tensors, and lists and dictionaries of them."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields as dataclass_fields
from dataclasses import is_dataclass
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from cnnkit.sizing.receptive import ReceptiveField
from cnnkit.summary.parts import Parts
from cnnkit.summary.row import Shape


class Port(NamedTuple):
    """One tensor that goes into the network or comes out of it."""

    name: str
    """Its place: "0" for the first of several, "mask" or "0.mask" with a key; "" where it is alone."""
    shape: Shape
    dtype: torch.dtype
    fields: tuple[ReceptiveField | None, ...] = ()
    """Of an output, as `Row.fields`."""


class Blank(NamedTuple):
    """A tensor that the network will get, before it is known on which device."""

    shape: Shape
    dtype: torch.dtype | None
    """None where the network's own is to be taken."""


def blanks(
    example: tuple, named: Mapping[str, Any], dtype: torch.dtype | None
) -> tuple[tuple, dict[str, Any]]:
    """The example with a `Blank` for every shape and tensor in it.

    Raises:
        ValueError: something is neither a shape nor a tensor nor holds such.
    """
    alone = len(example) == 1 and not named
    args = tuple(_blank(value, dtype, alone) for value in example)
    kwargs = {
        name: value if _is_setting(value) else _blank(value, dtype, False) for name, value in named.items()
    }
    if not any(True for _ in leaves((args, kwargs), Blank)):
        raise ValueError("summarize needs an input: a shape with the batch axis first, as (1, 3, 224, 224)")
    return args, kwargs


def filled(value: Any, make: Callable[[Any], Tensor], kind: type = Blank) -> Any:
    """The example with a tensor for every `Blank`, or for every thing of another kind."""
    if isinstance(value, kind):
        return make(value)
    if isinstance(value, dict):
        return {key: filled(item, make, kind) for key, item in value.items()}
    if type(value) in (list, tuple):
        return type(value)(filled(item, make, kind) for item in value)
    return value


def leaves(value: Any, kind: type, path: str = "") -> Iterator[tuple[str, Any]]:
    """Everything of a kind inside lists, dictionaries and data classes, with its place."""
    if isinstance(value, kind):
        yield path, value
        return
    items: Any = ()
    if isinstance(value, Mapping):
        items = value.items()
    elif isinstance(value, tuple) and (keys := getattr(value, "_fields", ())):
        items = zip(keys, value, strict=True)
    elif isinstance(value, list | tuple):
        items = enumerate(value)
    elif is_dataclass(value) and not isinstance(value, type):
        items = [(field.name, getattr(value, field.name)) for field in dataclass_fields(value)]
    for key, item in items:
        yield from leaves(item, kind, f"{path}.{key}" if path else str(key))


def begins_with_embedding(parts: Parts) -> bool:
    """Whether the first layer with parameters looks whole numbers up."""
    first = next((part for part in parts.names if parts.own(part)), None)
    return isinstance(first, nn.Embedding | nn.EmbeddingBag)


def _is_setting(value: Any) -> bool:
    """A keyword that is no tensor: `need_weights=False`."""
    return value is None or isinstance(value, bool | str | int | float)


def _blank(value: Any, dtype: torch.dtype | None, alone: bool) -> Any:
    if isinstance(value, Tensor):
        if value.is_complex():
            raise ValueError(
                "summarize counts multiplications of real numbers, got a complex input; torch.view_as_real "
                "makes two real numbers of each"
            )
        return Blank(tuple(value.shape), value.dtype)
    if isinstance(value, dict):
        return {key: item if _is_setting(item) else _blank(item, dtype, False) for key, item in value.items()}
    if isinstance(value, tuple | list) and value:
        if len(value) == 2 and isinstance(value[1], torch.dtype):
            return Blank(_checked(value[0], alone), value[1])
        if all(isinstance(item, Tensor | tuple | list | dict) for item in value):
            return type(value)(_blank(item, dtype, False) for item in value)
    return Blank(_checked(value, alone), dtype)


def _checked(shape: Any, alone: bool) -> Shape:
    try:
        sizes = tuple(operator.index(size) for size in shape)
    except TypeError:
        raise ValueError(
            "an input is a shape of whole numbers with the batch axis first, as (1, 3, 224, 224), or a "
            f"tensor, or a list or dictionary of them; got {_told(shape)}"
        ) from None
    if len(sizes) < (2 if alone else 1) or min(sizes) < 1:
        raise ValueError(
            f"a shape needs a batch axis and at least one more, each 1 or larger, as (1, 3, 32, 32); "
            f"got {sizes}"
        )
    return sizes


def _told(value: object) -> str:
    """As it came in; of an array, whose numbers say nothing here, the type."""
    if isinstance(value, tuple | list):
        return f"({', '.join(map(_told, value))})"
    shape = getattr(value, "shape", None)
    return repr(value) if shape is None else f"a {type(value).__name__}; its shape is {tuple(shape)}"
