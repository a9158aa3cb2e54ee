"""`TrainLab`: its switches, its recorded grid, and the same runs in plain torch."""

import json
from collections.abc import Callable

import numpy as np
import pytest
import torch

from cnnkit.recipes.train_lab import SEEDS, grid
from cnnkit.widgets import TrainLab
from cnnkit.widgets.items import WidgetError
from cnnkit.widgets.lab_network import Dropout, LabNetwork
from cnnkit.widgets.lab_presets import PRESETS
from cnnkit.widgets.lab_switches import EPOCHS, Switches
from cnnkit.widgets.lab_training import STEPS, train
from tests.conftest import ROOT

GOLDEN = json.loads((ROOT / "tests" / "golden" / "lab.json").read_text("utf8"))


def last(series: str, *, of: str = "degradation") -> Callable[[str, str], np.ndarray]:
    """The last value of a recorded series for one side of the preset with that claim, seed by seed."""
    lab = TrainLab(of)

    def value(claim: str, side: str) -> np.ndarray:
        preset = next(one for one in lab.presets if one["label"] == claim)
        found = lab.recorded(preset[side], series)
        assert found is not None, f"{claim}, {side} is not recorded"
        return found[:, -1]

    return value


def test_presets_degradation_say_what_was_recorded() -> None:
    right = last("accuracy")
    claim = "56 layers: plain learns little, residual learns"
    assert (right(claim, "left") < 0.5).all()
    assert (right(claim, "right") > 0.95).all()
    claim = "Plain: 20 layers learn, 56 hardly"
    assert (right(claim, "left") > 0.9).all()
    assert (right(claim, "right") < 0.5).all()
    assert (right("Without batch norm plain-56 stays at chance", "right") < 0.13).all()
    both = (right("Residual: 20 or 56 layers, both learn", side) for side in ("left", "right"))
    assert all((values > 0.95).all() for values in both)


def test_presets_activations_say_what_was_recorded() -> None:
    right = last("accuracy", of="activations")
    claim = "Eight layers: tanh is ahead of ReLU"
    assert right(claim, "right").min() > right(claim, "left").max()
    assert (right("Sigmoid stays at chance", "right") < 0.13).all()
    assert (right("Sigmoid learns with batch norm", "right") > 0.9).all()
    assert all((right("tanh bears a small and a large rate", side) > 0.9).all() for side in ("left", "right"))
    claim = "ReLU: the large rate is too large"
    assert (right(claim, "left") > 0.8).all()
    assert (right(claim, "right") < 0.5).all()


def test_presets_scaling_say_what_was_recorded() -> None:
    right, steps = (last(series, of="scaling") for series in ("accuracy", "steps"))
    claim = "Branches times 1: not a number; times 0.1: it learns"
    assert np.isnan(right(claim, "left")).all()
    assert (right(claim, "right") > 0.8).all()
    claim = "Times 1 with a warm-up: not a number, a little later"
    assert np.isnan(right(claim, "right")).all()
    assert (steps(claim, "right") > steps(claim, "left")).all()
    claim = "Times 0.1: it learns without a warm-up too"
    assert all((right(claim, side) > 0.7).all() for side in ("left", "right"))
    assert (right("Times 0: stem and head alone learn little", "right") < 0.5).all()


def test_presets_labels_say_what_was_recorded() -> None:
    held = last("held", of="labels")
    claim = "30 % wrong labels: dropout helps"
    assert held(claim, "right").min() > held(claim, "left").max()
    claim = "Right labels, 8 layers: it does not help"
    assert held(claim, "right").mean() <= held(claim, "left").mean()
    claim = "Half of the units dropped is too much here"
    assert held(claim, "right").max() < held(claim, "left").min()


def test_the_grid_is_what_the_recipe_records_and_holds_all_presets() -> None:
    record = TrainLab().record
    assert record.axes["run"] == [switches.key for switches in grid()]
    assert record.axes["seed"] == SEEDS
    offered = {Switches.of(side).key for pairs in PRESETS.values() for _, *sides in pairs for side in sides}
    assert offered <= set(record.axes["run"])
    stopped = {key for key, seeds in record.facts["ends"].items() if any(None in seed for seed in seeds)}
    steps = record.at("steps")[:, :, 0]
    assert stopped == {key for key, row in zip(record.axes["run"], steps, strict=True) if row.min() < 120}


def test_a_recorded_run_can_be_made_again() -> None:
    lab = TrainLab(left={"depth": 8, "width": 4}, right={"depth": 8, "width": 4, "skip": True})
    for run in lab.run():
        recorded = {name: lab.recorded(run.switches, name) for name in ("loss", "accuracy")}
        assert all(value is not None for value in recorded.values())
        # after the first steps two machines part; the first ten are held, and where both end up
        assert run.curve()[0] == pytest.approx(recorded["loss"][0, 0], rel=0.02)  # type: ignore[index]
        assert run.accuracy()[-1] == pytest.approx(recorded["accuracy"][0, -1], abs=0.05)  # type: ignore[index]
        assert (len(run.loss), len(run.held_out)) == (EPOCHS * STEPS, EPOCHS)


@pytest.mark.parametrize("vector", GOLDEN["losses"], ids=lambda vector: vector["key"])
def test_golden_losses_are_torchs(vector: dict) -> None:
    run = train(Switches(**vector["switches"]), 1, steps=1)
    assert run.loss[0] == pytest.approx(vector["loss"][0], abs=1e-4)
    assert run.switches.key == vector["key"]


def test_golden_drift_is_shown_beside() -> None:
    facts = {one["run"]: one["apart"] for one in TrainLab().record.facts["drift"]}
    calm = "plain-8 norm relu 0 0 1 0.01 0 8"
    assert max(facts.pop(calm)) < 1e-6
    assert facts["plain-56 norm relu 0 0 1 0.05 0 8"][1] > 1e-3, "torch parts from itself at the second step"
    assert len(facts) == 4
    assert all(len(apart) == 10 and apart[0] < 1e-4 for apart in facts.values())


def test_drift_in_python() -> None:
    lab = TrainLab(left={"depth": 8, "rate": 0.01}, right={"depth": 8, "rate": 0.01, "skip": True})
    assert max(map(max, lab.drift(steps=2))) < 1e-5


@pytest.mark.parametrize("depth", [8, 20, 56])
def test_depth_counts_layers_with_weights(depth: int) -> None:
    assert len(LabNetwork(Switches(depth=depth, skip=True)).weighted) == depth


def test_shortcut_is_option_a() -> None:
    """With branches times 0 a block gives its input: every second pixel, and zeros for new channels."""
    blocks = list(LabNetwork(Switches(depth=8, skip=True, norm=False, scale=0.0)).blocks)
    x = torch.rand(2, 8, 8, 8)
    assert torch.equal(blocks[0](x), x)
    y = blocks[1](x)
    assert torch.equal(y[:, :8], x[:, :, ::2, ::2])
    assert not y[:, 8:].any()
    assert y.shape == (2, 16, 4, 4)


def test_dropout_drops_anew_in_each_step_and_never_in_evaluation() -> None:
    dropout = Dropout(0.2, seed=1, part=0)
    ones = torch.ones(4, 8, 8, 8)
    first, second = dropout(ones), dropout(ones)
    assert not torch.equal(first, second)
    assert first.mean() == pytest.approx(1, abs=0.05)
    assert torch.equal(dropout.eval()(ones), ones)


def test_warm_up_starts_small() -> None:
    """The first loss is that of the start; the second shows how far the first step went."""
    at_once, slowly = (train(Switches(depth=8, warmup=w, rate=0.05), 1, steps=2).loss for w in (0, 60))
    assert at_once[0] == slowly[0]
    assert at_once[1] != slowly[1]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"depth": 32}, "depth=32: legal are 8, 20, 56"),
        ({"skip": 1}, "skip=1: legal are False, True"),
        ({"rate": 0.03}, "rate=0.03: legal are 0.001"),
        ({"deep": 8}, "a run has no deep; it has depth"),
    ],
)
def test_switches_refuse_with_what_is_legal(given: dict, words: str) -> None:
    with pytest.raises(WidgetError, match=words):
        TrainLab(left=given)
    lab = TrainLab()
    with pytest.raises(WidgetError, match=words):
        lab.right = given


def test_presets_refuse_by_name() -> None:
    with pytest.raises(WidgetError, match="give one of degradation, activations, scaling, labels"):
        TrainLab("depth")


def test_a_branch_that_is_not_there_has_no_scale() -> None:
    assert Switches(scale=0.1).key == Switches().key
