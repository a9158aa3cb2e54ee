"""Capsules: squashing, and routing against a slow reference."""

import math

import pytest
import torch

from cnnkit.blocks.capsule import route, squash


def test_squash_keeps_the_direction_and_says_how_long():
    for length in (0.1, 1.0, 10.0):
        out = squash(torch.tensor([0.6, -0.8]) * length)
        share = length**2 / (1 + length**2)
        assert torch.allclose(out, torch.tensor([0.6, -0.8]) * share)


def test_an_empty_capsule_stays_empty_and_its_gradient_finite():
    s = torch.zeros(2, 3, requires_grad=True)
    out = squash(s)
    out.sum().backward()
    assert not out.any()
    assert s.grad.isfinite().all()


def _slow_route(votes, rounds):
    """Procedure 1 as printed, one number at a time; votes[i][j] is a list."""
    parts, wholes, size = len(votes), len(votes[0]), len(votes[0][0])
    b = [[0.0] * wholes for _ in range(parts)]
    for _ in range(rounds):
        c = [[math.exp(x) / sum(map(math.exp, row)) for x in row] for row in b]
        v = []
        for j in range(wholes):
            s = [sum(c[i][j] * votes[i][j][d] for i in range(parts)) for d in range(size)]
            squared = sum(x * x for x in s)
            v.append([x * squared**0.5 / (1 + squared) for x in s])
        for i in range(parts):
            for j in range(wholes):
                b[i][j] += sum(x * y for x, y in zip(votes[i][j], v[j], strict=True))
    return v, c


@pytest.mark.parametrize("rounds", [1, 2, 3, 5])
def test_routing_is_the_papers_procedure(rounds):
    torch.manual_seed(rounds)
    votes = torch.randn(2, 4, 3, 5)
    wholes, couplings = route(votes, rounds)
    for n in range(2):
        v, c = _slow_route(votes[n].tolist(), rounds)
        assert torch.allclose(wholes[n], torch.tensor(v), atol=1e-5)
        assert torch.allclose(couplings[n], torch.tensor(c), atol=1e-5)


def test_couplings_of_a_part_sum_to_one_and_are_equal_before_any_agreement():
    votes = torch.randn(3, 20, 7, 4)
    couplings = route(votes, 3)[1]
    assert torch.allclose(couplings.sum(-1), torch.ones(3, 20))
    assert couplings.std() > 0.001
    assert torch.allclose(route(votes, 1)[1], torch.full((3, 20, 7), 1 / 7))


def test_parts_turn_to_the_whole_on_which_they_agree():
    together, apart = torch.tensor([2.0, 0.0]), torch.tensor([0.0, 2.0])
    votes = torch.stack([torch.stack([together, apart]), torch.stack([together, -apart])])[None]
    wholes, couplings = route(votes, 3)
    assert (couplings[0, :, 0] > 0.8).all()
    assert wholes[0, 0].norm() > 0.8
    assert wholes[0, 1].norm() < 1e-6
