"""Where to put boxes and arrows so that every arrow points down and no two boxes touch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

GAP, BEND = 8.0, 6.0


@dataclass(frozen=True)
class Layout:
    """Centres of the boxes as (x, layer), and arrows as chains of such points, from source to target."""

    boxes: tuple[tuple[float, int], ...]
    arrows: tuple[tuple[tuple[float, int], ...], ...]
    layers: int


def lay_out(widths: Sequence[float], edges: Sequence[tuple[int, int]], room: float) -> Layout:
    """Layers from top to bottom, in each the boxes side by side; an arrow past a layer bends between boxes.

    Args:
        widths: of the boxes, in the order in which they ran: an edge leads from a lower to a higher depth.
        edges: pairs of places in `widths`, without circles.
        room: width of the drawing.

    Raises:
        ValueError: boxes and bends of a layer need more than `room`.
    """
    for share in (1.0, 0.85, 0.7, 0.55, 0.4, 0.3):  # bends need room too: with less for boxes they find it
        depth = _depths(widths, edges, share * room)
        try:
            return _bent(widths, edges, depth, room)
        except ValueError:
            if share == 0.3:
                raise
    raise AssertionError


def _depths(widths: Sequence[float], edges: Sequence[tuple[int, int]], room: float) -> list[int]:
    """The first layer below a box's sources that still has room for it."""
    depths: dict[int, int] = {}
    filled: dict[int, float] = {}
    waiting = list(range(len(widths)))
    while waiting:
        box = next(b for b in waiting if all(a in depths for a, target in edges if target == b))
        waiting.remove(box)
        layer = 1 + max((depths[a] for a, target in edges if target == box), default=-1)
        while filled.get(layer, 0.0) and filled[layer] + GAP + widths[box] > room:
            layer += 1
        filled[layer] = filled.get(layer, 0.0) + GAP + widths[box]
        depths[box] = layer
    return [depths[box] for box in range(len(widths))]


def _bent(
    widths: Sequence[float], edges: Sequence[tuple[int, int]], depth: Sequence[int], room: float
) -> Layout:
    layers: list[list[int]] = [[] for _ in range(1 + max(depth, default=-1))]
    for box in range(len(widths)):
        layers[depth[box]].append(box)
    wide, links, chains = list(widths), [], []
    for a, b in edges:  # one bend in each layer that an arrow passes
        chain = [a]
        for layer in range(depth[a] + 1, depth[b]):
            wide.append(BEND)
            layers[layer].append(len(wide) - 1)
            chain.append(len(wide) - 1)
        chains.append([*chain, b])
        links += pairwise(chains[-1])
    level = {point: number for number, layer in enumerate(layers) for point in layer}
    x = _placed(layers, wide, links, room)
    return Layout(
        tuple((x[box], level[box]) for box in range(len(widths))),
        tuple(tuple((x[point], level[point]) for point in chain) for chain in chains),
        len(layers),
    )


def _placed(
    layers: list[list[int]], wide: Sequence[float], links: Sequence[tuple[int, int]], room: float
) -> list[float]:
    """x of every point: near the middle of its neighbours, first of those above, then of those below."""
    above: dict[int, list[int]] = {}
    below: dict[int, list[int]] = {}
    for a, b in links:
        above.setdefault(b, []).append(a)
        below.setdefault(a, []).append(b)
    x = [room / 2] * len(wide)
    for layer in layers:
        _spread(layer, {point: x[point] for point in layer}, wide, room, x)
    for sweep in range(8):
        down = sweep % 2 == 0
        for layer in layers if down else reversed(layers):
            wish = {}
            for point in layer:
                near = [x[other] for other in (above if down else below).get(point, [])]
                wish[point] = sum(near) / len(near) if near else x[point]
            if sweep < 6:
                layer.sort(key=lambda point: wish[point])
            _spread(layer, wish, wide, room, x)
    return x


def _spread(
    layer: list[int], wish: dict[int, float], wide: Sequence[float], room: float, x: list[float]
) -> None:
    """Put a layer's points as near to their wishes as its order and gaps allow (least squares)."""
    gap = GAP
    need = sum(wide[point] for point in layer) + gap * (len(layer) - 1)
    if need > room and len(layer) > 1:
        gap = max(2.0, (room - need + gap * (len(layer) - 1)) / (len(layer) - 1))
        need = sum(wide[point] for point in layer) + gap * (len(layer) - 1)
    if need > room + 1e-6:
        raise ValueError(f"a layer of {len(layer)} boxes needs {need:.0f} of {room:.0f}")
    offset, along = [], 0.0  # centres of the points, were they packed from the left
    for point in layer:
        offset.append(along + wide[point] / 2)
        along += wide[point] + gap
    blocks: list[tuple[float, int]] = []  # points that touch move as one, to the mean of their wishes
    for point, at in zip(layer, offset, strict=True):
        mean, size = wish[point] - at, 1
        while blocks and blocks[-1][0] > mean:
            other, count = blocks.pop()
            mean, size = (mean * size + other * count) / (size + count), size + count
        blocks.append((mean, size))
    shifts = [min(max(mean, 0.0), room - need) for mean, size in blocks for _ in range(size)]
    for point, at, shift in zip(layer, offset, shifts, strict=True):
        x[point] = at + shift
