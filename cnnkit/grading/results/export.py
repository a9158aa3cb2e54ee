"""A set's marks as CSV (UTF-8, commas, a header line) for a learning system.

SET.csv: for people and programs (with the mark by which Excel knows UTF-8), a line for each student of the
gradebook
  student        name of the folder in submitted/, nbgrader's student id
  last_name, first_name, email    as in the gradebook
  set            name of the problem set
  handed_in      when, in UTC (2026-05-01T12:00:00); "yes" if that is not known; empty if nothing came, which
                 is what `cnnkit grade` tells as "not submitted" of every notebook: no folder, or one
                 without a notebook (an empty file is one). Points that a person gave count as work that came
  late_days      days after the due date and the student's extension, as nbgrader counts them
  raw_points     points of tests and people together
  penalty        what the course's rule for late work takes off
  points         points that count: raw_points less penalty, never below zero; empty if nothing came
  most_points    points to be had
  needs_review   "yes" while a person has to give or to confirm points
  missing        notebooks that were not handed in
  seconds        that grading took
  NOTEBOOK/CELL  points in each graded cell; empty while a person has yet to give them

SET-moodle.csv: Grades > Import > CSV file; map "ID number" or "Email address" to the user, SET to the grade
  First name, Last name, ID number (the roster's number, else the student id), Email address, SET (points
  that count)

SET-canvas.csv: Grades > Import; a line "Points Possible" comes first
  Student ("Last, First"), ID (the roster's number), SIS User ID (empty), SIS Login ID (the student id),
  Section (empty), SET (points that count)

Who handed in nothing has an empty grade in all three, which both systems leave as it is.

A text that a spreadsheet would take for a formula (it begins with = + - @, a tab or a line break) gets an
apostrophe before it. Exempt are, in the two files for learning systems, the ids and addresses that the system
matches by, if they are made of the letters a to z, digits and _ . @ + - alone. Without brackets, quotes,
colons, = | ! and / nothing can be called, linked to or started; whoever opens the file in a spreadsheet
sees at worst a number or #NAME? there, so give the file to the system as it is.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cnnkit.grading.walls.outputs import upright

if TYPE_CHECKING:
    from cnnkit.grading.results.results import Results, Work

__all__ = ["FORMATS", "Cell", "Key", "as_text", "canvas", "grade", "write_csv", "write_people"]

Cell = str | float | None
Rows = Iterator[Sequence[Cell]]
HARMLESS = re.compile(r"[\w.@+-]+", re.ASCII)


class Key(str):
    """An id or address that a learning system matches by: it must arrive as it is."""


def plain(results: Results) -> Rows:
    names = "student last_name first_name email set handed_in late_days raw_points penalty points most_points"
    names += " needs_review missing seconds"
    yield [*names.split(), *(item.label for item in results.items)]
    for work in results.works:
        row: list[Cell] = [work.student, work.last_name, work.first_name, work.email, results.set]
        if work.handed_in:
            row += [work.at.isoformat(timespec="seconds") if work.at else "yes", work.late_days, work.raw]
            row += [work.penalty, work.total, results.most, "yes" if work.needs_review else "no"]
            row += [" ".join(work.missing), work.seconds]
        else:
            row += ["", None, None, None, None, results.most, "no", "", None]
        yield [*row, *(work.points.get(item) for item in results.items)]


def moodle(results: Results) -> Rows:
    yield ["First name", "Last name", "ID number", "Email address", results.set]
    for work in results.works:
        yield [
            work.first_name,
            work.last_name,
            Key(work.lms_id or work.student),
            Key(work.email),
            grade(work),
        ]


def canvas(results: Results) -> Rows:
    yield ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", results.set]
    yield ["    Points Possible", "", "", "", "", results.most]
    for work in results.works:
        name = ", ".join(part for part in (work.last_name, work.first_name) if part) or work.student
        yield [name, Key(work.lms_id), "", Key(work.student), "", grade(work)]


FORMATS: dict[str, Callable[[Results], Rows]] = {"": plain, "-moodle": moodle, "-canvas": canvas}
"""By what stands in the file's name behind the set."""


def write_csv(results: Results, folder: Path) -> list[Path]:
    """Write a file of each format; return their paths."""
    written = [folder / f"{results.set}{ending}.csv" for ending in FORMATS]
    for path, rows in zip(written, FORMATS.values(), strict=True):
        # Excel takes a file without the mark for the machine's own letters; systems need none
        _write(rows(results), path, "utf-8-sig" if rows is plain else "utf-8")
    return written


def write_people(results: Results, path: Path) -> None:
    """The table for people alone."""
    _write(plain(results), path, "utf-8-sig")


def _write(rows: Rows, path: Path, encoding: str) -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([as_text(cell) for cell in row] for row in rows)


def grade(work: Work) -> float | None:
    """Points that count; None if nothing came."""
    return work.total if work.handed_in else None


def as_text(cell: Cell) -> str:
    """What stands in the file: no text that is a formula, numbers as people write them."""
    if cell is None:
        return ""
    if isinstance(cell, Key) and HARMLESS.fullmatch(cell):
        return cell
    if isinstance(cell, str):
        cell = upright(cell)
        return f"'{cell}" if cell[:1] in tuple("=+-@\t\r\n") else cell
    return f"{round(cell, 2):.12g}"
