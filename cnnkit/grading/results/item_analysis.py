"""How hard each task of a set was, and how well it tells those who know the rest from those who do not."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean
from typing import NamedTuple

import numpy as np

from cnnkit.grading.results.results import Item, Results

__all__ = ["ItemFigures", "analyse", "discrimination"]

FEWEST = 3
"""Students from which on a correlation is told; that of two is always 1 or -1."""


class ItemFigures(NamedTuple):
    item: Item
    share: float | None
    """Difficulty: mean share of the points, 1 if all have them all. None if nobody has a mark."""
    full: int
    """Students with all points."""
    marked: int
    """Students with a mark."""
    discrimination: float | None


def analyse(results: Results) -> list[ItemFigures]:
    """Each item over the students who handed in; a notebook that they left out counts as zero points."""
    table = [[work.points.get(item) for item in results.items] for work in results.handed_in]
    correlations = discrimination(table) if table else [None] * len(results.items)
    found = list[ItemFigures]()
    for number, (item, correlation) in enumerate(zip(results.items, correlations, strict=True)):
        marks = [mark for row in table if (mark := row[number]) is not None]
        share = fmean(marks) / item.most if marks and item.most else None
        found.append(ItemFigures(item, share, sum(m >= item.most for m in marks), len(marks), correlation))
    return found


def discrimination(table: Sequence[Sequence[float | None]]) -> list[float | None]:
    """Corrected item-total correlation of each column: Pearson's, with the sum of the other columns.

    `table` has a row of points for each student. A student without a mark in an item (None) is left out of
    that item's figure, and an item that lacks a mark out of the sums of the others. None where there is no
    correlation: fewer than three students, or no spread.
    """
    points = np.array([[np.nan if mark is None else mark for mark in row] for row in table], dtype=float)
    whole = ~np.isnan(points).any(axis=0)
    found = list[float | None]()
    for number in range(points.shape[1]):
        marked = ~np.isnan(points[:, number])
        others = whole & (np.arange(points.shape[1]) != number)
        found.append(_correlation(points[marked, number], points[marked][:, others].sum(axis=1)))
    return found


def _correlation(a: np.ndarray, b: np.ndarray) -> float | None:
    if len(a) < FEWEST or np.ptp(a) == 0 or np.ptp(b) < 1e-9:
        return None
    return float(np.clip(np.corrcoef(a, b)[0, 1], -1, 1))
