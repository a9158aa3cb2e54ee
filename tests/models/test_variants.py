"""What no count and no shape tells: variants of equal size that compute something else, and the constants of
normalization and dropout, by hand from the papers and the published code.
"""

import warnings
from itertools import combinations

import pytest
import torch
from torch import nn

from cnnkit.models import create_model, list_models, model_info

DEEP = {"hrnet_w32", "hrnet_w48"}  # built by the same functions as hrnet_w18
ALIKE = [
    pytest.param(entry.name, *pair, marks=[pytest.mark.slow] if entry.name in DEEP else [])
    for entry in map(model_info, list_models())
    for pair in combinations(entry.variants, 2)
    if len({(entry.variants[v].params, entry.variants[v].macs) for v in pair}) == 1
]
# Of these pairs, the ones that the catalogue calls the same network, and the one that differs in training.
SAME = {"resnet18", "resnet34", "vgg11_bn", "vgg13_bn", "vgg16_bn", "vgg19_bn"}
SAME_IN_EVAL = {"wide_resnet28_10"}

# Batch-norm eps, None without normalization, and the shares of the dropout layers. One network stands for all
# that share its file.
PLAIN, TORCHS = (None, set()), (1e-5, set())
CONSTANTS = {
    "lenet5": {"modern": PLAIN},
    "lenet5_1998": {"paper": PLAIN},
    "alexnet": dict.fromkeys(("single_tower", "two_towers", "torchvision"), (None, {0.5})),
    "zfnet": dict.fromkeys(("paper", "wide"), (None, {0.5})),
    "nin_cifar10": dict.fromkeys(("paper", "caffe"), (None, {0.5})),
    "vgg11": {"paper": (None, {0.5})},
    "vgg11_bn": dict.fromkeys(("batch_norm", "torchvision"), (1e-5, {0.5})),
    "highway19_cifar": {"paper": (None, {0.2})},
    "capsnet": {"paper": PLAIN, "no_decoder": PLAIN},
    "cifar10_convnet": {"listing": PLAIN},
    "imdb_conv1d": {"listing": PLAIN},
    "googlenet": {  # 0.7 in the auxiliary heads
        "paper": (None, {0.4, 0.7}),
        "no_heads": (None, {0.4}),
        "torchvision": (1e-3, {0.2, 0.7}),
        "torchvision_no_heads": (1e-3, {0.2}),
    },
    "bn_inception": {"plain_stem": (1e-3, set())},
    "inception_v3": dict.fromkeys(("released", "no_heads"), (1e-3, {0.2}))
    | dict.fromkeys(("torchvision", "torchvision_no_heads"), (1e-3, {0.5})),
    "inception_v4": {"released": (1e-3, {0.2})},
    "inception_resnet_v1": {"scaled_norm": (1e-3, {0.2})},
    "inception_resnet_v2": {"mended_filters": (1e-3, {0.2}), "timm": (1e-3, {0.2})},
    "xception": {"paper": (1e-3, {0.5}), "timm": (1e-5, {0.0})},
    "resnet18": dict.fromkeys(("option_b", "torchvision", "paper"), TORCHS),
    "resnet50": dict.fromkeys(("paper", "torchvision"), TORCHS),
    "resnet20_cifar": dict.fromkeys(("paper", "option_b"), TORCHS),
    "wide_resnet28_10": {"paper": (1e-5, {0.0}), "dropout": (1e-5, {0.3})},
    "wide_resnet50_2": {"paper": TORCHS},
    "resnext50_32x4d": {"paper": TORCHS},
    "se_resnet50": {"paper": TORCHS},
    "cmpe_se_wide_resnet28_10": dict.fromkeys(
        ("released", "conv_2x1", "conv_3x3", "double_fc"), (1e-5, {0.0})
    ),
    "fractalnet40_cifar": {"table_3": (1e-5, {0.0, 0.1, 0.2, 0.3, 0.4})},
    "residual_attention_56": {"released": TORCHS},
    "densenet_bc_100_12": {"paper": (1e-5, {0.0})},
    "hrnet_w18": dict.fromkeys(("paper", "timm", "hrnetv2"), TORCHS),
    "mobilenet_v1": {"paper": (1e-3, set()), "timm": TORCHS},
    "mobilenet_v2": {"paper": (1e-3, {0.2}), "torchvision": (1e-5, {0.2})},
    "nasnet_mobile": {"paper": (1e-3, {0.5})},
    "squeezenet1_0": {"paper": (None, {0.5})},
}


@pytest.mark.parametrize("name", list_models())
def test_what_is_called_the_papers_is_the_papers_and_the_rest_says_how_it_differs(name):
    variants = model_info(name).variants
    silent = {key for key, variant in variants.items() if not variant.differs}
    assert silent == set(variants) & {"paper", "listing"}
    assert ("paper" in variants) <= (model_info(name).citation is not None)
    for one, other in combinations(variants.values(), 2):
        assert one.differs != other.differs or one.build is other.build


def on_meta(name, variant):
    with torch.device("meta"):
        return create_model(name, variant=variant)


@pytest.fixture
def _one_thread():
    """On maps of a few pixels more of them wait for one another."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def filled(network):
    """With numbers that are quick to draw and keep the size of the maps."""
    network.to_empty(device="cpu")
    for part in network.modules():
        if isinstance(part, nn.Conv2d | nn.Linear):
            nn.init.normal_(part.weight, std=(2 / part.weight[0].numel()) ** 0.5)
            if part.bias is not None:
                nn.init.zeros_(part.bias)
        elif isinstance(part, nn.BatchNorm2d):
            part.reset_parameters()
    return network


@pytest.mark.usefixtures("_one_thread")
@pytest.mark.parametrize(("name", "first", "second"), ALIKE)
def test_variants_of_equal_size_differ_in_what_they_compute(name, first, second):
    entry = model_info(name)
    if entry.variants[first].build is entry.variants[second].build:
        assert name in SAME
        return
    torch.manual_seed(0)
    a, b = filled(on_meta(name, first)), on_meta(name, second)
    b.load_state_dict(a.state_dict(), assign=True)
    x = torch.rand(2, entry.input_shape[0], entry.sides[0], entry.sides[0])

    def off(mode):
        outs = []
        for network in (a.train(mode), b.train(mode)):
            torch.manual_seed(1)
            outs.append(network(x))
        return ((outs[0] - outs[1]).norm() / outs[0].norm()).item()

    with torch.no_grad():
        if name in SAME_IN_EVAL:
            assert off(mode=False) == 0
            assert off(mode=True) > 0.01
        elif name in SAME:
            assert off(mode=False) == 0
        else:
            assert off(mode=False) > 1e-4


def test_every_file_of_a_network_has_its_constants_in_the_table():
    files = {name: model_info(name).builder.__module__ for name in list_models()}
    assert {files[name] for name in CONSTANTS} == set(files.values())


@pytest.mark.parametrize("name", CONSTANTS)
def test_normalization_and_dropout_have_the_constants_of_the_table(name):
    assert set(CONSTANTS[name]) == set(model_info(name).variants)
    for variant, (eps, shares) in CONSTANTS[name].items():
        parts = list(on_meta(name, variant).modules())
        norms = {(m.eps, m.momentum) for m in parts if isinstance(m, nn.BatchNorm2d)}
        assert norms == ({(eps, 0.1)} if eps else set()), variant
        assert {m.p for m in parts if isinstance(m, nn.Dropout)} == shares, variant


def test_the_papers_stays_a_name_for_a_default_that_is_not_quite_and_warns():
    with (
        torch.device("meta"),
        pytest.warns(UserWarning, match="lenet5 has no .*; this is 'modern': as later"),
    ):
        asked = create_model("lenet5", variant="paper")
    assert repr(asked) == repr(on_meta("lenet5", "modern"))
    with torch.device("meta"), warnings.catch_warnings(action="error"):
        create_model("lenet5_1998", variant="paper")
