"""One 5×5, two 3×3, and a row and a column of 5, in the same small network on shapes: every seed."""

from torch import nn

from cnnkit.recipes.cheap_layers_on_shapes import Kinds, compare
from cnnkit.recipes.store import REPOSITORY, save_json

RATES, EPOCHS = [3e-4, 1e-3, 3e-3, 1e-2], 8
RESULTS = REPOSITORY / "book" / "blocks" / "results" / "factored_layers.json"


def both(c: int, first: tuple[int, int], second: tuple[int, int]) -> nn.Sequential:
    """`(n, c, h, w)` to the same shape, through two layers with normalization and ReLU between them."""
    conv = lambda kernel: nn.Conv2d(c, c, kernel, padding="same", bias=False)
    return nn.Sequential(conv(first), nn.BatchNorm2d(c), nn.ReLU(), conv(second))


KINDS: Kinds = {
    "one 5×5": lambda c: nn.Conv2d(c, c, 5, padding=2, bias=False),
    "two 3×3": lambda c: both(c, (3, 3), (3, 3)),
    "1×5, then 5×1": lambda c: both(c, (1, 5), (5, 1)),
}


def main() -> None:
    print(save_json(RESULTS, compare("factored_layers_on_shapes", KINDS, RATES, EPOCHS)))
