"""`cnnkit collect` on archives in the true form of Moodle and Canvas, honest ones and hostile ones."""

import errno
import io
import json
import os
import shutil
import sqlite3
import zipfile
from datetime import UTC
from functools import partial
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from cnnkit.grading.exchange.names import FORMS, NotHandedInError
from tests.grading.conftest import TASKS
from tests.grading.courses import RIGHT, answered, write_course
from tests.grading.exchange.downloads import (
    CLASS,
    canvas_name,
    moodle_folder,
    write_canvas_gradebook,
    write_roster,
    write_worksheet,
    write_zip,
)

ADA, EMMY, MUELLER, ONEIL, LI_1, LI_2 = CLASS
NOTEBOOK = json.dumps(answered(TASKS, RIGHT)).encode()
MORE = NOTEBOOK.replace(b"2 * x", b"x + x")


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """A course with an empty gradebook, which nbgrader needs a second to make."""
    made = write_course(tmp_path_factory.mktemp("course"))
    with (made / "nbgrader_config.py").open("a") as file:
        file.write('c.SubmissionCollector.timezone = "Europe/Berlin"\n')
    write_roster(made / "roster.csv")
    Gradebook(f"sqlite:///{made}/gradebook.db", "cnn").close()
    return made


@pytest.fixture
def root(tmp_path, made) -> Path:
    return shutil.copytree(made, tmp_path / "course")


@pytest.fixture
def collect(run):
    """collect(option, source, …): the exit code and what was said."""
    return partial(run, "collect")


def files(root: Path) -> dict[str, bytes]:
    place = root / "submitted"
    return {str(path.relative_to(place)): path.read_bytes() for path in place.rglob("*") if path.is_file()}


def earlier(root: Path) -> dict[str, bytes]:
    place = root / "downloaded/mini/earlier"
    return {str(path.relative_to(place)): path.read_bytes() for path in place.rglob("*") if path.is_file()}


@pytest.mark.parametrize("before_4_1", [True, False])
def test_moodle_a_person_is_one_person_though_the_numbers_change(root, collect, before_4_1):
    for first_number in (100, 900):
        folders = {
            student: moodle_folder(student, first_number + place, before_4_1=before_4_1)
            for place, student in enumerate((ADA, MUELLER, ONEIL))
        }
        archive = write_zip(
            root / "all.zip", {f"{folder}/mini.ipynb": NOTEBOOK for folder in folders.values()}
        )
        code, said = collect("--moodle", archive)
        assert code == 0, said
        assert set(files(root)) == {f"{each}/mini/mini.ipynb" for each in ("ada", "mueller1", "oneil")}
    assert said.splitlines()[0] == "ada: mini.ipynb; no time told; unchanged"
    assert "nothing yet from 'emmy', 'li.1', 'li.2'" in said
    assert "3 persons, 0 files left out" in said


def test_moodle_without_folders_and_with_folders_in_folders(root, collect):
    flat = f"{moodle_folder(ADA, 11)}mini.ipynb"
    deep = f"{moodle_folder(EMMY, 12)}/work/data/table.csv"
    archive = write_zip(
        root / "all.zip", {flat: NOTEBOOK, deep: b"1", f"{moodle_folder(EMMY, 12)}/x.py": b""}
    )
    assert collect("--moodle", archive)[0] == 0
    assert set(files(root)) == {"ada/mini/mini.ipynb", "emmy/mini/work/data/table.csv", "emmy/mini/x.py"}


def test_moodle_people_of_one_name_are_refused_and_the_worksheet_tells_them_apart(root, collect):
    members = {f"{moodle_folder(LI_1, 1)}/mini.ipynb": NOTEBOOK, f"{moodle_folder(LI_2, 2)}/mini.ipynb": MORE}
    archive = write_zip(root / "all.zip", members)
    code, said = collect("--moodle", archive)
    assert code == 1
    assert files(root) == {}
    assert (
        "'Wei Li' may be li.1 (line 6) or li.2 (line 7) of the roster; give the set's grading works" in said
    )
    worksheet = write_worksheet(root / "w.csv", {LI_2: 2, LI_1: 1})
    code, said = collect("--moodle", archive, "--worksheet", worksheet)
    assert code == 0, said
    assert files(root) == {"li.1/mini/mini.ipynb": NOTEBOOK, "li.2/mini/mini.ipynb": MORE}


def test_moodle_two_of_a_name_of_whom_the_roster_has_one_are_both_refused(root, collect):
    members = {f"{moodle_folder(ADA, 1)}/mini.ipynb": NOTEBOOK, f"{moodle_folder(ADA, 2)}/mini.ipynb": MORE}
    code, said = collect("--moodle", write_zip(root / "all.zip", members))
    assert code == 1
    assert files(root) == {}
    assert "two people of this name (1 and 2) would be ada" in said


def test_moodle_the_worksheet_tells_the_time_in_the_zone_of_the_course(root, collect):
    archive = write_zip(root / "all.zip", {f"{moodle_folder(ADA, 1)}/mini.ipynb": NOTEBOOK})
    collect("--moodle", archive)
    times = {"ada": "Monday, 30 November 2026, 6:05 PM"}
    worksheet = write_worksheet(root / "w.csv", {ADA: 1, EMMY: 2}, times)
    code, said = collect("--moodle", archive, "--worksheet", worksheet)
    assert code == 0
    assert "ada: mini.ipynb; Mon 2026-11-30 18:05 Europe/Berlin; its time is known now" in said
    assert files(root)["ada/mini/timestamp.txt"] == b"2026-11-30 17:05:00 UTC\n"
    assert earlier(root) == {}


def test_moodle_the_worksheet_of_another_set_and_a_hidden_name_are_said(root, collect):
    archive = write_zip(root / "all.zip", {"Participant_7_assignsubmission_file_/mini.ipynb": NOTEBOOK})
    code, said = collect("--moodle", archive)
    assert code == 1
    assert "'Participant' is nobody of the roster" in said
    worksheet = write_worksheet(root / "w.csv", {ADA: 1})
    assert (
        "participant 7 is not in the worksheet" in collect("--moodle", archive, "--worksheet", worksheet)[1]
    )
    worksheet = write_worksheet(root / "w.csv", {ADA: 7})
    assert collect("--moodle", archive, "--worksheet", worksheet)[0] == 0
    assert set(files(root)) == {"ada/mini/mini.ipynb"}


def test_who_has_another_address_is_another_person(root, collect):
    archive = write_zip(root / "all.zip", {f"{moodle_folder(ADA, 1)}/mini.ipynb": NOTEBOOK})
    other = ADA._replace(login="another.ada")  # the same name; her address is not in the roster
    code, said = collect("--moodle", archive, "--worksheet", write_worksheet(root / "w.csv", {other: 1}))
    assert code == 1
    assert "'Ada Lovelace another.ada@example.org' is nobody of the roster" in said


@pytest.mark.parametrize("flagged", [True, False])
def test_canvas_goes_by_the_number_and_the_greater_attachment_is_newer(root, collect, flagged):
    members = {
        canvas_name(ADA, 71, "mini-1.ipynb", late=True): MORE,
        canvas_name(ADA, 70, "mini.ipynb", late=True): b"older",
        canvas_name(MUELLER, 72, "mini.ipynb"): NOTEBOOK,
        canvas_name(LI_1, 73, "mini-2.ipynb"): NOTEBOOK,
        canvas_name(LI_2, 74, "homework-2.ipynb"): NOTEBOOK,
        "lovelaceada_8001_text.html": b"typed",
    }
    code, said = collect("--canvas", write_zip(root / "all.zip", members, flagged=flagged))
    assert code == 1
    assert files(root) == {
        "ada/mini/mini.ipynb": MORE,
        "mueller1/mini/mini.ipynb": NOTEBOOK,
        "li.1/mini/mini.ipynb": NOTEBOOK,
        "li.2/mini/homework-2.ipynb": NOTEBOOK,
    }
    assert "ada: mini.ipynb; no time told, late by its due date; new" in said
    assert (
        "LEFT OUT, 'lovelaceada_LATE_8001_71_mini-1.ipynb' is newer: 'lovelaceada_LATE_8001_70_mini" in said
    )
    assert (
        "LEFT OUT, it was typed into Canvas, and no file was handed in: 'lovelaceada_8001_text.html'" in said
    )


def test_canvas_without_numbers_goes_by_the_name_if_one_person_has_it(root, collect):
    write_roster(root / "roster.csv", numbers=False)
    members = {canvas_name(each, number, "mini.ipynb"): NOTEBOOK for number, each in enumerate(CLASS, 70)}
    code, said = collect("--canvas", write_zip(root / "all.zip", members))
    assert code == 1
    assert {name.split("/")[0] for name in files(root)} == {"ada", "emmy", "mueller1", "oneil"}
    assert "'liwei (number 8005)' may be li.1 (line 6) or li.2 (line 7)" in said
    assert "write Canvas's numbers into the roster's column number" in said


def test_canvas_the_exported_gradebook_is_a_roster(root, collect):
    roster = write_canvas_gradebook(root / "export.csv")
    members = {canvas_name(LI_2, 74, "mini.ipynb"): NOTEBOOK}
    code, said = collect("--canvas", write_zip(root / "all.zip", members), "--roster", roster)
    assert code == 0, said
    assert set(files(root)) == {"li.2/mini/mini.ipynb"}


def test_canvas_anonymous_work_is_nobodys(root, collect):
    members = {"anon_aB3xY_70_mini.ipynb": NOTEBOOK, "LATE_anon_12345_71_mini.ipynb": NOTEBOOK}
    code, said = collect("--canvas", write_zip(root / "all.zip", members))
    assert code == 1
    assert files(root) == {}
    assert "Canvas hides who it is" in said


def test_a_newer_submission_replaces_an_older_one_which_is_kept(root, collect):
    first = {canvas_name(ADA, 70, "mini.ipynb"): NOTEBOOK, canvas_name(EMMY, 71, "mini.ipynb"): NOTEBOOK}
    second = {canvas_name(ADA, 90, "mini-1.ipynb"): MORE, canvas_name(EMMY, 71, "mini.ipynb"): NOTEBOOK}
    collect("--canvas", write_zip(root / "1.zip", first))
    code, said = collect("--canvas", write_zip(root / "2.zip", second))
    assert code == 0
    assert "ada: mini.ipynb; no time told; replaces what was there, which is kept in" in said
    assert "emmy: mini.ipynb; no time told; unchanged" in said
    assert files(root)["ada/mini/mini.ipynb"] == MORE
    assert earlier(root) == {"ada/1/mini.ipynb": NOTEBOOK}
    code, said = collect("--canvas", root / "1.zip")  # the old one once more
    assert "ada: mini.ipynb; no time told; older than what is there: kept as an earlier one" in said
    assert files(root)["ada/mini/mini.ipynb"] == MORE
    assert set(earlier(root)) == {"ada/1/mini.ipynb", "ada/2/mini.ipynb"}


def test_moodle_without_times_the_date_in_the_archive_tells_which_download_is_newer(root, collect):
    name = f"{moodle_folder(ADA, 1)}/mini.ipynb"
    new = write_zip(root / "new.zip", {name: MORE}, when=(2026, 12, 2, 8, 0, 0))
    old = write_zip(root / "old.zip", {name: NOTEBOOK}, when=(2026, 12, 1, 8, 0, 0))
    collect("--moodle", new)
    assert "older than what is there" in collect("--moodle", old)[1]
    assert files(root)["ada/mini/mini.ipynb"] == MORE


def test_plain_folders_and_names_with_times(root, collect):
    place = root / "mail"
    (place / "EMMY@example.org").mkdir(parents=True)
    (place / "EMMY@example.org/mini.ipynb").write_bytes(NOTEBOOK)
    (place / "Jürgen Müller").mkdir()
    (place / "Jürgen Müller/mini.ipynb").write_bytes(NOTEBOOK)
    (place / "ada_2026-10-25-02-30-00_mini.ipynb").write_bytes(NOTEBOOK)  # an hour that came twice
    (place / "ada_2026-10-24-12-00-00_mini.ipynb").write_bytes(MORE)
    (place / "8004_mini.ipynb").write_bytes(NOTEBOOK)
    (place / "Wei Li_mini.ipynb").write_bytes(NOTEBOOK)
    (place / "notes.txt").write_text("mine")
    code, said = collect("--plain", place)
    assert code == 1
    assert {name for name in files(root) if name.endswith(".ipynb")} == {
        f"{who}/mini/mini.ipynb" for who in ("ada", "emmy", "mueller1", "oneil")
    }
    assert files(root)["ada/mini/timestamp.txt"] == b"2026-10-25 00:30:00 UTC\n"
    assert "'ada_2026-10-25-02-30-00_mini.ipynb' is newer: 'ada_2026-10-24" in said
    assert "'Wei Li' may be li.1" in said
    assert "the form is PERSON/FILE" in said


def hostile() -> dict[str, bytes]:
    mallory = moodle_folder(EMMY, 2)
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr(f"{moodle_folder(ADA, 1)}/mini.ipynb", b"forged")
    return {
        f"{mallory}/{moodle_folder(ADA, 1)}/mini.ipynb": b"forged",
        f"{mallory}/all.zip": inner.getvalue(),
        f"{mallory}/../../../out.ipynb": b"forged",
        f"../{mallory}/mini.ipynb": b"forged",
        f"/{mallory}/mini.ipynb": b"forged",
        f"{mallory}/timestamp.txt": b"1999-01-01",
        f"{mallory}/.hidden": b"forged",
        f"{mallory}/e\x1b]0;owned\x07\n\u202e.ipynb": b"odd",
        f"{mallory}/{'y' * 300}.ipynb": b"long",
        f"{mallory}/a": b"a file",
        f"{mallory}/a/b": b"and a folder of its name",
        f"{mallory}/huge.bin": bytes((50 << 20) + 1),
        "__MACOSX/._x": b"",
    }


def test_nothing_that_a_stranger_named_leads_elsewhere_or_is_believed(root, collect):
    archive = write_zip(root / "all.zip", hostile())
    code, said = collect("--moodle", archive)
    assert code == 1
    assert {name.split("/")[0] for name in files(root)} == {"emmy"}
    assert not list(root.parent.rglob("out.ipynb"))
    assert "emmy/mini/timestamp.txt" not in files(root)
    assert all(each.isprintable() or each == "\n" for each in said)
    for why in (
        "would lie outside", "archives that were handed in stay closed", "files of this name are not taken",
        "File name too long", "larger than 50 MB",
    ):  # fmt: skip
        assert why in said, why
    assert "MACOSX" not in said


def test_links_in_an_archive_and_in_submitted_are_not_followed(root, collect):
    path = root / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        link = zipfile.ZipInfo(f"{moodle_folder(ADA, 1)}/mini.ipynb")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr(f"{moodle_folder(EMMY, 2)}/mini.ipynb", NOTEBOOK)
    (root / "elsewhere").mkdir()
    (root / "submitted").mkdir()
    (root / "submitted/emmy").symlink_to(root / "elsewhere")
    code, said = collect("--moodle", path)
    assert code == 1
    assert "it is a link, or no plain file" in said
    assert "emmy/mini is a link, and links are not followed" in said
    assert list((root / "elsewhere").iterdir()) == []
    assert not (root / "submitted/ada").exists()
    folder = root / "plain"
    (folder / "ada").mkdir(parents=True)
    (folder / "ada/mini.ipynb").symlink_to("/etc/passwd")
    (folder / "oneil").symlink_to(root / "solutions")
    assert "it is a link, or no plain file" in collect("--plain", folder)[1]
    assert files(root) == {}


def test_a_damaged_member_costs_itself_and_the_archive_goes_on(root, collect):
    path = write_zip(
        root / "all.zip",
        {
            f"{moodle_folder(ADA, 1)}/mini.ipynb": os.urandom(999),
            f"{moodle_folder(EMMY, 2)}/mini.ipynb": NOTEBOOK,
        },
    )
    data = bytearray(path.read_bytes())
    data[200] ^= 0xFF
    path.write_bytes(data)
    code, said = collect("--moodle", path)
    assert code == 1
    assert set(files(root)) == {"emmy/mini/mini.ipynb"}
    assert not (root / "submitted/ada").exists()
    assert "LEFT OUT" in said


def test_a_full_disk_leaves_the_whole_submission_that_was_there(root, collect, monkeypatch):
    first = {canvas_name(each, 70 + n, "mini.ipynb"): NOTEBOOK for n, each in enumerate((ADA, EMMY))}
    collect("--canvas", write_zip(root / "1.zip", first))
    second = {
        canvas_name(ADA, 80, "mini-1.ipynb"): MORE,
        canvas_name(ADA, 81, "table.csv"): b"1",
        canvas_name(EMMY, 82, "mini-1.ipynb"): MORE,
    }
    whole = Path.write_bytes

    def full(path, data):
        if path.name == "table.csv":
            raise OSError(errno.ENOSPC, "No space left on device")
        return whole(path, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    code, said = collect("--canvas", write_zip(root / "2.zip", second))
    assert code == 1
    assert "LEFT OUT, [Errno 28] No space left on device: 'lovelaceada_8001_80_mini-1.ipynb'" in said
    assert files(root) == {"ada/mini/mini.ipynb": NOTEBOOK, "emmy/mini/mini.ipynb": MORE}
    monkeypatch.undo()
    assert collect("--canvas", root / "2.zip")[0] == 0
    assert set(files(root)) == {"ada/mini/mini.ipynb", "ada/mini/table.csv", "emmy/mini/mini.ipynb"}
    assert not list((root / "submitted").rglob(".mini-*"))


def test_an_archive_of_too_many_files_is_refused_as_a_whole(root, collect):
    archive = write_zip(root / "many.zip", {f"{number}": b"" for number in range(20_001)})
    code, said = collect("--moodle", archive)
    assert code == 1
    assert "many.zip: it holds 20001 files; most_files allows 20000" in said


def test_everybody_of_the_roster_is_in_the_gradebook(root, collect):
    members = {canvas_name(ADA, 70, "mini.ipynb"): NOTEBOOK}
    collect("--canvas", write_zip(root / "all.zip", members))
    with sqlite3.connect(root / "gradebook.db") as book:
        rows = book.execute("select id, first_name, last_name, email, lms_user_id from student order by id")
        assert list(rows) == sorted((s.login, s.first, s.last, s.email, str(s.number)) for s in CLASS)


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--moodle", "nothing.zip"), 2, "there is no nothing.zip"),
        (("--moodle", "broken.zip"), 1, "broken.zip cannot be opened: File is not a zip file"),
        (("--moodle", "roster.csv"), 1, "neither a folder nor an archive; legal are .zip, .tar"),
        (("--canvas", "broken.zip", "--worksheet", "roster.csv"), 1, "--worksheet is Moodle's"),
        (("--moodle", "broken.zip", "--worksheet", "roster.csv"), 1, "legal is for example 'Participant 123"),
        (("--moodle", "broken.zip", "--roster", "none.csv"), 2, "none.csv"),
    ],
)
def test_what_cannot_be_used_is_said(root, collect, monkeypatch, words, code, told):
    (root / "broken.zip").write_bytes(b"PK, but no archive")
    monkeypatch.chdir(root)
    found = collect(*words)
    assert found[0] == code
    assert told in found[1]
    assert files(root) == {}


def test_damaged_receipts_are_named_and_nothing_is_done(root, collect):
    (root / "downloaded/mini").mkdir(parents=True)
    (root / "downloaded/mini/collected.json").write_text('{"people": [1]')
    code, said = collect("--moodle", write_zip(root / "all.zip", {}))
    assert code == 1
    assert "collected.json is damaged" in said


@pytest.mark.parametrize(
    ("system", "path", "meant"),
    [
        ("canvas", "Ada Lovelace_12_assignsubmission_file_/mini.ipynb", "--moodle"),
        ("plain", "Ada Lovelace_12_assignsubmission_file_/mini.ipynb", "--moodle"),
        ("moodle", "lovelaceada_LATE_8001_80_mini-1.ipynb", "--canvas"),
    ],
)
def test_another_systems_archive_is_told_by_its_option(system, path, meant):
    with pytest.raises(NotHandedInError, match=f"{meant} in place of --{system}"):
        FORMS[system](path, UTC, frozenset({"mini.ipynb"}))
