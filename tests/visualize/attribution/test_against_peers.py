"""Held to captum where it is right, and the record of where captum and grad-cam are not (record_peers.py)."""

import json
from pathlib import Path

import pytest
import torch

from cnnkit import visualize
from tests.visualize.attribution.nets import WRITTEN, Modules, pictures

PEERS = json.loads(Path(__file__).with_name("peers.json").read_text("utf8"))
TARGETS = torch.tensor([1, 3])


def captum(method, shape):
    return torch.tensor(PEERS["methods"][method], dtype=torch.float64).view(shape)


@pytest.mark.parametrize("method", ["saliency", "guided_backprop", "deconvnet"])
def test_the_same_as_captum_where_every_relu_is_a_module(method):
    x = pictures()
    ours = getattr(visualize, method)(Modules().double(), x, TARGETS)
    torch.testing.assert_close(ours, captum(method, x.shape), rtol=1e-7, atol=1e-14)


def test_grad_cam_is_captums():
    ours = visualize.grad_cam(Modules().double(), pictures(), TARGETS, "conv2")
    torch.testing.assert_close(ours, captum("grad_cam", ours.shape), rtol=1e-7, atol=1e-14)


def test_occlusion_is_captums_which_spreads_each_number_over_its_window():
    x = pictures()
    ours = visualize.occlusion(Modules().double(), x, TARGETS, 4, 4, 0.5)
    wide = ours.repeat_interleave(4, 1).repeat_interleave(4, 2)[:, None].expand_as(x)
    torch.testing.assert_close(wide, captum("occlusion", x.shape), rtol=1e-6, atol=1e-9)


def test_integrated_gradients_go_where_captums_go():
    x = pictures()
    ours = visualize.integrated_gradients(Modules().double(), x, TARGETS, steps=2000, tolerance=None)
    theirs = captum("integrated_gradients", x.shape)
    assert (ours - theirs).abs().max() < 1e-3 * theirs.abs().max()


@pytest.mark.parametrize("kind", WRITTEN)
@pytest.mark.parametrize("method", ["guided_backprop", "deconvnet"])
def test_rules_hold_however_a_relu_is_written(kind, method):
    x = pictures()
    kept = x.clone()
    ours = getattr(visualize, method)(kind().double(), x, TARGETS)
    torch.testing.assert_close(ours, captum(method, x.shape), rtol=1e-7, atol=1e-14)
    assert torch.equal(x, kept)


def test_peers_give_the_plain_gradient_where_a_relu_is_no_module():
    """Of the versions and the day that the record names; reused modules and in-place ones they get right."""
    assert PEERS["made"] | {"day": ""} == {
        "day": "", "captum": "0.9.0", "grad-cam": "1.5.7", "torch": "2.13.0+cpu",
    }  # fmt: skip
    plain = {"Functional", "InPlace", "Clamped"}
    for peer in ("captum", "grad-cam"):
        said = PEERS["guided_backprop"][peer]
        assert set(said) == {kind.__name__ for kind in WRITTEN}
        assert {kind for kind, word in said.items() if word == "the plain gradient"} == plain
        assert {kind for kind, word in said.items() if word == "right"} == set(said) - plain
