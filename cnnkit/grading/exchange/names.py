"""How learning systems name what was handed in, and what of it tells the person.

Moodle ("Download all submissions"): FULL NAME_NUMBER_assignsubmission_file/PATH, before Moodle 4.1 with one
more underscore, and with the preference "in folders" off FULL NAME_NUMBER_assignsubmission_file_NAME. The
number is of this assignment alone (`get_uniqueid_for_user`); underscores and some signs are taken out of
the name (`clean_filename`). No time is told.
    https://github.com/moodle/moodle: mod/assign/classes/downloader.php,
    mod/assign/feedback/file/importziplib.php

Canvas ("Download Submissions"): NAME_LATE_USER_ATTACHMENT_FILE; NAME is "Last, First" in small letters
without signs, LATE stands there or not, USER is the number of the person in all of Canvas, and a greater
ATTACHMENT came later. A file that is handed in again under its own name gets -1, -2 before its ending. No
time is told.
    https://github.com/instructure/canvas-lms: lib/content_zipper.rb, app/models/abstract_assignment.rb
    (`infer_comment_context_from_filename`)

Plain: a folder for each person, or files called WHO_NAME; WHO is a login, an address or a number of the
roster, or a name. WHO_2026-11-30-18-05-00_NAME tells when it came.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, tzinfo
from pathlib import PurePosixPath
from typing import NamedTuple

from cnnkit.grading.exchange.times import read_time

__all__ = ["FORMS", "NotHandedInError", "Sent"]

MOODLE = re.compile(
    r"(?P<place>(?P<shown>[^_/]+)_(?P<who>\d+)_assignsubmission_(?P<kind>[a-z]+))(?P<rest>_.*)?"
)
CANVAS = re.compile(
    r"(?P<place>(?P<shown>.*?)_(?P<late>LATE_)?(?P<who>\d+)_(?P<attachment>\d+))_(?P<name>.+)", re.DOTALL
)
NO_FILE = re.compile(r".*_\d+_(text|link)\.html", re.DOTALL)
ANONYMOUS = re.compile(r"(LATE_)?anon_")
AGAIN = re.compile(r"(?P<stem>.+?)-\d{1,3}(?P<ending>\.[^.]+)")
PLAIN = re.compile(
    r"(?P<who>[^_]+)_(?P<stamp>\d{4}(?:-\d\d){5})_(?P<name>.+)|(?P<bare>[^_]+)_(?P<rest>.+)", re.DOTALL
)


class NotHandedInError(ValueError):
    """A file of a download that is nobody's work; says why."""


class Sent(NamedTuple):
    """A file of somebody's, by its name in the download."""

    who: str
    """What tells the person: Moodle's or Canvas's number; for plain files login, address, number or name."""
    shown: str
    """The person's name as the system writes it; "" where it writes none."""
    place: str
    """What the name of a file begins with that goes back to this person."""
    name: str
    """The file's own path within the submission."""
    order: int = 0
    """Of two files with the same name the greater came later."""
    late: bool = False
    """By the system's own due date."""
    time: datetime | None = None
    """In UTC; None where it is not told."""


def moodle(path: str, zone: tzinfo, notebooks: frozenset[str] = frozenset()) -> Sent:
    """Raises NotHandedInError. As Moodle itself reads it: the outermost part of the path that fits counts."""
    parts = PurePosixPath(path).parts
    for depth, part in enumerate(parts):
        match = MOODLE.fullmatch(part)
        if not match:
            continue
        rest, inside = (match["rest"] or "").removeprefix("_"), parts[depth + 1 :]
        if match["kind"] != "file":
            raise NotHandedInError("it was typed into Moodle, and no file was handed in")
        if bool(rest) == bool(inside):
            break
        place = part if inside else f"{match['place']}_"
        return Sent(match["who"], match["shown"], place, rest or "/".join(inside))
    if CANVAS.fullmatch(parts[-1]):
        raise NotHandedInError("this is Canvas's form: --canvas in place of --moodle")
    raise NotHandedInError(
        "Moodle's form is NAME_NUMBER_assignsubmission_file_/FILE (a group's has no person's number)"
    )


def canvas(path: str, zone: tzinfo, notebooks: frozenset[str] = frozenset()) -> Sent:
    """Raises NotHandedInError. `notebooks` are the set's own: of their names alone -1, -2 is taken off."""
    whole = PurePosixPath(path).name
    if any(map(MOODLE.fullmatch, PurePosixPath(path).parts)):
        raise NotHandedInError("this is Moodle's form: --moodle in place of --canvas")
    if ANONYMOUS.match(whole):
        raise NotHandedInError("Canvas hides who it is: switch anonymous grading off, and download again")
    match = CANVAS.fullmatch(whole)
    if not match:
        if NO_FILE.fullmatch(whole):
            raise NotHandedInError("it was typed into Canvas, and no file was handed in")
        raise NotHandedInError("Canvas's form is NAME_USER_ATTACHMENT_FILE")
    name = match["name"]
    again = AGAIN.fullmatch(name)
    if again and f"{again['stem']}{again['ending']}" in notebooks and name not in notebooks:
        name = f"{again['stem']}{again['ending']}"
    late = bool(match["late"])
    return Sent(match["who"], match["shown"], match["place"], name, int(match["attachment"]), late)


def plain(path: str, zone: tzinfo, notebooks: frozenset[str] = frozenset()) -> Sent:
    """Raises NotHandedInError. Times without a zone are in `zone`."""
    first, *inside = PurePosixPath(path).parts
    if MOODLE.fullmatch(first):
        raise NotHandedInError("this is Moodle's form: --moodle in place of --plain")
    if inside:
        return Sent(first, first, first, "/".join(inside))
    match = PLAIN.fullmatch(first)
    if not match:
        raise NotHandedInError("the form is PERSON/FILE, PERSON_FILE or PERSON_2026-11-30-18-05-00_FILE")
    who = match["who"] or match["bare"]
    time = read_time(match["stamp"], zone) if match["stamp"] else None
    order = int((time - datetime(1970, 1, 1)).total_seconds()) if time else 0
    return Sent(who, who, who, match["name"] or match["rest"], order, time=time)


FORMS: dict[str, Callable[[str, tzinfo, frozenset[str]], Sent]] = {
    "moodle": moodle,
    "canvas": canvas,
    "plain": plain,
}
