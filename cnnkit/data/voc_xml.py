"""PASCAL VOC's annotations: an XML file a picture.

VOC counts pixels from 1 and means both ends: xmin 1, xmax 1 is a box of one pixel. Its edges are 0 and 1.
"""

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from pathlib import Path

import torch

from cnnkit.data.boxed import Boxed
from cnnkit.data.images import DataError

__all__ = ["VOC_CLASSES", "read_voc", "read_voc_folder", "read_voc_names"]

VOC_CLASSES = (
    "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow", "diningtable",
    "dog", "horse", "motorbike", "person", "pottedplant", "sheep", "sofa", "train", "tvmonitor",
)  # fmt: skip
_SIDES = ("xmin", "ymin", "xmax", "ymax")


def read_voc(file: Path | str, classes: Sequence[str] = VOC_CLASSES) -> Boxed:
    """One annotation. Raises DataError, with the file and what stands there, for a file that is no such
    annotation: not XML, with a document type of its own (such files can be made to fill the memory), without
    size, with a class that is not in `classes`, or with a box that ends before it begins or leaves the
    picture."""
    path = Path(file)
    root = _annotation(path)
    width, height = (_number(path, root, f"size/{side}") for side in ("width", "height"))
    if width < 1 or height < 1:
        raise DataError(f"{path}: a picture of {width:g}×{height:g} pixels has no boxes.")
    boxes, labels, aside = [], [], []
    for i, thing in enumerate(root.iterfind("object")):
        name = (thing.findtext("name") or "").strip()
        if name not in classes:
            raise DataError(f"{path}: object {i} is a {name!r}; the classes are {', '.join(classes)}.")
        x0, y0, x1, y1 = (_number(path, thing, f"bndbox/{side}", f"object {i}: ") for side in _SIDES)
        if not (1 <= x0 <= x1 <= width and 1 <= y0 <= y1 <= height):
            raise DataError(
                f"{path}: object {i}, {name}: columns {x0:g} to {x1:g}, rows {y0:g} to {y1:g}: no box of a "
                f"picture of {width:g}×{height:g}; VOC counts from 1 and means both ends."
            )
        boxes.append([x0 - 1, y0 - 1, x1, y1])
        labels.append(classes.index(name))
        aside.append((thing.findtext("difficult") or "0").strip() == "1")
    return Boxed(
        (root.findtext("filename") or path.with_suffix(".jpg").name).strip(),
        int(width),
        int(height),
        torch.tensor(boxes, dtype=torch.float32).reshape(-1, 4),
        torch.tensor(labels, dtype=torch.int64),
        torch.tensor(aside, dtype=torch.bool),
    )


def read_voc_names(file: Path | str) -> list[str]:
    """The class of each object of one annotation, in its order. Raises DataError as `read_voc` does, and for
    an object without a name."""
    path = Path(file)
    names = [(thing.findtext("name") or "").strip() for thing in _annotation(path).iterfind("object")]
    if "" in names:
        raise DataError(f"{path}: object {names.index('')} has no <name>.")
    return names


def read_voc_folder(folder: Path | str, classes: Sequence[str] = VOC_CLASSES) -> list[Boxed]:
    """Every `*.xml` of a folder, in alphabetical order. Raises DataError for a folder without any."""
    files = sorted(Path(folder).glob("*.xml"))
    if not files:
        raise DataError(f"{folder}: holds no annotation (*.xml); VOC keeps them in the folder Annotations.")
    return [read_voc(file, classes) for file in files]


def _annotation(path: Path) -> ET.Element:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: cannot be read as text: {error}") from None
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise DataError(f"{path}: has a document type of its own; an annotation of VOC has none.")
    try:
        root = ET.fromstring(text)
    except ET.ParseError as error:
        raise DataError(f"{path}: is not whole XML: {error}.") from None
    if root.tag != "annotation":
        raise DataError(f"{path}: begins with <{root.tag}>, and VOC's annotations with <annotation>.")
    return root


def _number(path: Path, root: ET.Element, place: str, of: str = "") -> float:
    text = root.findtext(place)
    if text is None:
        raise DataError(f"{path}: {of}<{place.replace('/', '><')}> is missing.")
    try:
        value = float(text)  # some tools write 48.0, and VOC itself 45.70000076293945
    except ValueError:
        raise DataError(
            f"{path}: {of}<{place.replace('/', '><')}> holds {text.strip()!r}, not a number."
        ) from None
    if not abs(value) < 1e6:
        raise DataError(
            f"{path}: {of}<{place.replace('/', '><')}> is {value}, which is no place in a picture."
        )
    return value
