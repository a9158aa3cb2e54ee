"""Random directions that may be compared between networks: H. Li, Z. Xu, G. Taylor, C. Studer, T. Goldstein,
"Visualizing the loss landscape of neural nets", NeurIPS 2018 (arXiv 1712.09913), section 4.

With ReLUs a filter may be doubled and the next halved, and the network computes the same; but a step of one
length then looks steep in one of the two networks and flat in the other. So each filter of the direction
gets the length of the network's own filter:

    d_i  ←  d_i / ‖d_i‖ · ‖w_i‖

for each filter i: not each layer, and not the direction as a whole. Biases and the scales and shifts of
normalizations, everything with less than two axes, do not move.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

__all__ = ["filter_normalized_direction"]


def filter_normalized_direction(model: nn.Module, seed: int) -> list[Tensor]:
    """One tensor a parameter, in the order of `model.parameters()`, with its shape, dtype and device.

    A filter is all that one output reads, `weight[i]`: of a convolution `(c/g, k, k)`, of a dense layer a
    row. The numbers are normal, drawn on the CPU from `seed`, so the same on every device. A filter of
    zeros gets zeros.

    Raises `ValueError` for a model without parameters.

    >>> model = nn.Conv2d(1, 2, 3)
    >>> weight, bias = filter_normalized_direction(model, seed=0)
    >>> torch.allclose(weight.flatten(1).norm(dim=1), model.weight.flatten(1).norm(dim=1)), bias
    (True, tensor([0., 0.]))
    """
    random = torch.Generator().manual_seed(seed)
    directions = [_like(parameter.detach(), random) for parameter in model.parameters()]
    if not directions:
        raise ValueError(f"{type(model).__name__} has no parameters: there is nowhere to go")
    return directions


def _like(weight: Tensor, random: torch.Generator) -> Tensor:
    if weight.ndim < 2:
        return torch.zeros_like(weight)
    exact = torch.promote_types(weight.dtype, torch.float32)
    noise = torch.randn(weight.shape, generator=random).to(weight.device, exact)
    axes = tuple(range(1, weight.ndim))
    length = lambda filters: torch.linalg.vector_norm(filters, dim=axes, keepdim=True)
    return (noise * (length(weight.to(exact)) / length(noise))).to(weight.dtype)
