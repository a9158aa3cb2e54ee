"""What `step-scrubber` shows is what the recipes make: first steps are taken again, pictures and scores."""

import numpy as np
import pytest

from cnnkit.recipes import class_images, dream
from cnnkit.recipes.classify import shipped_network
from cnnkit.widgets.strips import load_strips

FEW = 6
"""Frames that are made again: 11 steps up, 12 of a dream, which is its first size."""


@pytest.fixture(scope="module")
def network():
    return shipped_network()


def agrees(made, frames, strips, run):
    """Scores within a percent, and pictures as near as a small WebP keeps them."""
    stored = strips.run(run.key)
    assert run.steps == stored.steps[: len(run.steps)]
    assert run.setup == stored.setup
    assert run.scores == pytest.approx(stored.scores[: len(run.scores)], rel=0.01, abs=0.02)
    apart = np.abs(np.stack(frames).astype(float) - strips.frames(stored)[: len(frames)]).mean((1, 2, 3))
    assert apart.max() < 16, f"{made}: {apart.round(1)} of 255"


KEYS = ["held-0", "held-2", "held-4", "class-130", "unit-5-54", "silent-noise", "silent-photo"]


@pytest.mark.parametrize("key", KEYS)
def test_the_first_steps_of_a_climb_are_those_recorded(network, key):
    model, info = network
    climbs = {one.key: one for _, group in class_images.all_climbs(model, info.classes) for one in group}
    run, frames = class_images.recorded(model, climbs[key], class_images.FRAMES[:FEW])
    agrees(key, frames, load_strips("class_images"), run)


def test_the_record_holds_all_climbs_in_their_order(network):
    model, info = network
    climbs = class_images.all_climbs(model, info.classes)
    wanted = [(name, [one.key for one in group]) for name, group in climbs]
    strips = load_strips("class_images")
    assert [(name, [run.key for run in runs]) for name, runs in strips.groups] == wanted
    first = strips.run("silent-noise")
    assert set(first.scores) == {0.0}
    assert strips.facts["silent"] == class_images.silent_counts(model, f"body.fire{class_images.SILENT[0]}")


def test_the_first_size_of_a_dream_is_the_one_recorded(network):
    model, _ = network
    strips = load_strips("dream")
    every = {one.key: one for _, dreams in dream.all_dreams() for one in dreams}
    assert list(every) == [run.key for run in strips.runs]
    # three octaves of which the first is taken whole
    run, frames = dream.recorded(model, every["layer-fire3"], dream.FRAMES[:FEW])
    agrees("layer-fire3", frames, strips, run)
