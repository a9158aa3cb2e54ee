"""Real photographs that need no download: the samples that ship inside scikit-image and scikit-learn.

Both packages also name pictures that they would fetch from the network; those are left out here.
"""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import Tensor

__all__ = ["PHOTOS", "photo"]

# our name -> (package, file in it, what it shows)
PHOTOS: dict[str, tuple[str, str, str]] = {
    "cat": ("skimage", "data/chelsea.png", "Chelsea, a tabby cat"),
    "astronaut": ("skimage", "data/astronaut.png", "Eileen Collins, astronaut"),
    "coffee": ("skimage", "data/coffee.png", "a cup of coffee"),
    "rocket": ("skimage", "data/rocket.jpg", "a rocket on its launch pad"),
    "motorcycle": ("skimage", "data/motorcycle_left.png", "a motorcycle in a workshop"),
    "camera": ("skimage", "data/camera.png", "a man behind a camera, grey"),
    "horse": ("skimage", "data/horse.png", "the silhouette of a horse"),
    "coins": ("skimage", "data/coins.png", "Greek coins from Pompeii, grey"),
    "brick": ("skimage", "data/brick.png", "a brick wall, grey"),
    "grass": ("skimage", "data/grass.png", "grass, grey"),
    "gravel": ("skimage", "data/gravel.png", "gravel, grey"),
    "page": ("skimage", "data/page.png", "a printed page, grey"),
    "retina": ("skimage", "data/retina.jpg", "the retina of an eye"),
    "flower": ("sklearn", "datasets/images/flower.jpg", "a flower"),
    "temple": ("sklearn", "datasets/images/china.jpg", "a temple in China"),
}


def photo(name: str, size: int | tuple[int, int] | None = None) -> Tensor:
    """One of `PHOTOS` as `(3, h, w)`, float32 in [0, 1]; a grey one has three equal channels.

    `size`: the side of a square, or `(h, w)`; the picture is cut to that shape in the middle, then
    averaged down (or enlarged) to it. None: as it is.

    >>> photo("coffee").shape
    torch.Size([3, 400, 600])
    """
    if name not in PHOTOS:
        raise ValueError(f"no photograph named {name!r}; there are {', '.join(PHOTOS)}")
    package, file, _ = PHOTOS[name]
    spec = find_spec(package)  # finds the folder without importing the package
    if spec is None or spec.origin is None:
        raise ImportError(f"the photograph {name!r} ships inside {package}, which is not installed")
    with Image.open(Path(spec.origin).parent / file) as picture:
        pixels = np.asarray(picture.convert("RGB"), dtype=np.float32)
    x = torch.from_numpy(pixels / 255).permute(2, 0, 1).contiguous()
    return x if size is None else _fit(x, size)


def _fit(x: Tensor, size: int | tuple[int, int]) -> Tensor:
    h, w = (size, size) if isinstance(size, int) else size
    if h < 1 or w < 1:
        raise ValueError(f"size={size}: want one or two numbers of pixels, at least 1")
    _, height, width = x.shape
    scale = min(height / h, width / w)
    cut_h, cut_w = round(h * scale), round(w * scale)
    top, left = (height - cut_h) // 2, (width - cut_w) // 2
    cut = x[None, :, top : top + cut_h, left : left + cut_w]
    return F.interpolate(cut, size=(h, w), mode="bilinear", antialias=True)[0].clamp(0, 1)
