"""`LesionToggles` says what was measured for any set of blocks, and refuses blocks that are not there."""

from itertools import combinations

import pytest

from cnnkit.widgets import LesionToggles


def test_each_set_of_blocks_was_measured_for_each_seed_and_network():
    kept = LesionToggles().kept
    assert {arm: [len(counts) for counts in by_seed] for arm, by_seed in kept.items()} == {
        "residual": [512] * 3,
        "plain": [512] * 3,
    }


def test_whole_it_reads_nearly_all_and_without_any_branch_it_guesses():
    for seed in (1, 2, 3):
        assert min(LesionToggles(seed=seed).accuracy.values()) > 0.9
        assert max(LesionToggles(seed=seed, out=list(range(1, 10))).accuracy.values()) < 0.25


def test_a_block_halves_the_paths():
    for count in range(10):
        widget = LesionToggles(out=list(range(1, count + 1)))
        assert sum(widget.paths) == 2 ** (9 - count)
        assert len(widget.paths) == 10


def test_the_best_set_is_the_best():
    widget = LesionToggles(seed=3)
    best = widget.best(2)
    every = [widget.without("residual", out) for out in combinations(range(1, 10), 2)]
    assert widget.without("residual", best) == max(every)


def test_blocks_are_kept_in_order():
    assert LesionToggles(out=[8, 2]).out == [2, 8]


@pytest.mark.parametrize("what", [{"out": [0]}, {"out": [10]}, {"out": [2, 2]}, {"seed": 0}, {"seed": 4}])
def test_what_was_not_measured_is_refused_with_what_is_legal(what):
    with pytest.raises(ValueError, match="legal are"):
        LesionToggles(**what)
