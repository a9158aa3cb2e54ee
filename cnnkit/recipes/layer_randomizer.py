"""What layer-randomizer shows before the network is fetched: three maps while the weights lose their sense.

`python -m cnnkit.recipes layer_randomizer` writes `cnnkit/widgets/data/layer_randomizer.json`. For each
bundled photograph the weights are shuffled within each layer, from conv10 down to conv1, as
`attribution_checks` does (J. Adebayo and others, 2018, arXiv 1810.03292). After each step stand the first
class and, for the class that the whole network named, saliency, guided back-propagation and Grad-CAM with
their rank correlation to the first map.
"""

import base64
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from cnnkit.recipes.attribution_checks import GROUPS, one_map, rank_correlation, shuffle_group
from cnnkit.recipes.real_network import decoded, network, top
from cnnkit.recipes.store import WIDGET_DATA, provenance, save_json
from cnnkit.visualize.webp import webp
from cnnkit.widgets.real_network import photograph_files

__all__ = ["METHODS", "STORED", "main", "steps"]

METHODS = ("saliency", "guided_backprop", "grad_cam")
STORED, QUALITY, SEED = 56, 60, 0


def steps(x: Tensor) -> list[dict[str, Any]]:
    """For a picture `(3, h, w)`, before and after each shuffle: `answer`, `likeness` and `maps`."""
    net = network()
    target = int(net(x[None]).argmax())
    found, first = list[dict[str, Any]](), dict[str, Tensor]()
    for depth in range(len(GROUPS) + 1):
        if depth:
            shuffle_group(net, GROUPS[depth - 1])
        maps = {method: one_map(method, net, x[None], target) for method in METHODS}
        first = first or maps
        found.append(
            {
                "answer": top(net, x, 1)[0],
                "likeness": [rank_correlation(first[method], maps[method]) for method in METHODS],
                "maps": maps,
            }
        )
    return found


def sheet(found: list[dict[str, Any]]) -> bytes:
    """A row a method, a column a step; each map up to its own largest, in blocks of four pixels."""
    rows = []
    for method in METHODS:
        small = [F.max_pool2d(one["maps"][method][None], 4)[0] for one in found]
        bytes_ = [(255 * m / m.max().clamp(min=1e-30)).round().to(torch.uint8) for m in small]
        rows.append(torch.cat(bytes_, 1).numpy())
    return webp(np.concatenate(rows), QUALITY)


def main() -> None:
    torch.set_num_threads(1)
    content: dict[str, Any] = provenance("layer_randomizer", SEED) | {"groups": list(GROUPS)}
    total = 0
    for name, file in photograph_files().items():
        found = steps(decoded(file))
        packed = sheet(found)
        total += len(packed)
        content[f"photograph {name}"] = {
            "answers": [one["answer"] for one in found],
            "likeness": [one["likeness"] for one in found],
            "sheet": base64.b64encode(packed).decode("ascii"),
        }
        print(name, [one["likeness"] for one in found][::5], flush=True)
    print(save_json(WIDGET_DATA / "layer_randomizer.json", content), f"{total / 1000:.0f} kB of maps")
