"""What scikit-image and scikit-learn say of the rights in the photographs that pages show."""

from __future__ import annotations

import inspect
import re
from importlib.util import find_spec
from pathlib import Path

from cnnkit.data.photos import PHOTOS

_NAMES = {"motorcycle_left": "stereo_motorcycle"}
"""Where the function of `skimage.data` is not named as the file."""
_RIGHTS = re.compile(r"(?i)copyright restrictions|CC0|public domain")


def photographs() -> list[dict[str, str]]:
    """Name, package and rights of each photograph, in the package's words, or "not stated"."""
    rows = []
    for name, (package, file, shows) in PHOTOS.items():
        told = _of_skimage(Path(file).stem) if package == "skimage" else _of_sklearn(Path(file).name)
        rows.append(
            {"name": name, "shows": shows, "package": package, "file": Path(file).name, "rights": told}
        )
    return rows


def _of_skimage(stem: str) -> str:
    from skimage import data

    text = inspect.getdoc(getattr(data, _NAMES.get(stem, stem))) or ""
    text = re.sub(r"<[^>]*>|[`_]", "", text.partition("\n")[2])  # addresses, and the marks of links
    parts = (" ".join(part.split()) for part in re.split(r"\n\s*\n|-{4,}\n", text))
    return " ".join(part for part in parts if _RIGHTS.search(part) and part[:2] != "..") or "not stated"


def _of_sklearn(file: str) -> str:
    spec = find_spec("sklearn")
    assert spec
    assert spec.origin
    text = (Path(spec.origin).parent / "datasets" / "images" / "README.txt").read_text("utf8")
    part = text.partition(f"Image: {file}")[2].partition("\nImage: ")[0]
    licence = re.search(r"\[1\] (\S+)", part)
    author = re.search(r"\[2\] (\S+)", part)
    return f"{licence[1]}, by {author[1]}" if licence and author else "not stated"
