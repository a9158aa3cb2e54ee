"""`PoolStepper`: max, average, L1 and L2 over a few numbers; which of them could change unnoticed."""

from typing import Any

import traitlets as t

from cnnkit.visualize.drawing import Drawing
from cnnkit.widgets.arithmetic import Map, pool2d, starts, winners
from cnnkit.widgets.arrays import check_depth, check_presets, check_range
from cnnkit.widgets.base import Widget
from cnnkit.widgets.items import WidgetError
from cnnkit.widgets.traits import Numbers, Whole


class PoolStepper(Widget):
    """Edit cells, choose the function, the window and the stride; outputs and the winners' places follow.

        PoolStepper()                                    # all cells negative: a maximum must not start at 0
        PoolStepper(mode="average", size=3, stride=1)    # overlapping windows

    `image` is `[h][w]` with sides up to 8; `mode` is max, average, l1 (sum of magnitudes) or l2 (root of the
    sum of squares). Padding counts as minus infinity for max and as zeros for the others. `reveal` marks the
    cells that can change, one at a time, without any output changing.

    Raises WidgetError (a ValueError) for a window that does not fit and other bad values.
    """

    slug = "pool-stepper"

    image = Numbers(
        [[-7, -3, -8, -5], [-4, -6, -2, -9], [-5, -1, -6, -3], [-8, -5, -4, -7]], min=-99, max=99
    ).tag(sync=True)
    mode = t.Unicode("max").tag(sync=True)
    size = t.Int(2).tag(sync=True)
    stride = t.Int(2).tag(sync=True)
    padding = t.Int(0).tag(sync=True)
    row = Whole(0, min=0, max=11).tag(sync=True)
    col = Whole(0, min=0, max=11).tag(sync=True)
    reveal = t.Bool(False).tag(sync=True)
    presets = t.List(t.Dict()).tag(sync=True)

    def open(self) -> None:
        """Traits are checked together before they reach a page: called when the widget is made."""
        if self.padding > self.size / 2:
            raise WidgetError(
                f"padding={self.padding} is more than half of size={self.size}: a corner window would read "
                f"padding only, so torch refuses it; legal is 0 to {self.size // 2}"
            )
        h, w = len(self.image), len(self.image[0])
        if min(h, w) + 2 * self.padding < self.size:
            raise WidgetError(
                f"a window of {self.size} does not fit: the image is {h}×{w}, "
                f"on its shorter side, with padding, {min(h, w)} + 2·{self.padding} cells"
            )
        check_range(self.row, "row", 0, len(self.output) - 1, f"the output has {len(self.output)} rows")
        check_range(self.col, "col", 0, len(self.output[0]) - 1, f"it has {len(self.output[0])} columns")
        super().open()

    @property
    def output(self) -> Map:
        """The pooled map `[h'][w']`, equal to torch (L1 and L2: `lp_pool2d` of the magnitudes)."""
        return pool2d(self.image, self.size, self.stride, self.padding, self.mode)

    @t.validate("image")
    def _valid_image(self, proposal: Any) -> Any:
        shape = check_depth(
            proposal.value, "image", (2,), "[h][w]: each channel is pooled alone, so one is enough"
        )
        if max(shape) > 8:
            raise WidgetError(f"image has shape {shape}; numbers stay readable up to 8×8")
        return proposal.value

    @t.validate("mode")
    def _valid_mode(self, proposal: Any) -> str:
        if proposal.value not in ("max", "average", "l1", "l2"):
            raise WidgetError(f"mode={proposal.value!r}: legal are max, average, l1, l2")
        return proposal.value

    @t.validate("size", "stride", "padding")
    def _valid_step(self, proposal: Any) -> int:
        low, high = {"size": (1, 4), "stride": (1, 4), "padding": (0, 2)}[proposal.trait.name]
        return check_range(proposal.value, proposal.trait.name, low, high)

    @t.validate("presets")
    def _valid_presets(self, proposal: Any) -> Any:
        legal = {"image", "mode", "size", "stride", "padding", "row", "col", "reveal"}
        return check_presets(proposal.value, legal)

    @t.default("presets")
    def _presets(self) -> list[dict[str, Any]]:
        return [
            {"label": "Windows overlap (3, stride 1)", "size": 3, "stride": 1, "padding": 0},
            {"label": "A row is never read (3, stride 2)", "size": 3, "stride": 2, "padding": 0},
        ]

    @t.default("still")
    def _still(self) -> str:
        return f"<p><strong>{self.question}</strong></p>{self._drawing().svg()}"

    def _drawing(self) -> Drawing:
        """The first frame: the input with its windows' winners, and the output."""
        cell, output = 40, self.output
        h, w = len(self.image), len(self.image[0])
        x = w * cell + 80
        won = winners(self.image, self.size, self.stride, self.padding) if self.mode == "max" else []
        places = sorted({place for line in won for window in line for place in window})
        picture = Drawing(
            x + len(output[0]) * cell + 10,
            max(h, len(output)) * cell + 34,
            alt=f"{self.mode} pooling of a {h}×{w} map, window {self.size}, stride {self.stride}: "
            f"the output is {'; '.join(', '.join(f'{v:g}' for v in line) for line in output)}.",
        )
        top, left = (starts(n, self.size, self.stride, self.padding) for n in (h, w))
        inside = lambda i, at: at <= i < at + self.size
        picture.grid(
            4,
            26,
            self.image,
            cell=cell,
            fill=lambda i, j: "sky" if inside(i, top[self.row]) and inside(j, left[self.col]) else "paper",
        )
        for i, j in places:
            picture.rect(
                4 + j * cell + 5,
                31 + i * cell,
                cell - 10,
                cell - 10,
                fill="none",
                stroke="pink",
                radius=15,
                width=2,
            )
        picture.grid(x, 26, [[f"{v:.3g}" for v in line] for line in output], cell=cell)
        picture.text(4, 12, "input", anchor="start", fill="muted")
        return picture.text(x, 12, f"{self.mode} of each window", anchor="start", fill="muted")
