"""`nbgrader autograde` through the sandbox, by configuration alone (nbgrader_config.py):

    c.Autograde.exporter_class = "cnnkit.grading.nbgrader.execute.SubmissionExporter"
    c.Autograde.autograde_preprocessors = ["cnnkit.grading.nbgrader.execute.SandboxedExecute", ...]

The exporter reads a submission as `cnnkit grade` does, however damaged or renamed it is, and puts it back
into the order of the instructor's notebook; the preprocessor runs it in place of nbgrader's Execute. Both
find it through the course folder.

nbgrader chooses whom it grades. Where no folder that it was given (formgrader gives it one) holds a file in
.ipynb, it stops with "No notebooks were matched" before it asks this module; and a student who has notebooks,
but none of the set, gets an error from it in place of the zero from `cnnkit grade`.
"""

from __future__ import annotations

import atexit
import glob
import os
import threading
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool, Dict

from cnnkit.grading.course.course import read_skeletons
from cnnkit.grading.repair.restore import unanswered
from cnnkit.grading.repair.submitted_files import gather
from cnnkit.grading.running.grader import Grader
from cnnkit.grading.running.judge import run_notebook
from cnnkit.grading.running.reading import Read, read_submission
from cnnkit.grading.running.submission import put_notes
from cnnkit.grading.walls.limits import Limits
from cnnkit.grading.walls.outputs import on_a_line
from cnnkit.grading.walls.sandbox import SandboxError, pack

__all__ = ["SandboxedExecute", "SubmissionExporter"]


class SubmissionExporter(NotebookExporter):
    """nbconvert's notebook exporter, for which every file in submitted/ is a notebook of its set.

    nbgrader makes it before it removes what was graded earlier: without a sandbox it raises NbGraderException
    then, and nothing is lost.
    """

    def __init__(self, config: Any = None, **more: Any) -> None:
        super().__init__(config=config, **more)
        converter: Any = self.parent
        if converter is not None:
            self._be_ready(converter)

    def from_filename(self, filename: str, resources: Any = None, **more: Any) -> tuple[Any, Any]:
        """A submitted notebook as restore.py makes it of what was read in a box, any other as it is."""
        converter: Any = self.parent
        course, where = converter.coursedir, resources["nbgrader"]
        folder = Path(course.format_path(course.submitted_directory, where["student"], where["assignment"]))
        if not Path(filename).is_relative_to(folder):
            return super().from_filename(filename, resources, **more)
        name, skeletons = where["notebook"], _skeletons(course, where["assignment"])
        read = _read(self, folder, skeletons)
        notebook = read.notebooks.get(name) or unanswered(skeletons[name])
        put_notes(notebook, read.notes.get(name, []))
        return self.from_notebook_node(notebook, resources, **more)

    def _be_ready(self, converter: Any) -> None:
        settings = SandboxedExecute(parent=self)
        try:
            Limits.changed(settings.limits)
            _grader(walled=not settings.unsafe)
            _add_renamed(self, converter)
        except (SandboxError, ValueError) as error:
            told = f"nothing was graded: {error}"
            if isinstance(error, SandboxError):
                told += "; `cnnkit grade --doctor` says what this machine lacks"
            self.log.error(told)
            raise NbGraderException(told) from None


def _read(exporter: SubmissionExporter, folder: Path, skeletons: dict[str, str]) -> Read:
    """What was handed in, read in a box, with all notes."""
    notebooks, others, notes = gather(folder, list(skeletons))
    grader = _grader(walled=not SandboxedExecute(parent=exporter).unsafe)
    read = grader.do(lambda warm: read_submission(warm, skeletons, notebooks, others))
    told = {name: [*notes.get(name, []), *read.notes.get(name, [])] for name in skeletons}
    return Read(read.notebooks, told)


def _add_renamed(exporter: SubmissionExporter, converter: Any) -> None:
    """Have nbgrader ask for NAME.ipynb too where it is not there, but another file takes its place.

    A folder that is a link is taken from its list, or it would copy what the link leads to.
    """
    course = converter.coursedir
    skeletons = _skeletons(course, course.assignment_id)
    for folder in glob.glob(converter._format_source(course.assignment_id, course.student_id)):
        try:
            found = _read(exporter, Path(folder), skeletons).notebooks
        except OSError as error:  # a link, or what the machine cannot read
            converter.log.error(on_a_line(f"{folder}: NOT GRADED, {error}"))
            converter.assignments.pop(folder, None)
            continue
        paths = [os.path.join(folder, f"{name}.ipynb") for name in found if fnmatch(name, course.notebook_id)]
        if paths:
            converter.assignments[folder] = sorted({*converter.assignments.get(folder, []), *paths})


def _skeletons(course: Any, problem_set: str) -> dict[str, str]:
    """The instructor's notebooks of the set, by name."""
    return read_skeletons(Path(course.format_path(course.source_directory, ".", problem_set)))


class SandboxedExecute(NbGraderPreprocessor):
    """Runs the student's cells in one box and the tests in another; see judge.py."""

    limits = Dict(help="Changes to cnnkit.grading.walls.limits.Limits, for example {'cell_s': 20}").tag(
        config=True
    )
    unsafe = Bool(False, help="Without a sandbox: what students wrote runs as you").tag(config=True)

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Put outputs into the cells. Raises SandboxError if there is no sandbox; nothing is graded then."""
        exporter: Any = self.parent
        course, where = exporter.parent.coursedir, resources["nbgrader"]
        folder = course.format_path(course.submitted_directory, where["student"], where["assignment"])
        files, limits = pack(Path(folder)), Limits.changed(self.limits)
        grader = _grader(walled=not self.unsafe)
        put_notes(nb, grader.do(lambda warm: run_notebook(warm, nb.cells, files, limits)))
        return nb, resources


_starting = threading.Lock()


def _grader(*, walled: bool) -> Grader:
    """One for all notebooks of this process."""
    with _starting:
        return _started(walled)


@cache
def _started(walled: bool) -> Grader:
    grader = Grader(walled=walled)
    atexit.register(grader.close)
    try:
        grader.check()
    except BaseException:
        grader.close()
        raise
    return grader
