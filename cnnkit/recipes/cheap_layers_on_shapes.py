"""Plain, grouped and separable 3×3 layers in the same small network on generated shapes: every seed."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import torch
from torch import nn

from cnnkit.blocks.depthwise import SeparableConv2d
from cnnkit.data.shapes import fresh_shapes, load_shapes, standardize, standardized
from cnnkit.recipes.store import REPOSITORY, provenance, save_json
from cnnkit.training.loop import fit

SEEDS, RATES, CLASSES, EPOCHS, PICTURES, CHANNELS = [0, 1, 2], [1e-3, 3e-3], 6, 6, 1200, 32
RESULTS = REPOSITORY / "book" / "blocks" / "results" / "cheap_layers.json"

Kinds = Mapping[str, Callable[[int], nn.Module]]
"""By name: makes a layer from that many channels to as many."""
KINDS: Kinds = {
    "plain": lambda c: nn.Conv2d(c, c, 3, padding=1, bias=False),
    "8 groups": lambda c: nn.Conv2d(c, c, 3, padding=1, groups=8, bias=False),
    "separable": lambda c: SeparableConv2d(c, c, 3, padding=1),
}


def network(layer: Callable[[int], nn.Module]) -> nn.Module:
    """`(n, 3, 32, 32) -> (n, classes)`: a plain first layer, then three layers of the kind."""
    layers: list[nn.Module] = [
        nn.Conv2d(3, CHANNELS, 3, 2, 1, bias=False),
        nn.BatchNorm2d(CHANNELS),
        nn.ReLU(),
    ]
    for _ in range(3):
        layers += [layer(CHANNELS), nn.BatchNorm2d(CHANNELS), nn.ReLU(), nn.MaxPool2d(2)]
    return nn.Sequential(*layers, nn.AdaptiveMaxPool2d(1), nn.Flatten(), nn.Linear(CHANNELS, CLASSES))


def compare(recipe: str, kinds: Kinds, rates: Sequence[float], epochs: int) -> dict[str, Any]:
    """Held-out accuracy of every kind, rate and seed, on fresh pictures in each epoch, and what was run."""
    torch.set_num_threads(1)
    x, y = load_shapes(10, 900, num_classes=CLASSES)[2:]
    held_out = standardize(x), y
    content = provenance(recipe, SEEDS) | {
        "date": date.today().isoformat(), "epochs": epochs, "classes": CLASSES, "pictures": PICTURES,
        "rates": list(rates),
    }  # fmt: skip
    for seed in SEEDS:
        for rate in rates:
            for kind, layer in kinds.items():
                train = standardized(fresh_shapes(PICTURES, seed=seed, num_classes=CLASSES))

                torch.manual_seed(seed)
                net = network(layer)
                history = fit(
                    net, train, held_out,
                    epochs=epochs, lr=rate, batch_size=32, cosine=True, seed=seed,
                )  # fmt: skip
                content[f"{kind}, rate {rate:g}, seed {seed}"] = round(history.test_accuracy[-1], 4)
                content[f"{kind}, weights"] = sum(p.numel() for p in net.parameters())
                print(
                    f"{kind}, {rate:g}, {seed}: {history.test_accuracy[-1]:.3f}, {history.seconds:.0f} s",
                    flush=True,
                )
    return content


def main() -> None:
    print(save_json(RESULTS, compare("cheap_layers_on_shapes", KINDS, RATES, EPOCHS)))
