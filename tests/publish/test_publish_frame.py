"""The frame of figures and outputs on a built page: the picture first, its code below, one box per cell."""

import re
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def page(fixture_site: Path) -> str:
    return (fixture_site / "ch" / "figure.html").read_text("utf8")


def test_the_code_of_a_figure_stands_behind_it(page: str) -> None:
    for sign in ("<svg viewBox", 'class="ck-plot"'):
        figure = page.index(sign)
        before, after = page[:figure], page[figure:]
        fold = after.index('<details class="admonition hide above-input">')
        assert "</figure>" in after[:fold]
        assert before.count("<details") == before.count("</details>")
        assert "<summary>" in after[fold : fold + 80]


def test_what_a_cell_prints_stands_in_one_box(page: str) -> None:
    assert len(re.findall(r'class="output stream', page)) == 1


def test_captions_have_the_weight_of_text_and_outputs_wrap(fixture_site: Path) -> None:
    css = (fixture_site / "_static" / "cnnkit" / "cnnkit.css").read_text("utf8")
    assert "--pst-font-weight-caption: 400" in css
    assert re.search(r"\.cell_output pre \{ white-space: pre-wrap", css)


def test_copy_buttons_are_for_code_alone(fixture_site: Path) -> None:
    script = (fixture_site / "_static" / "copybutton.js").read_text("utf8")
    assert "div:not(.output) > div.highlight > pre" in script
    assert re.search(r"formatCopyText\(.*'\$ '", script)
