"""Which products an operation multiplies, and whether they are those of a linear layer."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

import torch
from torch import Tensor
from torch.utils.flop_counter import flop_registry

aten = torch.ops.aten
Arguments = dict[str, Any]

FACTORS = {
    aten.mm: ("self", "mat2"),
    aten.addmm: ("mat1", "mat2"),
    aten.bmm: ("self", "mat2"),
    aten.baddbmm: ("batch1", "batch2"),
    aten.mv: ("self", "vec"),
    aten.addmv: ("mat", "vec"),
    aten.dot: ("self", "tensor"),
}
PRODUCTS = {*FACTORS, aten._scaled_dot_product_flash_attention_for_cpu}
"""Counted here, besides what torch's own counter knows."""
VECTORS = {aten.mv, aten.addmv, aten.dot}
"""Of which torch's own counter knows nothing."""


def products(packet: Any, args: tuple, kwargs: dict, arguments: Arguments, out: Any) -> int:
    """Multiplications of one operation; 0 for all that are no convolution and no matrix product."""
    if packet in VECTORS:
        return prod(arguments[FACTORS[packet][0]].shape)
    if packet is aten._scaled_dot_product_flash_attention_for_cpu:
        query, key, value = (tuple(arguments[name].shape) for name in ("query", "key", "value"))
        return prod(query[:-1]) * key[-2] * (query[-1] + value[-1])
    if packet in FACTORS:  # as torch's counter has it, whose wrapping takes longer than the product
        left, right = (arguments[name] for name in FACTORS[packet])
        return left.numel() * right.shape[-1]
    if packet is aten.convolution:
        x, weight = arguments["input"], arguments["weight"]
        places = (x if arguments["transposed"] else out).shape
        return places[0] * prod(places[2:]) * weight.numel()
    count = flop_registry.get(packet)
    return 0 if count is None else count(*args, **kwargs, out_val=out) // 2


def is_linear(packet: Any, arguments: Arguments, is_weight: Callable[[Tensor], bool]) -> bool:
    """A convolution, or a product of a map with one matrix of weights at every place.

    torch makes a `bmm` of a linear layer on a transposed map, and lays the one matrix out for every image
    with a stride of 0; the votes of capsules have a matrix of their own at every place, and are none.
    """
    if packet is aten.convolution:
        return True
    factors = [arguments[name] for name in FACTORS.get(packet, ())]
    return any(
        is_weight(factor) and (factor.dim() < 3 or factor.shape[0] == 1 or factor.stride(0) == 0)
        for factor in factors
    )
