"""Golden vectors of `front/lib/label-map.js`: label maps counted by `LabelPainter`, strokes painted in numpy.

`python tests/golden/make_labels.py` rewrites labels.json: cases `{"args": […], "want": …}` for `counted`,
`told`, `stamped` and `covered` (the cells that `area` fills).
"""

import json
from pathlib import Path
from typing import Any

import numpy as np

from cnnkit.widgets.label_painter import LabelPainter

TARGET = Path(__file__).with_name("labels.json")
NAMES = ["background", "star", "digit 3", "digit 4"]
HALVES = (["0011", "0022", "0000", "1111"], ["0010", "0033", "0000", "0111"])
"""Unions of eight cells: shares that end in 5, which Python and JavaScript round differently."""


def texts(cells: np.ndarray) -> list[str]:
    return ["".join(map(str, row)) for row in cells.tolist()]


def vectors() -> dict[str, Any]:
    rng = np.random.default_rng(0)
    found: dict[str, Any] = {"counted": [], "told": [], "stamped": [], "covered": []}
    stored = LabelPainter()
    pairs = [(stored.truth, preset["painted"]) for preset in stored.presets]
    pairs += [HALVES, (["0100", "0000"], ["0002", "0000"]), (["0000"], ["0000"])]
    pairs += [(texts(rng.integers(0, 4, (5, 7))), texts(rng.integers(0, 4, (5, 7)))) for _ in range(6)]
    for truth, painted in pairs:
        widget = LabelPainter(classes=NAMES, truth=truth, painted=painted)
        want = {
            "table": widget.table,
            "right": sum(row[k] for k, row in enumerate(widget.table)),
            "accuracy": widget.accuracy,
            "iou": widget.iou,
            "mean": widget.mean_iou,
        }
        found["counted"].append({"args": [truth, painted, len(NAMES)], "want": want})
        found["told"].append({"args": [truth, painted, NAMES], "want": widget.sentence})
    for _ in range(12):
        cells = rng.integers(0, 4, (6, 9))
        y, x, side, k = (
            int(rng.integers(6)),
            int(rng.integers(9)),
            int(rng.choice([1, 3, 5])),
            int(rng.integers(4)),
        )
        reach, after = side // 2, cells.copy()
        after[max(0, y - reach) : y + reach + 1, max(0, x - reach) : x + reach + 1] = k
        found["stamped"].append({"args": [texts(cells), y, x, side, k], "want": texts(after)})
        found["covered"].append({"args": [texts(cells), k], "want": np.argwhere(cells == k).tolist()})
    return found


def text() -> str:
    rows = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in vectors().items()]
    return "{\n" + ",\n".join(rows) + "\n}\n"


if __name__ == "__main__":
    TARGET.write_text(text(), "utf8")
