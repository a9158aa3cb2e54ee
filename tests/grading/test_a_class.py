"""A whole class, from the download to the upload: a dozen in `make test`, two hundred with --full."""

import pytest

from tests.conftest import need
from tests.grading.a_class import a_class, feedback, marks, points, whole_way

SET = "basics"


@pytest.fixture(scope="module")
def way(tmp_path_factory, pytestconfig):
    """The course, the class and what the commands said."""
    need("bwrap")
    root = tmp_path_factory.mktemp("class")
    classmates = a_class(200 if pytestconfig.getoption("--full") else 12, SET)
    _, said = whole_way(root, classmates, SET, "--workers", "2")
    return root, classmates, said


def test_everybody_who_handed_in_has_a_grade_and_feedback(way):
    root, classmates, said = way
    came = [each for each in classmates if each.data is not None]
    assert f"{len(came)} persons, 0 files left out" in said["collect"]
    assert f"{len(came)} graded" in said["grade"]
    assert "NOT GRADED" not in said["grade"]
    assert f"feedback for {len(came)} persons" in said["return"]
    assert len(feedback(root, SET)) == len(came)
    told = marks(root, SET)
    for each in classmates:
        expected = f"{points(root, each, SET):.12g}" if each.data is not None else ""
        assert told[each.student.email] == expected, each.student


def test_the_right_have_all_points_the_empty_none_and_the_others_what_lies_between(way):
    root, classmates, _ = way
    by_kind: dict[str, list[float]] = {}
    for each in classmates:
        if each.data is not None:
            by_kind.setdefault(each.kind, []).append(points(root, each, SET))
    assert set(by_kind["right"]) == {100}
    assert set(by_kind["empty"]) == {0}
    assert max(by_kind["wrong"]) < 90
    assert all(0 < mark <= 100 for mark in by_kind["mixed"])


def test_no_page_holds_a_hidden_test(way):
    for name, page in feedback(way[0], SET).items():
        assert "HIDDEN TESTS" not in page, name
        assert "_grade_" not in page, name


def test_the_report_is_small_whatever_the_class(way):
    root, classmates, _ = way
    page = (root / f"reports/{SET}.html").read_text()
    assert len(page) < 60_000 + 2_200 * len(classmates)
    assert "1. Template scores" in page
    assert "<dt>Not graded</dt><dd>0</dd>" in page
    late = sum(each.data is not None and each.late.total_seconds() > 0 for each in classmates)
    assert f"<dt>Late</dt><dd>{late}</dd>" in page
