"""Golden vectors of `front/lib/real-network.js`: SqueezeNet 1.1 as torch reads its shipped file, on the cat.

`python tests/golden/make_real.py` rewrites real.json: the weights' checksums, since bytes times steps must be
torch's numbers bit by bit; the cat's pixels; in 64 bits its logits and, of the likeliest class, the gradient
at the input.
"""

import base64
import hashlib
import json
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import torch

from cnnkit.recipes.attribution_checks import rank_correlation
from cnnkit.recipes.neighbour_browser import codes
from cnnkit.recipes.real_network import decoded, network, top
from cnnkit.visualize.inside.filters import to_display
from cnnkit.visualize.inside.neighbours import nearest_neighbors
from cnnkit.visualize.inside.patches import field_of, field_on_picture
from cnnkit.widgets.filter_gallery import first_filters
from cnnkit.widgets.real_network import SIDE, photograph_files
from cnnkit.widgets.weights import stored

TARGET = Path(__file__).with_name("real.json")
NEAR = 1e-4
"""Of the largest. In a photograph's windows many values nearly tie, and 32 bits let another win than 64 do:
of torch's own gradient about one number in a hundred is farther off than this."""
PHOTOGRAPH, EVERY = "cat", 131
"""One of 131 numbers of the gradient is kept: no row, column or channel is left out."""


def packed(values: torch.Tensor) -> str:
    return base64.b64encode(values.detach().numpy().astype("<f4").tobytes()).decode("ascii")


def for_widgets(x: torch.Tensor) -> dict[str, Any]:
    """What filter-gallery, map-explorer and neighbour-browser compute beside the network."""
    weight, _ = first_filters()
    filters = torch.from_numpy(weight)
    generator = torch.Generator().manual_seed(1)
    bank = torch.randint(0, 256, (40, 12), generator=generator)
    query = torch.randint(0, 256, (12,), generator=generator)
    layers = stored("map_explorer.json")["layers"]
    places = [(0, 0), (3, 7), (12, 12)]
    return {
        "display": {name: packed(to_display(filters, same_scale=name == "one")) for name in ("own", "one")},
        "nearest": {
            "bank": bank.flatten().tolist(),
            "query": query.tolist(),
            "l2": nearest_neighbors(query.double(), bank.double(), 6).tolist(),
            "cosine": nearest_neighbors(query.double(), bank.double(), 6, metric="cosine").tolist(),
            "left_out": nearest_neighbors(
                bank[7].double()[None], bank.double(), 6, leave_out=torch.tensor([7])
            )[0].tolist(),
        },
        "fields": [
            {"field": [f.size, f.jump, f.start], "unit": unit, "box": list(box)}
            for layer in layers
            for f in [field_of(network(), layer["name"], (SIDE, SIDE))[0]]
            for unit in places
            for box in [field_on_picture((f, f), unit, (SIDE, SIDE))]
        ],
        **attribution(),
        "codes": {name: code[0].tolist() for name, code in codes(x[None]).items()},
    }


def attribution() -> dict[str, Any]:
    """What layer-randomizer computes: Grad-CAM from maps and slopes, a map spread, and how alike two are."""
    generator = torch.Generator().manual_seed(2)
    maps, slopes = (torch.randn(4, 5, 5, generator=generator) for _ in range(2))
    small = torch.rand(5, 5, generator=generator)
    wide = torch.nn.functional.interpolate(small[None, None], (16, 16), mode="bilinear", align_corners=False)
    a, b = (torch.rand(50, generator=generator) for _ in range(2))
    cam = (slopes.mean((1, 2), keepdim=True) * maps).sum(0).relu()
    return {
        "gradCam": {
            "maps": maps.flatten().tolist(),
            "slopes": slopes.flatten().tolist(),
            "want": packed(cam),
        },
        "spread": {"map": packed(small), "want": packed(wide)},
        "rankCorrelation": {"a": packed(a), "b": packed(a + b), "want": rank_correlation(a, a + b)},
    }


def vectors() -> dict[str, Any]:
    model = network()
    sums = {
        name: hashlib.sha256(value.numpy().astype("<f4").tobytes()).hexdigest()
        for name, value in model.state_dict().items()
    }
    x = decoded(photograph_files()[PHOTOGRAPH])
    pixels = (255 * x).round().numpy().astype(np.uint8).tobytes()  # 3 h w
    best = top(model, x, 5)
    wide = x.double()[None].requires_grad_()
    logits = model.double()(wide)[0]
    likeliest = int(logits.argmax())
    (gradient,) = torch.autograd.grad(logits[likeliest], wide)
    flat = gradient.flatten()
    narrow = x[None].requires_grad_()
    (own,) = torch.autograd.grad(network()(narrow)[0, likeliest], narrow)
    off = (own.flatten().double() - flat).abs() / flat.abs().max() > NEAR
    return {
        "weights": sums,
        "pixels": base64.b64encode(zlib.compress(pixels, 9)).decode("ascii"),
        "top": best,
        "likeliest": likeliest,
        "logits": packed(logits),
        **for_widgets(x),
        "gradient": {
            "every": EVERY,
            "largest": float(flat.abs().max()),
            "values": packed(flat[::EVERY]),
            "near": NEAR,
            "torch_off": round(float(off.double().mean()), 4),
        },
    }


def text() -> str:
    rows = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in vectors().items()]
    return "{\n" + ",\n".join(rows) + "\n}\n"


if __name__ == "__main__":
    TARGET.write_text(text(), "utf8")
