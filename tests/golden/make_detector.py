"""Golden vectors of `front/lib/scene-painter.js` and `front/lib/detected.js`: scenes, and what YOLO says.

`python tests/golden/make_detector.py` rewrites detector.json.
"""

import json
from pathlib import Path
from typing import Any

import torch

from cnnkit.data.outlines import OUTLINES
from cnnkit.data.scenes import DIGITS
from cnnkit.widgets.live_detector import CLASSES, NEAR, LiveDetector
from cnnkit.widgets.scene_painter import BACKGROUNDS, SIDE, Placed, handwriting, paint

TARGET = Path(__file__).with_name("detector.json")
CROWD = [[k, 20 + 24 * (k % 4), 24 + 30 * (k // 4), 16, 40 * k - 180, k] for k in (0, 2, 5, 6, 8, 9)]
EDGE = [[1, 2, 110, 20, 30, 3], [9, 56, 56, 8, -15, 4], [3, 58, 57, 26, 90, 5]]
"""A square cut by the frame, and a star that hides a small digit."""
SCENES = [
    (NEAR, "stripes", 1, False),
    (CROWD, "clouds", 7, True),
    (EDGE, "checks", 42, True),
    ([], "stripes", 3, True),
]


def painted(objects: list[list[int]], background: str, seed: int, strokes: bool) -> dict[str, Any]:
    """Every 97th of the picture's numbers, and their sum."""
    made = paint([Placed(*one) for one in objects], background, seed, strokes, CLASSES)
    flat = made.picture.ravel()
    return {
        "scene": {"objects": objects, "background": background, "seed": seed, "strokes": strokes},
        "pixels": [round(float(v), 6) for v in flat[::97]], "sum": float(flat.sum(dtype="float64")),
        "boxes": made.boxes, "shares": made.shares,
    }  # fmt: skip


def outlines() -> list[dict[str, Any]]:
    draw = torch.Generator().manual_seed(6)
    at = 2 * torch.rand(12, 2, generator=draw, dtype=torch.float64) - 1
    return [
        {"name": name, "at": at.tolist(), "want": outline(*at.unbind(1)).tolist()}
        for name, outline in OUTLINES.items()
    ]


def answered(objects: list[list[int]], background: str, seed: int, strokes: bool) -> dict[str, Any]:
    """What torch says of a scene: the last layer's numbers, and what is found."""
    scene = {"objects": objects, "background": background, "seed": seed, "strokes": strokes}
    widget = LiveDetector(**scene, threshold=0.2)
    return {
        "scene": scene, "threshold": widget.threshold, "overlap": widget.overlap,
        "raw": [round(v, 6) for v in widget.raw.ravel().tolist()],
        "answers": [[one.name, one.score, [v / SIDE for v in one.box]] for one in widget.answers],
    }  # fmt: skip


def vectors() -> dict[str, Any]:
    assert set(DIGITS) > {name for name in CLASSES if name.startswith("digit")}
    assert LiveDetector.background.words == BACKGROUNDS
    return {
        "classes": list(CLASSES),
        "network": LiveDetector().network,
        "hands": handwriting().ravel().tolist(),
        "outlines": outlines(),
        "paint": [painted(*scene) for scene in SCENES],
        "answers": [answered(*scene) for scene in SCENES],
    }


def text() -> str:
    rows = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in vectors().items()]
    return "{\n" + ",\n".join(rows) + "\n}\n"


if __name__ == "__main__":
    TARGET.write_text(text(), "utf8")
