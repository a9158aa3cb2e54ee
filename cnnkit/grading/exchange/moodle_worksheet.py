"""Moodle's grading worksheet: who the numbers of an assignment are, when they handed in, and their marks.

"Download grading worksheet" gives a CSV file, one participant a line; the heads are in the teacher's
language:
    Identifier, Full name, Email address, Status, Grade, Maximum grade, Grade can be changed,
    Last modified (submission), Last modified (grade), Feedback comments
Identifier is "Participant 12345", and 12345 is the number in the names of the downloaded folders.
    https://github.com/moodle/moodle: mod/assign/gradingtable.php

"Upload grading worksheet" reads Identifier, Grade and Last modified (grade) and leaves a line alone whose
grade is empty, above the maximum, or was changed in Moodle after that time.
    mod/assign/feedback/offline/importgradeslib.php, locallib.php (`process_import_grades`)
"""

from __future__ import annotations

import re
from datetime import datetime, tzinfo
from pathlib import Path
from typing import NamedTuple

from cnnkit.grading.exchange.roster import RosterError, Table, read_table
from cnnkit.grading.exchange.times import read_time

__all__ = ["Participant", "numbers", "read_worksheet"]

IDENTIFIER = re.compile(r"\D+(\d+)")
SUBMITTED = "Last modified (submission)"
EMPTY = ("", "-")


class Participant(NamedTuple):
    name: str
    email: str
    time: datetime | None
    """When they handed in, in UTC; None if the worksheet does not say, or not in English."""


def read_worksheet(path: Path, zone: tzinfo) -> dict[str, Participant]:
    """The participants by number. `zone` is that of the times, which Moodle writes as its teacher's profile
    says.

    Raises RosterError (a ValueError) for a file that is no such worksheet, OSError.
    """
    table = read_table(path)
    found = dict[str, Participant]()
    for number, (line, row) in zip(numbers(path, table), table.rows, strict=True):
        if number in found:
            raise RosterError(f"{path}: line {line}, {table.heads[0]}: {row[0]!r} stands there twice")
        email = next((cell.strip() for cell in row[2:] if re.fullmatch(r"[^@\s]+@[^@\s]+", cell.strip())), "")
        told = row[table.heads.index(SUBMITTED)] if SUBMITTED in table.heads else ""
        time = None if told.strip() in EMPTY else read_time(told, zone)
        found[number] = Participant(row[1].strip(), email, time)
    return found


def numbers(path: Path, table: Table) -> list[str]:
    """Of the participants in the first column, whatever the language calls it. Raises RosterError."""
    found = list[str]()
    if len(table.heads) < 3 or not table.rows:
        raise RosterError(f"{path}: it is no grading worksheet, which has a line for each participant")
    for line, row in table.rows:
        match = IDENTIFIER.fullmatch(row[0].strip())
        if not match:
            raise RosterError(
                f"{path}: line {line}, {table.heads[0]}: {row[0]!r} is no participant; "
                "legal is for example 'Participant 12345'"
            )
        found.append(match[1])
    return found
