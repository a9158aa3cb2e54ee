"""What adversarial-slider stores is what the network says, of the pixels and the coins of a page."""

import numpy as np
import pytest
import torch

from cnnkit.recipes.adversarial_slider import SEED, SHOWN, attacked
from cnnkit.recipes.real_network import decoded, network, top
from cnnkit.widgets import AdversarialSlider
from cnnkit.widgets.adversarial_slider import LEVELS, coins, packed_signs
from cnnkit.widgets.items import WidgetError
from cnnkit.widgets.real_network import photograph_files


def same(now, stored):
    assert now[0][0] == stored[0][0]
    assert [p for _, p in now] == pytest.approx([p for _, p in stored], abs=5e-3)


@pytest.mark.parametrize("name", SHOWN)
def test_the_stored_answers_are_the_networks(name):
    model, x = network(), decoded(photograph_files()[name])[None]
    first = int(model(x).argmax())
    noise = torch.from_numpy(coins(x.numel(), SEED)).view(x.shape)
    for level in (0.0, 0.5, 4.0):
        widget = AdversarialSlider(picture=name, level=LEVELS.index(level))
        same(top(model, attacked(model, x, level, first, None)[0]), widget.top("away"))
        same(top(model, (x + level / 255 * noise).clamp(0, 1)[0]), widget.top("noise"))


def test_it_begins_just_below_the_flip_and_noise_leaves_the_espresso():
    widget = AdversarialSlider()
    assert widget.top("away")[0][0] == "espresso"
    assert AdversarialSlider(level=widget.level + 1).top("away")[0][0] == "consomme"
    assert {AdversarialSlider(level=i).top("noise")[0][0] for i in range(len(LEVELS))} == {"espresso"}
    assert widget.sentence.startswith(f"{LEVELS[widget.level]:g} of 255: along the gradient espresso, 0.")
    assert widget.sentence in widget.still


def test_each_preset_keeps_its_promise():
    half, spider, cat = (
        AdversarialSlider(**{k: v for k, v in preset.items() if k != "label"})
        for preset in AdversarialSlider().presets
    )
    assert half.top("away")[0][0] == "consomme"
    assert spider.top("tarantula")[0][0] == "tarantula"
    assert cat.top("noise")[0][0] != cat.kept["cat"]["first"]


def test_coins_are_fair_and_signs_come_back():
    thrown = coins(10_000, 0)
    assert set(thrown.tolist()) == {-1.0, 1.0}
    assert abs(thrown.mean()) < 0.05
    signs = np.array([-1, 0, 1, 1, -1, 0, 0])
    values = [byte // 3**i % 3 - 1 for byte in packed_signs(signs) for i in range(5)]
    assert values[:7] == signs.tolist()


@pytest.mark.parametrize(
    ("traits", "message"),
    [
        ({"picture": "flower"}, "picture='flower': stored are coffee, motorcycle, rocket, cat"),
        ({"level": 99}, "level is a whole number from -1 to 16"),
        ({"kind": "digit", "level": 11}, "level=11: legal is 0 to 10"),
        ({"target": "dog"}, "target='dog': for a photo there are away, tarantula, goldfish"),
        ({"kind": "digit", "target": "tarantula"}, "for a digit there are away, 0, 1"),
        ({"digit": 10}, "digit is a whole number from 0 to 9"),
    ],
)
def test_what_is_not_there_is_refused_in_words(traits, message):
    with pytest.raises(WidgetError, match=message):
        AdversarialSlider(**traits)
