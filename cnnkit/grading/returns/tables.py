"""Marks in the columns of a learning system: into the table that it gave, or into one of its form.

Moodle, "Upload grading worksheet": Identifier, Grade and Last modified (grade) are read, in the teacher's
language; a column of comments that is empty would empty the comments, so a table of ours has none.
    https://github.com/moodle/moodle: mod/assign/feedback/offline/importgradeslib.php

Canvas, "Import" in the gradebook: Student, ID, perhaps SIS User ID and SIS Login ID, Section, then a column
for each assignment, "Name (number)"; a line "Points Possible" below the heads. Who is meant tells ID, else
SIS User ID, else SIS Login ID. An assignment that Canvas does not know is made anew, and columns of others
would set their old marks, so only one is given back.
    https://github.com/instructure/canvas-lms: lib/gradebook_importer.rb
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

from cnnkit.grading.exchange.moodle_worksheet import numbers
from cnnkit.grading.exchange.receipts import Receipts
from cnnkit.grading.exchange.roster import RosterError, read_table
from cnnkit.grading.results.export import Cell, Key, as_text, canvas, grade
from cnnkit.grading.results.results import Results

__all__ = ["canvas_marks", "moodle_marks"]

ASSIGNMENT = re.compile(r".+ \(\d+\)")
ABOUT = ("Student", "ID", "SIS User ID", "SIS Login ID", "Integration ID", "Root Account", "Section")


def moodle_marks(
    results: Results, receipts: Receipts, worksheet: Path | None, column: str | None
) -> tuple[str, list[str]]:
    """The CSV text and what to say. Raises RosterError for a worksheet that cannot be filled in."""
    by_number = {
        receipt.who: login for login, receipt in receipts.people.items() if receipt.system == "moodle"
    }
    works, said = {work.student: work for work in results.works}, list[str]()
    if worksheet is None:
        heads = [
            "Identifier",
            "Full name",
            "Email address",
            "Grade",
            "Maximum grade",
            "Last modified (grade)",
        ]
        rows = list[list[Cell]]()
        for number, login in by_number.items():
            if work := works.get(login):
                name = f"{work.first_name} {work.last_name}".strip()
                marks = [_grade(results, login), _most(results), "-"]
                rows.append([f"Participant {number}", name, Key(work.email), *map(Key, marks)])
        return _csv([heads, *rows]), said
    table = read_table(worksheet)
    place = _place(worksheet, table.heads, column or "Grade")
    by_email = {work.email.casefold(): work.student for work in results.works if work.email}
    above, rows = 0, list[list[Cell]]()
    for number, (_, row) in zip(numbers(worksheet, table), table.rows, strict=True):
        login = by_number.get(number)
        login = login or next((by_email[c.casefold()] for c in row if c.casefold() in by_email), "")
        cells = [Key(cell) for cell in row]
        cells[place] = Key(_grade(results, login))
        most = next((c for c in row[place + 1 : place + 2] if re.fullmatch(r"\d+([.,]\d+)?", c)), "")
        above += bool(most and cells[place] and float(cells[place]) > float(most.replace(",", ".")))
        rows.append(list(cells))
    if above:
        said.append(
            f"{above} marks are above Moodle's maximum grade and would be left out there: set it to "
            f"{_most(results)}"
        )
    return _csv([table.heads, *rows], table.delimiter), said


def canvas_marks(results: Results, worksheet: Path | None, column: str | None) -> tuple[str, list[str]]:
    """The CSV text and what to say. Raises RosterError for an export that cannot be filled in."""
    if worksheet is None:
        heads, *rows = canvas(results)
        said = []
        if not column:
            said = [
                f"Canvas will make a new assignment {results.set!r}: name the one that is there with "
                "--column, or give the exported gradebook with --worksheet"
            ]
        return _csv([[*heads[:-1], column or results.set], *rows]), said
    table = read_table(worksheet)
    if "Student" not in table.heads or "ID" not in table.heads:
        raise RosterError(f"{worksheet}: line 1 lacks the columns Student and ID of Canvas's gradebook")
    assignments = [head for head in table.heads if ASSIGNMENT.fullmatch(head)]
    if column is None:
        alike = [head for head in assignments if head.casefold().startswith(f"{results.set.casefold()} (")]
        only = alike or assignments
        if len(only) != 1:
            raise RosterError(
                f"{worksheet}: which column is {results.set}? Name it with --column; there are "
                f"{', '.join(map(repr, assignments)) or 'none'}"
            )
        column = only[0]
    _place(worksheet, table.heads, column)
    about = [table.heads.index(head) for head in table.heads if head in ABOUT]
    known = {getattr(work, key): work.student for key in ("student", "lms_id") for work in results.works}
    known.pop("", None)
    rows: list[Sequence[Cell]] = [[table.heads[at] for at in about] + [column]]
    for _, row in table.rows:
        if "Points Possible" in row[table.heads.index("Student")]:
            rows.append([row[at] for at in about] + [results.most])
            continue
        told = [row[table.heads.index(head)] for head in ("ID", "SIS Login ID") if head in table.heads]
        login = next((known[key] for key in told if key in known), None)
        if login:
            who: list[Cell] = [Key(row[at]) if table.heads[at] != "Student" else row[at] for at in about]
            rows.append([*who, _grade(results, login)])
    return _csv(rows, table.delimiter), [f"the column is {column!r}"]


def _place(path: Path, heads: list[str], column: str) -> int:
    if column not in heads:
        found = ", ".join(map(repr, heads))
        raise RosterError(f"{path}: line 1 has no column {column!r} for the marks (--column); it has {found}")
    return heads.index(column)


def _grade(results: Results, login: str) -> str:
    return next((as_text(grade(work)) for work in results.works if work.student == login), "")


def _most(results: Results) -> str:
    return as_text(results.most)


def _csv(rows: Sequence[Sequence[Cell]], delimiter: str = ",") -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows([as_text(cell) for cell in row] for row in rows)
    return buffer.getvalue()
