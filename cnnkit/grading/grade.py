"""`cnnkit grade`: every submission of a set through the sandbox, one writer to the gradebook.

Only what is missing or has changed is graded, so it can be stopped and started again at any time.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cnnkit.grading.course import Course, CourseError
from cnnkit.grading.limits import Limits
from cnnkit.grading.lock import one_writer
from cnnkit.grading.sandbox import Warm
from cnnkit.grading.work import Done, Job, grade_submission

__all__ = ["Report", "grade_set"]

Say = Callable[[str], None]
Submit = Callable[[Job], "Future[Done]"]


@dataclass
class Report:
    """What one run did."""

    graded: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    """By student: why there is no grade. That is a fault of the machine or the course, never of a
    submission."""
    noted: int = 0
    seconds: float = 0.0

    @property
    def text(self) -> str:
        parts = [f"{len(self.graded)} graded", f"{len(self.unchanged)} unchanged"]
        if self.noted:
            parts.append(f"{self.noted} with notes")
        if self.failed:
            parts.append(f"{len(self.failed)} FAILED ({', '.join(sorted(self.failed))})")
        return f"{', '.join(parts)}, in {self.seconds:.1f} s"


def grade_set(
    root: Path,
    problem_set: str,
    *,
    students: list[str] | None = None,
    workers: int = 2,
    force: bool = False,
    unsafe: bool = False,
    db_url: str | None = None,
    scheduler: str | None = None,
    limits: Limits | None = None,
    say: Say = lambda line: print(line, file=sys.stderr, flush=True),
) -> Report:
    """Grade what is missing or changed; `students` limits it to these, `force` grades them all anew."""
    course = Course(root, problem_set, db_url=db_url)
    report, started = Report(), time.monotonic()
    todo = _todo(course, students, force, limits or Limits(), report)
    if not todo:
        report.seconds = time.monotonic() - started
        return report
    with one_writer(course.db_url), _pool(workers, unsafe, scheduler) as (submit, at_once):
        course.prepare()
        jobs = (course.job(student, limits or Limits()) for student in todo)
        for number, (student, future) in enumerate(_in_turn(jobs, submit, 3 * at_once), 1):
            try:
                done = future.result()
                points, most = course.save(done, todo[student])
            except Exception as error:
                report.failed[student] = f"{type(error).__name__}: {error}"
                say(f"[{number}/{len(todo)}] {student}: NOT GRADED, {report.failed[student]}")
                continue
            report.graded.append(student)
            report.noted += bool(done.notes)
            left = (time.monotonic() - started) / number * (len(todo) - number)
            say(f"[{number}/{len(todo)}] {student}: {points:g} of {most:g}{_told(done)}{_left(left)}")
    report.seconds = time.monotonic() - started
    return report


def _todo(
    course: Course, students: list[str] | None, force: bool, limits: Limits, report: Report
) -> dict[str, str]:
    """Students to grade, with the fingerprints of their submissions."""
    known = course.students()
    unknown = sorted(set(students or []) - set(known))
    if unknown:
        raise CourseError(f"no submission of {course.set} from: {', '.join(unknown)} (in {course.submitted})")
    if not known:
        raise CourseError(f"nothing in {course.submitted}/<student>/{course.set}/: collect submissions first")
    todo = dict[str, str]()
    for student in students or known:
        fingerprint = course.fingerprint(course.job(student, limits))
        if force or not course.is_graded(student, fingerprint):
            todo[student] = fingerprint
        else:
            report.unchanged.append(student)
    return todo


@contextmanager
def _pool(workers: int, unsafe: bool, scheduler: str | None) -> Iterator[tuple[Submit, int]]:
    """Something that grades jobs, and how many at once: threads that share a warm process here, or dask
    workers elsewhere."""
    if scheduler is not None:
        from cnnkit.grading.cluster import connect

        with connect(scheduler, unsafe=unsafe) as workers_elsewhere:
            yield workers_elsewhere
        return
    with Warm(walled=not unsafe) as warm, ThreadPoolExecutor(workers) as pool:
        try:
            yield (lambda job: pool.submit(grade_submission, warm, job)), workers
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _in_turn(jobs: Iterator[Job], submit: Submit, ahead: int) -> Iterator[tuple[str, Future[Done]]]:
    """Finished jobs as they come, with at most `ahead` waiting."""
    running = dict[Future[Done], str]()
    for job in jobs:
        running[submit(job)] = job.student
        if len(running) >= ahead:
            yield from _finished(running)
    while running:
        yield from _finished(running)


def _finished(running: dict[Future[Done], str]) -> Iterator[tuple[str, Future[Done]]]:
    done, _ = wait(running, return_when=FIRST_COMPLETED)
    for future in done:
        yield running.pop(future), future


def _told(done: Done) -> str:
    return f" ({len(done.notes)} notes)" if done.notes else ""


def _left(seconds: float) -> str:
    if seconds < 1:
        return ""
    return f"; {seconds / 60:.0f} min left" if seconds > 90 else f"; {seconds:.0f} s left"
