"""Numbers of runs in words."""

import pytest

from cnnkit.visualize.spans import compared, rough, span


def test_the_smallest_and_the_largest_and_one_number_where_both_are_written_alike():
    assert span([0.24, 0.19, 0.2]) == "0.19 to 0.24"
    assert span([0.201, 0.199]) == "0.20"
    assert span([1, 12], ".0f") == "1 to 12"


def test_an_order_is_what_no_seed_contradicts():
    assert compared([0.8, 0.9], [0.6, 0.7], "tie") == "ahead with every seed"
    assert compared([0.6, 0.7], [0.8, 0.9], "tie") == "behind with every seed"
    assert compared([0.6, 0.8], [0.7, 0.9], "tie") == compared([0.7], [0.7], "tie") == "tie"


@pytest.mark.parametrize(
    ("value", "digits", "words"),
    [
        (0.34, 1, "0.3"), (1.26, 2, "1.3"), (1.26, 1, "1"), (9.96, 2, "10"), (57_312, 2, "57,000"),
        (0.0012, 1, "0.001"),
        (999_999, 2, "1.0·10⁶"), (2**27, 1, "1·10⁸"), (3.4e-5, 2, "3.4·10⁻⁵"),
    ],
)  # fmt: skip
def test_a_number_in_as_many_digits_as_it_is_meant_in(value, digits, words):
    assert rough(value, digits) == words


@pytest.mark.parametrize("value", [0, float("nan"), float("inf")])
def test_what_has_no_first_digit_is_refused(value):
    with pytest.raises(ValueError, match="want a finite number other than 0"):
        rough(value)
