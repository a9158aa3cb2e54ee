"""On a photograph: half a grey level along the gradient turns espresso into consommé, noise does not."""

import pytest
import torch

from cnnkit.data.photos import photo
from cnnkit.models import class_names, create_model, prepare, weights_info
from cnnkit.visualize import equal_noise, fgsm, pgd

INFO = weights_info("squeezenet1_1", "imagenet")


@pytest.fixture(scope="module")
def net():
    return create_model("squeezenet1_1", weights="imagenet").eval()


@torch.no_grad()
def says(net, x):
    return class_names(INFO)[net(x).argmax(1).item()]


def test_half_a_grey_level_flips_the_espresso_and_eight_times_as_much_noise_does_not(net):
    x = prepare(photo("coffee"), INFO)[None]
    espresso = net(x).argmax(1)
    assert says(net, x) == "espresso"
    flipped = fgsm(net, x, espresso, 0.5 / 255)
    assert says(net, flipped) == "consomme"
    assert (flipped - x).abs().max() <= 0.5 / 255 + 1e-7
    assert says(net, fgsm(net, x, espresso, 0.1 / 255)) == "espresso"
    for seed in range(3):
        assert says(net, equal_noise(x, 4 / 255, seed)) == "espresso"


def test_an_attack_can_be_aimed(net):
    x = prepare(photo("coffee"), INFO)[None]
    target = class_names(INFO).index("tarantula")
    assert says(net, fgsm(net, x, target, 2 / 255, targeted=True)) != "tarantula"
    assert says(net, pgd(net, x, target, 2 / 255, 0.5 / 255, 12, targeted=True)) == "tarantula"
