"""Slices of the loss round trained plain and residual networks of 20 and 56 layers, three seeds each.

Two random directions, filter by filter as long as the network's own filters; running statistics taken anew
at each point from the digits on which the loss is computed. The first seed on 21×21 points, for the pictures
of book/architectures/why-skips-work.md and the widget loss-surface; all seeds on 11×11 of them.
"""

import time
from datetime import date

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from cnnkit.data.digits import load_digits
from cnnkit.recipes.skips_on_digits import EPOCHS, RATES, RULE, SEEDS, tuned
from cnnkit.recipes.store import REPOSITORY, WIDGET_DATA, provenance, save_json
from cnnkit.visualize.landscape.directions import filter_normalized_direction
from cnnkit.visualize.landscape.surface import loss_surface

RESULTS = REPOSITORY / "book" / "architectures" / "results" / "loss_surfaces.json"
ARMS = {
    "plain-20": "plain20_cifar",
    "residual-20": "resnet20_cifar",
    "plain-56": "plain56_cifar",
    "residual-56": "resnet56_cifar",
}
PICTURES, POINTS = 128, 21


def slice_round(network: nn.Module, seed: int, points: int) -> list[list[float]]:
    """`points` × `points` losses on the first training digits, steps from −1 to 1 along both directions."""
    digits = load_digits(size=8)
    x, y = digits.train_x[:PICTURES], digits.train_y[:PICTURES]
    directions = [filter_normalized_direction(network, 10 * seed + i) for i in range(2)]

    def loss(model: nn.Module) -> Tensor:
        return F.cross_entropy(model(x), y)

    grid = torch.linspace(-1, 1, points)
    found = loss_surface(network, loss, directions, grid)
    return [[float(f"{value:.4g}") for value in row] for row in found.tolist()]


def main() -> None:
    torch.set_num_threads(1)
    start = time.perf_counter()
    content = provenance("loss_surfaces", SEEDS) | {
        "date": date.today().isoformat(), "epochs": EPOCHS, "rates": RATES, "rule": RULE,
        "pictures": PICTURES, "statistics": "recomputed at each point",
    }  # fmt: skip
    for arm, name in ARMS.items():
        trained = tuned(name)
        fine = slice_round(trained.networks[0], SEEDS[0], POINTS)
        pairs = zip(trained.networks[1:], SEEDS[1:], strict=True)
        coarse = [slice_round(network, seed, POINTS // 2 + 1) for network, seed in pairs]
        content[arm] = {
            "network": name, "rate": trained.rate, **trained.told,
            "surface": fine, "coarse": [[row[::2] for row in fine[::2]], *coarse],
        }  # fmt: skip
        content["seconds"] = round(time.perf_counter() - start)
        save_json(RESULTS, content)  # what there is: the last network takes longest
        print(arm, content["seconds"], flush=True)
    kept = {key: content[key] for key in ("command", "seed", "torch", "machine", "date", "pictures")}
    surfaces = {arm: content[arm]["surface"] for arm in ARMS}
    print(save_json(WIDGET_DATA / "loss_surfaces.json", kept | surfaces))
