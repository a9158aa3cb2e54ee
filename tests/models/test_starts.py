"""How fresh weights are spread: measured layer by layer against the law that each paper, or its code, names.

One network stands for all that share its file; the formulas are written out here, not taken from
`cnnkit.blocks.initialization`.
"""

import math

import pytest
import torch
from torch import nn

from cnnkit.models import create_model, list_models, model_info

# Shape of a distribution: where the largest of many numbers lies, in standard deviations.
NORMAL = (2.4, math.inf)
CUT = (2.1, 2.29)  # at two deviations of the normal one, of which 0.88 are left
EVEN = (1.65, math.sqrt(3) + 1e-3)
FEWEST, MEASURED = 1_000, 20_000  # numbers of a layer; smaller ones tell too little


def window(weight):
    return math.prod(weight.shape[2:])


def he(weight, groups):
    """He et al. 2015, equation 14: variance 2/n, n = k²·filters."""
    return NORMAL, math.sqrt(2 / (window(weight) * weight.shape[0]))


def glorot(weight, groups):
    """Glorot and Bengio 2010, equation 16: even within √(6/(inputs + outputs)), which has a third of its
    square as variance."""
    inputs, outputs = window(weight) * weight.shape[1], window(weight) * weight.shape[0]
    return EVEN, math.sqrt(2 / (inputs + outputs))


def cut_by_inputs(weight, groups):
    """TF-Slim's variance scaling: 2/inputs is left after the cut."""
    return CUT, math.sqrt(2 / (window(weight) * weight.shape[1]))


def cut_by_filters(weight, groups):
    """The same with the filters that one group has: NASNet."""
    return CUT, math.sqrt(2 / (window(weight) * weight.shape[0] / groups))


def cut_at(std):
    return lambda weight, groups: (CUT, 0.8796 * std)


def normal(std):
    return lambda weight, groups: (NORMAL, std)


HE = (he, normal(0.01))  # convolutions, dense layers
GLOROT = (glorot, glorot)
INCEPTION = (cut_by_inputs, cut_by_inputs)
MOBILE = (cut_at(0.09), cut_at(0.09))
STARTS = {
    "nin_cifar10": (normal(0.05), None),
    "highway19_cifar": GLOROT,
    "highway32_cifar": GLOROT,
    "cifar10_convnet": GLOROT,
    "googlenet": INCEPTION,
    "bn_inception": INCEPTION,
    "inception_v3": INCEPTION,
    "inception_v4": INCEPTION,
    "inception_resnet_v1": INCEPTION,
    "xception": GLOROT,
    "plain18": HE,
    "resnet18": HE,
    "resnet50": HE,
    "plain20_cifar": HE,
    "plain56_cifar": HE,
    "resnet20_cifar": HE,
    "resnet56_cifar": HE,
    "wide_resnet28_10": HE,
    "wide_resnet50_2": HE,
    "resnext50_32x4d": HE,
    "se_resnet50": HE,
    "cmpe_se_wide_resnet28_10": GLOROT,
    "fractalnet40_cifar": GLOROT,
    "residual_attention_56": HE,
    "densenet_bc_100_12": HE,
    "hrnet_w18": HE,
    "mobilenet_v1": MOBILE,
    "mobilenet_v2": MOBILE,
    "nasnet_mobile": (cut_by_filters, cut_by_filters),
}
# Constants of a single paper, in its own test file; `lenet` keeps what torch gives its layers.
ELSEWHERE = {"alexnet", "capsnet", "imdb_conv1d", "lenet", "lenet_1998", "squeezenet", "vgg", "zfnet"}


def test_every_file_of_a_network_has_its_start_in_the_table():
    files = {name: model_info(name).builder.__module__.rpartition(".")[2] for name in list_models()}
    assert {files[name] for name in STARTS} | ELSEWHERE == set(files.values())


@pytest.fixture
def _draws_few(monkeypatch):
    """torch's cut distribution draws slowly: only the numbers that are measured here."""
    draw = nn.init.trunc_normal_

    def few(tensor, *args, **options):
        draw(tensor.detach().view(-1)[:MEASURED], *args, **options)
        return tensor

    monkeypatch.setattr(nn.init, "trunc_normal_", few)


@pytest.mark.usefixtures("_draws_few")
@pytest.mark.parametrize("name", STARTS)
def test_every_layer_starts_with_the_spread_of_its_law(name):
    torch.manual_seed(0)
    network, seen = create_model(name, num_classes=100), set()
    for label, layer in network.named_modules():
        if isinstance(layer, nn.BatchNorm2d) and layer.affine:
            assert (layer.weight == 1).all(), label
            assert not layer.bias.any(), label
        if not isinstance(layer, nn.Conv2d | nn.Linear):
            continue
        if layer.bias is not None and not label.endswith(".gate"):  # of a highway: in its own test
            assert not layer.bias.any(), label
        numbers, kind = layer.weight.detach().flatten()[:MEASURED], int(isinstance(layer, nn.Linear))
        if len(numbers) < FEWEST:
            continue
        (least, most), std = STARTS[name][kind](layer.weight, getattr(layer, "groups", 1))
        within = 6 / math.sqrt(2 * len(numbers))  # six times what chance makes of it
        assert numbers.std().item() == pytest.approx(std, rel=within), label
        assert least < numbers.abs().max() / std < most, label
        seen.add(kind)
    assert seen == {kind for kind, law in enumerate(STARTS[name]) if law}
