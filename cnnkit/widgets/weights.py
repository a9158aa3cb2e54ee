"""Trained weights on their way into a page: checked against the shapes a widget computes with."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import numpy as np

from cnnkit.widgets.items import WidgetError

Shapes = Mapping[str, Sequence[int]]


def shipped(name: str) -> dict[str, np.ndarray]:
    """The arrays of `cnnkit/models/weights/<name>.safetensors`. Raises `WidgetError` if missing."""
    from safetensors.numpy import load

    return load(shipped_bytes(name))


def shipped_bytes(name: str) -> bytes:
    """The file `cnnkit/models/weights/<name>.safetensors` as it is. Raises `WidgetError` if missing."""
    return _file(name).read_bytes()


@cache
def stored(name: str) -> dict[str, Any]:
    """What a recipe wrote to `cnnkit/widgets/data/<name>`. Raises `WidgetError` if missing.

    The name is written out with its `.json`: so a page reaches this one file and no other.
    """
    file = files("cnnkit") / "widgets" / "data" / name
    if not file.is_file():
        raise WidgetError(f"{file} is missing; python -m cnnkit.recipes {name[:-5]} writes it")
    return json.loads(file.read_text("utf8"))


def by_photograph(saved: Mapping[str, Any]) -> dict[str, Any]:
    """Of a stored file the entries "photograph cat", "photograph coffee", … by the photograph's name."""
    head = "photograph "
    return {key.removeprefix(head): one for key, one in saved.items() if key.startswith(head)}


def json_bytes(value: Any) -> bytes:
    """Stored answers for a trait of bytes: these a page fetches when they are first read (`lib/json.js`)."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf8")


def short_name(layer: str) -> str:
    """A layer of SqueezeNet as pages write it: conv1 of "body.relu_conv1"."""
    return layer.split(".")[1].removeprefix("relu_")


def _file(name: str) -> Traversable:
    file = files("cnnkit") / "models" / "weights" / f"{name}.safetensors"
    if not file.is_file():
        raise WidgetError(f"no shipped weights {name!r}: {file} is missing")
    return file


def checked(weights: Mapping[str, Any], shapes: Shapes, widget: str) -> dict[str, np.ndarray]:
    """`weights` (tensors or arrays) as float32 arrays in the order of `shapes`.

    Raises `WidgetError` naming the key, the shape that came and the shape that is wanted.
    """
    for key in weights:
        if key not in shapes:
            raise WidgetError(f"{widget}: unknown weights {key!r}; it takes {', '.join(shapes)}")
    out = {}
    for key, shape in shapes.items():
        if key not in weights:
            raise WidgetError(f"{widget}: weights {key!r} of shape {tuple(shape)} are missing")
        value = weights[key]
        array = np.asarray(value.detach().cpu() if hasattr(value, "detach") else value, dtype=np.float32)
        if array.shape != tuple(shape):
            raise WidgetError(f"{widget}: {key!r} has shape {array.shape}, the network takes {tuple(shape)}")
        out[key] = array
    return out


def packed(arrays: Mapping[str, np.ndarray]) -> tuple[bytes, list[list[Any]]]:
    """All arrays as one run of little-endian float32, and `[[name, shape], …]` to cut it again."""
    data = b"".join(np.ascontiguousarray(array, dtype="<f4").tobytes() for array in arrays.values())
    return data, [[key, list(array.shape)] for key, array in arrays.items()]
