"""Plain and residual networks of 20 and 56 layers on digits: batch norm on and off, three rates, three seeds.

The networks and their training are those of `train-lab`; book/blocks/degradation.md reads the results. For
each run: the share of training digits read wrong in each epoch and of held-out digits after it; for 64
training digits, the length of the gradient with respect to what each layer reads, before and after training;
and that of the gradient of each layer's weights in the first and in the last measured step. `longer` holds
the training error of the deep plain network over five times the epochs, a row per seed.
"""

import math
import time
from datetime import date

import torch
from torch import Tensor
from torch.nn import functional as F

from cnnkit.recipes.store import REPOSITORY, provenance, save_json
from cnnkit.widgets.lab_network import LabNetwork
from cnnkit.widgets.lab_switches import BATCH, EPOCHS, Switches
from cnnkit.widgets.lab_training import Run, train, training
from cnnkit.widgets.stills import digits

SEEDS, RATES = [1, 2, 3], [0.01, 0.05, 0.2]
RESULTS = REPOSITORY / "book" / "blocks" / "results" / "degradation.json"


def arms() -> list[Switches]:
    deep = Switches(depth=56)
    tuned = [Switches(depth=20), deep, Switches(depth=20, skip=True), deep.but(skip=True)]
    return [
        *[one.but(rate=rate) for one in tuned for rate in RATES],
        deep.but(warmup=60),
        *[deep.but(norm=False, rate=rate) for rate in RATES],
    ]


def gradients(network: LabNetwork) -> list[float]:
    """Of the loss, with respect to what each layer reads: the picture first, the pooled maps last."""
    counts, labels = (torch.from_numpy(array[:BATCH]) for array in digits())
    read: list[Tensor] = []

    def note(_: object, args: tuple[Tensor]) -> None:
        args[0].retain_grad()
        read.append(args[0])

    hooks = [layer.register_forward_pre_hook(note) for layer in network.weighted]
    x = (counts.float().view(-1, 1, 8, 8) / 16).requires_grad_()
    F.cross_entropy(network.train()(x), labels.long()).backward()
    for hook in hooks:
        hook.remove()
    return [float(f"{one.grad.norm():.2e}") for one in read if one.grad is not None]


def longer(seed: int) -> list[float]:
    """Training error after 6, 12, … 30 epochs of the deep plain network at the rate that is best for it."""
    run = Run(Switches(depth=56, rate=0.01), seed)
    for _ in training(run, epochs=5 * EPOCHS):
        pass
    return _errors(run.accuracy())[EPOCHS - 1 :: EPOCHS]


def main() -> None:
    torch.set_num_threads(1)
    start = time.perf_counter()
    runs = {}
    for switches in arms():
        runs[switches.key] = [_told(train(switches, seed)) for seed in SEEDS]
        print(switches.key, [run["train"][-1:] for run in runs[switches.key]], flush=True)
    longest = {"longer": [longer(seed) for seed in SEEDS]}
    facts = {"date": date.today().isoformat(), "minutes": round((time.perf_counter() - start) / 60)}
    print(save_json(RESULTS, provenance("degradation", SEEDS) | facts | runs | longest))


def _told(run: Run) -> dict[str, list]:
    assert run.network is not None
    norms = [row for row in run.norms.values() if all(map(math.isfinite, row))]
    return {
        "train": _errors(run.accuracy()),
        "held": _errors(run.held_out),
        "before": gradients(LabNetwork(run.switches, run.seed)),
        "after": gradients(run.network),
        "weights before": [float(f"{norm:.2e}") for norm in norms[0]],
        "weights after": [float(f"{norm:.2e}") for norm in norms[-1]],
    }


def _errors(shares: list[float]) -> list[float]:
    return [round(1 - share, 4) for share in shares]
