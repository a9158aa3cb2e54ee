"""Golden vectors of `front/lib/surface.js`: heights, the cut, other hollows, and where the eye sees a point.

`python tests/golden/make_surface.py` rewrites surface.json.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np

from cnnkit.widgets.loss_surface import cut, dents, heights

TARGET = Path(__file__).with_name("surface.json")
TILT = np.deg2rad(32)


def seen(x: float, y: float, z: float, turn: int) -> list[float]:
    """Turned about the vertical axis, then tilted towards the eye: what is to the right, up, and how far."""
    angle = np.deg2rad(turn)
    about = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]])
    right, far, up = about @ np.array([x, y, z])
    return [float(right), float(up * np.cos(TILT) + far * np.sin(TILT)), float(far)]


def vectors() -> dict[str, Any]:
    random = np.random.default_rng(0)
    squares = [
        [[3.0, 2.0, 3.0], [2.0, 1.0, 2.0], [3.0, 2.0, 4.0]],
        (10 ** random.uniform(-3, 2, (5, 5))).round(4).tolist(),
        (10 ** random.uniform(-3, 2, (9, 9))).round(4).tolist(),
    ]
    points = [(0, 0, 0, 0), (1, 0, 0, 90), (1, -1, 0.5, 30), (-0.3, 0.8, 1, 355)]
    faces = [(square, turn) for square in squares[1:] for turn in (0, 120)]
    return {
        "heights": [{"args": [s, 0.01, 10], "want": heights(s, 0.01, 10)} for s in squares],
        "cut": [{"args": [s], "want": cut(s)} for s in squares],
        "dents": [{"args": [s], "want": dents(s)} for s in squares],
        "seen": [{"args": list(p), "want": seen(*p)} for p in points],
        "faces": [{"args": list(one), "want": drawn(*one)} for one in faces],
    }


def drawn(square: list[list[float]], turn: int) -> list[dict[str, Any]]:
    """Faces from the farthest to the nearest."""
    last = len(square) - 1
    found = []
    for i in range(last):
        for j in range(last):
            corners = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1)]
            points = [seen(2 * a / last - 1, 2 * b / last - 1, square[a][b], turn) for a, b in corners]
            mean = float(np.mean([square[a][b] for a, b in corners]))
            found.append(
                {"corners": [p[:2] for p in points], "height": mean, "far": float(sum(p[2] for p in points))}
            )
    return sorted(found, key=lambda face: -round(face["far"], 9))


def text() -> str:
    rows = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in vectors().items()]
    return "{\n" + ",\n".join(rows) + "\n}\n"


if __name__ == "__main__":
    TARGET.write_text(text(), "utf8")
