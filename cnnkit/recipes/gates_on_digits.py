"""Three convolutions with and without gates on the ten digits: accuracy, and how far gates move.

book/blocks/gates-capsules.md reads the runs; what it trains itself are digits of two classes.
"""

from datetime import date

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from cnnkit.blocks.squeeze_excite import SqueezeExcite
from cnnkit.data.digits import load_digits
from cnnkit.recipes.store import REPOSITORY, provenance, save_json

SEEDS, EPOCHS, RATE, WIDTH = [0, 1, 2, 3, 4], 8, 0.01, 16
RESULTS = REPOSITORY / "book" / "blocks" / "results" / "gates.json"


def build(gated: bool) -> nn.Sequential:
    """Three 3×3 convolutions with batch normalization, each followed by a gate, and a mean per map."""
    layers = list[nn.Module]()
    channels = 1
    for out, stride in ((WIDTH, 1), (WIDTH, 2), (2 * WIDTH, 1)):
        layers += [
            nn.Conv2d(channels, out, 3, stride=stride, padding=1),
            nn.BatchNorm2d(out),
            nn.ReLU(),
        ]
        layers += [SqueezeExcite(out, reduction=4)] if gated else []
        channels = out
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 10))


def moved(net: nn.Sequential, x: Tensor, y: Tensor) -> list[float]:
    """For each gate: how far its means lie apart between the digits 0 and 1, averaged over channels."""
    found = list[Tensor]()
    gates = [layer for layer in net if isinstance(layer, SqueezeExcite)]
    hooks = [
        gate.sigmoid.register_forward_hook(lambda layer, given, out: found.append(out.flatten(1)))
        for gate in gates
    ]
    net(x)
    for hook in hooks:
        hook.remove()
    return [round((g[y == 0].mean(0) - g[y == 1].mean(0)).abs().mean().item(), 4) for g in found]


def main() -> None:
    torch.set_num_threads(1)
    digits = load_digits(size=8)
    content = provenance("gates_on_digits", SEEDS) | {
        "date": date.today().isoformat(), "epochs": EPOCHS, "rate": RATE, "width": WIDTH,
    }  # fmt: skip
    accuracy: dict[str, list[float]] = {"plain": [], "gate": []}
    apart = list[list[float]]()
    for seed in SEEDS:
        for kind in accuracy:
            torch.manual_seed(seed)
            net = build(kind == "gate")
            steps = torch.optim.Adam(net.parameters(), lr=RATE)
            for _ in range(EPOCHS):
                for some in torch.randperm(len(digits.train_x)).split(64):
                    steps.zero_grad()
                    F.cross_entropy(net(digits.train_x[some]), digits.train_y[some]).backward()
                    steps.step()
            net.eval()
            with torch.inference_mode():
                right = net(digits.test_x).argmax(1) == digits.test_y
                accuracy[kind].append(round(right.double().mean().item(), 4))
                if kind == "gate":
                    apart.append(moved(net, digits.test_x, digits.test_y))
            print(f"{kind}, seed {seed}: {accuracy[kind][-1]:.3f}", flush=True)
    print(save_json(RESULTS, content | {"accuracy": accuracy, "moved": apart}))
