"""`cnnkit return`: an archive of feedback and a table of marks, in the names that a learning system knows.

Moodle ("Upload multiple feedback files in a zip"): FULL
NAME_NUMBER_assignsubmission_file_/SET-feedback.html; the folder tells the participant, and a file name that
the submission does not have is new feedback.
    https://github.com/moodle/moodle: mod/assign/feedback/file/importziplib.php
    It gives every participant a grade without a mark, dated now; marks from a worksheet that was downloaded
    before are then left out, so marks go first.

Canvas ("Upload Submissions"): the file name of the download; its two numbers tell user and attachment, and
the student sees the file under the name of that attachment, whatever it holds. So what comes back as a
notebook's name is a notebook.
    https://github.com/instructure/canvas-lms: app/models/abstract_assignment.rb
    (`infer_comment_context_from_filename`)
"""

from __future__ import annotations

import zipfile
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from cnnkit.grading.course.course import Course
from cnnkit.grading.exchange.receipts import Receipt, Receipts
from cnnkit.grading.results.export import write_people
from cnnkit.grading.results.results import read_results
from cnnkit.grading.returns.feedback import Marked, as_notebook, as_page, read_marked
from cnnkit.grading.returns.tables import canvas_marks, moodle_marks

__all__ = ["GivenBack", "give_back"]

FIRST = (1980, 1, 1, 0, 0, 0)
"""Of every file in the archive: the same feedback makes the same archive."""


@dataclass
class GivenBack:
    files: list[Path] = field(default_factory=list)
    people: int = 0
    """In the archive."""
    missing: dict[str, str] = field(default_factory=dict)
    """Who handed in and is not in the archive, with the reason."""
    said: list[str] = field(default_factory=list)
    """What to know before they are uploaded."""


def give_back(
    course: Course,
    system: str,
    out: Path,
    *,
    worksheet: Path | None = None,
    column: str | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> GivenBack:
    """Write SET-feedback.zip and SET-marks.csv to the folder `out`. `system` is one of names.FORMS;
    `progress` hears how many notebooks are done.

    Raises ValueErrors that say what is wrong with course, receipts or worksheet; OSError.
    """
    results, receipts, done = read_results(course), Receipts.read(course.downloaded), GivenBack()
    if system == "moodle":
        table, done.said = moodle_marks(results, receipts, worksheet, column)
        done.said.append("upload the marks first, then the feedback, which would date their grades newer")
    elif system == "canvas":
        table, done.said = canvas_marks(results, worksheet, column)
    out.mkdir(mode=0o700, parents=True, exist_ok=True)  # marks are nobody else's business
    marks = out / f"{course.set}-marks.csv"
    if system == "plain":
        write_people(results, marks)
    else:
        marks.write_text(table, encoding="utf-8", newline="")
    files = _feedback(course, system, receipts, done, progress)
    for work in results.works:
        if work.handed_in and work.student not in files:
            done.missing.setdefault(work.student, "no graded notebook")
    done.missing |= dict.fromkeys(results.waiting, f"not graded yet: cnnkit grade {course.set}") | {
        student: f"NOT GRADED, {why}" for student, why in results.not_graded.items() if student not in files
    }
    archive = out / f"{course.set}-feedback.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for _, named in sorted(files.items()):
            for name, text in sorted(named.items()):
                info = zipfile.ZipInfo(name, FIRST)
                info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o100644 << 16
                packed.writestr(info, text.encode())
    done.people, done.files = len(files), [archive, marks]
    return done


def _feedback(
    course: Course, system: str, receipts: Receipts, done: GivenBack, progress: Callable[[int], None]
) -> dict[str, dict[str, str]]:
    """By student: names in the archive, and texts."""
    files = defaultdict[str, dict[str, str]](dict)
    for count, marked in enumerate(read_marked(course)):
        progress(count)
        receipt = receipts.people.get(marked.student)
        if system == "plain":
            files[marked.student][f"{marked.student}/{marked.name}.html"] = as_page(marked)
        elif receipt is None or receipt.system != system:
            done.missing[marked.student] = f"not collected from {system.capitalize()}"
        elif system == "moodle":
            place = next(iter(receipt.files.values()))[0]
            files[marked.student][f"{place}/{marked.name}-feedback.html"] = as_page(marked)
        elif name := _canvas_name(receipt, marked):
            files[marked.student][name] = as_notebook(marked)
        else:
            done.missing[marked.student] = f"no notebook of Canvas's stands for {marked.name}"
    return dict(files)


def _canvas_name(receipt: Receipt, marked: Marked) -> str:
    """The download's name of the file that was graded as this notebook."""
    if exact := receipt.files.get(f"{marked.name}.ipynb"):
        return exact[1]
    notebooks = [own for name, (_, own) in receipt.files.items() if name.lower().endswith(".ipynb")]
    return notebooks[0] if len(notebooks) == 1 else ""
