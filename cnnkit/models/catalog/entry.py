"""What the catalogue knows of one network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from torch import nn

__all__ = ["Entry", "Variant", "cifar10", "imagenet"]


class Variant(NamedTuple):
    """One way to build a network; the counts are those for the entry's input and classes."""

    build: Callable[..., nn.Module]
    """Takes `num_classes` and `in_channels`; both default to the network's own data set."""
    params: int
    macs: int
    """Of convolutions and linear layers, in eval mode; other matrix products are not among them."""
    differs: str = ""
    """How it differs from the paper's network; empty where it does not."""
    sides: tuple[int, int | None] | None = None
    """Its legal sides, where they are not the entry's."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    name: str
    variants: dict[str, Variant]
    """The default variant first."""
    citation: str | None
    """Key in book/references.bib; None for a network that no paper describes."""
    year: int | None
    input_shape: tuple[int, ...]
    """Without the batch axis: `(c, h, w)`, or `(l,)` word ids."""
    num_classes: int
    """Logits for the network's own data set."""
    sides: tuple[int, int | None]
    """Smallest and largest legal side in pixels (or words); None: no largest."""
    page: str
    """Page of the book that tells its story."""
    top1_error: float | None = None
    """Published, per cent, one network on the ImageNet validation set (else what the comment says)."""
    top5_error: float | None = None
    """Both: looked up in a copy of the named table or page, or in a later paper that quotes it; else None."""
    weights: tuple[str, ...] = ()
    """Trained weights that ship with the package; they fit the default variant."""

    @property
    def default(self) -> str:
        """Name of the default variant."""
        return next(iter(self.variants))

    @property
    def builder(self) -> Callable[..., nn.Module]:
        """Builds the default variant."""
        return self.variants[self.default].build

    @property
    def params(self) -> int:
        """Trainable parameters of the default variant."""
        return self.variants[self.default].params

    @property
    def macs(self) -> int:
        """Multiplications (MACs) of the default variant on `input_shape`."""
        return self.variants[self.default].macs


imagenet = partial(Entry, input_shape=(3, 224, 224), num_classes=1000)
"""An entry whose network was made for ImageNet, at the usual size."""
cifar10 = partial(Entry, input_shape=(3, 32, 32), num_classes=10)
"""An entry whose network was made for CIFAR-10; its error is the one there."""
