"""What the catalogue knows of one network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from torch import nn

from cnnkit.models.catalog.reported import Printed, Reported, Unbuilt
from cnnkit.models.published.as_trained import classifiers

__all__ = ["Entry", "Variant", "cifar10", "imagenet"]


@dataclass(frozen=True)
class Variant:
    """One way to build a network; the counts are those for the entry's input and classes."""

    build: Callable[..., nn.Module]
    """Takes `num_classes` and `in_channels`; both default to the network's own data set."""
    params: int = field(kw_only=True)
    """All trainable parameters, auxiliary heads included."""
    macs: int = field(kw_only=True)
    """Of convolutions and linear layers, in eval mode; other matrix products are not among them."""
    auxiliary: int = field(kw_only=True, default=0)
    """Those of `params` that run in training only: auxiliary heads, CapsNet's decoder."""
    differs: str = field(kw_only=True, default="")
    """How it differs from the paper's network of this name; empty where it does not."""
    sides: tuple[int, int | None] | None = field(kw_only=True, default=None)
    """Its legal sides, where they are not the entry's."""
    stages: tuple[str, ...] = field(kw_only=True, default=())
    """Its stages, where they are not the entry's."""
    printed: Printed | None = field(kw_only=True, default=None)
    """Counts of this very network, as its paper prints them."""
    errors: tuple[Reported, ...] = field(kw_only=True, default=())
    """Published for this very network, the plainest protocol first."""

    @property
    def params_without_heads(self) -> int:
        """Trainable parameters of the network that classifies, as papers count them."""
        return self.params - self.auxiliary


@dataclass(frozen=True, kw_only=True)
class Entry:
    name: str
    variants: dict[str, Variant]
    """The default variant first. One is called `"paper"` only if it is the paper's network in all that the
    paper says (`differs` is empty); others are called by what they are."""
    citation: str | None
    """Key in book/references.bib; None for a network that no paper describes."""
    year: int | None
    """Of the first publication, a preprint as a rule."""
    year_of_print: int | None = None
    """Of the journal or of the conference; None where there was none."""
    dataset: str
    """What it was made for, and what `input_shape` and `num_classes` are those of."""
    input_shape: tuple[int, ...]
    """Without the batch axis: `(c, h, w)`, or `(l,)` word ids."""
    num_classes: int
    """Logits for the network's own data set."""
    sides: tuple[int, int | None]
    """Smallest and largest legal side in pixels (or words); None: no largest."""
    stages: tuple[str, ...]
    """Names of submodules for `get_submodule`, in the order in which they run; the last is `"head"`.

    A stage is everything that runs after the stage before it up to the end of the submodule that names it,
    whose output is the stage's. So `"body.pool2"` of a VGG stands for the layers from conv2_1 to pool2.
    Auxiliary heads belong to no stage.
    """
    page: str
    """Page of the book that tells its story."""
    unbuilt: tuple[Unbuilt, ...] = ()
    """Networks of the paper by this name that none of the variants is."""
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
        """Trainable parameters of the default variant, auxiliary heads included."""
        return self.variants[self.default].params

    @property
    def params_without_heads(self) -> int:
        """Trainable parameters of the default variant, without what runs in training only."""
        return self.variants[self.default].params_without_heads

    @property
    def macs(self) -> int:
        """Multiplications (MACs) of the default variant on `input_shape`."""
        return self.variants[self.default].macs

    @property
    def errors(self) -> tuple[Reported, ...]:
        """Published errors of the default variant; other variants and `unbuilt` have their own."""
        return self.variants[self.default].errors

    @property
    def classifiers(self) -> tuple[str, ...]:
        """Layers of the default variant that end in classes, auxiliary heads' among them: they are new where
        `create_model` is given weights and another `num_classes`.
        """
        return tuple(classifiers(self.builder, self.num_classes))

    def stages_of(self, variant: str | None = None) -> tuple[str, ...]:
        """Names of the stages of a variant, of the default one for None."""
        return self.variants[variant or self.default].stages or self.stages


imagenet = partial(Entry, dataset="ImageNet", input_shape=(3, 224, 224), num_classes=1000)
"""An entry whose network was made for ImageNet, at the usual size."""
cifar10 = partial(Entry, dataset="CIFAR-10", input_shape=(3, 32, 32), num_classes=10)
"""An entry whose network was made for CIFAR-10."""
