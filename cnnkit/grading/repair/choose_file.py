"""Which file of a submission is the notebook of the set, where none has its name. Runs in a box.

A file takes the place of `name.ipynb` if it is the only one that reads like this notebook: it shares labels
or function names with it. Equal files count once, and Python text only where no notebook is like it.
"""

from __future__ import annotations

from typing import NamedTuple

from cnnkit.grading.repair.skeleton import Given
from cnnkit.grading.repair.source_analysis import defined
from cnnkit.grading.repair.submitted_cells import Piece

__all__ = ["Candidate", "alike"]


class Candidate(NamedTuple):
    """A file that may be the notebook, with what could be read of it."""

    is_notebook: bool
    data: bytes
    pieces: list[Piece]
    told: list[str]


def alike(candidates: list[Candidate], given: list[Given]) -> list[int]:
    """The numbers of the files that read like this notebook; notebooks before texts."""
    answers = [cell for cell in given if cell.is_answer]
    labels, names = (
        {cell.label for cell in answers},
        frozenset[str]().union(*(cell.names for cell in answers)),
    )
    like = dict[bytes, int]()
    for number, (is_notebook, data, pieces, _) in enumerate(candidates):
        if like and not is_notebook and candidates[next(iter(like.values()))].is_notebook:
            break
        if any(piece.label in labels or names.intersection(defined(piece.source)) for piece in pieces):
            like.setdefault(data, number)
    return list(like.values())
