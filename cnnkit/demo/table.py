"""The table `demos.txt`: what each demo asks a class, what there is to be seen, where the book treats it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

__all__ = ["CHAPTERS", "Demo", "demos"]

CHAPTERS = {
    "basics": "Basics",
    "sizing": "Sizing",
    "blocks": "Blocks",
    "architectures": "Architectures",
    "visualization": "Visualization",
    "detection": "Detection",
    "questions": "Questions to a class",
    "live": "Computed in Python: your picture, your network",
}


class Demo(NamedTuple):
    chapter: str
    page: str
    """Of the book, without its suffix."""
    question: str
    seen: str


@cache
def demos() -> dict[str, Demo]:
    """By the name of the example (`cnnkit.widgets.examples`), or of the live demo, as a course goes."""
    found, chapter = dict[str, Demo](), ""
    for line in (Path(__file__).parent / "demos.txt").read_text("utf8").splitlines():
        if line.startswith("["):
            chapter = line.strip("[]")
        elif line and not line.startswith("#"):
            name, *rest = map(str.strip, line.split("|"))
            found[name] = Demo(chapter, *rest)
    return found
