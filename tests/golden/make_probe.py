"""Golden vectors of `front/lib/probe.js`: heads of cnnkit.visualize.linear_probe on small random codes.

`python tests/golden/make_probe.py` rewrites probe.json.
"""

import json
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from cnnkit.visualize.inside.probe import linear_probe

TARGET = Path(__file__).with_name("probe.json")
# pictures, numbers of a code, classes, l2, a feature that never changes
CASES = [(2, 3, 2, 0.3, None), (5, 12, 3, 1.2, 4), (9, 4, 4, 0.05, None), (12, 30, 2, 300.0, 0)]


def case(seed: int, n: int, d: int, classes: int, l2: float, constant: int | None) -> dict[str, Any]:
    generator = torch.Generator().manual_seed(seed)
    codes = (torch.randint(0, 257, (n + 3, d), generator=generator).double() / 64).square()
    if constant is not None:
        codes[:n, constant] = 2.5
    labels = torch.cat([torch.arange(classes), torch.randint(0, classes, (n,), generator=generator)])[:n]
    scores = linear_probe(codes[:n], labels, codes[n:], classes, l2=l2)
    return {
        "codes": codes[:n].tolist(), "labels": labels.tolist(), "classes": classes, "l2": l2,
        "asked": codes[n:].tolist(), "want": [[float(f"{v:.12g}") for v in row] for row in scores.tolist()],
        "left out": left_out(codes[:n], labels, classes, l2),
    }  # fmt: skip


def left_out(codes: Tensor, labels: Tensor, classes: int, l2: float) -> int:
    """Of how many codes a head made of all the others says the right class."""
    right = 0
    for i in range(len(codes)):
        others = torch.arange(len(codes)) != i
        scores = linear_probe(codes[others], labels[others], codes[i : i + 1], classes, l2=l2)
        right += int(scores.argmax() == labels[i])
    return right


def vectors() -> dict[str, Any]:
    generator = torch.Generator().manual_seed(9)
    maps = torch.randint(0, 65, (5, 3, 4), generator=generator).double() / 64
    return {
        "means": [{"maps": maps.flatten().tolist(), "count": 5, "want": maps.mean((1, 2)).tolist()}],
        "ridge": [case(seed, *how) for seed, how in enumerate(CASES)],
    }


def text() -> str:
    rows = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in vectors().items()]
    return "{\n" + ",\n".join(rows) + "\n}\n"


if __name__ == "__main__":
    TARGET.write_text(text(), "utf8")
