"""The rules on four numbers, on ReLU6, and what happens where they are not defined."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from cnnkit.visualize import deconvnet, guided_backprop, saliency
from cnnkit.visualize.attribution.relu_rules import relu_rule
from tests.visualize.attribution.nets import Modules, pictures

X, G = [1.0, -1.0, 2.0, -3.0], [-2.0, 3.0, 4.0, -1.0]


@pytest.mark.parametrize(
    ("rule", "back"), [("deconvnet", [0.0, 3.0, 4.0, 0.0]), ("guided", [0.0, 0.0, 4.0, 0.0])]
)
@pytest.mark.parametrize("relu", [F.relu, torch.relu, torch.Tensor.relu, nn.ReLU(), nn.ReLU(inplace=True)])
def test_the_four_numbers_of_the_page(rule, back, relu):
    x = torch.tensor(X, requires_grad=True)
    with relu_rule(rule):
        relu(1 * x).backward(torch.tensor(G))
    assert x.grad.tolist() == back


@pytest.mark.parametrize("relu", [F.relu6, nn.ReLU6(), nn.ReLU6(inplace=True), nn.Hardtanh(0, 6)])
def test_a_ceiling_shuts_the_guided_way_too(relu):
    x = torch.tensor([-1.0, 3.0, 7.0], requires_grad=True)
    with relu_rule("guided"):
        said = relu(1 * x)
        said.sum().backward()
    assert said.tolist() == [0, 3, 6]
    assert x.grad.tolist() == [0, 1, 0]
    x.grad = None
    with relu_rule("deconvnet"):
        relu(1 * x).sum().backward()
    assert x.grad.tolist() == [1, 1, 1]


def test_a_clamp_that_is_no_relu_keeps_its_slope():
    x = torch.tensor([-1.0, 0.5, 3.0], requires_grad=True)
    with pytest.warns(UserWarning, match="no ReLU ran"), relu_rule("guided"):
        (-x.clamp(-2, 1)).sum().backward()
    assert x.grad.tolist() == [-1, -1, 0]


def test_other_activations_are_refused_by_name():
    leaky = nn.Sequential(nn.Conv2d(3, 4, 3), nn.LeakyReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten())
    for method in (guided_backprop, deconvnet):
        with pytest.raises(ValueError, match="leaky_relu runs in this network; guided and deconvnet are def"):
            method(leaky, torch.rand(1, 3, 8, 8), 0)
    assert saliency(leaky, torch.rand(1, 3, 8, 8), 0).any()


def test_without_relu_it_is_the_plain_gradient_and_said():
    tanh = nn.Sequential(nn.Conv2d(3, 4, 3), nn.Tanh(), nn.AdaptiveAvgPool2d(1), nn.Flatten())
    x = torch.rand(1, 3, 8, 8)
    with pytest.warns(UserWarning, match="no ReLU ran .*: this is the plain gradient"):
        assert torch.equal(guided_backprop(tanh, x, 1).abs(), saliency(tanh, x, 1))


def test_values_are_those_of_the_network_itself():
    net, x = Modules().double(), pictures()
    with relu_rule("guided"):
        said = net(x)
    assert torch.equal(said, net(x))


def test_deconvnet_is_unpooling_rectifying_and_turned_kernels():
    """The paper's three steps, written out for one unit of the second convolution."""
    net, x = Modules().double(), pictures(1)
    found = deconvnet(net, x, 4, layer="conv2")
    one = net.relu1(net.conv1(x))
    pooled, switches = F.max_pool2d(one, 2, return_indices=True)
    two = net.conv2(pooled)
    best = two[0, 4].argmax()
    back = torch.zeros_like(two)
    back[0, 4].view(-1)[best] = 1
    back = F.conv_transpose2d(back, net.conv2.weight, padding=1)
    back = F.max_unpool2d(back, switches, 2, output_size=one.shape[2:]).relu()
    torch.testing.assert_close(found, F.conv_transpose2d(back, net.conv1.weight, padding=1))
