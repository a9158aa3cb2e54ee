"""CAM and Grad-CAM: slow references, means that are logits, layers with something in place behind them."""

import pytest
import torch
from torch import nn

from cnnkit.models.create import create_model
from cnnkit.visualize import cam, grad_cam
from tests.visualize.attribution.nets import InPlace, Modules, pictures


def test_grad_cam_is_its_equations():
    net, x = Modules().double(), pictures(2)
    found = grad_cam(net, x, [0, 2], net.conv3)
    for n, target in enumerate((0, 2)):
        maps = net.conv3(net.relu2(net.conv2(net.pool(net.relu1(net.conv1(x[n : n + 1]))))))
        maps = maps.detach().requires_grad_()
        net.head(maps.relu().mean((2, 3)))[0, target].backward()
        total = torch.zeros(maps.shape[2:], dtype=torch.float64)
        for k in range(maps.shape[1]):
            total += maps.grad[0, k].mean() * maps[0, k].detach()
        torch.testing.assert_close(found[n], total.clamp(min=0))


def test_what_follows_in_place_does_not_reach_the_layer():
    x = pictures(2)
    expected = grad_cam(Modules().double(), x, 1, "conv2")
    torch.testing.assert_close(grad_cam(InPlace().double(), x, 1, "conv2"), expected)


def test_grad_cam_says_what_is_wrong():
    net, x = Modules(), torch.rand(1, 3, 8, 12)
    with pytest.raises(ValueError, match=r"'head' says \(1, 4\); want maps"):
        grad_cam(net, x, 0, "head")
    net.spare = nn.Conv2d(3, 3, 1)
    with pytest.raises(ValueError, match="Modules does not run 'spare' in eval mode"):
        grad_cam(net, x, 0, "spare")
    with pytest.raises(ValueError, match="no layer 'conv'"):
        grad_cam(net, x, 0, "conv")


@pytest.mark.parametrize("name", ["squeezenet1_1", "resnet20_cifar", "nin_cifar10", "densenet_bc_100_12"])
def test_the_mean_of_a_cam_is_the_logit(name):
    torch.manual_seed(0)
    net = create_model(name).eval()
    x = torch.rand(2, 3, 64, 96) if name == "squeezenet1_1" else torch.rand(2, 3, 32, 32)
    found = cam(net, x, [1, 7])
    logits = net(x)[range(2), [1, 7]].detach()
    assert found.shape[1:].numel() > 1
    torch.testing.assert_close(found.mean((1, 2)), logits, rtol=1e-3, atol=1e-3 * float(logits.abs().max()))


def test_cam_and_grad_cam_meet_where_the_logits_are_means_of_maps():
    torch.manual_seed(0)
    net, x = create_model("squeezenet1_1"), torch.rand(1, 3, 64, 96)
    where = grad_cam(net, x, 5, "head.conv10")
    places = where[0].numel()
    torch.testing.assert_close(where * places * where.ne(0), cam(net, x, 5) * _share(net, x, places))


def _share(net, x, places):
    """The slope of the mean goes only to places where the last ReLU is open: weight = open / places²."""
    with torch.no_grad():
        maps = net.eval().head.conv10(net.body(x))[:, 5]
    return (maps > 0).sum() / places


def test_logits_that_are_no_means_are_named():
    net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.AdaptiveMaxPool2d(1), nn.Flatten(), nn.Linear(4, 4))
    with pytest.raises(ValueError, match="the logits of this Sequential are no means of maps; try grad_cam"):
        cam(net, torch.rand(1, 3, 8, 8), 0)
