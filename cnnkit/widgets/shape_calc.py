"""`ShapeCalc`: where windows fit on a row of pixels, which pixels none reads, and what would be exact."""

from typing import Any, Literal

import traitlets as t

from cnnkit.sizing.explain import explain_conv
from cnnkit.sizing.geometry import GeometryError, Padding, same_padding
from cnnkit.visualize.drawing import Drawing
from cnnkit.widgets.base import Widget
from cnnkit.widgets.items import WidgetError, rich
from cnnkit.widgets.traits import OneOf, Whole

ROW = {"n": 10, "kernel": 3, "stride": 2, "pad_left": 0, "pad_right": 0, "dilation": 1, "mode": "conv"}
EVEN = ROW | {"kernel": 4, "stride": 1}
PRESETS: dict[str, list[list[Any]]] = {
    "size": [
        ["AlexNet from 224", ROW | {"n": 224, "kernel": 11, "stride": 4}],
        ["AlexNet from 227", ROW | {"n": 227, "kernel": 11, "stride": 4}],
        ["Overlapping pool", ROW | {"n": 55, "mode": "max_pool"}],
        ["Kernel too big", ROW | {"n": 4, "kernel": 5, "stride": 1}],
    ],
    "padding": [
        ["Valid, stride 2", ROW],
        ["Same, stride 2: one side", ROW | {"pad_right": 1}],
        ["Same, 9 wide: both sides", ROW | {"n": 9, "pad_left": 1, "pad_right": 1}],
        ["Same, kernel 4: 1 and 2", EVEN | {"pad_left": 1, "pad_right": 2}],
        ["Kernel 4, padding 2: one too many", EVEN | {"pad_left": 2, "pad_right": 2}],
    ],
}  # fmt: skip
"""Sets of presets, each named by its claim: `size` for output sizes, `padding` for same and even kernels."""


class ShapeCalc(Widget):
    """One axis of a convolution or pool; starts with 10 pixels, kernel 3, stride 2: 4.5 windows.

    Args:
        n, kernel, stride, dilation: whole numbers. A kernel that does not fit is shown and explained.
        padding: columns on each side, a `(left, right)` pair, `"same"` (`ceil(n / stride)` out) or `"valid"`.
        mode: `"conv"`, `"max_pool"` or `"avg_pool"`; `ceil_mode` counts for pools only.
        presets: a key of `PRESETS`, or a list of `[claim, {trait: value}]`.

    `size` and `explanation` are what the page shows, computed by `cnnkit.sizing`.
    """

    slug = "shape-calc"

    n = Whole(10, min=1, max=256).tag(sync=True)
    kernel = Whole(3, min=1, max=64).tag(sync=True)
    stride = Whole(2, min=1, max=32).tag(sync=True)
    pad_left = Whole(0, min=0, max=32).tag(sync=True)
    pad_right = Whole(0, min=0, max=32).tag(sync=True)
    dilation = Whole(1, min=1, max=16).tag(sync=True)
    mode = OneOf(("conv", "max_pool", "avg_pool")).tag(sync=True)
    ceil_mode = t.Bool(False).tag(sync=True)
    presets = t.List(t.Dict(), help="{label, …traits} of each button").tag(sync=True)

    def __init__(
        self,
        n: int = 10,
        kernel: int = 3,
        stride: int = 2,
        padding: Padding | None = None,
        *,
        presets: Literal["size", "padding"] | list[list[Any]] = "size",
        **kwargs: Any,
    ) -> None:
        if isinstance(presets, str) and presets not in PRESETS:
            raise WidgetError(
                f"presets={presets!r}: give one of {sorted(PRESETS)}, or a list of [claim, traits]"
            )
        chosen = PRESETS[presets] if isinstance(presets, str) else presets
        kwargs["presets"] = [{"label": claim, **traits} for claim, traits in chosen]
        if padding is not None:
            sides = _sides(padding, n, kernel, stride, kwargs.get("dilation", 1))
            kwargs["pad_left"], kwargs["pad_right"] = sides
        kwargs.setdefault("question", "Which choices lose no pixel?")
        super().__init__(n=n, kernel=kernel, stride=stride, **kwargs)

    @property
    def size(self) -> int | None:
        """Numbers that come out along this axis; None where torch refuses."""
        explained = self._explain()
        return None if isinstance(explained, str) else explained.size

    @property
    def explanation(self) -> str:
        """The derivation with its numbers, or why it cannot work and what would be legal."""
        return str(self._explain())

    def _explain(self) -> Any:
        pool = self.mode != "conv"
        sides = (self.pad_left, self.pad_right)
        try:
            return explain_conv(
                self.n, self.kernel, self.stride,
                self.pad_left if self.pad_left == self.pad_right else sides, self.dilation,
                ceil_mode=pool and self.ceil_mode, pool=pool,
            )  # fmt: skip
        except GeometryError as error:
            return str(error)

    @t.default("still")
    def _still(self) -> str:
        explained = self._explain()
        picture = "" if isinstance(explained, str) else _first_frame(self, explained).svg()
        return f"<p><strong>{rich(self.question)}</strong></p>{picture}<p>{rich(self.explanation)}</p>"


def _sides(padding: Padding, n: int, kernel: int, stride: int, dilation: int) -> tuple[int, int]:
    if padding == "same":
        return same_padding(n, kernel, stride, dilation)
    if padding == "valid":
        return 0, 0
    if isinstance(padding, tuple | list) and len(padding) == 2:
        return padding[0], padding[1]
    if isinstance(padding, int) and not isinstance(padding, bool):
        return padding, padding
    raise WidgetError(f'padding={padding!r}: give a whole number, a (left, right) pair, "same" or "valid"')


def _first_frame(calc: ShapeCalc, explained: Any) -> Drawing:
    left, columns = calc.pad_left, calc.pad_left + calc.n + calc.pad_right
    cell = min(44.0, 640 / columns)
    x = lambda column: (640 - columns * cell) / 2 + (column + left) * cell
    pitch = min(24.0, 220 / max(1, explained.size))
    reach = calc.dilation * (calc.kernel - 1) + 1
    drawing = Drawing(640, 80 + explained.size * pitch, calc.explanation)
    for column in range(-left, calc.n + calc.pad_right):
        inside = 0 <= column < calc.n
        drawing.rect(
            x(column), 24, cell, 36, fill="paper" if inside else "none", dash="" if inside else "4 3"
        )
        if column in explained.unread:
            drawing.hatch(x(column), 24, cell, 36)
        if cell >= 17:
            drawing.text(x(column) + cell / 2, 42, f"{column if inside else 0}", size=13)
    for row, start in enumerate(explained.windows):
        y = 72 + row * pitch
        drawing.rect(x(start), y, reach * cell, max(1.5, pitch - 5), fill="blue", stroke="blue", opacity=0.28)
    if explained.unread:
        drawing.text(x(explained.unread[-1] + 1), 12, "never read", fill="orange", anchor="end", bold=True)
    return drawing
