"""Photographs in folders, one folder a class, as ImageNet comes; read and cut to size by worker processes.

loader = DataLoader(ImageFolder("imagenet/train", train=True), 256, shuffle=True, num_workers=16)
"""

import math
import os
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.utils.data import Dataset

from cnnkit.data.images import DataError, as_pixels

__all__ = ["UNREADABLE", "ImageFolder", "central_crop", "random_resized_crop", "read_image"]

ENDINGS = {".jpg", ".jpeg", ".png", ".webp", ".bmp", ".ppm"}
UNREADABLE = "expected a whole picture"
AREA, RATIO, TRIES = (0.08, 1.0), (3 / 4, 4 / 3), 10


class ImageFolder(Dataset[tuple[Tensor, int]]):
    """`folder/CLASS/picture` -> picture `(3, size, size)` and label, the place of CLASS in `classes`.

    Classes and pictures stand in alphabetical order, so an index means the same picture everywhere. With
    `train` a picture gives a random part, stretched to the square and mirrored half of the time
    (`random_resized_crop`); what is drawn depends on `seed`, the epoch (`set_epoch`) and the index alone,
    never on the number of workers. Without, the middle (`central_crop`; `shorter_side` None is 8/7 of size:
    256 for 224). `classes`: the names and their order where the folder shall not decide, as those of the
    training part for the test part. Pixels are float32 in [0, 1], or bytes with `dtype=torch.uint8`.

    Raises DataError for folders that hold no such pictures, and for a picture that cannot be read.
    """

    def __init__(
        self,
        folder: Path | str,
        *,
        size: int = 224,
        train: bool = False,
        shorter_side: int | None = None,
        classes: Sequence[str] | None = None,
        seed: int = 0,
        dtype: torch.dtype = torch.float32,
    ) -> None:
        self.folder, self.size, self.train, self.seed, self.dtype = Path(folder), size, train, seed, dtype
        self.shorter_side = round(size * 8 / 7) if shorter_side is None else shorter_side
        if not 1 <= size <= self.shorter_side:
            raise ValueError(f"size={size}, shorter_side={self.shorter_side}: want 1 <= size <= shorter_side")
        as_pixels(torch.empty(0, dtype=torch.uint8), dtype)  # refuses other types now, not in a worker
        self.classes = tuple(_classes(self.folder) if classes is None else classes)
        names = [_pictures(self.folder / name) for name in self.classes]
        self.labels = torch.arange(len(names)).repeat_interleave(torch.tensor([len(some) for some in names]))
        # One array, not a million strings: workers would copy a page of memory for each that they look at.
        self._names = np.array([os.fsencode(name) for some in names for name in some])
        self._epoch = torch.zeros((), dtype=torch.int64).share_memory_()  # workers that live on see it change

    def set_epoch(self, epoch: int) -> None:
        """Other random parts from here on. Call it before the loader starts the epoch."""
        self._epoch.fill_(epoch)

    def refuse_other_classes(self, folder: Path | str) -> None:
        """Raise DataError if `folder`, another part of the data, has classes that this part lacks."""
        others = [name for name in _classes(Path(folder)) if name not in self.classes]
        if others:
            shown = ", ".join(others[:5]) + (f" and {len(others) - 5} more" if len(others) > 5 else "")
            raise DataError(f"{folder}: expected the classes of {self.folder}, found {shown} too")

    def unreadable(self) -> list[str]:
        """What is wrong with each picture that cannot be read; every file is opened for it."""
        faults = []
        for index in range(len(self)):
            try:
                read_image(self.path(index))
            except DataError as error:
                faults.append(str(error))
        return faults

    def __len__(self) -> int:
        return len(self._names)

    def path(self, index: int) -> Path:
        return self.folder / self.classes[int(self.labels[index])] / os.fsdecode(self._names[index].item())

    def __getitem__(self, index: int) -> tuple[Tensor, int]:
        image = read_image(self.path(index))
        if self.train:
            rng = random.Random(f"{self.seed} {int(self._epoch)} {index % len(self)}")
            image = random_resized_crop(image, self.size, rng)
        else:
            image = central_crop(image, self.size, self.shorter_side)
        x = torch.from_numpy(np.array(image)).permute(2, 0, 1).contiguous()
        return as_pixels(x, self.dtype), int(self.labels[index])


def read_image(path: Path | str) -> Image.Image:
    """The picture in a file, decoded, as RGB: grey and CMYK are converted, 16 bits become 8, and what is
    transparent lets a white background through.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     Image.new("L", (4, 3)).save(f"{folder}/grey.png")
    ...     read_image(f"{folder}/grey.png").mode
    'RGB'
    """
    try:
        with Image.open(path) as image:
            return _rgb(image)
    except Exception as error:  # a damaged file can make a decoder raise almost anything
        size = f"{os.path.getsize(path)} bytes" if os.path.isfile(path) else "no file"
        raise DataError(f"{path}: {UNREADABLE}, found {size} that cannot be read: {error}") from None


def _rgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith(("I", "F")):  # Pillow would make white of all above 255
        pixels = np.asarray(image)
        if image.mode == "F" or pixels.min() < 0 or pixels.max() > 65535:
            raise ValueError(f"its numbers (mode {image.mode}) are not the 8 or 16 bits of a picture")
        image = Image.fromarray(((pixels.astype(np.int64) + 128) // 257).astype(np.uint8))
    if "A" in image.getbands() or "transparency" in image.info:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    return image.convert("RGB")


def random_resized_crop(image: Image.Image, size: int, rng: random.Random) -> Image.Image:
    """A random part, 8 to 100 % of the area and 3:4 to 4:3 in shape, stretched to `size` × `size` and
    mirrored half of the time: the training crop of GoogLeNet (Szegedy et al. 2015, section 6). When ten
    tries do not fit into the picture: its middle, cut to the nearest legal shape.

    >>> random_resized_crop(Image.new("RGB", (400, 300)), 224, random.Random(0)).size
    (224, 224)
    """
    box = _random_box(image.width, image.height, rng)
    cut = image.crop(box).resize((size, size), Image.Resampling.BILINEAR)
    return cut.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if rng.random() < 0.5 else cut


def central_crop(image: Image.Image, size: int, shorter_side: int) -> Image.Image:
    """Shrunk (or enlarged) to `shorter_side` pixels on the shorter side, then the middle `size` × `size`.

    >>> central_crop(Image.new("RGB", (400, 300)), size=224, shorter_side=256).size
    (224, 224)
    """
    width, height = (shorter_side * side // min(image.size) for side in image.size)
    left, top = round((width - size) / 2), round((height - size) / 2)
    whole = image.resize((width, height), Image.Resampling.BILINEAR)
    return whole.crop((left, top, left + size, top + size))


def _random_box(width: int, height: int, rng: random.Random) -> tuple[int, int, int, int]:
    low, high = RATIO
    for _ in range(TRIES):
        area = width * height * rng.uniform(*AREA)
        ratio = math.exp(rng.uniform(math.log(low), math.log(high)))
        w, h = round(math.sqrt(area * ratio)), round(math.sqrt(area / ratio))
        if 0 < w <= width and 0 < h <= height:
            left, top = rng.randint(0, width - w), rng.randint(0, height - h)
            return left, top, left + w, top + h
    w = min(width, max(1, round(height * high)))
    h = min(height, max(1, round(width / low)))
    left, top = (width - w) // 2, (height - h) // 2
    return left, top, left + w, top + h


def _classes(folder: Path) -> list[str]:
    if not folder.is_dir():
        raise DataError(f"{folder}: expected a folder with one folder a class, found no folder")
    names = sorted(e.name for e in os.scandir(folder) if e.is_dir() and not e.name.startswith("."))
    if not names:
        flat = sum(_is_picture(entry.name) for entry in os.scandir(folder))
        raise DataError(
            f"{folder}: expected one folder a class, found none, but {flat} pictures beside each other. "
            "(ImageNet's validation pictures come like this: move each into a folder named after its class, "
            "as in the training part)"
        )
    return names


def _pictures(folder: Path) -> list[str]:
    names = sorted(e.name for e in os.scandir(folder) if _is_picture(e.name)) if folder.is_dir() else []
    if not names:
        raise DataError(f"{folder}: expected pictures ({', '.join(sorted(ENDINGS))}), found none")
    return names


def _is_picture(name: str) -> bool:
    return not name.startswith(".") and os.path.splitext(name)[1].lower() in ENDINGS
