"""The recorded grid of the widget `train-lab`: runs of small networks on 8×8 digits, each with three seeds.

What a reader meets before training anything: depth, skip and batch norm crossed; and for the presets
activations and rates, the scale of the residual branch, wrong labels and dropout. All else is trained in the
page.
"""

import math
from collections.abc import Callable

import numpy as np
import torch

from cnnkit.recipes.store import WIDGET_DATA, provenance, save_json
from cnnkit.widgets.lab_switches import CHOICES, EPOCHS, Switches
from cnnkit.widgets.lab_training import EVERY, STEPS, Run, drift, train
from cnnkit.widgets.recording import Recording

SEEDS = [1, 2, 3]
DEEPEST = max(CHOICES["depth"])
ABOUT = (
    "runs: one line of switches each (cnnkit.widgets.lab_switches). loss: mean over each ten steps; "
    "accuracy: of each epoch; both in training mode, missing from the first loss on that is not finite."
    " held: share of 500 held-out digits, in evaluation mode, after each epoch. ends: of runs that were"
    " stopped, the losses behind the last whole ten, for each seed. norms: log10 of the length of each "
    "layer's gradient, seed 1, at step 1 and at the last tenth step, from the input on, 0 behind the "
    "last layer. drift: by how much torch's float32 and float64 differ in each of the first ten losses,"
    " seed 1."
)
DRIFTING = [
    Switches(depth=8, rate=0.01),
    *(Switches(depth=d, skip=s) for d in (20, 56) for s in (False, True)),
]
"""Where page and torch are compared; what they may differ by is what torch differs by from itself."""


def grid() -> list[Switches]:
    """Every run that is recorded, once."""
    found = [
        Switches(depth=depth, skip=skip, norm=norm, rate=rate, width=width)
        for width, norm, rate in ((8, True, 0.05), (8, False, 0.05), (8, False, 0.01), (4, True, 0.05))
        for depth in CHOICES["depth"]
        for skip in (False, True)
    ]
    found += [
        Switches(depth=8, norm=norm, activation=activation, rate=rate)
        for norm in (False, True)
        for activation in CHOICES["activation"]
        for rate in (0.01, 0.05, 0.2)
    ]
    bare = Switches(depth=56, skip=True, norm=False)
    found += [bare.but(scale=scale, warmup=warmup) for scale in CHOICES["scale"] for warmup in (0, 60)]
    found += [bare.but(scale=0.1, rate=0.01), bare.but(scale=1.0, rate=0.01, warmup=60)]
    found += [
        Switches(depth=depth, skip=depth > 8, dropout=dropout, wrong=wrong)
        for depth, wrong in ((8, 0.0), (8, 0.3), (20, 0.3))
        for dropout in CHOICES["dropout"]
    ]
    return list(dict.fromkeys(found))


def main() -> None:
    torch.set_num_threads(1)
    runs = []
    for switches in grid():
        runs.append([train(switches, seed) for seed in SEEDS])
        print(*runs[-1], sep="\n", flush=True)
    made = recorded(runs)
    made.facts["drift"] = [
        {"run": switches.key, "apart": _significant(drift(switches, SEEDS[0]))} for switches in DRIFTING
    ]
    path = save_json(
        WIDGET_DATA / "train_lab.json",
        {"provenance": provenance("train_lab", SEEDS), "about": ABOUT, **made.as_json()},
    )
    print(f"{path}: {path.stat().st_size / 1000:.0f} kB")


def _significant(values: list[float]) -> list[float | None]:
    """Two digits each; None for what is not finite."""
    return [float(f"{value:.1e}") if math.isfinite(value) else None for value in values]


def recorded(runs: list[list[Run]]) -> Recording:
    """Of `runs` [switches][seed]."""
    seeds = [run.seed for run in runs[0]]
    moments = ["first", "last"]
    made = Recording({"run": [row[0].switches.key for row in runs], "seed": seeds, "moment": moments})

    def add(name: str, length: int, of: Callable[[Run], list[float]], digits: int = 3) -> None:
        values = [[[*of(run), *[math.nan] * (length - len(of(run)))] for run in row] for row in runs]
        made.add(name, ("run", "seed"), values, digits)

    add("loss", EPOCHS * STEPS // EVERY, Run.curve)
    add("accuracy", EPOCHS, Run.accuracy)
    add("held", EPOCHS, lambda run: run.held_out)
    add("steps", 1, lambda run: [len(run.loss)], digits=0)
    made.facts["ends"] = {
        row[0].switches.key: [_significant(run.ending()) for run in row]
        for row in runs
        if any(run.diverged for run in row)
    }
    made.add_arrays("norms", ("run", "moment"), [_norms(row[0]) for row in runs])
    return made


def _norms(run: Run) -> np.ndarray:
    """log10 of the norms at the first and the last measured step, `(2, 56)`; −30 where units are dead."""
    rows = [norms for norms in run.norms.values() if all(map(math.isfinite, norms))]
    out = np.zeros((2, DEEPEST))
    for to, norms in zip(out, (rows[0], rows[-1]), strict=True):
        to[: len(norms)] = np.log10(np.maximum(norms, 1e-30))
    return out
