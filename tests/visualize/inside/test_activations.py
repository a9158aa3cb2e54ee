"""What layers say, also before one that works in place; how much of it is silence; filters as pictures."""

import copy

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from cnnkit.models import create_model
from cnnkit.visualize import activations, filter_grid, silent_channels, sparsity, to_display


@pytest.fixture
def net():
    torch.manual_seed(0)
    body = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.ReLU(inplace=True), nn.MaxPool2d(2))
    return nn.Sequential(
        body, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.5), nn.Linear(4, 5)
    ).train()


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16])
def test_each_layer_says_its_own(net, dtype):
    net, x = net.to(dtype), torch.rand(2, 3, 96, 160).to(dtype)
    before = copy.deepcopy(net.state_dict())
    said = activations(net, x, ["4", net[0][2], "0.1", "0"])
    assert list(said) == ["4", "0.2", "0.1", "0"]
    assert net.training
    assert all(torch.equal(value, before[key]) for key, value in net.state_dict().items())
    assert not any(part._forward_hooks for part in net.modules())
    net.eval()
    assert torch.equal(said["4"], net(x))
    assert torch.equal(said["0.1"], net[0][1](net[0][0](x)))  # the ReLU behind it works in place
    assert (said["0.1"] < 0).any()
    assert torch.equal(said["0.2"], said["0.1"].relu())
    assert not any(z.requires_grad for z in said.values())


def test_all_layers_of_a_network_of_the_literature_without_a_number():
    with torch.device("meta"):
        net = create_model("squeezenet1_1")
        said = activations(net, torch.rand(3, 3, 96, 160), ["body.conv1", "body.fire9", net])
    assert [tuple(z.shape) for z in said.values()] == [(3, 64, 47, 79), (3, 512, 5, 9), (3, 1000)]
    assert all(z.is_meta for z in said.values())


def test_layers_that_cannot_be_asked_are_named(net):
    with pytest.raises(ValueError, match=r"has no layer '0.7'; did you mean 0\.\d"):
        activations(net, torch.rand(1, 3, 9, 9), ["0.7"])
    with pytest.raises(ValueError, match="layers is empty"):
        activations(net, torch.rand(1, 3, 9, 9), [])
    net.forward = lambda x: x
    with pytest.raises(ValueError, match="Sequential does not run '4' in eval mode"):
        activations(net, torch.rand(1, 3, 9, 9), "4")


def test_silence_is_counted_picture_by_picture():
    z = torch.tensor(
        [[[[0.0, 1.0], [-2.0, 3.0]], [[0.0, -1.0], [0.0, 0.0]]], [[[1.0, 1.0]] * 2, [[0.0, 1.0]] * 2]]
    )
    assert sparsity(z).tolist() == [6 / 8, 2 / 8]
    assert silent_channels(z).tolist() == [0.5, 0]
    assert torch.equal(sparsity(z), sparsity(z.relu()))
    assert sparsity(z[:, 0, 0]).tolist() == [0.5, 0]
    with pytest.raises(ValueError, match=r"z has shape \(3,\); want maps"):
        sparsity(torch.zeros(3))


def test_zero_is_in_the_middle_of_the_shades():
    weight = torch.tensor([[[[-2.0, 0.0, 1.0]]], [[[0.5, 0.0, 0.25]]], [[[0.0, 0.0, 0.0]]]])
    assert to_display(weight).flatten().tolist() == [0, 0.5, 0.75, 1, 0.5, 0.75, 0.5, 0.5, 0.5]
    same = to_display(weight, same_scale=True)
    assert same.flatten().tolist() == [0, 0.5, 0.75, 0.625, 0.5, 0.5625, 0.5, 0.5, 0.5]


@pytest.mark.parametrize("channels", [1, 3])
def test_a_grid_holds_every_filter_once(channels):
    torch.manual_seed(0)
    conv = nn.Conv2d(channels, 7, (2, 4)).double()
    grid = filter_grid(conv.weight, gap=2, background=0.25)
    assert grid.shape == (channels, 3 * 4 + 2, 3 * 6 + 2)
    assert not grid.requires_grad
    shades = to_display(conv.weight)
    for i in range(7):
        top, left = 2 + i // 3 * 4, 2 + i % 3 * 6
        assert torch.equal(grid[:, top : top + 2, left : left + 4], shades[i])
    assert (grid == 0.25).sum() == grid.numel() - conv.weight.numel()
    assert filter_grid(conv.weight, columns=20, gap=0).shape == (channels, 2, 28)
    assert filter_grid(torch.zeros(5, 3, 3, 3, device="meta")).is_meta


def test_deeper_filters_are_refused_in_words():
    deep = torch.randn(8, 64, 3, 3)
    with pytest.raises(
        ValueError, match=r"these filters read 64 channels, and a picture has 1 or 3 colours: .*c:c"
    ):
        filter_grid(deep)
    assert filter_grid(deep[:, 5:6]).shape == (1, 13, 13)
    for weight, message in (
        (torch.zeros(3), r"weight is \(3,\) of torch.float32; want floats \(m, c, k, k\)"),
        (torch.zeros(2, 3, 3, 3, dtype=torch.int8), "of torch.int8; want floats"),
        (torch.zeros(2, 3, 3), r"weight has shape \(2, 3, 3\); want \(m, 3, k, k\)"),
    ):
        with pytest.raises(ValueError, match=message):
            filter_grid(weight)
    with pytest.raises(ValueError, match="columns=0, gap=1; want at least 1 column"):
        filter_grid(torch.zeros(2, 3, 3, 3), columns=0)


def test_a_functional_network_is_asked_at_its_modules():
    class Plain(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv = nn.Conv2d(3, 4, 3)

        def forward(self, x):
            return F.relu_(self.conv(x)).mean((2, 3))

    net, x = Plain(), torch.rand(2, 3, 9, 9)
    assert torch.equal(activations(net, x, "conv")["conv"], net.conv(x))
