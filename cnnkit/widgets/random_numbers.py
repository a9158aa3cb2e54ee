"""Random numbers that the page draws too, bit by bit: the twin of `front/engine/random.js`.

A number depends on (seed, stream, place) alone, not on what was drawn before, so a run in the page and a run
in torch start from the same weights, take the pictures in the same order and drop the same units.
Philox2x32-10: J. Salmon, M. Moraes, R. Dror, D. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
"""

from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np

__all__ = ["dropout_mask", "order", "philox", "start_weights", "stream", "uniform", "words", "wrong_labels"]

Purpose = Literal["start", "order", "dropout", "labels"]

_MULTIPLIER, _WEYL, _ROUNDS = 0xD256D193, 0x9E3779B9, 10
_LOW, _SHIFT = np.uint64(0xFFFFFFFF), np.uint64(32)


def stream(purpose: Purpose, part: int = 0, time: int = 0) -> int:
    """The number of a stream: `part` (below 256) tells layers or parameters apart, `time` (below 2²⁰) steps.

    Raises ValueError on what would run into another stream.
    """
    purposes = get_args(Purpose)
    if purpose not in purposes or not 0 <= part < 2**8 or not 0 <= time < 2**20:
        legal = f"legal are {', '.join(purposes)}, parts below 256, times below 1048576"
        raise ValueError(f"stream({purpose}, {part}, {time}): {legal}")
    return purposes.index(purpose) * 2**28 + part * 2**20 + time


def philox(c0: np.ndarray, c1: int, key: int) -> tuple[np.ndarray, np.ndarray]:
    """Two words of 32 bits for each counter (c0, c1) under a key, as uint64 arrays."""
    a, b = c0.astype(np.uint64), np.full(c0.shape, c1, np.uint64)
    for turn in range(_ROUNDS):
        product = a * np.uint64(_MULTIPLIER)
        a, b = (product >> _SHIFT) ^ np.uint64((key + turn * _WEYL) % 2**32) ^ b, product & _LOW
    return a, b


def words(seed: int, of: int, count: int) -> np.ndarray:
    """The first `count` words of a stream, uint32."""
    pair = philox(np.arange((count + 1) // 2), of, seed % 2**32)
    return np.stack(pair, axis=1).astype(np.uint32).ravel()[:count]


def uniform(seed: int, of: int, count: int) -> np.ndarray:
    """Numbers in [0, 1), multiples of 2⁻³², float64."""
    return words(seed, of, count) / 2.0**32


def order(seed: int, of: int, count: int) -> np.ndarray:
    """0 … count − 1 in a random order: the places of a stream's words, smallest word first."""
    return np.argsort(words(seed, of, count), kind="stable")


def start_weights(seed: int, of: int, count: int, fan_in: int) -> np.ndarray:
    """`count` starting weights, uniform with variance 2 / fan_in (He et al. 2015), as float32."""
    return ((2 * uniform(seed, of, count) - 1) * np.sqrt(6 / fan_in)).astype(np.float32)


def dropout_mask(seed: int, of: int, count: int, p: float) -> np.ndarray:
    """Which of `count` values inverted dropout keeps: 1 / (1 − p) with probability 1 − p, else 0."""
    return np.where(uniform(seed, of, count) < p, 0, 1 / (1 - p)).astype(np.float32)


def wrong_labels(seed: int, of: int, labels: Sequence[int], share: float, num_classes: int) -> np.ndarray:
    """Labels of which a share is wrong: each is, with that probability, one of the other classes."""
    drawn, right = uniform(seed, of, 2 * len(labels)).reshape(-1, 2), np.asarray(labels)
    other = (right + 1 + np.floor(drawn[:, 1] * (num_classes - 1)).astype(int)) % num_classes
    return np.where(drawn[:, 0] < share, other, right)
