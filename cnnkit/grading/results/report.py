"""`cnnkit report SET`: a page about a class, and its marks as CSV (see export.py for the columns).

The page is one file. It needs no network, asks for nothing, and a policy in it forbids both; what students
wrote in it is text and stays text.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from statistics import fmean, median
from string import Template
from typing import Any

import numpy as np
from plotly.graph_objects import Bar, Figure
from plotly.offline import get_plotlyjs

from cnnkit.grading.course.course import Course
from cnnkit.grading.results.export import write_csv
from cnnkit.grading.results.item_analysis import ItemFigures, analyse
from cnnkit.grading.results.results import Results, Work, read_results
from cnnkit.grading.walls.outputs import upright

__all__ = ["page", "write_report"]

BLUE, ORANGE, GREEN = "#0072b2", "#d55e00", "#009e73"
DRAW = """
const figures = JSON.parse(document.getElementById("figures").textContent);
for (const [id, figure] of Object.entries(figures)) {
  Plotly.newPlot(id, figure.data, figure.layout, {responsive: true, displayModeBar: false});
}
"""
POWER = """\
How a task goes together with the points in all others (corrected item-total correlation). From about 0.3 on
it tells those who know the rest from those who do not; around 0 it does not; below 0, look at the task and
its tests. Nothing is shown where fewer than three students have a mark or all have the same."""
NOTHING = "Nothing is graded yet: nobody has handed in, or <code>cnnkit grade</code> has yet to run."
MOST_HINTS, LONGEST_HINT = 25, 200
UNNAMED = {
    "dtype", "error", "length", "message", "no-error", "none", "not-callable", "not-defined", "not-finite",
    "not-none", "not-written", "shape", "type", "value",
}  # fmt: skip
"""Hints that name no thought that went wrong: they say what is missing, or what differs. They come last."""
ROW_PX = 26


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
    figures = dict[str, Figure]()
    body = [f"<h1>{escape(results.set)}: class report</h1>", _overview(results)]
    if results.handed_in:
        body += [
            *_scores(results, figures),
            *_items(analyse(results), figures),
            *_hints(results, figures),
            *_times(results, figures),
            *_late(results, figures),
        ]
    body += _students(results)
    scripts = [get_plotlyjs(), DRAW] if figures else []
    here = Path(__file__).with_name("report.html").read_text("utf-8")
    return Template(here).substitute(
        title=f"{escape(results.set)}: class report",
        hashes=" ".join(map(_hash, scripts)) or "'none'",
        body=upright("\n".join(body)),
        figures=_inert_json({name: json.loads(str(figure.to_json())) for name, figure in figures.items()}),
        scripts="\n".join(f"<script>{script}</script>" for script in scripts),
    )


def _overview(results: Results) -> str:
    works = results.handed_in
    totals = [work.total for work in works]
    facts = {
        "Students": str(len(results.works)),
        "Handed in": str(len(works)),
        "Out of": _number(results.most),
        "Mean": _number(fmean(totals)) if totals else "–",
        "Median": _number(median(totals)) if totals else "–",
        "All points": str(sum(total >= results.most for total in totals)) if totals else "–",
        "Late": str(sum(work.late_days > 0 for work in works)),
        "To be reviewed": str(sum(work.needs_review for work in works)),
        "With notes": str(sum(bool(work.notes) for work in works)),
    }
    cells = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts.items())
    hint = "" if works else f"<p>{NOTHING}</p>"
    return f"<dl>{cells}</dl>{hint}"


def _scores(results: Results, figures: dict[str, Figure]) -> list[str]:
    totals = [work.total for work in results.handed_in]
    figures["scores"] = _counts(totals, max(results.most, 1) / 10, 10, BLUE, "points", "students")
    words = "Points that count, after penalties, in tenths of what could be had."
    return _section("Scores", words, "scores")


def _items(items: list[ItemFigures], figures: dict[str, Figure]) -> list[str]:
    several = len({i.item.notebook for i in items}) > 1
    names = [escape(i.item.title if several else i.item.name) for i in items]
    shares, powers = [i.share for i in items], [i.discrimination for i in items]
    parts = list[str]()
    if any(share is not None for share in shares):
        bars = Bar(x=shares, y=names, orientation="h", marker_color=BLUE)
        figures["difficulty"] = _figure(
            bars, "mean share of the points", "", range=[0, 1.02], rows=len(items)
        )
        words = "The share of the points that the class got: 1 is easy, 0 is hard."
        parts += _section("Difficulty", words, "difficulty")
    if any(power is not None for power in powers):
        bars = Bar(x=powers, y=names, orientation="h", marker_color=GREEN)
        axis = "correlation"
        figures["discrimination"] = _figure(bars, axis, "", range=[-1.02, 1.02], rows=len(items))
        parts += _section("Discrimination", POWER, "discrimination")
    heads = ["Notebook", "Task", "Points", "Share", "All points", "Discrimination"]
    rows = [
        (
            *(i.item.notebook, i.item.name, i.item.most),
            *(_rounded(i.share), f"{i.full} of {i.marked}", _rounded(i.discrimination)),
        )
        for i in items
    ]
    return [
        *parts,
        "<h2>Tasks in numbers</h2>",
        _table("Tasks in numbers", heads, rows, numbers=(2, 3, 4, 5)),
    ]


def _hints(results: Results, figures: dict[str, Figure]) -> list[str]:
    common = results.hints.most_common()
    common = sorted(common, key=lambda item: item[0].key in UNNAMED)[:MOST_HINTS]
    if not common:
        return ["<h2>Hints</h2>", "<p>No test gave a hint.</p>"]
    names = [f"{escape(hint.item.name)}: {escape(hint.key)}" for hint, _ in common]
    bars = Bar(x=[count for _, count in common], y=names, orientation="h", marker_color=ORANGE)
    figures["hints"] = _figure(bars, "students", "", rows=len(common))
    rows = [
        (hint.item.title, hint.key, count, results.examples[hint][:LONGEST_HINT]) for hint, count in common
    ]
    words = (
        f"What the tests told the students, of {len(results.hints)} different hints: the thoughts that went "
        "wrong, most frequent first, then what is missing, or differs for no named reason."
    )
    return [
        *_section("Hints", words, "hints"),
        _table("Hints in words", ["Task", "Hint", "Students", "For example"], rows, numbers=(2,)),
    ]


def _times(results: Results, figures: dict[str, Figure]) -> list[str]:
    seconds = [work.seconds for work in results.handed_in if work.seconds is not None]
    if not seconds:
        return ["<h2>Time</h2>", "<p>How long grading took is not known here.</p>"]
    figures["time"] = _counts(seconds, _step(max(seconds)), 1, BLUE, "seconds", "submissions")
    words = f"Grading a submission took {fmean(seconds):.1f} s in the mean, at most {max(seconds):.1f} s."
    return _section("Time", words, "time")


def _late(results: Results, figures: dict[str, Figure]) -> list[str]:
    days = [work.late_days for work in results.handed_in if work.late_days > 0]
    if not days:
        return ["<h2>Late work</h2>", "<p>Nothing came after the due date, or there is none.</p>"]
    figures["late"] = _counts(days, max(1.0, _step(max(days))), 1, ORANGE, "days", "submissions")
    words = "Days after the due date and the student's extension, of what came late."
    return _section("Late work", words, "late")


def _students(results: Results) -> list[str]:
    heads = ["Student", "Name", "Points", "Late days", "Penalty", "Seconds", "Remarks"]
    rows = [
        (
            *(work.student, f"{work.first_name} {work.last_name}".strip()),
            *(work.total if work.handed_in else "–", _number(work.late_days) if work.late_days else ""),
            *(work.penalty or "", "" if work.seconds is None else round(work.seconds, 1), _remarks(work)),
        )
        for work in results.works
    ]
    return ["<h2>Students</h2>", _table("Students", heads, rows, numbers=(2, 3, 4, 5))] if rows else []


def _remarks(work: Work) -> str:
    remarks = [] if work.handed_in else ["nothing handed in"]
    remarks += [f"{name} is missing" for name in work.missing]
    remarks += ["to be reviewed"] if work.needs_review else []
    remarks += [note.rstrip(".") for note in work.notes]
    return "; ".join(remarks)


def _counts(values: list[float], width: float, fewest: int, colour: str, x: str, y: str) -> Figure:
    """How many values lie in each step of `width` from 0 on; at least `fewest` steps."""
    steps = max(fewest, int(np.ceil(max(values) / width)))
    # what is at the upper end, all points say, belongs to the last step
    counts = np.bincount(
        np.minimum((np.array(values) / width + 1e-9).astype(int), steps - 1), minlength=steps
    )
    middles = [(step + 0.5) * width for step in range(steps)]
    texts = [
        f"{_number(step * width)} to {_number((step + 1) * width)}: {n}" for step, n in enumerate(counts)
    ]
    bars = Bar(x=middles, y=counts.tolist(), width=width, marker_color=colour)
    bars.update(hovertext=texts, hoverinfo="text", marker_line={"color": "white", "width": 2})
    figure = _figure(bars, x, y, range=[0, steps * width])
    return figure.update_yaxes(dtick=1 if counts.max() < 8 else None)


def _step(most: float) -> float:
    """A round width that gives about 10 to 25 steps up to `most`."""
    power = 10.0 ** np.floor(np.log10(max(most, 1e-3) / 10))
    return float(next(power * lead for lead in (1, 2, 5, 10) if most / (power * lead) <= 25))


def _figure(trace: Any, x: str, y: str, *, range: list[float] | None = None, rows: int = 0) -> Figure:
    """A figure in the house's style; `rows` for horizontal bars with a name each."""
    figure = Figure(trace)
    figure.update_layout(
        template="plotly_white",
        height=110 + ROW_PX * rows if rows else 320,
        margin={"l": 8, "r": 16, "t": 8, "b": 48},
        bargap=0.25 if rows else 0.04,
        font={"family": "system-ui, sans-serif", "size": 13, "color": "#1c2329"},
        xaxis={"title": {"text": x}, "range": range, "fixedrange": True, "automargin": True},
        yaxis={"title": {"text": y}, "fixedrange": True, "automargin": True, "rangemode": "tozero"},
    )
    if rows:
        figure.update_yaxes(autorange="reversed", dtick=1, type="category")
    return figure


def _section(title: str, words: str, figure: str) -> list[str]:
    picture = f'<div class="figure" id="{figure}" role="img" aria-label="{escape(title)}: chart"></div>'
    return [f"<h2>{escape(title)}</h2>", f"<p>{escape(words)}</p>", picture]


def _table(name: str, heads: Sequence[str], rows: Iterable[Sequence[Any]], numbers: Sequence[int]) -> str:
    kinds = [' class="number"' if column in numbers else "" for column in range(len(heads))]
    head = "".join(
        f'<th scope="col"{kind}>{escape(text)}</th>' for kind, text in zip(kinds, heads, strict=True)
    )
    lines = [
        "<tr>"
        + "".join(f"<td{k}>{escape(_shown(v))}</td>" for k, v in zip(kinds, row, strict=True))
        + "</tr>"
        for row in rows
    ]
    body = "\n".join(lines)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(name)}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table></div>"
    )


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else _number(value)


def _number(value: float) -> str:
    return f"{round(value, 2):.12g}"


def _rounded(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _inert_json(value: Any) -> str:
    """JSON that cannot end the script element it stands in."""
    return json.dumps(value).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _hash(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
