"""Six measures of a written sign, from the moments of its ink: where it lies, how large, how it leans."""

import torch
import torch.nn.functional as F
from torch import Tensor

__all__ = ["MEASURES", "measures"]

MEASURES = {
    "across": "pixels from the left to the centre of the ink",
    "down": "pixels from the top to the centre of the ink",
    "width": "standard deviation of the ink across, in pixels, about the axis along which the sign leans",
    "height": "standard deviation of the ink down, in pixels",
    "slant": "degrees by which the sign leans to the right",
    "thickness": "twice the ink by the length of its edge, in pixels: the width of a stroke",
}


def measures(x: Tensor) -> Tensor:
    """Bright ink on black `(n, 1, h, w)` -> `(n, 6)`, float64, in the order of `MEASURES`.

    A stroke of length l and width w has about l·w of ink and an edge of 2·l. Raises `ValueError` for pictures
    without any ink.

    >>> bar = torch.zeros(1, 1, 28, 28)
    >>> bar[..., 4:24, 10:13] = 1
    >>> across, down, *_, slant, thickness = measures(bar)[0].tolist()
    >>> across, down, slant, round(thickness, 1)
    (11.5, 14.0, 0.0, 2.6)
    """
    if x.ndim != 4 or x.shape[1] != 1:
        raise ValueError(f"measures wants pictures (n, 1, h, w), got {tuple(x.shape)}")
    p = x[:, 0].double()
    ink = p.sum((1, 2))
    if bool((ink <= 0).any()):
        raise ValueError(
            f"{int((ink <= 0).sum())} of {len(x)} pictures hold no ink, so nothing lies anywhere"
        )
    rows, columns = torch.arange(p.shape[1]) + 0.5, torch.arange(p.shape[2]) + 0.5
    down, across = ((p.sum(3 - axis) @ at.double()) / ink for axis, at in ((1, rows), (2, columns)))
    dy, dx = rows - down[:, None], columns - across[:, None]  # n h, n w
    yy, xx = ((p.sum(3 - axis) * d.square()).sum(1) / ink for axis, d in ((1, dy), (2, dx)))
    xy = torch.einsum("nhw,nh,nw->n", p, dy, dx) / ink
    here = F.pad(p, (0, 1, 0, 1))
    edge = (here - F.pad(p, (0, 1, 1, 0))).square() + (here - F.pad(p, (1, 0, 0, 1))).square()
    yy = yy.clamp_min(1e-9)
    found = {
        "across": across,
        "down": down,
        "width": (xx - xy.square() / yy).clamp_min(0).sqrt(),
        "height": yy.sqrt(),
        "slant": torch.rad2deg(torch.atan(-xy / yy)) + 0.0,
        "thickness": 2 * ink / edge.sqrt().sum((1, 2)),
    }
    return torch.stack([found[name] for name in MEASURES], 1)
