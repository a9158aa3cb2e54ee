"""A network's rows, joints and links as JSON for a page, out of its summary: branches and skips included.

The page gets what Python measured, so that no network is described a second time in JavaScript
(`front/lib/network.js` reads it).
"""

from collections.abc import Sequence
from typing import Any, Protocol

__all__ = ["Told", "network_rows"]


class Told(Protocol):
    """Of `cnnkit.summary.Summary`: what is read here. `grouped(depth)` of one is told as well."""

    @property
    def model(self) -> str: ...
    @property
    def inputs(self) -> Sequence[Any]: ...
    @property
    def outputs(self) -> Sequence[Any]: ...
    @property
    def rows(self) -> Sequence[Any]: ...
    @property
    def joints(self) -> Sequence[Any]: ...
    @property
    def links(self) -> Sequence[Any]: ...


def network_rows(summary: Told) -> dict[str, Any]:
    """Columns of the rows, and everything that a drawing of them needs.

    Args:
        summary: as `cnnkit.summary.summarize` returns it, or folded by its `grouped`.

    Returns:
        `shapes` and `kinds`: each once, the batch axis left out; other lists name them by their place.
        `inputs`, `outputs`: [name, shape] of each. `rows`: the columns name, kind, in, out, params, macs,
        products and field ([size, jump, start] along the widest axis, None where it is not known).
        `joints`: [operation, shape, module] of sums, concatenations and the like. `links`: pairs, one after
        the other, of who is read and who reads; inputs are counted first, then rows, joints and outputs.
    """
    shapes, kinds = _Once(), _Once()
    rows = {
        "name": [row.name for row in summary.rows],
        "kind": [kinds(row.kind) for row in summary.rows],
        "in": [shapes(row.in_shape[1:]) for row in summary.rows],
        "out": [shapes(row.out_shape[1:]) for row in summary.rows],
        **{key: [getattr(row, key) for row in summary.rows] for key in ("params", "macs", "products")},
        "field": [
            [round(float(value), 4) for value in row.receptive_field] if row.receptive_field else None
            for row in summary.rows
        ],
    }
    inputs = [[port.name, shapes(port.shape[1:])] for port in summary.inputs]
    outputs = [[port.name, shapes(port.shape[1:])] for port in summary.outputs]
    joints = [[joint.kind, shapes(joint.out_shape[1:]), joint.inside] for joint in summary.joints]
    first, start = 0, {}
    for kind, all_of_them in (
        ("input", inputs),
        ("row", summary.rows),
        ("joint", joints),
        ("output", outputs),
    ):
        start[kind] = first
        first += len(all_of_them)
    links = [start[node.kind] + node.index for link in summary.links for node in (link.source, link.target)]
    return {
        "model": summary.model, "shapes": shapes.values, "kinds": kinds.values, "inputs": inputs,
        "outputs": outputs, "rows": rows, "joints": joints, "links": links,
    }  # fmt: skip


class _Once:
    """Values, each kept once; called with one, it says at which place it stands."""

    def __init__(self) -> None:
        self.values: list[Any] = []
        self._place: dict[Any, int] = {}

    def __call__(self, value: Any) -> int:
        if value not in self._place:
            self._place[value] = len(self.values)
            self.values.append(list(value) if isinstance(value, tuple) else value)
        return self._place[value]
