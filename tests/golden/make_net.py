"""Golden vectors of what widgets compute beside the engine, and of a drawing, by torch and cnnkit.data.

`python tests/golden/make_net.py` rewrites net.json: {function of the front end: [{"in": [...], "out": ...}]}.
A tensor is {"data": [...], "shape": [...]}.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from cnnkit.data.digits import enlarge, normalize_bitmap
from cnnkit.data.drawn import draw_strokes
from cnnkit.sizing import receptive_field

PATH = Path(__file__).with_name("net.json")
STROKES = [[(0.3, 0.2), (0.6, 0.25), (0.45, 0.5), (0.7, 0.8)], [(0.2, 0.9)]]


def make() -> dict[str, list[dict[str, Any]]]:
    """Every case; the same on every machine (seeded)."""
    generator = torch.Generator().manual_seed(0)

    def rand(*shape: int) -> Tensor:
        # multiples of 1/64 are exact in float32 and short in JSON
        return torch.randint(-96, 97, shape, generator=generator) / 64

    x, w, b = rand(2, 7, 6), rand(3, 2, 3, 3), rand(3)
    conv = [
        case([x, w, b, {"stride": s, "padding": p}], F.conv2d(x[None], w, b, stride=s, padding=p)[0])
        for s, p in [(1, 0), (2, 0), (1, 1), (2, 2), (3, 1)]
    ]
    return {
        "unpack": [unpack_case()],
        "conv2d": conv,
        "tanh": [case([x], x.tanh())],
        "softmax": [case([v], v.softmax(0)) for v in (b.flatten(), 400 * w.flatten())],
        "fieldOf": [field_case(layers, at) for layers in FIELDS for at in (0, 3)],
        "tensor": [case([[1.0, 2.0], [2]], torch.tensor([1.0, 2.0]))],
        "rasterize": [
            case([STROKES, n, r], bitmap(draw_strokes(STROKES, 2 * r, n)))
            for n, r in [(32, 0.06), (96, 0.04)]
        ],
        "normalizeBitmap": [case([bitmap(ink)], bitmap(normalize_bitmap(ink))) for ink in drawings()],
        "countBlocks": [
            case([bitmap(normalize_bitmap(ink))], counts(normalize_bitmap(ink)).flatten())
            for ink in drawings()
        ],
        "enlarge": [
            case([e.flatten()], enlarge(e[None, None], 32).flatten()) for e in (counts(drawings()[-1]),)
        ],
        "shift": [case([PICTURE.flatten(), dx, dy], moved(dx, dy)) for dx, dy in [(0, 0), (1, -2), (-3, 1)]],
    }


FIELDS = ([(5, 1)], [(5, 1), (2, 2), (5, 1), (2, 2)], [(3, 2), (3, 1), (2, 2)])
PICTURE = torch.arange(64.0).view(8, 8) / 64


def case(args: list[Any], out: Any) -> dict[str, Any]:
    return {"in": [plain(arg) for arg in args], "out": plain(out)}


def plain(value: Any) -> Any:
    """JSON of a case: tensors with their shape, bitmaps as they are."""
    if isinstance(value, Tensor):
        return {
            "data": [float(f"{v:.9g}") for v in value.double().flatten().tolist()],
            "shape": list(value.shape),
        }
    return value


def bitmap(ink: np.ndarray) -> dict[str, Any]:
    return {"ink": ink.astype(int).ravel().tolist(), "h": ink.shape[0], "w": ink.shape[1]}


def drawings() -> list[np.ndarray]:
    """A thin line, a wide scrawl, a narrow one, a full block, nothing, and a normal one of 32×32."""
    shapes = [
        draw_strokes([[(0.2, 0.3), (0.8, 0.6)]], 0.02, 64),
        draw_strokes(STROKES, 0.2, 64),
        draw_strokes([[(0.5, 0.1), (0.52, 0.9)]], 0.06, 48),
        np.ones((20, 30), dtype=bool),
        np.zeros((24, 24), dtype=bool),
        draw_strokes(STROKES, 0.12, 32),
    ]
    return [np.asarray(shape, dtype=bool) for shape in shapes]


def counts(ink: np.ndarray) -> Tensor:
    blocks = ink.reshape(8, 4, 8, 4).sum(axis=(1, 3))
    return torch.from_numpy(blocks / 16).float()


def moved(dx: int, dy: int) -> Tensor:
    out = torch.zeros(8, 8)
    for row in range(8):
        for column in range(8):
            if 0 <= row - dy < 8 and 0 <= column - dx < 8:
                out[row, column] = PICTURE[row - dy, column - dx]
    return out.flatten()


def field_case(layers: list[tuple[int, int]], at: int) -> dict[str, Any]:
    """First and last pixel that unit `at` sees, by cnnkit.sizing."""
    size, jump, start = receptive_field([(k, s, 0) for k, s in layers])
    first = int(start - size / 2 + at * jump)
    return case([layers, at], [first, first + size - 1])


def unpack_case() -> dict[str, Any]:
    values = np.array([1.5, -2.25, 0.125, 3.0, 7.0], dtype="<f4")
    manifest = [["a", [2, 2]], ["b", [1]]]
    a, b = torch.from_numpy(values[:4].copy()).view(2, 2), torch.from_numpy(values[4:].copy())
    return {"in": [list(values.tobytes()), manifest], "out": {"a": plain(a), "b": plain(b)}}


def text() -> str:
    """The file's content, one case a line."""
    functions = []
    for name, cases in make().items():
        lines = ",\n".join(json.dumps(each, separators=(",", ":")) for each in cases)
        functions.append(f'"{name}": [\n{lines}\n]')
    return "{\n" + ",\n".join(functions) + "\n}\n"


if __name__ == "__main__":
    PATH.write_text(text(), "utf8")
