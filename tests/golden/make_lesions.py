"""Golden vectors of `front/lib/lesions.js`: paths by length, the place of a set of blocks, paths left.

`python tests/golden/make_lesions.py` rewrites lesions.json.
"""

import json
from itertools import product
from pathlib import Path
from typing import Any

TARGET = Path(__file__).with_name("lesions.json")
SETS = ([], [1], [8], [2, 5, 8], [1, 2, 3, 4], [1, 3, 5, 7, 9], list(range(1, 10)))


def lengths(blocks: int, out: list[int]) -> list[int]:
    """Every path written down and counted: through or past each block, only past those that are out."""
    found = [0] * (blocks + 1)
    for path in product((0, 1), repeat=blocks):
        if not any(path[block - 1] for block in out):
            found[sum(path)] += 1
    return found


def vectors() -> dict[str, Any]:
    return {
        "pathLengths": [{"args": [n], "want": lengths(n, [])} for n in (0, 1, 2, 5, 9)],
        "place": [{"args": [out], "want": sum(1 << (block - 1) for block in out)} for out in SETS],
        "pathsLeft": [{"args": [9, out], "want": lengths(9, out)} for out in SETS],
    }


def text() -> str:
    rows = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in vectors().items()]
    return "{\n" + ",\n".join(rows) + "\n}\n"


if __name__ == "__main__":
    TARGET.write_text(text(), "utf8")
