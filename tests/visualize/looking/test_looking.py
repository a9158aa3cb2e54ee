"""What the methods share: a network is left as it was, layers are found, bad input is refused in words."""

import copy

import pytest
import torch
from torch import nn

from cnnkit.visualize.looking.layers import find_layer, layer_name, outputs_of, run_to
from cnnkit.visualize.looking.pictures import check_pictures, class_scores, pick, targets
from cnnkit.visualize.looking.untouched import untouched


@pytest.fixture
def net():
    torch.manual_seed(0)
    body = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.ReLU())
    return nn.Sequential(body, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 5))


@pytest.mark.parametrize("fails", [False, True])
def test_a_network_is_left_as_it_was(net, fails):
    net.train()
    net[0][1].eval()
    net[3].weight.requires_grad_(False)
    net(torch.rand(2, 3, 8, 8)).sum().backward()
    before = copy.deepcopy(net.state_dict())
    grads = {name: p.grad for name, p in net.named_parameters()}
    values = {name: g.clone() for name, g in grads.items() if g is not None}
    try:
        with torch.no_grad(), untouched(net), outputs_of(net, ["0.0"]):
            x = torch.rand(2, 3, 8, 8, requires_grad=True)
            net(x).sum().backward()
            assert x.grad is not None
            assert not net[0][1].training
            assert not net.training
            if fails:
                raise RuntimeError
    except RuntimeError:
        assert fails
    assert net.training
    assert not net[0][1].training
    assert net[0][0].training
    assert not net[3].weight.requires_grad
    assert net[0][0].weight.requires_grad
    assert all(p.grad is grads[name] for name, p in net.named_parameters())
    assert all(torch.equal(grads[name], value) for name, value in values.items())
    assert all(torch.equal(value, before[name]) for name, value in net.state_dict().items())
    assert not any(part._forward_hooks for part in net.modules())


def test_layers_are_found_by_name_and_as_modules(net):
    assert layer_name(net, net[0][2]) == "0.2"
    assert find_layer(net, "0.2") is net[0][2]
    with pytest.raises(ValueError, match=r"Sequential has no layer 'relu'; its parts: 0, 1, 2, 3"):
        layer_name(net, "relu")
    with pytest.raises(ValueError, match=r"this ReLU is no part of the Sequential"):
        layer_name(net, nn.ReLU())


def test_outputs_are_what_the_layers_say(net):
    x = torch.rand(2, 3, 8, 9)
    with untouched(net), outputs_of(net, ["0.0", net[1]]) as said:
        net(x)
    assert list(said) == ["0.0", "1"]
    assert torch.equal(said["0.0"], net[0][0](x))
    with untouched(net):
        assert torch.equal(run_to(net, x, "0.0"), said["0.0"])
        # the head would refuse five channels; the layer before it does not ask
        net[3] = nn.Linear(9, 5)
        assert run_to(net, x, "1").shape == (2, 4, 1, 1)


def test_a_layer_that_does_not_run_is_named(net):
    net.head_aux = nn.Linear(2, 2)
    net.forward = lambda x: x
    with untouched(net), pytest.raises(ValueError, match="does not run 'head_aux' in eval mode"):
        run_to(net, torch.rand(1, 3, 8, 8), "head_aux")


@pytest.mark.parametrize(
    ("x", "message"),
    [
        ([1.0], "x is a list; want a tensor"),
        (torch.rand(3, 8, 8), r"shape \(3, 8, 8\); .*: x\[None\] makes a batch of it, \(1, 3, 8, 8\)"),
        (torch.zeros(1, 3, 8, 8, dtype=torch.uint8), r"uint8; gradients need floats: x.float\(\) / 255"),
        (torch.full((1, 3, 2, 2), 255.0), r"from 255 to 255; want pictures in \[0, 1\]"),
        (torch.full((1, 3, 2, 2), float("nan")), r"from nan to nan; want pictures in \[0, 1\]"),
    ],
)  # fmt: skip
def test_bad_pictures_are_refused_in_words(x, message):
    with pytest.raises(ValueError, match=message):
        check_pictures(x, unit_range=True)


def test_a_rounding_error_past_the_range_is_let_pass():
    x = torch.full((1, 3, 2, 2), 1 + 1e-7)
    assert check_pictures(x, unit_range=True) is x
    with pytest.raises(ValueError, match="want pictures in"):
        check_pictures(x + 1e-4, unit_range=True)


def test_what_a_layer_said_is_kept_where_the_next_works_in_place(net):
    net[0][2] = nn.ReLU(inplace=True)
    x = torch.rand(2, 3, 8, 9)
    with untouched(net), outputs_of(net, ["0.1", "0.2"]) as said:
        net(x.requires_grad_()).sum().backward()
        assert torch.equal(said["0.1"], net[0][1](net[0][0](x)))
    assert (said["0.1"] < 0).any()
    assert torch.equal(said["0.1"].relu(), said["0.2"])


@pytest.mark.parametrize(
    ("target", "message"),
    [
        (torch.tensor([0.0, 1.0]), "torch.float32; want classes as whole numbers"),
        (torch.tensor([0]), r"shape \(1,\); want \(2,\), one class for each picture"),
        (5, "target 5 is none of the 5 classes 0 to 4"),
        ([0, -1], "target -1 is none of the 5 classes 0 to 4"),
        ("cat", "target is a str"),
        (True, "target is a bool"),
    ],
)
def test_bad_targets_are_refused_in_words(target, message):
    with pytest.raises(ValueError, match=message):
        targets(target, 2, 5, torch.zeros(2, 5))


def test_scores_are_picked_row_by_row(net):
    scores = torch.arange(10.0).view(2, 5)
    assert pick(scores, [1, 3]).tolist() == [1, 8]
    assert pick(scores, 2).tolist() == [2, 7]
    with pytest.raises(ValueError, match=r"answers \(2, 4, 6, 6\); want logits \(n, classes\), n=2"):
        class_scores(net[:1], torch.rand(2, 3, 8, 8))
