"""What graded notebooks tell: the hints that tests printed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

__all__ = ["read_hints", "read_json"]

HINT = re.compile(r"^  hint \[([\w-]{1,60})\] (.*)$", re.MULTILINE)
"""As cnnkit.checks prints it."""


def read_hints(notebooks: dict[str, Any], labels: set[str]) -> Iterator[tuple[str, str, str]]:
    """Label of the cell, key and text of each hint; `notebooks` are graded ones as JSON, None where there
    is none.

    `labels` are those of the cells with points, NOTEBOOK/CELL.
    """
    for name, notebook in notebooks.items():
        for cell in (notebook or {}).get("cells", []):
            label = f"{name}/{cell.get('metadata', {}).get('nbgrader', {}).get('grade_id')}"
            if label not in labels:
                continue
            for output in cell.get("outputs", []):
                text = output.get("text", "")
                for key, said in HINT.findall(text if isinstance(text, str) else "".join(text)):
                    yield label, key, said


def read_json(path: Path) -> dict[str, Any] | None:
    """None for a file that is not there or holds something else."""
    try:
        value = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return value if isinstance(value, dict) else None
