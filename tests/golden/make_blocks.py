"""Golden vectors of the blocks that cost-explorer counts, made by torch.

    python tests/golden/make_blocks.py        # writes tests/golden/blocks.json

One list of cases for each function of `front/lib/block-costs.js`: `args` as the function takes them, `want`
what it must return. Weights and multiplications are torch's own, measured on the meta device; the width at
which a squeeze costs more than the plain layer is found by trying every width.
"""

import json
import random
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from cnnkit.widgets.block_layers import KINDS, Layer, block_layers, costs, squeeze_layers

TARGET = Path(__file__).with_name("blocks.json")
Case = dict[str, Any]


def written(layers: list[Layer]) -> list[dict[str, Any]]:
    """Layers as the JavaScript has them."""
    return [{"cIn": a, "cOut": b, "kernel": list(k), "groups": g} for a, b, k, g in layers]


def measured(layers: list[Layer], h: int) -> dict[str, int]:
    """What torch makes of the layers: 2-D kernels, weights, multiplications on one image."""
    net = nn.Sequential(
        *(nn.Conv2d(a, b, k, padding="same", groups=g, bias=False, device="meta") for a, b, k, g in layers)
    )
    with FlopCounterMode(display=False) as counter:
        net(torch.zeros(1, layers[0].in_channels, h, h, device="meta"))
    weights = list(net.parameters())
    return {
        "kernels": sum(w.shape[0] * w.shape[1] for w in weights),
        "weights": sum(w.numel() for w in weights),
        "macs": counter.get_total_flops() // 2,
    }


def cases() -> dict[str, list[Case]]:
    """Every list of cases, the same at every call."""
    rng = random.Random(0)
    found: dict[str, list[Case]] = {
        name: [] for name in ("squeezeLayers", "blockLayers", "layerCosts", "breakEven")
    }
    for i in range(24):
        c, k, h = (
            (256, 3, 28) if not i else (rng.randint(2, 96), rng.choice([1, 3, 5, 7]), rng.randint(1, 32))
        )
        mid = rng.randint(1, c)
        layers = squeeze_layers(c, mid, k)
        found["squeezeLayers"].append({"args": [c, mid, k], "want": written(layers)})
        found["layerCosts"].append({"args": [written(layers), h], "want": measured(layers, h)})
        plain = costs(block_layers("grouped", c, c, k), 1).macs
        more = (m for m in range(1, 2 * c + 2) if costs(squeeze_layers(c, m, k), 1).macs > plain)
        found["breakEven"].append({"args": [c, k], "want": next(more)})
        for kind in KINDS:
            groups = rng.choice([1, 2, 4, 8]) if kind == "grouped" else 1
            c_in, c_out = groups * rng.randint(1, 12), groups * rng.randint(1, 12)
            layers = block_layers(kind, c_in, c_out, k, groups)
            found["blockLayers"].append({"args": [kind, c_in, c_out, k, groups], "want": written(layers)})
            found["layerCosts"].append({"args": [written(layers), h], "want": measured(layers, h)})
    return found


def text() -> str:
    lists = (
        f'"{name}": [\n' + ",\n".join(json.dumps(case, separators=(",", ":")) for case in found) + "\n]"
        for name, found in cases().items()
    )
    return "{" + ",\n".join(lists) + "}\n"


if __name__ == "__main__":
    TARGET.write_text(text(), "utf8")
