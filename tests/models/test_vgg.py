"""What is special in VGG: the columns of table 1, their start, the added normalization."""

import pytest
import torch
from torch import nn

from cnnkit.models import create_model

DEPTHS = {"vgg11": 8, "vgg13": 10, "vgg16": 13, "vgg19": 16}
# Table 1 of the paper, maps of each convolution; M is a max pool.
TABLE_1 = {
    "vgg11": "64 M 128 M 256 256 M 512 512 M 512 512 M",
    "vgg13": "64 64 M 128 128 M 256 256 M 512 512 M 512 512 M",
    "vgg16": "64 64 M 128 128 M 256 256 256 M 512 512 512 M 512 512 512 M",
    "vgg19": "64 64 M 128 128 M 256 256 256 256 M 512 512 512 512 M 512 512 512 512 M",
}


def on_meta(name):
    with torch.device("meta"):
        return create_model(name)


@pytest.mark.parametrize("name", [*DEPTHS, *(f"{name}_bn" for name in DEPTHS)])
def test_columns_are_those_of_table_1(name):
    words = []
    for layer in on_meta(name).body:
        if isinstance(layer, nn.Conv2d):
            assert (layer.kernel_size, layer.stride, layer.padding) == ((3, 3), (1, 1), (1, 1))
            words.append(str(layer.out_channels))
        elif isinstance(layer, nn.MaxPool2d):
            words.append("M")
    assert " ".join(words) == TABLE_1[name.removesuffix("_bn")]


@pytest.mark.parametrize("name", DEPTHS)
def test_normalization_stands_between_every_convolution_and_its_relu(name):
    kinds = [type(layer) for layer in on_meta(f"{name}_bn").body]
    where = [i for i, kind in enumerate(kinds) if kind is nn.Conv2d]
    assert len(where) == DEPTHS[name]
    for i in where:
        assert kinds[i : i + 3] == [nn.Conv2d, nn.BatchNorm2d, nn.ReLU]
    assert nn.BatchNorm2d not in [type(layer) for layer in on_meta(name).modules()]


def test_the_start_is_glorots():
    torch.manual_seed(0)
    layer = create_model("vgg11", num_classes=10).body.conv3_2  # 256 to 256 maps
    bound = (6 / (9 * 256 + 9 * 256)) ** 0.5
    assert not layer.bias.any()
    assert 0.99 * bound < layer.weight.abs().max() <= bound
    assert layer.weight.std().item() == pytest.approx(bound / 3**0.5, rel=0.01)
