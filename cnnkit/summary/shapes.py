"""Output shapes of the commonest operations on the meta device, by the arithmetic of `cnnkit.sizing`.

torch's own meta kernels accept many a window that its real kernels refuse, take milliseconds each, and import
half of the compiler on first use (a second). Everything that has no shape here is left to torch.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import torch
from torch import Tensor

from cnnkit.sizing.geometry import GeometryError, geometry
from cnnkit.summary.counting import Arguments
from cnnkit.summary.row import Shape
from cnnkit.summary.sliding import each

aten = torch.ops.aten
META = torch.device("meta")
POOLS = {aten.avg_pool2d, aten.avg_pool3d, aten.max_pool2d_with_indices, aten.max_pool3d_with_indices}
SLIDING = {aten.convolution, *POOLS}
ACTIVATIONS = {aten.relu, aten.tanh, aten.sigmoid, aten.silu, aten.gelu, aten.hardswish}
ARITHMETIC = {aten.add, aten.sub, aten.mul, aten.div, aten.pow}
PLAIN = {
    *ACTIVATIONS,
    *ARITHMETIC,
    aten.relu_,
    aten.convolution,
    aten.avg_pool2d,
    aten.avg_pool3d,
    aten.max_pool2d_with_indices,
    aten.native_batch_norm,
    aten.mm,
    aten.addmm,
}
"""What `meta_output` knows."""


class FitError(GeometryError):
    """A window that does not fit along one axis of a map."""

    def __init__(self, axis: str, message: str) -> None:
        super().__init__(f"{axis}: {message}" if axis else message)


def fitted_sizes(packet: Any, a: Arguments) -> list[int]:
    """Sizes of the map that comes out of a convolution or pool, [] for other operations.

    Raises:
        FitError: torch's real kernels would refuse the layer.
    """
    if packet is aten.convolution:
        kernel = list(a["weight"].shape[2:])
        sizes = a["input"].shape[2:]
    elif packet in POOLS:
        axes = 3 if packet in (aten.avg_pool3d, aten.max_pool3d_with_indices) else 2
        kernel = each(a["kernel_size"], axes)
        sizes = a["self"].shape[-axes:]
    else:
        return []
    axes = len(kernel)
    stride = each(a["stride"] or kernel, axes)
    padding, dilation = each(a["padding"], axes), each(a.get("dilation", 1), axes)
    extra = each(a.get("output_padding", 0), axes)
    modes = (a.get("ceil_mode", False), a.get("transposed", False), packet in POOLS)
    fitted = []
    for i, n in enumerate(sizes):
        try:
            fitted.append(_fitted(n, kernel[i], stride[i], padding[i], dilation[i], extra[i], *modes))
        except GeometryError as error:
            axis = ("depth", "height", "width")[3 - axes + i] if axes > 1 else ""
            raise FitError(axis, str(error)) from None
    return fitted


@lru_cache(4096)  # height and width are most often alike, and so are the blocks of a network
def _fitted(
    n: int,
    kernel: int,
    stride: int,
    padding: int,
    dilation: int,
    extra: int,
    ceil: bool,
    transposed: bool,
    pool: bool,
) -> int:
    return geometry(
        n,
        kernel,
        stride,
        padding,
        dilation,
        ceil_mode=ceil,
        transposed=transposed,
        output_padding=extra,
        pool=pool,
    ).size


def meta_output(packet: Any, a: Arguments, sizes: list[int]) -> Any:
    """The output where it is plain what it is, None where torch should say (and may refuse)."""
    x = a.get("self", a.get("input"))
    if not isinstance(x, Tensor) or not x.is_meta:
        return None
    if packet in ACTIVATIONS:
        return empty_twin(x)
    if packet is aten.relu_:
        return x
    if packet in ARITHMETIC:
        return _arithmetic(x, a.get("other", a.get("exponent")))
    if packet is aten.convolution:
        return _convolution(x, a["weight"], a["groups"], a["transposed"], sizes)
    if packet is aten.avg_pool2d or (packet is aten.avg_pool3d and _covers(a["kernel_size"], x)):
        return new_map(x, (*x.shape[: -len(sizes)], *sizes))
    if packet is aten.max_pool2d_with_indices:
        shape = (*x.shape[:-2], *sizes)
        return new_map(x, shape), new_map(x, shape, torch.long)
    if packet is aten.native_batch_norm and not a["training"] and a["running_mean"].shape[0] == x.shape[1]:
        return empty_twin(x), new_map(x, (0,)), new_map(x, (0,))
    if packet in (aten.mm, aten.addmm):
        left, right = a.get("mat1", x), a["mat2"]
        if left.shape[1] == right.shape[0] and left.dtype == right.dtype:
            return new_map(left, (left.shape[0], right.shape[1]))
    return None


def _arithmetic(x: Tensor, other: Any) -> Tensor | None:
    if isinstance(other, Tensor):
        return empty_twin(x) if (x.shape, x.dtype) == (other.shape, other.dtype) else None
    return empty_twin(x) if x.is_floating_point() and isinstance(other, int | float) else None


def _covers(kernel: Any, x: Tensor) -> bool:
    """What `avg_pool3d` asks for besides: a kernel no larger than the map before padding."""
    return all(side >= k for side, k in zip(x.shape[-3:], each(kernel, 3), strict=True))


def _convolution(x: Tensor, weight: Tensor, groups: int, transposed: bool, sizes: list[int]) -> Tensor | None:
    first, second = weight.shape[:2]
    takes, gives = (first, second * groups) if transposed else (second * groups, first)
    if x.shape[1] != takes or x.dtype != weight.dtype:
        return None
    return new_map(x, (x.shape[0], gives, *sizes))


def empty_twin(x: Tensor) -> Tensor:
    """Same shape, strides and type on the meta device; `empty_like` would import the compiler."""
    return torch.empty_strided(x.shape, x.stride(), dtype=x.dtype, device=META)


def new_map(x: Tensor, shape: Shape, dtype: torch.dtype | None = None) -> Tensor:
    """A meta tensor of the same type; `new_empty` takes four times as long."""
    strides, step = [], 1
    for side in reversed(shape):
        strides.append(step)
        step *= max(side, 1)
    return torch.empty_strided(shape, strides[::-1], dtype=dtype or x.dtype, device=META)
