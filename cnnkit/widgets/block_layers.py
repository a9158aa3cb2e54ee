"""The layers of blocks that make a convolution cheaper, as the widget draws them, and what they cost."""

from collections.abc import Sequence
from typing import NamedTuple

from cnnkit.sizing.count import conv_macs, conv_params
from cnnkit.widgets.items import WidgetError

__all__ = ["KINDS", "Costs", "Layer", "block_layers", "costs", "squeeze_layers"]

KINDS = ("grouped", "separable", "factorised")


class Layer(NamedTuple):
    """A convolution without biases that keeps the side."""

    in_channels: int
    out_channels: int
    kernel: tuple[int, int]
    groups: int = 1


class Costs(NamedTuple):
    """2-D kernels, weights, and multiplications for one image."""

    kernels: int
    weights: int
    macs: int


def squeeze_layers(c: int, mid: int, k: int) -> list[Layer]:
    """1×1 to `mid` maps, k×k among these, 1×1 back to `c`."""
    return [Layer(c, mid, (1, 1)), Layer(mid, mid, (k, k)), Layer(mid, c, (1, 1))]


def block_layers(kind: str, c_in: int, c_out: int, k: int, groups: int = 1) -> list[Layer]:
    """What may stand for one k×k layer: a kind of `KINDS`; "grouped" with one group is the layer itself."""
    if kind == "grouped":
        return [Layer(c_in, c_out, (k, k), groups)]
    if kind == "separable":
        return [Layer(c_in, c_in, (k, k), c_in), Layer(c_in, c_out, (1, 1))]
    if kind == "factorised":
        return [Layer(c_in, c_out, (1, k)), Layer(c_out, c_out, (k, 1))]
    raise WidgetError(f"kind={kind!r}: it is one of {', '.join(KINDS)}")


def costs(layers: Sequence[Layer], h: int) -> Costs:
    """All layers together, on maps of `h × h`."""
    kernels = sum(conv_params(a, b, 1, False, g).weights for a, b, _, g in layers)
    weights = sum(conv_params(a, b, k, False, g).weights for a, b, k, g in layers)
    return Costs(kernels, weights, sum(conv_macs(a, b, k, (h, h), g) for a, b, k, g in layers))
