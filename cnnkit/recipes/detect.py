"""`cnnkit detect PICTURE|FOLDER`: what a network of the chapter on detection finds, drawn and as JSON."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import torch
from PIL import Image
from torch import Tensor

from cnnkit.data import scene_sets
from cnnkit.data.imagefolder import read_image
from cnnkit.data.images import DataError
from cnnkit.recipes.boxed_pictures import square
from cnnkit.recipes.detect_options import IOU, MODELS, TAKES, THRESHOLD, UNASKED
from cnnkit.recipes.drawn_boxes import coloured, with_boxes
from cnnkit.recipes.finders import Finder, open_finder

__all__ = ["DetectError", "Request", "detect"]

ENDINGS = {".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".ppm"}


class DetectError(ValueError):
    """Something was asked for that does not exist or does not fit."""


@dataclass(frozen=True)
class Request:
    """What the command line says."""

    pictures: Sequence[Path]
    scenes: int | None = None
    seed: int = 0
    model: str = "yolo"
    weights: Path | None = None
    threshold: float | None = None
    iou: float | None = None
    """None: what `detect_options` says; given, the model has to take it (`TAKES`)."""
    output: Path = Path("detected")


def detect(request: Request, say: Callable[[str], None]) -> list[str]:
    """Search all pictures, write the folder, say what was found, one line a picture, and how fast. What is
    wrong with pictures that cannot be read comes back, one line each.

    Raises `DetectError` for what is asked for wrongly, ValueError for weights that do not fit.
    """
    _check(request)
    try:
        finder = open_finder(request.model, request.weights, *_limits(request))
    except ValueError as error:
        raise DetectError(str(error)) from error
    given = _files(request.pictures)
    try:
        request.output.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise DetectError(f"--output {request.output}: a file stands there; a folder is wanted") from None
    paths = [*given, *_scenes(request, given)]
    entries: list[dict[str, Any]] = []
    unreadable: list[str] = []
    seconds: list[float] = []
    try:
        _search(request, finder, paths, entries, unreadable, seconds, say)
    finally:  # who stops it keeps what was found so far
        if entries:
            say(_written(request, finder, entries))
            say(_rate(seconds))
    return unreadable


def _search(
    request: Request,
    finder: Finder,
    paths: Sequence[Path],
    entries: list[dict[str, Any]],
    unreadable: list[str],
    seconds: list[float],
    say: Callable[[str], None],
) -> None:
    """Look at one after another, draw what was found, and append to the three lists."""
    names = _Names(request.output, paths)
    for path in paths:
        try:
            picture = read_image(path)
        except DataError as error:
            unreadable.append(_printable(error))
            continue
        x = square(picture, finder.side).float() / 255
        if not seconds:
            finder.look(x)  # the first call of a network takes longer, and is not timed
        begin = time.perf_counter()
        answer = finder.look(x)
        seconds.append(time.perf_counter() - begin)
        drawn = request.output / names.new(path.stem, request.model)
        entry = {"file": str(path), "width": picture.width, "height": picture.height, "drawn": drawn.name}
        if isinstance(answer, Tensor):
            entry |= {"shares": _shares(answer, finder.names)}
            coloured(picture, answer, finder.names).save(drawn)
        else:
            boxes = (answer.boxes * torch.tensor([picture.width, picture.height] * 2)).tolist()
            found = zip(boxes, answer.scores.tolist(), answer.labels.tolist(), strict=True)
            entry |= {"found": [_one(box, score, finder.names[label], label) for box, score, label in found]}
            with_boxes(picture, entry["found"]).save(drawn)
        entries.append(entry)
        say(f"{_printable(path)}: {_line(entry)}")


def _printable(thing: Path | Exception) -> str:
    """A name that is not UTF-8 cannot be printed as it is."""
    return str(thing).encode("utf-8", "backslashreplace").decode()


def _check(request: Request) -> None:
    if request.model not in MODELS:
        raise DetectError(f"no model {request.model!r}; there are {', '.join(MODELS)}")
    if request.scenes is not None and request.scenes < 1:
        raise DetectError(f"--scenes {request.scenes}: it draws at least one")
    if not 0 <= request.seed < scene_sets.UNSEEN:
        raise DetectError(f"--seed {request.seed}: a whole number from 0 to 2**31 - 1")
    if not request.pictures and request.scenes is None:
        raise DetectError("which pictures? Files, folders, or --scenes 5 for some that are drawn")
    for option in ("threshold", "iou"):
        value = getattr(request, option)
        if value is None:
            continue
        if option not in TAKES[request.model]:
            raise DetectError(f"--{option} {value:g}: {request.model} takes none, {UNASKED[request.model]}")
        if not 0 <= value <= 1:
            raise DetectError(f"--{option} {value:g}: a share, from 0 to 1")
    absent = [str(path) for path in [*request.pictures, request.weights] if path and not path.exists()]
    if absent:
        raise DetectError(f"no such file: {', '.join(absent)}")


def _limits(request: Request) -> tuple[float, float]:
    """The least score and the IoU of suppression."""
    return (
        THRESHOLD if request.threshold is None else request.threshold,
        IOU if request.iou is None else request.iou,
    )


def _files(given: Sequence[Path]) -> list[Path]:
    """The pictures: files as they are, of folders those with the ending of a picture, by name."""
    files = []
    for path in given:
        if not path.is_dir():
            files.append(path)
            continue
        inside = sorted(
            file for file in path.iterdir() if file.suffix.lower() in ENDINGS and not file.is_dir()
        )
        if not inside:
            raise DetectError(
                f"{path} holds no picture; endings of pictures are {', '.join(sorted(ENDINGS))}"
            )
        files += inside
    return files


def _scenes(request: Request, given: Sequence[Path]) -> list[Path]:
    """Unseen scenes of the kind that the network was trained on, as files in the folder."""
    if request.scenes is None:
        return []
    kinds = {"localizer": scene_sets.one_object, "segmenter": scene_sets.pixel_scenes}
    draw = kinds.get(request.model, scene_sets.detection_scenes)
    images = draw(request.scenes, seed=scene_sets.UNSEEN + request.seed).images
    files = [request.output / f"scene-{request.seed}-{i}.png" for i in range(len(images))]
    mine = {path.resolve() for path in given}
    for file in files:
        if file.resolve() in mine:
            raise DetectError(f"{file} is to be searched, and a scene would be written over it: another -o")
    for file, image in zip(files, images, strict=True):
        Image.fromarray((image.movedim(0, -1) * 255).round().byte().numpy()).save(file)
    return files


def _one(box: list[float], score: float, name: str, label: int) -> dict[str, Any]:
    return {"box": [round(v, 2) for v in box], "score": round(score, 4), "class": name, "label": label}


def _shares(labels: Tensor, names: Sequence[str]) -> dict[str, float]:
    counts = labels.flatten().bincount(minlength=len(names) + 1) / labels.numel()
    every = zip(["background", *names], counts.tolist(), strict=True)
    return {name: round(share, 4) for name, share in every if share >= 0.0005}


def _line(entry: dict[str, Any]) -> str:
    if "shares" in entry:
        return ", ".join(f"{name} {share:.1%}" for name, share in entry["shares"].items())
    return ", ".join(f"{one['class']} {one['score']:.2f}" for one in entry["found"]) or "nothing"


def _written(request: Request, finder: Finder, entries: list[dict[str, Any]]) -> str:
    about = {"model": request.model, "weights": str(request.weights or "those that ship")}
    limits = dict(zip(("threshold", "iou"), _limits(request), strict=True))
    about |= {option: limits[option] for option in TAKES[request.model]} | {"classes": list(finder.names)}
    files: dict[str, Any] = {"found.json": about | {"pictures": entries}}
    if not finder.maps:
        files["coco.json"] = [
            {
                "image_id": i,
                "category_id": one["label"] + 1,
                "bbox": [x0, y0, round(x1 - x0, 2), round(y1 - y0, 2)],
                "score": one["score"],
            }
            for i, entry in enumerate(entries, 1)
            for one in entry["found"]
            for x0, y0, x1, y1 in [one["box"]]
        ]
    there = [name for name in ("found.json", "coco.json") if (request.output / name).exists()]
    for name, content in files.items():
        (request.output / name).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    pictures = "1 picture" if len(entries) == 1 else f"{len(entries)} pictures"
    line = f"wrote {pictures} and {', '.join(files)} into {request.output}"
    if over := [name for name in there if name in files]:
        line += f", over {' and '.join(over)} of an earlier run"
    if older := [name for name in there if name not in files]:
        line += f"; {' and '.join(older)} there is of an earlier run"
    return line


def _rate(seconds: list[float]) -> str:
    middle = sorted(seconds)[len(seconds) // 2]
    return (
        f"{1000 * middle:.1f} ms a picture (median of {len(seconds)}), {1 / middle:.0f} pictures a second, "
        "reading and drawing not counted"
    )


class _Names:
    """No two drawn files of one name, upper and lower case being one: a second cat.jpg becomes cat-2. None
    is written over a picture that is to be searched."""

    def __init__(self, folder: Path, pictures: Sequence[Path]) -> None:
        self.folder, self.taken = folder.resolve(), {str(path.resolve()).casefold() for path in pictures}
        self.next: dict[str, int] = {}

    def new(self, stem: str, model: str) -> str:
        for i in count(self.next.get(stem, 1)):
            name = f"{stem}-{model}.png" if i == 1 else f"{stem}-{i}-{model}.png"
            place = str(self.folder / name).casefold()
            if place not in self.taken:
                self.taken.add(place)
                self.next[stem] = i + 1
                return name
        raise AssertionError("numbers do not end")
