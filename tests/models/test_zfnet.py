"""What is special in ZFNet: the sizes of figure 3, the order of its steps, the wide one."""

import pytest
import torch
from torch import nn

from cnnkit.models import create_model


def on_meta(variant=None):
    with torch.device("meta"):
        return create_model("zfnet", variant=variant).eval()


def test_sizes_are_those_of_figure_3():
    sides, model = [], on_meta()
    for layer in model.body:
        if isinstance(layer, nn.Conv2d | nn.MaxPool2d):
            layer.register_forward_hook(lambda m, i, o: sides.append(o.shape[-1]))
    model(torch.zeros(1, 3, 224, 224, device="meta"))
    assert sides == [110, 55, 26, 13, 13, 13, 13, 6]


def test_maps_are_pooled_before_they_are_normalized():
    names = [name for name, _ in on_meta().body.named_children()]
    assert names[:8] == ["conv1", "relu1", "pool1", "norm1", "conv2", "relu2", "pool2", "norm2"]


def test_filters_are_those_of_figure_3_and_of_table_2_b():
    filters = {}
    for variant in ("paper", "wide"):
        convs = [layer for layer in on_meta(variant).body if isinstance(layer, nn.Conv2d)]
        filters[variant] = [conv.out_channels for conv in convs]
        assert [conv.kernel_size[0] for conv in convs] == [7, 5, 3, 3, 3]
        assert [conv.stride[0] for conv in convs] == [2, 2, 1, 1, 1]
        assert {conv.groups for conv in convs} == {1}
    assert filters == {"paper": [96, 256, 384, 384, 256], "wide": [96, 256, 512, 1024, 512]}


def test_the_start_is_small_and_even():
    torch.manual_seed(0)
    for name, parameter in create_model("zfnet", num_classes=10).named_parameters():
        if name.endswith("bias"):
            assert not parameter.any()
        else:
            assert parameter.std().item() == pytest.approx(0.01, rel=0.05), name
