"""`TwoHeads`: the network that Python trains is the one of the golden vectors, and refusals are explained."""

import json

import numpy as np
import pytest

from cnnkit.widgets import TwoHeads
from cnnkit.widgets.items import WidgetError
from cnnkit.widgets.two_heads_training import CLASSES, errors, pictures, train, unseen, whole_percent
from tests.conftest import ROOT

GOLDEN = json.loads((ROOT / "tests" / "golden" / "two-heads.json").read_text("utf8"))


def test_pictures_are_those_of_the_page() -> None:
    for case in GOLDEN["pictures"]:
        got, want = pictures(*case["args"]), case["want"]
        assert [np.flatnonzero(row).tolist() for row in got.x] == want["ink"]
        assert got.y.tolist() == want["y"]
        assert got.boxes == pytest.approx(np.array(want["boxes"]))


@pytest.mark.parametrize("case", range(len(GOLDEN["trained"])))
def test_training_is_that_of_torch(case: int) -> None:
    how, want = GOLDEN["trained"][case]["args"], GOLDEN["trained"][case]
    net = train(how["lam"], how["layers"], how["seed"], how["steps"])
    of = unseen(how["seed"])
    assert net.layer[:, -1] == pytest.approx(want["bias"], abs=1e-8)
    assert errors(net, of) == pytest.approx((want["errors"]["what"], want["errors"]["where"]), abs=1e-8)
    probabilities, boxes = net(of.x[5:6])
    assert probabilities[0] == pytest.approx(GOLDEN["answers"][case]["want"]["p"], abs=1e-8)
    assert boxes[0] == pytest.approx(GOLDEN["answers"][case]["want"]["box"], abs=1e-8)


def test_the_first_state_is_a_right_class_and_a_bad_box() -> None:
    widget = TwoHeads()
    name, truth = widget.truth
    assert max(widget.probabilities, key=lambda key: widget.probabilities[key]) == name == "frame"
    assert list(widget.probabilities) == list(CLASSES)
    terms = widget.terms
    assert terms["what"] < 0.05 < 0.15 < terms["where"]
    assert terms["loss"] == pytest.approx(terms["what"] + 0.3 * terms["where"])
    widget.box = [round(v) for v in truth]
    assert widget.terms["where"] < 1e-4
    assert widget.terms["what"] == terms["what"]


def test_a_constant_box_is_in_order() -> None:
    assert whole_percent(np.array([-0.1, 0.246, 0.5, 1.2])) == [0, 25, 50, 100]
    assert whole_percent(np.array([0.7, 1.3, 0.2, 0.1])) == [70, 99, 71, 100]


@pytest.mark.parametrize(
    ("trait", "value", "words"),
    [
        ("lam", 2.0, "λ is one of 0.1, 0.3, 1"),
        ("layers", "none", "'shared', 'own'"),
        ("picture", 13, "from 1 to 12"),
        ("box", [50, 0, 20, 100], "per cent of the side"),
    ],
)
def test_refusals(trait: str, value: object, words: str) -> None:
    with pytest.raises(WidgetError, match=words):
        TwoHeads(**{trait: value})
