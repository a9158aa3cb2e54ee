"""What the grid steppers compute, in plain Python on nested lists, as `front/lib/arithmetic.js` does.

Maps are `[h][w]`, volumes `[c][h][w]`, sequences `[c][l]`. Positions are image coordinates: cells of the
padding have negative indices or indices beyond the last.
"""

from collections.abc import Iterable, Sequence
from math import inf, sqrt
from typing import Any

Map = Sequence[Sequence[float]]
Volume = Sequence[Map]


def as_volume(cells: Any) -> Volume:
    """`[h][w]` as one channel `[1][h][w]`; `[c][h][w]` as it is."""
    return cells if isinstance(cells[0][0], list | tuple) else [cells]


def starts(n: int, k: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> list[int]:
    """First cell of every window that fits along one axis of n cells."""
    return list(range(-padding, n + padding - dilation * (k - 1), stride))


def unread(n: int, k: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> list[int]:
    """Indices along one axis, padding included, that no window reads."""
    read = {at + i * dilation for at in starts(n, k, stride, padding, dilation) for i in range(k)}
    return [i for i in range(-padding, n + padding) if i not in read]


def conv2d(
    volume: Volume,
    kernel: Volume,
    *,
    bias: float = 0,
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
    flip: bool = False,
    relu: bool = False,
) -> Map:
    """One output map of one filter, as `torch.nn.functional.conv2d` (cross-correlation unless `flip`).

    Raises ValueError, with what would be legal, if the window does not fit.
    """
    if flip:
        kernel = [[row[::-1] for row in plane[::-1]] for plane in kernel]
    sides = ((len(volume[0]), len(kernel[0])), (len(volume[0][0]), len(kernel[0][0])))
    for n, k in sides:
        if n + 2 * padding <= dilation * (k - 1):
            span = dilation * (k - 1) + 1
            raise ValueError(
                f"the window does not fit: kernel {k} with dilation {dilation} spans "
                f"{dilation}·({k} - 1) + 1 = {span} cells, "
                f"image plus padding has {n} + 2·{padding} = {n + 2 * padding}. "
                f"Legal: padding {-(-(span - n) // 2)} or more, or a smaller kernel or dilation."
            )
    rows, cols = (starts(n, k, stride, padding, dilation) for n, k in sides)

    def cell(top: int, left: int) -> float:
        z = bias
        for plane, weights in zip(volume, kernel, strict=True):
            for i, line in enumerate(weights):
                for j, weight in enumerate(line):
                    z += weight * _at(plane, top + i * dilation, left + j * dilation, 0)
        return max(0, z) if relu else z

    return [[cell(top, left) for left in cols] for top in rows]


def pool2d(plane: Map, size: int, stride: int, padding: int = 0, mode: str = "max") -> Map:
    """Pooling of one map. Padding is minus infinity for max, zeros that count for average, l1 and l2.

    `l1` is the sum of magnitudes, `l2` the root of the sum of squares (`lp_pool2d` of the magnitudes).
    """
    windows = _windows(plane, size, stride, padding, fill=-inf if mode == "max" else 0)
    return [[_POOLS[mode](cells) for cells in line] for line in windows]


def winners(plane: Map, size: int, stride: int, padding: int = 0) -> list[list[list[tuple[int, int]]]]:
    """For each window, the cells (row, column) that hold its maximum; more than one on a tie."""
    tops = pool2d(plane, size, stride, padding)
    rows, cols = (starts(n, size, stride, padding) for n in (len(plane), len(plane[0])))
    return [
        [
            [
                (i, j)
                for i in range(top, top + size)
                for j in range(left, left + size)
                if _at(plane, i, j, -inf) == tops[r][c]
            ]
            for c, left in enumerate(cols)
        ]
        for r, top in enumerate(rows)
    ]


def conv1d(sequence: Map, weight: Map, bias: float = 0, stride: int = 1) -> list[float]:
    """One filter `[c][k]` over a sequence `[c][l]`: one number a position, none if it does not fit."""
    width = len(weight[0])
    return [
        bias
        + sum(w * line[at + i] for line, ws in zip(sequence, weight, strict=True) for i, w in enumerate(ws))
        for at in starts(len(sequence[0]), width, stride)
    ]


def conv_matrix(side: int, k: int, stride: int = 1) -> list[list[int]]:
    """The matrix of a k×k kernel on a side×side image: each entry the index of a weight, or -1 for a zero."""
    from_ = starts(side, k, stride)
    return [
        [
            (i - top) * k + j - left if 0 <= i - top < k and 0 <= j - left < k else -1
            for i in range(side)
            for j in range(side)
        ]
        for top in from_
        for left in from_
    ]


def _at(plane: Map, i: int, j: int, outside: float) -> float:
    return plane[i][j] if 0 <= i < len(plane) and 0 <= j < len(plane[0]) else outside


def _windows(plane: Map, size: int, stride: int, padding: int, fill: float) -> list[list[list[float]]]:
    rows, cols = (starts(n, size, stride, padding) for n in (len(plane), len(plane[0])))
    return [
        [[_at(plane, top + i, left + j, fill) for i in range(size) for j in range(size)] for left in cols]
        for top in rows
    ]


def _l1(cells: Iterable[float]) -> float:
    return sum(abs(v) for v in cells)


_POOLS = {
    "max": max,
    "average": lambda cells: sum(cells) / len(cells),
    "l1": _l1,
    "l2": lambda cells: sqrt(sum(v * v for v in cells)),
}
