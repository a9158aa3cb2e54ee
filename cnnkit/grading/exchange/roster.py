"""Who takes the course: a table that says which names of a learning system are one person.

A CSV file with a line of heads; the columns may stand in any order, others are passed over:

  login        the person's name in submitted/ and in the gradebook: letters, digits and . _ @ + -; needed
  name         "Ada Lovelace" or "Lovelace, Ada"; or in two columns, first_name and last_name; needed
  email        their address in the learning system
  number       their number in it: Canvas's user id, Moodle's "ID number"

Commas, semicolons or tabs; UTF-8, or what Excel saves on Windows (cp1252). The gradebook that Canvas
exports is a roster as it is: its columns Student, ID and SIS Login ID stand for name, number and login.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize

__all__ = ["LOGIN", "LOGINS", "Person", "RosterError", "Table", "read_roster", "read_table"]

LOGIN = re.compile(r"\w[\w.@+-]{0,99}")
"""Safe as a folder, in a terminal and in a table (`=`, `+`, `-`, `@` begin a formula)."""
LOGINS = "letters, digits and . _ @ + -, at most 100, the first a letter or digit"
HEADS = {"sis login id": "login", "student": "name", "id": "number", "e-mail": "email"}
"""Other heads of the columns; of Canvas's export (lib/gradebook_importer.rb: "Student", "ID", "SIS Login
ID")."""
MOST_TOLD = 10
MOST_MB = 20


class RosterError(ValueError):
    """The table cannot be used; names line, column and what would be legal."""


class Person(NamedTuple):
    login: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    number: str = ""
    line: int = 0

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


class Table(NamedTuple):
    """A CSV file: the heads as they stand there, and each row by its line."""

    heads: list[str]
    rows: list[tuple[int, list[str]]]
    delimiter: str


def read_roster(path: Path) -> list[Person]:
    """The persons of a roster. Raises RosterError, which tells up to ten faults at once; OSError."""
    table = read_table(path)
    columns = _columns(path, table.heads)
    faults, people = list[str](), list[Person]()
    for line, row in table.rows:
        cells = {head: row[place].strip() for head, place in columns.items()}
        if "Points Possible" in cells.get("name", "") or not any(
            row[place].strip() for place in columns.values()
        ):
            continue  # the second line of Canvas's export, and the empty ones at the end of Excel's
        person, wrong = _person(line, cells)
        faults += wrong
        if not wrong:
            people.append(person)
    for what in ("login", "email", "number"):
        seen = dict[str, Person]()
        for person in people:
            value = getattr(person, what)
            other = seen.setdefault(value.casefold(), person)
            if value and other is not person:
                faults.append(f"line {person.line}, {what}: {value!r} is that of line {other.line} too")
    if faults:
        more = [f"and {len(faults) - MOST_TOLD} more"] if len(faults) > MOST_TOLD else []
        raise RosterError(f"{path}: " + "\n".join([*faults[:MOST_TOLD], *more]))
    if not people:
        raise RosterError(f"{path}: it holds nobody; below the heads stands a line for each person")
    return people


def read_table(path: Path) -> Table:
    """A CSV file in UTF-8 or cp1252, with commas, semicolons or tabs. Raises RosterError, OSError."""
    data = path.read_bytes()
    if len(data) > MOST_MB << 20:
        raise RosterError(f"{path}: larger than {MOST_MB} MB, so it is hardly a table of a class")
    text = _decoded(path, data)
    delimiter = max(",;\t", key=(text.splitlines() or [""])[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows = list[tuple[int, list[str]]]()
    try:
        heads = [head.strip() for head in next(reader, [])]
        while True:
            line = reader.line_num + 1
            row = next(reader, None)
            if row is None:
                break
            if len(row) > len(heads) and any(row[len(heads) :]):
                raise RosterError(f"{path}: line {line} has {len(row)} cells, and the heads are {len(heads)}")
            if row:
                rows.append((line, row[: len(heads)] + [""] * (len(heads) - len(row))))
    except csv.Error as error:
        raise RosterError(f"{path}: line {reader.line_num} is no CSV: {error}") from None
    return Table(heads, rows, delimiter)


def _decoded(path: Path, data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data:
        raise RosterError(f"{path}: it is UTF-16 or no text; save it as CSV in UTF-8")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return normalize("NFC", data.decode(encoding))
        except UnicodeDecodeError:
            continue
    line = 1 + data[: _odd(data)].count(b"\n")
    raise RosterError(f"{path}: line {line} is neither UTF-8 nor cp1252; save it as CSV in UTF-8")


def _odd(data: bytes) -> int:
    """Where what is no cp1252 begins."""
    try:
        data.decode("cp1252")
    except UnicodeDecodeError as error:
        return error.start
    return 0


def _columns(path: Path, heads: list[str]) -> dict[str, int]:
    """Where our columns stand. The exact name goes before another head that means the same."""
    columns = dict[str, int]()
    wanted = ("login", "name", "first_name", "last_name", "email", "number")
    for place, head in enumerate(heads):
        exact = head.casefold() in wanted
        ours = head.casefold() if exact else HEADS.get(head.casefold(), "")
        if ours and exact and ours in columns and heads[columns[ours]].casefold() == ours:
            raise RosterError(f"{path}: line 1 has two columns {ours}")
        if ours and (exact or ours not in columns):
            columns[ours] = place
    named = "name" in columns or {"first_name", "last_name"} <= columns.keys()
    if "login" not in columns or not named:
        lacks = "login" if named else "name (or first_name and last_name)"
        found = ", ".join(map(repr, heads)) or "nothing"
        raise RosterError(f"{path}: line 1 has no column {lacks}; it has {found}")
    return columns


def _person(line: int, cells: dict[str, str]) -> tuple[Person, list[str]]:
    first, last = cells.get("first_name", ""), cells.get("last_name", "")
    whole = cells.get("name", "")
    if not (first or last) and "," in whole:
        last, _, first = (part.strip() for part in whole.partition(","))
    elif not (first or last):
        first, _, last = whole.rpartition(" ")
    login, email, number = cells["login"], cells.get("email", ""), cells.get("number", "")
    faults = list[str]()
    if not LOGIN.fullmatch(login):
        faults.append(f"line {line}, login: {login!r} cannot be one; legal are {LOGINS}")
    if not (first or last):
        faults.append(f"line {line}, name: it is empty")
    if email and not re.fullmatch(r"[^@\s]+@[^@\s]+", email):
        faults.append(f"line {line}, email: {email!r} is no address")
    for column, text in (("name", first + last), ("number", number)):
        if not text.isprintable():
            faults.append(f"line {line}, {column}: {text!r} holds what cannot be printed")
    return Person(login, first.strip(), last.strip(), email, number, line), faults
