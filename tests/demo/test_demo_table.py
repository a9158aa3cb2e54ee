"""One table: every widget is in it, and its pages are the book's."""

import pytest
import yaml

from cnnkit.demo.run import DemoError, chosen
from cnnkit.demo.table import CHAPTERS, demos
from cnnkit.widgets.examples import EXAMPLES
from tests.conftest import ROOT


def test_every_example_of_a_widget_is_a_demo_and_every_demo_is_one():
    assert {name for name, demo in demos().items() if demo.chapter != "live"} == set(EXAMPLES)


def test_live_demos_are_those_that_there_are():
    from cnnkit.demo.live import LIVE

    assert {name for name, demo in demos().items() if demo.chapter == "live"} == set(LIVE)


@pytest.mark.parametrize("name", demos())
def test_a_demo_asks_answers_and_says_where_the_book_treats_it(name):
    demo = demos()[name]
    assert demo.chapter in CHAPTERS
    assert demo.question.endswith("?")
    assert len(demo.question) <= 90, "it is read from the last row"
    assert demo.seen.endswith(".")
    assert (ROOT / "book" / f"{demo.page}.md").is_file()


def test_chapters_stand_together_in_the_order_of_the_book():
    order = list(dict.fromkeys(demo.chapter for demo in demos().values()))
    assert order == list(CHAPTERS)
    chapters = [one["slug"] for one in yaml.safe_load((ROOT / "book" / "chapters.yaml").read_text("utf8"))]
    assert order[: len(chapters)] == chapters


def test_demos_are_chosen_by_name_and_by_class():
    assert list(chosen([])) == list(demos())
    assert list(chosen(["quiz", "iou-drag"])) == ["quiz", "iou-drag"]
    assert list(chosen(["ShapeCalc"])) == ["shape-calc", "shape-calc.padding"]
    assert list(chosen(["shape-calc"])) == ["shape-calc"]
    assert list(chosen(["C3Table"])) == ["c3-table"]


def test_a_name_that_is_none_is_refused_with_near_ones():
    with pytest.raises(DemoError, match="no demo is called 'shapecalc'; did you mean shape-calc"):
        chosen(["shapecalc"])
    with pytest.raises(DemoError, match="cnnkit demo --list"):
        chosen(["qqqqqq"])
