"""The course on disk: what was submitted, what is graded, and where the graded notebooks go.

nbgrader's folders are used as they are, so that formgrader, feedback and export go on working.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import shutil
import stat
import tempfile
from contextlib import suppress
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import parse_utc
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError
from traitlets.config import Config, PyFileConfigLoader

from cnnkit.grading.course.gradebook import Writer
from cnnkit.grading.repair.source_analysis import MAGIC, parse
from cnnkit.grading.repair.submitted_files import gather
from cnnkit.grading.running.submission import Done, Job
from cnnkit.grading.running.version import grader_version
from cnnkit.grading.walls.limits import Limits
from cnnkit.grading.walls.sandbox import pack
from cnnkit.grading.walls.untrusted import LinkedError, NotPlainError, read_plain

__all__ = ["Course", "CourseError", "NotFoundError", "read_skeletons"]

RECORD = ".graded.json"
"""Beside the graded notebooks. nbgrader may copy it to the students, so it tells nothing."""
LONGEST_STAMP = 1000


class CourseError(ValueError):
    """The course folder or its settings are not as grading needs them."""


class NotFoundError(CourseError):
    """The course, the set or the student that was asked for is not there."""


class Course:
    """One problem set of a course, ready to be graded."""

    def __init__(self, root: Path, problem_set: str, *, db_url: str | None = None) -> None:
        self.root, self.set = root.resolve(), problem_set
        self.config = _load_config(self.root, db_url)
        folders = CourseDirectory(config=self.config)
        self.db_url = folders.db_url
        self.submitted = self.root / folders.submitted_directory
        self.autograded = self.root / folders.autograded_directory
        self.downloaded = self.root / "downloaded" / problem_set
        """What came from a learning system, beside the folders of `nbgrader zip_collect`."""
        sources = self.root / folders.source_directory
        known = sorted({path.parent.name for path in sources.glob("*/*.ipynb")})
        if problem_set not in known:
            raise NotFoundError(
                f"no problem set {problem_set!r} in {sources}; there are: {', '.join(known) or 'none'}"
            )
        self.skeletons = read_skeletons(sources / problem_set)

    @cached_property
    def limits(self) -> Limits:
        """What `c.SandboxedExecute.limits` in nbgrader_config.py changes."""
        return Limits.changed(self.config.SandboxedExecute.get("limits", {}))

    def writer(self) -> Writer:
        return Writer(self.config, self.set)

    def students(self) -> list[str]:
        """Who has submitted this set, and who may have: in a folder that cannot be looked into."""
        if not self.submitted.is_dir():
            return []
        return sorted(name for name in os.listdir(self.submitted) if name[0] != "." and self._may_hold(name))

    def _may_hold(self, student: str) -> bool:
        try:
            return stat.S_ISDIR(os.stat(self.submitted / student / self.set).st_mode)
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError:  # rights, a broken disk, links in a circle: grading it says why there is no grade
            return True

    def job(self, student: str, limits: Limits) -> Job:
        folder = self.submitted / student / self.set
        notebooks, others, notes = gather(folder, list(self.skeletons))
        left_out = list[str]()
        files = pack(folder, left_out=left_out)
        if left_out:
            notes = {name: [*notes.get(name, []), *left_out] for name in self.skeletons}
        stamp = self._stamp(student)
        return Job(student, notebooks, self.skeletons, files, limits, notes, others, stamp)

    @staticmethod
    def fingerprint(job: Job) -> str:
        """Changes with whatever the grade depends on; of the bytes alone, none of which are looked into.

        Of the very job that was graded: the files may change while it runs, and change back.
        """
        digest = hashlib.sha256()
        parts = [job.files, json.dumps(job.limits.as_dict()).encode(), grader_version(), job.stamp or b""]
        for name in sorted(job.skeletons):
            parts += [job.skeletons[name].encode(), job.notebooks.get(name, b"\0missing")]
        for other in job.others:
            parts += [other.name.encode(), other.data]
        for part in parts:
            digest.update(len(part).to_bytes(8, "little"))
            digest.update(part)
        return digest.hexdigest()

    def is_graded(self, student: str, fingerprint: str, marks: dict[str, float]) -> bool:
        """Whether this very submission is graded, and the gradebook (see Writer.marks) agrees."""
        folder = self.autograded / student / self.set
        record = _record(folder / RECORD)
        points, names = record.get("points"), record.get("notebooks")
        return (
            record.get("fingerprint") == fingerprint
            and student in marks
            and isinstance(points, float)
            and math.isclose(points, marks[student], abs_tol=1e-6)
            and isinstance(names, list)
            and all((folder / f"{name}.ipynb").is_file() for name in names)
        )

    def save(self, writer: Writer, done: Done, fingerprint: str, stamp: bytes | None) -> tuple[float, float]:
        """Enter the scores and write the executed notebooks; points and most points of the submission.

        `fingerprint` and `stamp` are those of the job that was graded.

        The folder is replaced as a whole, and its record is the last to be there: whoever stops this at any
        moment finds the old state or the new one, or a submission that the next run grades again.
        """
        folder = self.autograded / done.student / self.set
        folder.parent.mkdir(parents=True, exist_ok=True)
        for left_over in folder.parent.glob(f".{self.set}-*"):
            shutil.rmtree(left_over, ignore_errors=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{self.set}-", dir=folder.parent))
        try:
            for name, text in done.notebooks.items():
                (fresh / f"{name}.ipynb").write_text(text, encoding="utf-8")
            if stamp is not None:
                (fresh / "timestamp.txt").write_bytes(stamp)
            points, most, tested = writer.enter(done, _moment(stamp, done.notes))
            record = {"fingerprint": fingerprint, "points": float(tested), "notebooks": [*done.notebooks]}
            record["seconds"] = round(done.seconds, 3)
            (fresh / RECORD).write_text(json.dumps(record))
            fresh.chmod(0o755)
            shutil.rmtree(folder, ignore_errors=True)
            fresh.rename(folder)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
        return points, most

    def not_graded(self) -> dict[str, str]:
        """By student, why the last run could not grade them."""
        return {name: why for name, why in _record(self._failures).items() if isinstance(why, str)}

    def remember(self, failed: dict[str, str], asked: list[str]) -> None:
        """Have `not_graded` tell what became of those who were asked for."""
        told = {name: why for name, why in self.not_graded().items() if name not in asked} | failed
        with suppress(OSError):  # a full disk has been said
            if told:
                self._failures.parent.mkdir(parents=True, exist_ok=True)
                self._failures.write_text(json.dumps(told), encoding="utf-8")
            else:
                self._failures.unlink(missing_ok=True)

    @property
    def _failures(self) -> Path:
        """Beside the students' folders, with a name that nbgrader takes for none."""
        return self.autograded / f".not-graded-{self.set}.json"

    def _stamp(self, student: str) -> bytes | None:
        """What timestamp.txt says; None if there is none. A link counts as none: it could lead anywhere."""
        path = self.submitted / student / self.set / "timestamp.txt"
        try:
            return read_plain(path, self.submitted, LONGEST_STAMP)
        except (FileNotFoundError, LinkedError, NotPlainError):
            return None


def read_skeletons(folder: Path) -> dict[str, str]:
    """The instructor's notebooks of a set by name, as JSON. Raises CourseError if one is of no use."""
    return {path.stem: _checked(path) for path in sorted(folder.glob("*.ipynb"))}


def _checked(path: Path) -> str:
    """The instructor's notebook. A test that is no Python would cost everybody its points without a word."""
    text = path.read_text("utf-8")
    try:
        cells = nbformat.reads(text, as_version=4).cells
    except (ValueError, KeyError, AttributeError, nbformat.ValidationError) as error:
        raise CourseError(f"{path} is no notebook: {str(error)[:200]}") from None
    for cell in cells:
        tags = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and tags.get("grade") and not tags.get("solution"):
            try:
                parse(MAGIC.sub(r"\1pass", cell.source))
            except SyntaxError as error:
                where = f"the test {tags.get('grade_id')}, line {error.lineno}"
                raise CourseError(
                    f"{path}: {where}, is no Python: {error.msg}. Nobody could pass it."
                ) from None
    return text


def _load_config(root: Path, db_url: str | None) -> Config:
    if not (root / "nbgrader_config.py").is_file():
        raise NotFoundError(f"{root} is no course: there is no nbgrader_config.py (use --root)")
    config = PyFileConfigLoader("nbgrader_config.py", str(root)).load_config()
    config.CourseDirectory.root = str(root)
    if db_url:
        try:
            make_url(db_url)
        except ArgumentError:
            raise CourseError(
                f"--db {db_url} is no address of a database; a file is sqlite:///{db_url}, a server "
                "postgresql://user@host/name"
            ) from None
        config.CourseDirectory.db_url = db_url
    return config


def _moment(stamp: bytes | None, notes: list[str]) -> datetime | None:
    """When the work was handed in, as nbgrader wrote it down; None if it did not."""
    text = (stamp or b"").decode("utf-8", "replace").strip()
    try:
        return parse_utc(text) if text else None
    except (ValueError, OverflowError):
        notes.append("timestamp.txt holds no time: counted as handed in on time")
        return None


def _record(path: Path) -> dict[str, Any]:
    try:
        record = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}
