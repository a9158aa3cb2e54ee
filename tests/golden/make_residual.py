"""Golden vectors of `front/lib/residual.js`: torch's own slopes through y = x + s · relu(x − 1).

`python tests/golden/make_residual.py` rewrites residual.json.
"""

import json
from pathlib import Path
from typing import Any

import torch

TARGET = Path(__file__).with_name("residual.json")


def case(x: float, strength: float, skip: bool, blocks: int) -> dict[str, Any]:
    value = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    branch = strength * torch.relu(value - 1)
    (through,) = torch.autograd.grad(branch, value)
    back = {"skip": int(skip), "branch": through.item()}
    y = branch.item() + (x if skip else 0)
    want = {"branch": branch.item(), "y": y, "back": back, "chain": sum(back.values()) ** blocks}
    return {"args": [x, strength, skip, blocks], "want": want}


def vectors() -> dict[str, Any]:
    cases = [
        case(x, strength, skip, blocks)
        for x in (-2.0, 0.5, 1.0, 3.0)
        for strength in (0.0, 0.1, 1.0, 2.0)
        for skip in (True, False)
        for blocks in (1, 27)
    ]
    return {"residual": cases}


def text() -> str:
    rows = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in vectors().items()]
    return "{\n" + ",\n".join(rows) + "\n}\n"


if __name__ == "__main__":
    TARGET.write_text(text(), "utf8")
