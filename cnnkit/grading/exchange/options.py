"""The options of `cnnkit collect`, `cnnkit return` and `cnnkit due`; nothing heavy is imported here."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from cnnkit.grading.exchange import names, roster

__all__ = ["COLLECT", "DUE", "RETURN", "add_collect", "add_due", "add_return"]

COLLECT = f"""\
The roster. {roster.__doc__}
The names. {names.__doc__}
example: cnnkit collect basics --moodle ~/Downloads/basics.zip --worksheet ~/Downloads/Grades-basics.csv
(exit code 0: all that was handed in has its person; 1: something was left out; 2: no such course, set or
file)
"""
RETURN = """\
example: cnnkit return basics --moodle /tmp/back --worksheet ~/Downloads/Grades-basics.csv
(exit code 0: everybody who handed in is in it; 1: somebody is not; 2: no such course, set or file)
"""
DUE = """\
example: cnnkit due basics "2026-12-01 23:59"
A time without a zone is in the zone of the course, c.SubmissionCollector.timezone in nbgrader_config.py.
(exit code 0: it is set, or shown; 1: it cannot be read; 2: no such course or set)
"""


def add_collect(command: ArgumentParser) -> None:
    _add_course(command)
    source = command.add_mutually_exclusive_group(required=True)
    source.add_argument("--moodle", type=Path, metavar="ZIP", help='of "Download all submissions"')
    source.add_argument("--canvas", type=Path, metavar="ZIP", help='of "Download Submissions"')
    source.add_argument("--plain", type=Path, metavar="FOLDER", help="or an archive, of PERSON/FILE")
    command.add_argument(
        "--roster", type=Path, metavar="CSV", help="who takes the course (default: roster.csv there)"
    )
    command.add_argument(
        "--worksheet", type=Path, metavar="CSV", help="Moodle's grading worksheet of this set: it tells "
        "people of the same name apart, and when they handed in",
    )  # fmt: skip


def add_return(command: ArgumentParser) -> None:
    _add_course(command)
    target = command.add_mutually_exclusive_group(required=True)
    for system in names.FORMS:
        words = "for people" if system == "plain" else f"for {system.capitalize()}"
        target.add_argument(
            f"--{system}", type=Path, metavar="OUT", help=f"write both {words} to this folder"
        )
    command.add_argument(
        "--worksheet", type=Path, metavar="CSV", help="fill in this file: Moodle's grading worksheet of this "
        "set, or the gradebook that Canvas exports",
    )  # fmt: skip
    command.add_argument(
        "--column", metavar="HEAD", help="the worksheet's column for the marks, such as 'Basics (12345)'"
    )


def add_due(command: ArgumentParser) -> None:
    _add_course(command)
    command.add_argument("time", nargs="?", metavar="TIME", help="YYYY-MM-DD HH:MM; left out, it is shown")


def _add_course(command: ArgumentParser) -> None:
    command.add_argument("set", metavar="SET", help="a folder of solutions/, for example basics")
    command.add_argument("--root", type=Path, default=Path(), help="the course folder (default: this one)")
    command.add_argument("--db", metavar="URL", help="another gradebook, such as postgresql://host/name")
