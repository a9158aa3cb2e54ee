"""Golden vectors of the grid steppers' formulas, made by torch and by brute force, never by cnnkit.

    python tests/golden/make_grid.py        # writes tests/golden/grid.json

One list of cases for each function that `front/lib/arithmetic.js` exports: `args` as the function takes
them, `want` what it must return. Maps of integers and of doubles; torch computes in double precision.
"""

import json
import random
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F

TARGET = Path(__file__).with_name("grid.json")
CANDIDATES = range(-12, 13)
"""Values that brute force tries in a cell to find out which go unnoticed."""

Case = dict[str, Any]


def double(values: Any) -> torch.Tensor:
    return torch.tensor(values, dtype=torch.float64)


def numbers(rng: random.Random, *shape: int, real: bool = False) -> list:
    draw = (lambda: rng.uniform(-3, 3)) if real else (lambda: rng.randint(-6, 6))
    if len(shape) == 1:
        return [draw() for _ in range(shape[0])]
    return [numbers(rng, *shape[1:], real=real) for _ in range(shape[0])]


def plain(tensor: torch.Tensor) -> Any:
    """Nested lists; a double that is whole becomes an integer, as in JavaScript."""
    whole = bool((tensor == tensor.round()).all())
    return (tensor.long() if whole else tensor).tolist()


def geometry(rng: random.Random) -> dict[str, int]:
    return {"stride": rng.randint(1, 3), "padding": rng.randint(0, 2), "dilation": rng.randint(1, 3)}


def axis_cases(rng: random.Random) -> tuple[list[Case], list[Case]]:
    """`starts` and `unread` of one axis, read off the gradient of a convolution with ones."""
    starts, unread = [], []
    while len(starts) < 40:
        n, k = rng.randint(1, 9), rng.randint(1, 4)
        g = geometry(rng)
        args = [n, k, g["stride"], g["padding"], g["dilation"]]
        if n + 2 * g["padding"] <= g["dilation"] * (k - 1):
            starts.append({"args": args, "want": []})
            unread.append({"args": args, "want": list(range(-g["padding"], n + g["padding"]))})
            continue
        x = torch.zeros(1, 1, n + 2 * g["padding"], dtype=torch.float64, requires_grad=True)
        ones = torch.ones(1, 1, k, dtype=torch.float64)
        y = F.conv1d(x, ones, stride=g["stride"], dilation=g["dilation"])[0, 0]
        reads = [torch.autograd.grad(v, x, retain_graph=True)[0][0, 0].nonzero()[:, 0].tolist() for v in y]
        touched = {i for cells in reads for i in cells}
        starts.append({"args": args, "want": [cells[0] - g["padding"] for cells in reads]})
        unread.append(
            {"args": args, "want": [i - g["padding"] for i in range(x.shape[2]) if i not in touched]}
        )
    return starts, unread


def conv_cases(rng: random.Random) -> tuple[list[Case], list[Case], list[Case], list[Case]]:
    """`conv2d`, `partialSums`, `patch` and `flipped`."""
    maps, sums, patches, flips = [], [], [], []
    while len(maps) < 40:
        real = rng.random() < 0.5
        c, kh, kw = (rng.randint(1, 3) for _ in range(3))
        h, w = rng.randint(2, 7), rng.randint(2, 7)
        x, weight = numbers(rng, c, h, w, real=real), numbers(rng, c, kh, kw, real=real)
        g = geometry(rng)
        options = g | {"bias": rng.randint(-4, 4), "relu": rng.random() < 0.5, "flip": rng.random() < 0.5}
        kernel = double(weight).flip((1, 2)) if options["flip"] else double(weight)
        flips.append({"args": [weight[0]], "want": plain(double(weight[0]).rot90(2))})
        if any(n + 2 * g["padding"] <= g["dilation"] * (k - 1) for n, k in ((h, kh), (w, kw))):
            maps.append({"args": [x, weight, options], "want": []})
            continue
        z = F.conv2d(double(x)[None], kernel[None], double([options["bias"]]), **g)[0, 0]
        maps.append({"args": [x, weight, options], "want": plain(z.relu() if options["relu"] else z)})
        each = F.conv2d(double(x)[None], kernel[:, None], **g, groups=c)[0]
        row, col = rng.randrange(z.shape[0]), rng.randrange(z.shape[1])
        sums.append({"args": [x, weight, row, col, options], "want": plain(each[:, row, col])})
        columns = F.unfold(double(x)[None, :1], (kh, kw), g["dilation"], g["padding"], g["stride"])
        cells = columns[0, :, row * z.shape[1] + col].reshape(kh, kw)
        patches.append({"args": [x[0], kh, kw, row, col, g], "want": plain(cells)})
    return maps, sums, patches, flips


def pooled(x: list, g: dict[str, Any]) -> torch.Tensor:
    """The four poolings in torch; the norms by `lp_pool2d` of the magnitudes."""
    size, stride, padding, mode = g["size"], g["stride"], g["padding"], g["mode"]
    tensor = double(x)[None, None]
    if mode == "max":
        return F.max_pool2d(tensor, size, stride, padding)[0, 0]
    if mode == "average":
        return F.avg_pool2d(tensor, size, stride, padding)[0, 0]
    return F.lp_pool2d(F.pad(tensor.abs(), [padding] * 4), int(mode[1]), size, stride)[0, 0]


def silent_values(x: list, g: dict[str, Any], i: int, j: int) -> list[int]:
    """The candidates that cell (i, j) may take while every output stays the same."""
    before = pooled(x, g)
    keep = []
    for value in CANDIDATES:
        changed = [list(line) for line in x]
        changed[i][j] = value
        if torch.allclose(pooled(changed, g), before, atol=1e-9, rtol=0):
            keep.append(value)
    return keep


def pool_cases(rng: random.Random) -> tuple[list[Case], list[Case], list[Case]]:
    """`pool2d`, `winners`, and `unnoticed` (`want`: the candidates that go unnoticed in each cell)."""
    maps, winners, unnoticed = [], [], []
    for mode in ("max", "average", "l1", "l2"):
        for _ in range(10):
            size = rng.randint(2, 3)
            g = {
                "size": size,
                "stride": rng.randint(1, 3),
                "padding": rng.randint(0, size // 2),
                "mode": mode,
            }
            h, w = rng.randint(3, 5), rng.randint(3, 5)
            x = numbers(rng, h, w)
            maps.append({"args": [x, g], "want": plain(pooled(x, g))})
            table = [[silent_values(x, g, i, j) for j in range(w)] for i in range(h)]
            unnoticed.append({"args": [x, g], "want": table})
            if mode == "max":
                windows = F.unfold(
                    F.pad(double(x)[None, None], [g["padding"]] * 4, value=-float("inf")),
                    size,
                    stride=g["stride"],
                )[0]
                cols = pooled(x, g).shape[1]
                held: list[list[list[list[int]]]] = [[] for _ in range(windows.shape[1] // cols)]
                for place, cells in enumerate(windows.T):
                    top, left = (g["stride"] * at - g["padding"] for at in divmod(place, cols))
                    best = (cells == cells.max()).nonzero()[:, 0].tolist()
                    held[place // cols].append([[top + at // size, left + at % size] for at in best])
                winners.append({"args": [x, g], "want": held})
    return maps, winners, unnoticed


def sequence_cases(rng: random.Random) -> list[Case]:
    cases = []
    for _ in range(20):
        c, length, k, stride = rng.randint(1, 4), rng.randint(1, 9), rng.randint(1, 4), rng.randint(1, 3)
        real = rng.random() < 0.5
        x, weight, bias = (
            numbers(rng, c, length, real=real),
            numbers(rng, c, k, real=real),
            rng.randint(-4, 4),
        )
        want = []
        if k <= length:
            want = plain(F.conv1d(double(x)[None], double(weight)[None], double([bias]), stride)[0, 0])
        cases.append({"args": [x, weight, bias, stride], "want": want})
    return cases


def matrix_cases() -> list[Case]:
    """Each column is the answer of `conv2d` to an image with one pixel on, under a kernel of 1, 2, 3, …"""
    cases = []
    for side in (4, 5, 6):
        for k in (2, 3):
            for stride in (1, 2):
                kernel = torch.arange(1.0, k * k + 1).reshape(1, 1, k, k)
                pixels = torch.eye(side * side).reshape(-1, 1, side, side)
                columns = F.conv2d(pixels, kernel, stride=stride).flatten(1)
                cases.append({"args": [side, k, stride], "want": (columns.T - 1).long().tolist()})
    return cases


def vectors() -> dict[str, list[Case]]:
    rng = random.Random(0)
    starts, unread = axis_cases(rng)
    conv2d, partial_sums, patch, flipped = conv_cases(rng)
    pool2d, winners, unnoticed = pool_cases(rng)
    return {
        "starts": starts, "unread": unread, "flipped": flipped, "patch": patch, "partialSums": partial_sums,
        "conv2d": conv2d, "pool2d": pool2d, "winners": winners, "unnoticed": unnoticed,
        "conv1d": sequence_cases(rng), "convMatrix": matrix_cases(),
    }  # fmt: skip


if __name__ == "__main__":
    TARGET.write_text(json.dumps(vectors(), separators=(",", ":")) + "\n", "utf8")
    print(f"{TARGET}: {sum(map(len, vectors().values()))} cases")
