"""`ConvStepper`: a window of weights walks over an image; numbers in cells, the sum written out."""

from typing import Any

import traitlets as t

from cnnkit.visualize.drawing import Drawing
from cnnkit.widgets.arithmetic import Map, Volume, as_volume, conv2d, starts, unread
from cnnkit.widgets.arrays import check_depth, check_presets, check_range, listed
from cnnkit.widgets.base import Widget
from cnnkit.widgets.items import WidgetError
from cnnkit.widgets.traits import Number, Numbers, Whole

LAYOUTS = "[h][w] for one channel, [c][h][w] for more"
CONTROLS = ("stride", "padding", "dilation", "bias", "relu", "flip")


class ConvStepper(Widget):
    """Arrow keys, a drag or Play move the window; the sum, and the cells that no window reads, follow.

        ConvStepper()                                   # 5×5, kernel 2×2, stride 2: a row and a column unread
        ConvStepper.channels()                          # three channels; a negative sum that ReLU cuts
        ConvStepper(image=x.tolist(), kernel=w.tolist(), padding=1, flip=True)

    `image` and `kernel` are both `[h][w]` or both `[c][h][w]`, with at most 4 channels and sides up to 9.
    `row` and `col` choose the output cell. `controls` lists what the reader may change (of stride, padding,
    dilation, bias, relu, flip), `presets` starting points: `[{"label": "Stride 1 reads all", "stride": 1}]`.

    Raises WidgetError (a ValueError) for a window that does not fit and other bad values. In the page the
    reader may make such a state; there it is explained.
    """

    slug = "conv-stepper"

    image = Numbers(
        [[1, 0, 2, 1, 3], [2, 1, 0, 3, 1], [0, 2, 1, 1, 2], [3, 1, 2, 0, 1], [1, 2, 0, 2, 3]], min=-99, max=99
    ).tag(sync=True)
    kernel = Numbers([[2, 1], [0, -1]], min=-99, max=99).tag(sync=True)
    bias = Number(0, min=-99, max=99).tag(sync=True)
    stride = t.Int(2).tag(sync=True)
    padding = t.Int(0).tag(sync=True)
    dilation = t.Int(1).tag(sync=True)
    row = Whole(0, min=0, max=14).tag(sync=True)
    col = Whole(0, min=0, max=14).tag(sync=True)
    relu = t.Bool(False).tag(sync=True)
    flip = t.Bool(False, help="turn the kernel by 180°: true convolution").tag(sync=True)
    controls = t.List(t.Unicode(), ["stride", "padding", "dilation", "flip"]).tag(sync=True)
    presets = t.List(t.Dict()).tag(sync=True)

    def open(self) -> None:
        """Traits are checked together before they reach a page: called when the widget is made."""
        if len(self._image) != len(self._kernel):
            raise WidgetError(
                f"image has {len(self._image)} channels and kernel {len(self._kernel)}: "
                "a filter is as deep as its input, one 2-D kernel for each channel"
            )
        rows, cols = len(self.output), len(self.output[0])
        check_range(self.row, "row", 0, rows - 1, f"the output has {rows} rows")
        check_range(self.col, "col", 0, cols - 1, f"the output has {cols} columns")
        super().open()

    @classmethod
    def channels(cls, **kwargs: Any) -> "ConvStepper":
        """Three channels, one filter of three kernels, a bias and ReLU; the first sum is negative."""
        default = {
            "image": [
                [[1, 2, 0, 1], [0, 1, 3, 2], [2, 1, 0, 1], [1, 0, 2, 3]],
                [[0, 1, 2, 1], [3, 0, 1, 0], [1, 2, 1, 0], [0, 1, 1, 2]],
                [[2, 0, 1, 1], [1, 3, 0, 2], [0, 1, 2, 0], [1, 1, 0, 1]],
            ],
            "kernel": [[[1, -1], [2, 0]], [[0, 1], [-2, 1]], [[1, 0], [0, -1]]],
            "bias": 1,
            "stride": 1,
            "relu": True,
            "controls": ["stride", "padding", "bias", "relu"],
            "presets": [],
        }
        return cls(**(default | kwargs))

    @property
    def output(self) -> Map:
        """The map as the widget shows it, `[h'][w']`: after the bias and, if on, after ReLU."""
        return conv2d(
            self._image,
            self._kernel,
            bias=self.bias,
            stride=self.stride,
            padding=self.padding,
            dilation=self.dilation,
            flip=self.flip,
            relu=self.relu,
        )

    @property
    def sentence(self) -> str:
        """Where the windows start and what they leave out, as the page says it."""
        (h, kh), (w, kw) = self._sides
        rows, cols = starts(h, kh, *self._steps), starts(w, kw, *self._steps)
        number = lambda found: ", ".join(map(str, found)).replace("-", "−")
        where = number(rows) if (h, kh) == (w, kw) else f"{listed('row', rows)} and {listed('column', cols)}"
        lost = [unread(n, k, *self._steps) for n, k in self._sides]
        real = [[i for i in found if 0 <= i < n] for found, (n, _) in zip(lost, self._sides, strict=True)]
        parts = [part for part in (listed("row", real[0]), listed("column", real[1])) if part]
        if parts:
            verb = "is" if len(real[0]) + len(real[1]) == 1 else "are"
            return f"Windows start at {where}; {' and '.join(parts)} {verb} never read."
        rest = "only padding zeros are never read" if any(lost) else "every cell is read"
        return f"Windows start at {where}; {rest}."

    @property
    def _image(self) -> Volume:
        return as_volume(self.image)

    @property
    def _kernel(self) -> Volume:
        return as_volume(self.kernel)

    @property
    def _sides(self) -> tuple[tuple[int, int], tuple[int, int]]:
        image, kernel = self._image[0], self._kernel[0]
        return (len(image), len(kernel)), (len(image[0]), len(kernel[0]))

    @property
    def _steps(self) -> tuple[int, int, int]:
        return self.stride, self.padding, self.dilation

    @t.validate("image", "kernel")
    def _valid_cells(self, proposal: Any) -> Any:
        name = proposal.trait.name
        shape = check_depth(proposal.value, name, (2, 3), LAYOUTS)
        if max(shape[-2:]) > 9 or (len(shape) == 3 and shape[0] > 4):
            raise WidgetError(f"{name} has shape {shape}; numbers stay readable up to 4 channels of 9×9")
        return proposal.value

    @t.validate("stride", "padding", "dilation")
    def _valid_step(self, proposal: Any) -> int:
        low, high, why = {
            "stride": (1, 5, "it counts the cells that the window moves"),
            "padding": (0, 3, "it counts the zeros on each side"),
            "dilation": (1, 3, "1 means neighbouring cells"),
        }[proposal.trait.name]
        return check_range(proposal.value, proposal.trait.name, low, high, why)

    @t.validate("controls")
    def _valid_controls(self, proposal: Any) -> Any:
        unknown = [name for name in proposal.value if name not in CONTROLS]
        if unknown:
            raise WidgetError(f"controls={unknown}: legal are {', '.join(CONTROLS)}")
        return proposal.value

    @t.validate("presets")
    def _valid_presets(self, proposal: Any) -> Any:
        legal = {"image", "kernel", "bias", "stride", "padding", "dilation", "row", "col", "relu", "flip"}
        return check_presets(proposal.value, legal)

    @t.default("presets")
    def _presets(self) -> list[dict[str, Any]]:
        return [
            {"label": "Stride 1 reads every cell", "stride": 1, "padding": 0, "dilation": 1},
            {"label": "Padding 1 drops only zeros", "stride": 2, "padding": 1, "dilation": 1},
        ]

    @property
    def form(self) -> str:
        return "conv-stepper.channels" if len(self._image) > 1 else self.slug

    @t.default("still")
    def _still(self) -> str:
        return f"<p><strong>{self.question}</strong></p>{self._drawing().svg()}<p>{self.sentence}</p>"

    def _drawing(self) -> Drawing:
        """The first frame: each channel's window and kernel, and the map they give."""
        output, cell = self.output, 34
        (h, kh), (w, kw) = self._sides
        lost = [unread(n, k, *self._steps) for n, k in self._sides]
        top, left = (
            starts(n, k, *self._steps)[at]
            for (n, k), at in zip(self._sides, (self.row, self.col), strict=True)
        )
        reach = [self.dilation * (k - 1) for k in (kh, kw)]
        lane = max(h, kh) * cell + 16
        height = max(len(self._image) * lane, len(output) * cell + 30)
        kernel_x = w * cell + 60
        output_x = kernel_x + kw * cell + 60
        picture = Drawing(
            output_x + len(output[0]) * cell + 10,
            height + 26,
            alt=f"A {kh}×{kw} window on a {h}×{w} image, stride {self.stride}, padding {self.padding}; "
            f"the output is {len(output)}×{len(output[0])}. {self.sentence}",
        )
        inside = lambda i, j: 0 <= i - top <= reach[0] and 0 <= j - left <= reach[1]
        for c, (plane, weights) in enumerate(zip(self._image, self._kernel, strict=True)):
            y = 26 + c * lane
            picture.grid(4, y, plane, cell=cell, fill=lambda i, j: "sky" if inside(i, j) else "paper")
            for i in range(h):
                for j in range(w):
                    if i in lost[0] or j in lost[1]:
                        picture.hatch(4 + j * cell, y + i * cell, cell, cell)
            picture.grid(kernel_x, y, weights, cell=cell)
        picture.grid(output_x, 26, [[f"{v:g}" for v in line] for line in output], cell=cell)
        for x, name in ((4, "image"), (kernel_x, "kernel"), (output_x, "output")):
            picture.text(x, 12, name, anchor="start", fill="muted")
        return picture
