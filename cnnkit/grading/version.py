"""Which grader this is. Imports nothing, so that a dask worker needs no nbgrader to say it."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

__all__ = ["grader_version"]


@cache
def grader_version() -> bytes:
    """A digest of the code that grades: after a change in it, all is graded anew."""
    package = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for part in ("checks", "grading"):
        for path in sorted((package / part).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.digest()
