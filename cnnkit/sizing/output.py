"""Output sizes along one axis, exactly as torch computes them."""

from __future__ import annotations

from cnnkit.sizing.explain import describe
from cnnkit.sizing.geometry import GeometryError, Padding, geometry, whole_number


def conv_output_size(
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
    strict: bool = False,
) -> int:
    """Columns that come out of a convolution or pool along one axis of `n` columns.

    `floor((n + 2·padding - dilation·(kernel_size - 1) - 1) / stride) + 1`, or for `transposed=True`
    `(n - 1)·stride - 2·padding + dilation·(kernel_size - 1) + output_padding + 1`.

    Args:
        padding: columns on each side, a `(left, right)` pair (in torch: `F.pad` before the layer), `"valid"`
            (none) or `"same"` (stride 1 only, as in torch; `same_padding` has the numbers for other strides).
        ceil_mode: round up, as pooling layers may; a window that would start in the right padding is left
            out. Means a pool, for torch has it nowhere else.
        pool: torch's pooling rules: padding at most half the kernel. The stride is still 1 unless given.
            (`avg_pool3d` alone also refuses an input that is smaller than its kernel before padding.)
        strict: raise where any column, padding included, is never read.

    Raises:
        GeometryError: torch would refuse the layer; the message says what would be legal.

    >>> conv_output_size(224, 7, stride=2, padding=3)
    112
    """
    layer = geometry(
        n,
        kernel_size,
        stride,
        padding,
        dilation,
        ceil_mode=ceil_mode,
        transposed=transposed,
        output_padding=output_padding,
        pool=pool,
    )
    if strict and layer.unread:
        raise GeometryError(describe(layer).text)
    return layer.size


def adaptive_windows(n: int, output_size: int) -> list[tuple[int, int]]:
    """The `(first, past the last)` column that each output of an adaptive pool reads.

    Output `i` reads columns `floor(i·n/output_size)` up to `ceil((i + 1)·n/output_size)`, so windows may
    overlap and differ in width; they are equal only where `output_size` divides `n`.

    >>> adaptive_windows(7, 3)
    [(0, 3), (2, 5), (4, 7)]
    """
    n, output_size = whole_number("input size", n, 1), whole_number("output_size", output_size, 1)
    return [(i * n // output_size, -(-(i + 1) * n // output_size)) for i in range(output_size)]
