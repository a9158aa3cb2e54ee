"""Response normalization against the paper's sum, one unit at a time."""

import pytest
import torch

from cnnkit.blocks.response_norm import ResponseNorm


@pytest.mark.parametrize("size", [3, 5])
def test_every_unit_is_divided_by_the_papers_sum_over_its_neighbours(size):
    torch.manual_seed(0)
    a = (torch.randn(2, 8, 3, 3) * 100).relu()
    b = ResponseNorm(size)(a)
    for n, i, y, x in torch.cartesian_prod(*(torch.arange(s) for s in a.shape)).tolist():
        first, last = max(0, i - size // 2), min(7, i + size // 2)
        total = sum(a[n, j, y, x].item() ** 2 for j in range(first, last + 1))
        assert b[n, i, y, x].item() == pytest.approx(
            a[n, i, y, x].item() / (2 + 1e-4 * total) ** 0.75, rel=1e-5
        )


def test_torchs_own_alpha_would_be_a_fifth_of_the_papers():
    a = torch.full((1, 5, 1, 1), 100.0)
    norms = ResponseNorm(), torch.nn.LocalResponseNorm(5, alpha=1e-4, beta=0.75, k=2.0)
    ours, torchs = (norm(a)[0, 2].item() for norm in norms)
    assert ours == pytest.approx(100 / (2 + 1e-4 * 50_000) ** 0.75)
    assert torchs == pytest.approx(100 / (2 + 1e-4 * 10_000) ** 0.75)
