"""Who won the classification contest of ILSVRC, year by year: an entry is mostly several networks, not one.

Errors are those on the contest's own test pictures, five guesses each: 100,000 pictures from 2012 on, 150,000
in 2010. What is printed of single networks stands with the catalogue's entries, never here.
"""

from __future__ import annotations

from dataclasses import dataclass

from cnnkit.models.catalog.reported import noted, transcribed

__all__ = ["CONTEST", "HUMAN", "Human", "Result"]


FIRST_HAND = ("the abstract", "a transcription of the paper")
"""How `checked_in` begins where we read the entry's own paper, or a copy of it."""


@dataclass(frozen=True, kw_only=True)
class Result:
    """What one team handed in."""

    year: int
    team: str
    top5: float
    """Top-5 error on the test pictures, in per cent."""
    place: int
    """1 for the winner."""
    network: str | None = None
    """In the catalogue: what the entry is made of; None where that is no network of ours."""
    networks: int | None = None
    """How many were averaged; None where that is not known to us."""
    note: str = ""
    source: str
    citation: str | None = None
    checked_in: str = ""
    """Where we read this very number ourselves; empty: taken from print as we know it, not seen again."""

    @property
    def second_hand(self) -> bool:
        """Whether we have the number from others, and read neither its paper nor the contest's page."""
        return not self.checked_in.startswith(FIRST_HAND)


@dataclass(frozen=True, kw_only=True)
class Human:
    """The one measured number that is called human level."""

    top5: float
    year: int
    pictures: int
    note: str
    place: str
    citation: str
    checked_in: str


_RUSSAKOVSKY = (
    "notes on the paper (docs_backup/evaluation, github.com/bzhng-development/summary-of-some-paper-in-cuda)"
)
_LIST = "a list of all years, cnblogs.com/vincent1997/p/10901875.html"
_METRICS = "a list that names the contest's own page, github.com/AI-metrics/AI-metrics"

HUMAN = Human(
    top5=5.1,
    year=2014,
    pictures=1500,
    note="the better of two people who had practised; GoogLeNet made 6.8 on the same pictures",
    place="section 6.4",
    citation="russakovsky2015imagenet",
    checked_in=_RUSSAKOVSKY,
)

CONTEST: tuple[Result, ...] = (
    Result(year=2010, team="NEC-UIUC", top5=28.2, place=1, note="features by hand and a linear classifier",
           source="figure 9", citation="russakovsky2015imagenet", checked_in=_RUSSAKOVSKY),
    Result(year=2011, team="XRCE", top5=25.8, place=1, note="features by hand and linear classifiers",
           source="table 5", citation="russakovsky2015imagenet", checked_in=_METRICS),
    Result(year=2012, team="SuperVision", top5=15.3, place=1, network="alexnet", networks=7,
           note="two of the seven had seen more pictures; five without them: 16.4",
           source="table 2", citation="krizhevsky2012imagenet", checked_in=transcribed(38021417021)),
    Result(year=2012, team="ISI", top5=26.2, place=2, note="features by hand", source="abstract",
           citation="krizhevsky2012imagenet", checked_in="the abstract"),
    Result(year=2013, team="Clarifai", top5=11.7, place=1, note="close to ZFNet, by one of its authors",
           source="table 5", citation="russakovsky2015imagenet", checked_in=_METRICS),
    Result(year=2014, team="GoogLeNet", top5=6.67, place=1, network="googlenet", networks=7,
           source="table 2", citation="szegedy2015going", checked_in=noted(47209178167)),
    Result(year=2014, team="VGG", top5=7.3, place=2, network="vgg16", networks=7,
           source="table 7", citation="simonyan2015very", checked_in=transcribed(23625432470)),
    Result(year=2015, team="MSRA", top5=3.57, place=1, network="resnet152", networks=6,
           source="table 5", citation="he2016deep", checked_in=transcribed(38706688507)),
    Result(year=2016, team="Trimps-Soushen", top5=2.99, place=1, note="an ensemble of networks by others",
           source="the contest's page", checked_in=_METRICS),
    Result(year=2016, team="ResNeXt", top5=3.03, place=2, network="resnext50_32x4d",
           source="the contest's page", checked_in=_LIST),
    Result(year=2017, team="WMW", top5=2.251, place=1, network="se_resnet50",
           note="its largest network is a SENet of 154 layers", source="abstract", citation="hu2018squeeze",
           checked_in="the abstract"),
)  # fmt: skip
"""Winners, and those second places that a network of the catalogue took or that a page names; by year."""
