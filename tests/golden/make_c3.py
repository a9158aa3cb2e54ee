"""Golden vectors of `front/lib/c3.js`: tables of links, counted by `C3Table` and by the sizing functions.

`python tests/golden/make_c3.py` rewrites c3.json: cases `{"args": […], "want": …}` for `counted`, `told` and
`switched`.
"""

import json
import random
from pathlib import Path
from typing import Any

from cnnkit.widgets.c3_table import ALL, FIRST_THREE, PAPERS, C3Table

TARGET = Path(__file__).with_name("c3.json")


def vectors() -> dict[str, Any]:
    rng = random.Random(0)
    drawn = ["".join(rng.choice("X.") for _ in range(16)) for _ in range(6)]
    one = ["X" + "." * 15, *["." * 16] * 5]
    found: dict[str, Any] = {"counted": [], "told": [], "switched": []}
    for table in (PAPERS, ALL, FIRST_THREE, drawn, one):
        widget = C3Table(table=table)
        names = ("reads", "links", "params", "connections", "letters", "different", "unread", "empty")
        found["counted"].append({"args": [table], "want": {name: getattr(widget, name) for name in names}})
        for chosen in (0, 7, 15):
            found["told"].append(
                {"args": [table, chosen], "want": C3Table(table=table, chosen=chosen).sentence}
            )
        i, j = rng.randrange(6), rng.randrange(16)
        other = [list(row) for row in table]
        other[i][j] = "." if table[i][j] == "X" else "X"
        found["switched"].append({"args": [table, i, j], "want": ["".join(row) for row in other]})
    return found


def text() -> str:
    rows = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in vectors().items()]
    return "{\n" + ",\n".join(rows) + "\n}\n"


if __name__ == "__main__":
    TARGET.write_text(text(), "utf8")
