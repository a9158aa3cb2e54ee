"""The words of `cnnkit grade`, and what they ask for."""

import pytest

from cnnkit.cli import main
from cnnkit.grading.course import command


@pytest.fixture
def asked(monkeypatch):
    """What would be graded, instead of grading it."""
    requests = list[command.Request]()
    monkeypatch.setattr(command, "run", lambda request: requests.append(request) or 0)
    return requests


@pytest.mark.parametrize(
    ("words", "students"),
    [
        (["basics"], None),
        (["basics", "--students", "ada", "grace"], ["ada", "grace"]),
        (["basics", "--students", "ada,grace", "emmy"], ["ada", "grace", "emmy"]),
        (["--students=ada,grace", "basics"], ["ada", "grace"]),
        (["--students=-ada", "--students=grace", "basics"], ["-ada", "grace"]),
        (["basics", "--students", "ada", "--students", "grace"], ["ada", "grace"]),
        (["basics", "--students", ","], [","]),  # nobody, and never everybody
    ],
)
def test_students_by_words_or_commas(asked, words, students):
    assert main(["grade", *words]) == 0
    assert [(request.problem_set, request.students) for request in asked] == [("basics", students)]


def test_a_set_that_was_taken_for_a_student_is_asked_for(asked, capsys):
    assert main(["grade", "--students", "ada", "grace", "basics"]) == 2
    told = capsys.readouterr().err
    assert "which set? --students takes all words that follow (ada grace basics)" in told
    assert "put the set before it" in told
    assert asked == []


def test_help_says_how_to_name_a_student_with_a_hyphen(capsys):
    with pytest.raises(SystemExit):
        main(["grade", "--help"])
    assert "--students=-ada" in " ".join(capsys.readouterr().out.split())
