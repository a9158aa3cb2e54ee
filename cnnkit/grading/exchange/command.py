"""`cnnkit collect`, `cnnkit return` and `cnnkit due`: what they say, and their exit codes."""

from __future__ import annotations

from argparse import Namespace
from collections import defaultdict
from collections.abc import Callable

from cnnkit.grading.course.course import Course
from cnnkit.grading.exchange.collecting import Collected, Download, collect
from cnnkit.grading.exchange.gradebook_people import due_date, enter_people, set_due_date
from cnnkit.grading.exchange.moodle_worksheet import read_worksheet
from cnnkit.grading.exchange.names import FORMS
from cnnkit.grading.exchange.receipts import Receipts
from cnnkit.grading.exchange.roster import read_roster
from cnnkit.grading.exchange.times import course_zone, read_due, shown
from cnnkit.grading.walls.outputs import on_a_line

__all__ = ["chosen", "people", "run_collect", "run_due", "say", "some"]

MOST_NAMED = 12
Say = Callable[[str], None]


def say(line: str) -> None:
    """Names of strangers stand in it."""
    print(on_a_line(line))


def run_collect(arguments: Namespace, say: Say = say) -> int:
    """0 if all that was handed in has its person, 1 if something was left out. Raises ValueError, OSError."""
    course = Course(arguments.root, arguments.set, db_url=arguments.db)
    system = chosen(arguments)
    zone = course_zone(course.config)
    roster = read_roster(arguments.roster or course.root / "roster.csv")
    worksheet = {}
    if arguments.worksheet:
        if system != "moodle":
            raise ValueError("--worksheet is Moodle's: the roster's column number tells who is who in Canvas")
        worksheet = read_worksheet(arguments.worksheet, zone)
    source = getattr(arguments, system)
    receipts = Receipts.read(course.downloaded)
    download = Download(system, source, roster, worksheet, zone)
    done = collect(download, course.submitted, receipts, {f"{name}.ipynb" for name in course.skeletons})
    enter_people(course, roster)
    _tell(done, say)
    due = due_date(course)
    say(f"due {shown(due, zone)}" if due else f"no due date: cnnkit due {course.set} 'YYYY-MM-DD HH:MM'")
    return 1 if done.left_out else 0


def run_due(arguments: Namespace, say: Say = say) -> int:
    """Raises ValueError for a time that cannot be read in one way alone."""
    course = Course(arguments.root, arguments.set, db_url=arguments.db)
    zone = course_zone(course.config)
    if arguments.time:
        set_due_date(course, read_due(arguments.time, zone))
    due = due_date(course)
    if due is None:
        say(f"{course.set} has no due date")
        return 0
    say(f"{course.set} is due {shown(due, zone)}, which is {due:%Y-%m-%d %H:%M} UTC")
    if arguments.time:
        say(f"what is graded already counts anew with: cnnkit grade {course.set} --force")
    return 0


def chosen(arguments: Namespace) -> str:
    """The learning system whose option was given."""
    return next(system for system in FORMS if getattr(arguments, system) is not None)


def _tell(done: Collected, say: Say) -> None:
    for login in sorted(done.lines):
        say(f"{login}: {done.lines[login]}")
    reasons = defaultdict[str, list[str]](list)
    for name, why in done.left_out:
        reasons[why].append(name)
    for why, files in reasons.items():
        say(f"LEFT OUT, {why}: {some(files)}")
    if done.nothing_from:
        say(f"nothing yet from {some([person.login for person in done.nothing_from])}")
    files = "1 file" if len(done.left_out) == 1 else f"{len(done.left_out)} files"
    say(f"{people(len(done.lines))}, {files} left out")


def people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} persons"


def some(names: list[str]) -> str:
    """The first dozen of them."""
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(map(repr, names[:MOST_NAMED])) + more
