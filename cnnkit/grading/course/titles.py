"""What a task is called where people read of it: its heading, and not the label of its test."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

__all__ = ["task_titles"]

HEADING = re.compile(r"^#{2,6}[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
"""One # is the set's own title."""
MARKS = re.compile(r"[`*$\\]")
LONGEST = 120


def task_titles(cells: Iterable[Any]) -> dict[str, str]:
    """By the label of each cell with points: the heading of the text cell before it, or else the label.

    `cells` are those of a notebook, as JSON or from nbformat. Where two have the same heading, the label
    stands behind it.
    """
    found, heading = dict[str, str](), ""
    for cell in cells:
        source = cell.get("source", "")
        text = source if isinstance(source, str) else "".join(source)
        told = HEADING.search(text) if cell.get("cell_type") == "markdown" else None
        heading = MARKS.sub("", told[1])[:LONGEST] if told else heading
        tags = cell.get("metadata", {}).get("nbgrader", {})
        if tags.get("grade") or tags.get("task"):
            found[tags["grade_id"]] = heading
    often = Counter(found.values())
    return {
        label: label if not title else title if often[title] == 1 else f"{title} ({label})"
        for label, title in found.items()
    }
