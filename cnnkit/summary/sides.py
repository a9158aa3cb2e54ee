"""Two maps of unequal sides that are to be added or concatenated: what lost a line, and what cures it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.modules.conv import _ConvNd, _ConvTransposeNd
from torch.nn.modules.pooling import _AvgPoolNd, _MaxPoolNd

from cnnkit.summary.edits import Edit
from cnnkit.summary.failing import Failing
from cnnkit.summary.notes import Made, Note
from cnnkit.summary.origin import makers, times
from cnnkit.summary.row import Shape

Part = tuple[Shape, Note, int]
"""Shape, note, and place among the tensors that are joined."""
Replace = Callable[[int, Callable[[Tensor], Tensor]], dict[int, Any]]


def side_edits(f: Failing, a: Part, b: Part, replaced: Replace) -> tuple[str, list[Edit]]:
    """What lost lines, in words that end the sentence of the problem; and cures, likeliest first."""
    small, large = (a, b) if a[0][2:] < b[0][2:] else (b, a)
    near = all(abs(p - q) <= 2 and min(p, q) > 2 for p, q in zip(a[0][2:], b[0][2:], strict=True))
    if not near:
        return "", _strides(small, large)
    edits = [*_padded(small, large)]
    dropped = next((d for d in (_dropped(small[1]), _dropped(large[1])) if d), "")
    if dropped or not edits:
        edits = [*_larger_input(f), *_enlarged(small, large), *edits]
    if len(a[0]) < 6:
        edits += _cut(small, large, replaced)
    return dropped, edits


def _dropped(note: Note) -> str:
    """The layer that halved an odd side, which no doubling brings back."""
    for made in makers(note):
        if not made.sources or len(made.shape) != len(made.sources[0][0]) or len(made.shape) < 3:
            continue
        for n, m in zip(made.sources[0][0][2:], made.shape[2:], strict=True):
            times_smaller = round(n / m)
            if times_smaller > 1 and n != m * times_smaller:
                what = made.label or made.kind
                return f": {what} makes {m} of {n}, and {times_smaller}·{m} is {times_smaller * m}, not {n}"
    return ""


def _larger_input(f: Failing) -> list[Edit]:
    """Sides that can be halved as often as the network does; the first that works is told."""
    shape = f.trace.inputs[0].shape
    edits = []
    for power in range(1, 8):
        k = 2**power
        sides = tuple(-(-side // k) * k for side in shape[2:])
        if sides != shape[2:]:
            words = f"an input of {times(sides).replace('·', '×')}, whose sides {k} divides"
            edits.append(Edit(words, inputs={0: shape[:2] + sides}, instead="input"))
    return edits


def _enlarged(small: Part, large: Part) -> list[Edit]:
    """The layer that doubled the smaller map, told to make it a little larger."""
    more = tuple(q - p for p, q in zip(small[0][2:], large[0][2:], strict=True))
    made = _last(small[1], (_ConvTransposeNd, nn.Upsample))
    if made is None:
        return []
    name, module = made.module
    if isinstance(module, nn.Upsample):
        size = large[0][2:]
        words = f"F.interpolate(x, size=skip.shape[2:]) in place of {made.label}, here {size}"
        return [Edit(words, attributes={(name, "size"): size, (name, "scale_factor"): None})]
    own = tuple(p + m for p, m in zip(module.output_padding, more, strict=True))
    return [Edit(f"output_padding={_told(own)} in {made.label}", attributes={(name, "output_padding"): own})]


def _padded(small: Part, large: Part) -> list[Edit]:
    """A convolution without the padding that keeps the side."""
    more = [q - p for p, q in zip(small[0][2:], large[0][2:], strict=True)]
    made = _last(small[1], (_ConvNd,))
    if made is None or isinstance(made.module[1], _ConvTransposeNd) or any(m % 2 or m < 0 for m in more):
        return []
    name, module = made.module
    if isinstance(module.padding, str) or max(module.stride) > 1:
        return []
    own = tuple(p + m // 2 for p, m in zip(module.padding, more, strict=True))
    return [Edit(f"padding={_told(own)} in {made.label}", attributes={(name, "padding"): own})]


def _cut(small: Part, large: Part, replaced: Replace) -> list[Edit]:
    more = [q - p for p, q in zip(small[0][2:], large[0][2:], strict=True)]
    pad = [n for m in reversed(more) for n in (0, m)]
    sides = small[0][2:]
    window = ", ".join(f":{side}" for side in sides)
    slices = (..., *(slice(side) for side in sides))
    return [
        Edit(
            f"F.pad(x, {tuple(pad)}) on the smaller map",
            operations=replaced(small[2], lambda x: F.pad(x, pad)),
        ),
        Edit(f"[..., {window}] on the larger map", operations=replaced(large[2], lambda x: x[slices])),
    ]


def _strides(small: Part, large: Part) -> list[Edit]:
    """One branch has a stride that the other has not."""
    made = _last(large[1], (_ConvNd, _MaxPoolNd, _AvgPoolNd))
    ratios = [-(-q // p) for p, q in zip(small[0][2:], large[0][2:], strict=True)]
    edits = []
    if made is not None and not isinstance(made.module[1], _ConvTransposeNd):
        name, module = made.module
        axes = len(ratios)
        stride = [module.stride] * axes if isinstance(module.stride, int) else list(module.stride)
        own = tuple(s * r for s, r in zip(stride, ratios, strict=True))
        words = f"the same stride in both branches: stride={_told(own)} in {made.label}"
        edits.append(Edit(words, attributes={(name, "stride"): own}))
    return edits


def _last(note: Note, kinds: tuple[type, ...]) -> Made | None:
    """The last layer of one of these kinds on the way to a tensor, with nothing else that resizes between."""
    for made in makers(note):
        if made.kind == "module" and isinstance(made.module[1], kinds):
            return made
        if made.sources and made.sources[0][0][2:] != made.shape[2:]:
            return None
    return None


def _told(sizes: tuple[int, ...]) -> int | tuple[int, ...]:
    """As one writes it: a single number where all are alike."""
    return sizes[0] if len(set(sizes)) == 1 else sizes
