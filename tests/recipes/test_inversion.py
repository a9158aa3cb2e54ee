"""The record of inversions is what its recipe makes, and what the pages say of it."""

import pytest
import torch

from cnnkit.data.photos import photo
from cnnkit.recipes.classify import shipped_network
from cnnkit.recipes.inversion import FRAMES, LAYERS, OTHERS, PHOTOGRAPH, SIDE, recorded
from cnnkit.visualize import psnr
from cnnkit.widgets.strips import LARGEST_BYTES, load_strips

STRIPS = load_strips("inversion")


@pytest.mark.parametrize(
    ("layer", "prior"), [("conv1", "TV"), ("fire5", "none"), ("fire9", "TV, other noise")]
)
def test_the_recipe_begins_as_the_record_does(layer, prior):
    """The rate falls along the whole run, so only the start and its first step can be made again cheaply."""
    run, frames = recorded(shipped_network()[0], layer, prior, frames=(0, 1))
    stored = STRIPS.run(run.key)
    assert (run.title, run.setup) == (stored.title, stored.setup)
    assert run.scores == pytest.approx(stored.scores[:2], abs=0.02)
    assert run.more["distance"] == pytest.approx(stored.more["distance"][:2], rel=1e-3)
    assert frames[0].shape == (SIDE, SIDE, 3)


def test_scores_are_those_of_the_stored_frames():
    x = photo(PHOTOGRAPH, SIDE)[None]
    for run in STRIPS.runs:
        assert run.steps == FRAMES
        assert len(STRIPS.strip(run)) <= LARGEST_BYTES
        last = torch.from_numpy(STRIPS.frames(run)[-1]).permute(2, 0, 1)[None] / 255
        # the strip is compressed, which a nearly perfect picture shows most
        assert psnr(last, x).item() == pytest.approx(run.scores[-1], abs=1.5 if run.scores[-1] < 30 else 12)


def test_psnr_falls_with_depth_and_codes_are_met_better_with_a_prior_in_the_end():
    ends = [STRIPS.run(f"{layer}-tv").scores[-1] for layer in LAYERS]
    assert ends == sorted(ends, reverse=True)
    for name in OTHERS:
        found = [STRIPS.facts["others"][name][layer] for layer in LAYERS]
        assert found == sorted(found, reverse=True)
    away = [STRIPS.run(f"fire9-{key}").more["distance"][-1] for key in ("tv10", "tv", "none")]
    assert away == sorted(away)
