"""COCO's annotations: one JSON file for all pictures, boxes as x, y, width, height from 0 on.

Ids only tie the lists together: they may be any whole numbers, in any order, and none of them leaves this
file.
"""

import json
from pathlib import Path
from typing import Any, NamedTuple

import torch

from cnnkit.data.boxed import Boxed
from cnnkit.data.images import DataError

__all__ = ["CocoFile", "read_coco"]


class CocoFile(NamedTuple):
    """`classes`: names in the order of their ids; `pictures`: in the file's order, those without an object
    too."""

    classes: tuple[str, ...]
    pictures: list[Boxed]


def read_coco(file: Path | str) -> CocoFile:
    """A file such as `instances_val2017.json`. Raises DataError, with the place, for one that is not whole
    JSON, lacks a list or an entry, has an id twice or one that nothing has, or boxes without width or
    height."""
    path = Path(file)
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: cannot be read as text: {error}") from None
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path}: is not whole JSON: {error}.") from None
    lists = {name: _list(path, data, name) for name in ("categories", "images", "annotations")}
    names = _by_id(path, lists["categories"], "categories", "name")
    by_class = {key: i for i, key in enumerate(sorted(names))}
    images = _by_id(path, lists["images"], "images", "file_name")
    found: dict[int, list[tuple[list[float], int, bool]]] = {key: [] for key in images}
    for i, entry in enumerate(lists["annotations"]):
        place = f"annotations[{i}]"
        image, category = _get(path, entry, place, "image_id"), _get(path, entry, place, "category_id")
        if not isinstance(image, int) or image not in found:
            raise DataError(
                f"{path}: {place} is about picture {image!r}, and no entry of images has this id."
            )
        if not isinstance(category, int) or category not in by_class:
            raise DataError(
                f"{path}: {place} is of class {category!r}, and no entry of categories has this id."
            )
        box = _get(path, entry, place, "bbox")
        if not (isinstance(box, list) and len(box) == 4 and all(_is_place(v) for v in box)):
            raise DataError(f"{path}: {place}: bbox is [x, y, width, height], four numbers; here is {box!r}.")
        x, y, w, h = box
        if w <= 0 or h <= 0:
            raise DataError(
                f"{path}: {place}: a box of {w}×{h} has no area; bbox ends with width and height."
            )
        found[image].append(([x, y, x + w, y + h], by_class[category], bool(entry.get("iscrowd", 0))))
    pictures = []
    for i, entry in enumerate(lists["images"]):
        width, height = (_get(path, entry, f"images[{i}]", side) for side in ("width", "height"))
        if not all(isinstance(v, int) and v > 0 for v in (width, height)):
            raise DataError(
                f"{path}: images[{i}] is {width!r}×{height!r}: sides are whole numbers of pixels."
            )
        its = found[entry["id"]]
        pictures.append(
            Boxed(
                str(entry["file_name"]),
                width,
                height,
                torch.tensor([box for box, *_ in its], dtype=torch.float32).reshape(-1, 4),
                torch.tensor([label for _, label, _ in its], dtype=torch.int64),
                torch.tensor([crowd for *_, crowd in its], dtype=torch.bool),
            )
        )
    return CocoFile(tuple(str(names[key]["name"]) for key in sorted(names)), pictures)


def _list(path: Path, data: Any, name: str) -> list[Any]:
    if not isinstance(data, dict) or not isinstance(data.get(name), list):
        here = ", ".join(data) if isinstance(data, dict) else type(data).__name__
        raise DataError(
            f"{path}: lacks the list {name!r} of an annotation file of COCO; here is {here or 'nothing'}."
        )
    return data[name]


def _by_id(path: Path, entries: list[Any], of: str, wanted: str) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    for i, entry in enumerate(entries):
        key = _get(path, entry, f"{of}[{i}]", "id")
        _get(path, entry, f"{of}[{i}]", wanted)
        if not isinstance(key, int) or key in found:
            raise DataError(f"{path}: {of}[{i}] has the id {key!r}: ids are whole numbers, each once.")
        found[key] = entry
    return found


def _get(path: Path, entry: Any, place: str, key: str) -> Any:
    if not isinstance(entry, dict) or key not in entry:
        raise DataError(f"{path}: {place} has no {key!r}.")
    return entry[key]


def _is_place(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e6
