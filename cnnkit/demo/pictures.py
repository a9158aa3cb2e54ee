"""The lecturer's own pictures, named on the command line: made small, and sent as JPEG whatever they were."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

__all__ = ["MOST", "SIDE", "Pictures", "jpeg"]

MOST = 40
"""Of a folder, by name."""
SIDE = 1024
"""px of the longer side."""
_ENDS = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff")


class Pictures:
    """The pictures at `paths`, files and folders; pages know them by their number, "0", "1", …

    Raises ValueError for a path that is not there or holds no picture; each is opened when it is first shown.
    """

    def __init__(self, paths: Sequence[Path] = ()) -> None:
        self._files = [file for path in paths for file in _files_of(path)]
        self._sent: dict[str, bytes] = {}

    def __len__(self) -> int:
        return len(self._files)

    def __contains__(self, number: str) -> bool:
        return number in map(str, range(len(self)))

    def __getitem__(self, number: str) -> bytes:
        if number not in self._sent:
            self._sent[number] = jpeg(self._files[int(number)])
        return self._sent[number]

    @property
    def names(self) -> list[str]:
        return [file.stem for file in self._files]


def jpeg(file: Path) -> bytes:
    """The picture, upright, on white where it is transparent, at most `SIDE` pixels long."""
    from PIL import Image, ImageOps

    try:
        with Image.open(file) as opened:
            opened.draft("RGB", (SIDE, SIDE))
            image = ImageOps.exif_transpose(opened).convert("RGBA")
    except Exception as error:  # readers of pictures have no common class of errors
        raise ValueError(f"{file} cannot be read as a picture: {error}") from None
    image.thumbnail((SIDE, SIDE))
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    paper.save(out := io.BytesIO(), "JPEG", quality=90)
    return out.getvalue()


def _files_of(path: Path) -> list[Path]:
    if path.is_dir():
        found = sorted(one for one in path.iterdir() if one.suffix.lower() in _ENDS and one.is_file())
        if not found:
            raise ValueError(f"--picture {path}: no picture is in it; legal ends are {', '.join(_ENDS)}")
        return found[:MOST]
    if not path.is_file():
        raise ValueError(f"--picture {path}: there is no such file or folder")
    jpeg(path)  # what cannot be read is said before the lecture begins
    return [path]
