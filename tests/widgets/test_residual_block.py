"""`ResidualBlock` says what torch's autograd says, opens as a copy, and refuses what it cannot draw."""

import pytest
import torch

from cnnkit.widgets import ResidualBlock


@pytest.mark.parametrize("x", [-2.0, 0.5, 3.0])
@pytest.mark.parametrize("strength", [0.0, 0.1, 2.0])
@pytest.mark.parametrize("skip", [True, False])
def test_its_numbers_are_those_of_autograd(x, strength, skip):
    widget = ResidualBlock(x=x, strength=strength, skip=skip)
    value = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    y = strength * torch.relu(value - 1) + (value if skip else 0)
    y.backward()
    assert widget.y == pytest.approx(y.item())
    slopes = widget.slopes
    assert slopes["skip"] + slopes["branch"] == pytest.approx(value.grad.item())
    assert slopes["chain"] == pytest.approx(value.grad.item() ** 27)


def test_it_opens_as_a_copy_through_which_the_whole_slope_comes_back():
    widget = ResidualBlock()
    assert widget.y == widget.x
    assert widget.slopes == {"skip": 1, "branch": 0, "chain": 1}


@pytest.mark.parametrize(("name", "value"), [("x", 5.0), ("strength", -0.1), ("strength", 2.5)])
def test_what_it_cannot_draw_is_refused_with_what_is_legal(name, value):
    with pytest.raises(ValueError, match=r"legal is"):
        ResidualBlock(**{name: value})
