"""One axis of a window that slides: what is legal, where the windows start, which columns they miss.

Columns are counted from the first real pixel: column 0 is the first pixel, column -1 is the padding to its
left, column `n` the padding to the right of the last pixel.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal

Padding = int | tuple[int, int] | Literal["same", "valid"]
"""Zero columns on each side, a `(left, right)` pair, or a rule that picks the number."""


class GeometryError(ValueError):
    """A layer that torch would refuse, or (with `strict=True`) one that leaves columns unread."""


def whole_number(name: str, value: object, minimum: int, legal: str = "") -> int:
    """`value` as an `int` of at least `minimum`; a `GeometryError` that quotes it otherwise."""
    legal = legal or f"{minimum}, {minimum + 1}, {minimum + 2}, …"
    try:
        number = operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        number = None
    if number is None or isinstance(value, bool):
        raise GeometryError(
            f"{name} must be a whole number, got {value!r} ({type(value).__name__}); legal: {legal}"
        )
    if number < minimum:
        raise GeometryError(f"{name} must be at least {minimum}, got {number}; legal: {legal}")
    return number


def same_padding(n: int, kernel_size: int, stride: int = 1, dilation: int = 1) -> tuple[int, int]:
    """Zero columns `(left, right)` that make the output `ceil(n / stride)` wide.

    An odd total puts the extra column on the right, as torch and TensorFlow do. At stride 1 this is what
    torch's `padding="same"` adds; above stride 1 torch refuses that word, so pad by hand with these numbers.

    >>> same_padding(224, 3, stride=2)
    (0, 1)
    """
    n, kernel_size = whole_number("input size", n, 1), whole_number("kernel_size", kernel_size, 1)
    stride, dilation = whole_number("stride", stride, 1), whole_number("dilation", dilation, 1)
    reach = dilation * (kernel_size - 1) + 1
    total = max((-(-n // stride) - 1) * stride + reach - n, 0)
    return total // 2, total - total // 2


@dataclass(frozen=True)
class Geometry:
    """A checked layer along one axis; `geometry()` makes one."""

    n: int
    kernel_size: int
    stride: int
    left: int
    right: int
    dilation: int
    ceil_mode: bool
    transposed: bool
    output_padding: int
    pool: bool
    padding: Padding
    """The padding as the caller wrote it."""

    @property
    def reach(self) -> int:
        """Columns from the first to the last that one window touches."""
        return self.dilation * (self.kernel_size - 1) + 1

    @property
    def places(self) -> Fraction:
        """The size before torch rounds it."""
        if self.transposed:
            whole = (self.n - 1) * self.stride - self.left - self.right + self.reach + self.output_padding
            return Fraction(whole)
        return Fraction(self.n + self.left + self.right - self.reach, self.stride) + 1

    @cached_property
    def size(self) -> int:
        """The output size, torch's rounding included."""
        if not self.ceil_mode:
            return self.places.__floor__()
        size = self.places.__ceil__()
        # torch leaves a window out that would start in the right padding.
        return size - 1 if (size - 1) * self.stride >= self.n + self.left else size

    @property
    def windows(self) -> tuple[int, ...]:
        """First column of each window; transposed: first output column of each input's stamp."""
        count = self.n if self.transposed else self.size
        return tuple(i * self.stride - self.left for i in range(count))

    @cached_property
    def unread(self) -> tuple[int, ...]:
        """Columns, padding included, that no window reads (transposed: inputs that reach no output)."""
        taps = range(0, self.reach, self.dilation)
        if self.transposed:
            return tuple(
                i
                for i, start in enumerate(self.windows)
                if not any(0 <= start + tap < self.size for tap in taps)
            )
        read = {start + tap for start in self.windows for tap in taps}
        return tuple(c for c in range(-self.left, self.n + self.right) if c not in read)

    @property
    def unread_pixels(self) -> int:
        """How many of the unread columns are real pixels."""
        return sum(0 <= column < self.n for column in self.unread)

    @property
    def exact(self) -> bool:
        """Nothing is rounded and every column is read."""
        return self.places == self.size and not self.unread

    @property
    def formula(self) -> str:
        """The arithmetic with the numbers put in, without the result."""
        if self.transposed:
            return (
                f"({self.n} - 1)·{self.stride} - {self._padding_sum} + {self.reach}"
                f"{f' + {self.output_padding}' if self.output_padding else ''}"
            )
        return f"({self.n} - {self.reach} + {self._padding_sum})/{self.stride} + 1"

    @property
    def _padding_sum(self) -> str:
        if self.left == self.right:
            return f"2·{self.left}"
        return f"({self.left} + {self.right})" if self.transposed else f"{self.left} + {self.right}"


def geometry(
    n: int,
    kernel_size: int,
    stride: int = 1,
    padding: Padding = 0,
    dilation: int = 1,
    *,
    ceil_mode: bool = False,
    transposed: bool = False,
    output_padding: int = 0,
    pool: bool = False,
) -> Geometry:
    """Check one axis of a layer against torch's rules; `GeometryError` where torch refuses.

    >>> geometry(224, 7, stride=2, padding=3).size
    112
    """
    n = whole_number("input size", n, 1)
    kernel_size = whole_number("kernel_size", kernel_size, 1)
    stride = whole_number("stride", stride, 1)
    dilation = whole_number("dilation", dilation, 1)
    output_padding = whole_number("output_padding", output_padding, 0)
    pool = pool or ceil_mode  # only pooling layers have a ceil mode in torch
    if pool and transposed:
        raise GeometryError(
            "a layer is transposed or a pool, not both (torch's way back from a pool is max_unpool)"
        )
    if output_padding and not transposed:
        raise GeometryError(
            f"output_padding={output_padding} belongs to transposed convolutions only; legal here: 0"
        )
    left, right = _padding_pair(padding, n, kernel_size, stride, dilation, pool=pool, transposed=transposed)
    layer = Geometry(
        n, kernel_size, stride, left, right, dilation, ceil_mode, transposed, output_padding, pool, padding
    )
    if transposed:
        _check_transposed(layer)
    elif layer.size < 1:
        raise GeometryError(_does_not_fit(layer))
    return layer


def _padding_pair(
    padding: object, n: int, kernel_size: int, stride: int, dilation: int, *, pool: bool, transposed: bool
) -> tuple[int, int]:
    kind = "pooling" if pool else "transposed convolution" if transposed else ""
    if isinstance(padding, str):
        if kind or padding not in ("same", "valid"):
            words = "" if kind else ", 'same' or 'valid'"
            raise GeometryError(f"{kind or 'convolution'} padding must be a number{words}, got {padding!r}")
        if padding == "valid":
            return 0, 0
        if stride > 1:
            left, right = same_padding(n, kernel_size, stride, dilation)
            raise GeometryError(
                f"torch has padding='same' only at stride 1, got stride {stride}. Other frameworks then give "
                f"ceil({n}/{stride}) = {-(-n // stride)}; for that, pad by hand: {left} on the left and "
                f"{right} on the right."
            )
        return same_padding(n, kernel_size, 1, dilation)
    if isinstance(padding, tuple | list):
        if kind:
            raise GeometryError(f"{kind} takes one padding for both sides, got {padding!r}")
        if len(padding) != 2:
            raise GeometryError(
                f"padding along one axis is a number or a (left, right) pair, got {padding!r}"
            )
        left, right = (whole_number("padding", side, 0) for side in padding)
        return left, right
    side = whole_number("padding", padding, 0, "0, 1, 2, … (to cut columns off, slice the input)")
    if pool and side > kernel_size // 2:
        raise GeometryError(
            f"pooling padding may be at most half the kernel, got padding {side} with kernel {kernel_size}; "
            f"legal: 0 to {kernel_size // 2}. A window could otherwise hold nothing but padding."
        )
    return side, side


def _check_transposed(layer: Geometry) -> None:
    limit = max(layer.stride, layer.dilation) - 1
    if layer.output_padding > limit:
        raise GeometryError(
            f"output_padding must be smaller than the stride or the dilation, got {layer.output_padding} "
            f"with stride {layer.stride} and dilation {layer.dilation}; legal: 0 to {limit}"
        )
    if layer.size < 1:
        most = (layer.size + layer.left + layer.right - 1) // 2
        raise GeometryError(
            f"{layer.formula} = {layer.size}: the padding cuts everything away. "
            f"Legal: padding 0{f' to {most}' if most else ''}."
        )


def _does_not_fit(layer: Geometry) -> str:
    width = layer.n + layer.left + layer.right
    room = width + layer.stride - 1 if layer.ceil_mode else width
    largest = (room - 1) // layer.dilation + 1
    missing = layer.reach - room
    padded = layer.left + (missing + 1) // 2
    legal = [f"kernel at most {largest}"]
    if not layer.pool or padded <= layer.kernel_size // 2:
        legal.append(f"padding at least {padded}")
    legal.append(f"an input at least {layer.n + missing} wide")
    spread = f"spread over {layer.reach} columns by dilation {layer.dilation} " if layer.dilation > 1 else ""
    into = f"{layer.n} columns" if width == layer.n else f"{width} columns (padding included)"
    return (
        f"{layer.formula} = {decimal(layer.places)}: a kernel of {layer.kernel_size} {spread}does not fit "
        f"into {into}. Legal: {', '.join(legal[:-1])}, or {legal[-1]}."
    )


def decimal(value: Fraction) -> str:
    """`4.5` for 9/2 and `3.66…` for 11/3."""
    hundredths = int(value * 100)  # cut, not rounded, for the dots to tell the truth
    if Fraction(hundredths, 100) == value:
        return f"{hundredths / 100:g}" if value.denominator > 1 else str(value.numerator)
    return f"{hundredths / 100:.2f}…"
