"""What a training on scenes leaves: seconds, milliseconds a picture, weights as bytes, and a record."""

import json
import os
import statistics
import time
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from cnnkit.blocks.int8 import from_int8, to_int8
from cnnkit.data.scene_sets import CLASSES
from cnnkit.detection.ready import SHIPPED
from cnnkit.recipes.store import REPOSITORY, provenance, save_json, save_tensors

__all__ = ["Clock", "as_stored", "count", "milliseconds", "rounded", "save_record", "save_stored"]

RESULTS = REPOSITORY / "book" / "detection" / "results"


class Clock:
    """Seconds on the wall and of all cores, of what runs inside `with`, and how busy the machine was."""

    def __enter__(self) -> "Clock":
        self.load = [os.getloadavg()[0]]
        self.start, self.cpu_start = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = time.perf_counter() - self.start
        self.cpu_seconds = time.process_time() - self.cpu_start
        self.load.append(os.getloadavg()[0])

    def facts(self) -> dict[str, Any]:
        """For the record. `load`: processes that wanted a core, before and after; above 2 of them the
        wall's seconds are not those of a quiet machine."""
        return {
            "seconds": round(self.seconds, 1),
            "cpu_seconds": round(self.cpu_seconds, 1),
            "load": [round(value, 1) for value in self.load],
        }


def milliseconds(answer: Callable[[Tensor], Any], pictures: Tensor) -> float:
    """Median of the time for one picture `(1, 3, h, w)`, one after the other, after five to warm up."""
    times = []
    with torch.no_grad():
        for picture in pictures.split(1):
            start = time.perf_counter()
            answer(picture)
            times.append(time.perf_counter() - start)
    return round(1000 * statistics.median(times[5:]), 2)


def as_stored(model: nn.Module) -> dict[str, Tensor]:
    """The weights as bytes, with which the model goes on: what is measured is what ships."""
    stored = to_int8(model.state_dict())
    model.load_state_dict(from_int8(stored))
    return stored


def save_stored(name: str, stored: Mapping[str, Tensor], facts: Mapping[str, Any]) -> Path:
    """`<name>_scenes.safetensors` among the weights that ship, with `facts` as its text metadata."""
    SHIPPED.mkdir(exist_ok=True)
    path = SHIPPED / f"{name}_scenes.safetensors"
    facts = {"input": "cnnkit.data.shapes.standardize", "classes": json.dumps(CLASSES)} | dict(facts)
    save_tensors(path, stored, {key: str(value) for key, value in facts.items()})
    return path


def save_record(name: str, seed: int, content: Mapping[str, Any]) -> Path:
    """`book/detection/results/<name>.json`, with who made it when."""
    who = provenance(f"{name}_on_scenes", seed) | {"date": str(date.today()), "classes": CLASSES}
    return save_json(RESULTS / f"{name}.json", who | dict(content))


def count(model: nn.Module) -> int:
    """Parameters."""
    return sum(parameter.numel() for parameter in model.parameters())


def rounded(values: Any, digits: int = 4) -> Any:
    """Every float in nested lists, tuples and mappings rounded."""
    if isinstance(values, float):
        return round(values, digits)
    if isinstance(values, Mapping):
        return {key: rounded(value, digits) for key, value in values.items()}
    if isinstance(values, list | tuple):
        return [rounded(value, digits) for value in values]
    return values
