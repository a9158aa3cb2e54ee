"""`ConvMatrix`: the matrix that a convolution is, with its zeros and its repeated weights."""

from typing import Any

import traitlets as t

from cnnkit.visualize.drawing import Drawing
from cnnkit.widgets.arithmetic import conv_matrix
from cnnkit.widgets.arrays import check_range
from cnnkit.widgets.base import Widget
from cnnkit.widgets.traits import Whole

COLOURS = ("sky", "yellow", "green", "pink", "orange", "blue", "muted", "line", "panel")


class ConvMatrix(Widget):
    """Point at a row to see its window, at a weight to see every place where it is used.

        ConvMatrix()                    # a 2×2 kernel on 5×5 pixels: 16×25 entries, 64 not zero, 4 values
        ConvMatrix(size=3, stride=2)

    `side` is that of the image (4 to 6), `size` that of the kernel (2 or 3), `stride` 1 or 2. `row` is the
    row shown; `weight` the weight marked, -1 for all. Raises WidgetError (a ValueError) for other values.
    """

    slug = "conv-matrix"

    side = t.Int(5).tag(sync=True)
    size = t.Int(2).tag(sync=True)
    stride = t.Int(1).tag(sync=True)
    row = Whole(5, min=0, max=24).tag(sync=True)
    weight = Whole(-1, min=-1, max=8).tag(sync=True)

    def open(self) -> None:
        """Traits are checked together before they reach a page: called when the widget is made."""
        rows, weights = len(self.matrix), self.size**2
        check_range(self.row, "row", 0, rows - 1, f"the matrix has {rows} rows")
        check_range(
            self.weight, "weight", -1, weights - 1, f"the kernel has {weights} weights, -1 marks none"
        )
        super().open()

    @property
    def matrix(self) -> list[list[int]]:
        """`(outputs, pixels)`: the index of the weight in each entry, row by row; -1 for a zero."""
        return conv_matrix(self.side, self.size, self.stride)

    @property
    def counts(self) -> tuple[int, int, int]:
        """Entries, entries that are not zero, different values among these."""
        entries = [index for line in self.matrix for index in line]
        used = [index for index in entries if index >= 0]
        return len(entries), len(used), len(set(used))

    @t.validate("side", "size", "stride")
    def _valid(self, proposal: Any) -> int:
        low, high = {"side": (4, 6), "size": (2, 3), "stride": (1, 2)}[proposal.trait.name]
        return check_range(proposal.value, proposal.trait.name, low, high, "larger matrices cannot be read")

    @t.default("still")
    def _still(self) -> str:
        return f"<p><strong>{self.question}</strong></p>{self._drawing().svg()}"

    def _drawing(self) -> Drawing:
        """The whole matrix: a letter and a colour for each weight."""
        entries, used, values = self.counts
        cell, matrix = 24, self.matrix
        picture = Drawing(
            cell * len(matrix[0]) + 8,
            cell * len(matrix) + 8,
            alt=f"The {len(matrix)}×{len(matrix[0])} matrix of a {self.size}×{self.size} kernel on "
            f"{self.side}×{self.side} pixels: {used} of {entries} entries are not zero, {values} values.",
        )
        letters = [["" if index < 0 else "abcdefghi"[index] for index in line] for line in matrix]
        picture.grid(
            4, 4, letters, cell=cell, fill=lambda i, j: "paper" if matrix[i][j] < 0 else COLOURS[matrix[i][j]]
        )
        return picture.rect(
            4, 4 + self.row * cell, cell * len(matrix[0]), cell, fill="none", stroke="blue", width=3
        )
