"""`cnnkit publish NOTEBOOK.ipynb`: one file, alive, that asks nobody for anything."""

import json
import re

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from cnnkit.cli import main
from cnnkit.publish.single.formulas import formula
from cnnkit.publish.single.page import publish
from cnnkit.publish.single.reading import NotebookError, read
from tests.conftest import ROOT
from tests.publish.lecture import lecture, write


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return publish(lecture(tmp_path_factory.mktemp("single")))


def test_what_does_not_work_is_named_and_nothing_else(made):
    assert made[1] == ["IntSlider: a control of ipywidgets does nothing without Python"]


def test_the_page_holds_what_it_needs(made):
    page = made[0].read_text()
    assert "<title>Grüße</title>" in page
    assert page.count("<math") == 3
    assert "secret" not in page
    assert page.count('class="ck-host"') == 3
    assert not list(made[0].parent.glob(".*"))  # no part of a page is left


@pytest.mark.parametrize(
    ("tex", "tags"),
    [
        (r"\begin{align}a &= b\\c &= d\end{align}", ["mtable"]),
        (r"\begin{aligned}a &= b\\c &= d\end{aligned}", ["mtable"]),
        (r"\begin{equation}a = b\end{equation}", ["mo"]),
        (r"\begin{gather*}a\\b\end{gather*}", ["mtable"]),
        (r"\begin{cases}0 & x<0\\x & x\ge 0\end{cases}", ["mtable"]),
        (r"\operatorname{softmax}(x)_i", ["msub", "mo"]),
    ],
)
def test_formulas_are_drawn(tex, tags):
    made = formula(tex, True)
    assert made
    assert all(f"<{tag}" in made for tag in tags)
    assert "\\" not in made
    assert "<mi>&" not in made


@pytest.mark.parametrize(
    "tex", [r"\nosuch{x}", r"x^{", r"\left( x", r"\begin{tikzpicture}a & b\end{tikzpicture}"]
)
def test_a_formula_that_is_not_understood_is_no_half_drawn_one(tex):
    assert formula(tex, False) is None


def test_every_formula_of_the_book_is_understood():
    for page in sorted((ROOT / "book").rglob("*.md")):
        text = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(), flags=re.S)
        for display, inline in re.findall(r"\$\$(.+?)\$\$|\$([^$\n]+?)\$", text, re.S):
            assert formula((display or inline).strip(), bool(display)), (page, display or inline)


def saved(path, outputs, state=None):
    cell = new_code_cell("x", outputs=outputs, execution_count=1)
    notebook = new_notebook(cells=[cell])
    if state is not None:
        notebook.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": state}}
    path.write_text(json.dumps(notebook))
    return path


def html(text):
    return {"output_type": "display_data", "metadata": {}, "data": {"text/html": text}}


@pytest.mark.parametrize(
    "text",
    [
        '<script src="https://example.org/x.js"></script>',
        "<img alt='' src='//example.org/x.png'>",
        "<iframe width=3 src=http://example.org></iframe>",
    ],
)
def test_what_asks_the_network_is_named(tmp_path, text):
    _, warnings = publish(saved(tmp_path / "a.ipynb", [html(text)]))
    assert [words for words in warnings if "example.org" in words]


def test_a_link_asks_nobody(tmp_path):
    assert publish(saved(tmp_path / "a.ipynb", [html('<a href="https://example.org">there</a>')]))[1] == []


def test_a_saved_notebook_is_not_run_unless_a_widget_is_missing(tmp_path):
    path = saved(tmp_path / "a.ipynb", [html("kept")])
    assert "kept" in publish(path)[0].read_text()
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "gone"}}
    path = saved(tmp_path / "b.ipynb", [{"output_type": "display_data", "metadata": {}, "data": view}])
    with pytest.raises(NotebookError, match=r"cell 1 \('x'\) fails: NameError: name 'x' is not defined"):
        publish(path)
    assert not path.with_suffix(".html").exists()
    assert publish(path, execute=False)[1] == ["the state of a widget was not saved: its place stays empty"]


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"cells": 3}', '{"nbformat": 9, "cells": []}', "\x00\xff"]
)
def test_what_is_no_notebook_is_refused_in_words(tmp_path, content, capsys):
    path = tmp_path / "a.ipynb"
    path.write_text(content)
    assert main(["publish", str(path)]) == 1
    assert "is no Jupyter notebook" in capsys.readouterr().err


def test_the_notebook_is_never_overwritten(tmp_path):
    path = write(tmp_path / "a.ipynb", new_markdown_cell("# a"))
    before = path.read_bytes()
    with pytest.raises(
        NotebookError, match=r"is the notebook itself: name another file, a\.html for example"
    ):
        publish(path, path)
    assert path.read_bytes() == before


def test_a_saved_error_shows_its_last_line(tmp_path):
    error = {
        "output_type": "error",
        "ename": "ValueError",
        "evalue": "no",
        "traceback": ["/home/me/secret.py"],
    }
    target, warnings = publish(saved(tmp_path / "a.ipynb", [error]))
    assert warnings == ["a cell shows an error: ValueError: no"]
    assert "secret.py" not in target.read_text()


def test_the_command_says_what_it_wrote(tmp_path, capsys):
    path = write(tmp_path / "a.ipynb", new_markdown_cell("# a"))
    assert main(["publish", str(path), "-o", str(tmp_path / "out.html"), "--no-code"]) == 0
    assert capsys.readouterr().out.startswith(str(tmp_path / "out.html"))
    assert main(["publish", str(tmp_path / "none.ipynb")]) == 1
    assert "none.ipynb" in capsys.readouterr().err


def test_options_say_whether_cells_run(tmp_path, capsys):
    path = saved(tmp_path / "a.ipynb", [html("kept")])  # its cell would fail
    assert main(["publish", str(path)]) == main(["publish", str(path), "--as-saved"]) == 0
    assert "kept" in path.with_suffix(".html").read_text()
    assert main(["publish", str(path), "--run"]) == 1
    assert capsys.readouterr().err.startswith(f"cnnkit: {path}: cell 1 ('x') fails: NameError")


def test_read_counts_cells_from_one(tmp_path):
    path = write(tmp_path / "a.ipynb", new_markdown_cell("t"), new_code_cell("1 / 0"))
    with pytest.raises(NotebookError, match=r"cell 2 .'1 / 0'. fails: ZeroDivisionError"):
        read(path)
