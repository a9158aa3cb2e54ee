# ruff: noqa: F811
"""Right and wrong answers to `roi_pool`."""

import math

import torch


def over_bins(fmap, x0, y0, nx, ny, out, read, end=lambda i, n, out: -(-(i + 1) * n // out), size=None):
    """What `read(window)` makes of the bins of nx × ny cells from x0, y0 on; 0 for bins of none."""
    result = fmap.new_zeros(len(fmap), out, out)
    begin = lambda i, n: i * n // out if size is None else i * size(n, out)
    for i in range(out):
        for j in range(out):
            rows = slice(y0 + begin(i, ny), y0 + end(i, ny, out))
            columns = slice(x0 + begin(j, nx), x0 + end(j, nx, out))
            window = fmap[:, rows, columns]
            if window.numel():
                result[:, i, j] = read(window)
    return result


# %% right loops over every bin
def roi_pool(fmap, box, out):
    c, h, w = fmap.shape
    x0, y0, x1, y1 = (math.floor(float(v) + 0.5) for v in box)
    nx, ny = x1 - x0 + 1, y1 - y0 + 1
    result = torch.zeros(c, out, out, dtype=fmap.dtype)
    for k in range(c):
        for i in range(out):
            for j in range(out):
                best = None
                for row in range(y0 + i * ny // out, y0 - (-(i + 1) * ny // out)):
                    for col in range(x0 + j * nx // out, x0 - (-(j + 1) * nx // out)):
                        if row < h and col < w and (best is None or fmap[k, row, col] > best):
                            best = fmap[k, row, col].item()
                result[k, i, j] = 0.0 if best is None else best
    return result


# %% right padded with minus infinity
def roi_pool(fmap, box, out):
    c, h, w = fmap.shape
    x0, y0, x1, y1 = torch.floor(box + 0.5).long().tolist()
    big = torch.full((c, max(h, y1 + 1), max(w, x1 + 1)), -math.inf, dtype=fmap.dtype)
    big[:, :h, :w] = fmap
    part = big[:, y0 : y1 + 1, x0 : x1 + 1]
    n, m = part.shape[1:]
    rows = [part[:, math.floor(i * n / out) : math.ceil((i + 1) * n / out)].amax(1) for i in range(out)]
    strips = torch.stack(rows, 1)
    cols = [strips[:, :, math.floor(j * m / out) : math.ceil((j + 1) * m / out)].amax(2) for j in range(out)]
    pooled = torch.stack(cols, 2)
    return torch.where(pooled == -math.inf, torch.zeros_like(pooled), pooled)


# %% right masks of rows and columns
def roi_pool(fmap, box, out):
    h, w = fmap.shape[1:]
    edges = (box.double() + 0.5).floor().long()

    def masks(first, last, length):
        n = last - first + 1
        cell = torch.arange(length)
        i = torch.arange(out)[:, None]
        start, end = first + i * n // out, first + ((i + 1) * n + out - 1) // out
        return (cell >= start) & (cell < end)

    rows, cols = masks(edges[1], edges[3], h), masks(edges[0], edges[2], w)
    both = rows[:, None, :, None] & cols[None, :, None, :]
    filled = fmap[:, None, None].masked_fill(~both, -math.inf).amax((3, 4))
    return filled.masked_fill(~both.any(3).any(2), 0)


# %% right nested lists
def roi_pool(fmap, box, out):
    h, w = fmap.shape[1:]
    x0, y0, x1, y1 = [int(v + 0.5) for v in box.tolist()]
    nx, ny = x1 - x0 + 1, y1 - y0 + 1
    span = lambda first, n, i, length: [
        q for q in range(first + i * n // out, first + math.ceil((i + 1) * n / out)) if q < length
    ]
    answer = []
    for plane in fmap.tolist():
        answer.append([])
        for i in range(out):
            rows = span(y0, ny, i, h)
            answer[-1].append(
                [
                    max([plane[r][q] for r in rows for q in span(x0, nx, j, w)], default=0.0)
                    for j in range(out)
                ]
            )
    return torch.tensor(answer, dtype=fmap.dtype)


# %% right try and except
def roi_pool(fmap, box, out):
    x0, y0, x1, y1 = [math.floor(v + 0.5) for v in box.tolist()]
    pooled = torch.zeros(len(fmap), out, out, dtype=fmap.dtype)
    step_y, step_x = (y1 - y0 + 1) / out, (x1 - x0 + 1) / out
    for i in range(out):
        for j in range(out):
            top, bottom = y0 + math.floor(i * step_y), y0 + math.ceil((i + 1) * step_y)
            left, right = x0 + math.floor(j * step_x), x0 + math.ceil((j + 1) * step_x)
            try:
                pooled[:, i, j] = fmap[:, top:bottom, left:right].flatten(1).max(1).values
            except (IndexError, RuntimeError):
                pooled[:, i, j] = 0
    return pooled


# %% wrong edge [empty-bin] minus infinity stays
def roi_pool(fmap, box, out):
    c, h, w = fmap.shape
    x0, y0, x1, y1 = [int(v + 0.5) for v in box.tolist()]
    big = torch.full((c, h + 20, w + 20), -math.inf, dtype=fmap.dtype)
    big[:, :h, :w] = fmap
    part = big[:, y0 : y1 + 1, x0 : x1 + 1]
    n, m = part.shape[1:]
    result = torch.empty(c, out, out, dtype=fmap.dtype)
    for i in range(out):
        for j in range(out):
            result[:, i, j] = part[
                :, i * n // out : -(-(i + 1) * n // out), j * m // out : -(-(j + 1) * m // out)
            ].amax((1, 2))
    return result


# %% wrong edge [empty-bin] amax of nothing
def roi_pool(fmap, box, out):
    x0, y0, x1, y1 = [int(v + 0.5) for v in box.tolist()]
    n, m = y1 - y0 + 1, x1 - x0 + 1
    rows = []
    for i in range(out):
        a, b = y0 + i * n // out, y0 - (-(i + 1) * n // out)
        row = []
        for j in range(out):
            p, q = x0 + j * m // out, x0 - (-(j + 1) * m // out)
            row.append(fmap[:, a:b, p:q].amax((1, 2)))
        rows.append(torch.stack(row, -1))
    return torch.stack(rows, 1)


# %% wrong edge [clipped-first] the crop is cut off, then binned
def roi_pool(fmap, box, out):
    x0, y0, x1, y1 = [int(v + 0.5) for v in box.tolist()]
    part = fmap[:, y0 : y1 + 1, x0 : x1 + 1]
    n, m = part.shape[1:]
    result = torch.zeros(len(fmap), out, out, dtype=fmap.dtype)
    for i in range(out):
        for j in range(out):
            result[:, i, j] = part[
                :, i * n // out : -(-(i + 1) * n // out), j * m // out : -(-(j + 1) * m // out)
            ].amax((1, 2))
    return result


# %% wrong edge [half-to-even] round
def roi_pool(fmap, box, out):
    x0, y0, x1, y1 = [round(v) for v in box.tolist()]
    n, m = y1 - y0 + 1, x1 - x0 + 1
    result = fmap.new_zeros(len(fmap), out, out)
    for i in range(out):
        for j in range(out):
            window = fmap[
                :,
                y0 + i * n // out : y0 - (-(i + 1) * n // out),
                x0 + j * m // out : x0 - (-(j + 1) * m // out),
            ]
            if window.numel():
                result[:, i, j] = window.amax((1, 2))
    return result


# %% wrong edge [half-to-even] torch.round
def roi_pool(fmap, box, out):
    x0, y0, x1, y1 = box.round().int().tolist()
    n, m = y1 - y0 + 1, x1 - x0 + 1
    result = fmap.new_zeros(len(fmap), out, out)
    for i in range(out):
        for j in range(out):
            window = fmap[
                :,
                y0 + i * n // out : y0 - (-(i + 1) * n // out),
                x0 + j * m // out : x0 - (-(j + 1) * m // out),
            ]
            result[:, i, j] = window.amax((1, 2)) if window.numel() else 0
    return result


# %% wrong edge [starts-at-zero] best = 0 before the loop
def roi_pool(fmap, box, out):
    c, h, w = fmap.shape
    x0, y0, x1, y1 = [int(v + 0.5) for v in box.tolist()]
    n, m = y1 - y0 + 1, x1 - x0 + 1
    result = fmap.new_zeros(c, out, out)
    for k in range(c):
        for i in range(out):
            for j in range(out):
                best = 0.0
                for row in range(y0 + i * n // out, min(h, y0 - (-(i + 1) * n // out))):
                    for col in range(x0 + j * m // out, min(w, x0 - (-(j + 1) * m // out))):
                        best = max(best, fmap[k, row, col].item())
                result[k, i, j] = best
    return result


# %% wrong idea [edges-floored] int
def roi_pool(fmap, box, out):
    x0, y0, x1, y1 = [int(v) for v in box.tolist()]
    n, m = y1 - y0 + 1, x1 - x0 + 1
    result = fmap.new_zeros(len(fmap), out, out)
    for i in range(out):
        for j in range(out):
            window = fmap[
                :,
                y0 + i * n // out : y0 - (-(i + 1) * n // out),
                x0 + j * m // out : x0 - (-(j + 1) * m // out),
            ]
            if window.numel():
                result[:, i, j] = window.amax((1, 2))
    return result


# %% wrong idea [end-cell-left-out] a slice ends before its end
def roi_pool(fmap, box, out):
    x0, y0, x1, y1 = [int(v + 0.5) for v in box.tolist()]
    n, m = max(1, y1 - y0), max(1, x1 - x0)
    result = fmap.new_zeros(len(fmap), out, out)
    for i in range(out):
        for j in range(out):
            window = fmap[
                :,
                y0 + i * n // out : y0 - (-(i + 1) * n // out),
                x0 + j * m // out : x0 - (-(j + 1) * m // out),
            ]
            if window.numel():
                result[:, i, j] = window.amax((1, 2))
    return result


# %% wrong idea [bins-floored] both ends rounded down
def roi_pool(fmap, box, out):
    x0, y0, x1, y1 = [int(v + 0.5) for v in box.tolist()]
    n, m = y1 - y0 + 1, x1 - x0 + 1
    result = fmap.new_zeros(len(fmap), out, out)
    for i in range(out):
        for j in range(out):
            window = fmap[
                :,
                y0 + i * n // out : y0 + (i + 1) * n // out,
                x0 + j * m // out : x0 + (j + 1) * m // out,
            ]
            if window.numel():
                result[:, i, j] = window.amax((1, 2))
    return result


# %% wrong idea [averaged] the mean of a bin
def roi_pool(fmap, box, out):
    x0, y0, x1, y1 = [int(v + 0.5) for v in box.tolist()]
    n, m = y1 - y0 + 1, x1 - x0 + 1
    result = fmap.new_zeros(len(fmap), out, out)
    for i in range(out):
        for j in range(out):
            window = fmap[
                :,
                y0 + i * n // out : y0 - (-(i + 1) * n // out),
                x0 + j * m // out : x0 - (-(j + 1) * m // out),
            ]
            if window.numel():
                result[:, i, j] = window.mean((1, 2))
    return result


# %% wrong idea [between-cells] bilinear at the middles of the bins
def roi_pool(fmap, box, out):
    h, w = fmap.shape[1:]
    x0, y0, x1, y1 = box.tolist()
    at = (torch.arange(out) + 0.5) / out
    x = 2 * (x0 + at * (x1 - x0)) / w - 1
    y = 2 * (y0 + at * (y1 - y0)) / h - 1
    grid = torch.stack([x.repeat(out, 1), y[:, None].repeat(1, out)], -1)[None].to(fmap.dtype)
    return torch.nn.functional.grid_sample(fmap[None], grid, padding_mode="border", align_corners=False)[0]


# %% wrong idea [axes-swapped] x taken for the row
def roi_pool(fmap, box, out):
    y0, x0, y1, x1 = [int(v + 0.5) for v in box.tolist()]
    n, m = y1 - y0 + 1, x1 - x0 + 1
    result = fmap.new_zeros(len(fmap), out, out)
    for i in range(out):
        for j in range(out):
            window = fmap[
                :,
                y0 + i * n // out : y0 - (-(i + 1) * n // out),
                x0 + j * m // out : x0 - (-(j + 1) * m // out),
            ]
            if window.numel():
                result[:, i, j] = window.amax((1, 2))
    return result


# %% wrong idea [channels-mixed] amax over everything
def roi_pool(fmap, box, out):
    x0, y0, x1, y1 = [int(v + 0.5) for v in box.tolist()]
    n, m = y1 - y0 + 1, x1 - x0 + 1
    result = fmap.new_zeros(len(fmap), out, out)
    for i in range(out):
        for j in range(out):
            window = fmap[
                :,
                y0 + i * n // out : y0 - (-(i + 1) * n // out),
                x0 + j * m // out : x0 - (-(j + 1) * m // out),
            ]
            if window.numel():
                result[:, i, j] = window.max()
    return result


# %% wrong idea [off-limits] adaptive pooling
def roi_pool(fmap, box, out):
    x0, y0, x1, y1 = [int(v + 0.5) for v in box.tolist()]
    return torch.nn.functional.adaptive_max_pool2d(fmap[:, y0 : y1 + 1, x0 : x1 + 1], out)


# %% wrong idea [edges-outward] starts down and ends up
def roi_pool(fmap, box, out):
    x0, y0 = torch.floor(box[:2]).int().tolist()
    x1, y1 = torch.ceil(box[2:]).int().tolist()
    return over_bins(fmap, x0, y0, x1 - x0 + 1, y1 - y0 + 1, out, lambda window: window.amax((1, 2)))


# %% wrong idea [bins-of-one-size] size // out
def roi_pool(fmap, box, out):
    x0, y0, x1, y1 = [int(v + 0.5) for v in box.tolist()]
    step = lambda n, out: n // out
    end = lambda i, n, out: (i + 1) * (n // out)
    nx, ny = x1 - x0 + 1, y1 - y0 + 1
    return over_bins(fmap, x0, y0, nx, ny, out, lambda window: window.amax((1, 2)), end, step)


# %% wrong idea [bins-of-one-size] unfolded into windows of size // out
def roi_pool(fmap, box, out):
    x0, y0, x1, y1 = [int(v + 0.5) for v in box.tolist()]
    my, mx = (y1 - y0 + 1) // out, (x1 - x0 + 1) // out
    rows = []
    for i in range(out):
        row = []
        for j in range(out):
            part = fmap[:, y0 + i * my : y0 + (i + 1) * my, x0 + j * mx : x0 + (j + 1) * mx]
            row.append(part.amax((1, 2)))
        rows.append(torch.stack(row, 1))
    return torch.stack(rows, 1)


# %% wrong idea [width-for-end] the last two taken for width and height
def roi_pool(fmap, box, out):
    x0, y0, nx, ny = [int(v + 0.5) for v in box.tolist()]
    return over_bins(fmap, x0, y0, nx, ny, out, lambda window: window.amax((1, 2)))


# %% wrong idea [whole-map] the box is forgotten
def roi_pool(fmap, box, out):
    h, w = fmap.shape[1:]
    return over_bins(fmap, 0, 0, w, h, out, lambda window: window.amax((1, 2)))


# %% wrong idea [not-pooled] the crop
def roi_pool(fmap, box, out):
    x0, y0, x1, y1 = [int(v + 0.5) for v in box.tolist()]
    return fmap[:, y0 : y1 + 1, x0 : x1 + 1]


# %% wrong idea [one-cell-a-bin] resized by nearest
def roi_pool(fmap, box, out):
    x0, y0, x1, y1 = [int(v + 0.5) for v in box.tolist()]
    crop = fmap[:, y0 : y1 + 1, x0 : x1 + 1]
    return torch.nn.functional.interpolate(crop[None], size=(out, out))[0]


# %% wrong idea [between-cells] resized bilinearly
def roi_pool(fmap, box, out):
    x0, y0, x1, y1 = [int(v + 0.5) for v in box.tolist()]
    crop = fmap[:, y0 : y1 + 1, x0 : x1 + 1]
    return torch.nn.functional.interpolate(crop[None], size=(out, out), mode="bilinear")[0]


# %% wrong edge [padded-with-zeros] zeros round the map
def roi_pool(fmap, box, out):
    x0, y0, x1, y1 = [int(v + 0.5) for v in box.tolist()]
    big = torch.zeros(len(fmap), max(fmap.shape[1], y1 + 1), max(fmap.shape[2], x1 + 1), dtype=fmap.dtype)
    big[:, : fmap.shape[1], : fmap.shape[2]] = fmap
    return over_bins(big, x0, y0, x1 - x0 + 1, y1 - y0 + 1, out, lambda window: window.amax((1, 2)))
