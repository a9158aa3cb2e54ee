"""Two builds are compared output by output; names that a run makes up are no difference, a digit is."""

import json
from pathlib import Path

import nbformat
import pytest

from release import two_builds


def cache(
    folder: Path, text: str, model: str = "a" * 32, key: str = "basics-sliding.0123456789abcdef"
) -> Path:
    """A folder of caches with one page: a cell that shows `text`, and a widget with a value."""
    cell = nbformat.v4.new_code_cell("show()", outputs=[nbformat.v4.new_output("stream", text=text)])
    notebook = nbformat.v4.new_notebook(cells=[cell])
    notebook.metadata["widgets"] = {
        "state": {"state": {model: {"state": {"value": 7, "layout": f"IPY_MODEL_{model}"}}}}
    }
    place = folder / key / "executed" / "0f"
    place.mkdir(parents=True)
    nbformat.write(notebook, place / "base.ipynb")
    return folder


def test_the_same_figures_under_other_names_are_the_same(tmp_path: Path) -> None:
    one = cache(tmp_path / "a", "<object at 0x7f0000000001> in /tmp/tmpab/x: 0.5")
    other = cache(tmp_path / "b", "<object at 0x7fffffffffff> in /tmp/tmpcd/y: 0.5", model="b" * 32)
    assert two_builds.differences(one, other) == (2, {})


def test_a_digit_that_differs_is_told_with_its_page(tmp_path: Path) -> None:
    one, other = cache(tmp_path / "a", "accuracy 0.951"), cache(tmp_path / "b", "accuracy 0.952")
    _, found = two_builds.differences(one, other)
    assert list(found) == ["basics-sliding"]
    assert "accuracy 0.951" in found["basics-sliding"][0]
    assert "accuracy 0.952" in found["basics-sliding"][0]
    told = two_builds.report(one, other, "abc")
    assert told["differ"]["basics-sliding"]["reason"] == "NOT EXPLAINED"


def test_pages_of_two_states_are_not_compared(tmp_path: Path) -> None:
    one = cache(tmp_path / "a", "x")
    other = cache(tmp_path / "b", "y", key="basics-sliding.fedcba9876543210")
    with pytest.raises(ValueError, match="share no page of one state"):
        two_builds.report(one, other, "abc")


def test_what_was_seen_is_stored_and_every_difference_has_its_reason() -> None:
    stored = json.loads(two_builds.STORED.read_text("utf8"))
    assert stored["pages"] > 50
    assert stored["outputs"] > 500
    for page, facts in stored["differ"].items():
        assert facts["reason"] == two_builds.MAY_DIFFER[page]
        assert facts["outputs"] <= 3
    assert two_builds.in_short(stored) in two_builds.PAGE.read_text("utf8")


def test_pages_that_may_differ_are_those_that_measure_time() -> None:
    book = two_builds.ROOT / "book"
    alone = [page for page in book.rglob("*.md") if "\nserial: true\n" in page.read_text("utf8")]
    names = {"-".join(page.relative_to(book).with_suffix("").parts) for page in alone}
    assert set(two_builds.MAY_DIFFER) == names
