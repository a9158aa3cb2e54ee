"""The course on disk and in the gradebook: what was submitted, what is graded, and the one place that writes.

nbgrader's folders, gradebook and preprocessors are used as they are, so that formgrader, feedback and export
go on working.
"""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
from traitlets.config import Config, PyFileConfigLoader

from cnnkit.grading.limits import Limits
from cnnkit.grading.sandbox import pack
from cnnkit.grading.work import Done, Job

__all__ = ["Course", "CourseError", "grader_version"]

RECORD = ".graded.json"
MOST_NOTEBOOK_MB = 20


class CourseError(ValueError):
    """The course folder, the set or the gradebook is not as grading needs it."""


class Course:
    """One problem set of a course, ready to be graded."""

    def __init__(self, root: Path, problem_set: str, *, db_url: str | None = None) -> None:
        self.root, self.set = root.resolve(), problem_set
        self.config = _load_config(self.root, db_url)
        self.source = self.root / "solutions" / problem_set
        self.submitted = self.root / "submitted"
        self.autograded = self.root / "autograded"
        if not sorted(self.source.glob("*.ipynb")):
            known = sorted({path.parent.name for path in (self.root / "solutions").glob("*/*.ipynb")})
            raise CourseError(
                f"no problem set {problem_set!r} in {self.root / 'solutions'}; "
                f"there are: {', '.join(known) or 'none'}"
            )
        self.skeletons = {path.stem: path.read_text("utf-8") for path in sorted(self.source.glob("*.ipynb"))}

    @property
    def db_url(self) -> str:
        from nbgrader.coursedir import CourseDirectory

        return CourseDirectory(config=self.config).db_url

    def students(self) -> list[str]:
        """Who has submitted this set."""
        return sorted(path.parent.name for path in self.submitted.glob(f"*/{self.set}") if path.is_dir())

    def job(self, student: str, limits: Limits) -> Job:
        folder = self.submitted / student / self.set
        notebooks = {name: _read(folder / f"{name}.ipynb") for name in self.skeletons}
        return Job(
            student=student,
            notebooks={name: data for name, data in notebooks.items() if data is not None},
            skeletons=self.skeletons,
            files=pack(folder),
            limits=limits,
        )

    def fingerprint(self, job: Job) -> str:
        """Changes with whatever the grade depends on."""
        digest = hashlib.sha256(job.files)
        for name in sorted(job.skeletons):
            digest.update(job.skeletons[name].encode())
            digest.update(job.notebooks.get(name, b"\0missing"))
        digest.update(json.dumps(job.limits.as_dict()).encode())
        digest.update(grader_version())
        stamp = self.submitted / job.student / self.set / "timestamp.txt"
        digest.update(stamp.read_bytes() if stamp.is_file() else b"")
        return digest.hexdigest()

    def is_graded(self, student: str, fingerprint: str) -> bool:
        """Whether this very submission is in the gradebook already."""
        return _record(self.autograded / student / self.set / RECORD) == self._record_of(fingerprint)

    def _record_of(self, fingerprint: str) -> dict[str, str]:
        """The gradebook as a digest: nbgrader copies the file to feedback, a URL may hold a password."""
        return {"fingerprint": fingerprint, "gradebook": hashlib.sha256(self.db_url.encode()).hexdigest()}

    def prepare(self) -> None:
        """Have the set in the gradebook, as its notebooks are now; marks that were given stay."""
        from nbgrader.apps.api import NbGraderAPI

        with tempfile.TemporaryDirectory(prefix="cnn-release-") as folder:
            config = Config(self.config)
            config.CourseDirectory.release_directory = folder
            config.CourseDirectory.db_url = self.db_url
            with _quiet():
                answer = NbGraderAPI(config=config).generate_assignment(self.set, force=True, create=True)
        if not answer["success"]:
            raise CourseError(f"nbgrader refuses {self.set}:\n{answer.get('error') or answer.get('log')}")

    def save(self, done: Done, fingerprint: str) -> tuple[float, float]:
        """Write the executed notebooks and their scores; points and most points of the submission."""
        from nbgrader.api import Gradebook

        folder = self.autograded / done.student / self.set
        folder.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{self.set}-", dir=folder.parent))
        try:
            for name, text in done.notebooks.items():
                (fresh / f"{name}.ipynb").write_text(text, encoding="utf-8")
            stamp = self.submitted / done.student / self.set / "timestamp.txt"
            if stamp.is_file() and not stamp.is_symlink():
                shutil.copyfile(stamp, fresh / "timestamp.txt")
            with Gradebook(self.db_url, self.config.CourseDirectory.course_id) as book:
                self._enter(book, done)
            self._score(done)
            (fresh / RECORD).write_text(json.dumps(self._record_of(fingerprint)))
            fresh.chmod(0o755)
            shutil.rmtree(folder, ignore_errors=True)
            fresh.rename(folder)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
        with Gradebook(self.db_url) as book:
            submission = book.find_submission(self.set, done.student)
            return float(submission.score), float(submission.max_score)

    def _enter(self, book: Any, done: Done) -> None:
        """The submission in the gradebook; zero for notebooks that are not there."""
        from nbgrader.coursedir import CourseDirectory

        folder = self.submitted / done.student / self.set
        timestamp = CourseDirectory(config=self.config).get_existing_timestamp(str(folder))
        book.update_or_create_student(done.student)
        given = {} if timestamp is None else {"timestamp": timestamp}
        book.update_or_create_submission(self.set, done.student, **given)
        for notebook in book.find_assignment(self.set).notebooks:
            if notebook.name not in done.notebooks:
                missing = book.find_submission_notebook(notebook.name, self.set, done.student)
                for grade in missing.grades:
                    grade.auto_score, grade.needs_manual_grade = 0, False
        book.db.commit()

    def _score(self, done: Done) -> None:
        from nbgrader.preprocessors import AssignLatePenalties, LimitOutput, SaveAutoGrades

        for name, text in done.notebooks.items():
            notebook = nbformat.reads(text, as_version=4)
            resources = {
                "nbgrader": {
                    "notebook": name,
                    "assignment": self.set,
                    "student": done.student,
                    "db_url": self.db_url,
                }
            }
            with _quiet():
                for step in (LimitOutput, SaveAutoGrades, AssignLatePenalties):
                    notebook, resources = step(config=self.config).preprocess(notebook, resources)


def _load_config(root: Path, db_url: str | None) -> Config:
    if not (root / "nbgrader_config.py").is_file():
        raise CourseError(f"{root} is no course: there is no nbgrader_config.py (use --root)")
    config = PyFileConfigLoader("nbgrader_config.py", str(root)).load_config()
    config.CourseDirectory.root = str(root)
    if db_url:
        config.CourseDirectory.db_url = db_url
    return config


def _read(path: Path) -> bytes | None:
    """A submitted notebook; None if there is none. A link could lead anywhere, so it counts as none."""
    if path.is_symlink() or not path.is_file():
        return None
    with path.open("rb") as file:
        return file.read(MOST_NOTEBOOK_MB << 20)


def _record(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text()))
    except (OSError, ValueError, TypeError):
        return {}


def grader_version() -> bytes:
    """A digest of the code that grades: after a change in it, all is graded anew."""
    package = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for part in ("checks", "grading"):
        for path in sorted((package / part).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.digest()


@contextmanager
def _quiet() -> Iterator[None]:
    """nbgrader logs every cell; what matters is said by the grader."""
    logger = logging.getLogger("traitlets")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)
