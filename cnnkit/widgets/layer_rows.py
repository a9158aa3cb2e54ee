"""A network as a page walks it: its layers with what follows each, its modules, and how each layer is made.

Shapes and counts are those that `cnnkit.summary` measured; how a layer is made (kernel, stride, padding) is
read off the module itself. `front/lib/layer-tree.js` reads the result.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from cnnkit.widgets.network import Told

__all__ = ["Measured", "layer_rows"]

FOLLOW = {
    "BatchNorm2d": "batch norm", "ReLU": "ReLU", "ReLU6": "ReLU6", "Tanh": "tanh",
    "ScaledTanh": "scaled tanh", "Sigmoid": "sigmoid", "ResponseNorm": "response norm",
    "Dropout": "dropout", "Dropout2d": "dropout",
    "DropPath": "drop path", "Softmax": "softmax",
}  # fmt: skip
"""Kinds that change no size: they stand in the row of the layer that they follow."""
SILENT = ("Identity", "Dropout", "DropPath")
"""Kinds that have no row of their own."""
WEIGHTED = ("Conv2d", "ConvTranspose2d", "Linear")


class Measured(Told, Protocol):
    """Of `cnnkit.summary.Summary`: what is read here."""

    @property
    def edges(self) -> Any: ...
    @property
    def idle(self) -> Any: ...
    @property
    def params(self) -> int: ...
    @property
    def macs(self) -> int: ...
    def at(self, name: str) -> Any: ...


def layer_rows(summary: Measured, module: Any) -> dict[str, Any]:
    """What a page needs to walk through a network.

    Args:
        summary: as `cnnkit.summary.summarize(module, …)` returns it.
        module: the network, on any device.

    Returns:
        `input`: its shape; `params`, `macs` of the whole; `idle`: parameters that run in training only;
        `shapes` and `made`, each once; `rows`: the columns name, kind, in, out, made, params, macs, also (of
        the parameters those of normalization behind the layer), field, then. `groups`: [name, kind, in, out,
        field, join] of each module that holds several rows, `join` being None or [operation, channels of
        each part].
    """
    kept = _kept(summary)
    shapes, made = _Once(), _Once()
    rows: dict[str, list[Any]] = {
        key: [] for key in ("name", "kind", "in", "out", "made", "params", "macs", "also", "field", "then")
    }
    for first, followers in kept:
        every = [first, *followers]
        also = sum(row.params for row in followers)
        values = (
            first.name, first.kind, shapes(first.in_shape[1:]), shapes(every[-1].out_shape[1:]),
            made(_made(module.get_submodule(first.name))), sum(row.params for row in every),
            sum(row.macs for row in every), also, _field(every[-1].receptive_field),
            [FOLLOW.get(row.kind, "flatten") for row in followers],
        )  # fmt: skip
        for column, value in zip(rows.values(), values, strict=True):
            column.append(value)
    groups = [_group(summary, name, shapes) for name in _modules(rows["name"])]
    return {
        "model": summary.model, "input": list(summary.inputs[0].shape[1:]), "params": summary.params,
        "macs": summary.macs, "idle": summary.params - sum(row.params for row in summary.rows),
        "shapes": shapes.values, "made": made.values, "rows": rows, "groups": groups,
    }  # fmt: skip


def _kept(summary: Measured) -> list[tuple[Any, list[Any]]]:
    """The rows that stand for themselves, each with those that follow it and change no size."""
    reads: dict[int, list[int]] = {}
    for source, target in summary.edges:
        reads.setdefault(target, []).append(source)
    kept: list[tuple[Any, list[Any]]] = []
    last = -1  # place of the row that was kept or followed last
    for place, row in enumerate(summary.rows):
        flat = row.kind == "Flatten" and row.in_shape[2:] in ((1, 1), ())
        follows = (row.kind in FOLLOW or flat) and reads.get(place) == [last]
        if row.params and kept and kept[-1][0].kind not in WEIGHTED:
            follows = False  # a normalization behind a pool is the next layer's
        if follows:
            kept[-1][1].append(row)
        elif row.kind in SILENT:
            continue
        else:
            kept.append((row, []))
        last = place
    return kept


def _made(layer: Any) -> list[Any] | None:
    """Kernel, stride, padding and dilation along both axes, groups, bias, whether sizes are rounded up."""
    about = vars(layer)
    if "in_features" in about:
        return ["linear", int(layer.bias is not None)]
    if "kernel_size" not in about:
        return None
    two = lambda value: list(value) if isinstance(value, tuple) else [value, value]
    same = type(layer).__name__.endswith("Same") or about.get("padding") == "same"
    window = [
        two(about[key] if about.get(key) is not None else about["kernel_size"])
        for key in ("kernel_size", "stride")
    ]
    padding = "same" if same else two(about.get("padding", 0))
    dilation = two(about.get("dilation", 1))
    if "out_channels" in about:
        return ["conv", *window, padding, dilation, about["groups"], int(layer.bias is not None)]
    return ["pool", *window, padding, dilation, int(bool(about.get("ceil_mode", False)))]


def _modules(names: Iterable[str]) -> list[str]:
    """Names of modules that hold two rows or more, outer ones first, of all depths."""
    rows: dict[str, int] = {}
    for name in names:
        parts = name.split(".")
        for depth in range(1, len(parts)):
            inside = ".".join(parts[:depth])
            rows[inside] = rows.get(inside, 0) + 1
    return [name for name, count in rows.items() if count > 1]


def _group(summary: Measured, name: str, shapes: "_Once") -> list[Any]:
    row = summary.at(name)
    join = None
    for place, joint in enumerate(summary.joints):
        if joint.inside == name and joint.out_shape == row.out_shape and joint.kind in ("cat", "add"):
            join = [joint.kind, [shape[1] for shape in _parts(summary, place)]]
    return [
        name,
        row.kind,
        shapes(row.in_shape[1:]),
        shapes(row.out_shape[1:]),
        _field(row.receptive_field),
        join,
    ]


def _parts(summary: Measured, joint: int) -> list[Any]:
    """Shapes of what a joint reads."""
    of = {
        "row": lambda i: summary.rows[i].out_shape,
        "joint": lambda i: summary.joints[i].out_shape,
        "input": lambda i: summary.inputs[i].shape,
    }
    into = [
        link.source for link in summary.links if link.target.kind == "joint" and link.target.index == joint
    ]
    return [of[node.kind](node.index) for node in into]


def _field(field: Any) -> list[float] | None:
    return [round(float(value), 4) for value in field] if field else None


class _Once:
    """Values, each kept once; called with one, it says at which place it stands."""

    def __init__(self) -> None:
        self.values: list[Any] = []
        self._place: dict[str, int] = {}

    def __call__(self, value: Any) -> int:
        key = repr(value)
        if key not in self._place:
            self._place[key] = len(self.values)
            self.values.append(list(value) if isinstance(value, tuple) else value)
        return self._place[key]


def unpacked(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of what `layer_rows` returns, one dictionary each, shapes and makes in their places."""
    columns = told["rows"]
    rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    for row in rows:
        row["in"], row["out"] = told["shapes"][row["in"]], told["shapes"][row["out"]]
        row["made"] = told["made"][row["made"]]
    return rows
