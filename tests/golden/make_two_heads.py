"""Golden vectors of the two heads that train in the page, made by torch's autograd and its Adam.

    python tests/golden/make_two_heads.py        # writes tests/golden/two-heads.json

Of `cnnkit` only the random numbers are used, which have vectors of their own. `pictures` are two small sets,
`trained` weights and errors after some steps, `answers` and `terms` of one picture.
"""

import json
import math
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F

from cnnkit.widgets.random_numbers import start_weights, stream, uniform

TARGET = Path(__file__).with_name("two-heads.json")
SIDE, UNITS = 12, 8


def drawn(n: int, part: int, seed: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Pixels `(n, 144)`, classes and boxes, drawn pixel by pixel."""
    x, y, boxes = torch.zeros(n, SIDE, SIDE, dtype=torch.float64), [], []
    numbers = uniform(seed, stream("order", part), 5 * n).tolist()
    for i in range(n):
        u = numbers[5 * i : 5 * i + 5]
        kind, w, h = int(4 * u[0]), 5 + int(4 * u[1]), 5 + int(4 * u[2])
        left, top = int((SIDE - w + 1) * u[3]), int((SIDE - h + 1) * u[4])
        for r in range(h):
            for c in range(w):
                middle = abs(2 * c - (w - 1)) <= 1 or abs(2 * r - (h - 1)) <= 1
                ink = [True, c in (0, w - 1) or r in (0, h - 1), middle, c * (h - 1) <= r * (w - 1)][kind]
                x[i, top + r, left + c] = float(ink)
        y.append(kind)
        boxes.append([left / SIDE, top / SIDE, (left + w) / SIDE, (top + h) / SIDE])
    return x.flatten(1), torch.tensor(y), torch.tensor(boxes, dtype=torch.float64)


def trained(lam: float, layers: str, seed: int, steps: int) -> dict[str, Any]:
    x, y, boxes = drawn(1500, 0, seed)
    double = lambda i, count, fan: torch.from_numpy(
        start_weights(seed, stream("start", i), count, fan)
    ).double()
    first, label = double(0, UNITS * 144, 60).view(UNITS, 144), double(1, 32, 16).view(4, UNITS)
    box, whole = double(2, 32, 1600).view(4, UNITS), layers == "shared"
    reads = [torch.ones(UNITS) if whole else (torch.arange(UNITS) < 4).double(),
             torch.ones(UNITS) if whole else (torch.arange(UNITS) >= 4).double()]  # fmt: skip
    zeros = lambda n, value=0.0: torch.full((n,), value, dtype=torch.float64)
    parts = [p.requires_grad_() for p in (first, zeros(UNITS), label, zeros(4), box, zeros(4, 0.5))]

    def net(pixels: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        w, b, wl, bl, wb, bb = parts
        h = torch.tanh(F.linear(pixels, w, b))
        return F.linear(h * reads[0], wl, bl), F.linear(h * reads[1], wb, bb)

    adam = torch.optim.Adam(parts, lr=1.0, betas=(0.9, 0.99), eps=1e-8)
    for step in range(steps):
        adam.param_groups[0]["lr"] = 0.03 * (1 + math.cos(math.pi * step / steps)) / 2
        logits, found = net(x)
        adam.zero_grad()
        (F.cross_entropy(logits, y) + lam * (found - boxes).square().sum(1).mean()).backward()
        adam.step()
    with torch.no_grad():
        tx, ty, truth = drawn(500, 1, seed)
        logits, found = net(tx)
        low, high = torch.maximum(found[:, :2], truth[:, :2]), torch.minimum(found[:, 2:], truth[:, 2:])
        both = (high - low).clamp(min=0).prod(1)
        sizes = (found[:, 2:] - found[:, :2]).prod(1) + (truth[:, 2:] - truth[:, :2]).prod(1)
        errors = {
            "what": (logits.argmax(1) != ty).double().mean().item(),
            "where": 1 - (both / (sizes - both)).mean().item(),
        }
        one = {"p": logits.softmax(1)[5].tolist(), "box": found[5].tolist()}
        terms = {
            "what": F.cross_entropy(logits[5:6], ty[5:6]).item(),
            "where": F.mse_loss(found[5], truth[5], reduction="sum").item(),
        }
    how = {"lam": lam, "layers": layers, "seed": seed, "steps": steps}
    return {"args": how, "errors": errors, "answers": one, "terms": terms, "bias": parts[1].tolist()}


if __name__ == "__main__":
    sets = []
    for part, seed in ((0, 1), (1, 7)):
        x, y, boxes = drawn(6, part, seed)
        ink = [row.nonzero()[:, 0].tolist() for row in x]
        sets.append({"args": [6, part, seed], "want": {"ink": ink, "y": y.tolist(), "boxes": boxes.tolist()}})
    runs = [
        trained(*how) for how in ((0.3, "shared", 1, 240), (300.0, "shared", 1, 60), (10.0, "own", 4, 60))
    ]
    vectors = {
        "pictures": sets,
        "trained": [{key: run[key] for key in ("args", "errors", "bias")} for run in runs],
        "answers": [{"args": run["args"], "want": run["answers"]} for run in runs],
        "terms": [{"args": run["args"], "want": run["terms"]} for run in runs],
    }
    TARGET.write_text(json.dumps(vectors, separators=(",", ":")) + "\n", encoding="utf-8")
