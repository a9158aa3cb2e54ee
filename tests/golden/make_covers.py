"""Golden vectors of `front/lib/covers.js`: the covers of cnnkit.visualize on small random pictures.

`python tests/golden/make_covers.py` rewrites covers.json.
"""

import json
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from cnnkit.visualize.attribution.fills import blurred, covers

TARGET = Path(__file__).with_name("covers.json")
SIDE = 8
FILLS: dict[str, Any] = {"black": 0.0, "grey": 0.5, "blur": "blur", "surroundings": "surroundings"}


def picture(seed: int) -> Tensor:
    steps = torch.randint(0, 65, (1, 3, SIDE, SIDE), generator=torch.Generator().manual_seed(seed))
    return steps.double() / 64


def case(seed: int, top: int, left: int, window: int, fill: str) -> dict[str, Any]:
    x = picture(seed)
    out, box = x.clone(), (top, top + window, left, left + window)
    part = out[:, :, box[0] : box[1], box[2] : box[3]]
    part.copy_(covers(x, (window, window), FILLS[fill])(box).expand_as(part))
    return {"args": [flat(x), SIDE, list(box), fill], "want": flat(out)}


def flat(x: Tensor) -> list[float]:
    return [float(f"{v:.9g}") for v in x.flatten().tolist()]


def vectors() -> dict[str, Any]:
    at = [(0, 0, 4), (2, 3, 4), (5, 1, 3), (4, 4, 4)]
    return {
        "covered": [case(i, *place, fill) for i, place in enumerate(at) for fill in FILLS],
        "blurred": [
            {"args": [flat(picture(seed)), SIDE, sigma], "want": flat(blurred(picture(seed), sigma))}
            for seed, sigma in ((7, 0.5), (8, 2.0), (9, 28.0))
        ],
    }


def text() -> str:
    rows = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in vectors().items()]
    return "{\n" + ",\n".join(rows) + "\n}\n"


if __name__ == "__main__":
    TARGET.write_text(text(), "utf8")
