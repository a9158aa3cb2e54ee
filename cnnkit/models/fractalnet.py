"""FractalNet: G. Larsson, M. Maire, G. Shakhnarovich, "FractalNet: ultra-deep neural networks without
residuals", ICLR 2017 (arXiv 1605.07648), figure 1 and sections 3 and 4.

One rule, applied again and again, makes paths of 1, 2, 4, … layers side by side, and the short ones teach the
long: f₁ = conv; f with one column more = mean of (f after f) and (one conv). No signal skips a layer.

`(n, 3, 32, 32) -> (n, 10)` logits; 32 to 63 pixels a side (five 2×2 pools end at 1×1), else `ValueError`.
The layers before the head take other sides too.
A block of c columns is 2^(c-1) layers deep and holds 2^c - 1 convolutions; five blocks make 20 and 40 layers.

In training mode each batch takes, with probability 1/2 each, local drop-path (every join drops an input with
probability 0.15, never all) or global drop-path (one column, the same in all blocks, is the whole network).
In eval mode all paths run; `column=c` runs the c-th column alone, in both modes: a plain network (the last
one, the deepest, is what the paper extracts after training). Under DistributedDataParallel a step leaves
parameters without gradient: `find_unused_parameters=True`. A compiled network is one graph in eval mode; in
training mode each draw ends a graph.

Parameters for 10 classes: fractalnet20 has 33,724,618, table 1 prints 38.6 M; fractalnet40 has 4,767,210,
table 3 prints 4.8 M. The filters of fractalnet20 are those of the authors' own script. With a quarter of them
the rule gives all six counts of table 3 (0.3 to 21.1 M for 100 classes), so 38.6 M is not the count of this
rule. Table 1 has another network of 40 layers, with 22.9 M parameters, whose filters are not printed; no row
that doubles from a power of two gives 22.9 M. fractalnet40 is therefore the one of table 3.

Other decisions and deviations:
- each column is pooled before the last join of its block, as the paper's code does (section 3.3), not the
  joined maps after it;
- the kind of drop-path is drawn once for the batch, not for each picture: the paper says neither;
- convolution, dropout, normalization, ReLU, as in the authors' script; theirs has a bias before the
  normalization and no scale and shift after it, ours the common other way round;
- weights start as in Glorot and Bengio 2010 (`start_glorot`), where Caffe's "xavier" counts inputs alone;
- batch normalization has torch's eps 1e-5 and momentum 0.1; Caffe has 1e-5 and 0.001.
"""

from __future__ import annotations

from collections import OrderedDict

from torch import Tensor, nn

from cnnkit.blocks.drop_path import Join, pick_one
from cnnkit.blocks.initialization import start_glorot
from cnnkit.blocks.input_check import check_images

__all__ = ["FractalBlock", "FractalNet", "fractalnet20_cifar", "fractalnet40_cifar"]

# Section 4, five blocks: filters and dropout of each; table 3 has a quarter of the filters.
FILTERS: tuple[int, ...] = (64, 128, 256, 512, 512)
FILTERS_TABLE_3: tuple[int, ...] = (16, 32, 64, 128, 128)
DROPOUT: tuple[float, ...] = (0.0, 0.1, 0.2, 0.3, 0.4)
# Section 3.1: half of the batches take global drop-path.
GLOBAL_SHARE = 2


class FractalBlock(nn.Module):
    """`(n, in_channels, h, w) -> (n, out_channels, h/2, w/2)`; column 1 has one layer, the last most."""

    def __init__(
        self, in_channels: int, out_channels: int, columns: int, dropout: float, drop_path: float
    ) -> None:
        super().__init__()
        self.columns = columns
        self.depth = 2 ** (columns - 1)
        self.layers = nn.ModuleDict()
        for c in range(1, columns + 1):
            for i in range(1, 2 ** (c - 1) + 1):
                channels, last = (in_channels if i == 1 else out_channels), i == 2 ** (c - 1)
                self.layers[f"column{c}_{i}"] = _layer(channels, out_channels, dropout, last)
        self.joins = nn.ModuleDict({f"after{step}": Join(drop_path) for step in range(2, self.depth + 1, 2)})

    def forward(self, x: Tensor, column: int | None = None) -> Tensor:
        """All columns, or one alone."""
        if column is not None:
            for i in range(1, 2 ** (column - 1) + 1):
                x = self.layers[f"column{column}_{i}"](x)
            return x
        read = dict.fromkeys(range(1, self.columns + 1), x)  # what each column reads next
        for step in range(1, self.depth + 1):  # a step is one layer of the deepest column
            outs: dict[int, Tensor] = {}
            for c in read:
                steps = 2 ** (self.columns - c)  # that one layer of this column stands beside
                if step % steps == 0:
                    outs[c] = self.layers[f"column{c}_{step // steps}"](read[c])
            joined = self.joins[f"after{step}"](*outs.values()) if len(outs) > 1 else outs[self.columns]
            read |= dict.fromkeys(outs, joined)
        return read[1]


def _layer(in_channels: int, out_channels: int, dropout: float, last: bool) -> nn.Sequential:
    """Convolution, dropout, normalization, ReLU; the last of a column also pools."""
    parts: OrderedDict[str, nn.Module] = OrderedDict(
        conv=nn.Conv2d(in_channels, out_channels, 3, padding=1, bias=False),
        dropout=nn.Dropout(dropout),
        norm=nn.BatchNorm2d(out_channels),
        act=nn.ReLU(),
    )
    if last:
        parts["pool"] = nn.MaxPool2d(2)
    return nn.Sequential(parts)


class FractalBlocks(nn.ModuleDict):
    """`block1` to `block5` in a row: `(n, in_channels, h, w) -> (n, filters[-1], h/32, w/32)`."""

    def forward(self, x: Tensor, column: int | None = None) -> Tensor:
        for block in self.values():
            x = block(x, column)
        return x


class FractalNet(nn.Module):
    """Five fractal blocks; see the module's docstring.

    Args:
        column: run only this column, 1 (one layer a block) to `columns` (the deepest); `None` for all. It can
            be changed later: `network.column = 3`.
        drop_path: probability with which a join drops an input; 0 turns global drop-path off too.
    """

    def __init__(
        self,
        filters: tuple[int, ...],
        columns: int,
        num_classes: int,
        in_channels: int,
        drop_path: float,
        column: int | None,
    ) -> None:
        if column is not None and not 1 <= column <= columns:
            raise ValueError(f"column must be 1 to {columns} or None, got {column}")
        super().__init__()
        self.in_channels = in_channels
        self.columns, self.column, self.drop_path = columns, column, drop_path
        self.body = FractalBlocks()
        channels = in_channels
        for i, (width, dropout) in enumerate(zip(filters, DROPOUT, strict=True), start=1):
            self.body[f"block{i}"] = FractalBlock(channels, width, columns, dropout, drop_path)
            channels = width
        self.head = nn.Sequential(nn.Flatten(), nn.Linear(channels, num_classes))
        start_glorot(self)

    def forward(self, x: Tensor) -> Tensor:
        check_images(self, x, range(32, 64), "five 2×2 pools must end at 1×1")
        x = self.body(x, self._column_of_this_batch())  # n filters[-1] h/32 w/32
        return self.head(x)  # n classes

    def _column_of_this_batch(self) -> int | None:
        """`None`: all of them, with local drop-path in training mode."""
        if self.column is not None:
            return self.column
        if self.training and self.drop_path > 0 and pick_one(GLOBAL_SHARE) == 0:
            return 1 + pick_one(self.columns)
        return None


def fractalnet20_cifar(
    num_classes: int = 10, in_channels: int = 3, *, drop_path: float = 0.15, column: int | None = None
) -> FractalNet:
    """Three columns, 20 layers deep: 33,724,618 parameters; columns of 5, 10 and 20 layers."""
    return FractalNet(FILTERS, 3, num_classes, in_channels, drop_path, column)


def fractalnet40_cifar(
    num_classes: int = 10, in_channels: int = 3, *, drop_path: float = 0.15, column: int | None = None
) -> FractalNet:
    """Four columns, 40 layers deep, the network of table 3: 4,767,210 parameters."""
    return FractalNet(FILTERS_TABLE_3, 4, num_classes, in_channels, drop_path, column)
