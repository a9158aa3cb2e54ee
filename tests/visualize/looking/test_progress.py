"""The line about a long run appears on a terminal after two seconds, and is ended whatever happens."""

import io
from types import SimpleNamespace

import pytest
import torch

from cnnkit import visualize
from cnnkit.visualize.looking import progress
from cnnkit.visualize.looking.progress import counted
from tests.visualize.attribution.nets import Modules, pictures


@pytest.fixture
def terminal(monkeypatch):
    """What a terminal would show; each look at the clock is one second after the last."""
    shown, clock = io.StringIO(), iter(range(1000))
    shown.isatty = lambda: True
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=shown))
    monkeypatch.setattr(progress.time, "perf_counter", lambda: next(clock))
    return shown


def test_it_speaks_after_two_seconds_and_ends_its_line(terminal):
    assert list(counted(5, "step")) == [0, 1, 2, 3, 4]
    lines = terminal.getvalue().split("\r")[1:]
    assert lines[0] == "step 3/5 ━━━━━━━━━━━━────────, 2 s left"
    assert lines[-1].rstrip(" \n") == "step 5/5 ━━━━━━━━━━━━━━━━━━━━, 0 s left"
    assert terminal.getvalue().endswith("\n")


def test_it_ends_its_line_where_the_loop_is_left(terminal):
    steps = counted(9, "step")
    for done in steps:
        if done == 4:
            break
    steps.close()
    assert terminal.getvalue().endswith("\n")


def test_elsewhere_and_in_short_runs_it_is_silent(terminal):
    list(counted(2, "step"))
    terminal.isatty = lambda: False
    list(counted(9, "step"))
    assert terminal.getvalue() == ""


@pytest.mark.parametrize(
    ("what", "options"),
    [
        ("integrated gradients", {"steps": 30, "tolerance": None}),
        ("SmoothGrad", {"samples": 9}),
        ("occlusion", {"window": 2, "stride": 2}),
    ],
)
def test_attribution_that_runs_the_network_often_speaks_too(terminal, what, options):
    method = getattr(visualize, what.lower().replace(" ", "_"))
    method(Modules(), pictures(1, torch.float32), 0, **options)
    assert f"\r{what} 3/" in terminal.getvalue()
    assert terminal.getvalue().endswith("\n")
