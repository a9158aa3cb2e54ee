"""Golden vectors of `front/lib/timeline.js`: what `Timeline` says of each network.

`python tests/golden/make_timeline.py` rewrites timeline.json: the test reads the record that ships, and cases
`{"args": [place or year], "want": …}` stand here.
"""

import json
from pathlib import Path
from typing import Any

from cnnkit.widgets.timeline import FIRST, LAST, Timeline

TARGET = Path(__file__).with_name("timeline.json")


def vectors() -> dict[str, Any]:
    widget = Timeline()
    years = [one["year"] for one in widget.networks]
    places = range(len(years))
    nearest = lambda year: min(places, key=lambda at: (abs(years[at] - year), at))
    return {
        "told": [{"args": [at], "want": Timeline(at=at).sentence} for at in places],
        "deepestBefore": [{"args": [at], "want": Timeline(at=at).deepest_before} for at in places],
        "nearYear": [{"args": [year], "want": nearest(year)} for year in range(FIRST, LAST + 1)],
    }


def text() -> str:
    rows = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in vectors().items()]
    return "{\n" + ",\n".join(rows) + "\n}\n"


if __name__ == "__main__":
    TARGET.write_text(text(), "utf8")
