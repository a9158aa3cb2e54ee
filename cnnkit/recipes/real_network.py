"""What widgets on the real network show before it is fetched: its layers, eight photographs, and its answers.

`python -m cnnkit.recipes real_network` writes `cnnkit/widgets/data/real_network.json`. The answers are those
for the pixels that the page decodes, not for the photographs before compression.
"""

import base64
from typing import Any

import torch
from torch import Tensor, nn

from cnnkit.data.photos import PHOTOS, photo
from cnnkit.models.create import create_model, weights_info
from cnnkit.models.prepare import class_names
from cnnkit.recipes.store import WIDGET_DATA, provenance, save_json
from cnnkit.visualize.webp import in_bytes, webp
from cnnkit.widgets.engine import describe
from cnnkit.widgets.real_network import SIDE, decoded_pixels, page_script

__all__ = ["decoded", "main", "network", "top"]

SHOWN = ("cat", "coffee", "motorcycle", "astronaut", "rocket", "camera", "flower", "temple")
QUALITY = 80


def network() -> nn.Module:
    """SqueezeNet 1.1 as it ships, for answers alone."""
    return create_model("squeezenet1_1", weights="imagenet").eval().requires_grad_(False)


def decoded(file: bytes) -> Tensor:
    """`(3, h, w)` in [0, 1]: what a page sees of a WebP file."""
    return torch.from_numpy(decoded_pixels(file))


@torch.no_grad()
def top(model: nn.Module, x: Tensor, count: int = 5) -> list[list[Any]]:
    """`[[class, probability], …]` of a picture `(3, h, w)`, the likeliest first."""
    names = class_names(weights_info("squeezenet1_1", "imagenet"))
    best = model(x[None])[0].softmax(0).topk(count)
    return [[names[int(i)], round(float(p), 4)] for p, i in zip(best.values, best.indices, strict=True)]


def main() -> None:
    torch.set_num_threads(1)
    model = network()
    content = provenance("real_network", 0) | {"quality": QUALITY}
    content["description"] = describe(model, (3, SIDE, SIDE))
    content["transferred_bytes"] = 0  # of the file that a page fetches, which holds the description too
    for name in SHOWN:
        file = webp(in_bytes(photo(name, SIDE).numpy()), QUALITY)
        content[f"photograph {name}"] = {
            "shows": PHOTOS[name][2],
            "top": top(model, decoded(file)),
            "webp": base64.b64encode(file).decode("ascii"),
        }
    content["transferred_bytes"] = transferred(content["description"])
    print(save_json(WIDGET_DATA / "real_network.json", content))


def transferred(description: dict[str, Any]) -> int:
    """Bytes that come over the wire where the server packs what it sends."""
    import gzip

    return len(gzip.compress(page_script(description).encode("ascii"), 6))
