"""A network with the classes and channels of its trained weights, and what to replace in it for others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import chain

import torch
from torch import nn

__all__ = ["build_as_trained"]


def build_as_trained(
    build: Callable[..., nn.Module], what: str, trained: Mapping[str, int], given: Mapping[str, int]
) -> nn.Module:
    """`build(**trained)`; `what` the weights are called in the error.

    Raises `ValueError`, with the way to get there, where `given` asks for other `num_classes` or
    `in_channels`.
    """
    for key, value in given.items():
        if value != trained[key]:
            change = f"replace {_layers(build, trained, key, value)} by your own (model.set_submodule)"
            if key == "in_channels":
                change += f" and set model.in_channels = {value}"
            raise ValueError(
                f"{what} were trained with {key}={trained[key]}, got {value}: load them without {key}, "
                f"then {change}"
            )
    return build(**trained)


def _layers(build: Callable[..., nn.Module], trained: Mapping[str, int], key: str, value: int) -> str:
    """Those that differ between the two networks: auxiliary heads end in classes too."""
    with torch.device("meta"):  # shapes alone
        networks = [build(**trained), build(**{**trained, key: value})]
    parts = zip(*(network.named_modules() for network in networks), strict=True)
    return ", ".join(name for (name, old), (_, new) in parts if _face(old) != _face(new))


def _face(part: nn.Module) -> tuple[str, list[torch.Size]]:
    """What `part` itself says and holds, without the parts in it."""
    tensors = chain(part.parameters(recurse=False), part.buffers(recurse=False))
    return part.extra_repr(), [tensor.shape for tensor in tensors]
