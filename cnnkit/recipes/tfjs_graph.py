"""A network in TensorFlow.js' graph form, run in torch: a JSON file of operations and a file of its numbers.

Only what NanoDet-g needs is here: fourteen operations, pictures as `(n, h, w, c)`, windows without padding.
"""

import base64
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

__all__ = ["TfjsGraph"]

DTYPES = {"float32": "<f4", "float16": "<f2", "int32": "<i4"}
Value = Tensor | list[Tensor]


class TfjsGraph:
    """`TfjsGraph(model, weights)(x, ["Identity"])`: `model` is the parsed JSON, `weights` the bytes beside
    it."""

    def __init__(self, model: Mapping[str, Any], weights: bytes) -> None:
        self.nodes = {node["name"]: node for node in model["modelTopology"]["node"]}
        self.constants: dict[str, Tensor] = {}
        at = 0
        for entry in (entry for group in model["weightsManifest"] for entry in group["weights"]):
            dtype = entry.get("quantization", entry)["dtype"]
            if dtype not in DTYPES:
                raise ValueError(f"{entry['name']} is stored as {dtype}; legal: {', '.join(DTYPES)}")
            count = int(np.prod(entry["shape"]))
            array = np.frombuffer(weights, DTYPES[dtype], count, at).reshape(entry["shape"])
            self.constants[entry["name"]] = torch.from_numpy(array.astype(DTYPES[entry["dtype"]]))
            at += array.nbytes
        if at != len(weights):
            raise ValueError(f"the weights have {len(weights)} bytes, their list accounts for {at}")

    @torch.no_grad()
    def __call__(self, x: Tensor, outputs: Sequence[str]) -> list[Tensor]:
        """What the nodes called `outputs` give for `x` `(n, …)`, the network's one input."""
        done: dict[str, Value] = {}
        found = []
        for name in outputs:
            self._run(name, x, done)
            found.append(_pick(name, done))
        return found

    def _run(self, wanted: str, x: Tensor, done: dict[str, Value]) -> None:
        """All that `wanted` needs, deepest first; a stack in place of recursion, graphs are deep."""
        stack = [_name(wanted)]
        while stack:
            name = stack[-1]
            node = self.nodes[name]
            inputs = [one for one in node.get("input", []) if not one.startswith("^")]
            missing = [_name(one) for one in inputs if _name(one) not in done]
            if missing and name not in done:
                stack.extend(missing)
                continue
            if name not in done:
                done[name] = self._compute(node, [_pick(one, done) for one in inputs], x)
            stack.pop()

    def _compute(self, node: Mapping[str, Any], a: list[Tensor], x: Tensor) -> Value:
        kind, attributes = node["op"], node.get("attr", {})
        if kind == "Placeholder":
            return x
        if kind == "Const":
            return self.constants[node["name"]]
        if kind in WINDOWS and base64.b64decode(attributes["padding"]["s"]) != b"VALID":
            raise ValueError(f"{node['name']} pads; legal here: VALID")
        if kind not in OPERATIONS:
            raise ValueError(f"{node['name']} is a {kind}; legal: {', '.join(sorted(OPERATIONS))}")
        return OPERATIONS[kind](a, attributes)


def _name(reference: str) -> str:
    return reference.partition(":")[0]


def _pick(reference: str, done: Mapping[str, Value]) -> Tensor:
    """ "split:1" is the second result of the node "split"."""
    name, _, which = reference.partition(":")
    value = done[name]
    return value[int(which or 0)] if isinstance(value, list) else value


def _whole(t: Tensor) -> list[int]:
    return t.long().flatten().tolist()


def _ints(attributes: Mapping[str, Any], name: str) -> list[int]:
    return [int(v) for v in attributes[name]["list"]["i"]]


def _first(x: Tensor) -> Tensor:
    """Channels from last to first."""
    return x.permute(0, 3, 1, 2)


def _last(x: Tensor) -> Tensor:
    return x.permute(0, 2, 3, 1)


def _conv(a: list[Tensor], attributes: Mapping[str, Any]) -> Tensor:
    stride = _ints(attributes, "strides")[1:3]
    return _last(F.conv2d(_first(a[0]), a[1].permute(3, 2, 0, 1), stride=stride))


def _max_pool(a: list[Tensor], attributes: Mapping[str, Any]) -> Tensor:
    kernel, stride = _ints(attributes, "ksize")[1:3], _ints(attributes, "strides")[1:3]
    return _last(F.max_pool2d(_first(a[0]), kernel, stride))


def _resize(a: list[Tensor], _: Mapping[str, Any]) -> Tensor:
    return _last(F.interpolate(_first(a[0]), size=_whole(a[1]), mode="bilinear", align_corners=False))


def _pad(a: list[Tensor], _: Mapping[str, Any]) -> Tensor:
    around = [side for pair in reversed(a[1].long().reshape(-1, 2).tolist()) for side in pair]
    return F.pad(a[0], around, value=float(a[2]) if len(a) > 2 else 0.0)


def _dense(a: list[Tensor], _: Mapping[str, Any]) -> Tensor:
    """Sizes, for the most part: `a[2]` put at the places `a[0]` of a tensor of shape `a[1]`, else `a[3]`."""
    out = torch.full(_whole(a[1]), int(a[3]))
    places = a[0].long().reshape(len(a[0]), out.ndim)
    out[tuple(places.T)] = a[2].long().expand(len(places))
    return out


WINDOWS = ("Conv2D", "MaxPool")
OPERATIONS: dict[str, Any] = {
    "Add": lambda a, _: a[0] + a[1],
    "AddV2": lambda a, _: a[0] + a[1],
    "ConcatV2": lambda a, _: torch.cat(a[:-1], int(a[-1])),
    "Conv2D": _conv,
    "Identity": lambda a, _: a[0],
    "LeakyRelu": lambda a, attributes: F.leaky_relu(a[0], attributes.get("alpha", {}).get("f", 0.2)),
    "MaxPool": _max_pool,
    "Pad": _pad,
    "PadV2": _pad,
    "Reshape": lambda a, _: a[0].reshape(_whole(a[1])),
    "ResizeBilinear": _resize,
    "Sigmoid": lambda a, _: a[0].sigmoid(),
    "SparseToDense": _dense,
    "SplitV": lambda a, _: list(torch.split(a[0], _whole(a[1]), int(a[2]))),
    "Transpose": lambda a, _: a[0].permute(_whole(a[1])),
}
