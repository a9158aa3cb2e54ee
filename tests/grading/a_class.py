"""A class of students, as large as one likes: right, wrong, late, damaged and missing work from the banks.

    .venv/bin/python -m tests.grading.a_class 200 basics

collects, grades, gives back and reports such a class, and prints what that took.
"""

import csv
import json
import random
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

from cnnkit.cli import main
from tests.grading.courses import ROOT
from tests.grading.exchange.downloads import Student, moodle_folder, write_roster, write_worksheet, write_zip
from tests.grading.mangles import CELL_MANGLES, FILE_MANGLES, bank, dumped, label_of, released

GIVEN = ["Ada", "Emmy", "Jürgen", "Síle", "Wei", "Zoë", "Łukasz", "Nguyễn", "Olga", "José", "Anaïs", "Søren"]
FAMILY = [
    "Lovelace",
    "Noether",
    "Müller",
    "O'Neil",
    "Li",
    "García-López",
    "Østergård",
    "Ng",
    "Ivanova",
    "Kim",
]
KINDS = ("right", "mixed", "mixed", "weak", "wrong", "empty", "mangled", "mangled", "broken file", "absent")
"""Of every ten students."""
SHARES = {"right": 1.0, "mixed": 0.7, "weak": 0.4, "wrong": 0.0, "mangled": 0.8, "broken file": 0.8}
"""How many of a student's answers are right; of the others most are wrong and some are missing."""
DUE = datetime(2026, 11, 30, 18, 0)


@dataclass
class Classmate:
    student: Student
    kind: str
    late: timedelta
    data: bytes | None
    """The notebook; None of who handed in nothing."""


def a_class(count: int, problem_set: str) -> list[Classmate]:
    """The same class each time."""
    found = list[Classmate]()
    for place in range(count):
        draw = random.Random(f"{problem_set} {place}")
        first, last = GIVEN[place % len(GIVEN)], f"{FAMILY[place // len(GIVEN) % len(FAMILY)]}"
        last = last if place < len(GIVEN) * len(FAMILY) else f"{last}-{FAMILY[place % 7]}"
        student = Student(f"s{place:03}", first, last, 50_000 + place)
        kind = KINDS[place % len(KINDS)]
        late = timedelta(hours=draw.choice([0.5, 20, 70])) if draw.random() < 0.15 else timedelta(hours=-2)
        found.append(
            Classmate(student, kind, late, None if kind == "absent" else work(problem_set, kind, draw))
        )
    return found


def work(problem_set: str, kind: str, draw: random.Random) -> bytes:
    """The notebook that a student of this kind hands in."""
    notebook = released(problem_set)
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
        label = label_of(cell)
        task = label.removesuffix("-answer")
        cell["_tasks"] = {task} if label.endswith("-answer") else set()
        if cell["_tasks"] and kind != "empty":
            is_right = draw.random() < SHARES[kind]
            if is_right or draw.random() < 0.8:
                answers = bank(problem_set, task.replace("-", "_"), "right" if is_right else "wrong")
                cell["source"] = draw.choice(answers).strip("\n")
    if kind == "mangled":
        for mangle in draw.sample(CELL_MANGLES, 2):
            mangle(notebook, draw)
    if kind == "broken file":
        return draw.choice(FILE_MANGLES)(notebook, draw)[0]
    return dumped(notebook).encode()


def write_course(root: Path, classmates: list[Classmate], problem_set: str) -> dict[str, Path]:
    """A course with the set, its roster and due date; what Moodle gives of the class, by name."""
    for name in (f"solutions/{problem_set}/{problem_set}.ipynb", "nbgrader_config.py"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes((ROOT / name).read_bytes())
    students = [each.student for each in classmates]
    numbers = {student: 900_000 + place for place, student in enumerate(students)}
    files = {
        f"{moodle_folder(each.student, numbers[each.student])}/{problem_set}.ipynb": each.data
        for each in classmates
        if each.data is not None
    }
    times = {
        each.student.login: f"{DUE + each.late:%A, %d %B %Y, %I:%M %p}".replace(" 0", " ")
        for each in classmates
        if each.data is not None
    }
    return {
        "roster": write_roster(root / "roster.csv", students),
        "archive": write_zip(root / "all.zip", files),
        "worksheet": write_worksheet(root / "worksheet.csv", numbers, times, most=100),
    }


def whole_way(
    root: Path, classmates: list[Classmate], problem_set: str, *grade: str
) -> tuple[dict[str, float], dict[str, str]]:
    """Collect, grade, give back, report: seconds of each, and what each said. `grade` are its own options."""
    given, there = write_course(root, classmates, problem_set), ["--root", str(root)]
    worksheet = ["--worksheet", str(given["worksheet"])]
    steps = {
        "due": ["due", problem_set, f"{DUE:%Y-%m-%d %H:%M}"],
        "collect": ["collect", problem_set, "--moodle", str(given["archive"]), *worksheet],
        "grade": ["grade", problem_set, *grade],
        "return": ["return", problem_set, "--moodle", str(root / "back"), *worksheet],
        "report": ["report", problem_set],
    }
    seconds, said = dict[str, float](), dict[str, str]()
    for step, words in steps.items():
        begun, out = time.monotonic(), StringIO()
        with redirect_stdout(out):
            code = main([*words, *there])
        assert code == 0, (step, out.getvalue())
        seconds[step], said[step] = time.monotonic() - begun, out.getvalue()
    return seconds, said


def measure(count: int, problem_set: str, tell: Callable[[str], None] = print) -> None:
    """The figures of a class, in a table of Markdown."""
    with tempfile.TemporaryDirectory(prefix="a-class-") as folder:
        root = Path(folder)
        classmates = a_class(count, problem_set)
        seconds, said = whole_way(root, classmates, problem_set)
        sizes = {
            "archive of the class": root / "all.zip",
            "report": root / f"reports/{problem_set}.html",
            "archive of feedback": root / f"back/{problem_set}-feedback.zip",
        }
        handed_in = sum(each.data is not None for each in classmates)
        tell(f"{count} students of {problem_set}, {handed_in} submissions; {said['grade'].strip()}")
        tell("| step | seconds |\n| --- | ---: |")
        for step, took in seconds.items():
            tell(f"| {step} | {took:.1f} |")
        tell("| file | kB |\n| --- | ---: |")
        for name, path in sizes.items():
            tell(f"| {name} | {path.stat().st_size / 1000:.0f} |")


def marks(root: Path, problem_set: str) -> dict[str, str]:
    """Points that Moodle would read, by address."""
    with (root / f"back/{problem_set}-marks.csv").open(encoding="utf-8", newline="") as file:
        return {row["Email address"]: row["Grade"] for row in csv.DictReader(file)}


def feedback(root: Path, problem_set: str) -> dict[str, str]:
    """Pages by their names in the archive."""
    with zipfile.ZipFile(root / f"back/{problem_set}-feedback.zip") as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def points(root: Path, classmate: Classmate, problem_set: str) -> float:
    """As the record of grading has them."""
    path = root / "autograded" / classmate.student.login / problem_set / ".graded.json"
    return float(json.loads(path.read_text())["points"])


if __name__ == "__main__":
    measure(int(sys.argv[1]), sys.argv[2])
