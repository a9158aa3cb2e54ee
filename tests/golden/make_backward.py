"""Golden vectors of `front/lib/backward.js`: autograd through a ReLU, by the rules of cnnkit.visualize.

`python tests/golden/make_backward.py` rewrites backward.json.
"""

import contextlib
import json
from pathlib import Path
from typing import Any

import torch

from cnnkit.visualize.attribution.relu_rules import relu_rule

TARGET = Path(__file__).with_name("backward.json")


def case(x: float, g: float, rule: str) -> dict[str, Any]:
    leaf = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    with contextlib.nullcontext() if rule == "gradient" else relu_rule(rule):
        torch.relu(leaf).backward(torch.tensor(g, dtype=torch.float64))
    return {"args": [x, g, rule], "want": leaf.grad.item() + 0.0}


def vectors() -> dict[str, Any]:
    values = (-3.0, -0.5, 0.0, 1.0, 9.0)
    rules = ("gradient", "deconvnet", "guided")
    return {"back": [case(x, g, rule) for rule in rules for x in values for g in values]}


def text() -> str:
    rows = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in vectors().items()]
    return "{\n" + ",\n".join(rows) + "\n}\n"


if __name__ == "__main__":
    TARGET.write_text(text(), "utf8")
