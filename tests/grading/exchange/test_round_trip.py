"""Collected, graded, given back and read again as Moodle and Canvas read it: the whole way, for each form."""

import copy
import csv
import io
import json
import re
import shutil
import zipfile
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from nbgrader.api import Gradebook

from cnnkit.cli import main
from cnnkit.grading.course.grade import grade_set
from cnnkit.grading.running.submission import grade_submission
from tests.grading.conftest import TASKS
from tests.grading.courses import HALF, RIGHT, answered, write_course
from tests.grading.exchange.downloads import (
    CLASS,
    canvas_name,
    canvas_takes,
    moodle_folder,
    moodle_takes,
    write_canvas_gradebook,
    write_roster,
    write_worksheet,
    write_zip,
)

HIDING = copy.deepcopy(TASKS)
for _cell in HIDING.cells:
    if _cell.metadata.get("nbgrader", {}).get("grade"):
        _cell.source = f"# tests\n### BEGIN HIDDEN TESTS\n{_cell.source}\n### END HIDDEN TESTS"
ADA, EMMY, MUELLER, ONEIL, LI_1, LI_2 = CLASS
WORK = {ADA: RIGHT, MUELLER: HALF, ONEIL: {}, LI_1: HALF, LI_2: RIGHT}
POINTS = {ADA: "6", MUELLER: "3", ONEIL: "0", LI_1: "3", LI_2: "6", EMMY: ""}
NOTEBOOKS = {each: json.dumps(answered(HIDING, answers)).encode() for each, answers in WORK.items()}
NUMBERS = {each: 700 + place for place, each in enumerate(CLASS)}


COMMENT = "See *me*."


@pytest.fixture(scope="module")
def graded(tmp_path_factory, warm) -> Path:
    """A course whose submissions are graded; whatever brings the same files in needs no grading again."""
    root = write_course(tmp_path_factory.mktemp("course"), {"mini": HIDING})
    write_roster(root / "roster.csv")
    for each in WORK:
        (root / "mail" / each.login).mkdir(parents=True)
        (root / "mail" / each.login / "mini.ipynb").write_bytes(NOTEBOOKS[each])
    assert main(["collect", "mini", "--plain", str(root / "mail"), "--root", str(root)]) == 0
    grader = SimpleNamespace(grade=lambda job: grade_submission(warm, job), check=lambda: None)
    assert len(grade_set(root, "mini", grader=grader, workers=1, say=lambda line: None).points) == len(WORK)
    with Gradebook(f"sqlite:///{root}/gradebook.db", "cnn") as book:
        book.find_comment("triple-answer", "mini", "mini", "mueller1").manual_comment = COMMENT
        book.db.commit()
    return root


@pytest.fixture
def root(tmp_path, graded) -> Path:
    return shutil.copytree(graded, tmp_path / "course")


def table(path: Path, encoding="utf-8") -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding))))


def test_moodle_there_and_back(root, run):
    archive = write_zip(
        root / "all.zip",
        {f"{moodle_folder(each, NUMBERS[each])}/mini.ipynb": NOTEBOOKS[each] for each in WORK},
    )
    worksheet = write_worksheet(root / "w.csv", NUMBERS, {"ada": "Monday, 30 November 2026, 6:05 PM"})
    assert run("collect", "--moodle", archive, "--worksheet", worksheet)[0] == 0
    code, said = run("return", "--moodle", root / "back", "--worksheet", worksheet)
    assert code == 0, said
    assert "upload the marks first" in said
    assert "feedback for 5 persons" in said
    taken = moodle_takes(root / "back/mini-feedback.zip", set(NUMBERS.values()))
    assert {number: list(files) for number, files in taken.items()} == {
        NUMBERS[each]: ["mini-feedback.html"] for each in WORK
    }
    page = taken[NUMBERS[MUELLER]]["mini-feedback.html"].decode()
    assert "<h1>mini: 3 of 6 points</h1>" in page
    assert "See <em>me</em>." in page
    assert "canary" not in page
    before, after = (table(root / name, "utf-8-sig") for name in ("w.csv", "back/mini-marks.csv"))
    assert after[0] == before[0]
    assert {row[0]: row[4] for row in after[1:]} == {f"Participant {NUMBERS[s]}": POINTS[s] for s in CLASS}
    assert [[*row[:4], *row[5:]] for row in after] == [[*row[:4], *row[5:]] for row in before]


def test_moodle_without_a_worksheet_gets_the_columns_that_it_reads_and_no_comments_to_empty(root, run):
    members = {f"{moodle_folder(ADA, 1, before_4_1=False)}/mini.ipynb": NOTEBOOKS[ADA]}
    members |= {f"{moodle_folder(ONEIL, 2)}mini.ipynb": NOTEBOOKS[ONEIL]}  # not in folders
    run("collect", "--moodle", write_zip(root / "all.zip", members))
    run("return", "--moodle", root / "back")
    taken = moodle_takes(root / "back/mini-feedback.zip", {1, 2})
    assert {number: list(files) for number, files in taken.items()} == {
        1: ["mini-feedback.html"], 2: ["mini-feedback.html"],
    }  # fmt: skip
    heads, *rows = table(root / "back/mini-marks.csv")
    assert {"Identifier", "Grade", "Last modified (grade)"} <= set(heads)
    assert "Feedback comments" not in heads
    assert sorted((row[0], row[3]) for row in rows) == [("Participant 1", "6"), ("Participant 2", "0")]


def test_moodle_says_what_it_would_leave_out(root, run):
    members = {f"{moodle_folder(ADA, NUMBERS[ADA])}/mini.ipynb": NOTEBOOKS[ADA]}
    members |= {f"{moodle_folder(MUELLER, NUMBERS[MUELLER])}/mini.ipynb": NOTEBOOKS[MUELLER]}
    run("collect", "--moodle", write_zip(root / "all.zip", members))
    worksheet = write_worksheet(root / "w.csv", NUMBERS, most=5)
    said = run("return", "--moodle", root / "back", "--worksheet", worksheet)[1]
    assert "2 marks are above Moodle's maximum grade" in said
    worksheet.write_text(worksheet.read_text("utf-8-sig").replace("Grade,", "Bewertung,"), "utf-8")
    code, said = run("return", "--moodle", root / "back", "--worksheet", worksheet)
    assert code == 1
    assert "line 1 has no column 'Grade' for the marks (--column); it has 'Identifier', 'Full name'" in said
    run("return", "--moodle", root / "back", "--worksheet", worksheet, "--column", "Bewertung")
    assert {row[4] for row in table(root / "back/mini-marks.csv")} == {"Bewertung", "6", "3", "0", ""}


def test_canvas_there_and_back(root, run):
    attachments = {each: 9000 + place for place, each in enumerate(WORK)}
    members = {
        canvas_name(each, number, "mini-1.ipynb", late=each is ADA): NOTEBOOKS[each]
        for each, number in attachments.items()
    }
    assert run("collect", "--canvas", write_zip(root / "all.zip", members, flagged=False))[0] == 0
    export = write_canvas_gradebook(root / "export.csv")
    code, said = run("return", "--canvas", root / "back", "--worksheet", export, "--column", "Basics (502)")
    assert code == 0, said
    handed_in = {each.number: {number} for each, number in attachments.items()}
    taken = canvas_takes(root / "back/mini-feedback.zip", handed_in)
    assert {user: set(files) for user, files in taken.items()} == handed_in
    with zipfile.ZipFile(root / "back/mini-feedback.zip") as archive:
        assert sorted(archive.namelist()) == sorted(members)
    text = taken[MUELLER.number][attachments[MUELLER]].decode()
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    assert "canary" not in text
    assert notebook.cells[0].source.startswith("# mini: 3 of 6 points")
    assert "| double | 3 | 3 |" in notebook.cells[0].source
    assert any(cell.source == "**Comment**\n\nSee *me*." for cell in notebook.cells)
    heads, possible, *rows = table(root / "back/mini-marks.csv")
    assert heads == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Basics (502)"]
    assert possible == ["    Points Possible", "", "", "", "", "6"]
    expected = {each.number: POINTS[each] for each in CLASS}
    assert {int(row[1]): row[5] for row in rows} == expected
    assert all(re.fullmatch(r"S\d+", row[2]) for row in rows)


def test_canvas_asks_which_column_and_makes_one_of_its_own_form(root, run):
    members = {canvas_name(MUELLER, 70, "mini.ipynb"): NOTEBOOKS[MUELLER]}
    run("collect", "--canvas", write_zip(root / "all.zip", members))
    code, said = run(
        "return", "--canvas", root / "back", "--worksheet", write_canvas_gradebook(root / "export.csv")
    )
    assert code == 1
    assert "which column is mini? Name it with --column; there are 'Warm-up (501)', 'Basics (502)'" in said
    said = run("return", "--canvas", root / "back")[1]
    assert "Canvas will make a new assignment 'mini'" in said
    heads, possible, *rows = table(root / "back/mini-marks.csv")
    assert heads == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "mini"]
    assert possible[0].strip() == "Points Possible"
    assert ["Müller, Jürgen", "8003", "", "mueller1", "", "3"] in rows
    assert len(rows) == len(CLASS)


def test_plain_there_and_back_opens_in_excel_with_its_accents(root, run):
    assert run("return", "--plain", root / "back")[0] == 0
    with zipfile.ZipFile(root / "back/mini-feedback.zip") as archive:
        assert sorted(archive.namelist()) == sorted(f"{each.login}/mini.html" for each in WORK)
    data = (root / "back/mini-marks.csv").read_bytes()
    assert data.startswith("\ufeff".encode())
    rows = {row["student"]: row for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig")))}
    assert (rows["mueller1"]["first_name"], rows["mueller1"]["points"]) == ("Jürgen", "3")
    assert (root / "back").stat().st_mode & 0o077 == 0


def test_who_is_not_in_the_archive_is_named(root, run):
    code, said = run("return", "--moodle", root / "back")
    assert code == 1
    assert "NOT IN IT, not collected from Moodle: 'ada', 'li.1', 'li.2', 'mueller1', 'oneil'" in said
    (root / "autograded/ada/mini/mini.ipynb").unlink()
    code, said = run("return", "--plain", root / "back")
    assert code == 1
    assert "NOT IN IT, no graded notebook: 'ada'" in said


def test_the_same_feedback_makes_the_same_archive(root, run):
    made = []
    for name in ("one", "two"):
        run("return", "--plain", root / name)
        made.append((root / name / "mini-feedback.zip").read_bytes())
    assert made[0] == made[1]
