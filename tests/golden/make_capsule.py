"""Golden vectors of `front/lib/capsule.js`: capsules squashed and routed by `cnnkit.blocks.capsule`.

`python tests/golden/make_capsule.py` rewrites capsule.json: cases `{"args": […], "want": …}` for `squash` and
`route`, whose `want` has the couplings and the wholes of every step.
"""

import json
import random
from pathlib import Path
from typing import Any

import torch

from cnnkit.blocks.capsule import route, squash

TARGET = Path(__file__).with_name("capsule.json")


def vectors() -> dict[str, Any]:
    rng = random.Random(0)
    vector = lambda size: [round(rng.uniform(-2, 2), 2) for _ in range(size)]
    ready = lambda v: torch.tensor(v, dtype=torch.float64)
    lists = [[0.0, 0.0], [3.0, 4.0], *(vector(size) for size in (1, 2, 2, 3, 8))]
    cases = []
    for parts, wholes, size, steps in ((2, 2, 2, 3), (2, 2, 2, 1), (3, 2, 2, 3), (3, 4, 3, 5), (1, 2, 2, 2)):
        votes = [[vector(size) for _ in range(wholes)] for _ in range(parts)]
        want = []
        for step in range(1, steps + 1):
            made, couplings = route(ready(votes)[None], step)
            want.append({"couplings": couplings[0].tolist(), "wholes": made[0].tolist()})
        cases.append({"args": [votes, steps], "want": want})
    return {"squash": [{"args": [v], "want": squash(ready(v)).tolist()} for v in lists], "route": cases}


def text() -> str:
    rows = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in vectors().items()]
    return "{\n" + ",\n".join(rows) + "\n}\n"


if __name__ == "__main__":
    TARGET.write_text(text(), "utf8")
