"""What classes and units of SqueezeNet 1.1 want to see: climbed from noise, twelve frames each.

For `step-scrubber`. Ten classes and ten units climb in waves; one class climbs in its pixels too, held to one
prior after the other; a unit that is silent at the start is left grey, and then woken in two ways. Scores are
those of the whole picture as it stands, without jitter.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import Generator, Tensor, nn

from cnnkit.data.photos import PHOTOS, photo
from cnnkit.recipes.classify import shipped_network
from cnnkit.recipes.frames import Watched, in_bytes, record, rounded, save
from cnnkit.recipes.store import provenance
from cnnkit.visualize.looking.layers import run_to
from cnnkit.visualize.looking.untouched import untouched
from cnnkit.visualize.synthesis.ascent import maximize_activation
from cnnkit.visualize.synthesis.priors import jittered, square_norm, zoomed
from cnnkit.visualize.synthesis.scores import unit_scores
from cnnkit.visualize.synthesis.variation import total_variation
from cnnkit.widgets.strips import Run, Strips

SEED, SIDE, STORED = 0, 160, 128
STORED_NOISE = 112
"""px a side of what climbs in pixels: noise takes more bytes."""
FRAMES = (0, 1, 2, 4, 7, 11, 17, 25, 36, 52, 74, 100)
WAVES: dict[str, Any] = {"lr": 0.07}
PIXELS: dict[str, Any] = {"parameters": "pixels", "jitter": 0, "zoom": 0.0}
LARGEST_BYTES = {"held": 17_500, "class": 16_000, "unit": 13_000, "silent": 17_000}

TARANTULA = 76
CLASSES = (76, 130, 963, 483, 84, 980, 251, 30, 779, 815)
UNITS = ((2, 0), (3, 24), (5, 43), (5, 54), (7, 102), (7, 108), (7, 112), (8, 100), (8, 110), (8, 112))
# name on the button -> options beyond PIXELS
PRIORS: dict[str, dict[str, Any]] = {
    "nothing": {},
    "L2": {"l2": 0.1},
    "blur": {"blur": 0.4},
    "clipped pixels": {"clip_pixels": 0.6},
    "clipped gradients": {"clip_gradients": 0.6},
    "jitter": {"jitter": 8, "zoom": 0.05},
    "total variation": {"tv": 0.03},
    "blur, jitter and TV": {"blur": 0.4, "jitter": 8, "zoom": 0.05, "tv": 0.01},
}
SILENT = (5, 55)
"""A fire layer and its channel: its ReLU says 0 to grey and a little noise, however these are jittered."""


@dataclass(frozen=True)
class Climb:
    """What one run is to do; `options` are those of `maximize_activation`."""

    key: str
    name: str
    title: str
    layer: str | None
    channel: int
    options: dict[str, Any] = field(default_factory=dict)


def main() -> None:
    model, info = shipped_network()
    pictures, groups = {}, []
    for group, climbs in all_climbs(model, info.classes):
        runs, frames = record(climbs, lambda climb: recorded(model, climb))
        pictures |= frames
        groups.append((group, runs))
    silent = silent_counts(model, f"body.fire{SILENT[0]}")
    facts = {"group": "What climbs", "item": "Which", "silent": silent}
    strips = Strips(
        "class_images", "score", 0, tuple(groups), facts,
        provenance("class_images", SEED),
    )  # fmt: skip
    save(strips, pictures, {key: LARGEST_BYTES[key.partition("-")[0]] for key in pictures})


def all_climbs(model: nn.Module, names: Sequence[str]) -> list[tuple[str, list[Climb]]]:
    """The groups of the record, in the order of the widget's buttons."""
    target = names[TARANTULA]
    held = [
        Climb(f"held-{i}", name, f"{target}, held to {name}", None, TARANTULA, PIXELS | options)
        for i, (name, options) in enumerate(PRIORS.items())
    ]
    classes = [Climb(f"class-{c}", names[c], f"the class {names[c]}", None, c, WAVES) for c in CLASSES]
    units = [
        Climb(f"unit-{f}-{c}", f"fire{f}, {c}", f"channel {c} of fire{f}", f"body.fire{f}", c, WAVES)
        for f, c in UNITS
    ]
    f, c = SILENT
    layer, title = f"body.fire{f}", f"channel {c} of fire{f}"
    exciting = most_exciting(model, layer, c)
    start, before, woken = {"start": photo(exciting, SIDE)[None]}, "before the ReLU", f"from the {exciting}"
    silent = [
        Climb("silent-noise", "from noise", f"{title}, from noise", layer, c, WAVES),
        Climb("silent-before", before, f"{title}, {before}", f"{layer}.expand1x1", c, WAVES),
        Climb("silent-photo", woken, f"{title}, {woken}", layer, c, WAVES | start),
    ]
    return [(f"{target} in pixels", held), ("classes", classes), ("units", units), ("a silent unit", silent)]


@torch.no_grad()
def most_exciting(model: nn.Module, layer: str, channel: int) -> str:
    """The bundled photograph to which a channel says most, on average over its map."""
    every = torch.stack([photo(name, SIDE) for name in PHOTOS])
    with untouched(model), torch.no_grad():
        said = run_to(model, every, layer)[:, channel].mean((1, 2))
    return list(PHOTOS)[int(said.argmax())]


def silent_counts(model: nn.Module, layer: str) -> dict[str, int]:
    """Of a layer's channels those that are 0 all over the start, and on as many jittered ones as steps."""
    start: list[Tensor] = []
    maximize_activation(model, "body.conv1", 0, SIDE, 0, seed=SEED, watch=lambda _, x, __: start.append(x))
    generator, said = Generator().manual_seed(SEED), []
    with untouched(model), torch.no_grad():
        for step in range(FRAMES[-1]):
            x = zoomed(jittered(start[0], 8, generator), 0.05, generator) if step else start[0]
            said.append(run_to(model, x, layer)[0].flatten(1).amax(1))
    silent = torch.stack(said) == 0
    return {"channels": len(said[0]), "first": int(silent[0].sum()), "always": int(silent.all(0).sum())}


def recorded(
    model: nn.Module, climb: Climb, frames: tuple[int, ...] = FRAMES
) -> tuple[Run, list[np.ndarray]]:
    """The run, and its frames as bytes; it climbs to the last of `frames`."""
    watched = Watched(frames)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the silent unit
        maximize_activation(
            model, climb.layer, climb.channel, SIDE, frames[-1], seed=SEED, watch=watched, **climb.options
        )
    every = torch.stack(watched.pictures)
    with untouched(model), torch.no_grad():
        scores = unit_scores(model, every, climb.layer, [climb.channel] * len(every))
    side = STORED_NOISE if climb.options.get("parameters") == "pixels" else STORED
    run = Run(
        climb.key, climb.name, climb.title, frames, rounded(scores, 2), (side, side),
        {
            "norm": rounded([square_norm(x[None]).item() for x in every], 1),
            "variation": rounded([total_variation(x[None]).item() for x in every], 1),
        },
        setup(model, climb),
    )  # fmt: skip
    return run, in_bytes(every, (side, side))


def setup(model: nn.Module, climb: Climb) -> dict[str, Any]:
    """What a page needs to climb the same hill in pixels."""
    kept = ("jitter", "l2", "tv", "blur", "clip_pixels", "clip_gradients")
    options = climb.options if climb.options.get("parameters") == "pixels" else {"jitter": 8, "blur": 0.4}
    found: dict[str, Any] = {"kind": "class", "layer": "", "channel": climb.channel}
    if climb.layer is not None:
        with untouched(model), torch.no_grad():
            channels = run_to(model, torch.zeros(1, 3, SIDE, SIDE), climb.layer).shape[1]
        found |= {"kind": "unit", "layer": climb.layer, "channels": channels}
    found["start"] = "photograph" if "start" in climb.options else "noise"
    return found | {name: options[name] for name in kept if options.get(name)}
