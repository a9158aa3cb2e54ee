"""What a cover does to SqueezeNet's answers, for `OcclusionDrag`: eight photographs, four fills.

`python -m cnnkit.recipes occlusion_drag` writes `cnnkit/widgets/data/occlusion_drag.json`: for each
photograph its class and the class map, and for each fill and place of the cover the logit and the five
likeliest classes.
"""

from typing import Any

import torch
from torch import Tensor, nn

from cnnkit.models.create import weights_info
from cnnkit.models.prepare import class_names
from cnnkit.recipes.real_network import decoded, network
from cnnkit.recipes.store import WIDGET_DATA, provenance, save_json
from cnnkit.visualize import cam
from cnnkit.visualize.attribution.fills import Fill, covers
from cnnkit.visualize.attribution.occlusion import covered, places
from cnnkit.widgets.occlusion_drag import FILLS, STRIDE, WINDOW
from cnnkit.widgets.real_network import SIDE, photograph_files

BEST = 5


@torch.no_grad()
def answers(net: nn.Module, x: Tensor, fill: Fill) -> Tensor:
    """The logits `(places, classes)` of one picture `(3, h, w)` under a cover at each place, row by row."""
    cover, starts = covers(x[None], (WINDOW, WINDOW), fill), places(SIDE, WINDOW, STRIDE)
    rows = ([(top, top + WINDOW, left, left + WINDOW) for left in starts] for top in starts)
    return torch.cat([net(covered(x[None], row, cover)) for row in rows])


def top(logits: Tensor) -> list[list[float]]:
    """`[[class, probability], …]` of one row of logits, the likeliest first."""
    best = logits.softmax(0).topk(BEST)
    return [[int(i), round(float(p), 3)] for p, i in zip(best.values, best.indices, strict=True)]


def main() -> None:
    torch.set_num_threads(1)
    net, names = network(), class_names(weights_info("squeezenet1_1", "imagenet"))
    content: dict[str, Any] = provenance("occlusion_drag", 0)
    seen = set[int]()
    for name, file in photograph_files().items():
        x = decoded(file)
        with torch.no_grad():
            whole = net(x[None])[0]
        target = int(whole.argmax())
        row: dict[str, Any] = {
            "target": target,
            "logit": round(float(whole[target]), 2),
            "whole": top(whole),
            "cam": [round(v, 1) for v in cam(net, x[None], target)[0].flatten().tolist()],
        }
        for fill, how in FILLS.items():
            logits = answers(net, x, how)
            row[fill] = [{"logit": round(float(one[target]), 2), "top": top(one)} for one in logits]
            seen |= {kind for one in row[fill] for kind, _ in one["top"]}
        seen |= {target, *(kind for kind, _ in row["whole"])}
        content[f"photograph {name}"] = row
        print(name, names[target], flush=True)
    content["names"] = {str(kind): names[kind] for kind in sorted(seen)}
    print(save_json(WIDGET_DATA / "occlusion_drag.json", content))
