"""`HeadSwitch`: three networks that differ in their head alone, and one object moved about before them."""

import re
from ast import literal_eval
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Self

import numpy as np
import traitlets as t

from cnnkit.widgets.base import Widget
from cnnkit.widgets.stills import page, photograph
from cnnkit.widgets.weights import checked, packed, shipped, shipped_facts

SIDE = 32
HEADS = ("flatten", "max", "average")
SCENE = {"background": (3, SIDE, SIDE), "surface": (3, SIDE, SIDE), "alpha": (1, SIDE, SIDE)}


class HeadSwitch(Widget):
    """Which head minds where the object is? Flatten, global max and global average side by side.

        HeadSwitch()                                            # what ships with cnnkit
        HeadSwitch(weights, scenes, classes=["disc", "square", "star"], zone=[0, 0, 0.5, 1])

    Args:
        weights: for each head (`flatten`, `max`, `average`, or some of them) keys `<head>.….weight` and
            `….bias`: convolutions with odd kernels that keep the size (ReLU, 2×2 max pool after each), then
            one dense layer behind the head. The pictures are RGB, 32×32, in [0, 1].
        scenes: `background`, `surface` (n, 3, 32, 32), `alpha` (n, 1, 32, 32), as `draw_layers` of
            `cnnkit.data.shapes` gives them, and `y` (n,), places in `classes`.
        classes: their names. zone: x0, y0, x1, y1 in parts of the side, where middles lay in training.

    Raises `ValueError` on weights that do not fit together (key, shape, wanted shape) and on other scenes.
    """

    slug = "head-switch"

    question = t.Unicode("Which head minds where the object is?").tag(sync=True)
    height = t.Int(600).tag(sync=True)
    height_narrow = t.Int(1100).tag(sync=True)

    weights = t.Bytes(b"", help="float32, cut by `manifest`").tag(sync=True)
    manifest = t.List(help="[[name, shape], …]").tag(sync=True)
    scenes = t.Bytes(b"", help="for each object 7 × 32 × 32 bytes: background, surface, alpha").tag(sync=True)
    objects = t.List(help="for each scene [class]").tag(sync=True)
    classes = t.List(t.Unicode()).tag(sync=True)
    zone = t.List(t.Float(), help="x0, y0, x1, y1 in parts of the side").tag(sync=True)

    object = t.Int(0, help="which scene is shown").tag(sync=True)
    x = t.Int(0, help="column of the object's middle, in pixels").tag(sync=True)
    y = t.Int(0, help="row of the object's middle, in pixels").tag(sync=True)

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
            raise ValueError("HeadSwitch: own weights need scenes, classes and zone with them")
        labels = [int(y) for y in scenes["y"]]
        arrays = checked(weights, wanted_shapes(weights, len(classes)), "HeadSwitch")
        layers = checked(
            {key: scenes[key] for key in SCENE},
            {key: (len(labels), *shape) for key, shape in SCENE.items()},
            "HeadSwitch",
        )
        super().__init__(classes=list(classes), zone=[float(v) for v in zone], **kwargs)
        self.weights, self.manifest = packed(arrays)
        self.objects = [[y] for y in labels]
        stacked = np.concatenate(list(layers.values()), axis=1)
        self.scenes = np.rint(255 * stacked.clip(0, 1)).astype(np.uint8).tobytes()
        room = middles(layers["alpha"][self.object, 0])
        if not {"x", "y"} & kwargs.keys():
            self.x, self.y = far_corner(self.zone, room)
        if not self.still:
            self.still = self._first_still(stacked[self.object], room)

    @classmethod
    def shipped(cls, **kwargs: Any) -> Self:
        """With the heads that ship in `cnnkit/models/weights/head_switch.safetensors`."""
        return cls(**kwargs)

    def _first_still(self, layers: np.ndarray, room: "Room") -> str:
        background, surface, alpha = layers[:3], layers[3:6], layers[6:]
        move = self.y - room.centre[1], self.x - room.centre[0]
        surface, alpha = np.roll(surface, move, (1, 2)), np.roll(alpha, move, (1, 2))
        name = self.classes[self.objects[self.object][0]]
        return page(
            self.question,
            photograph(background + alpha * (surface - background), f"A {name} before a background", 300),
            words=f"The {name} stands where training never had one. Three networks will say what they see.",
        )


def shipped_heads() -> tuple[Mapping[str, Any], Mapping[str, Any], list[str], list[float]]:
    """Weights, scenes, class names and trained zone of `cnnkit/models/weights/head_switch.safetensors`.

    The scenes stand beside the weights as `scene.background`, `scene.surface`, `scene.alpha` and `scene.y`;
    `classes` and `zone` are Python lists in the file's metadata.
    """
    arrays, facts = shipped("head_switch"), shipped_facts("head_switch")
    scenes = {key.removeprefix("scene."): arrays.pop(key) for key in list(arrays) if key.startswith("scene.")}
    return arrays, scenes, list(literal_eval(facts["classes"])), list(literal_eval(facts["zone"]))


class Room(NamedTuple):
    """The middle of an object's box and where it may go, (x, y) in pixels, so that nothing is cut off."""

    centre: tuple[int, int]
    low: tuple[int, int]
    high: tuple[int, int]


def middles(alpha: np.ndarray) -> Room:
    """The room of an object with coverage `alpha` (32, 32); the front end computes the same."""
    rows, columns = np.nonzero(alpha > 0.02)
    left, right, top, bottom = columns.min(), columns.max(), rows.min(), rows.max()
    # as Math.round does: halves go up
    x, y = int(left + right + 2) // 2, int(top + bottom + 2) // 2
    return Room(
        (x, y), (int(x - left), int(y - top)), (int(x + SIDE - 1 - right), int(y + SIDE - 1 - bottom))
    )


def far_corner(zone: Sequence[float], room: Room) -> tuple[int, int]:
    """The legal middle farthest from the trained zone's."""
    corners = [(x, y) for x in (room.low[0], room.high[0]) for y in (room.low[1], room.high[1])]
    cx, cy = SIDE * (zone[0] + zone[2]) / 2, SIDE * (zone[1] + zone[3]) / 2
    return max(corners, key=lambda at: (at[0] - cx) ** 2 + (at[1] - cy) ** 2)


def wanted_shapes(weights: Mapping[str, Any], num_classes: int) -> dict[str, tuple[int, ...]]:
    """The shape that each layer must have behind the one before it, head by head, in the keys' order."""
    heads = [head for head in HEADS if any(key.startswith(f"{head}.") for key in weights)]
    if not heads:
        raise ValueError(f"HeadSwitch: no key starts with {', '.join(f'{head}.' for head in HEADS)}")
    out: dict[str, tuple[int, ...]] = {}
    for head in heads:
        names = [key for key in weights if key.startswith(f"{head}.") and key.endswith(".weight")]
        names.sort(
            key=lambda key: [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", key)]
        )
        channels, side = 3, SIDE
        for name in names[:-1]:
            filters, _, k, _ = weights[name].shape
            out |= {name: (filters, channels, k, k), name.replace("weight", "bias"): (filters,)}
            channels, side = filters, side // 2
        features = channels * side * side if head == "flatten" else channels
        out |= {names[-1]: (num_classes, features), names[-1].replace("weight", "bias"): (num_classes,)}
    return out
