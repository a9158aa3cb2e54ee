"""CapsNet on the digits: how surely it reads and redraws unseen ones, and what its sixteen numbers do there.

The paper's network with 64 filters in each convolution where it has 256 (so 8 types of primary capsules, not
32), its loss, Adam at the default rate of the authors' code, and its only augmentation, shifts by up to two
pixels. Nothing was tuned. Then section 5.1 of the paper: each number of the right capsule is moved by up to a
quarter, the decoder draws again, and `cnnkit.recipes.ink` measures what that did. The same is done along 16
random axes at right angles, and along six directions: to where the capsules of training digits lie that have
more of a measure. book/architectures/choosing.md reads the results.
"""

import base64
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import torch
from torch import Tensor

from cnnkit.data.augment import random_crop
from cnnkit.data.digits import load_digits
from cnnkit.models.capsnet import CapsNet, capsule_loss, reconstruction_loss
from cnnkit.recipes.capsule_moves import (
    MOVES,
    alone,
    directions,
    draw,
    effects,
    explained,
    right_capsules,
    row,
)
from cnnkit.recipes.frames import in_bytes, rounded, save
from cnnkit.recipes.ink import MEASURES, measures
from cnnkit.recipes.store import REPOSITORY, provenance, save_json
from cnnkit.visualize.panels import grid
from cnnkit.visualize.webp import webp
from cnnkit.widgets.strips import Run, Strips

SEEDS = [0, 1, 2]
TYPES, EPOCHS, BATCH, RATE, MOST_SHIFT = 8, 25, 32, 0.001, 2
TURNS = 4
"""How often sixteen other axes are drawn for each digit."""
SHOWN = 2
"""The digit whose rows the page shows."""
RESULTS = REPOSITORY / "book" / "architectures" / "results" / "capsules.json"
COLUMNS, LARGEST_BYTES = 4, 16_000
"""Of a frame in the scrubber: pictures in a row; and of its strip."""
ORANGE = torch.tensor([0.835, 0.369, 0.0])[:, None, None]


def train(x: Tensor, y: Tensor, seed: int, epochs: int = EPOCHS) -> CapsNet:
    """The paper's loss and Adam, in an order and with shifts that the seed gives."""
    torch.manual_seed(seed)
    net = CapsNet(types=TYPES)
    steps = torch.optim.Adam(net.parameters(), lr=RATE)
    for epoch in range(epochs):
        total = 0.0
        for some in torch.randperm(len(x)).split(BATCH):
            steps.zero_grad()
            loss = capsule_loss(net, random_crop(x[some], MOST_SHIFT), y[some])
            loss.backward()
            steps.step()
            total += len(some) * loss.item()
        print(f"seed {seed}, epoch {epoch + 1}: loss {total / len(x):.4f}", flush=True)
    return net.eval()


def look_into(net: CapsNet, seed: int) -> dict[str, Any]:
    """Everything that is measured of one trained network."""
    torch.manual_seed(seed)
    digits = load_digits(28)
    y, test_x, test_y = digits.train_y, digits.test_x, digits.test_y
    x, moved_x = (random_crop(some, MOST_SHIFT) for some in (digits.train_x, test_x))
    seen, unseen, moved = (
        right_capsules(net, *pair) for pair in ((x, y), (test_x, test_y), (moved_x, test_y))
    )
    right = net(test_x).argmax(1) == test_y
    found: dict[str, Any] = {"accuracy": round(right.double().mean().item(), 4)}
    drawn, mean = torch.empty_like(test_x), torch.empty_like(test_x)
    parts: dict[str, list[Tensor]] = {name: [] for name in ("axes", "directions", "explained", "turned")}
    for digit in range(10):
        mine, others = test_y == digit, y == digit
        drawn[mine] = draw(net, unseen[mine], digit)
        mean[mine] = digits.train_x[digits.train_y == digit].mean(0)
        measured = measures(x[others])
        turns = torch.cat([torch.linalg.qr(torch.randn(16, 16))[0] for _ in range(TURNS)])
        ways = {"axes": torch.eye(16), "turned": turns, "directions": directions(seen[others], measured)}
        for name, axes in ways.items():
            changed = effects(net, unseen[mine], digit, axes, measured.std(0))
            parts[name].append((100 * changed).round())  # in hundredths, as they are stored
        parts["explained"].append(explained(seen[others], measured, moved[mine], measures(moved_x[mine])))
    for name in ("axes", "directions"):
        found[name] = torch.stack(parts[name]).int().tolist()
    for name in ("axes", "turned"):
        found[f"{name} alone"] = round(alone(torch.stack(parts[name])).double().mean().item(), 4)
    found["explained"] = [round(v, 3) for v in torch.stack(parts["explained"]).mean(0).tolist()]
    found["squared error"] = round(reconstruction_loss(drawn, test_x).item(), 2)
    found["squared error of means"] = round(reconstruction_loss(mean, test_x).item(), 2)
    found["length"] = round(torch.linalg.vector_norm(unseen, dim=1).mean().item(), 3)
    found["spread of numbers"] = round(
        torch.stack([seen[y == digit].std(0) for digit in range(10)]).mean().item(), 3
    )
    return found


def leading(axes: list[list[list[int]]], digit: int) -> list[int]:
    """For each measure the number (from 0) of this digit's capsule that moves it most."""
    return torch.tensor(axes[digit]).abs().argmax(0).tolist()


def shown(net: CapsNet, x: Tensor, y: Tensor, axes: list[list[list[int]]]) -> dict[str, Any]:
    """What the page shows: ten unseen digits with their reconstructions, and rows of one that is moved.

    `rows` holds each number (from 1) that moves a measure most, and the values of such measures at `MOVES`.
    """
    first = [int((y == digit).nonzero()[0]) for digit in range(10)]
    capsules = right_capsules(net, x[first], y[first])
    drawn = torch.cat([draw(net, capsules[digit], digit) for digit in range(10)])
    lead = leading(axes, SHOWN)
    moved, rows = [], []
    for number in dict.fromkeys(lead):
        pictures = row(net, capsules[SHOWN], SHOWN, number)
        found = dict(zip(MEASURES, measures(pictures).T.tolist(), strict=True))
        mine = [name for name, one in zip(MEASURES, lead, strict=True) if one == number]
        rows.append({"number": number + 1, "values": {name: rounded(found[name], 3) for name in mine}})
        moved.append(pictures)
    return {
        "index": first,
        "digits": _sheet(torch.cat([x[first], drawn]), 10),
        "moved": _sheet(torch.cat(moved), len(MOVES)),
        "rows": rows,
    }


def _sheet(pictures: Tensor, columns: int) -> str:
    """Pictures `(n, 1, 28, 28)` edge to edge as one WebP in base64."""
    n, _, h, w = pictures.shape
    sheet = pictures.view(n // columns, columns, h, w).transpose(1, 2).reshape(-1, columns * w)
    pixels = (255 * sheet.clamp(0, 1)).round().byte().numpy()
    return base64.b64encode(webp(pixels, 80)).decode("ascii")


def strips(
    net: CapsNet, x: Tensor, y: Tensor, axes: list[list[list[int]]], made: dict[str, Any]
) -> tuple[Strips, dict[str, Sequence[np.ndarray]]]:
    """For `step-scrubber`: the first unseen digit of each class, each of its sixteen numbers moved.

    A frame shows sixteen pictures; that whose number moves the slant most is framed, its slant is the score.
    """
    slant = list(MEASURES).index("slant")
    runs, pictures = list[Run](), dict[str, Sequence[np.ndarray]]()
    for digit in range(10):
        some = (y == digit).nonzero()[0]
        capsule = right_capsules(net, x[some], y[some])[0]
        number = leading(axes, digit)[slant]
        rows = torch.stack([row(net, capsule, digit, i) for i in range(16)])  # 16 11 1 28 28
        slants = measures(rows[number])[:, slant].tolist()
        colours = rows.expand(-1, -1, 3, -1, -1).clone()
        inside = colours[number, ..., 1:-1, 1:-1].clone()
        colours[number] = ORANGE
        colours[number, ..., 1:-1, 1:-1] = inside
        sheets = [grid(list(colours[:, i]), COLUMNS) for i in range(len(MOVES))]
        pictures[f"{digit}"] = in_bytes(torch.stack(sheets))
        title, steps = f"a {digit}, number {number + 1} framed", tuple(range(len(MOVES)))
        side = (sheets[0].shape[1], sheets[0].shape[2])
        runs.append(Run(f"{digit}", f"{digit}", title, steps, rounded(slants, 1), side))
    groups = (("digits", tuple(runs)),)
    return Strips("capsules_on_digits", "slant", 1, groups, {"item": "Digit"}, made, "°"), pictures


def main() -> None:
    torch.set_num_threads(1)
    digits = load_digits(28)
    nets = {seed: train(digits.train_x, digits.train_y, seed) for seed in SEEDS}
    write(nets)


def write(nets: dict[int, CapsNet]) -> None:
    """Measures the trained networks, and stores results and strips."""
    digits = load_digits(28)
    made = provenance("capsules_on_digits", SEEDS)
    with torch.inference_mode():
        found = {seed: look_into(net, seed) for seed, net in nets.items()}
        first, axes = nets[SEEDS[0]], found[SEEDS[0]]["axes"]
        pictures = shown(first, digits.test_x, digits.test_y, axes)
        record, frames = strips(first, digits.test_x, digits.test_y, axes, made)
    save(record, frames, dict.fromkeys(frames, LARGEST_BYTES))
    content = made | {
        "date": date.today().isoformat(), "trained_on": len(digits.train_x), "unseen": len(digits.test_x),
        "params": sum(p.numel() for p in first.parameters()), "filters": first.stem[0].out_channels,
        "turns": TURNS, "epochs": EPOCHS, "batch": BATCH, "rate": RATE, "shift": MOST_SHIFT, "moves": MOVES,
        "measures": MEASURES, "shown": SHOWN,
    }  # fmt: skip
    each = {key: [one[key] for one in found.values()] for key in found[SEEDS[0]]}
    print(save_json(RESULTS, content | each | pictures))
