"""A course that is not as grading needs it is refused before anybody is graded, with the place named."""

import copy

import pytest

from cnnkit.grading.course.course import Course, CourseError
from tests.grading.conftest import TASKS
from tests.grading.courses import write_course


def with_test(source):
    notebook = copy.deepcopy(TASKS)
    test = next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "double")
    test.source = source
    return notebook


def test_a_test_that_is_no_python_is_named(tmp_path):
    root = write_course(tmp_path, {"mini": with_test("x = 1\nassrt x")})
    with pytest.raises(CourseError, match=r"mini\.ipynb: the test double, line 2, is no Python"):
        Course(root, "mini")


def test_commands_of_ipython_are_python_enough(tmp_path):
    root = write_course(tmp_path, {"mini": with_test("%matplotlib inline\nif True:\n    !ls\n1.0")})
    assert Course(root, "mini").skeletons.keys() == {"mini"}


def test_a_damaged_notebook_of_the_instructors_is_named(tmp_path):
    root = write_course(tmp_path)
    path = root / "solutions/mini/mini.ipynb"
    path.write_text(path.read_text()[:-5])
    with pytest.raises(CourseError, match=r"solutions/mini/mini\.ipynb is no notebook"):
        Course(root, "mini")


def test_a_file_for_a_database_is_told_how_to_be_written(tmp_path):
    with pytest.raises(CourseError, match=r"--db other\.db is no address .* is sqlite:///other\.db"):
        Course(write_course(tmp_path), "mini", db_url="other.db")
