"""`AdversarialSlider`: a photograph or a digit, changed along the gradient and by coin, equally far."""

import base64
from typing import Any

import numpy as np
import traitlets as t

from cnnkit.widgets.arrays import check_range
from cnnkit.widgets.items import WidgetError
from cnnkit.widgets.lenet_digits import NETWORK, SHAPES
from cnnkit.widgets.random_numbers import stream, uniform
from cnnkit.widgets.real_network import RealNetwork, photograph_img
from cnnkit.widgets.stills import first_of_each_class, page
from cnnkit.widgets.traits import Whole
from cnnkit.widgets.weights import by_photograph, checked, packed, shipped, stored

LEVELS = [0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0]
"""Radii of photographs, in levels of 255."""
DIGIT_LEVELS = [0.0, 0.02, 0.04, 0.06, 0.08, 0.1, 0.12, 0.15, 0.2, 0.25, 0.3]
"""Radii of digits, in units of the pixels."""
TARGETS = ("tarantula", "goldfish")
STEPS = 12
"""Towards a target, each of a quarter of the radius; away from the first answer it is one step."""


def coins(count: int, seed: int) -> np.ndarray:
    """`count` signs, −1 or 1, float32: those that the page throws."""
    return np.where(np.asarray(uniform(seed, stream("dropout"), count)) < 0.5, -1, 1).astype(np.float32)


def packed_signs(signs: np.ndarray) -> bytes:
    """Signs −1, 0, 1, five a byte."""
    digits = np.pad(signs.astype(np.int64) + 1, (0, -len(signs) % 5)).reshape(-1, 5)
    return (digits @ 3 ** np.arange(5)).astype(np.uint8).tobytes()


class AdversarialSlider(RealNetwork):
    """A radius ε, and what the network answers: along the gradient's sign, and to noise of equal size.

        AdversarialSlider()                                  # the cup, just below where it flips
        AdversarialSlider(picture="cat", level=16)           # noise alone changes this one's answer
        AdversarialSlider(kind="digit", digit=3)             # LeNet, in the page when it is chosen

    `level` is a place in `levels` (of 255) or, for digits, in `digit_levels`; `target` is "away" or the
    class to come to, for digits "0" to "9". Of four photographs the answers are stored; the network in the
    page attacks these and the reader's own. Raises `WidgetError` for a place, a target or a photograph that
    is not there.
    """

    slug = "adversarial-slider"

    question = t.Unicode("Is noise of equal size as bad?").tag(sync=True)
    picture = t.Unicode("coffee", help='the photograph, or "" for the reader\'s own').tag(sync=True)
    kind = t.Enum(["photo", "digit"], "photo", help="what is attacked").tag(sync=True)
    level = Whole(-1, min=-1, max=16, help="place of the radius; −1: the last that keeps the answer").tag(
        sync=True
    )
    target = t.Unicode("away", help='"away", or the class to come to').tag(sync=True)
    digit = Whole(3, min=0, max=9, help="which held-out digit").tag(sync=True)
    levels = t.List(LEVELS, help="of 255").tag(sync=True)
    digit_levels = t.List(DIGIT_LEVELS, help="in units of the pixels").tag(sync=True)
    steps = t.Int(STEPS, help="towards a target").tag(sync=True)
    targets = t.Dict(help="{class: its number}").tag(sync=True)
    kept = t.Dict(help="{photograph: {first, arms: {arm: [top five by level]}, place}}").tag(sync=True)
    signs = t.Bytes(b"", help="of each of these the gradient's signs, five a byte").tag(sync=True)
    network = t.Dict(NETWORK, help="LeNet's layers").tag(sync=True)
    weights = t.Bytes(b"", help="LeNet's, float32, cut by `manifest`").tag(sync=True)
    manifest = t.List(help="[[name, shape], …]").tag(sync=True)
    examples = t.Bytes(b"", help="the first held-out digit of each class: 10 × 64 counts to 16").tag(
        sync=True
    )
    presets = t.List(t.Dict()).tag(sync=True)

    def __init__(self, **kwargs: Any) -> None:
        saved = stored("adversarial_slider.json")
        photos = by_photograph(saved)
        weights, manifest = packed(checked(shipped("lenet5_digits"), SHAPES, "AdversarialSlider"))
        traits = {
            "targets": saved["targets"],
            # a saved notebook sorts the names, so each says where its signs stand
            "kept": {
                name: {"first": one["first"], "arms": one["arms"], "place": place}
                for place, (name, one) in enumerate(photos.items())
            },
            "signs": b"".join(base64.b64decode(one["signs"]) for one in photos.values()),
            "weights": weights,
            "manifest": manifest,
            "examples": first_of_each_class().tobytes(),
        }
        super().__init__(**traits | kwargs)

    def open(self) -> None:
        """Traits are checked together before they reach a page."""
        if self.picture not in self.kept:
            raise WidgetError(f"picture={self.picture!r}: stored are {', '.join(self.kept)}")
        check_range(self.digit, "digit", 0, 9, "there is one for each digit")
        known = ["away", *(self.targets if self.kind == "photo" else map(str, range(10)))]
        if self.target not in known:
            raise WidgetError(f"target={self.target!r}: for a {self.kind} there are {', '.join(known)}")
        if self.level == -1:
            self.level = self.just_below_the_flip if self.kind == "photo" else 0
        most = len(self.levels if self.kind == "photo" else self.digit_levels) - 1
        check_range(self.level, "level", 0, most, "radii are counted from 0")
        if not self.presets:
            cup = {"kind": "photo", "picture": "coffee"}
            self.presets = [
                {"label": "Half a level flips the cup", **cup, "target": "away", "level": LEVELS.index(0.5)},
                {"label": "A cup becomes a spider", **cup, "target": "tarantula", "level": LEVELS.index(2.0)},
                {"label": "Noise alone changes the cat", **cup, "picture": "cat", "target": "away",
                 "level": LEVELS.index(8.0)},
            ]  # fmt: skip
        super().open()

    @property
    def just_below_the_flip(self) -> int:
        """The last place of the radius at which the stored photograph still has its first answer."""
        one = self.kept[self.picture]
        others = (i for i, top in enumerate(one["arms"]["away"]) if top[0][0] != one["first"])
        return next(others, len(self.levels)) - 1

    def top(self, arm: str) -> list[list[Any]]:
        """The stored `[[class, probability], …]` of the photograph shown: arm "away", "noise" or a target."""
        return self.kept[self.picture]["arms"][arm][self.level]

    @property
    def sentence(self) -> str:
        """What the page says of a stored photograph."""
        (a, p), (b, q) = self.top(self.target)[0], self.top("noise")[0]
        return (
            f"{self.levels[self.level]:g} of 255: along the gradient {a}, {p:.2f}; noise of equal size {b}, "
            f"{q:.2f}. Without a change: {self.kept[self.picture]['first']}."
        )

    @t.default("still")
    def _still(self) -> str:
        img = photograph_img(self.picture, f"The photograph {self.picture}")
        return page(self.question, img, words=self.sentence)
