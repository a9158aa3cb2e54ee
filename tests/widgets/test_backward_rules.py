"""`BackwardRules`: the four numbers, what the rules draw of a digit, and what it refuses."""

import base64

import numpy as np
import pytest
import torch

from cnnkit.data.digits import enlarge
from cnnkit.recipes.backward_rules import build, drawn
from cnnkit.widgets.backward_rules import DIGIT, RULES, BackwardRules
from cnnkit.widgets.items import WidgetError
from cnnkit.widgets.stills import first_of_each_class
from cnnkit.widgets.weights import stored


@pytest.mark.parametrize(
    ("rule", "left"), [("gradient", [-2, 0, 4, 0]), ("deconvnet", [0, 3, 4, 0]), ("guided", [0, 0, 4, 0])]
)
def test_the_four_numbers(rule, left):
    assert BackwardRules(rule=rule).result == left


def test_an_input_of_zero_keeps_its_gate_shut():
    assert BackwardRules(x=[0, 0, 1, 1], g=[2, 3, 0, 5], rule="gradient").result == [0, 0, 0, 5]


@pytest.fixture(scope="module")
def net():
    saved, net = stored("backward_rules.json"), build().eval()
    flat = np.frombuffer(base64.b64decode(saved["weights"]), "<f2").astype("<f4")
    at = 0
    for name, shape in saved["manifest"]:
        size = int(np.prod(shape))
        net.get_parameter(name).data = torch.from_numpy(flat[at : at + size].copy()).view(shape)
        at += size
    assert at == len(flat)
    return net


def picture(digit):
    return enlarge(torch.from_numpy(first_of_each_class()[digit] / 16).float()[None, None], 32)


@pytest.mark.parametrize("rule", RULES)
def test_stored_maps_and_likeness_are_those_of_the_network(net, rule):
    widget = BackwardRules(target=3)
    own, asked = (drawn(net, picture(DIGIT), target, rule) for target in (DIGIT, 3))
    maps = np.frombuffer(widget.maps, np.int8).reshape(3, 10, 32, 32)[RULES.index(rule), 3]
    np.testing.assert_allclose(maps, (127 * asked / asked.abs().max()).numpy(), atol=1)
    alike = torch.cosine_similarity(own.flatten(), asked.flatten(), 0).item()
    assert widget.likeness(rule) == pytest.approx(alike, abs=2e-3)
    assert BackwardRules(target=DIGIT).likeness(rule) == pytest.approx(1, abs=1e-6)


def test_the_network_reads_most_of_the_examples(net):
    found = [int(net(picture(digit)).argmax()) for digit in range(10)]
    assert found == BackwardRules().reads
    assert sum(digit == answer for digit, answer in enumerate(found)) >= 9


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"x": [1, 2, 3]}, r"x=\[1, 2, 3\]: want four numbers from −9 to 9"),
        ({"g": [1, 2, 3, 10]}, "want four numbers"),
        ({"rule": "grad"}, "rule='grad': legal are gradient, deconvnet, guided"),
        ({"target": 10}, "target=10: there are the digits 0 to 9"),
    ],
)
def test_bad_traits_are_refused_in_words(given, message):
    with pytest.raises(WidgetError, match=message):
        BackwardRules(**given)
