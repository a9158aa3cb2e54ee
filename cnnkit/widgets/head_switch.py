"""`HeadSwitch`: three networks that differ in their head alone, and one object moved about before them."""

import base64
import json
import re
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
import traitlets as t

from cnnkit.widgets.base import Widget
from cnnkit.widgets.forward import conv2d, pool2x2
from cnnkit.widgets.items import WidgetError
from cnnkit.widgets.stills import page, photograph
from cnnkit.widgets.traits import Place, Whole
from cnnkit.widgets.weights import checked, packed, shipped

SIDE, SPRITE = 48, 20
MEAN, STD = 0.5, 0.25  # as `standardize` of cnnkit.data.shapes
HEADS = ("flatten", "global_max", "global_average")
SCENE = {"background": (3, SIDE, SIDE), "sprite": (4, SPRITE, SPRITE)}


class HeadSwitch(Widget):
    """Which head minds where the object is? Flatten, global max and global average side by side.

        HeadSwitch()                                            # what ships with cnnkit
        HeadSwitch(weights, scenes, classes=["disc", "square", "star"], zone=[0, 0, 0.5, 1])

    Args:
        weights: for each head (`flatten`, `global_max`, `global_average`, or some) keys `<head>.….weight`
            and `….bias`: convolutions without padding, ReLU after each and a 2×2 max pool after all but the
            last, then one dense layer behind the head. Pictures are RGB, 48×48, and enter as
            (x − 0.5) / 0.25.
        scenes: `background` (n, 3, 48, 48), `sprite` (n, 4, 20, 20) red, green, blue, coverage, its middle
            the object's, all in [0, 1]; and `label` (n,), places in `classes`.
        classes: their names. zone: x0, y0, x1, y1 in parts of the side, where middles lay in training.

    Raises `WidgetError` on weights that do not fit together (key, shape, wanted shape) and on other scenes.
    """

    slug = "head-switch"
    engine = True

    question = t.Unicode("Which head minds where the object is?").tag(sync=True)

    networks = t.Dict(help="for each head its layers, as the engine takes them").tag(sync=True)
    weights = t.Bytes(b"", help="float32, cut by `manifest`").tag(sync=True)
    manifest = t.List(help="[[name, shape], …]").tag(sync=True)
    scenes = t.Bytes(b"", help="for each object the bytes of its background and sprite").tag(sync=True)
    labels = t.List(t.Int(), help="the class of each object").tag(sync=True)
    classes = t.List(t.Unicode()).tag(sync=True)
    zone = t.List(t.Float(), help="x0, y0, x1, y1 in parts of the side").tag(sync=True)

    object = Place(0, lambda w: len(w.labels), help="which scene is shown").tag(sync=True)
    x = Whole(0, min=0, max=SIDE - 1, help="column of the object's middle, in pixels").tag(sync=True)
    y = Whole(0, min=0, max=SIDE - 1, help="row of the object's middle, in pixels").tag(sync=True)
    logits = t.Dict(help="what each head answers").tag(sync=True)

    def __init__(
        self,
        weights: Mapping[str, Any] | None = None,
        scenes: Mapping[str, Any] | None = None,
        *,
        classes: Sequence[str] | None = None,
        zone: Sequence[float] | None = None,
        **kwargs: Any,
    ) -> None:
        if weights is None:
            weights, scenes, classes, zone = shipped_heads()
        if scenes is None or classes is None or zone is None:
            raise WidgetError("HeadSwitch: own weights need scenes, classes and zone with them")
        labels = [int(label) for label in scenes["label"]]
        arrays = checked(weights, wanted_shapes(weights, len(classes)), "HeadSwitch")
        layers = checked(
            {key: scenes[key] for key in SCENE},
            {key: (len(labels), *shape) for key, shape in SCENE.items()},
            "HeadSwitch",
        )
        super().__init__(classes=list(classes), zone=[float(v) for v in zone], labels=labels, **kwargs)
        if not 0 <= self.object < len(labels):
            raise WidgetError(f"object={self.object}: there are {len(labels)} scenes, 0 to {len(labels) - 1}")
        self.weights, self.manifest = packed(arrays)
        self.networks = {
            head: network(arrays, head) for head in dict.fromkeys(key.partition(".")[0] for key in arrays)
        }
        whole = [np.rint(255 * part.clip(0, 1)).astype(np.uint8) for part in layers.values()]
        self.scenes = b"".join(b.tobytes() + s.tobytes() for b, s in zip(*whole, strict=True))
        background, sprite = (part[self.object] / np.float32(255) for part in whole)
        if not {"x", "y"} & kwargs.keys():
            self.x, self.y = untrained_place(self.zone, room(sprite[3]))
        picture = paste(background, sprite, self.x, self.y)
        self.logits = {head: answer.tolist() for head, answer in forward(arrays, picture).items()}
        if not self.still:
            self.still = self._first_still(picture)

    def _first_still(self, picture: np.ndarray) -> str:
        name = self.classes[self.labels[self.object]]
        heard = ", ".join(
            f"{head.replace('_', ' ')}: {self.classes[int(np.argmax(answer))]}"
            for head, answer in self.logits.items()
        )
        return page(
            self.question,
            photograph(picture, f"A {name} before a background", 300),
            words=f"A {name}, where training never had one. Three heads answer: {heard}.",
        )


def shipped_heads() -> tuple[dict[str, np.ndarray], dict[str, Any], list[str], list[float]]:
    """Weights, scenes, class names and trained zone, as the recipe `head_switch` wrote them."""
    file = files("cnnkit") / "widgets" / "data" / "head_switch.json"
    if not file.is_file():
        raise WidgetError(f"no scenes for HeadSwitch: {file} is missing")
    saved = json.loads(file.read_text("utf8"))

    def part(key: str) -> np.ndarray:
        rows = [np.frombuffer(base64.b64decode(scene[key]), np.uint8) for scene in saved["scenes"]]
        return np.stack(rows).reshape(-1, *SCENE[key]) / np.float32(255)

    scenes = {key: part(key) for key in SCENE} | {"label": [scene["label"] for scene in saved["scenes"]]}
    return shipped("head_switch"), scenes, saved["classes"], saved["trained_region"]


def paste(background: np.ndarray, sprite: np.ndarray, x: int, y: int) -> np.ndarray:
    """The sprite `(4, 20, 20)` before the background `(3, 48, 48)`, its middle at column x, row y."""
    half, out = SPRITE // 2, np.pad(background, [(0, 0), (SPRITE, SPRITE), (SPRITE, SPRITE)])
    place = np.s_[:, SPRITE + y - half : SPRITE + y + half, SPRITE + x - half : SPRITE + x + half]
    out[place] += sprite[3] * (sprite[:3] - out[place])
    return out[:, SPRITE : SPRITE + SIDE, SPRITE : SPRITE + SIDE]


def forward(weights: Mapping[str, np.ndarray], picture: np.ndarray) -> dict[str, np.ndarray]:
    """The logits of each head for a picture `(3, 48, 48)` in [0, 1]."""
    pools = {
        "flatten": lambda maps: maps.ravel(),
        "global_max": lambda maps: maps.max(axis=(1, 2)),
        "global_average": lambda maps: maps.mean(axis=(1, 2)),
    }
    out = {}
    for head in dict.fromkeys(key.partition(".")[0] for key in weights):
        values = [value for key, value in weights.items() if key.startswith(f"{head}.")]
        *convs, (weight, bias) = zip(values[::2], values[1::2], strict=True)
        maps = (picture - MEAN) / STD
        for i, (w, b) in enumerate(convs):
            maps = np.maximum(conv2d(maps, w, b), 0)
            maps = pool2x2(maps, "max") if i < len(convs) - 1 else maps
        out[head] = weight @ pools[head](maps) + bias
    return out


def network(weights: Mapping[str, np.ndarray], head: str) -> dict[str, Any]:
    """The layers of one head's network, as the page's engine takes them."""
    names = [key for key in weights if key.startswith(f"{head}.") and key.endswith(".weight")]
    *convs, dense = [key.removesuffix(".weight") for key in names]
    layers, side = [], SIDE
    for i, name in enumerate(convs):
        out, _, k, _ = weights[f"{name}.weight"].shape
        layers += [
            {"name": name, "kind": "conv", "out": out, "kernel": k},
            {"name": f"{name}.relu", "kind": "relu"},
        ]
        side -= k - 1
        if i < len(convs) - 1:
            layers.append({"name": f"{name}.pool", "kind": "maxpool", "kernel": 2})
            side //= 2
    kind = {"flatten": "flatten", "global_max": "maxpool", "global_average": "gap"}[head]
    layers.append({"name": head, "kind": kind, **({"kernel": side} if kind == "maxpool" else {})})
    layers.append({"name": dense, "kind": "linear", "out": weights[f"{dense}.weight"].shape[0]})
    return {"input": [3, SIDE, SIDE], "layers": layers}


class Room(NamedTuple):
    """Where the middle of an object may go, (x, y) in pixels, so that nothing of it is cut off."""

    low: tuple[int, int]
    high: tuple[int, int]


def room(coverage: np.ndarray) -> Room:
    """The room of a sprite with `coverage` (20, 20); the front end computes the same."""
    rows, columns = np.nonzero(coverage > 0.02)
    half, last = SPRITE // 2, SIDE - 1 + SPRITE // 2
    return Room(
        (half - int(columns.min()), half - int(rows.min())),
        (last - int(columns.max()), last - int(rows.max())),
    )


def untrained_place(zone: Sequence[float], within: Room) -> tuple[int, int]:
    """The middle of the widest strip beside the trained zone, as near to it as the object fits."""
    x0, y0, x1, y1 = zone
    strips = {(x0 / 2, 0.5): x0, ((1 + x1) / 2, 0.5): 1 - x1, (0.5, y0 / 2): y0, (0.5, (1 + y1) / 2): 1 - y1}
    place = max(strips, key=lambda middle: strips[middle])
    x, y = (
        min(max(round(SIDE * v), low), high)
        for v, low, high in zip(place, within.low, within.high, strict=True)
    )
    return x, y


def wanted_shapes(weights: Mapping[str, Any], num_classes: int) -> dict[str, tuple[int, ...]]:
    """The shape that each layer must have behind the one before it, head by head, in the keys' order."""
    heads = [head for head in HEADS if any(key.startswith(f"{head}.") for key in weights)]
    if not heads:
        raise WidgetError(f"HeadSwitch: no key starts with {', '.join(f'{head}.' for head in HEADS)}")
    out: dict[str, tuple[int, ...]] = {}
    for head in heads:
        names = [key for key in weights if key.startswith(f"{head}.") and key.endswith(".weight")]
        names.sort(
            key=lambda key: [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", key)]
        )
        channels, side = 3, SIDE
        for i, name in enumerate(names[:-1]):
            filters, _, k, _ = weights[name].shape
            out |= {name: (filters, channels, k, k), name.replace("weight", "bias"): (filters,)}
            channels, side = filters, side - k + 1
            side = side // 2 if i < len(names) - 2 else side
        features = channels * side * side if head == "flatten" else channels
        out |= {names[-1]: (num_classes, features), names[-1].replace("weight", "bias"): (num_classes,)}
    return out
