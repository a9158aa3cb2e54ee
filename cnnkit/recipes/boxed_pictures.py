"""Pictures with true boxes from folders in the forms of VOC and COCO, all stretched to one side."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from cnnkit.data.boxed import Boxed
from cnnkit.data.coco_json import read_coco
from cnnkit.data.imagefolder import read_image
from cnnkit.data.images import DataError
from cnnkit.data.voc_xml import VOC_CLASSES, read_voc, read_voc_names

__all__ = ["BoxedPictures", "check_parts", "classes_of_voc", "read_boxed", "square"]

PARTS = ("train", "val")
HOLDS = {
    "voc": "JPEGImages, Annotations and ImageSets/Main",
    "coco": "annotations and the folders train* and val* of pictures",
}


class BoxedPictures(NamedTuple):
    """`pictures` `(n, 3, side, side)` bytes; `found` of each its boxes in pixels of that side, labels, and
    which of them evaluation leaves out."""

    pictures: Tensor
    found: list[tuple[Tensor, Tensor, Tensor]]
    classes: tuple[str, ...]

    @property
    def images(self) -> Tensor:
        """In [0, 1], as scenes have them."""
        return self.pictures.float() / 255

    def truth(self) -> list[tuple[Tensor, Tensor]]:
        """Boxes and labels of each picture, to train on: without those that evaluation leaves out."""
        return [(boxes[~aside], labels[~aside]) for boxes, labels, aside in self.found]

    def take(self, keep: Sequence[int]) -> "BoxedPictures":
        return BoxedPictures(self.pictures[list(keep)], [self.found[i] for i in keep], self.classes)


def classes_of_voc(folder: Path) -> tuple[tuple[str, ...], str]:
    """The classes of both parts of a folder, and what is to be said of them: VOC's twenty where every object
    is one of these, or else the names that stand in the files, in alphabetical order.

    Raises DataError as `read_boxed` does.
    """
    _check_folder("voc", folder)
    count = Counter(
        name
        for part in PARTS
        for stem in _lines(_names_of(folder, part))
        for name in read_voc_names(folder / "Annotations" / f"{stem}.xml")
    )
    if count.keys() <= set(VOC_CLASSES):
        return VOC_CLASSES, ""
    told = ", ".join(f"{name} ({count[name]})" for name in sorted(count))
    return tuple(sorted(count)), f"classes, by the objects of both parts (how many): {told}"


def read_boxed(
    kind: str, folder: Path, part: str, side: int, classes: Sequence[str] = VOC_CLASSES
) -> BoxedPictures:
    """Part `train` or `val` of a folder. `voc`: JPEGImages, Annotations, and ImageSets/Main/PART.txt with the
    names, and no class but `classes`. `coco`: annotations/instances_PART*.json, which names the classes, and
    PART*/ with the pictures.

    Raises DataError, with the place, for files that are missing or are not what they should be.
    """
    _check_folder(kind, folder)
    if kind == "voc":
        names = _lines(_names_of(folder, part))
        boxed = [read_voc(folder / "Annotations" / f"{name}.xml", classes) for name in names]
        pictures = folder / "JPEGImages"
    else:
        file = _only(folder / "annotations", f"instances_{part}*.json")
        classes, boxed = read_coco(file)
        pictures = _only(folder, f"{part}*")
    if not boxed:
        raise DataError(f"{folder}: {part} has no pictures")
    if not any((~one.aside).any() for one in boxed):
        raise DataError(
            f"{folder}: {part} has no object in any of its {len(boxed)} pictures (what is difficult, or a "
            "crowd, does not count): nothing to learn from or to measure on"
        )
    found = [_scaled(one, side, pictures) for one in boxed]
    rows = [square(_read(pictures / one.file, one), side) for one in boxed]
    return BoxedPictures(torch.stack(rows), found, tuple(classes))


def check_parts(folder: Path, train: BoxedPictures, held_out: BoxedPictures) -> str:
    """What is to be said of both parts together: "", or that pictures stand in both. Raises DataError where
    their classes differ, for labels are places in that list."""
    if train.classes != held_out.classes:
        classes = (", ".join(part.classes) for part in (train, held_out))
        raise DataError(
            f"{folder}: both parts need the same classes; they are {' in train, '.join(classes)} in val"
        )
    seen = {picture.numpy().tobytes() for picture in train.pictures}
    both = sum(picture.numpy().tobytes() in seen for picture in held_out.pictures)
    if not both:
        return ""
    said = f"{both} of the {len(held_out.pictures)} pictures of val are in train too"
    return f"{said}: what is measured is not held out"


def _read(path: Path, one: Boxed) -> Image.Image:
    picture = read_image(path)
    if picture.size != (one.width, one.height):
        raise DataError(
            f"{path} has {picture.width}×{picture.height} pixels, and its annotation says "
            f"{one.width}×{one.height}: its boxes would lie elsewhere"
        )
    return picture


def square(picture: Image.Image, side: int) -> Tensor:
    """The whole picture, stretched to the network's square: `(3, side, side)` bytes."""
    pixels = np.array(picture.resize((side, side), Image.Resampling.BILINEAR))
    return torch.from_numpy(pixels).movedim(-1, 0).contiguous()


def _scaled(one: Boxed, side: int, pictures: Path) -> tuple[Tensor, Tensor, Tensor]:
    sides = torch.tensor([one.width, one.height] * 2)
    boxes = (one.boxes / sides).clamp(0, 1) * side
    outside = (boxes[:, 2:] <= boxes[:, :2]).any(1)
    if outside.any():
        box = [round(v, 2) for v in one.boxes[outside][0].tolist()]
        raise DataError(
            f"{pictures / one.file}: the box {box} (x0 y0 x1 y1 in pixels) has no area within the picture of "
            f"{one.width}×{one.height}"
        )
    return boxes, one.labels, one.aside


def _check_folder(kind: str, folder: Path) -> None:
    if not folder.is_dir():
        raise DataError(f"{folder}: no such folder; {kind}:PATH names the one that holds {HOLDS[kind]}")


def _names_of(folder: Path, part: str) -> Path:
    return folder / "ImageSets" / "Main" / f"{part}.txt"


def _lines(path: Path) -> list[str]:
    try:
        return [line.split()[0] for line in path.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: cannot be read as a list of names: {error}") from None


def _only(folder: Path, pattern: str) -> Path:
    found = sorted(folder.glob(pattern))
    if len(found) != 1:
        raise DataError(f"{folder}: wants one {pattern}, and has {len(found)}")
    return found[0]
