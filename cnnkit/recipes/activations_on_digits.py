"""ReLU, tanh and sigmoid on digits at seven rates: steps until a quarter of the pictures is read wrong.

The measure is that of Krizhevsky et al. 2012, figure 1 (25 % training error; their network has four layers
and their data is CIFAR-10). For book/blocks/signals.md, which asks when ReLU is the faster one.
"""

import time
from datetime import date

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from cnnkit.data.digits import load_digits
from cnnkit.recipes.store import REPOSITORY, provenance, save_json

SEEDS, MOST_STEPS, WINDOW, WRONG = [0, 1, 2], 300, 10, 0.25
RATES = [0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3]
ACTIVATIONS: dict[str, type[nn.Module]] = {"relu": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid}
SETTINGS: dict[str, dict[str, float]] = {
    "4 layers": {"depth": 4, "gain": 1.0},
    "4 layers, weights × 3": {"depth": 4, "gain": 3.0},
    "8 layers": {"depth": 8, "gain": 1.0},
}
RESULTS = REPOSITORY / "book" / "blocks" / "results" / "activations.json"


def network(activation: str, depth: int, gain: float, width: int = 8) -> nn.Sequential:
    """`depth` 3×3 convolutions without normalization, pooled after the second and the fourth, and a head.

    Weights are normal with variance gain² · 2 / fan-in before ReLU (He et al. 2015), gain² / fan-in else.
    """
    layers: list[nn.Module] = []
    channels = 1
    for i in range(depth):
        conv = nn.Conv2d(channels, width, 3, padding=1)
        usual = (2.0 if activation == "relu" else 1.0) / (9 * channels)
        nn.init.normal_(conv.weight, std=gain * usual**0.5)
        nn.init.zeros_(conv.bias)  # type: ignore[arg-type]
        layers += [conv, ACTIVATIONS[activation]()]
        if i in (1, 3):
            layers.append(nn.MaxPool2d(2))
        channels = width
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(4 * width, 10))


def steps_until_read(net: nn.Module, x: Tensor, y: Tensor, rate: float, seed: int) -> int | None:
    """Steps until at most a quarter of ten batches of 64 was wrong; None: not within 300 steps."""
    order = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.SGD(net.parameters(), lr=rate, momentum=0.9)
    wrong: list[float] = []
    while len(wrong) < MOST_STEPS:
        for batch in torch.randperm(len(x), generator=order).split(64)[:20]:
            logits = net(x[batch])
            loss = F.cross_entropy(logits, y[batch])
            if not torch.isfinite(loss):
                return None
            wrong.append((logits.argmax(1) != y[batch]).float().mean().item())
            if len(wrong) >= WINDOW and sum(wrong[-WINDOW:]) <= WINDOW * WRONG:
                return len(wrong)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return None


def main() -> None:
    torch.set_num_threads(1)
    digits = load_digits(8)
    x, y = (digits.train_x - digits.train_x.mean()) / digits.train_x.std(), digits.train_y
    content = provenance("activations_on_digits", SEEDS) | {
        "date": date.today().isoformat(), "rates": RATES, "most_steps": MOST_STEPS,
    }  # fmt: skip
    start = time.process_time()
    for name, how in SETTINGS.items():
        for activation in ACTIVATIONS:
            if activation == "sigmoid" and name != "8 layers":
                continue
            found = []
            for rate in RATES:
                found.append([])
                for seed in SEEDS:
                    torch.manual_seed(seed)
                    net = network(activation, int(how["depth"]), how["gain"])
                    found[-1].append(steps_until_read(net, x, y, rate, seed))
            content[f"{name}, {activation}"] = found
            print(name, activation, found, flush=True)
    content["seconds"] = round(time.process_time() - start)
    print(save_json(RESULTS, content))
