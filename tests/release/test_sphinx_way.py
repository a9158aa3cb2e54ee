"""The second way to the site: plain Sphinx gives the pages that Jupyter Book gives."""

import re
from pathlib import Path

import pytest

from release import articles, sphinx_way
from tests.conftest import ROOT, missing


@pytest.fixture(scope="module")
def plain_site(fixture_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = fixture_site.parents[1]
    return sphinx_way.build(root, tmp_path_factory.mktemp("sphinx"))


def test_the_small_book_is_the_same_without_jupyter_book(fixture_site: Path, plain_site: Path) -> None:
    assert articles.differences(fixture_site, plain_site) == []
    assert len(articles.pages(plain_site)) > 3
    _, counts = articles.article(plain_site / "ch" / "alive.html")
    assert counts[".ck-host"], "the page that holds widgets holds none: nothing was compared"


def test_its_settings_name_nothing_of_jupyter_book(plain_site: Path) -> None:
    told = (plain_site.parent / "conf.py").read_text("utf8")
    assert "cnnkit.publish.extension" in told
    assert not re.search("jupyter_?book|thebe|comments", told)


def test_a_lost_page_a_changed_word_and_a_lost_widget_are_told(tmp_path: Path) -> None:
    for name, text in {"a": "<p>one</p>", "b": '<p>two</p><div class="ck-host"></div>'}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "page.html").write_text(f"<article>{text}</article>")
    (tmp_path / "a" / "lost.html").write_text("<article></article>")
    (tmp_path / "a" / "slides").mkdir()
    (tmp_path / "a" / "slides" / "basics.html").write_text("cut from the pages of either site")
    told = articles.differences(tmp_path / "a", tmp_path / "b")
    assert told == [
        f"lost.html: only in {tmp_path / 'a'}",
        "page.html: 0 and 1 of .ck-host",
        "page.html: -one",
        "page.html: +two",
    ]


@pytest.mark.slow
@pytest.mark.book
def test_the_book_is_the_same_without_jupyter_book(tmp_path: Path) -> None:
    first = ROOT / "_build" / "html"
    if not (first / "index.html").is_file():
        missing("the book is not built: make book")
    assert articles.differences(first, sphinx_way.build(ROOT, tmp_path)) == []
