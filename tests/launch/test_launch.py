"""From one table of course.toml to every address under which a notebook opens."""

import ast
import shutil
import sys
from urllib.parse import parse_qs, unquote, urlsplit

import nbformat
import pytest

from cnnkit.grading import assemble
from cnnkit.handin.sets import tasks_of
from cnnkit.launch import Launch, LaunchError, read_launch
from cnnkit.publish.tasks import launch_line
from tests.conftest import ROOT

REPOSITORY = "https://github.com/some-school/cnn.2027"
TABLE = f'\n[launch]\nrepository = "{REPOSITORY}"\nhub = "https://hub.example.edu/jupyter"\n'


@pytest.fixture
def course(tmp_path):
    """tasks/ of its own, with a launch table that a test may change."""
    shutil.copytree(ROOT / "tasks", tmp_path / "tasks")
    path = tmp_path / "tasks" / "course.toml"
    path.write_text('python = "3.11"\n', "utf-8")
    return path


def setup_cell(course):
    return nbformat.reads(assemble.assemble(course.parent / "basics"), 4).cells[1].source


def told(source, without):
    """What the first cell prints where a package is missing; the error that stops it."""
    with pytest.MonkeyPatch.context() as patch:
        for name in without:
            patch.setitem(sys.modules, name, None)
        with pytest.raises(ModuleNotFoundError) as error:
            exec(compile(source, "setup", "exec"), {})
    return error.value.name


def test_while_unset_nothing_names_a_service(course, capsys):
    assert read_launch(course) is None
    assert launch_line(None, "basics") == ""
    assert told(setup_cell(course), ["cnnkit"]) == "cnnkit"
    out = capsys.readouterr().out
    assert "make lab" in out
    assert "%pip install -q --no-deps ./cnn" in out
    assert "http" not in out


def test_once_set_each_service_gets_the_notebook(course):
    course.write_text(course.read_text("utf-8") + TABLE, "utf-8")
    launch = read_launch(course)
    assert launch is not None
    links = launch.links("sizing")
    notebook = "exercises/sizing/sizing.ipynb"
    assert (ROOT / notebook).is_file()
    assert list(links) == ["Colab", "Binder", "the hub"]
    colab = urlsplit(links["Colab"])
    assert (colab.netloc, colab.path) == (
        "colab.research.google.com",
        f"/github/some-school/cnn.2027/blob/main/{notebook}",
    )
    binder = urlsplit(links["Binder"])
    assert (binder.netloc, binder.path) == ("mybinder.org", "/v2/gh/some-school/cnn.2027/main")
    assert parse_qs(binder.query) == {"urlpath": [f"lab/tree/{notebook}"]}
    hub = urlsplit(links["the hub"])
    assert (hub.netloc, hub.path) == ("hub.example.edu", "/jupyter/hub/user-redirect/git-pull")
    assert parse_qs(hub.query) == {
        "repo": [REPOSITORY],
        "branch": ["main"],
        "urlpath": [f"lab/tree/cnn.2027/{notebook}"],
    }
    line = launch_line(launch, "sizing")
    assert all(f"[{name}]({address})" in line for name, address in links.items())


def test_once_set_the_first_cell_names_the_address_for_pip(course, capsys):
    course.write_text(course.read_text("utf-8") + TABLE, "utf-8")
    source = setup_cell(course)
    assert told(source, ["torch"]) == "torch"
    assert f"%pip install -q --no-deps git+{REPOSITORY}@main" in capsys.readouterr().out
    ast.parse(source, feature_version=(3, 8))  # whatever Python a student has must read it to be told


def test_the_first_cell_says_nothing_where_all_is_there(course, capsys):
    space = {}
    exec(compile(setup_cell(course), "setup", "exec"), space)
    assert capsys.readouterr().out.startswith("This Python is")
    assert {"torch", "checks"} <= set(space)


@pytest.mark.parametrize(
    "table",
    [
        {"repository": "http://github.com/a/b"},
        {"repository": "https://github.com/a"},
        {"repository": "https://github.com/a/b/tree/main"},
        {"repository": "https://github.com/a/b.git\nx"},
        {"repository": "https://github.com.evil.org/a/b"},
        {"repository": "https://github.com/a/b'''; import os"},
        {"repository": 3},
        {"repository": "https://github.com/a/b", "branch": "x y"},
        {"repository": "https://github.com/a/b", "branch": ""},
        {"repository": "https://github.com/a/b", "branch": "-rf"},
        {"repository": "https://github.com/a/b", "hub": "hub.example.edu"},
        {"repository": "https://github.com/a/b", "hub": "https://hub/)[x](javascript:1"},
        {"repository": "https://github.com/a/b", "hub": "https://hub.example.edu/"},
    ],
)
def test_what_no_address_can_be_made_of_is_refused_with_what_is_legal(table):
    with pytest.raises(LaunchError, match=r"course.toml, launch\.\w+ = .*: legal is "):
        Launch(**table)


@pytest.mark.parametrize("table", ['[launch]\nhub = "https://h.org"', '[launch]\nrepo = "x"', "[launch]"])
def test_a_table_with_other_keys_is_refused(course, table):
    course.write_text(table, "utf-8")
    with pytest.raises(LaunchError, match="it takes repository"):
        read_launch(course)


def test_addresses_hold_no_sign_that_would_end_a_link():
    for address in Launch(REPOSITORY, "2027_b.1", "https://h.org:8000").links("basics").values():
        assert not set(address) & set(" ()<>\"'[]")
        assert unquote(address).count("basics/basics.ipynb") == 1
    assert tasks_of("basics")
