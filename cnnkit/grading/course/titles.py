"""What a task is called where people read of it: its heading, and not the label of its test."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

__all__ = ["by_titles", "task_titles"]

HEADING = re.compile(r"^#{2,6}[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
"""One # is the set's own title."""
MARKS = re.compile(r"[`*$\\]")
QUOTED = re.compile(r"'[^'\s]+'")
LONGEST = 120


def task_titles(cells: Iterable[Any]) -> dict[str, str]:
    """By the label of each cell with points: the heading of the text cell before it, or else the label.

    `cells` are those of a notebook, as JSON or from nbformat. Where two have the same heading, the label
    stands behind it.
    """
    graded = {
        label: heading for label, heading, tags in _labelled(cells) if tags.get("grade") or tags.get("task")
    }
    often = Counter(graded.values())
    return {
        label: label if not title else title if often[title] == 1 else f"{title} ({label})"
        for label, title in graded.items()
    }


def by_titles(notes: Iterable[str], cells: Iterable[Any]) -> list[str]:
    """Notes of the grader, which call cells by their labels, with the headings before these cells instead."""
    names = {f"'{label}'": f"“{heading}”" for label, heading, _ in _labelled(cells) if heading}
    return [QUOTED.sub(lambda found: names.get(found[0], found[0]), note) for note in notes]


def _labelled(cells: Iterable[Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Label, the heading of the text cell before it or "", and the tags, of each cell that has a label."""
    heading = ""
    for cell in cells:
        source = cell.get("source", "")
        text = source if isinstance(source, str) else "".join(source)
        told = HEADING.search(text) if cell.get("cell_type") == "markdown" else None
        heading = MARKS.sub("", told[1])[:LONGEST] if told else heading
        tags = cell.get("metadata", {}).get("nbgrader", {})
        if "grade_id" in tags:
            yield tags["grade_id"], heading, tags
