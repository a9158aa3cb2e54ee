"""The patches that a channel answers most, and that their boxes are exactly what the units see."""

import pytest
import torch
from torch import nn

from cnnkit.blocks.residual import Residual, basic_branch
from cnnkit.data.photos import photo
from cnnkit.models import create_model
from cnnkit.visualize import activations, field_of, field_on_picture, top_patches


class Branches(nn.Module):
    """Two ways of different reach that are laid side by side, as in Inception and SqueezeNet."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 4, (3, 5), stride=(2, 1), padding=(1, 0))
        self.near, self.far = nn.Conv2d(4, 2, 1), nn.Conv2d(4, 2, 3, padding=2, dilation=2)

    def forward(self, x):
        x = self.stem(x)
        return torch.cat([self.near(x), self.far(x)], 1)


NETWORKS = {
    "a strided chain": (
        lambda: nn.Sequential(nn.Conv2d(3, 4, 5, 2, 1), nn.ReLU(), nn.Conv2d(4, 4, 3, 1, 1)), "2"),
    "branches": (Branches, ""),
    "a shortcut": (
        lambda: nn.Sequential(nn.Conv2d(3, 4, 3, 2), Residual(basic_branch(4, 4, 1), nn.Identity())), "1"),
    "a pool that reaches over the edge": (
        lambda: nn.Sequential(nn.Conv2d(3, 4, 3, 2), nn.AvgPool2d(3, 2, ceil_mode=True)), "1"),
}  # fmt: skip


@pytest.mark.parametrize("name", NETWORKS)
def test_a_box_is_what_the_gradient_reaches(name):
    torch.manual_seed(0)
    build, layer = NETWORKS[name]
    net = build().eval().double()
    for parameter in net.parameters():  # all weights positive: nothing cancels, no ReLU shuts
        nn.init.uniform_(parameter, 0.1, 1)
    x = torch.rand(1, 3, 33, 53).double().requires_grad_()
    out = net(x)
    fields, (h, w) = field_of(net, layer, (33, 53)), out.shape[2:]
    for unit in [(0, 0), (h // 2, w // 2), (h - 1, w - 1), (0, w - 1)]:
        (slope,) = torch.autograd.grad(out[0, :, unit[0], unit[1]].sum(), x, retain_graph=True)
        rows, columns = slope[0].abs().sum(0).nonzero().T
        touched = (int(rows.min()), int(columns.min()), int(rows.max()) + 1, int(columns.max()) + 1)
        assert field_on_picture(fields, unit, (33, 53)) == touched


def test_a_remainder_that_no_window_reads_may_lie_in_a_box_at_the_far_edge():
    net = nn.Sequential(nn.Conv2d(1, 1, 3, 2), nn.Conv2d(1, 1, 3, padding=1))
    fields = field_of(net, "1", (32, 33), in_channels=1)
    # windows read rows 0 to 30 and stop: row 31 is in the field of the last unit and in no sum
    assert field_on_picture(fields, (14, 15), (32, 33)) == (26, 28, 32, 33)


@pytest.fixture(scope="module")
def squeezenet():
    return create_model("squeezenet1_1", weights="imagenet").eval()


@pytest.mark.parametrize("layer", ["body.conv1", "body.fire5", "head.conv10"])
def test_outside_of_the_box_nothing_counts(squeezenet, layer):
    pictures = [photo("cat", (96, 160)), photo("coffee", (160, 96))]
    for patch in top_patches(squeezenet, layer, 7, pictures, 3, per_image=2):
        box, picture = patch.box, pictures[patch.image]
        assert torch.equal(patch.picture, picture[:, box.top : box.bottom, box.left : box.right])
        other = torch.rand(picture.shape, generator=torch.Generator().manual_seed(1))
        other[:, box.top : box.bottom, box.left : box.right] = patch.picture
        row, column = patch.unit
        again = activations(squeezenet, other[None], layer)[layer][0, 7, row, column]
        assert again.item() == pytest.approx(patch.value, rel=1e-4, abs=1e-5)


def test_they_are_the_strongest_of_all_places(squeezenet):
    x = torch.stack([photo(name, (96, 160)) for name in ("cat", "coffee", "rocket")])
    maps = activations(squeezenet, x, "body.fire3")["body.fire3"][:, 5]
    patches = top_patches(squeezenet, "body.fire3", 5, x, 12)
    assert [patch.value for patch in patches] == pytest.approx(
        maps.flatten().sort(descending=True).values[:12].tolist(), rel=1e-4
    )
    assert all(
        maps[p.image, p.unit[0], p.unit[1]].item() == pytest.approx(p.value, rel=1e-4) for p in patches
    )
    each = top_patches(squeezenet, "body.fire3", 5, x, 3, per_image=1)
    assert sorted(patch.image for patch in each) == [0, 1, 2]
    assert [patch.value for patch in each] == pytest.approx(
        maps.flatten(1).amax(1).sort(descending=True).values.tolist(), rel=1e-4
    )


def test_a_planted_patch_is_found():
    net = nn.Conv2d(1, 2, 3)
    with torch.no_grad():
        net.weight.zero_()
        net.bias.zero_()
        net.weight[1] = 1
    images = torch.zeros(3, 1, 10, 14)
    images[2, :, 6:9, 3:6] = 1
    best, equal = top_patches(net, "", 1, images, 1)[0], top_patches(net, net, 0, images, 3)
    assert (best.image, best.unit, best.box, best.value) == (2, (6, 3), (6, 3, 9, 6), 9)
    assert best.picture.shape == (1, 3, 3)
    assert [(patch.image, patch.unit) for patch in equal] == [(0, (0, 0)), (0, (0, 1)), (0, (0, 2))]


def test_a_unit_behind_a_dense_layer_sees_the_whole_picture():
    torch.manual_seed(0)
    net = nn.Sequential(nn.Conv2d(3, 2, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(2, 4))
    patches = top_patches(net, "3", 2, torch.rand(3, 3, 9, 12), 3)
    assert all(patch.box == (0, 0, 9, 12) for patch in patches)
    assert [patch.value for patch in patches] == sorted((patch.value for patch in patches), reverse=True)


def test_errors_say_what_would_be_legal(squeezenet):
    x = torch.rand(2, 3, 40, 40)
    for call, message in (
        (lambda: top_patches(squeezenet, "body.conv1", 64, x, 1), "channel 64 of .* from 0 to 63"),
        (lambda: top_patches(squeezenet, "body.conv1", 0, x, 3, per_image=1), "k is 3; .* want 1 to 2"),
        (lambda: top_patches(squeezenet, "body.conv1", 0, x, 0), "k is 0"),
        (lambda: top_patches(squeezenet, "body.conv1", 0, x, 1, per_image=0), "per_image is 0; want"),
        (lambda: top_patches(squeezenet, "body.conv1", 0, [], 1), "images is empty"),
        (lambda: top_patches(squeezenet, "body.conv1", 0, [x], 1), r"images\[0\] is \(2, 3, 40, 40\)"),
    ):  # fmt: skip
        with pytest.raises(ValueError, match=message):
            call()
