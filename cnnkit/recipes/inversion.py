"""A photograph, found again from what one layer of SqueezeNet 1.1 says of it: by layer and by prior.

For `step-scrubber`: twelve frames a run. Scores compare with the photograph, which the search never sees.
Lest one picture stand for all, two more are inverted, and their last scores kept.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from cnnkit.data.photos import photo
from cnnkit.recipes.classify import shipped_network
from cnnkit.recipes.frames import Watched, in_bytes, record, rounded, save
from cnnkit.recipes.store import provenance
from cnnkit.visualize.looking.layers import run_to
from cnnkit.visualize.looking.untouched import untouched
from cnnkit.visualize.synthesis.invert import invert_features, psnr
from cnnkit.widgets.strips import Run, Strips

SIDE, SEED, PHOTOGRAPH, OTHERS = 96, 0, "coffee", ("cat", "temple")
FRAMES = (0, 1, 2, 4, 8, 16, 32, 48, 64, 96, 128, 160)
POOREST = "fire9"
LAYERS = {"conv1": "body.relu_conv1", **{f"fire{i}": f"body.fire{i}" for i in (3, 5, 7, 9)}}
# name on the button -> its key and the options of `invert_features`
NONE = {"alpha_weight": 0.0, "tv_weight": 0.0}
PRIORS: dict[str, tuple[str, dict[str, Any]]] = {
    "none": ("none", NONE),
    "α-norm": ("alpha", NONE | {"alpha_weight": 0.3}),
    "TV": ("tv", NONE | {"tv_weight": 3.0}),
    "TV, ten times": ("tv10", NONE | {"tv_weight": 30.0}),
}
OTHER = "TV, other noise"
"""The same from another start: recorded where codes are poorest, and compared everywhere."""
LIVE_SIDE = 128
"""Pixels a side of the picture that moves in the page."""
LARGEST_BYTES = {"none": 32_000, "alpha": 26_000, "tv": 18_000, "tv10": 16_000, "other": 18_000}
"""By prior: noise takes more."""


def main() -> None:
    model, _ = shipped_network()
    pictures, groups = {}, []
    alike = {}
    for layer in LAYERS:
        runs, frames = record((*PRIORS, OTHER), lambda prior, of=layer: recorded(model, of, prior), " dB")
        alike[layer] = decibels(frames[f"{layer}-other"][-1], frames[f"{layer}-tv"][-1])
        if layer != POOREST:
            runs = runs[:-1]  # of the other start only the likeness is kept
        pictures |= {run.key: frames[run.key] for run in runs}
        groups.append((layer, runs))
    facts = {
        "group": "Layer",
        "item": "Prior",
        "photograph": PHOTOGRAPH,
        "others": {name: {layer: last(model, layer, name) for layer in LAYERS} for name in OTHERS},
        "alike": alike,
    }
    made = provenance("inversion", [SEED, SEED + 1])
    strips = Strips("inversion", "PSNR", 1, tuple(groups), facts, made, unit="dB")
    save(strips, pictures, {key: LARGEST_BYTES[key.partition("-")[2]] for key in pictures})


def recorded(
    model: nn.Module, layer: str, prior: str, frames: tuple[int, ...] = FRAMES, side: int = SIDE
) -> tuple[Run, list[np.ndarray]]:
    """One run and its frames as bytes, `side` pixels a side."""
    key, options = PRIORS[prior] if prior != OTHER else ("other", PRIORS["TV"][1] | {"seed": SEED + 1})
    x = photo(PHOTOGRAPH, side)[None]
    watched = Watched(frames)
    code = said(model, x, layer)
    invert_features(model, LAYERS[layer], code, side, frames[-1], watch=watched, **{"seed": SEED, **options})
    every = torch.stack(watched.pictures)
    away = (said(model, every, layer) - code).square().flatten(1).sum(1) / code.square().sum()
    clipped = ((every == 0) | (every == 1)).flatten(1).float().mean(1)
    run = Run(
        f"{layer}-{key}",
        prior,
        f"{layer}, {'no prior' if key == 'none' else prior}",
        frames,
        rounded(psnr(every, x.expand_as(every)), 2),
        (side, side),
        {
            "distance": rounded(away, 5),
            "black or white": rounded(clipped, 4),
        },
        setup(model, layer, prior),
    )
    return run, in_bytes(every)


def setup(model: nn.Module, layer: str, prior: str) -> dict[str, Any]:
    """What a page needs to go down the same way in pixels of its own; it has no α-norm.

    Its loss is half the squared distance of the codes, not divided by theirs: so the weight is multiplied.
    """
    options = PRIORS.get(prior, ("", {"alpha_weight": 1.0}))[1]
    if options["alpha_weight"]:
        return {}
    x = photo(PHOTOGRAPH, LIVE_SIDE)[None]
    weight = options["tv_weight"] * said(model, x, layer).square().sum().item() / (2 * x.numel())
    start = {"kind": "inversion", "layer": LAYERS[layer], "photograph": PHOTOGRAPH, "lr": 0.01}
    return start | ({"tv": round(weight, 4), "tv_beta": 2} if weight else {})


def last(model: nn.Module, layer: str, name: str) -> float:
    """PSNR in the end with total variation, of another photograph."""
    x = photo(name, SIDE)[None]
    back = invert_features(
        model, LAYERS[layer], said(model, x, layer), SIDE, FRAMES[-1], seed=SEED, **PRIORS["TV"][1]
    )
    print(f"{name}, {layer}: {psnr(back, x).item():.1f} dB", flush=True)
    return round(psnr(back, x).item(), 2)


def decibels(a: np.ndarray, b: np.ndarray) -> float:
    """PSNR between two pictures of bytes."""
    x, y = (torch.from_numpy(picture).float()[None] / 255 for picture in (a, b))
    return round(psnr(x, y).item(), 2)


def said(model: nn.Module, x: Tensor, layer: str) -> Tensor:
    """What the layer says of pictures."""
    with untouched(model), torch.no_grad():
        return run_to(model, x, LAYERS[layer])
