"""`DenseGrowth` counts a dense block as torch's block is, and refuses what the page cannot draw."""

import pytest

from cnnkit.blocks.dense import dense_block
from cnnkit.widgets import DenseGrowth


@pytest.mark.parametrize(("k0", "growth", "layers"), [(64, 32, 6), (5, 1, 1), (24, 12, 12)])
def test_it_counts_what_the_block_has(k0: int, growth: int, layers: int) -> None:
    widget = DenseGrowth(k0=k0, growth=growth, layers=layers)
    weights = [p.numel() for p in dense_block(k0, layers, growth).parameters() if p.dim() == 4]
    assert widget.weights == sum(weights)
    assert widget.reads[0] == k0
    assert widget.kept == widget.reads[-1] == k0 + growth * layers
    assert widget.copied == sum(widget.reads)


def test_what_the_page_cannot_draw_is_refused() -> None:
    with pytest.raises(ValueError, match="layers is a whole number from 1 to 12"):
        DenseGrowth(layers=13)
