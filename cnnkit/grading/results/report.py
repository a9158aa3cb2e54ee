"""`cnnkit report SET`: a page about a class, and its marks as CSV (see export.py for the columns).

The page is one file without a script. It asks for nothing, and a policy in it forbids that; what students
wrote in it is text and stays text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from html import escape
from itertools import groupby
from pathlib import Path
from statistics import fmean, median
from string import Template

from cnnkit.grading.course.course import Course
from cnnkit.grading.exchange.times import shown
from cnnkit.grading.results.attention import KINDS, needs
from cnnkit.grading.results.charts import Bar, histogram, number, step, table
from cnnkit.grading.results.export import write_csv
from cnnkit.grading.results.item_analysis import ItemFigures, analyse
from cnnkit.grading.results.results import Results, Work, read_results
from cnnkit.grading.walls.outputs import upright

__all__ = ["page", "write_report"]

POWER = """\
Discrimination is how a task goes together with the points in all others (corrected item-total correlation).
From about 0.3 on it tells those who know the rest from those who do not; around 0 it does not; below 0,
look at the task and its tests. Nothing is shown where fewer than three students have a mark or all have the
same."""
NOTHING = "Nothing is graded yet: nobody has handed in, or <code>cnnkit grade</code> has yet to run."
CALM = "Nothing: all that came is graded, and no cell stopped."
MOST_HINTS, LONGEST_HINT = 25, 200
MOST_OPEN = 10
"""Lines of a kind that are not folded."""
MOST_REMARKS, LONGEST_REMARK = 6, 240
UNNAMED = {
    "dtype", "error", "length", "message", "no-error", "none", "not-callable", "not-defined", "not-finite",
    "not-none", "not-written", "shape", "type", "value",
}  # fmt: skip
"""Hints that name no thought that went wrong: they say what is missing, or what differs. They come last."""
LATE = {
    "up to an hour": 1 / 24, "up to a day": 1.0, "up to 2 days": 2.0, "up to 3 days": 3.0, "up to a week":
    7.0,
}  # fmt: skip


def write_report(
    root: Path, problem_set: str, *, db_url: str | None = None, folder: Path | None = None
) -> list[Path]:
    """Write SET.html and the CSV files to `folder` (root/reports); return their paths.

    Raises CourseError (a ValueError) if there is no such course or set.
    """
    course = Course(root, problem_set, db_url=db_url)
    results = read_results(course)
    folder = folder or course.root / "reports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # marks are nobody else's business
    target = folder / f"{problem_set}.html"
    target.write_text(page(results), encoding="utf-8")
    return [target, *write_csv(results, folder)]


def page(results: Results) -> str:
    """The class report as a whole HTML document."""
    title = f"{escape(results.set)}: class report"
    due = f"<p>Due {escape(shown(results.due, results.zone))}.</p>" if results.due else ""
    body = [f"<h1>{title}</h1>", due, *_needs(results), _overview(results)]
    if results.handed_in:
        body += [*_scores(results), *_items(analyse(results)), *_hints(results)]
        body += [*_late(results), *_times(results)]
    body += _students(results)
    here = Path(__file__).with_name("report.html").read_text("utf-8")
    return Template(here).substitute(title=title, body=upright("\n".join(body)))


def _needs(results: Results) -> Iterator[str]:
    found = needs(results)
    if not (found or results.handed_in):
        return
    yield "<h2>What needs a person</h2>"
    if not found:
        yield f"<p>{CALM}</p>"
    for kind, group in groupby(found, key=lambda need: need.kind):
        alike = defaultdict[str, list[str]](list)
        for need in group:
            alike[need.words].append(need.student)
        lines, count = list(alike.items()), sum(map(len, alike.values()))
        yield f"<h3>{escape(KINDS[kind])} <small>({count})</small></h3>"
        if kind != "note":
            yield _list(lines[:MOST_OPEN])
            lines = lines[MOST_OPEN:]
        if lines:
            yield f"<details><summary>{len(lines)} {'more' if kind != 'note' else 'lines'}</summary>"
            yield f"{_list(lines)}</details>"


def _list(lines: list[tuple[str, list[str]]]) -> str:
    """What is to be said, each with all of whom it is true."""
    rows = [
        f"<li><b>{escape(', '.join(students))}</b> {escape(_short(words, LONGEST_REMARK))}</li>"
        for words, students in lines
    ]
    return f"<ul>{''.join(rows)}</ul>"


def _overview(results: Results) -> str:
    works = results.handed_in
    totals = [work.total for work in works]
    facts = {
        "Students": str(len(results.works)),
        "Handed in": str(len(works)),
        "Not graded": str(len(results.not_graded) + len(results.waiting)),
        "Out of": number(results.most),
        "Mean": number(fmean(totals)) if totals else "–",
        "Median": number(median(totals)) if totals else "–",
        "All points": str(sum(total >= results.most for total in totals)) if totals else "–",
        "Late": str(sum(work.late_days > 0 for work in works)),
        "To be reviewed": str(sum(work.needs_review for work in works)),
        "With notes": str(sum(bool(work.notes) for work in works)),
    }
    cells = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts.items())
    hint = "" if works else f"<p>{NOTHING}</p>"
    return f"<dl>{cells}</dl>{hint}"


def _scores(results: Results) -> list[str]:
    totals = [work.total for work in results.handed_in]
    words = "Points that count, after penalties, in tenths of what could be had."
    drawn = histogram("Scores", totals, max(results.most, 1) / 10, 10, "points", "students")
    return _section("Scores", words, drawn)


def _items(items: list[ItemFigures]) -> list[str]:
    rows = [
        (
            *(i.item.title, i.item.most, "–" if i.share is None else Bar(i.share, i.share)),
            *(f"{i.full} of {i.marked}", "–" if i.discrimination is None else f"{i.discrimination:.2f}"),
        )
        for i in items
    ]
    heads = ["Task", "Points", "Share", "All points", "Discrimination"]
    words = "Share is the mean part of the points that the class got: 1 is easy, 0 is hard. " + POWER
    return _section("Tasks", words, table("Tasks", heads, rows, numbers=(1, 3, 4)))


def _hints(results: Results) -> list[str]:
    common = results.hints.most_common()
    common = sorted(common, key=lambda item: item[0].key in UNNAMED)[:MOST_HINTS]
    if not common:
        return ["<h2>Hints</h2>", "<p>No test gave a hint.</p>"]
    most = max(count for _, count in common)
    rows = [
        (hint.item.title, _short(results.examples[hint], LONGEST_HINT), Bar(count, count / most), hint.key)
        for hint, count in common
    ]
    words = (
        f"What the tests told the students, of {len(results.hints)} different hints: the thoughts that went "
        "wrong, most frequent first, then what is missing, or differs for no named reason."
    )
    return _section("Hints", words, table("Hints", ["Task", "For example", "Students", "Hint"], rows))


def _late(results: Results) -> list[str]:
    days = [work.late_days for work in results.handed_in if work.late_days > 0]
    if not days:
        return ["<h2>Late work</h2>", "<p>Nothing came after the due date, or there is none.</p>"]
    counts, below = dict[str, int](), 0.0
    for name, most in [*LATE.items(), ("longer", float("inf"))]:
        counts[name] = sum(below < late <= most for late in days)
        below = most
    rows = [(name, Bar(count, count / len(days))) for name, count in counts.items()]
    words = f"After the due date and the student's extension; the latest by {number(max(days))} days."
    return _section("Late work", words, table("Late work", ["How late", "Submissions"], rows))


def _times(results: Results) -> list[str]:
    seconds = [work.seconds for work in results.handed_in if work.seconds is not None]
    if not seconds:
        return ["<h2>Time</h2>", "<p>How long grading took is not known here.</p>"]
    words = f"Grading a submission took {fmean(seconds):.1f} s in the mean, at most {max(seconds):.1f} s."
    return _section(
        "Time", words, histogram("Time", seconds, step(max(seconds)), 1, "seconds", "submissions")
    )


def _students(results: Results) -> list[str]:
    heads = ["Student", "Name", "Points", "Late days", "Penalty", "Seconds", "Remarks"]
    rows = [
        (
            *(work.student, f"{work.first_name} {work.last_name}".strip()),
            *(work.total if work.handed_in else "–", number(work.late_days) if work.late_days else ""),
            *(work.penalty or "", "" if work.seconds is None else round(work.seconds, 1)),
            _remarks(work, results.not_graded.get(work.student, ""), work.student in results.waiting),
        )
        for work in results.works
    ]
    return ["<h2>Students</h2>", table("Students", heads, rows, numbers=(2, 3, 4, 5))] if rows else []


def _remarks(work: Work, not_graded: str, waiting: bool) -> str:
    remarks = [f"NOT GRADED: {not_graded}"] if not_graded else []
    if not (work.handed_in or not_graded):
        remarks = ["not graded yet" if waiting else "nothing handed in"]
    remarks += [f"{name} is missing" for name in work.missing]
    remarks += ["to be reviewed"] if work.needs_review else []
    remarks += [note.rstrip(".") for note in work.notes]
    more = [f"and {len(remarks) - MOST_REMARKS} more"] if len(remarks) > MOST_REMARKS else []
    return "; ".join(_short(text, LONGEST_REMARK) for text in [*remarks[:MOST_REMARKS], *more])


def _section(title: str, words: str, content: str) -> list[str]:
    return [f"<h2>{escape(title)}</h2>", f"<p>{escape(words)}</p>", content]


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
