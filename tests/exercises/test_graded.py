"""The stored figures of the page about the grader are those of the tasks as they are, and nothing is amiss."""

import pytest

from tests.exercises.graded import _bank, _mutants, digest, stored
from tests.exercises.test_banks import TASKS

FOUND = stored()["tasks"]
AGAIN = "python -m tests.exercises.graded"


def test_every_task_has_its_figures_and_none_has_changed_since():
    assert {"/".join(key) for key in TASKS} == FOUND.keys(), AGAIN
    stale = ["/".join(key) for key, task in TASKS.items() if FOUND["/".join(key)]["digest"] != digest(task)]
    assert stale == [], AGAIN


def test_no_answer_is_amiss_and_no_mutant_lives_unexplained():
    wrong = {name: found["alive"] + found["amiss"] for name, found in FOUND.items()}
    assert {name: each for name, each in wrong.items() if each} == {}


def test_banks_are_complete():
    assert min(found["right"] for found in FOUND.values()) >= 5
    assert min(found["idea"] + found["edge"] for found in FOUND.values()) >= 8
    assert min(found["mutants"] for found in FOUND.values()) > 0


@pytest.mark.parametrize("key", [("sizing", "unread")], ids="/".join)
def test_a_run_gives_the_stored_figures(key):
    found = {**_bank(TASKS[key]), **_mutants(TASKS[key])}
    assert found.items() <= FOUND["/".join(key)].items()
