"""Golden vectors of `front/lib/suppression.js` and of `sides`: what cnnkit.detection says.

`python tests/golden/make_suppression.py` rewrites suppression.json.
"""

import json
from pathlib import Path
from typing import Any

import torch

from cnnkit.detection import batched_nms, box_iou, nms
from cnnkit.widgets import IouDrag, NmsStepper
from cnnkit.widgets.boxed_photographs import boxed

TARGET = Path(__file__).with_name("suppression.json")
SETS = [(0, 0.5), (1, 0.5), (9, 0.0), (40, 0.25), (40, 1.0), (60, 0.5)]


def rows(seed: int, n: int, classes: int) -> list[list[float]]:
    """Boxes in whole pixels with scores in hundredths: many of them equal."""
    g = torch.Generator().manual_seed(seed)
    low = torch.randint(0, 12, (n, 2), generator=g)
    high = low + torch.randint(1, 25, (n, 2), generator=g)
    kinds = torch.randint(0, classes, (n, 1), generator=g)
    scores = torch.randint(1, 20, (n, 1), generator=g) / 20
    return [
        [*box, kind, score]
        for box, (kind,), (score,) in zip(
            torch.cat([low, high], 1).tolist(), kinds.tolist(), scores.double().tolist(), strict=True
        )
    ]


def random_case(seed: int, n: int, threshold: float, blind: bool) -> dict[str, Any]:
    given = rows(seed, n, 3)
    table = torch.tensor(given, dtype=torch.float64).reshape(-1, 6)
    order = table[:, 5].argsort(descending=True, stable=True)
    best = table[order]
    kept = (
        nms(best[:, :4], best[:, 5], threshold)
        if blind
        else batched_nms(best[:, :4], best[:, 5], best[:, 4].long(), threshold)
    )
    return {
        "args": [given, threshold, blind],
        "order": order.tolist(),
        "kept": kept.tolist(),
        "first": box_iou(best[:1, :4], best[:, :4]).flatten().tolist(),
    }


def stepper_case(picture: str, threshold: float, least: float, blind: bool) -> dict[str, Any]:
    widget = NmsStepper(picture=picture, threshold=threshold, least=least, blind=blind)
    return {
        "args": [picture, threshold, least, blind],
        "kept": widget.kept,
        "met": widget.met,
    }


def sides_case(a: list[int], b: list[int]) -> dict[str, Any]:
    widget = IouDrag(a=a, b=b)
    return {"args": [a, b], "sides": widget.sides, "areas": widget.areas, "iou": widget.iou}


def vectors() -> dict[str, Any]:
    pictures = [("two horses", 0.3), ("cat", 0.4), ("coffee", 0.15)]
    return {
        "pictures": {name: {key: boxed()[name][key] for key in ("raw", "true")} for name, _ in pictures},
        "suppressed": [
            random_case(seed, n, threshold, blind)
            for seed, (n, threshold) in enumerate(
                [(0, 0.5), (1, 0.5), (9, 0.0), (40, 0.25), (40, 1.0), (60, 0.5)]
            )
            for blind in (False, True)
        ],
        "met": [
            stepper_case(picture, threshold, least, blind)
            for picture, least in pictures
            for threshold in (0.2, 0.35, 0.5, 0.9)
            for blind in (False, True)
        ],
        "sides": [
            sides_case(a, b)
            for a, b in (
                ([3, 3, 11, 11], [7, 3, 15, 11]),
                ([2, 1, 8, 6], [11, 8, 17, 13]),
                ([2, 2, 18, 12], [7, 4, 15, 9]),
                ([0, 0, 5, 5], [5, 5, 9, 9]),
                ([0, 0, 5, 5], [8, 1, 9, 3]),
            )
        ],
    }


def text() -> str:
    lines = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in vectors().items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    TARGET.write_text(text(), "utf8")
