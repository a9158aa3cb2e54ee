"""Read one submission: choose the files, repair the notebooks. This is what runs in the box.

All files of a submission have one budget together (lenient_json.Tokens), the box has the rest: seconds and
memory. What goes in are bytes and what the instructor released, what comes out are cells as strings.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from cnnkit.grading.repair.arrange import arrange
from cnnkit.grading.repair.choose_file import Candidate, alike
from cnnkit.grading.repair.lenient_json import Tokens
from cnnkit.grading.repair.skeleton import Given
from cnnkit.grading.repair.submitted_cells import Piece, UnreadableError, read_pieces

__all__ = ["look_through", "read_folder"]


def read_folder(name: str) -> str:
    """`look_through`, as JSON, of what running/reading.py has put into a folder, which is gone afterwards.

    `what.json` names the notebooks, each with what was released and the file that has its name, and the
    other files. They are called by numbers: a name of a stranger's never gets here.
    """
    folder = Path(name)
    what = json.loads((folder / "what.json").read_bytes())
    notebooks = {
        name: ([Given.of(cell) for cell in given], None if file is None else (folder / file).read_bytes())
        for name, (given, file) in what["notebooks"].items()
    }
    others = [(is_notebook, (folder / file).read_bytes()) for is_notebook, file in what["others"]]
    shutil.rmtree(folder)
    return json.dumps(look_through(notebooks, others))


def look_through(
    notebooks: dict[str, tuple[list[Given], bytes | None]], others: list[tuple[bool, bytes]]
) -> dict[str, Any]:
    """By name: the numbers of the other files that are `like` it, its `cells` (None if there are none to
    grade) and `notes`.

    `notebooks` are given with the file of their name, None where there is none; `others` say whether they
    are called notebooks.
    """
    tokens, told = Tokens(), dict[str, Any]()
    candidates: list[Candidate] | None = None
    for name, (given, data) in notebooks.items():
        like = list[int]()
        if data is None or not data.strip():
            if candidates is None:
                candidates = [Candidate(kind, file, *_pieces(file, tokens)) for kind, file in others]
            like = alike(candidates, given)
            if len(like) == 1:
                data = candidates[like[0]].data
                pieces, notes = candidates[like[0]].pieces, candidates[like[0]].told
            else:
                pieces, notes = [], []
        else:
            pieces, notes = _pieces(data, tokens)
        told[name] = {"like": like, "cells": None, "notes": []}
        if data is not None:
            entries, notes = arrange(pieces, list(notes), data, given)
            cells = [[entry.role, entry.number, entry.kind, entry.source] for entry in entries]
            told[name] |= {"cells": cells, "notes": notes}
    return told


def _pieces(data: bytes, tokens: Tokens) -> tuple[list[Piece], list[str]]:
    """The cells of a file and notes of its damage; no cells and a note where none can be read."""
    try:
        return read_pieces(data, tokens)
    except UnreadableError as error:
        return [], [str(error)] if data.strip() else []
