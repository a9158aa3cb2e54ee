"""One photograph dreamt on by SqueezeNet 1.1, layer by layer, for `step-scrubber`; and one layer without
octaves and without jitter, to see what these are for.

The score is the layer's energy ½ Σ z² on the whole picture, in multiples of the photograph's own.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import nn

from cnnkit.data.photos import photo
from cnnkit.recipes.classify import shipped_network
from cnnkit.recipes.frames import Watched, in_bytes, record, rounded, save
from cnnkit.recipes.store import provenance
from cnnkit.visualize.looking.untouched import untouched
from cnnkit.visualize.synthesis.dream import deep_dream, dream_energy
from cnnkit.widgets.strips import Run, Strips

SEED, PHOTOGRAPH = 0, "temple"
SIDES, STORED = (192, 288), (96, 144)
STEPS, OCTAVES = 12, 3
FRAMES = (0, 1, 2, 4, 8, 12, 16, 20, 24, 28, 32, 36)
LAYERS = ("fire2", "fire3", "fire5", "fire7", "fire8", "fire9")
COMPARED = "fire8"
LARGEST_BYTES, OTHERS_BYTES = {"layer-fire2": 22_000, "layer-fire3": 24_000, "layer-fire5": 22_000}, 16_500


@dataclass(frozen=True)
class Dream:
    """What one run is to do; `options` are those of `deep_dream`."""

    key: str
    name: str
    title: str
    layer: str
    options: dict[str, Any] = field(default_factory=dict)


def main() -> None:
    model, _ = shipped_network()
    pictures, groups = {}, []
    for group, dreams in all_dreams():
        runs, frames = record(dreams, lambda dream: recorded(model, dream), " times")
        pictures |= frames
        groups.append((group, runs))
    facts = {"group": "Dreams of", "item": "Which", "octaves": OCTAVES, "steps": STEPS}
    made, unit = provenance("dream", SEED), "times the photograph's"
    strips = Strips("dream", "energy", 1, tuple(groups), facts, made, unit)
    save(strips, pictures, {key: LARGEST_BYTES.get(key, OTHERS_BYTES) for key in pictures})


def all_dreams() -> list[tuple[str, list[Dream]]]:
    """The groups of the record, in the order of the widget's buttons."""
    by_layer = [Dream(f"layer-{name}", name, f"{name}, three sizes", f"body.{name}") for name in LAYERS]
    layer, whole = f"body.{COMPARED}", {"steps": STEPS * OCTAVES, "octaves": 1}
    others = [
        Dream("one-size", "one size", f"{COMPARED}, one size", layer, whole),
        Dream("no-jitter", "jitter too", f"{COMPARED}, one size, no jitter", layer, whole | {"jitter": 0}),
    ]
    return [("a layer", by_layer), (f"{COMPARED}, without other sizes", others)]


def recorded(
    model: nn.Module, dream: Dream, frames: tuple[int, ...] = FRAMES
) -> tuple[Run, list[np.ndarray]]:
    """The run, and its frames as bytes."""
    watched = Watched(frames)
    options = {"steps": STEPS, "octaves": OCTAVES, "seed": SEED} | dream.options
    deep_dream(model, photo(PHOTOGRAPH, SIDES)[None], dream.layer, watch=watched, **options)
    every = torch.stack(watched.pictures)
    with untouched(model), torch.no_grad():
        energy = dream_energy(model, every, dream.layer)
    setup = {
        "kind": "dream",
        "layer": dream.layer,
        "start": "photograph",
        "jitter": options.get("jitter", 16),
    }
    title = f"{dream.layer.removeprefix('body.')}, one size"
    run = Run(
        dream.key, dream.name, dream.title, frames, rounded(energy / energy[0], 2), STORED,
        {"energy": rounded(energy, 0)}, setup | {"photograph": PHOTOGRAPH, "title": title},
    )  # fmt: skip
    return run, in_bytes(every, STORED)
