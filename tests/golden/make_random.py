"""Golden numbers of the counter-based generator, by numpy, for the front end.

`python -m tests.golden.make_random` rewrites random.json: {function: [{"in": [...], "out": [...]}]}.
"""

import json
from pathlib import Path
from typing import Any

from cnnkit.widgets import random_numbers as numbers

PATH = Path(__file__).with_name("random.json")
LABELS = [0, 9, 3, 3, 7, 1, 0, 5, 2, 8, 4, 6, 9]


def make() -> dict[str, list[dict[str, Any]]]:
    """Every case; words and indices exact, floats exact in float64 or float32."""
    of = numbers.stream("dropout", 7, 123_456)
    return {
        "stream": [
            {"in": [purpose, 255, 2**20 - 1], "out": [numbers.stream(purpose, 255, 2**20 - 1)]}
            for purpose in ("start", "order", "dropout", "labels")
        ],
        "words": [case(numbers.words, seed, of, n) for seed, n in [(0, 1), (1, 8), (2**32 - 1, 5)]],
        "uniform": [case(numbers.uniform, 3, of, 6)],
        "order": [case(numbers.order, seed, of, 20) for seed in (1, 2)],
        "startWeights": [case(numbers.start_weights, 1, 0, 9, fan) for fan in (9, 25, 64)],
        "dropoutMask": [case(numbers.dropout_mask, 1, of, 24, p) for p in (0.3, 0.5)],
        "wrongLabels": [case(numbers.wrong_labels, 1, of, LABELS, share, 10) for share in (0.0, 0.4, 1.0)],
    }


def case(function: Any, *arguments: Any) -> dict[str, Any]:
    return {"in": list(arguments), "out": function(*arguments).tolist()}


def text() -> str:
    """The file's content, one function a line."""
    return "{\n" + ",\n".join(f'"{name}": {json.dumps(cases)}' for name, cases in make().items()) + "\n}\n"


if __name__ == "__main__":
    PATH.write_text(text(), "utf8")
