"""A network that is explained stays as it was: mode and gradients, also when an error flies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import nn

__all__ = ["untouched"]


@contextmanager
def untouched(model: nn.Module) -> Iterator[nn.Module]:
    """The model in eval mode, its parameters out of the graph, gradients on (also under `torch.no_grad`).

    Afterwards each part has its mode back, each parameter its `requires_grad` and its `.grad`: these are put
    aside meanwhile, so that nothing is added to them. In eval mode torch's layers write into no buffer.
    """
    modes = [(part, part.training) for part in model.modules()]
    parameters = [(p, p.requires_grad, p.grad) for p in model.parameters()]
    try:
        model.eval()
        for parameter, _, _ in parameters:
            parameter.requires_grad_(False)
            parameter.grad = None
        with torch.inference_mode(False), torch.enable_grad():
            yield model
    finally:
        for part, mode in modes:
            part.training = mode
        for parameter, wanted, grad in parameters:
            parameter.requires_grad_(wanted)
            parameter.grad = grad
