"""Weights as bytes, one scale a filter: a quarter of the size of float32.

A filter's largest weight becomes 127 or -127, the others the nearest of the whole numbers between, so none is
off by more than half a step. In a file `conv.weight` then holds bytes, and beside it stands
`conv.weight_step`, the step of each filter: weight = byte · step.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

__all__ = ["from_int8", "to_int8"]

STEP, LARGEST = "_step", 127


def to_int8(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Each tensor with two axes or more as int8, float32 steps `(filters,)` beside it; the others as they
    are.

    >>> stored = to_int8({"weight": torch.tensor([[1.27, -0.5], [0., 2.54]])})
    >>> {name: tensor.tolist() for name, tensor in stored.items() if tensor.dtype == torch.int8}
    {'weight': [[127, -50], [0, 127]]}
    """
    stored: dict[str, Tensor] = {}
    for key, tensor in state.items():
        if tensor.dim() < 2:
            stored[key] = tensor
            continue
        filters = tensor.flatten(1)
        step = filters.abs().amax(1) / LARGEST
        whole = filters / torch.where(step > 0, step, 1)[:, None]  # a filter of zeros has no step
        stored[key], stored[key + STEP] = whole.round().to(torch.int8).view_as(tensor), step
    return stored


def from_int8(stored: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The weights again, as float32 under their own names; tensors without steps as they are.

    >>> from_int8(to_int8({"weight": torch.tensor([[1.27, -0.5], [0., 2.54]])}))
    {'weight': tensor([[ 1.2700, -0.5000],
            [ 0.0000,  2.5400]])}
    """
    steps = {key + STEP for key in stored} & stored.keys()
    state = {key: tensor for key, tensor in stored.items() if key not in steps}
    for key in state:
        if key + STEP in steps:
            step = stored[key + STEP].view(-1, *[1] * (state[key].dim() - 1))
            state[key] = state[key].float() * step
    return state
