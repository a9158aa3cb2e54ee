"""`nbgrader autograde` through the sandbox, by configuration alone (nbgrader_config.py):

    c.Autograde.exporter_class = "cnnkit.grading.execute.SubmissionExporter"
    c.Autograde.autograde_preprocessors = ["cnnkit.grading.execute.SandboxedExecute", ...]

The exporter reads a submission, however damaged, and puts it back into the order of the instructor's
notebook; the preprocessor runs it in place of nbgrader's Execute. Both find it through the course folder.
"""

from __future__ import annotations

import atexit
import threading
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool, Dict

from cnnkit.grading.course import read_submitted
from cnnkit.grading.grader import Grader
from cnnkit.grading.judge import run_notebook
from cnnkit.grading.limits import Limits
from cnnkit.grading.restore import restore
from cnnkit.grading.sandbox import pack
from cnnkit.grading.work import put_notes

__all__ = ["SandboxedExecute", "SubmissionExporter"]


class SubmissionExporter(NotebookExporter):
    """nbconvert's notebook exporter, for which every file in submitted/ is a notebook of its set."""

    def from_filename(self, filename: str, resources: Any = None, **more: Any) -> tuple[Any, Any]:
        """A submitted notebook as restore.py makes it of the file, any other as it is."""
        converter: Any = self.parent
        course, where = converter.coursedir, resources["nbgrader"]
        folder = Path(course.format_path(course.submitted_directory, where["student"], where["assignment"]))
        if not Path(filename).is_relative_to(folder):
            return super().from_filename(filename, resources, **more)
        source = Path(course.format_path(course.source_directory, ".", where["assignment"]))
        skeleton = nbformat.read(source / f"{where['notebook']}.ipynb", as_version=4)
        notebook, notes = restore(read_submitted(Path(filename)) or b"", skeleton)
        put_notes(notebook, notes)
        return self.from_notebook_node(notebook, resources, **more)


class SandboxedExecute(NbGraderPreprocessor):
    """Runs the student's cells in one box and the tests in another; see judge.py."""

    limits = Dict(help="Changes to cnnkit.grading.limits.Limits, for example {'cell_s': 20}").tag(config=True)
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
    return grader
