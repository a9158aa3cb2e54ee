"""The committed README picture is what its recipe draws."""

import base64
import io
import re

import numpy as np
from PIL import Image

from cnnkit.recipes.readme_picture import PICTURE, svg

URI = r'href="data:image/png;base64,([^"]+)"'


def parts(text: str) -> tuple[str, list[np.ndarray]]:
    """The drawing without its images, and the images' pixels."""
    pictures = [
        Image.open(io.BytesIO(base64.b64decode(code))).convert("RGB") for code in re.findall(URI, text)
    ]
    return re.sub(URI, "", text), [np.asarray(picture, dtype=int) for picture in pictures]


def test_the_readme_shows_what_the_network_computes():
    drawn, maps = parts(svg())
    kept, stored = parts(PICTURE.read_text())
    # bar lengths may differ in their last digits on another processor, and a pixel by one shade
    assert re.sub(r"\d+\.\d+", "", kept) == re.sub(r"\d+\.\d+", "", drawn)
    assert len(maps) == len(stored) == 1 + 6 + 6 + 16 + 16
    assert all(np.abs(a - b).max() <= 2 for a, b in zip(maps, stored, strict=True))
