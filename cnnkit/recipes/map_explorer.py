"""What map-explorer shows before the network is fetched: twelve maps of ten layers for eight photographs.

`python -m cnnkit.recipes map_explorer` writes `cnnkit/widgets/data/map_explorer.json`. Of each layer
the twelve maps that vary most over the photographs are kept (of the last the classes that come first), in 256
steps from 0 to the largest of the twelve; of conv1's 111×111 units every second. Beside them stand exact
numbers of each map, and what the units of each layer see of a picture.
"""

import base64
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from cnnkit.models.create import weights_info
from cnnkit.models.prepare import class_names
from cnnkit.recipes.real_network import decoded, network
from cnnkit.recipes.store import WIDGET_DATA, provenance, save_json
from cnnkit.visualize.inside.activations import activations
from cnnkit.visualize.inside.patches import field_of
from cnnkit.visualize.webp import webp
from cnnkit.widgets.real_network import SIDE, photograph_files

__all__ = ["CLASSES", "KEPT", "LAYERS", "fields", "kept_channels", "main", "map_facts"]

LAYERS = ("body.relu_conv1", *(f"body.fire{i}" for i in range(2, 10)), "head.relu_conv10")
CLASSES = "head.relu_conv10"
KEPT, QUALITY, MOST = 12, 60, 56


def fields(model: nn.Module, layer: str) -> list[list[float]]:
    """`[size, jump, start]` of what a unit sees; two of them where half of the maps come from 1×1 filters."""
    inside = [f"{layer}.relu_expand1x1", f"{layer}.relu_expand3x3"] if "fire" in layer else [layer]
    found = [field_of(model, name, (SIDE, SIDE))[0] for name in inside]
    return [[float(one.size), float(one.jump), float(one.start)] for one in found]


def kept_channels(maps: Tensor, layer: str, answers: Tensor) -> list[int]:
    """Twelve channels of maps `(photographs, c, h, w)`: what varies most, or the classes that come first."""
    if layer == CLASSES:
        first = [int(i) for i in answers.argmax(1)] + [int(i) for row in answers for i in row.topk(3).indices]
        return sorted(list(dict.fromkeys(first))[:KEPT])
    size = maps.flatten(2).amax((0, 2))  # each by its own strength: all may be chosen
    varied = (maps / size.clamp(min=1e-6)[:, None, None]).flatten(2).std(2).mean(0)
    return sorted(int(i) for i in varied.topk(KEPT).indices)


def map_facts(one: Tensor) -> list[float]:
    """`[largest, share of zeros, row and column of the largest, mean]` of a map `(h, w)`."""
    row, column = divmod(int(one.argmax()), one.shape[1])
    zeros = round(float((one <= 0).double().mean()), 4)
    return [round(float(one.max()), 3), zeros, row, column, round(float(one.mean()), 3)]


def every(side: int) -> int:
    """Of so many units one is stored."""
    return -(-side // MOST)


def sheet(kept: list[Tensor]) -> bytes:
    """Of each layer the twelve maps side by side, one layer below the other, as a grey WebP file."""
    rows = []
    for maps in kept:
        step = every(maps.shape[-1])
        scaled = (255 * maps / maps.max().clamp(min=1e-6)).round().to(torch.uint8)[:, ::step, ::step]
        line = torch.cat(list(scaled), 1).numpy()
        rows.append(np.pad(line, ((0, 0), (0, KEPT * MOST - line.shape[1]))))
    return webp(np.concatenate(rows), QUALITY)


def main() -> None:
    torch.set_num_threads(1)
    model, files = network(), photograph_files()
    x = torch.stack([decoded(file) for file in files.values()])
    said = activations(model, x, [*LAYERS, "head.flatten"])
    names = class_names(weights_info("squeezenet1_1", "imagenet"))
    chosen = {name: kept_channels(said[name], name, said["head.flatten"]) for name in LAYERS}
    content: dict[str, Any] = provenance("map_explorer", 0) | {
        "layers": [
            {
                "name": name,
                "count": said[name].shape[1],
                "side": said[name].shape[2],
                "every": every(said[name].shape[2]),
                "fields": fields(model, name),
                "kept": chosen[name],
                "zeros": round(float((said[name] <= 0).double().mean()), 4),
            }
            for name in LAYERS
        ],
        "classes": {str(i): names[i] for i in chosen[CLASSES]},
    }
    for i, name in enumerate(files):
        kept = [said[layer][i, chosen[layer]] for layer in LAYERS]
        content[f"photograph {name}"] = {
            "tops": [round(float(maps.max()), 4) for maps in kept],
            "facts": [[map_facts(one) for one in maps] for maps in kept],
            "sheet": base64.b64encode(sheet(kept)).decode("ascii"),
        }
    path = save_json(WIDGET_DATA / "map_explorer.json", content)
    print(f"{path}: {path.stat().st_size / 1000:.0f} kB")
