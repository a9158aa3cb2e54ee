"""Strips: the frames of a run that makes a picture step by step, one WebP file each, and what the run was.

`data/strips/<record>.strips.json` says what was recorded and `data/strips/<record>-<key>.webp` holds the
frames of one run, `COLUMNS` in a row; a page fetches it when its run is chosen. Recipes write them with
`save_strips`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from cnnkit.visualize.webp import webp
from cnnkit.widgets.items import WidgetError

__all__ = ["COLUMNS", "LARGEST_BYTES", "STRIPS", "Run", "Strips", "load_strips", "save_strips"]

STRIPS = Path(__file__).parent / "data" / "strips"
COLUMNS = 4
LARGEST_BYTES = 60_000
"""Of one strip: what a reader waits for at a choice."""
_QUALITIES = range(82, 9, -4)


@dataclass(frozen=True)
class Run:
    """One picture that was made, as it stood after each of `steps`.

    `key` names its file; `name` stands on its button and `title` in sentences; `side` is (h, w) of a frame;
    `scores` and `more` (other curves, by name) have a number for each frame. `setup` is what a page needs to
    take steps of its own, `says` a sentence for the last frame or "".
    """

    key: str
    name: str
    title: str
    steps: tuple[int, ...]
    scores: tuple[float, ...]
    side: tuple[int, int]
    more: dict[str, tuple[float, ...]] = field(default_factory=dict)
    setup: dict[str, Any] = field(default_factory=dict)
    says: str = ""


@dataclass(frozen=True)
class Strips:
    """A record: `groups` of runs, each `(its name, its runs)`; `score` is what the curve shows, in `unit`.

    `facts` may hold anything small; `made` is the provenance. `strip(run)` is the run's WebP file. Raises
    `WidgetError` for keys that come twice, and for runs of unlike length.
    """

    record: str
    score: str
    digits: int
    groups: tuple[tuple[str, tuple[Run, ...]], ...]
    facts: dict[str, Any] = field(default_factory=dict)
    made: dict[str, Any] = field(default_factory=dict)
    unit: str = ""

    def __post_init__(self) -> None:
        lengths = {run.key: len(run.steps) for run in self.runs}
        if len(lengths) != len(self.runs) or len(set(lengths.values())) != 1:
            raise WidgetError(f"{self.record}: want keys of their own and equally many frames; got {lengths}")
        for run in self.runs:
            for name, values in {"scores": run.scores, **run.more}.items():
                if len(values) != len(run.steps):
                    want = f"one for each of {len(run.steps)} frames"
                    raise WidgetError(f"{run.key}: {name} holds {len(values)} numbers; want {want}")

    @property
    def runs(self) -> list[Run]:
        """All of them, group after group."""
        return [run for _, runs in self.groups for run in runs]

    def run(self, key: str) -> Run:
        """The run of that key. Raises `WidgetError` for one that was not recorded."""
        found = next((run for run in self.runs if run.key == key), None)
        if found is None:
            keys = ", ".join(run.key for run in self.runs)
            raise WidgetError(f"{self.record}: {key!r} was not recorded; there is {keys}")
        return found

    def path(self, run: Run) -> Path:
        """Where its strip lies."""
        return STRIPS / f"{self.record}-{run.key}.webp"

    def strip(self, run: Run) -> bytes:
        """The file of its frames."""
        return self.path(run).read_bytes()

    def frames(self, run: Run) -> np.ndarray:
        """All frames `(n, h, w, 3)`, bytes."""
        with Image.open(self.path(run)) as sheet:
            pixels = np.asarray(sheet.convert("RGB"))
        h, w = run.side
        cells = [(i // COLUMNS * h, i % COLUMNS * w) for i in range(len(run.steps))]
        return np.stack([pixels[top : top + h, left : left + w] for top, left in cells])


def load_strips(record: str) -> Strips:
    """The record of that name. Raises `WidgetError` if there is none."""
    path = STRIPS / f"{record}.strips.json"
    if not path.is_file():
        there = (
            ", ".join(sorted(file.name.partition(".")[0] for file in STRIPS.glob("*.strips.json")))
            or "nothing"
        )
        raise WidgetError(f"no record {record!r} of strips; there is {there}")
    saved = json.loads(path.read_text("utf8"))
    groups = tuple((name, tuple(_run(one) for one in runs)) for name, runs in saved["groups"])
    return Strips(
        record, saved["score"], saved["digits"], groups, saved["facts"], saved["provenance"], saved["unit"]
    )


def _run(saved: Mapping[str, Any]) -> Run:
    more = {name: tuple(values) for name, values in saved["more"].items()}
    lists = {key: tuple(saved[key]) for key in ("steps", "scores", "side")}
    return Run(**{**saved, **lists, "more": more})


def save_strips(
    strips: Strips,
    pictures: Mapping[str, Sequence[np.ndarray]],
    largest_bytes: int | Mapping[str, int] = LARGEST_BYTES,
) -> Path:
    """Writes a record and a file for each run: `pictures` holds each run's frames `(h, w, 3)`, bytes, by key.

    Each strip gets the best quality with which it has at most `largest_bytes`, one number or one a key.
    Raises `WidgetError` where frames do not fit their run, or no quality is low enough.
    """
    STRIPS.mkdir(parents=True, exist_ok=True)
    for run in strips.runs:
        frames = np.stack(list(pictures[run.key]))
        if frames.dtype != np.uint8 or frames.shape != (len(run.steps), *run.side, 3):
            want = (len(run.steps), *run.side, 3)
            raise WidgetError(f"{run.key}: frames are {frames.dtype} {frames.shape}; want uint8 {want}")
        most = largest_bytes if isinstance(largest_bytes, int) else largest_bytes[run.key]
        strips.path(run).write_bytes(_encoded(run.key, frames, most))
    path = STRIPS / f"{strips.record}.strips.json"
    names = ("score", "unit", "digits", "facts")
    head = {"provenance": strips.made} | {name: getattr(strips, name) for name in names}
    groups = [[name, [asdict(run) for run in runs]] for name, runs in strips.groups]
    rows = [f'"{key}": {json.dumps(value)}' for key, value in head.items()]
    rows.append('"groups": ' + json.dumps(groups).replace('{"key"', '\n{"key"'))
    path.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")
    return path


def _encoded(key: str, frames: np.ndarray, largest_bytes: int) -> bytes:
    """One WebP of all frames."""
    n, h, w, _ = frames.shape
    sheet = Image.new("RGB", (min(n, COLUMNS) * w, -(-n // COLUMNS) * h))
    for i, frame in enumerate(frames):
        sheet.paste(Image.fromarray(frame), (i % COLUMNS * w, i // COLUMNS * h))
    for quality in _QUALITIES:
        file = webp(np.asarray(sheet), quality)
        if len(file) <= largest_bytes:
            return file
    raise WidgetError(f"{key}: {len(file)} bytes even at quality {quality}; at most {largest_bytes}")
