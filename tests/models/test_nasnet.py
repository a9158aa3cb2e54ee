"""NASNet-A's cells, paths and grids."""

import pytest
import torch
from torch import nn

from cnnkit.blocks.drop_path import DropPath
from cnnkit.blocks.searched_cell import PREVIOUS, Cell, FactorizedReduction, SeparableTwice
from cnnkit.models.nasnet import REDUCTION, nasnet_large, nasnet_mobile
from cnnkit.summary import summarize


def on_meta(build, **options):
    with torch.device("meta"):
        return build(**options).eval()


def test_counts_of_cells_and_what_they_join():
    for build, repeats, filters in ((nasnet_large, 6, 168), (nasnet_mobile, 4, 44)):
        network = on_meta(build)
        assert len(network.body) == 2 + 3 * repeats + 2
        assert network.head[-1].in_features == 6 * 4 * filters
        separable = sum(isinstance(part, SeparableTwice) for part in network.modules())
        assert separable == 5 * len(network.body)


def test_grids_of_the_large_network_at_331_pixels():
    rows = summarize(on_meta(nasnet_large), (1, 3, 331, 331)).rows
    grid = {row.name: row.out_shape[2:] for row in rows if len(row.out_shape) == 4}
    places = ["stem.0", "body.stem2.squeeze.conv", "body.normal1.squeeze.conv"]
    places += ["body.normal7.squeeze.conv", "body.normal13.squeeze.conv"]
    assert [grid[place] for place in places] == [(n, n) for n in (165, 83, 42, 21, 11)]


@pytest.mark.parametrize(("build", "filters", "cells_back"), [(nasnet_large, 168, 2), (nasnet_mobile, 44, 1)])
def test_second_input_behind_a_reduction(build, filters, cells_back):
    """The large network reaches one cell further back; both inputs there have twice the size."""
    network = on_meta(build, num_classes=2)
    outs, seen = {}, {}
    for name, cell in network.body.items():
        cell.register_forward_pre_hook(lambda m, args, name=name: seen.update({name: args[0]}))
        cell.register_forward_hook(lambda m, args, out, name=name: outs.update({name: out}))
    network(torch.zeros(1, 3, 64, 64, device="meta"))
    last = 6 if build is nasnet_large else 4
    assert seen[f"normal{last + 1}"] is outs[f"normal{last + 1 - cells_back}"]
    assert seen[f"normal{last + 2}"] is outs["reduction1"]
    assert network.body[f"normal{last + 1}"].adjust.even.out_channels == filters
    assert isinstance(network.body[f"normal{last + 1}"].adjust, FactorizedReduction)


def test_a_reduction_joins_four_blocks_and_no_input():
    assert PREVIOUS not in REDUCTION.joined
    cell = Cell(REDUCTION, nn.Identity(), 5, 7, filters=3, count_zeros=False).eval()
    assert cell(torch.randn(2, 5, 9, 8), torch.randn(2, 7, 9, 8)).shape == (2, 12, 5, 4)


def test_paths_are_dropped_more_often_in_later_cells_and_later_in_training():
    network = on_meta(nasnet_large)

    def rate(cell):
        (one,) = {part.rate for part in network.body[cell].modules() if isinstance(part, DropPath)}
        return one

    assert rate("normal18") == pytest.approx(0.3)
    assert rate("stem1") == pytest.approx(0.3 / 22)
    network.schedule_drop_path(0.5)
    assert rate("normal18") == pytest.approx(0.15)
    network.schedule_drop_path(0.0)
    assert rate("normal1") == 0.0
