"""Wide residual networks: depth counted as in the paper, width where the paper puts it."""

import pytest
import torch
from torch import nn

from cnnkit.models import create_model
from cnnkit.models.wide_resnet import WideResNet
from cnnkit.summary import param_count


def on_meta(name, **options):
    with torch.device("meta"):
        return create_model(name, **options)


def test_28_convolutions_with_the_three_projections():
    model = on_meta("wide_resnet28_10")
    convs = [m for m in model.modules() if isinstance(m, nn.Conv2d)]
    assert len(convs) == 28
    assert sum(c.kernel_size == (1, 1) for c in convs) == 3
    assert [c.out_channels for c in convs if c.kernel_size == (1, 1)] == [160, 320, 640]


@pytest.mark.parametrize(("depth", "widen", "millions"), [(40, 4, 8.9), (16, 8, 11.0), (28, 10, 36.5)])
def test_parameters_of_the_papers_sizes(depth, widen, millions):
    with torch.device("meta"):
        model = WideResNet(depth, widen, 0.0, 10, 3)
    n, k = (depth - 4) // 6, widen
    total, before = 9 * 3 * 16, 16
    for width in (16 * k, 32 * k, 64 * k):
        total += 9 * before * width + 9 * width * width + before * width  # first block and its projection
        total += (n - 1) * 2 * 9 * width * width
        total += 2 * before + 2 * width + (n - 1) * 4 * width  # normalizations
        before = width
    total += 2 * before + before * 10 + 10
    assert param_count(model) == total
    assert total / 1e6 == pytest.approx(millions, rel=0.01)  # tables 4 and 5


def test_dropout_is_the_papers_only_where_asked_for():
    for variant, share in (("paper", 0.0), ("dropout", 0.3)):
        drops = [
            m.p for m in on_meta("wide_resnet28_10", variant=variant).modules() if isinstance(m, nn.Dropout)
        ]
        assert drops == [share] * 12


def test_wrn_50_2_doubles_the_inner_convolutions_of_resnet50_and_nothing_else():
    wide, thin = on_meta("wide_resnet50_2"), on_meta("resnet50", variant="torchvision")
    for (label, ours), (same, theirs) in zip(wide.named_modules(), thin.named_modules(), strict=True):
        assert label == same
        if isinstance(ours, nn.Conv2d):
            assert ours.stride == theirs.stride
            inner_out = 2 if label.endswith(("branch.conv1.conv", "branch.conv2.conv")) else 1
            assert ours.out_channels == inner_out * theirs.out_channels


@pytest.mark.parametrize("depth", [4, 20, 27])
def test_other_depths_are_refused(depth):
    with pytest.raises(ValueError, match=rf"depth must be 6n \+ 4 .*, got {depth}"):
        WideResNet(depth, 1, 0.0, 10, 3)
