"""A dense and a residual network with the same number of parameters on the small digits.

book/blocks/dense-connections.md reads the runs: three rates and three seeds each, everything else alike.
"""

from datetime import date

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from cnnkit.blocks.dense import dense_block, transition
from cnnkit.blocks.residual import Residual, basic_branch, projected_where_needed
from cnnkit.data.digits import load_digits
from cnnkit.recipes.store import REPOSITORY, provenance, save_json
from cnnkit.training.loop import evaluate, fit

SEEDS, RATES, EPOCHS = [1, 2, 3], [0.02, 0.1, 0.5], 12
RESULTS = REPOSITORY / "book" / "blocks" / "results" / "dense.json"


def build(kind: str) -> nn.Sequential:
    """Both have a 3×3 stem, 8 layers of 3×3 behind it (4 at each of two sizes), and a mean per map."""
    if kind == "dense":
        body, out = [dense_block(16, 4, 8), transition(48), dense_block(24, 4, 8)], 56
        return nn.Sequential(
            nn.Conv2d(1, 16, 3, padding=1, bias=False), *body, nn.BatchNorm2d(out), *_head(out)
        )
    stem = [nn.Conv2d(1, 14, 3, padding=1, bias=False), nn.BatchNorm2d(14), nn.ReLU()]
    sizes = [(14, 14, 1), (14, 14, 1), (14, 26, 2), (26, 26, 1)]
    body = [Residual(basic_branch(*size), projected_where_needed(*size)) for size in sizes]
    return nn.Sequential(*stem, *body, *_head(26))


def _head(channels: int) -> list[nn.Module]:
    return [nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 10)]


def size(kind: str) -> dict[str, int]:
    """Parameters and multiplications on one picture."""
    net = build(kind).eval()
    with FlopCounterMode(display=False) as counter:
        net(torch.zeros(1, 1, 8, 8))
    return {"parameters": sum(p.numel() for p in net.parameters()), "macs": counter.get_total_flops() // 2}


def run(kind: str, rate: float, seed: int) -> tuple[float, float, float]:
    """Accuracy in training and held out after the last epoch, and seconds an epoch."""
    x, y, test_x, test_y = load_digits(size=8)
    torch.manual_seed(seed)
    net = build(kind)
    history = fit(
        net, (x, y), epochs=EPOCHS, lr=rate, seed=seed,
        optimizer="sgd", nesterov=True, weight_decay=1e-4, cosine=True,
    )  # fmt: skip
    train, held = (evaluate(net, *pair).accuracy for pair in ((x, y), (test_x, test_y)))
    return train, held, history.seconds / EPOCHS


def main() -> None:
    torch.set_num_threads(1)
    content = provenance("dense_on_digits", SEEDS) | {
        "date": date.today().isoformat(), "epochs": EPOCHS, "rates": RATES,
    }  # fmt: skip
    for kind in ("dense", "residual"):
        rows = {}
        for rate in RATES:
            runs = [run(kind, rate, seed) for seed in SEEDS]
            told = zip(("train", "held", "seconds"), zip(*runs, strict=True), strict=True)
            rows[f"{rate:g}"] = {name: [round(v, 4) for v in values] for name, values in told}
            print(kind, rate, rows[f"{rate:g}"], flush=True)
        content[kind] = size(kind) | {"runs": rows}
    print(save_json(RESULTS, content))
