"""What is special in AlexNet: towers, start, response normalization, the later tower."""

import pytest
import torch
from torch import nn

from cnnkit.blocks.response_norm import ResponseNorm
from cnnkit.models import create_model


def on_meta(variant=None):
    with torch.device("meta"):
        return create_model("alexnet", variant=variant).eval()


def test_two_towers_read_their_own_card_in_conv2_conv4_and_conv5():
    convolutions = [m for m in on_meta("two_towers").modules() if isinstance(m, nn.Conv2d)]
    assert [m.groups for m in convolutions] == [1, 2, 1, 2, 2]
    assert [tuple(m.weight.shape[:2]) for m in convolutions] == [
        (96, 3),
        (256, 48),
        (384, 256),
        (384, 192),
        (256, 192),
    ]


def test_maps_shrink_as_the_paper_counts_them():
    sides = []
    model = on_meta()
    for layer in model.body:
        if isinstance(layer, nn.Conv2d | nn.MaxPool2d):
            layer.register_forward_hook(lambda m, i, o: sides.append(o.shape[-1]))
    model(torch.zeros(1, 3, 227, 227, device="meta"))
    assert sides == [55, 27, 27, 13, 13, 13, 13, 6]


def test_response_normalization_stands_between_relu_and_pool_of_the_first_two_convolutions():
    names = [name for name, _ in on_meta().body.named_children()]
    assert names[:8] == ["conv1", "relu1", "norm1", "pool1", "conv2", "relu2", "norm2", "pool2"]
    assert sum(isinstance(m, ResponseNorm) for m in on_meta().modules()) == 2
    assert not any(isinstance(m, nn.LocalResponseNorm) for m in on_meta("torchvision").modules())


def test_the_start_is_the_papers():
    torch.manual_seed(0)
    model = create_model("alexnet", num_classes=10)
    biases = {n: p for n, p in model.named_parameters() if n.endswith("bias")}
    ones = {n for n, b in biases.items() if torch.equal(b, torch.ones_like(b))}
    zeros = {n for n, b in biases.items() if torch.equal(b, torch.zeros_like(b))}
    assert ones == {f"body.conv{i}.bias" for i in (2, 4, 5)} | {"head.fc6.bias", "head.fc7.bias"}
    assert zeros == set(biases) - ones
    for name, weight in model.named_parameters():
        if name.endswith("weight"):
            assert weight.std().item() == pytest.approx(0.01, rel=0.05), name


def test_the_later_tower_takes_224_pixels_and_the_papers_does_not():
    x = torch.zeros(1, 3, 224, 224, device="meta")
    assert on_meta("torchvision")(x).shape == (1, 1000)
    with pytest.raises(ValueError, match="227 to 258 pixels: pool5 must end at 6×6"):
        on_meta()(x)
