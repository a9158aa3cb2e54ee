"""How much of what a box puts out is kept, and when it is so much that the box is ended."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cnnkit.grading.walls.limits import Limits
from cnnkit.grading.walls.outputs import clean_output, stream

__all__ = ["OutputBudget"]

LONGEST_OUTPUT = 4 << 20
LONGEST_ERROR = 1 << 17
MESSAGE_BYTES = 500
"""What any message counts in the flood of output: very many small ones take the grader's time."""


class OutputBudget:
    """The outputs of one cell after the other, within the room that all of them share."""

    def __init__(self, limits: Limits) -> None:
        self._room, self._flood = limits.output_kb << 10, limits.flood_mb << 20
        self._kept = self._seen = 0
        self._text, self._rich = bytearray(), list[dict[str, Any]]()

    @property
    def is_flood(self) -> bool:
        return self._seen > self._flood

    def renew(self) -> None:
        """All of the room again: what one test prints must not push the next one's score out."""
        self._kept = self._seen = 0

    def message(self, size: int) -> None:
        """Something of so many bytes came that is no printed text."""
        self._seen += MESSAGE_BYTES + size

    def printed(self, part: bytes) -> None:
        """Text; its beginning is kept."""
        kept = part[: max(0, self._room - self._kept)]
        self._text += kept
        self._kept += len(kept)
        self._seen += len(part)

    def rich(self, data: bytes, *, judged: bool) -> None:
        """A rich output in JSON, kept and cleaned as long as there is room.

        The judge's results and errors are kept in any case: a test without either counts as passed.
        """
        output = clean_output(parsed(data)) if len(data) <= LONGEST_OUTPUT else {}
        size = len(json.dumps(output)) if output else 0
        small_error = bool(output) and output["output_type"] == "error" and size < LONGEST_ERROR
        if output and (judged or small_error or self._kept + size <= self._room):
            self._kept += size
            self._rich.append(output)

    def take(self) -> list[dict[str, Any]]:
        """The outputs of the cell that ends here, printed text first."""
        taken = [*stream(bytes(self._text)), *self._rich]
        self._text, self._rich = bytearray(), []
        return taken

    @contextmanager
    def dropping(self) -> Iterator[None]:
        """What is printed in here counts in the flood and is not kept."""
        kept, text = self._kept, bytes(self._text)
        yield
        self._kept, self._text = kept, bytearray(text)


def parsed(line: bytes) -> dict[str, Any] | None:
    """An object in JSON, None if it is none."""
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return message if isinstance(message, dict) else None
