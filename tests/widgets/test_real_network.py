"""The real network on its way to a page and to a notebook, and what is stored of it."""

import gzip
import json
import re
from typing import Any

import pytest

from cnnkit.recipes.real_network import decoded, network, top, transferred
from cnnkit.widgets.engine import describe
from cnnkit.widgets.real_network import SIDE, RealNetwork, page_script, photograph_files
from cnnkit.widgets.weights import shipped_bytes, stored
from tests.conftest import ROOT


class Asker(RealNetwork):
    """A widget of this kind, without a front end."""

    _esm = "export default {}"


def test_the_stored_layers_are_those_of_the_network() -> None:
    assert stored("real_network.json")["description"] == describe(network(), (3, SIDE, SIDE))


def test_the_stored_answers_are_torchs_for_the_pixels_that_a_page_decodes() -> None:
    model, widget = network(), Asker()
    assert len(widget.photographs) == 8
    for one in widget.photographs:
        now = top(model, decoded(photograph_files()[one["name"]]))
        assert [name for name, _ in now] == [name for name, _ in one["top"]]
        assert [p for _, p in now] == pytest.approx([p for _, p in one["top"]], abs=2e-3)
    assert len(widget.photograph_data) == sum(one["bytes"] for one in widget.photographs) < 80_000
    assert widget.answers == widget.photographs[0]["top"]


def test_the_size_on_the_button_is_what_comes_over_the_wire() -> None:
    script = page_script().encode("ascii")
    packed = len(gzip.compress(script, 6))
    # another zlib packs a little otherwise
    assert Asker().real_bytes == pytest.approx(packed, rel=0.005)
    assert transferred(stored("real_network.json")["description"]) == packed
    assert b"</" not in script, "it may stand inside a page"
    name, body = re.fullmatch(r'cnnkitData\("([\w-]+)",(.*)\)\n', page_script()).groups()  # type: ignore[union-attr]
    assert name == "real-network"
    assert json.loads(body)["description"]["input"] == [3, SIDE, SIDE]


def test_a_notebook_gets_the_network_when_it_asks_and_not_before(monkeypatch: pytest.MonkeyPatch) -> None:
    widget = Asker()
    state = widget.get_state()
    assert sum(len(v) for v in state.values() if isinstance(v, bytes | memoryview)) < 80_000
    sent: list[tuple[Any, Any]] = []
    monkeypatch.setattr(widget, "send", lambda content, buffers=None: sent.append((content, buffers)))
    widget._handle_custom_msg({"ask": "something else"}, [])
    assert sent == []
    widget._handle_custom_msg({"ask": "real-network"}, [])
    ((content, buffers),) = sent
    assert content["answer"] == "real-network"
    assert content["description"] == stored("real_network.json")["description"]
    assert buffers == [shipped_bytes("squeezenet1_1_imagenet")]


def test_a_photograph_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="picture='dog': the bundled photographs are cat, coffee"):
        Asker(picture="dog")
    assert (ROOT / "cnnkit" / "widgets" / "data" / "real_network.json").stat().st_size < 100_000
