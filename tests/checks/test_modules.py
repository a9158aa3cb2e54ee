"""Questions about a network have plain answers and leave it as it was."""

import pytest
import torch
from torch import nn

from cnnkit import checks


@pytest.fixture
def net() -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.Dropout())


def test_parameters_and_state_are_copies(net):
    assert list(checks.parameters(net)) == ["0.weight", "0.bias", "1.weight", "1.bias"]
    assert set(checks.state(net)) - set(checks.parameters(net)) == {
        "1.running_mean",
        "1.running_var",
        "1.num_batches_tracked",
    }
    checks.parameters(net)["0.bias"].zero_()
    checks.state(net)["0.bias"].zero_()
    assert bool(net[0].bias.any())


def test_state_can_be_put_in_and_must_fit(net):
    state = {name: torch.zeros_like(tensor) for name, tensor in checks.state(net).items()}
    checks.load_state(net, state)
    assert not net[0].weight.any()
    with pytest.raises(RuntimeError, match="size mismatch"):
        checks.load_state(net, {**state, "0.bias": torch.zeros(3)})


def test_gradients_are_those_of_autograd_and_leave_nothing_behind():
    net, x, weight = nn.Linear(3, 2), torch.randn(4, 3), torch.randn(4, 2)
    found = checks.gradients(net, x, weight=weight)
    torch.testing.assert_close(found["weight"], weight.T @ x)
    torch.testing.assert_close(found["input 0"], weight @ net.weight.detach())
    assert net.weight.grad is None
    assert x.grad is None


def test_a_parameter_that_is_not_used_has_no_gradient():
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.used, self.idle = nn.Linear(2, 2), nn.Linear(2, 2)

        def forward(self, x):
            return self.used(x)

    found = checks.gradients(Net(), torch.ones(1, 2))
    assert found["idle.weight"] is None
    assert found["used.weight"] is not None


def test_mode_is_set_and_told_for_every_part(net):
    checks.set_training(net, False)
    assert set(checks.training_modes(net).values()) == {False}
    net[2].train()
    assert checks.training_modes(net) == {"": False, "0": False, "1": False, "2": True}


@pytest.mark.parametrize("thing", [nn.Linear, None, 3, "net"])
def test_what_is_no_module_is_named(thing):
    with pytest.raises(TypeError, match="want a torch module"):
        checks.parameters(thing)
