"""Comparisons are fair to right answers in other clothes and say what is different about wrong ones."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from cnnkit.checks import compare, values

GRID = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 7.0]])


@pytest.mark.parametrize(
    ("got", "want"),
    [
        (GRID.double(), GRID),
        (GRID, GRID.double()),
        (GRID * (1 + 1e-6), GRID),
        (GRID.clone().requires_grad_(), GRID),
        (GRID.T.contiguous().T, GRID),
        (2.5, 2.5),
        (np.float32(2.5), 2.5),
        (torch.tensor(2.5), 2.5),
        (2.5, torch.tensor(2.5)),
        (3, 3.0),
        (np.int64(4), 4),
        (torch.tensor(4), 4),
        ([1, 2], (1, 2)),
        ((2, (1.0, 0.5)), (2, [1.0, 0.5])),
        (None, None),
        (np.True_, True),
        ("same", "same"),
        (math.inf, math.inf),
        (math.nan, math.nan),
        (torch.tensor([math.inf, math.nan]), torch.tensor([math.inf, math.nan])),
        (torch.tensor([1, 2], dtype=torch.int32), torch.tensor([1, 2])),
    ],
)
def test_right_in_other_clothes(got, want):
    assert compare(got, want) is None


@pytest.mark.parametrize(
    ("got", "want", "key", "says"),
    [
        (None, GRID, "none", "`return`"),
        (None, 3, "none", "`return`"),
        ("text", GRID, "type", "str"),
        (GRID.tolist(), GRID, "type", "torch.tensor turns"),
        (list(GRID), GRID, "type", "torch.stack"),
        (iter(GRID), GRID, "type", "return"),
        (GRID.max(dim=0), GRID[1], "type", ".values"),
        (GRID.to_sparse(), GRID, "type", "to_dense"),
        (GRID.long(), GRID, "dtype", "after the point is lost"),
        (torch.ones(1), -torch.ones(1), "value", "sign is the other way round."),
        (GRID.numpy(), GRID, "type", "from_numpy"),
        (GRID.T, GRID, "shape", "(3, 2), expected (2, 3): are the axes swapped?"),
        (GRID[None], GRID, "shape", "length 1"),
        (GRID[0], GRID, "shape", "an axis is missing"),
        (torch.stack([GRID, GRID]), GRID, "shape", "an axis is too many"),
        (GRID[:, :2], GRID, "shape", "(2, 2), expected (2, 3)"),
        (GRID.long(), GRID, "dtype", "int64"),
        (GRID > 2, GRID, "dtype", "bool"),
        (GRID.half(), GRID, "dtype", "float16"),
        (GRID.to(torch.complex64), GRID, "dtype", "complex64"),
        (GRID, GRID.long(), "dtype", "whole-number"),
        (GRID / 0, GRID, "not-finite", "6 inf or nan"),
        (-GRID, GRID, "value", "sign"),
        (GRID * 3, GRID, "value", "same factor"),
        (GRID + 3, GRID, "value", "same amount"),
        (
            torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]),
            GRID,
            "value",
            "1 of 6 values differ, the first at [1, 2]",
        ),
        (
            torch.tensor([[0.0, 1.0], [2.0, 3.0]]).T,
            torch.tensor([[0.0, 1.0], [2.0, 3.0]]),
            "value",
            "axes swapped",
        ),
        (4.0, 4, "type", "float"),
        (True, 1, "type", "bool"),
        (1, True, "type", "int"),
        (3, 4, "value", "3, expected 4"),
        (math.inf, 4.0, "not-finite", "or the logarithm of 0"),
        (math.nan, 4.0, "not-finite", "divided by zero."),
        (5.0, math.inf, "value", "5.0"),
        ("3", 3, "type", "str"),
        (torch.tensor([3.0]), 3.0, "shape", "one number"),
        (3, None, "not-none", "int"),
        ([1, 2, 3], (1, 2), "length", "3 entries, expected 2"),
        ((1, 3), (1, 2), "value", "entry 1"),
        (7, (1, 2), "type", "tuple of 2"),
        (torch.tensor([1, 2]), [1, 2], "type", "expected a list of 2. `.tolist()` turns"),
    ],
)
def test_wrong_is_explained(got, want, key, says):
    found = compare(got, want)
    assert found is not None
    assert (found.key, says in found.text) == (key, True), found


def test_same_amount_is_said_only_where_every_value_differs():
    near = torch.full((60, 60), 1.0)  # its mean hardly moves by one value that is wrong by a little
    got = near.clone()
    got[0, 0] += 1.5e-4
    found = compare(got, near)
    assert found is not None
    assert "1 of 3600" in found.text
    assert "amount" not in found.text


def test_a_wrong_place_has_no_size():
    for places, says in ((True, "is 3: another belongs there."), (False, "is 3, too large.")):
        found = compare([1, 3], [1, 2], show=False, places=places)
        assert found is not None
        assert found.text == f"entry 1 of your result {says}"


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_secret_comparison_tells_no_expected_number(got, want):
    found = compare(torch.tensor([got, got]), torch.tensor([want, want]), show=False)
    assert found is None or f"{want:.6g}" not in found.text.replace("[0]", "").replace("2 of 2", "")


def test_secret_comparison_of_numbers_says_only_that_they_differ():
    assert "17" not in compare(4, 17, show=False).text
    assert "17" in compare(4, 17).text


def test_what_cannot_be_compared_is_refused():
    with pytest.raises(ValueError, match="legal: tensor"):
        compare(1, object())


def test_values_are_the_same_for_the_same_seed_in_every_precision():
    single, double = values(3, 2, 4), values(3, 2, 4, dtype=torch.float64)
    assert torch.equal(single, double.float())
    assert not torch.equal(single, values(4, 2, 4))
    assert single.shape == (2, 4)
    assert float(values(5, 1000, low=1, high=2).min()) >= 1
