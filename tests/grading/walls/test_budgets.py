"""What bounds a box: the clock that rings twice, and the room that outputs share."""

import json

import pytest

from cnnkit.grading.walls import clock as clock_module
from cnnkit.grading.walls.clock import GRACE_S, Clock
from cnnkit.grading.walls.limits import Limits
from cnnkit.grading.walls.output_budget import MESSAGE_BYTES, OutputBudget, parsed


@pytest.fixture
def at(monkeypatch):
    """at(seconds): it is so late now."""
    now = [0.0]
    monkeypatch.setattr(clock_module.time, "monotonic", lambda: now[0])
    return lambda seconds: now.__setitem__(0, seconds)


def test_a_cell_is_interrupted_once_and_then_ended(at):
    clock = Clock(100)
    clock.start(10)
    assert (clock.left_s, clock.interrupted) == (10, False)
    at(10)
    assert clock.ring() == "interrupt"
    assert (clock.left_s, clock.interrupted) == (GRACE_S, True)
    assert clock.ring() == "cell"
    clock.start(10)
    assert (clock.left_s, clock.interrupted) == (10, False)


def test_at_the_notebooks_end_nothing_is_interrupted_first(at):
    clock = Clock(100)
    at(95)
    clock.start(10)
    assert clock.left_s == clock.notebook_left_s == 5
    assert clock.ring() == "notebook"


def picture(size: int) -> bytes:
    return json.dumps({"output_type": "display_data", "data": {"text/plain": "x" * size}}).encode()


def error(size: int) -> bytes:
    return json.dumps(
        {"output_type": "error", "ename": "E", "evalue": "x", "traceback": ["x" * size]}
    ).encode()


def test_the_beginning_is_kept_and_errors_in_any_case():
    budget = OutputBudget(Limits(output_kb=2))
    budget.printed(b"a" * 3000)
    budget.rich(picture(10), judged=False)
    budget.rich(error(10), judged=False)
    text, only = budget.take()
    assert (len(text["text"]), only["output_type"]) == (2048, "error")
    assert budget.take() == []
    budget.rich(picture(10), judged=True)
    assert budget.take()
    budget.renew()
    budget.rich(picture(10), judged=False)
    assert budget.take()


@pytest.mark.parametrize(
    "text", [b"", b"no JSON", b"[" * 5000, b"[1]", b'{"output_type": "stream", "text": "x"}']
)
def test_what_is_no_output_is_none(text):
    budget = OutputBudget(Limits())
    budget.rich(text, judged=True)
    assert budget.take() == []
    assert parsed(text) is None or text.startswith(b"{")


def test_a_flood_is_bytes_and_messages_kept_or_not():
    budget = OutputBudget(Limits(flood_mb=1))
    with budget.dropping():
        budget.printed(b"a" * (1 << 19))
    assert budget.take() == []
    for _ in range((1 << 19) // MESSAGE_BYTES):
        budget.message(0)
    assert not budget.is_flood
    budget.message(1000)
    assert budget.is_flood
