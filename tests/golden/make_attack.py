"""Golden vectors of `front/lib/attack.js`: what cnnkit.visualize and the widget's class compute.

`python -m tests.golden.make_attack` rewrites attack.json.
"""

import json
from pathlib import Path
from typing import Any

import torch
from torch import nn

from cnnkit.visualize import fgsm, pgd
from cnnkit.widgets.adversarial_slider import coins, packed_signs
from tests.visualize.attacks.small_case import wave

TARGET = Path(__file__).with_name("attack.json")


class Weighted(nn.Module):
    """Two logits, the second a weighted sum of the pixels: its gradient has the weights' signs everywhere."""

    def __init__(self, weight: torch.Tensor) -> None:
        super().__init__()
        self.weight = nn.Parameter(weight)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.stack([0 * x.sum((1, 2, 3)), (x * self.weight).sum((1, 2, 3))], 1)


def vectors() -> dict[str, Any]:
    x = (0.5 + 0.6 * wave((1, 1, 4, 6), 2.3)).clamp(0, 1)
    weight = wave((1, 1, 4, 6), 1.1)
    weight[..., 2] = 0
    net, flat = Weighted(weight), lambda tensor: tensor.flatten().tolist()
    steps = [fgsm(net, x, 0, eps) for eps in (0.0, 0.05, 0.4)]
    far = x + wave((1, 1, 4, 6), 0.7)
    inside = [(x + (far - x).clamp(-eps, eps)).clamp(0, 1) for eps in (0.0, 0.1, 2.0)]
    two = pgd(net, x, 0, 0.1, 0.06, 2)
    signs = weight.flatten().sign().long()
    return {
        "moved": [
            {"args": [flat(x), flat(weight), eps], "want": flat(step)}
            for eps, step in zip((0.0, 0.05, 0.4), steps, strict=True)
        ],
        "projected": [
            {"args": [flat(far), flat(x), eps], "want": flat(picture)}
            for eps, picture in zip((0.0, 0.1, 2.0), inside, strict=True)
        ],
        "two steps": [{"args": [flat(x), flat(weight), 0.1, 0.06], "want": flat(two)}],
        "coins": [
            {"args": [n, seed], "want": coins(n, seed).astype(int).tolist()} for n, seed in ((7, 0), (40, 3))
        ],
        "unpackSigns": [
            {"args": [list(packed_signs(signs[:n].numpy())), n], "want": signs[:n].tolist()}
            for n in (24, 23, 1)
        ],
        "enlarged": [{"args": [flat(far), flat(x), 0.5], "want": flat((0.5 + 0.5 * (far - x)).clamp(0, 1))}],
    }


def text() -> str:
    rows = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in vectors().items()]
    return "{\n" + ",\n".join(rows) + "\n}\n"


if __name__ == "__main__":
    TARGET.write_text(text(), "utf8")
