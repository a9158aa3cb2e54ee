"""Every submission of a set through the sandbox, one writer to the gradebook.

Only what is missing or has changed is graded, so it can be stopped and started again at any time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.exc import OperationalError

from cnnkit.grading.course.course import Course, CourseError, NotFoundError
from cnnkit.grading.course.gradebook import Writer, gradebook_errors
from cnnkit.grading.course.lock import LockedError, one_writer
from cnnkit.grading.course.outcome import Report
from cnnkit.grading.running.grader import Grader
from cnnkit.grading.running.submission import Done, Job
from cnnkit.grading.walls.limits import Limits
from cnnkit.grading.walls.wall import shows

__all__ = ["Report", "grade_set"]

Say = Callable[[str], None]
Progress = Callable[[int, int, float], None]
Submit = Callable[[Job], "Future[Done]"]
CHECK_S = 5.0


def grade_set(
    root: Path,
    problem_set: str,
    *,
    students: Iterable[str] | None = None,
    workers: int = 2,
    force: bool = False,
    unsafe: bool = False,
    db_url: str | None = None,
    scheduler: str | None = None,
    limits: Limits | None = None,
    grader: Grader | None = None,
    say: Say = print,
    progress: Progress = lambda done, all, seconds_left: None,
) -> Report:
    """Grade what is missing or changed; `students` limits it to these, `force` grades them all anew.

    `say` gets a line for each problem; `progress` how many are done, of how many, and the seconds left.
    `limits` stand for those of the course's nbgrader_config.py; `grader` is one that has started already.
    Raises ValueErrors that say what is wrong with course, set, students, gradebook or cluster, and
    SandboxError if there is no sandbox. Interrupted, it keeps what is saved.
    """
    started, report = time.monotonic(), Report()
    course = Course(root, problem_set, db_url=db_url)
    if not unsafe and shows(course.root):
        raise CourseError(
            f"{course.root} lies in a folder that the sandbox lets submissions read (/usr or the Python "
            "environment): have the course elsewhere, such as in your home folder"
        )
    asked = _asked(course, students)
    with one_writer(course.db_url) as renew, gradebook_errors(), course.writer() as writer:
        run = _Run(course, limits or course.limits, report, say, renew)
        todo = run.todo(asked, force, writer)
        if todo:
            with _pool(workers, unsafe, scheduler, grader) as (submit, at_once, check):
                writer.prepare(course.skeletons)
                begun = time.monotonic()
                for number, (student, future) in enumerate(run.in_turn(todo, submit, 3 * at_once, check), 1):
                    run.finish(writer, student, future)
                    left = (time.monotonic() - begun) / number * (len(todo) - number)
                    progress(number, len(todo), left)
    course.remember(report.failed, asked)
    report.seconds = time.monotonic() - started
    return report


@dataclass
class _Run:
    course: Course
    limits: Limits
    report: Report
    say: Say
    renew: Callable[[], None]
    """Has the lock of the gradebook again (see lock.py)."""

    graded: dict[str, tuple[str, bytes | None]] = field(default_factory=dict)
    """By student, of the bytes that are graded now: their fingerprint, and when they were handed in."""

    def todo(self, students: list[str], force: bool, writer: Writer) -> list[str]:
        """Students to grade."""
        todo, marks = list[str](), writer.marks()
        for student in students:
            try:
                student.encode()
            except UnicodeEncodeError:
                shown = student.encode("utf-8", "surrogateescape").decode("latin-1")
                self._fail(
                    student, ValueError(f"the folder's name is no UTF-8 ({shown!r} in Latin-1): rename it")
                )
                continue
            try:
                fingerprint = Course.fingerprint(self.course.job(student, self.limits))
            except OSError as error:
                self._fail(student, error)
                continue
            if force or not self.course.is_graded(student, fingerprint, marks):
                todo.append(student)
            else:
                self.report.unchanged.append(student)
        return todo

    def in_turn(
        self, students: Iterable[str], submit: Submit, ahead: int, check: Callable[[], None]
    ) -> Iterator[tuple[str, Future[Done]]]:
        """Finished jobs as they come, with at most `ahead` waiting."""
        running = dict[Future[Done], str]()
        for student in students:
            running[self._start(student, submit)] = student
            if len(running) >= ahead:
                yield from _finished(running, check)
        while running:
            yield from _finished(running, check)

    def _start(self, student: str, submit: Submit) -> Future[Done]:
        try:
            job = self.course.job(student, self.limits)
            self.graded[student] = Course.fingerprint(job), job.stamp
            return submit(job)
        except OSError as error:  # a file that cannot be read is this student's problem, not the run's
            unread = Future[Done]()
            unread.set_exception(error)
            return unread

    def finish(self, writer: Writer, student: str, future: Future[Done]) -> None:
        """Save a grade. Whatever goes wrong concerns this student alone."""
        try:
            done = future.result()
            points, self.report.most = self._save(writer, done)
        except LockedError:  # somebody else writes now: this run must not
            raise
        except Exception as error:
            writer.roll_back()
            self._fail(student, error)
            return
        if done.notebooks:
            self.report.points[student] = points
        else:
            self.report.absent.append(student)
        if done.notes:
            self.report.noted += 1
            self.say(f"{student}: {'; '.join(done.notes)}")

    def _save(self, writer: Writer, done: Done) -> tuple[float, float]:
        """Once more if the connection to the gradebook broke: a server that was started anew, say."""
        fingerprint, stamp = self.graded.pop(done.student)
        try:
            return self.course.save(writer, done, fingerprint, stamp)
        except OperationalError:
            writer.roll_back()
        self.renew()
        return self.course.save(writer, done, fingerprint, stamp)

    def _fail(self, student: str, error: Exception) -> None:
        cause = getattr(error, "orig", None) or error  # SQLAlchemy's own words end in pages of SQL
        self.report.failed[student] = f"{type(cause).__name__}: {cause}"
        self.say(f"{student}: NOT GRADED, {self.report.failed[student]}")


def _asked(course: Course, students: Iterable[str] | None) -> list[str]:
    known = course.students()
    asked = known if students is None else list(dict.fromkeys(students))
    unknown = sorted(set(asked) - set(known))
    if unknown:
        raise NotFoundError(
            f"no submission of {course.set} from: {', '.join(unknown)} (in {course.submitted})"
        )
    if not known:
        raise NotFoundError(
            f"nothing in {course.submitted}/<student>/{course.set}/: collect submissions first"
        )
    return asked


@contextmanager
def _pool(
    workers: int, unsafe: bool, scheduler: str | None, grader: Grader | None
) -> Iterator[tuple[Submit, int, Callable[[], None]]]:
    """Something that grades jobs, how many at once, and what notices that they never will be: threads that
    share a warm process here, or dask workers elsewhere."""
    if scheduler is not None:
        from cnnkit.grading.running.cluster import connect

        with connect(scheduler, unsafe=unsafe) as workers_elsewhere:
            yield workers_elsewhere
        return
    own = grader is None
    here = grader or Grader(walled=not unsafe)
    pool = ThreadPoolExecutor(workers)
    try:
        here.check()
        yield (lambda job: pool.submit(here.grade, job)), workers, lambda: None
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # interrupted, jobs may still wait or run
        if own:
            here.close()  # which ends the boxes, and so the jobs


def _finished(
    running: dict[Future[Done], str], check: Callable[[], None]
) -> Iterator[tuple[str, Future[Done]]]:
    while not (done := wait(running, CHECK_S, return_when=FIRST_COMPLETED).done):
        check()
    for future in done:
        yield running.pop(future), future
