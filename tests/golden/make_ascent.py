"""Golden vectors of `front/lib/ascent.js`: steps and priors of `cnnkit.visualize.synthesis`.

    python tests/golden/make_ascent.py        # writes tests/golden/ascent.json

One list of cases for each function of that file: `args` as it takes them, `want` what it must return.
Pictures are 5 pixels a side, all of red first.
"""

import json
from pathlib import Path
from typing import Any

import torch

from cnnkit.visualize.synthesis.priors import GREY, blurred, clip_small, square_norm
from cnnkit.visualize.synthesis.steps import uphill
from cnnkit.visualize.synthesis.variation import total_variation

TARGET = Path(__file__).with_name("ascent.json")
SIDE = 5


def vectors() -> dict[str, list[dict[str, Any]]]:
    generator = torch.Generator().manual_seed(5)
    draw = lambda: torch.rand(1, 3, SIDE, SIDE, generator=generator)
    plain = lambda x: [round(v, 8) for v in x.flatten().tolist()]
    x, gradient = draw(), draw() * 2 - 0.7
    made: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("rolled", "uphill", "priceSlope", "blurred", "clipSmall", "fromGrey")
    }
    for shift in ((0, 0), (2, -3), (-6, 7)):
        made["rolled"].append({"args": [plain(x), SIDE, *shift], "want": plain(x.roll(shift, (-2, -1)))})
    for slope, rate in ((gradient, 0.02), (1e-6 * gradient, 0.4), (gradient, -0.1), (0 * gradient, 0.1)):
        made["uphill"].append(
            {"args": [plain(x), slope.flatten().tolist(), rate], "want": plain(uphill(x, slope, rate))}
        )
    flat = x.clone()
    flat[..., :4] = 0.25
    for picture in (x, flat):
        for how in ({"l2": 0.1}, {"tv": 0.03}, {"tv": 0.5, "beta": 2}, {"l2": 0.2, "tv": 0.4, "beta": 1}, {}):
            free = picture.clone().requires_grad_()
            price = how.get("l2", 0) * square_norm(free) + how.get("tv", 0) * total_variation(
                free, how.get("beta")
            )
            (slope,) = torch.autograd.grad(price, free)
            made["priceSlope"].append({"args": [plain(picture), SIDE, how], "want": plain(slope)})
    for sigma in (0.3, 0.4, 1.2, 3.0):
        made["blurred"].append({"args": [plain(x), SIDE, sigma], "want": plain(blurred(x, sigma))})
    for share in (0.0, 0.3, 0.6, 0.95):
        made["clipSmall"].append(
            {"args": [plain(x), plain(gradient), share], "want": plain(clip_small(x, gradient, share))}
        )
    made["fromGrey"].append({"args": [plain(x)], "want": plain(x - GREY)})
    return made


def main() -> None:
    rows = [f'"{name}": {json.dumps(cases, separators=(",", ":"))}' for name, cases in vectors().items()]
    TARGET.write_text("{\n" + ",\n".join(rows) + "\n}\n", "utf8")


if __name__ == "__main__":
    main()
