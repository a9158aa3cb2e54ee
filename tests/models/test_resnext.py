"""ResNeXt: a grouped bottleneck is a sum of narrow ones."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from cnnkit.models import create_model, model_info
from cnnkit.models.resnext import ResNeXt
from cnnkit.summary import param_count


def plain(conv, x, weight):
    return F.conv2d(x, weight, stride=conv.stride, padding=conv.padding)


def test_a_branch_is_the_sum_of_32_paths_of_4_channels():
    """Figure 3a equals figure 3c."""
    torch.manual_seed(0)
    branch = create_model("resnext50_32x4d").eval().body.stage1[0].branch
    first, second, third = branch.conv1.conv, branch.conv2.conv, branch.conv3.conv
    x = torch.randn(1, 64, 7, 7)
    total = torch.zeros(1, 256, 7, 7)
    for path in range(32):
        own = slice(4 * path, 4 * path + 4)
        h = torch.relu(branch.conv1.norm(F.pad(plain(first, x, first.weight[own]), _at(own, 128)))[:, own])
        h = torch.relu(branch.conv2.norm(F.pad(plain(second, h, second.weight[own]), _at(own, 128)))[:, own])
        total += plain(third, h, third.weight[:, own])
    assert torch.allclose(branch(x), branch.conv3.norm(total), atol=1e-4)


def _at(own, channels):
    """Padding that puts a path's maps where they stand among all."""
    return (0, 0, 0, 0, own.start, channels - own.stop)


@pytest.mark.parametrize(
    ("name", "groups", "width"), [("resnext50_32x4d", 32, 4), ("resnext101_32x8d", 32, 8)]
)
def test_groups_double_their_width_from_stage_to_stage_and_take_the_stride(name, groups, width):
    with torch.device("meta"):
        model = create_model(name)
    for i, stage in enumerate(model.body):
        for j, block in enumerate(stage):
            conv = block.branch.conv2.conv
            assert (conv.groups, conv.out_channels) == (groups, groups * width * 2**i)
            assert conv.stride == ((2, 2) if i > 0 and j == 0 else (1, 1))
            assert block.branch.conv1.conv.stride == (1, 1)


def test_one_path_of_64_is_resnet50():
    """Table 1's left column, with the stride of the code."""
    with torch.device("meta"):
        model = ResNeXt((3, 4, 6, 3), 1, 64, 1000, 3)
        twin = create_model("resnet50", variant="torchvision")
    assert param_count(model) == param_count(twin)
    assert {k: v.shape for k, v in model.state_dict().items()} == {
        k: v.shape for k, v in twin.state_dict().items()
    }


def test_it_costs_what_resnet50_costs():
    ours, resnet = model_info("resnext50_32x4d"), model_info("resnet50")
    assert ours.macs == pytest.approx(resnet.variants["torchvision"].macs, rel=0.04)
    assert ours.params == pytest.approx(resnet.params, rel=0.03)
    with torch.device("meta"):
        convs = [m for m in create_model("resnext50_32x4d").modules() if isinstance(m, nn.Conv2d)]
    assert len(convs) == 49 + 4  # and four projections
