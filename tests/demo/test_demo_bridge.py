"""Traits both ways, several pages in step, and the one line each page has."""

import base64
import json
import queue

import anywidget
import pytest
import traitlets as t

from cnnkit.demo.bridge import (
    MOST_WAITING,
    Bridge,
    Line,
    NoSuchTraitError,
    RefusedError,
    legal_traits,
    snapshot,
)
from cnnkit.widgets import MapExplorer, ShapeCalc
from tests.demo.conftest import serving


class Small(anywidget.AnyWidget):
    _esm = "export default { render() {} }"
    side = t.Int(1).tag(sync=True)
    area = t.Int(1).tag(sync=True, page=False)
    file = t.Bytes(b"").tag(sync=True)
    private = t.Int(1)

    @t.observe("side")
    def _grow(self, change) -> None:
        self.area = change.new**2

    @t.validate("side")
    def _legal_side(self, proposal):
        if proposal.value > 99:
            raise t.TraitError("side: legal are at most 99")
        return proposal.value


@pytest.fixture
def bridge():
    bridge = Bridge()
    with bridge.standing():
        yield bridge


def told(line: Line) -> list[dict]:
    """All that waits for a page."""
    found = []
    while True:
        try:
            text = line.next(0)
        except queue.Empty:
            return found
        found.append(text and json.loads(text))


def test_a_page_changes_a_trait_and_all_other_pages_hear_of_it(bridge):
    widget = Small()
    with bridge.line(widget, "mine") as mine, bridge.line(widget, "other") as other:
        bridge.change(widget, "mine", {"side": 7}, {})
        assert (widget.side, widget.area) == (7, 49)
        assert [one["state"] for one in told(mine)] == [{"area": 49}]
        assert [one["state"] for one in told(other)] == [{"area": 49}, {"side": 7}]


def test_what_python_changes_every_page_hears(bridge):
    widget = Small()
    with bridge.line(widget, "a") as a, bridge.line(widget, "b") as b:
        widget.side = 3
        assert (
            [one["state"] for one in told(a)]
            == [one["state"] for one in told(b)]
            == [{"side": 3}, {"area": 9}]
        )
    assert told(a) == []
    widget.side = 4  # nobody looks, and nothing waits
    assert told(a) == []


def test_pages_of_other_widgets_hear_nothing(bridge):
    one, other = Small(), Small()
    with bridge.line(other, "p") as line:
        bridge.change(one, "q", {"side": 5}, {})
        assert told(line) == []
    assert other.side == 1


def test_bytes_go_both_ways(bridge):
    widget = Small()
    with bridge.line(widget, "p") as line:
        bridge.change(widget, "q", {}, {"file": base64.b64encode(b"\x00\xff").decode()})
        assert widget.file == b"\x00\xff"
        (message,) = told(line)
        assert (message["buffer_paths"], message["buffers"]) == ([["file"]], ["AP8="])
    assert snapshot(widget)["paths"] == [["file"]]


def test_what_the_widget_refuses_is_said_and_nothing_is_changed(bridge):
    widget = Small()
    with bridge.line(widget, "p") as line:
        for state in ({"side": 100}, {"side": "x"}, {"side": None}):
            with pytest.raises(RefusedError, match="side"):
                bridge.change(widget, "p", state, {})
            assert [one["state"] for one in told(line)] == [{"side": 1}]
    assert widget.side == 1
    with pytest.raises(RefusedError, match="base64"):
        bridge.change(widget, "p", {"side": 2}, {"file": "*"})
    assert widget.side == 1


def test_an_observer_that_fails_is_said(bridge):
    widget = Small()

    def fails(change):
        raise RuntimeError("of the lecturer's own")

    widget.observe(fails, "side")
    with pytest.raises(RefusedError, match="RuntimeError: of the lecturer's own"):
        bridge.change(widget, "p", {"side": 2}, {})


@pytest.mark.parametrize("name", ["area", "private", "_esm", "layout", "comm", "keys", "nothing"])
def test_only_traits_that_are_declared_for_pages_can_be_changed(bridge, name):
    widget = Small()
    with pytest.raises(NoSuchTraitError, match="this one may change: file, side"):
        bridge.change(widget, "p", {"side": 5, name: 5}, {})
    assert widget.side == 1


def test_of_a_widget_of_the_course_its_own_traits_can_be_changed():
    legal = legal_traits(ShapeCalc())
    assert {"n", "kernel", "stride"} <= legal
    assert not {"question", "still", "height", "layout", "tooltip"} & legal
    assert not [name for name in legal if name.startswith("_")]


def test_the_state_for_a_page_holds_no_code(bridge):
    state = json.loads(bridge.state(ShapeCalc()))["state"]
    assert state["stride"] == 2
    assert not [name for name in state if name.startswith("_") or name == "layout"]


def test_an_answer_goes_to_the_page_that_asked(bridge):
    widget = MapExplorer()
    with bridge.line(widget, "asks") as asks, bridge.line(widget, "other") as other:
        bridge.ask(widget, "asks", {"ask": "real-network"})
        (answer,) = told(asks)
        assert answer["content"]["answer"] == "real-network"
        assert len(answer["buffers"][0]) > 1_000_000
        assert told(other) == []
        bridge.ask(widget, "asks", {"ask": "something else"})
        assert told(asks) == []


def test_a_page_that_does_not_read_is_cut_off_and_others_go_on(bridge):
    widget = Small()
    with bridge.line(widget, "asleep") as asleep, bridge.line(widget, "awake") as awake:
        for side in range(2, 90):
            bridge.change(widget, "p", {"side": side}, {})
            assert told(awake)[-1]["state"] == {"side": side}
        for side in range(2, 90):
            bridge.change(widget, "p", {"side": side}, {})
            told(awake)
        waiting = told(asleep)
        assert len(waiting) <= MOST_WAITING
        assert None in waiting


def test_widgets_are_jupyters_again_afterwards():
    import comm

    before = comm.create_comm
    bridge = Bridge()
    with bridge.standing():
        assert comm.create_comm is not before
        assert "still" not in json.loads(bridge.state(ShapeCalc()))["state"]
    assert comm.create_comm is before
    assert ShapeCalc().get_state()["still"]


def test_a_demo_that_cannot_be_made_says_why_and_the_others_go_on(ask, capsys):
    def make(name):
        if name == "shape-calc":
            raise ValueError("no such weights")
        return Small()

    from tests.demo.conftest import request

    with serving("shape-calc", "conv-matrix", make=make) as server:
        answer = request(server, "GET", "state/shape-calc")
        assert (answer.code, answer.body) == (500, "ValueError: no such weights")
        assert request(server, "GET", "state/conv-matrix").code == 200
    assert "no such weights" in capsys.readouterr().err
