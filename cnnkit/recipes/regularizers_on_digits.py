"""Dropout, label smoothing and augmentation on 1,000 digits with wrong labels; an auxiliary head.

Every arm is tried at the same three rates with the same three seeds. For book/blocks/regularization.md.
"""

import time
from datetime import date

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from cnnkit.data.augment import augment
from cnnkit.data.digits import Digits, load_digits
from cnnkit.recipes.activations_on_digits import network
from cnnkit.recipes.store import REPOSITORY, provenance, save_json

SEEDS, PICTURES, EPOCHS, WIDTH = [0, 1, 2], 1000, 40, 256
RATES = [0.0003, 0.001, 0.003]
ARMS: dict[str, dict[str, float]] = {
    "plain": {},
    "dropout 0.5": {"drop": 0.5},
    "smoothed labels 0.3": {"smoothing": 0.3},
    "augmented": {"augmented": 1.0},
}
DEEP, AFTER, AUX_WEIGHT, DEEP_RATES, DEEP_STEPS = 16, 12, 0.3, [0.003, 0.01, 0.03], 120
RESULTS = REPOSITORY / "book" / "blocks" / "results" / "regularizers.json"


def wrong_labels(y: Tensor, share: float, draw: torch.Generator) -> Tensor:
    """Each label is, with probability `share`, one of the nine others."""
    other = (y + torch.randint(1, 10, y.shape, generator=draw)) % 10
    return torch.where(torch.rand(y.shape, generator=draw) < share, other, y)


def dense(drop: float) -> nn.Sequential:
    """64 pixels, two hidden layers, dropout behind each."""
    hidden = (nn.Linear(64, WIDTH), nn.ReLU(), nn.Dropout(drop), nn.Linear(WIDTH, WIDTH), nn.ReLU())
    return nn.Sequential(nn.Flatten(), *hidden, nn.Dropout(drop), nn.Linear(WIDTH, 10))


def held_out(digits: Digits, wrong: float, rate: float, seed: int, **arm: float) -> float:
    """Share of the 500 held-out digits, whose labels are right, after 40 epochs."""
    draw = torch.Generator().manual_seed(seed)
    x, y = digits.train_x[:PICTURES], wrong_labels(digits.train_y[:PICTURES], wrong, draw)
    torch.manual_seed(seed)
    net = dense(arm.get("drop", 0.0))
    optimizer = torch.optim.Adam(net.parameters(), lr=rate)
    for _ in range(EPOCHS):
        pictures = augment(x, draw) if "augmented" in arm else x
        for batch in torch.randperm(PICTURES, generator=draw).split(100):
            loss = F.cross_entropy(net(pictures[batch]), y[batch], label_smoothing=arm.get("smoothing", 0.0))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    net.eval()
    with torch.inference_mode():
        return (net(digits.test_x).argmax(1) == digits.test_y).float().mean().item()


def with_auxiliary(digits: Digits, weight: float, rate: float, seed: int) -> tuple[float, float]:
    """A chain of 16 convolutions without batch norm: training accuracy of the last 20 batches, and the length
    of the first layer's gradient at the first step. A head behind the sixth convolution adds its loss,
    `weight` times; it says nothing about the answer.
    """
    x, y = (digits.train_x - digits.train_x.mean()) / digits.train_x.std(), digits.train_y
    torch.manual_seed(seed)
    net = network("relu", DEEP, 1.0)
    body, head = net[: AFTER + 2], net[AFTER + 2 :]
    early = nn.Sequential(nn.Flatten(), nn.Linear(32, 10))
    optimizer = torch.optim.SGD([*net.parameters(), *early.parameters()], lr=rate, momentum=0.9)
    order = torch.Generator().manual_seed(seed)
    right: list[float] = []
    length = 0.0
    while len(right) < DEEP_STEPS:
        for batch in torch.randperm(len(x), generator=order).split(64)[:20]:
            maps = body(x[batch])
            logits = head(maps)
            loss = F.cross_entropy(logits, y[batch]) + weight * F.cross_entropy(early(maps), y[batch])
            optimizer.zero_grad()
            loss.backward()
            if not right:
                length = net[0].weight.grad.norm().item()  # type: ignore[union-attr]
            optimizer.step()
            right.append((logits.argmax(1) == y[batch]).float().mean().item())
    return sum(right[-20:]) / 20, length


def main() -> None:
    torch.set_num_threads(1)
    digits = load_digits(8)
    content = provenance("regularizers_on_digits", SEEDS) | {
        "date": date.today().isoformat(), "rates": RATES, "epochs": EPOCHS, "pictures": PICTURES,
        "deep_rates": DEEP_RATES, "deep_steps": DEEP_STEPS, "deep_layers": DEEP,
    }  # fmt: skip
    start = time.process_time()
    for wrong in (0.3, 0.0):
        for name, arm in ARMS.items():
            found = [[round(held_out(digits, wrong, r, s, **arm), 3) for s in SEEDS] for r in RATES]
            content[f"{wrong:.0%} wrong, {name}"] = found
            print(f"{wrong:.0%} wrong, {name}", found, flush=True)
    for weight in (0.0, AUX_WEIGHT):
        runs = [[with_auxiliary(digits, weight, r, s) for s in SEEDS] for r in DEEP_RATES]
        content[f"auxiliary {weight:g}, accuracy"] = [[round(a, 3) for a, _ in row] for row in runs]
        content[f"auxiliary {weight:g}, first gradient"] = [
            [float(f"{g:.3g}") for _, g in row] for row in runs
        ]
        print(f"auxiliary {weight:g}", runs, flush=True)
    content["seconds"] = round(time.process_time() - start)
    print(save_json(RESULTS, content))
