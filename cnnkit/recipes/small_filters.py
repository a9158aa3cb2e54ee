"""One 7×7 layer against three 3×3 layers of the same field on generated shapes: every seed, three rates each.

A third network leaves out the ReLUs between the three layers: then the stack is one linear 7×7 filter again,
written as a product. Each arm gets the same rates, the same warm-up (without it Adam's first steps at the
larger rates leave the 7×7 with no ReLU that fires) and the same fresh pictures. The page
book/blocks/small-filters.md reads the runs from here.
"""

from datetime import date
from functools import partial

import torch
from torch import nn

from cnnkit.recipes.on_shapes import held_out_shapes, trained_on_shapes
from cnnkit.recipes.store import REPOSITORY, provenance, save_json

SEEDS, RATES, CLASSES, EPOCHS, PICTURES, WIDTH = [0, 1, 2], [1e-3, 3e-3, 9e-3], 6, 12, 1600, 16
KERNELS = {"one 7×7": [7], "three 3×3": [3, 3, 3], "three 3×3, no ReLU between": [3, 3, 3]}
RESULTS = REPOSITORY / "book" / "blocks" / "results" / "small_filters.json"


def network(name: str) -> nn.Sequential:
    """A first 3×3 layer, a pool, what is compared, a global maximum, six classes."""
    layers: list[nn.Module] = [nn.Conv2d(3, WIDTH, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
    for k in KERNELS[name]:
        layers += [nn.Conv2d(WIDTH, WIDTH, k, padding=k // 2)]
        if "no ReLU" not in name:
            layers += [nn.ReLU()]
    if "no ReLU" in name:
        layers += [nn.ReLU()]
    net = nn.Sequential(*layers, nn.AdaptiveMaxPool2d(1), nn.Flatten(), nn.Linear(WIDTH, CLASSES))
    for layer in net:
        if isinstance(layer, nn.Conv2d):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
            nn.init.zeros_(layer.bias)  # pyright: ignore[reportArgumentType]
    return net


def main() -> None:
    torch.set_num_threads(1)
    held_out = held_out_shapes(CLASSES)
    content = provenance("small_filters", SEEDS) | {
        "date": date.today().isoformat(), "epochs": EPOCHS, "pictures an epoch": PICTURES, "rates": RATES,
        "classes": CLASSES, "held out": len(held_out[1]),
    }  # fmt: skip
    for name in KERNELS:
        for rate in RATES:
            for seed in SEEDS:
                _, accuracy = trained_on_shapes(
                    partial(network, name), seed, PICTURES, held_out,
                    epochs=EPOCHS, lr=rate, batch_size=32, warmup_epochs=1,
                )  # fmt: skip
                content[f"{name}, rate {rate:g}, seed {seed}"] = accuracy
                print(f"{name}, {rate:g}, seed {seed}: {accuracy:.3f}", flush=True)
    print(save_json(RESULTS, content))
