"""One 7×7 layer against three 3×3 layers of the same field on generated shapes: every seed, two rates each.

A third network leaves out the ReLUs between the three layers: then the stack is one linear 7×7 filter again,
written as a product. book/blocks/small-filters.md reads the runs from here.
"""

from datetime import date

import torch
from torch import nn

from cnnkit.data.shapes import fresh_shapes, load_shapes, standardize, standardized
from cnnkit.recipes.store import REPOSITORY, provenance, save_json
from cnnkit.training.loop import fit

SEEDS, RATES, CLASSES, EPOCHS, PICTURES, WIDTH = [0, 1, 2], [2e-3, 6e-3], 6, 8, 800, 16
KERNELS = {"one 7×7": [7], "three 3×3": [3, 3, 3], "three 3×3, no ReLU between": [3, 3, 3]}
RESULTS = REPOSITORY / "book" / "blocks" / "results" / "small_filters.json"


def network(name: str) -> nn.Sequential:
    """A first 3×3 layer, a pool, what is compared, a global average, six classes."""
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
    x, y = load_shapes(10, 900, num_classes=CLASSES)[2:]
    held_out = standardize(x), y
    content = provenance("small_filters", SEEDS) | {
        "date": date.today().isoformat(), "epochs": EPOCHS, "rates": RATES, "classes": CLASSES,
    }  # fmt: skip
    seconds = 0.0
    for name in KERNELS:
        for rate in RATES:
            for seed in SEEDS:
                train = standardized(fresh_shapes(PICTURES, seed=seed, num_classes=CLASSES))

                torch.manual_seed(seed)
                history = fit(
                    network(name), train, held_out,
                    epochs=EPOCHS, lr=rate, batch_size=32, cosine=True, seed=seed,
                )  # fmt: skip
                seconds += history.seconds
                content[f"{name}, rate {rate:g}, seed {seed}"] = round(history.test_accuracy[-1], 4)
                print(f"{name}, {rate:g}, seed {seed}: {history.test_accuracy[-1]:.3f}", flush=True)
    content["seconds"] = round(seconds)
    print(save_json(RESULTS, content))
