"""Parameters and multiplications of one layer, from its numbers alone.

A multiplication here is one multiply with its add (a MAC, 2 FLOPs); biases multiply nothing and do not count.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import NamedTuple

from cnnkit.sizing.geometry import GeometryError, whole_number


class Params(NamedTuple):
    """Weights and biases of a layer; `.total` is their sum."""

    weights: int
    biases: int

    @property
    def total(self) -> int:
        return self.weights + self.biases


def conv_params(
    in_channels: int,
    out_channels: int,
    kernel_size: int | Sequence[int],
    bias: bool = True,
    groups: int = 1,
    *,
    dims: int | None = None,
) -> Params:
    """Weights and biases of a convolution: `out · (in / groups) · k · k`, and one bias a filter.

    Transposed convolutions have the same counts. A single number for `kernel_size` means a square kernel
    (`dims=2`); for 1-D or 3-D give `dims` or one number an axis.

    >>> conv_params(3, 10, 5)
    Params(weights=750, biases=10)
    """
    in_channels, out_channels, groups = _channels(in_channels, out_channels, groups)
    kernel = _axes("kernel_size", kernel_size, dims)
    return Params(out_channels * (in_channels // groups) * prod(kernel), out_channels if bias else 0)


def conv_macs(
    in_channels: int,
    out_channels: int,
    kernel_size: int | Sequence[int],
    output_size: int | Sequence[int],
    groups: int = 1,
    *,
    dims: int | None = None,
    transposed: bool = False,
    input_size: int | Sequence[int] | None = None,
) -> int:
    """Multiplications of a convolution for one image: every weight is used once at every place.

    The places are the output's; a transposed convolution (`transposed=True`) stamps its kernel once for every
    *input* place, so it needs `input_size` and ignores `output_size`. A single number means a square map.

    >>> conv_macs(3, 10, 5, (28, 28))
    588000
    """
    if dims is None:
        dims = next((len(v) for v in (kernel_size, output_size, input_size) if isinstance(v, Sequence)), 2)
    places = output_size
    if transposed:
        if input_size is None:
            raise GeometryError(
                "a transposed convolution multiplies once for every input place: give input_size"
            )
        places = input_size
    weights = conv_params(in_channels, out_channels, kernel_size, False, groups, dims=dims).weights
    return weights * prod(_axes("input_size" if transposed else "output_size", places, dims))


def linear_params(in_features: int, out_features: int, bias: bool = True) -> Params:
    """Weights and biases of a dense layer.

    >>> linear_params(576, 1024).total
    590848
    """
    in_features, out_features = (
        whole_number("in_features", in_features, 1),
        whole_number("out_features", out_features, 1),
    )
    return Params(in_features * out_features, out_features if bias else 0)


def linear_macs(in_features: int, out_features: int, places: int = 1) -> int:
    """Multiplications of a dense layer applied to `places` vectors.

    >>> linear_macs(576, 1024)
    589824
    """
    return linear_params(in_features, out_features, False).weights * whole_number("places", places, 1)


def _channels(in_channels: int, out_channels: int, groups: int) -> tuple[int, int, int]:
    in_channels = whole_number("in_channels", in_channels, 1)
    out_channels = whole_number("out_channels", out_channels, 1)
    groups = whole_number("groups", groups, 1)
    for name, channels in (("in_channels", in_channels), ("out_channels", out_channels)):
        if channels % groups:
            legal = [
                g
                for g in range(1, min(in_channels, out_channels) + 1)
                if in_channels % g == out_channels % g == 0
            ]
            raise GeometryError(
                f"groups must divide {name}: {channels} channels do not split into {groups} groups; "
                f"legal: {', '.join(map(str, legal))}"
            )
    return in_channels, out_channels, groups


def _axes(name: str, value: int | Sequence[int], dims: int | None) -> tuple[int, ...]:
    if isinstance(value, Sequence) and not isinstance(value, str):
        if not 1 <= len(value) <= 3 or (dims is not None and len(value) != dims):
            raise GeometryError(f"{name} needs one number an axis ({dims or '1 to 3'} axes), got {value!r}")
        return tuple(whole_number(name, side, 1) for side in value)
    return (whole_number(name, value, 1),) * (2 if dims is None else dims)
