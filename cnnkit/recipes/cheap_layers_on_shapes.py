"""Plain, grouped and separable 3×3 layers in the same small network on generated shapes: every seed.

The cheap ones twice: with as many maps as the plain network has, and with so many that its multiplications
are reached. Beside the accuracies stand times, of the processor and not of the clock on the wall: of a
forward pass of 32 pictures, in turns, and of each training. book/blocks/grouped-separable.md reads it all.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

import torch
from torch import nn

from cnnkit.blocks.depthwise import SeparableConv2d
from cnnkit.recipes.on_shapes import held_out_shapes, trained_on_shapes
from cnnkit.recipes.store import REPOSITORY, provenance, save_json
from cnnkit.summary.timing import side_by_side

SEEDS, RATES = [0, 1, 2], [1e-3, 3e-3, 9e-3, 2.7e-2]
CLASSES, EPOCHS, PICTURES, CHANNELS = 6, 6, 1200, 32
BATCH = 32
WIDE = 88  # both cheap kinds come within 7 % of the plain network's multiplications, and above them
RESULTS = REPOSITORY / "book" / "blocks" / "results" / "cheap_layers.json"

Kinds = Mapping[str, Callable[[int], nn.Module]]
"""By name: makes a layer from that many channels to as many."""


def grouped(c: int) -> nn.Module:
    return nn.Conv2d(c, c, 3, padding=1, groups=8, bias=False)


def separable(c: int) -> nn.Module:
    return SeparableConv2d(c, c, 3, padding=1)


KINDS: Kinds = {
    "plain": lambda c: nn.Conv2d(c, c, 3, padding=1, bias=False),
    "8 groups": grouped,
    "separable": separable,
    "8 groups, widened": grouped,
    "separable, widened": separable,
}
WIDTHS = {"8 groups, widened": WIDE, "separable, widened": WIDE}


def network(layer: Callable[[int], nn.Module], channels: int = CHANNELS) -> nn.Module:
    """`(n, 3, 32, 32) -> (n, classes)`: a plain first layer, then three layers of the kind."""
    layers: list[nn.Module] = [
        nn.Conv2d(3, channels, 3, 2, 1, bias=False),
        nn.BatchNorm2d(channels),
        nn.ReLU(),
    ]
    for _ in range(3):
        layers += [layer(channels), nn.BatchNorm2d(channels), nn.ReLU(), nn.MaxPool2d(2)]
    return nn.Sequential(*layers, nn.AdaptiveMaxPool2d(1), nn.Flatten(), nn.Linear(channels, CLASSES))


def costs() -> dict[str, dict[str, object]]:
    """What a forward pass of one batch costs each network, timed in turns on this machine."""
    nets = {kind: network(layer, WIDTHS.get(kind, CHANNELS)) for kind, layer in KINDS.items()}
    measured = side_by_side(nets, torch.randn(BATCH, 3, 32, 32), rounds=25)
    return {
        f"{kind}, cost": {
            "channels": WIDTHS.get(kind, CHANNELS), "params": cost.params, "macs": cost.macs // BATCH,
            "bytes": cost.bytes, "milliseconds": [round(ms, 2) for ms in cost.rounds],
        }
        for kind, cost in measured.items()
    }  # fmt: skip


def compare(
    recipe: str, kinds: Kinds, rates: Sequence[float], epochs: int, widths: Mapping[str, int] | None = None
) -> dict[str, Any]:
    """Held-out accuracy of every kind, rate and seed, on fresh pictures in each epoch, and what was run;
    `widths` of the kinds that have other than 32 channels."""
    torch.set_num_threads(1)
    held_out = held_out_shapes(CLASSES)
    content = provenance(recipe, SEEDS) | {
        "date": date.today().isoformat(), "epochs": epochs, "classes": CLASSES, "pictures": PICTURES,
        "rates": list(rates), "batch": BATCH,
    }  # fmt: skip
    for kind, layer in kinds.items():
        for rate in rates:
            start = time.process_time()
            for seed in SEEDS:
                net, accuracy = trained_on_shapes(
                    partial(network, layer, (widths or {}).get(kind, CHANNELS)),
                    seed, PICTURES, held_out, epochs=epochs, lr=rate, batch_size=BATCH,
                )  # fmt: skip
                content[f"{kind}, rate {rate:g}, seed {seed}"] = accuracy
                content[f"{kind}, weights"] = sum(p.numel() for p in net.parameters())
                print(f"{kind}, {rate:g}, {seed}: {accuracy:.4f}", flush=True)
            seconds = (time.process_time() - start) / len(SEEDS)
            content[f"{kind}, rate {rate:g}, seconds a run"] = round(seconds, 1)
    return content


def main() -> None:
    torch.set_num_threads(1)
    measured = costs()
    content = compare("cheap_layers_on_shapes", KINDS, RATES, EPOCHS, WIDTHS)
    print(save_json(RESULTS, content | measured))
