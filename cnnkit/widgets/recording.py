"""A recording: what was measured along a few axes (epochs, rates), in one file that a page reads as it needs.

Series are numbers, and come with the page. Frames are many numbers or pictures for each place, stored as
whole numbers of one byte or as one sheet of pictures, and are fetched when they are first looked at
(`front/lib/recording.js` reads both; `front/lib/scrubber.js` makes controls and curves of them).
"""

import base64
import io
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np

from cnnkit.widgets.items import WidgetError

__all__ = ["Frames", "Recording"]


@dataclass(frozen=True)
class Frames:
    """One thing for each place along `axes`: an array of `shape`.

    `kind` "int8": `data` holds whole numbers from −127 to 127, and a frame is its number in `scales` times
    these. `kind` "sprite": `data` is one PNG or WebP of all frames, `columns` in a row, `shape` (h, w).
    """

    axes: tuple[str, ...]
    kind: str
    shape: tuple[int, ...]
    data: bytes
    scales: tuple[float, ...] = ()
    columns: int = 0

    def facts(self) -> dict[str, Any]:
        """Everything but the data."""
        about = {"axes": list(self.axes), "kind": self.kind, "shape": list(self.shape)}
        return about | ({"scales": list(self.scales)} if self.kind == "int8" else {"columns": self.columns})


@dataclass
class Recording:
    """`axes`: the name of each and what stands along it; `facts`: anything small that a widget wants beside.

        run = Recording({"rate": [0.001, 0.01], "epoch": list(range(15))}, {"label": 8})
        run.add("loss", ("rate", "epoch"), loss)                       # (2, 15), or (2, 15, 10)
        run.add_arrays("weight", ("rate", "epoch"), weights)           # (2, 15, 6, 5, 5), one byte a number
        run.add_pictures("view", ("epoch",), pictures)                 # (15, h, w, 3), bytes

    Raises `WidgetError` where a shape does not fit its axes.
    """

    axes: dict[str, list[Any]]
    facts: dict[str, Any] = field(default_factory=dict)
    series: dict[str, tuple[tuple[str, ...], np.ndarray]] = field(default_factory=dict)
    frames: dict[str, Frames] = field(default_factory=dict)

    def add(self, name: str, axes: Sequence[str], values: Any, digits: int = 4) -> None:
        """A series: a number or an array for each place along `axes`, to `digits` decimals. NaN may be."""
        array = np.round(np.asarray(values, dtype=float), digits)
        self._fits(name, axes, array.shape)
        self.series[name] = (tuple(axes), array)

    def add_arrays(self, name: str, axes: Sequence[str], values: Any) -> None:
        """Frames of numbers, each rounded to 254 steps between minus and plus its largest."""
        array = np.asarray(values, dtype=np.float64)
        shape = self._fits(name, axes, array.shape)
        flat = array.reshape(-1, math.prod(shape))
        if not np.isfinite(flat).all():
            raise WidgetError(f"{name} holds a number that is not finite; a byte cannot say that")
        scales = np.abs(flat).max(axis=1) / 127
        whole = np.rint(flat / np.where(scales > 0, scales, 1)[:, None]).astype(np.int8)
        self.frames[name] = Frames(tuple(axes), "int8", shape, whole.tobytes(), tuple(scales.tolist()))

    def add_pictures(
        self, name: str, axes: Sequence[str], pictures: Any, columns: int = 8, quality: int | None = None
    ) -> None:
        """Frames that are pictures `(…, h, w)` or `(…, h, w, 3)`, uint8: as a PNG, exact, or as a WebP of
        that `quality` (0 to 100)."""
        from PIL import Image

        array = np.asarray(pictures)
        if array.dtype != np.uint8:
            raise WidgetError(f"{name} has dtype {array.dtype}; pictures are uint8, 0 to 255")
        rest = self._fits(name, axes, array.shape)
        if len(rest) not in (2, 3) or rest[2:] not in ((), (3,)):
            raise WidgetError(f"{name} has frames of shape {rest}; a picture is (h, w) or (h, w, 3)")
        (h, w), all_of_them = rest[:2], array.reshape(-1, *rest)
        rows = -(-len(all_of_them) // columns)
        sheet = np.zeros((rows * h, columns * w, *rest[2:]), np.uint8)
        for i, picture in enumerate(all_of_them):
            top, left = i // columns * h, i % columns * w
            sheet[top : top + h, left : left + w] = picture
        file = io.BytesIO()
        if quality is None:
            Image.fromarray(sheet).save(file, "PNG", optimize=True)
        else:
            Image.fromarray(sheet).save(file, "WEBP", quality=quality)
        self.frames[name] = Frames(tuple(axes), "sprite", (h, w), file.getvalue(), columns=columns)

    def _fits(self, name: str, axes: Sequence[str], shape: tuple[int, ...]) -> tuple[int, ...]:
        """What is left of `shape` behind `axes`."""
        unknown = [axis for axis in axes if axis not in self.axes]
        if unknown:
            raise WidgetError(f"{name}: no axis {', '.join(unknown)}; there are {', '.join(self.axes)}")
        lengths = tuple(len(self.axes[axis]) for axis in axes)
        if shape[: len(lengths)] != lengths:
            raise WidgetError(f"{name} has shape {shape}; along {', '.join(axes)} it begins with {lengths}")
        return tuple(shape[len(lengths) :])

    def expect(self, shapes: Mapping[str, Sequence[int]], widget: str) -> None:
        """Every name of `shapes`, with that shape at each place; or `WidgetError` that says what came."""
        for name, shape in shapes.items():
            if name in self.series:
                axes, array = self.series[name]
                found = array.shape[len(axes) :]
            elif name in self.frames:
                found = self.frames[name].shape
            else:
                there = ", ".join([*self.series, *self.frames]) or "nothing"
                raise WidgetError(f"{widget}: {name!r} was not recorded; there is {there}")
            if found != tuple(shape):
                raise WidgetError(
                    f"{widget}: {name!r} has shape {found} at each place, it takes {tuple(shape)}"
                )

    def at(self, name: str, **places: int) -> np.ndarray:
        """A series at these places; axes that are not named stay."""
        axes, array = self.series[name]
        return array[tuple(places.get(axis, slice(None)) for axis in axes)]

    def frame(self, name: str, **places: int) -> np.ndarray:
        """A frame of numbers, as a page reads it: float32."""
        frames = self.frames[name]
        if frames.kind != "int8":
            raise WidgetError(f"{name} is a sheet of pictures, no array")
        index = np.ravel_multi_index(
            [places[axis] for axis in frames.axes], [len(self.axes[axis]) for axis in frames.axes]
        )
        size = math.prod(frames.shape)
        whole = np.frombuffer(frames.data, np.int8, size, int(index) * size)
        return (frames.scales[index] * whole.astype(float)).astype(np.float32).reshape(frames.shape)

    def packed(self) -> tuple[dict[str, Any], bytes]:
        """What a page gets: axes, facts and series at once, and the bytes of all frames, to be fetched."""
        start, frames = 0, {}
        for name, one in self.frames.items():
            frames[name] = one.facts() | {"start": start, "length": len(one.data)}
            start += len(one.data)
        return self._head() | {"frames": frames}, b"".join(one.data for one in self.frames.values())

    def as_json(self) -> dict[str, Any]:
        """What is kept in a file; a recipe puts its provenance beside it. No number is None there."""
        frames = {
            name: one.facts() | {"data": base64.b64encode(one.data).decode("ascii")}
            for name, one in self.frames.items()
        }
        return self._head() | {"frames": frames}

    def _head(self) -> dict[str, Any]:
        """Axes, facts and series."""
        series = {
            name: {"axes": list(axes), "shape": list(array.shape), "values": _plain(array)}
            for name, (axes, array) in self.series.items()
        }
        return {"axes": self.axes, "facts": self.facts, "series": series}

    @classmethod
    def load(cls, path: Path) -> Self:
        """The recording in a file. Raises `WidgetError` if it is not there."""
        if not path.is_file():
            raise WidgetError(f"no recorded run: {path} is missing")
        saved = json.loads(path.read_text("utf8"))
        made = cls(saved["axes"], saved["facts"])
        for name, one in saved["series"].items():
            values = np.array(one["values"], dtype=float).reshape(one["shape"])
            made.series[name] = (tuple(one["axes"]), values)
        for name, one in saved["frames"].items():
            lists = {key: tuple(value) for key, value in one.items() if isinstance(value, list)}
            made.frames[name] = Frames(**(one | lists | {"data": base64.b64decode(one["data"])}))
        return made


def _plain(array: np.ndarray) -> list[float | None]:
    """In one row, last axis first; None where a run has blown up, for JSON knows no NaN."""
    return [value if math.isfinite(value) else None for value in array.ravel().tolist()]
