"""A network for weights that were trained in another one: of other classes, or with auxiliary heads."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Protocol

import torch
from torch import nn

if TYPE_CHECKING:
    from cnnkit.models.catalog.entry import Entry

__all__ = ["build_as_trained", "classifiers", "differing", "fill", "fitting"]

Build = Callable[..., nn.Module]
AUXILIARIES = ("heads", "decoder")  # options of our builders for what runs in training only


class Load(Protocol):
    """Copies a file's tensors into the model, but for the parts to leave; `ValueError` if they differ."""

    def __call__(self, model: nn.Module, *, leave: Iterable[str]) -> None: ...


def fitting(entry: Entry, asked: str | None, what: str, fit: tuple[str, ...]) -> str:
    """The variant to build: the one that is asked for, or the default one, or else the first that the weights
    `fit`. They also fit what lacks only parts that run in training, such as auxiliary heads.

    Raises `ValueError` where it does not compute the function that the weights were trained in.
    """
    known = [variant for variant in (entry.default, *fit) if variant in fit and variant in entry.variants]
    builds = [entry.variants[variant].build for variant in known]
    slim = [
        name
        for name, variant in entry.variants.items()
        if name not in fit and any(_is_slim(variant.build, build) for build in builds)
    ]
    fit = (*fit, *slim)
    variant = asked or (known[0] if known else entry.default)
    if variant not in fit:
        raise ValueError(
            f"{what} fit variant {' or '.join(map(repr, fit))}, which computes the same "
            f"function as the network that they were trained in; variant {variant!r} does not: "
            f"create_model({entry.name!r}, variant={fit[0]!r}, weights=...)"
        )
    return variant


def build_as_trained(
    build: Build, what: str, trained: Mapping[str, int], given: Mapping[str, int]
) -> nn.Module:
    """`build(**trained)`, with the `num_classes` of `given`; `what` the weights are called in the error.

    Raises `ValueError`, with the way to get there, where `given` asks for other `in_channels`.
    """
    channels = given.get("in_channels")
    if channels is not None and channels != trained["in_channels"]:
        layers = ", ".join(differing(build, trained, "in_channels", channels))
        raise ValueError(
            f"{what} were trained with in_channels={trained['in_channels']}, got {channels}: load them "
            f"without in_channels, then replace {layers} by your own (model.set_submodule) and set "
            f"model.in_channels = {channels}"
        )
    return build(**{**trained, **given})


def fill(
    model: nn.Module, entry: Entry, variant: str, what: str, load: Load, given: Mapping[str, int]
) -> None:
    """Load the weights into a `variant` of the network; where they are for other classes than the `given`
    ones, into all but the layers that end in classes, with a warning.

    Raises the `ValueError` of `load`.
    """
    build = entry.variants[variant].build
    wholes = [whole.build for whole in entry.variants.values() if _is_slim(build, whole.build)]
    spare = set().union(*map(_children, wholes)) - {name for name, _ in model.named_children()}
    try:
        load(model, leave=spare)
    except ValueError:
        if "num_classes" not in given:
            raise
        new = classifiers(build, given["num_classes"])
        try:
            load(model, leave=spare | {*new})
        except ValueError:
            new = []
        if not new:
            raise
        warnings.warn(
            f"{what} are for other classes. New and untrained, for num_classes={given['num_classes']}: "
            f"{', '.join(new)}; all else is loaded",
            stacklevel=4,
        )


def classifiers(build: Build, num_classes: int) -> list[str]:
    """Names of the layers that end in classes; auxiliary heads do, too."""
    return differing(
        build, {"num_classes": num_classes}, "num_classes", num_classes - 1 if num_classes > 1 else 2
    )


def differing(build: Build, options: Mapping[str, int], key: str, other: int) -> list[str]:
    """Names of the layers that are not the same in `build(**options)` and with `other` for its `key`."""
    with torch.device("meta"):  # shapes alone
        networks = [build(**options), build(**{**options, key: other})]
    parts = zip(*(network.named_modules() for network in networks), strict=True)
    return [name for (name, old), (_, new) in parts if _face(old) != _face(new)]


def _is_slim(build: Build, whole: Build) -> bool:
    """Whether `build` makes the network of `whole` without what runs in training only."""
    (function, options), (other, others) = map(_call, (build, whole))
    left_out = {name: False for name in AUXILIARIES if options.get(name) is False}
    return function is other and len(left_out) > 0 and options == others | left_out


def _call(build: Build) -> tuple[Build, dict[str, object]]:
    return (build.func, dict(build.keywords)) if isinstance(build, partial) else (build, {})


def _children(build: Build) -> set[str]:
    with torch.device("meta"):
        return {name for name, _ in build().named_children()}


def _face(part: nn.Module) -> tuple[str, list[torch.Size]]:
    """What `part` itself says and holds, without the parts in it."""
    tensors = chain(part.parameters(recurse=False), part.buffers(recurse=False))
    return part.extra_repr(), [tensor.shape for tensor in tensors]
