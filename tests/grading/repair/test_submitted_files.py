"""Which file of a submission is graded, whatever it is called."""

import json
import os

import pytest

from cnnkit.grading.repair.reading import look_through
from cnnkit.grading.repair.restore import given_in
from cnnkit.grading.repair.skeleton import Given
from cnnkit.grading.repair.submitted_files import gather
from cnnkit.grading.running.reading import checked
from cnnkit.grading.walls.untrusted import LinkedError
from tests.grading.mangles import dumped, original, skeleton

SKELETONS = {"sizing": skeleton("sizing")}
SOLVED = dumped(original("sizing", "solved")).encode()


def found(folder):
    """The bytes that are graded, and what is said of the files; read here, where no stranger's are."""
    notebooks, others, notes = gather(folder, list(SKELETONS))
    data, given = notebooks.get("sizing"), json.loads(given_in(SKELETONS["sizing"]))
    beside = [(other.is_notebook, other.data) for other in others]
    told = look_through({"sizing": ([Given.of(cell) for cell in given], data)}, beside)
    like = told["sizing"]["like"]
    told["sizing"]["notes"] = []
    read = checked(json.loads(json.dumps(told)), SKELETONS, others)
    return others[like[0]].data if len(like) == 1 else data, " ".join(
        [*notes.get("sizing", []), *read.notes["sizing"]]
    )


def test_the_expected_file_is_taken_and_what_lies_beside_it_is_told(tmp_path):
    (tmp_path / "sizing.ipynb").write_bytes(SOLVED)
    assert found(tmp_path) == (SOLVED, "")
    (tmp_path / "sizing (1).ipynb").write_bytes(b"x")
    assert found(tmp_path) == (SOLVED, "Handed in beside it and not graded: 'sizing (1).ipynb'.")


@pytest.mark.parametrize(
    "name",
    [
        "sizing (1).ipynb",
        "Sizing.ipynb",
        "sizing-alice.ipynb",
        "sizing.ipynb.txt",
        "x.json",
        "a/sizing.ipynb",
    ],
)
def test_a_renamed_notebook_is_found(tmp_path, name):
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(SOLVED)
    data, note = found(tmp_path)
    assert data == SOLVED
    assert path.name in note


def test_a_script_with_the_functions_is_found(tmp_path):
    (tmp_path / "homework.py").write_text("def out_size(n, k, s=1, p=0, d=1):\n    return 1\n")
    data, _ = found(tmp_path)
    assert data is not None
    assert b"out_size" in data


def test_another_notebook_is_not_taken(tmp_path):
    (tmp_path / "basics.ipynb").write_bytes(dumped(original("basics", "solved")).encode())
    (tmp_path / "notes.txt").write_text("out_size is hard")
    assert found(tmp_path) == (None, "")


def test_of_several_none_is_taken_and_they_are_named(tmp_path):
    (tmp_path / "one.ipynb").write_bytes(SOLVED)
    (tmp_path / "two.ipynb").write_bytes(SOLVED + b"\n")
    data, note = found(tmp_path)
    assert data is None
    assert "'one.ipynb', 'two.ipynb'" in note


def test_equal_copies_are_one(tmp_path):
    (tmp_path / "one.ipynb").write_bytes(SOLVED)
    (tmp_path / "two.ipynb").write_bytes(SOLVED)
    assert found(tmp_path)[0] == SOLVED


@pytest.mark.parametrize("nothing", [b"", b" \n"])
def test_an_empty_notebook_is_handed_in_unless_another_takes_its_place(tmp_path, nothing):
    (tmp_path / "sizing.ipynb").write_bytes(nothing)
    assert found(tmp_path) == (nothing, "The file 'sizing.ipynb' is empty.")
    (tmp_path / "sizing (1).ipynb").write_bytes(SOLVED)
    data, note = found(tmp_path)
    assert data == SOLVED
    assert "'sizing (1).ipynb' was graded in its place" in note


def test_links_folders_and_pipes_are_not_read(tmp_path):
    secret = tmp_path / "secret"
    secret.write_bytes(SOLVED)
    for make, told in (
        (lambda path: path.symlink_to(secret), "it is a link"),
        (lambda path: path.mkdir(), "no file"),
        (os.mkfifo, "no file"),
    ):
        folder = tmp_path / f"case-{told}-{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        make(folder / "sizing.ipynb")
        data, note = found(folder)
        assert data is None
        assert told in note


@pytest.mark.parametrize("linked", ["ada/sizing", "ada"])
@pytest.mark.parametrize("elsewhere", ["solutions", "submitted/bob"], ids=["solution", "classmate"])
def test_a_folder_that_is_a_link_is_refused_and_named(tmp_path, linked, elsewhere):
    target = tmp_path / elsewhere / "sizing"
    target.mkdir(parents=True)
    (target / "sizing.ipynb").write_bytes(SOLVED)
    place = tmp_path / "submitted" / linked
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(target if linked.endswith("sizing") else target.parent)
    with pytest.raises(LinkedError, match=f"'{place.name}' in .* is a link"):
        found(tmp_path / "submitted/ada/sizing")


def test_a_missing_folder_is_an_empty_one(tmp_path):
    assert found(tmp_path / "nobody") == (None, "")


def test_a_name_is_shown_without_markup(tmp_path):
    (tmp_path / "<img src=x>[a](b)\x1b.ipynb").write_bytes(SOLVED)
    data, note = found(tmp_path)
    assert data == SOLVED
    assert not set("<>[]\x1b") & set(note)


def test_what_is_beyond_the_limit_is_left_out_with_a_note(tmp_path):
    with (tmp_path / "sizing.ipynb").open("wb") as file:
        file.write(SOLVED)
        file.truncate((50 << 20) + 100)
    data, note = found(tmp_path)
    assert data is not None
    assert len(data) == 50 << 20
    assert "50 MB" in note
