"""The bank of neighbour-browser: 300 crops of the bundled photographs, their codes, and who is near whom.

`python -m cnnkit.recipes neighbour_browser` writes `cnnkit/widgets/data/neighbour_browser.json`. Each crop is
a square, cut at random; the network reads it at 224 pixels, the page shows and compares it at 40. A code is a
layer's maps averaged over all places, in 256 steps. Codes are compared by the angle between them (cosine),
and pixels by the distance (L2) of what the page decodes. Neighbours are computed from what is stored.
"""

import base64
import zlib

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from cnnkit.data.photos import PHOTOS, photo
from cnnkit.recipes.real_network import decoded, network
from cnnkit.recipes.store import WIDGET_DATA, provenance, save_json
from cnnkit.visualize.inside.activations import activations
from cnnkit.visualize.inside.neighbours import nearest_neighbors
from cnnkit.visualize.webp import in_bytes, webp
from cnnkit.widgets.real_network import SIDE

__all__ = ["CELL", "COLUMNS", "LAYERS", "codes", "crops", "main", "neighbours", "sheet_cells"]

SEED, EACH, CELL, COLUMNS, NEAR, QUALITY = 0, 20, 40, 20, 5, 70
SMALLEST, LARGEST = 0.3, 0.55
"""Sides of the crops, as shares of the photograph's shorter side."""
LAYERS = ("body.relu_conv1", "body.fire3", "body.fire5", "body.fire9")


def crops() -> tuple[Tensor, list[str]]:
    """`(300, 3, 224, 224)` in [0, 1], and the photograph of each."""
    generator = torch.Generator().manual_seed(SEED)
    found, names = [], []
    for name in PHOTOS:
        x = photo(name)
        h, w = x.shape[1:]
        for _ in range(EACH):
            share = SMALLEST + (LARGEST - SMALLEST) * float(torch.rand((), generator=generator))
            side = int(share * min(h, w))
            top, left = (int(torch.randint(0, n - side + 1, (), generator=generator)) for n in (h, w))
            cut = x[None, :, top : top + side, left : left + side]
            found.append(F.interpolate(cut, size=(SIDE, SIDE), mode="bilinear", antialias=True)[0])
            names.append(name)
    return torch.stack(found).clamp(0, 1), names


def sheet_cells(sheet: Tensor) -> Tensor:
    """A sheet `(3, rows · 40, 20 · 40)` as its cells `(n, 3, 40, 40)`."""
    cells = sheet.unflatten(2, (COLUMNS, CELL)).unflatten(1, (-1, CELL))  # 3 rows CELL columns CELL
    return cells.permute(1, 3, 0, 2, 4).flatten(0, 1)


def codes(x: Tensor) -> dict[str, Tensor]:
    """Of each layer the mean of each map, in 256 steps of the picture's largest: uint8 `(n, channels)`."""
    model, parts = network(), []
    for batch in x.split(10):
        said = activations(model, batch, LAYERS)
        parts.append({name: said[name].mean((2, 3)) for name in LAYERS})
    means = {name: torch.cat([part[name] for part in parts]) for name in LAYERS}
    return {name: (255 * v / v.amax(1, keepdim=True)).round().to(torch.uint8) for name, v in means.items()}


def neighbours(cells: Tensor, code: dict[str, Tensor]) -> dict[str, Tensor]:
    """Of each crop its five nearest others, by pixels and by each layer's code: `(300, 5)`."""
    own = torch.arange(len(cells))
    pixels = (255 * cells).round().flatten(1)
    near = {"pixels": nearest_neighbors(pixels, pixels, NEAR, leave_out=own)}
    for name, v in code.items():
        wide = v.double()
        near[name] = nearest_neighbors(wide, wide, NEAR, metric="cosine", leave_out=own)
    return near


def main() -> None:
    torch.set_num_threads(1)
    x, names = crops()
    small = F.interpolate(x, size=(CELL, CELL), mode="bilinear", antialias=True)
    rows = small.unflatten(0, (-1, COLUMNS)).permute(2, 0, 3, 1, 4).flatten(3, 4).flatten(1, 2)
    file = webp(in_bytes(rows.numpy()), QUALITY)
    cells, code = sheet_cells(decoded(file)), codes(x)
    near = neighbours(cells, code)
    place = torch.tensor([list(PHOTOS).index(name) for name in names])
    alike = {name: (place[ids] == place[:, None]).double().mean(1) for name, ids in near.items()}
    gain = alike[LAYERS[-1]] - alike["pixels"]
    # where a reader begins: a crop of the cup that pixels mislead, the richest in contrast
    misled = [i for i, name in enumerate(names) if name == "coffee" and gain[i] >= 0.8]
    start = max(misled, key=lambda i: float(cells[i].std()))
    packed = np.concatenate([code[name].numpy() for name in LAYERS], axis=1)
    content = provenance("neighbour_browser", SEED) | {
        "names": list(PHOTOS),
        "shows": [words for _, _, words in PHOTOS.values()],
        "of": place.tolist(),
        "layers": [[name, code[name].shape[1]] for name in LAYERS],
        "start": start,
        "same_photograph": {name: round(float(share.mean()), 4) for name, share in alike.items()},
        "near": {name: ids.tolist() for name, ids in near.items()},
        "sheet": base64.b64encode(file).decode("ascii"),
        "codes": base64.b64encode(zlib.compress(packed.tobytes(), 9)).decode("ascii"),
    }
    path = save_json(WIDGET_DATA / "neighbour_browser.json", content)
    print(path, f"sheet {len(file) / 1000:.0f} kB", content["same_photograph"], start)
