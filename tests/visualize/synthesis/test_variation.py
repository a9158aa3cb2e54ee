"""Total variation is the printed sum, pixel by pixel, and its gradient is finite where nothing varies."""

import pytest
import torch

from cnnkit.visualize import total_variation


def by_hand(x, beta):
    """The same sums, one pixel after the other."""
    found = 0.0
    for picture in x.tolist():
        for channel in picture:
            h, w = len(channel), len(channel[0])
            for i in range(h):
                for j in range(w):
                    right = channel[i][j + 1] - channel[i][j] if j + 1 < w else None
                    below = channel[i + 1][j] - channel[i][j] if i + 1 < h else None
                    if beta is None:
                        found += abs(right or 0) + abs(below or 0)
                    elif right is not None and below is not None:
                        found += (right**2 + below**2) ** (beta / 2)
    return found


@pytest.mark.parametrize("beta", [None, 0.5, 1, 1.5, 2, 3])
@pytest.mark.parametrize("shape", [(1, 1, 4, 4), (2, 3, 5, 8), (1, 2, 7, 1), (1, 1, 1, 1)])
def test_it_is_the_printed_sum(beta, shape):
    x = torch.rand(shape, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    assert total_variation(x, beta).item() == pytest.approx(by_hand(x, beta), abs=1e-12)


def test_whole_numbers_by_hand():
    # rows 0 3 3 and 4 3 3: sideways 3, 0 and 1, 0; down 4, 0, 0
    x = torch.tensor([[0.0, 3, 3], [4, 3, 3]])[None, None]
    assert total_variation(x).item() == 8
    assert total_variation(x, 1).item() == 5  # √(3² + 4²) and 0: two pixels have both neighbours
    assert total_variation(x, 2).item() == 25


@pytest.mark.parametrize("beta", [None, 0.5, 1, 1.5, 2, 3])
def test_its_gradient_is_finite_on_a_flat_picture_and_right_on_a_rough_one(beta):
    flat = torch.full((1, 3, 4, 5), 0.5, requires_grad=True)
    assert torch.autograd.grad(total_variation(flat, beta), flat)[0].abs().max() == 0
    half = torch.full((1, 1, 4, 5), 0.5, dtype=torch.float64)
    half[..., 2:] = 1.0
    half.requires_grad_()
    assert torch.autograd.grad(total_variation(half, beta), half)[0].isfinite().all()
    rough = torch.rand(1, 2, 4, 5, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    assert torch.autograd.gradcheck(lambda x: total_variation(x, beta), rough.requires_grad_())


def test_it_does_not_wrap_around():
    x = torch.zeros(1, 1, 3, 3)
    x[..., -1] = 1
    assert total_variation(x).item() == 3


@pytest.mark.parametrize("beta", [None, 1, 2])
def test_it_keeps_dtype_and_device(beta):
    assert total_variation(torch.rand(1, 3, 4, 4, dtype=torch.bfloat16), beta).dtype == torch.bfloat16
    assert total_variation(torch.zeros(1, 3, 4, 4, device="meta"), beta).is_meta


def test_what_it_refuses():
    with pytest.raises(ValueError, match=r"beta=0; want a power above 0"):
        total_variation(torch.zeros(1, 1, 2, 2), 0)
    with pytest.raises(ValueError, match=r"shape \(3, 4, 4\); want \(n, c, h, w\)"):
        total_variation(torch.zeros(3, 4, 4))
