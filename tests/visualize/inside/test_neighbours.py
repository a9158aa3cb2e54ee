"""The nearest of a bank: against a plain loop, in any shape and dtype, ties in the bank's order."""

import math

import pytest
import torch

from cnnkit.visualize import distances, nearest_neighbors


def by_loop(query, bank, k, metric):
    def apart(a, b):
        if metric == "l2":
            return math.sqrt(sum((u - v) ** 2 for u, v in zip(a, b, strict=True)))
        dot = sum(u * v for u, v in zip(a, b, strict=True))
        return 1 - dot / (math.hypot(*a) * math.hypot(*b))

    far = [apart(query.flatten().tolist(), row.flatten().tolist()) for row in bank]
    return sorted(range(len(bank)), key=lambda i: far[i])[:k]


@pytest.mark.parametrize("metric", ["l2", "cosine"])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16])
def test_the_nearest_are_those_of_a_loop(metric, dtype):
    torch.manual_seed(0)
    bank, query = torch.randn(40, 3, 4, 5).to(dtype), torch.randn(6, 3, 4, 5).to(dtype)
    found = nearest_neighbors(query, bank, 5, metric=metric)
    assert (found.shape, found.dtype) == ((6, 5), torch.long)
    for row, one in zip(found, query, strict=True):
        assert row.tolist() == by_loop(one.double(), bank.double(), 5, metric)
        assert torch.equal(nearest_neighbors(one, bank, 5, metric=metric), row)


def test_a_length_counts_in_l2_alone():
    bank = torch.tensor([[10.0, 10.0], [1.0, 0.0]])
    query = torch.tensor([1.0, 1.0])
    assert nearest_neighbors(query, bank, 1).tolist() == [1]
    assert nearest_neighbors(query, bank, 1, metric="cosine").tolist() == [0]
    assert distances(torch.zeros(2), bank, metric="cosine").tolist() == [1, 1]


def test_equally_near_ones_keep_the_order_of_the_bank():
    bank = torch.tensor([[2.0], [0.0], [2.0], [0.0], [1.0]])
    assert nearest_neighbors(torch.tensor([1.0]), bank, 5).tolist() == [4, 0, 1, 2, 3]


def test_a_picture_finds_itself_unless_it_is_left_out():
    torch.manual_seed(1)
    bank = torch.randn(7, 3)
    own = torch.arange(7)
    assert torch.equal(nearest_neighbors(bank, bank, 1)[:, 0], own)
    others = nearest_neighbors(bank, bank, 6, leave_out=own)
    assert not (others == own[:, None]).any()
    assert nearest_neighbors(bank[2], bank, 6, leave_out=torch.tensor(2)).tolist() == others[2].tolist()


def test_near_ones_far_from_zero_are_told_apart():
    bank = torch.tensor([[10000.0, 0.0], [10000.0, 0.01]])
    assert nearest_neighbors(torch.tensor([10000.0, 0.008]), bank, 1).tolist() == [1]


def test_bytes_are_compared_without_wrapping_round():
    bank = torch.tensor([[250], [0]], dtype=torch.uint8)
    assert distances(torch.tensor([5], dtype=torch.uint8), bank).tolist() == [245, 5]


def test_nothing_depends_on_the_device():
    bank = torch.zeros(9, 2, 3, device="meta")
    assert nearest_neighbors(bank[:4], bank, 3, leave_out=torch.arange(4)).shape == (4, 3)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ({"k": 0}, "k is 0; the bank holds 6: want 1 to 6"),
        ({"k": 7}, "k is 7; the bank holds 6: want 1 to 6"),
        ({"k": 6, "leave_out": torch.tensor([0, 1])}, "holds 6 and one is left out: want 1 to 5"),
        ({"leave_out": torch.tensor([0])}, "leave_out has 1 entries of torch.int64; want 2 whole numbers"),
        ({"leave_out": torch.tensor([0, 6])}, "leave_out reaches from 0 to 6; want 0 to 5"),
        ({"metric": "l3"}, "metric is 'l3'; there are l2 and cosine"),
        ({"query": torch.zeros(2, 4)}, r"shape \(2, 4\) and each row of the bank \(3,\); want \(3,\) or"),
        ({"query": torch.zeros(3, dtype=torch.long)}, "query holds torch.int64; want a tensor of floats"),
        ({"bank": torch.zeros(3)}, r"bank has shape \(3,\); want \(n, d\)"),
        ({"query": torch.full((2, 3), float("nan"))}, "a distance is no finite number"),
    ],
)  # fmt: skip
def test_errors_say_what_would_be_legal(call, message):
    given = {"query": torch.zeros(2, 3), "bank": torch.zeros(6, 3), "k": 2} | call
    with pytest.raises(ValueError, match=message):
        nearest_neighbors(**given)
