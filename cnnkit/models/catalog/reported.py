"""What others have printed about a network: errors and counts, each with the place where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

__all__ = [
    "CIFAR10_TEST",
    "IMAGENET_VALIDATION",
    "MNIST_TEST",
    "Amount",
    "Printed",
    "Reported",
    "Unbuilt",
    "amount",
    "noted",
    "readme",
    "transcribed",
]

IMAGENET_VALIDATION = "ImageNet validation"
CIFAR10_TEST = "CIFAR-10 test"
MNIST_TEST = "MNIST test"


@dataclass(frozen=True, kw_only=True)
class Reported:
    """An error rate in per cent, as printed, and how it was measured; None for what is not printed."""

    dataset: str
    """The pictures that were classified, `"ImageNet validation"` for example."""
    place: str
    """Where it stands: table, section or page."""
    citation: str | None
    """Of what: key in book/references.bib; None where `place` is a page or a program's metadata."""
    top1: float | None = None
    top5: float | None = None
    crops: int | None = None
    """Views of each picture whose answers were averaged; None where not printed, or where `whole`."""
    whole: bool = False
    """Tested on the whole picture: dense layers as convolutions, answers averaged over the places."""
    side: int | None = None
    """Pixels of a crop, or of the whole picture's shorter side."""
    networks: int = 1
    """1: a single network; more: an ensemble, whose answers were averaged."""
    note: str = ""
    """What else the number depends on: how pictures were varied in training, the best or the mean of runs."""
    checked_in: str = ""
    """Where we read this very number ourselves; empty: taken from print as we know it, not seen again."""


def transcribed(text: int) -> str:
    """Of a paper that we read in somebody's transcription; `text`: its number in our index."""
    del text  # tells readers nothing: no page of the web has it
    return "a transcription of the paper"


def quoted(paper: str, table: str, text: int) -> str:
    """Of a number that another paper, on `paper`, quotes; we read it in a transcription of that one."""
    del text
    return f"{table} of the paper on {paper}, which quotes it, in a transcription"


def noted(text: int) -> str:
    """Of a table that we read in somebody's notes on the paper."""
    del text
    return "notes on the paper"


def readme(repository: str) -> str:
    """Of a number that its authors publish beside their files."""
    return f"the authors' page, github.com/{repository}"


class Amount(NamedTuple):
    """A printed number, and how coarsely it is printed."""

    value: float
    step: float
    """What one more in the last printed digit is worth."""
    below: bool = False
    """It is printed as a bound ("< 25 M")."""

    def agrees(self, count: float) -> bool:
        """Whether `count` would be printed so: rounded to these digits, cut to two or more, or below."""
        if self.below:
            return count < self.value
        above = 1 if self.value >= 10 * self.step else 0.5
        return -0.5 * self.step <= count - self.value < above * self.step


_UNITS = {"": 1, "K": 1_000, "M": 1_000_000, "G": 1_000_000_000}


def amount(text: str) -> Amount:
    """`"25.0 M"` as a number, 25,000,000 in steps of 100,000; units K, M and G."""
    found = re.fullmatch(r"(< )?([\d,]+)(?:\.(\d+))?(?: ([KMG]))?", text)
    if found is None:
        raise ValueError(f'{text!r} is no printed count; legal: "60,000", "25.0 M", "< 5 G"')
    below, whole, decimals, unit = found.groups(default="")
    scale = _UNITS[unit]
    value = float(f"{whole.replace(',', '')}.{decimals or 0}") * scale
    return Amount(value, scale * 10.0 ** -len(decimals), bool(below))


@dataclass(frozen=True, kw_only=True)
class Printed:
    """Counts as a source prints them, digits and all (`"25.0 M"`), to stand beside those of what we build."""

    place: str
    params: str | None = None
    """Without auxiliary heads, as papers count."""
    macs: str | None = None
    differs: str = ""
    """Why ours are others, where the variant's `differs` does not say it; empty where all agree."""


@dataclass(frozen=True, kw_only=True)
class Unbuilt:
    """A network of the paper that none of our variants is: its numbers belong to none of them."""

    network: str
    """Which one, and what of it is not known or not built here."""
    printed: Printed | None = None
    errors: tuple[Reported, ...] = ()
