"""Drop-path: who survives, how often, and what a join makes of them."""

import pytest
import torch

from cnnkit.blocks.drop_path import DropPath, Join, survivors


@pytest.mark.parametrize(("inputs", "rate"), [(2, 0.15), (3, 0.15), (4, 0.5), (2, 0.9)])
def test_local_drop_path_keeps_each_input_as_often_as_it_should_and_never_none(inputs, rate):
    torch.manual_seed(1)
    draws = 4000
    kept = [survivors(inputs, rate) for _ in range(draws)]
    assert all(1 <= len(stay) <= inputs and stay == sorted(set(stay)) for stay in kept)
    chance = 1 - rate + rate**inputs / inputs  # not dropped, or picked after all were
    for i in range(inputs):
        share = sum(i in stay for stay in kept) / draws
        assert abs(share - chance) < 4 * (chance * (1 - chance) / draws) ** 0.5 + 1e-9


def test_a_join_is_the_mean_of_the_survivors():
    torch.manual_seed(2)
    inputs, join = [torch.tensor([1.0]), torch.tensor([10.0]), torch.tensor([100.0])], Join(0.5)
    means = {round(join(*inputs).item(), 3) for _ in range(200)}
    assert means == {1.0, 10.0, 100.0, 5.5, 50.5, 55.0, 37.0}
    assert {join.eval()(*inputs).item() for _ in range(20)} == {37.0}


@pytest.mark.parametrize("rate", [-0.1, 1.0])
def test_rates_that_would_drop_all_or_make_no_sense_are_refused(rate):
    with pytest.raises(ValueError, match=f"below 1, got {rate}"):
        Join(rate)


def test_drop_path_drops_whole_images_and_keeps_the_mean():
    torch.manual_seed(0)
    drop = DropPath(0.3)
    out = drop(torch.ones(20_000, 2, 1, 1)).flatten(1)
    assert torch.equal(out[:, 0], out[:, 1])
    assert out.unique().tolist() == pytest.approx([0, 1 / 0.7])
    assert out.mean().item() == pytest.approx(1, abs=0.02)
    assert torch.equal(drop.eval()(torch.ones(8, 1, 1, 1)), torch.ones(8, 1, 1, 1))
