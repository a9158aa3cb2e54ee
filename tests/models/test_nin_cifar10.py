"""What is special in Network in Network: dense networks at every pixel, maps that are votes."""

import pytest
import torch
from torch import nn

from cnnkit.models import create_model


def test_an_mlpconv_is_a_dense_network_at_every_pixel():
    torch.manual_seed(0)
    block = create_model("nin_cifar10").body.mlpconv1.eval()
    x = torch.randn(1, 3, 8, 8)
    patches = nn.functional.unfold(x, 5, padding=2)[0].T  # one row a pixel
    for layer in (block.conv, block.dense1, block.dense2):
        patches = (patches @ layer.weight.flatten(1).T + layer.bias).clamp(min=0)
    assert torch.allclose(block(x)[0].flatten(1).T, patches, atol=1e-5)


def test_a_logit_is_the_mean_of_its_class_map():
    torch.manual_seed(0)
    model, maps = create_model("nin_cifar10").eval(), []
    model.body.register_forward_hook(lambda m, i, o: maps.append(o))
    logits = model(torch.rand(2, 3, 32, 32))
    assert maps[0].shape == (2, 10, 8, 8)
    assert torch.allclose(logits, maps[0].sum((2, 3)) / 64)
    assert (maps[0] >= 0).all()


def test_layers_are_those_of_the_authors_file():
    with torch.device("meta"):
        model = create_model("nin_cifar10")
    convs = [(m.kernel_size[0], m.out_channels) for m in model.modules() if isinstance(m, nn.Conv2d)]
    first, second = [(5, 192), (1, 160), (1, 96)], [(5, 192), (1, 192), (1, 192)]
    assert convs == [*first, *second, (3, 192), (1, 192), (1, 10)]


def test_the_caffe_file_averages_in_the_second_pool_and_over_the_pixels_that_are_there():
    pools = {}
    for variant in ("paper", "caffe"):
        body = create_model("nin_cifar10", variant=variant).body
        pools[variant] = type(body.pool1), type(body.pool2)
    assert pools == {"paper": (nn.MaxPool2d, nn.MaxPool2d), "caffe": (nn.MaxPool2d, nn.AvgPool2d)}
    assert torch.equal(body.pool2(torch.ones(1, 1, 16, 16)), torch.ones(1, 1, 8, 8))


def test_the_start_is_the_authors():
    torch.manual_seed(0)
    for name, parameter in create_model("nin_cifar10").named_parameters():
        if name.endswith("bias"):
            assert not parameter.any()
        else:
            assert parameter.std().item() == pytest.approx(0.05, rel=0.05), name
