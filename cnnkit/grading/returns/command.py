"""`cnnkit return`: what it says, and its exit codes."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections import defaultdict
from collections.abc import Callable

from cnnkit.grading.course.course import Course
from cnnkit.grading.exchange.command import chosen, people, say, some
from cnnkit.grading.returns.giving_back import give_back

__all__ = ["run_return"]


def run_return(arguments: Namespace, say: Callable[[str], None] = say) -> int:
    """0 if everybody who handed in is in the archive, 1 if somebody is not. Raises ValueError, OSError."""
    course = Course(arguments.root, arguments.set, db_url=arguments.db)
    system = chosen(arguments)
    out = getattr(arguments, system)
    done = give_back(
        course, system, out, worksheet=arguments.worksheet, column=arguments.column, progress=_count
    )
    for path in done.files:
        say(str(path))
    reasons = defaultdict[str, list[str]](list)
    for student, why in sorted(done.missing.items()):
        reasons[why].append(student)
    for why, students in reasons.items():
        say(f"NOT IN IT, {why}: {some(students)}")
    for line in done.said:
        say(f"note: {line}")
    say(f"feedback for {people(done.people)}")
    return 1 if done.missing or not done.people else 0


def _count(done: int) -> None:
    if sys.stderr.isatty():
        print(f"\r\x1b[K{done} written", end="\r", file=sys.stderr, flush=True)
