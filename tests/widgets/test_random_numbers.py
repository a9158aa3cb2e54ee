"""The numbers that page and Python share: known answers, statistics, and what is refused."""

import numpy as np
import pytest

from cnnkit.widgets import random_numbers as numbers
from tests.golden import make_random

# Random123's kat_vectors, philox2x32 with 10 rounds: counter, key, block
KNOWN = [
    ((0, 0), 0, (0xFF1DAE59, 0x6CD10DF2)),
    ((0xFFFFFFFF, 0xFFFFFFFF), 0xFFFFFFFF, (0x2C3F628B, 0xAB4FD7AD)),
    ((0x243F6A88, 0x85A308D3), 0x13198A2E, (0xDD7CE038, 0xF62A4C12)),
]


def test_golden_numbers_are_what_python_says_today() -> None:
    assert make_random.PATH.read_text("utf8") == make_random.text()


@pytest.mark.parametrize(("counter", "key", "block"), KNOWN)
def test_philox_gives_the_known_answers(counter: tuple, key: int, block: tuple) -> None:
    got = numbers.philox(np.array([counter[0]]), counter[1], key)
    assert tuple(int(word[0]) for word in got) == block


def test_starting_weights_have_the_spread_of_he() -> None:
    weights = numbers.start_weights(1, numbers.stream("start", 3), 40_000, 72)
    assert weights.dtype == np.float32
    assert weights.std() == pytest.approx(np.sqrt(2 / 72), rel=0.01)
    assert abs(weights.mean()) < 0.002


def test_a_mask_drops_its_share_and_keeps_the_mean() -> None:
    mask = numbers.dropout_mask(1, numbers.stream("dropout", 0, 5), 40_000, 0.3)
    assert set(np.unique(mask)) == {np.float32(0), np.float32(1 / 0.7)}
    assert mask.mean() == pytest.approx(1, abs=0.02)


def test_wrong_labels_are_wrong_and_as_many_as_asked_for() -> None:
    labels = np.arange(20_000) % 10
    given = numbers.wrong_labels(1, numbers.stream("labels"), labels.tolist(), 0.3, 10)
    changed = given != labels
    assert changed.mean() == pytest.approx(0.3, abs=0.01)
    assert (
        np.bincount((given - labels)[changed] % 10, minlength=10)[1:].min() > 500
    )  # every other class comes
    assert set(given) == set(range(10))


def test_an_order_takes_everything_once() -> None:
    assert sorted(numbers.order(4, numbers.stream("order", 0, 1), 1297)) == list(range(1297))


def test_a_stream_that_would_run_into_another_is_refused() -> None:
    with pytest.raises(ValueError, match="parts below 256"):
        numbers.stream("start", 256)
    with pytest.raises(ValueError, match="legal are start, order, dropout, labels"):
        numbers.stream("noise")  # pyright: ignore[reportArgumentType]
