# ruff: noqa: E501
"""The task `roi_pool` of the set detection; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## Any box, always the same number of cells
#
# A dense layer wants its input in one size, and boxes come in all sizes. Fast R-CNN reads each box from the map of the whole picture: it rounds the box to cells, cuts it into `out` × `out` bins, and takes the largest value of each. Write it. About 20 minutes.
#
# `roi_pool(fmap, box, out)`
#
# | | shape or type | |
# |---|---|---|
# | `fmap` | `(c, h, w)` | the map of one picture, any real numbers, float32 or float64 |
# | `box` | `(4,)` | $x_0, y_0, x_1, y_1$ in *cells* of the map, with fractions; $0 \le x_0 \le x_1$, $0 \le y_0 \le y_1$ |
# | `out` | `int`, ≥ 1 | bins a side |
# | result | `(c, out, out)` | the largest value of each bin, same dtype |
#
# 1. Round each of the four edges to a whole number, halves up: 2.5 becomes 3.
# 2. Both end cells belong to the box: from 1 to 4 it has the cells 1, 2, 3 and 4, so $4 - 1 + 1$ of them. (So this operator was defined, though a box is one cell smaller.)
# 3. A side of $n$ cells is cut into `out` bins. Bin $i$ begins at cell $\lfloor i \cdot n / \text{out} \rfloor$ of the box and ends before $\lceil (i+1) \cdot n / \text{out} \rceil$. Two bins may share a cell.
# 4. The box may reach beyond the right or the lower edge of the map. The bins are cut as if the map went on; then each takes the largest of the cells that there are. A bin that has none gives 0.
#
# **Example.** A row of five cells, `3 8 1 5 2`, as a map of one channel and one row, the box `0.6 0 2.7 0`, `out` 2. Rounded it has the cells 1, 2 and 3: `8 1 5`. The first of two bins begins at 0 and ends before $\lceil 1.5 \rceil = 2$, so it is `8 1`; the second begins at $\lfloor 1.5 \rfloor = 1$, so it is `1 5`. The row of maxima is `8 5`. The one row of cells is in the upper and in the lower bins alike, so that this row stands twice.
#
# Off limits: torch's adaptive pooling.
#
# <details><summary>Hint 1</summary>One side at a time: write a function that gives the bins of a side as pairs of first and last cell. Then the box has a row of bins for each bin of the other side.</details>
# <details><summary>Hint 2</summary>Python's and torch's `round` send 2.5 to 2 and 3.5 to 4. What is ⌊x + 0.5⌋?</details>
# <details><summary>Hint 3</summary>For whole numbers ⌈a/b⌉ is `-(-a // b)`, without any fraction that could be rounded.</details>


# %% answer
def roi_pool(fmap, box, out):
    ### BEGIN SOLUTION
    c, h, w = fmap.shape
    x0, y0, x1, y1 = [int(edge + 0.5) for edge in box.tolist()]

    def bins(first, last, length):
        n = last - first + 1
        cuts = [(first + i * n // out, first - (-(i + 1) * n // out)) for i in range(out)]
        return [slice(min(a, length), min(b, length)) for a, b in cuts]

    pooled = fmap.new_zeros(c, out, out)
    for i, rows in enumerate(bins(y0, y1, h)):
        for j, columns in enumerate(bins(x0, x1, w)):
            window = fmap[:, rows, columns]
            if window.numel():
                pooled[:, i, j] = window.amax((1, 2))
    return pooled
    ### END SOLUTION


# %% tries
checks.self_check(
    "roi_pool",
    lambda: roi_pool,
    [
        checks.Example(
            torch.tensor([[[8.0, 5], [8, 5]]]),
            torch.tensor([[[3.0, 8, 1, 5, 2]]]),
            torch.tensor([0.6, 0, 2.7, 0]),
            2,
        ),
        checks.Example(
            torch.tensor([[[8.0, 7]], [[-3, -2]]], dtype=torch.float64).repeat(1, 2, 1),
            torch.tensor([[[9.0, 8, 2, 7, 4]], [[-1, -7, -3, -2, -4]]], dtype=torch.float64),
            torch.tensor([0.5, 0, 3.5, 0.4]),
            2,
        ),
        checks.Example(
            torch.tensor([[[5.0, 5], [8, 9]]]),
            torch.tensor([[[1.0, 4, 5, 0], [2, 5, 3, 7], [8, 6, 9, 1], [0, 3, 2, 4]]]),
            torch.tensor([0.2, 0.6, 2.4, 1.8]),
            2,
        ),
        checks.Example(
            torch.tensor([[[9.0, 7, 0], [4, 6, 0], [0, 0, 0]]]),
            torch.tensor([[[1.0, 2, 3], [4, 9, 7], [1, 4, 6]]]),
            torch.tensor([1.0, 1, 3, 3]),
            3,
        ),
        checks.Example(
            torch.tensor([[[-1.0, -5], [-1, -5]]]),
            torch.tensor([[[-3.0, -8, -1, -5]]]),
            torch.tensor([2.0, 0, 4, 0]),
            2,
        ),
    ],
    off_limits=["adaptive*"],
)


# %% tests
def _grade_roi_pool(examples):
    import math

    import torch

    from cnnkit.checks import Case, Mistake, grade, values

    whole = lambda box: torch.floor(box + 0.5)
    half_up = lambda v: math.floor(v + 0.5)

    def cut(first, n, out, length, rule="shared"):
        """First and last cell (excluded) of each bin of a side."""
        if rule == "even":
            step = n // out
            pairs = [(i * step, (i + 1) * step) for i in range(out)]
        elif rule == "floored":
            pairs = [(i * n // out, (i + 1) * n // out) for i in range(out)]
        elif rule == "step up":
            step = -(-n // out)
            pairs = [(i * step, min((i + 1) * step, n)) for i in range(out)]
        elif rule == "rest last":
            step = n // out
            pairs = [(i * step, n if i == out - 1 else (i + 1) * step) for i in range(out)]
        else:
            pairs = [(i * n // out, -(-(i + 1) * n // out)) for i in range(out)]
        return [slice(min(first + a, length), min(first + b, length)) for a, b in pairs]

    largest = lambda window: window.amax((1, 2))
    none = lambda window: 0.0

    def pool(fmap, box, out, edge=half_up, more=1, rule="shared", read=largest, empty=none, clip=False):
        c, h, w = fmap.shape
        x0, y0, x1, y1 = (edge(v) for v in box.tolist())
        if clip:
            x1, y1 = min(x1, w - 1), min(y1, h - 1)
        result = fmap.new_zeros(c, out, out)
        for i, rows in enumerate(cut(y0, max(y1 - y0 + more, 1), out, h, rule)):
            for j, columns in enumerate(cut(x0, max(x1 - x0 + more, 1), out, w, rule)):
                window = fmap[:, rows, columns]
                result[:, i, j] = read(window) if window.numel() else empty(window)
        return result

    def expected(fmap, box, out):
        return pool(fmap, box, out)

    def how(**changes):
        return lambda fmap, box, out: pool(fmap, box, out, **changes)

    def other_box(change):
        return lambda fmap, box, out: pool(fmap, change(box), out)

    def refused(window):
        raise ValueError

    def stops(window):
        return window.amax((1, 2))  # torch's own error for a window of no cells

    def nearest(fmap, box, out):
        x0, y0, x1, y1 = (half_up(v) for v in box.tolist())
        part = fmap[None, :, y0 : y1 + 1, x0 : x1 + 1]
        return torch.nn.functional.interpolate(part, (out, out))[0]

    def stretched(fmap, box, out):
        x0, y0, x1, y1 = (half_up(v) for v in box.tolist())
        part = fmap[None, :, y0 : y1 + 1, x0 : x1 + 1]
        return torch.nn.functional.interpolate(part, (out, out), mode="bilinear")[0]

    def between(corner, mode, padding="border"):
        """Bins' middles read between the cells, as RoIAlign with one sample a bin."""

        def read(fmap, box, out):
            h, w = fmap.shape[1:]
            x0, y0, x1, y1 = box.tolist()
            at = (torch.arange(out) + 0.5) / out
            x, y = x0 + at * (x1 - x0), y0 + at * (y1 - y0)
            x, y = (2 * x + corner) / w - 1, (2 * y + corner) / h - 1
            grid = torch.stack([x.expand(out, -1), y[:, None].expand(-1, out)], -1)[None].to(fmap)
            return torch.nn.functional.grid_sample(
                fmap[None], grid, mode=mode, padding_mode=padding, align_corners=False
            )[0]

        return read

    def start_at_zero(window):
        return window.amax((1, 2)).clamp(min=0)

    def zeros_beyond(fmap, box, out):
        h, w = fmap.shape[1:]
        right, lower = (max(half_up(v) + 1 - n, 0) for v, n in zip(box[2:].tolist(), (w, h), strict=True))
        return pool(torch.nn.functional.pad(fmap, (0, right, 0, lower)), box, out)

    def plain_crop(fmap, box, out):
        x0, y0, x1, y1 = (half_up(v) for v in box.tolist())
        return fmap[:, y0 : y1 + 1, x0 : x1 + 1]

    end_floored = lambda edge: (
        lambda fmap, box, out: pool(fmap, torch.cat([torch.floor(box[:2] + 0.5), edge(box[2:])]), out)
    )

    mistakes = [
        Mistake(
            "empty-bin",
            "a bin beyond the map has no cells, and minus infinity is left in it. Which number is asked for?",
            how(empty=lambda window: -math.inf),
            edge=True,
        ),
        Mistake(
            "empty-bin",
            "a bin beyond the map has no cells, and torch finds no largest of none.",
            how(empty=stops),
            edge=True,
        ),
        Mistake(
            "empty-bin",
            "a bin beyond the map has no cells, and max finds nothing there.",
            how(empty=refused),
            edge=True,
        ),
        Mistake(
            "clipped-first",
            "the box was cut off at the edge of the map, and then into bins. The bins are cut as if the map went on.",
            how(clip=True),
            edge=True,
        ),
        Mistake(
            "starts-at-zero",
            "a bin of negative values gives 0. With what does your search for the largest begin?",
            how(read=start_at_zero),
            edge=True,
        ),
        Mistake(
            "padded-with-zeros",
            "beyond the map zeros were read, and a zero is larger than negative cells. A bin takes the largest of the cells that there are.",
            zeros_beyond,
            edge=True,
        ),
        Mistake(
            "half-to-even",
            "edges that end in .5 go to the even number: so round works in Python and in torch. Here halves go up.",
            how(edge=round),
            edge=True,
        ),
        Mistake(
            "edges-floored",
            "fractions were cut off instead of rounded: 2.7 is nearer to 3.",
            how(edge=math.floor),
        ),
        Mistake(
            "edges-floored",
            "the two ends were cut off instead of rounded, though the starts were rounded.",
            end_floored(torch.floor),
        ),
        Mistake(
            "edges-outward",
            "starts went down and ends up, so that the whole box lies inside. Here each edge goes to the nearest cell.",
            lambda fmap, box, out: pool(fmap, torch.cat([torch.floor(box[:2]), torch.ceil(box[2:])]), out),
        ),
        Mistake(
            "edges-outward",
            "each edge was rounded up. It goes to the nearest cell.",
            how(edge=math.ceil),
        ),
        Mistake(
            "end-cell-left-out",
            "the last row and column are missing: both end cells belong to the box.",
            how(more=0),
        ),
        Mistake(
            "bins-floored",
            "the ends of bins were rounded down. They are rounded up, so that neighbours may share a cell.",
            how(rule="floored"),
        ),
        Mistake(
            "bins-floored",
            "the ends of bins were rounded down, and bins without cells hold minus infinity. Ends are rounded up.",
            how(rule="floored", empty=lambda window: -math.inf),
        ),
        Mistake(
            "bins-floored",
            "the ends of bins were rounded down, and a bin without cells stops torch. Ends are rounded up.",
            how(rule="floored", empty=stops),
        ),
        Mistake(
            "bins-of-one-size",
            "all bins have one size, and the cells that are left over are read by none.",
            how(rule="even"),
        ),
        Mistake(
            "bins-of-one-size",
            "all bins have one size, rounded down to 0 where the box is smaller than out, and torch stops.",
            how(rule="even", empty=stops),
        ),
        Mistake(
            "bins-of-one-size",
            "all bins have one size but the last, which takes the rest. Read the rule for bin i again.",
            how(rule="rest last"),
        ),
        Mistake(
            "bins-of-one-size",
            "all bins have one size but the last, which takes the rest. Read the rule for bin i again.",
            how(rule="rest last", empty=stops),
        ),
        Mistake(
            "bins-of-one-size",
            "bins have one size, rounded up, and the last gets what is left. Read the rule for bin i again.",
            how(rule="step up"),
        ),
        Mistake(
            "bins-of-one-size",
            "bins have one size, rounded up, and for the last ones nothing is left. Read the rule for bin i again.",
            how(rule="step up", empty=stops),
        ),
        Mistake(
            "averaged",
            "this is the mean of each bin. Its largest value is asked for.",
            how(read=lambda window: window.mean((1, 2))),
        ),
        Mistake(
            "channels-mixed",
            "one largest value was found over all channels. Each channel is pooled alone.",
            how(read=lambda window: window.amax()),
        ),
        Mistake(
            "axes-swapped",
            "x was taken for the row. The box is x0 y0 x1 y1, and x counts columns.",
            other_box(lambda box: box[[1, 0, 3, 2]]),
        ),
        Mistake(
            "width-for-end",
            "the last two numbers were taken for width and height. They are the other corner.",
            other_box(lambda box: torch.cat([whole(box)[:2], whole(box)[:2] + whole(box)[2:] - 1])),
        ),
        Mistake(
            "width-for-end",
            "the last two numbers were taken for width and height. They are the other corner.",
            other_box(lambda box: torch.cat([whole(box)[:2], whole(box)[:2] + whole(box)[2:]])),
        ),
        Mistake(
            "whole-map",
            "the whole map was pooled, whatever the box.",
            lambda fmap, box, out: pool(
                fmap, torch.tensor([0.0, 0, fmap.shape[2] - 1, fmap.shape[1] - 1]), out
            ),
        ),
        Mistake("not-pooled", "this is the part of the map inside of the box. Now it is pooled.", plain_crop),
        Mistake(
            "one-cell-a-bin",
            "each bin gives one of its cells, not the largest of them all.",
            nearest,
        ),
        Mistake(
            "between-cells",
            "values were read between the cells. RoI pooling rounds; the method that reads between cells is RoIAlign.",
            stretched,
        ),
        *(
            Mistake(
                "between-cells",
                "values were read between the cells. RoI pooling rounds; the method that reads between cells is RoIAlign.",
                between(corner, mode, padding),
            )
            for corner in (0, 1)
            for mode in ("bilinear", "nearest")
            for padding in ("border", "zeros")
        ),
    ]
    box = lambda *edges: torch.tensor(edges)
    double = torch.float64
    cases = [
        Case(2, values(1, 3, 6, 8, low=0, high=4), box(1.3, 0.6, 6.2, 3.9), 2),
        Case(2, values(2, 1, 7, 5, low=0, high=4), box(0.5, 1.5, 3.5, 5.5), 3),
        Case(1, values(3, 2, 5, 9, low=0, high=4, dtype=double), box(2.6, 2.2, 3.4, 3.3), 3),
        Case(2, values(4, 4, 4, 6, low=1, high=5), box(2.9, 1.9, 7.6, 5.2), 3),
        Case(1, values(5, 2, 9, 4, low=0, high=4), box(0.0, 0.9, 2.2, 7.0), 1),
        Case(1, values(6, 2, 8, 10, low=-5, high=-1, dtype=double), box(4.7, 3.6, 8.8, 6.9), 2),
        Case(1, values(7, 3, 6, 5, low=-5, high=-1), box(2.4, 1.1, 6.3, 7.8), 3),
    ]
    return grade(
        "roi_pool",
        lambda: roi_pool,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
        off_limits=["adaptive*"],
    )
