"""Do maps mind what the network knows? What is stored, what docstrings say of it, a part run again."""

import json
import re

import pytest
import torch
from torch import nn

from cnnkit import visualize
from cnnkit.data.photos import photo
from cnnkit.recipes.attribution_checks import (
    ESPRESSO,
    GROUPS,
    METHODS,
    PATCH,
    RESULTS,
    SIDE,
    one_map,
    rank_correlation,
    scene,
    shuffle,
)  # fmt: skip
from cnnkit.recipes.real_network import network

RUN = json.loads(RESULTS.read_text("utf8"))


@pytest.mark.parametrize("method", METHODS)
def test_the_docstring_says_what_came_out(method):
    told = re.search(r"Sanity check.*?\n\n", getattr(visualize, method).__doc__, re.S)[0].replace("−", "-")
    found = RUN["randomised"]["coffee"][method]
    wanted = [found[0]] if method == "deconvnet" else [found[0], found[GROUPS.index("body.fire6")], found[-1]]
    assert [float(v) for v in re.findall(r"-?\d\.\d\d", told)] == [round(v, 2) + 0.0 for v in wanted]
    if method == "deconvnet":
        assert found[1:] == [None] * (len(GROUPS) - 1)


def test_the_stored_run_can_be_made_again():
    """Its first step, for the three quick methods."""
    net, x = network(), photo("coffee", SIDE)[None]
    methods = ("saliency", "guided_backprop", "grad_cam")
    first = {method: one_map(method, net, x, ESPRESSO) for method in methods}
    shuffle(net.head.conv10.weight)
    for method in methods:
        again = rank_correlation(first[method], one_map(method, net, x, ESPRESSO))
        assert again == pytest.approx(RUN["randomised"]["coffee"][method][0], abs=0.02)


def test_shuffling_keeps_the_numbers_and_nothing_else():
    layer = nn.Conv2d(3, 8, 3)
    before = layer.weight.detach().clone()
    shuffle(layer.weight)
    assert not torch.equal(layer.weight, before)
    assert torch.equal(layer.weight.flatten().sort().values, before.flatten().sort().values)


def test_rank_correlation_is_spearmans():
    a = torch.tensor([[0.1, 5.0, 2.0, 3.0]])
    assert rank_correlation(a, a.exp()) == 1
    assert rank_correlation(a, -a) == -1
    assert rank_correlation(a, torch.tensor([[1.0, 2.0, 3.0, 4.0]])) == pytest.approx(0.4)
    assert rank_correlation(a, torch.ones(1, 4)) is None


def test_grad_cam_finds_the_planted_cup():
    x, (top, left) = scene(0)
    where = one_map("grad_cam", network(), x, ESPRESSO)
    row, column = divmod(int(where.argmax()), SIDE)
    assert top <= row < top + PATCH
    assert left <= column < left + PATCH
    assert torch.equal(x[0, :, top : top + PATCH, left : left + PATCH], photo("coffee", PATCH))
