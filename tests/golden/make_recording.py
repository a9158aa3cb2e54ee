"""Golden vectors of `front/lib/recording.js`: one recording as Python packs it, and what Python reads in it.

`python tests/golden/make_recording.py` rewrites recording.json: the `header` and `bytes` of a page, for
`at`, `along` and `frame` the cases `[{"in": [name, …], "out": numbers}]`, null where there is no number.
"""

import base64
import json
import math
from pathlib import Path
from typing import Any

import numpy as np

from cnnkit.widgets.recording import Recording

TARGET = Path(__file__).with_name("recording.json")


def example() -> Recording:
    """Three axes, of which no series has all; a run that blows up; a dead frame; pictures in between."""
    rng = np.random.default_rng(3)
    run = Recording({"rate": [0.001, 0.1], "epoch": list(range(4)), "block": ["a", "b", "c"]}, {"label": 8})
    loss = rng.uniform(0, 3, (2, 4))
    loss[1, 3] = np.nan
    run.add("loss", ("rate", "epoch"), loss)
    run.add("norm", ("epoch", "block"), rng.uniform(0, 9, (4, 3)), digits=2)
    run.add("share", ("epoch",), rng.uniform(0, 1, (4, 5)))
    run.add_pictures("view", ("block",), rng.integers(0, 256, (3, 4, 6, 3)).astype(np.uint8), columns=2)
    weight = rng.normal(size=(4, 2, 2, 3, 3)) * 10.0 ** rng.integers(-3, 3, (4, 1, 1, 1, 1))
    weight[2] = 0
    run.add_arrays("weight", ("epoch",), weight)
    return run


def vectors() -> dict[str, Any]:
    run = example()
    header, data = run.packed()
    plain = lambda x: [float(v) if math.isfinite(v) else None for v in np.ravel(x)]
    places = [{"rate": r, "epoch": e, "block": b} for r, e, b in np.ndindex(2, 4, 3)]

    def read(name: str, place: dict[str, int]) -> list[float | None]:
        axes, _ = run.series[name]
        return plain(run.at(name, **{axis: place[axis] for axis in axes}))

    at = [{"in": [name, place], "out": read(name, place)} for name in run.series for place in places[::5]]
    along = [
        {"in": ["loss", "epoch", {"rate": 1}], "out": plain(run.at("loss", rate=1))},
        {"in": ["norm", "block", {"epoch": 2}], "out": plain(run.at("norm", epoch=2))},
        {"in": ["norm", "epoch", {"block": 1}], "out": plain(run.at("norm", block=1))},
    ]
    frame = [
        {"in": ["weight", {"epoch": e}], "out": plain(run.frame("weight", epoch=e))}
        for e in range(len(run.axes["epoch"]))
    ]
    return {
        "header": header, "bytes": base64.b64encode(data).decode("ascii"),
        "at": at, "along": along, "frame": frame,
    }  # fmt: skip


def text() -> str:
    rows = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in vectors().items()]
    return "{\n" + ",\n".join(rows) + "\n}\n"


if __name__ == "__main__":
    TARGET.write_text(text(), "utf8")
