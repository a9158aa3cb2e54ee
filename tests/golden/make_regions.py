"""Golden vectors of RoI pooling and RoIAlign, by slow loops over their definitions, never by cnnkit.

    python tests/golden/make_regions.py        # writes tests/golden/regions.json

One list of cases for each function that `front/lib/regions.js` exports: `args` as it takes them, `want` what
it must return.
"""

import json
import math
import random
from pathlib import Path
from typing import Any

TARGET = Path(__file__).with_name("regions.json")
Box = list[float]


def edges(box: Box) -> list[int]:
    """Rounded, halves up."""
    return [math.floor(v) + (1 if v - math.floor(v) >= 0.5 else 0) for v in box]


def windows(first: int, last: int, out: int) -> list[list[int]]:
    n = max(last - first + 1, 1)
    return [[first + i * n // out, first - (-(i + 1) * n // out)] for i in range(out)]


def cells(h: int, w: int, box: Box, out: int) -> list[list[list[int]]]:
    x0, y0, x1, y1 = edges(box)
    return [
        [[min(a, h), min(b, h), min(c, w), min(d, w)] for c, d in windows(x0, x1, out)]
        for a, b in windows(y0, y1, out)
    ]


def at(plane: list[list[float]], x: float, y: float) -> float:
    """The value at a place in cells, whose middles lie at j + 0.5, weighing the four neighbours."""
    h, w = len(plane), len(plane[0])
    y, x = y - 0.5, x - 0.5
    if not (-1 <= y <= h and -1 <= x <= w):
        return 0.0
    y, x = min(max(y, 0), h - 1), min(max(x, 0), w - 1)
    return sum(
        max(0.0, 1 - abs(y - i)) * max(0.0, 1 - abs(x - j)) * plane[i][j] for i in range(h) for j in range(w)
    )


def spots(box: Box, out: int, samples: int, aligned: bool) -> dict[str, list[float]]:
    x0, y0, x1, y1 = box
    w, h = (x1 - x0, y1 - y0) if aligned else (max(x1 - x0, 1), max(y1 - y0, 1))
    far, n = (0.0 if aligned else 0.5), out * samples
    return {
        "xs": [x0 + (i + 0.5) / n * w + far for i in range(n)],
        "ys": [y0 + (i + 0.5) / n * h + far for i in range(n)],
    }


def case(rng: random.Random) -> tuple[list[list[float]], Box, int]:
    h, w = rng.randint(3, 7), rng.randint(3, 7)
    plane = [[rng.randint(-9, 9) for _ in range(w)] for _ in range(h)]
    x, y = (
        sorted(rng.randint(0, 10 * w) / 10 for _ in "ab"),
        sorted(rng.randint(0, 10 * h) / 10 for _ in "ab"),
    )
    return plane, [x[0], y[0], x[1], y[1]], rng.randint(1, 3)


def pooled(plane: list[list[float]], box: Box, out: int) -> list[list[float]]:
    result = []
    for line in cells(len(plane), len(plane[0]), box, out):
        result.append([])
        for a, b, c, d in line:
            found = [plane[i][j] for i in range(a, b) for j in range(c, d)]
            result[-1].append(max(found) if found else 0)
    return result


def aligned(plane: list[list[float]], box: Box, out: int, samples: int, moved: bool) -> list[list[float]]:
    here = spots(box, out, samples, moved)
    mean = lambda i, j: (
        sum(
            at(plane, x, y)
            for y in here["ys"][i * samples : (i + 1) * samples]
            for x in here["xs"][j * samples : (j + 1) * samples]
        )
        / samples**2
    )
    return [[mean(i, j) for j in range(out)] for i in range(out)]


if __name__ == "__main__":
    rng = random.Random(0)
    drawn = [case(rng) for _ in range(30)]
    ways = [(rng.randint(1, 3), rng.random() < 0.5) for _ in drawn]
    rows: dict[str, list[dict[str, Any]]] = {
        "rounded": [{"args": [box], "want": edges(box)} for _, box, _ in drawn],
        "bins": [
            {"args": [a, a + n, out], "want": windows(a, a + n, out)}
            for a, n, out in ((0, 0, 3), (1, 3, 2), (2, 2, 2), (0, 6, 3), (4, -2, 2))
        ],
        "binsOf": [
            {"args": [plane, box, out], "want": cells(len(plane), len(plane[0]), box, out)}
            for plane, box, out in drawn
        ],
        "roiPool": [{"args": [*one], "want": pooled(*one)} for one in drawn],
        "readBox": [
            {
                "args": [plane, box],
                "want": [*edges(box)[:2], min(edges(box)[2] + 1, len(plane[0])),
                         min(edges(box)[3] + 1, len(plane))],
            }
            for plane, box, _ in drawn
        ],
        "places": [
            {"args": [box, out, *way], "want": spots(box, out, *way)}
            for (_, box, out), way in zip(drawn, ways, strict=True)
        ],
        "bilinear": [
            {"args": [plane, x, y], "want": at(plane, x, y)}
            for plane, _, _ in drawn
            for x, y in ((rng.uniform(-1, 8), rng.uniform(-1, 8)), (0.5, 1.5), (2.0, 2.0))
        ],
        "roiAlign": [
            {"args": [*one, *way], "want": aligned(*one, *way)} for one, way in zip(drawn, ways, strict=True)
        ],
    }  # fmt: skip
    TARGET.write_text(json.dumps(rows, separators=(",", ":")) + "\n", encoding="utf-8")
