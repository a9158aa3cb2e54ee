"""FractalNet: the rule that makes it, its parameter counts, and the columns that run."""

import pytest
import torch
from torch import nn

from cnnkit.models.fractalnet import FILTERS_TABLE_3, FractalBlock, FractalNet, fractalnet20_cifar
from cnnkit.models.fractalnet import fractalnet40_cifar as fractalnet40
from cnnkit.summary import param_count


def small(columns=3, drop_path=0.15, column=None):
    """Five blocks of four filters."""
    torch.manual_seed(0)
    return FractalNet((4,) * 5, columns, 10, 3, drop_path, column)


class Times(nn.Module):
    """Stands for a layer: multiplies by its factor."""

    def __init__(self, factor):
        super().__init__()
        self.factor = factor

    def forward(self, x):
        return x * self.factor


def test_the_expansion_rule_with_merged_joins():
    block = FractalBlock(1, 1, columns=3, dropout=0.0, drop_path=0.0).eval()
    a, b, c = ([2.0], [3.0, 5.0], [7.0, 11.0, 13.0, 17.0])
    for column, factors in enumerate((a, b, c), start=1):
        for i, factor in enumerate(factors, start=1):
            block.layers[f"column{column}_{i}"] = Times(factor)
    half = (b[0] + c[0] * c[1]) / 2  # two columns meet halfway
    end = (a[0] + b[1] * half + c[3] * c[2] * half) / 3  # all three meet at the end, in one mean
    assert block(torch.ones(1, 1, 2, 2)).unique().item() == pytest.approx(end)
    alone = [block(torch.ones(1, 1, 2, 2), column).unique().item() for column in (1, 2, 3)]
    assert alone == [2.0, 15.0, 7.0 * 11 * 13 * 17]


@pytest.mark.parametrize(
    ("columns", "millions"), [(1, 0.3), (2, 0.8), (3, 2.1), (4, 4.8), (5, 10.2), (6, 21.1)]
)
def test_table_3_of_the_paper_counts_the_same_parameters(columns, millions):
    with torch.device("meta"):
        network = FractalNet(FILTERS_TABLE_3, columns, 100, 3, 0.15, None)
    assert round(param_count(network) / 1e6, 1) == millions


@pytest.mark.parametrize(("build", "depth"), [(fractalnet20_cifar, 20), (fractalnet40, 40)])
def test_the_deepest_column_is_as_deep_as_the_name_says(build, depth):
    with torch.device("meta"):
        network = build().eval()
    ran = watch_columns(network)
    for column in range(1, network.columns + 1):
        ran.clear()
        network.column = column
        network(torch.zeros(1, 3, 32, 32, device="meta"))
        assert {c for _, c in ran} == {column}
        assert len(ran) == depth // 2 ** (network.columns - column)


def watch_columns(network):
    """A list that fills with (block, column) of each layer that runs."""
    ran = []
    for name, block in network.body.items():
        for label, layer in block.layers.items():
            column = int(label.removeprefix("column").split("_")[0])
            layer.register_forward_hook(lambda *_, name=name, c=column: ran.append((name, c)))
    return ran


def test_global_drop_path_keeps_one_column_the_same_in_all_blocks():
    network, x = small(columns=3), torch.rand(2, 3, 32, 32)
    ran, whole, single = watch_columns(network), 0, {1: 0, 2: 0, 3: 0}
    for _ in range(300):
        ran.clear()
        with torch.no_grad():
            network(x)
        columns = {c for _, c in ran}
        assert {name for name, _ in ran} == set(network.body)
        if len(columns) == 1:
            single[columns.pop()] += 1
        else:
            assert len(ran) == 5 * 7
            whole += 1
    assert 115 < whole < 185  # half of the batches, within four standard deviations
    assert all(25 < times < 75 for times in single.values())  # a sixth each


def test_without_drop_path_all_paths_run_in_training_too():
    network = small(drop_path=0.0)
    ran = watch_columns(network)
    for _ in range(10):
        ran.clear()
        network(torch.rand(2, 3, 32, 32))
        assert len(ran) == 5 * 7


def test_a_few_training_steps_reach_every_parameter():
    network, reached = small(), set()
    for _ in range(30):
        network.zero_grad(set_to_none=True)
        network(torch.rand(4, 3, 32, 32)).square().sum().backward()
        reached |= {name for name, p in network.named_parameters() if p.grad is not None}
    assert reached == {name for name, _ in network.named_parameters()}


def test_one_column_is_the_plain_network_made_of_its_layers():
    network, x = small(columns=3, column=3).eval(), torch.rand(2, 3, 32, 32)
    plain = nn.Sequential(
        *(b.layers[f"column3_{i}"] for b in network.body.values() for i in (1, 2, 3, 4)), network.head
    )
    with torch.no_grad():
        assert torch.equal(network(x), plain(x))
        network.column = None
        assert not torch.allclose(network(x), plain(x))


def test_bad_columns_and_rates_are_refused():
    with pytest.raises(ValueError, match="column must be 1 to 4 or None, got 5"):
        fractalnet40(column=5)
    with pytest.raises(ValueError, match="below 1, got 1"):
        fractalnet40(drop_path=1.0)
