"""Golden vectors of `front/lib/precision.js`: what cnnkit.detection makes of random finds.

`python tests/golden/make_precision.py` rewrites precision.json.
"""

import json
from pathlib import Path
from typing import Any

import torch

from cnnkit.detection import average_precision, precision_recall
from cnnkit.detection.error_kinds import _kind
from cnnkit.detection.matching import match_coco

TARGET = Path(__file__).with_name("precision.json")
LIMITS = (0.5, 0.75, 0.3)


def tables(seed: int, n: int, m: int) -> tuple[torch.Tensor, torch.Tensor]:
    """IoUs in sixteenths, so that some are equal and some meet a limit, and scores of which some tie."""
    generator = torch.Generator().manual_seed(seed)
    ious = torch.randint(0, 17, (n, m), generator=generator).double() / 16
    scores = torch.randint(0, 3 * n, (n,), generator=generator).double() / (3 * n)
    return ious, scores


def matches() -> list[dict[str, Any]]:
    cases = []
    for seed, (n, m) in enumerate([(1, 1), (7, 8), (12, 4), (5, 0), (9, 9), (20, 6)]):
        ious, scores = tables(seed, n, m)
        cases += [
            {
                "args": [ious.tolist(), scores.tolist(), limit],
                "want": match_coco(ious, scores, limit).tolist(),
            }
            for limit in LIMITS
        ]
    return cases


def kinds() -> list[dict[str, Any]]:
    cases = []
    for seed in range(24):
        ious, _ = tables(100 + seed, 1, seed % 4)
        row = ious[0] * (1.0, 0.5, 0.2, 0.1)[seed // 6]
        generator = torch.Generator().manual_seed(seed)
        same = torch.rand(len(row), generator=generator) < 0.5
        for limit in LIMITS:
            kind = _kind(row, same, limit, 0.1)[0]
            cases.append({"args": [row.tolist(), same.tolist(), limit], "want": kind})
    return cases


def lists() -> list[tuple[list[bool], int]]:
    found = [([True, True, False, True, False, False, True], 8), ([], 3), ([False, False], 2)]
    for seed, (n, more) in enumerate([(10, 0), (30, 5), (100, 0), (160, 40), (13, 1)]):
        hits = torch.rand(n, generator=torch.Generator().manual_seed(seed)) < 0.6
        found.append((hits.tolist(), int(hits.sum()) + more))
    exact = [i < 56 or i % 2 == 0 for i in range(144)]  # recall 0.57 is met exactly, of 100 objects
    return [*found, (exact, 100)]


def vectors() -> dict[str, Any]:
    curves, areas = [], []
    for hits, objects in lists():
        scores = torch.arange(len(hits), 0, -1)
        is_tp = torch.tensor(hits, dtype=torch.bool)
        precision, recall = precision_recall(scores, is_tp, objects)
        envelope = precision.flip(0).cummax(0).values.flip(0) if len(hits) else precision
        want = {
            "precision": precision.tolist(),
            "recall": recall.tolist(),
            "envelope": envelope.tolist(),
        }
        if len(hits) < 40:
            curves.append({"args": [hits, objects], "want": want})
        areas += [
            {"args": [hits, objects, method], "want": average_precision(scores, is_tp, objects, method)}
            for method in ("voc07", "voc10", "coco")
        ]
    return {"matched": matches(), "kindOf": kinds(), "curve": curves, "averagePrecision": areas}


def text() -> str:
    rows = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in vectors().items()]
    return "{\n" + ",\n".join(rows) + "\n}\n"


if __name__ == "__main__":
    TARGET.write_text(text(), "utf8")
