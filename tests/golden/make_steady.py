"""Golden vectors of batch norm and dropout, made by torch, never by cnnkit.

    python tests/golden/make_steady.py        # writes tests/golden/steady.json

One list of cases for each function that `front/lib/steady.js` exports: `args` as it takes them, `want` what
it must return, in double precision.
"""

import json
import random
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F

TARGET = Path(__file__).with_name("steady.json")


def batch_of(rng: random.Random) -> dict[str, Any]:
    count, mean, spread = rng.choice([1, 2, 4, 8]), rng.uniform(-5, 5), rng.uniform(0, 3)
    steps = torch.arange(count, dtype=torch.float64)
    if count > 1:
        steps = (steps - steps.mean()) / steps.std(correction=0)
    return {"args": [count, mean, spread], "want": (mean + spread * steps).tolist()}


def batch_norm(rng: random.Random) -> dict[str, Any]:
    x = [rng.uniform(-6, 6) for _ in range(rng.choice([1, 2, 3, 8]))]
    train, momentum, eps = rng.random() < 0.6, rng.choice([0.1, 0.5, 1.0]), rng.choice([1e-5, 1e-3])
    running, gamma, beta = [rng.uniform(-2, 2), rng.uniform(0.1, 4)], rng.uniform(-2, 2), rng.uniform(-2, 2)
    how = {"train": train, "running": running, "gamma": gamma, "beta": beta, "momentum": momentum, "eps": eps}
    values = torch.tensor(x, dtype=torch.float64)
    own = [values.mean().item(), values.var(correction=0).item()]
    if train and len(x) == 1:
        return {"args": [x, how], "want": {"used": own, "y": None, "running": running}}
    mean, var, weight, bias = (torch.tensor([v], dtype=torch.float64) for v in (*running, gamma, beta))
    y = F.batch_norm(values[:, None], mean, var, weight, bias, train, momentum, eps)
    want = {"used": own if train else running, "y": y[:, 0].tolist(), "running": [mean.item(), var.item()]}
    return {"args": [x, how], "want": want}


def dropout_sums(rng: random.Random, i: int) -> dict[str, Any]:
    n, q = rng.randint(1, 6), rng.choice([0.1, 0.2, 0.5, 0.8])
    rule = ["forgotten", "classic", "inverted", "twice"][i % 4]
    x = torch.tensor([rng.uniform(-3, 5) for _ in range(n)], dtype=torch.float64)
    masks = torch.tensor([[rng.random() >= q for _ in range(n)] for _ in range(5)]).double()
    train = (masks * x).sum(1) / (1 - q if rule in ("inverted", "twice") else 1)
    test = x.sum() * (1 - q if rule in ("classic", "twice") else 1)
    want = {"train": train.tolist(), "test": test.item()}
    return {"args": [x.tolist(), masks.long().tolist(), q, rule], "want": want}


def means_so_far(rng: random.Random) -> dict[str, Any]:
    values = torch.tensor([rng.uniform(-3, 3) for _ in range(rng.randint(1, 9))], dtype=torch.float64)
    want = [values[: i + 1].mean().item() for i in range(len(values))]
    return {"args": [values.tolist()], "want": want}


if __name__ == "__main__":
    rng = random.Random(0)
    vectors = {
        "batchOf": [batch_of(rng) for _ in range(12)],
        "batchNorm": [batch_norm(rng) for _ in range(24)],
        "dropoutSums": [dropout_sums(rng, i) for i in range(16)],
        "meansSoFar": [means_so_far(rng) for _ in range(10)],
    }
    TARGET.write_text(json.dumps(vectors, separators=(",", ":")) + "\n", encoding="utf-8")
