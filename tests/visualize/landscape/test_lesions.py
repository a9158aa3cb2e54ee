"""A lesion is the network built without the block; path lengths are counted, and gradients sorted by them."""

import copy
from itertools import combinations

import pytest
import torch
from torch import nn

from cnnkit.blocks.residual import Residual, basic_branch, padded_identity
from cnnkit.models import create_model
from cnnkit.visualize import gradient_by_path_length, lesion, path_lengths, residual_blocks

X = torch.rand(2, 3, 12, 10, generator=torch.Generator().manual_seed(3))


def make(skip=True):
    torch.manual_seed(0)
    plan = [(4, 4, 1), (4, 6, 2), (6, 6, 1)]
    body = [Residual(basic_branch(*each), padded_identity(*each) if skip else None) for each in plan]
    net = nn.Sequential(
        nn.Conv2d(3, 4, 3), nn.ReLU(), *body, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(6, 5)
    )
    for part in net.modules():  # so that normalizations do something
        if isinstance(part, nn.BatchNorm2d):
            nn.init.uniform_(part.weight)
            part.running_mean.uniform_(-0.5, 0.5)
    return net.eval()


def test_a_lesion_is_the_network_without_the_block():
    net = make()
    whole = net(X)
    for block in (2, 4):
        with lesion(net, str(block)):
            found = net(X)
        assert torch.equal(found, nn.Sequential(*net[:block], *net[block + 1 :])(X))
        assert not torch.allclose(found, whole)
    with lesion(net, net[3]):  # it changes the shape, so its shortcut stays
        found = net(X)
    by_hand = nn.Sequential(*net[:3], net[3].shortcut, nn.ReLU(), *net[4:])
    assert torch.equal(found, by_hand(X))
    assert torch.equal(net(X), whole)


def test_the_branch_itself_stands_for_its_block_and_lesions_can_be_nested():
    net = make()
    with lesion(net, "2"):
        one = net(X)
        with lesion(net, "4.branch"):
            both = net(X)
        assert torch.equal(net(X), one)
    assert torch.equal(both, nn.Sequential(*net[:2], net[3], *net[5:])(X))


def test_a_plain_block_is_bypassed_where_its_shape_stays():
    net = make(skip=False)
    assert residual_blocks(net) == []
    with lesion(net, "4"):
        assert torch.equal(net(X), nn.Sequential(*net[:4], *net[5:])(X))
    message = (
        r"'3' cannot be bypassed: it makes \(2, 6, 5, 4\) of \(2, 4, 10, 8\)\. Legal: a block that keeps"
    )
    with pytest.raises(ValueError, match=message), lesion(net, "3"):
        net(X)
    assert not any(part._forward_hooks for part in net.modules())


@pytest.mark.parametrize("dtype", [torch.float64, torch.bfloat16])
def test_a_branch_that_is_not_finite_is_silenced_too(dtype):
    net = make().to(dtype)
    with torch.no_grad():
        net[2].branch.conv1.conv.weight.fill_(torch.nan)
    assert not net(X.to(dtype)).isfinite().any()
    with lesion(net, "2"):
        assert net(X.to(dtype)).isfinite().all()


def test_a_lesion_leaves_nothing_behind_when_an_error_flies():
    net = make().train()
    before = copy.deepcopy(net.state_dict())
    with pytest.raises(RuntimeError, match="stop"), lesion(net, "2"):
        raise RuntimeError("stop")
    assert all(torch.equal(value, before[name]) for name, value in net.state_dict().items())
    assert net.training
    assert not any(part._forward_hooks for part in net.modules())
    with pytest.raises(ValueError, match=r"no layer '9'"), lesion(net, "9"):
        pass


def test_residual_networks_of_the_catalogue_are_lesioned_block_by_block():
    net = create_model("resnet20_cifar").eval()
    names = residual_blocks(net)
    assert names == [f"body.stage{i}.{j}" for i in (1, 2, 3) for j in (0, 1, 2)]
    whole = net(X)
    for name in names:
        with lesion(net, name):
            assert not torch.equal(net(X), whole)
    assert torch.equal(net(X), whole)


def test_paths_are_counted():
    assert path_lengths(3) == [1, 3, 3, 1]
    assert path_lengths(0) == [1]
    assert sum(path_lengths(54)) == 2**54
    for wrong in (-1, 2.0, True):
        with pytest.raises(ValueError, match="want a whole number"):
            path_lengths(wrong)


class Scaled(nn.Module):
    """x + w·x: what comes back along a path is the product of its w."""

    def __init__(self, w):
        super().__init__()
        self.branch, self.shortcut = nn.Conv2d(1, 1, 1, bias=False), nn.Identity()
        nn.init.constant_(self.branch.weight, w)

    def forward(self, x):
        return self.branch(x) + self.shortcut(x)


def test_gradients_of_paths_are_products_of_their_branches():
    weights = [0.5, 2.0, 3.0, 0.1]
    net = nn.Sequential(*map(Scaled, weights), nn.Flatten())
    rows = gradient_by_path_length(net, torch.rand(3, 1, 1, 2), 1)
    products = [
        [torch.tensor([1.0, *chosen]).prod().item() for chosen in combinations(weights, k)] for k in range(5)
    ]
    assert [row.length for row in rows] == [0, 1, 2, 3, 4]
    assert [row.paths for row in rows] == [1, 4, 6, 4, 1]
    assert [row.size for row in rows] == pytest.approx([sum(p) / len(p) for p in products])
    # all paths together bring the whole gradient, which is the product of 1 + w
    assert sum(row.paths * row.size for row in rows) == pytest.approx(1.5 * 3 * 4 * 1.1)
    assert sum(row.share for row in rows) == pytest.approx(1)


def through(net, x, taken):
    """The gradient along one path, by detaching what is not on it."""
    x = x.clone().requires_grad_()
    y = net[1](net[0](x))
    for i in (2, 3, 4):
        branch, skip = net[i].branch(y), net[i].shortcut(y)
        y = (branch + skip.detach() if i in taken else branch.detach() + skip).relu()
    (gradient,) = torch.autograd.grad(net[5:](y)[:, 2].sum(), x)
    return gradient


def test_gradients_of_paths_are_those_of_networks_cut_by_hand_and_add_up():
    net = make().double()
    x = X.double()
    rows = gradient_by_path_length(net, x, 2)
    paths = [[through(net, x, taken) for taken in combinations((2, 3, 4), k)] for k in range(4)]
    sizes = [[g.flatten(1).norm(dim=1).mean().item() for g in same] for same in paths]
    assert [row.size for row in rows] == pytest.approx([sum(s) / len(s) for s in sizes])
    whole = x.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(net(whole)[:, 2].sum(), whole)
    assert torch.allclose(sum(g for same in paths for g in same), gradient)


def test_sampled_paths_follow_the_seed_and_leave_the_model_as_it_was():
    net = make().train()
    net[0].weight.requires_grad_(False)
    before = copy.deepcopy(net.state_dict())
    first, again, other = (
        gradient_by_path_length(net, X, [0, 4], samples=1, seed=seed) for seed in (0, 0, 3)
    )
    assert first == again
    assert first != other
    with pytest.raises(ValueError, match="target 5 is none of the 5 classes"):
        gradient_by_path_length(net, X, 5)
    assert net.training
    assert not net[0].weight.requires_grad
    assert all(p.grad is None for p in net.parameters())
    assert all(torch.equal(value, before[name]) for name, value in net.state_dict().items())
    assert not any(part._forward_hooks for part in net.modules())


def test_networks_without_residual_blocks_are_refused():
    with pytest.raises(ValueError, match=r"want residual blocks.*; it has none"):
        gradient_by_path_length(make(skip=False), X, 0)
    with pytest.raises(ValueError, match=r"want residual blocks.*, got 0, 2"):
        gradient_by_path_length(make(), X, 0, blocks=["0", "2"])
