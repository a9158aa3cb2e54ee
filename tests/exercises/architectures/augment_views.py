# ruff: noqa: F811
"""Right and wrong answers to `augment_views`."""

import torch


# %% right the formula
def augment_views(side, crop, flip):
    if crop > side:
        raise ValueError("the crop is larger than the picture")
    n = side - crop + 1
    return n**2 * (2 if flip else 1)


# %% right all places, one by one
def augment_views(side, crop, flip):
    if crop > side:
        raise ValueError("too large")
    views = 0
    for top in range(side):
        for left in range(side):
            if top + crop <= side and left + crop <= side:
                views += 1
                if flip:
                    views += 1
    return views


# %% right a set of views
def augment_views(side, crop, flip):
    starts = range(side - crop + 1)
    if not starts:
        raise ValueError("no place")
    return len({(a, b, m) for a in starts for b in starts for m in ((0, 1) if flip else (0,))})


# %% right windows of torch
def augment_views(side, crop, flip):
    if side < crop:
        raise ValueError
    windows = torch.empty(side, side).unfold(0, crop, 1).unfold(1, crop, 1)
    return windows.shape[0] * windows.shape[1] * (1 + bool(flip))


# %% right the starts counted while they fit
def augment_views(side, crop, flip):
    start = 0
    while start + crop <= side:
        start += 1
    if start == 0:
        raise ValueError(f"{crop} > {side}")
    views = start * start
    return views + views if flip else views


# %% right true counts as one
def augment_views(side, crop, flip):
    assert_fits = side - crop
    if assert_fits < 0:
        raise ValueError("negative")
    return (assert_fits + 1) * (assert_fits + 1) << int(flip)


# %% wrong idea [last-start-forgotten] as printed
def augment_views(side, crop, flip):
    if crop > side:
        raise ValueError
    return (side - crop) ** 2 * (2 if flip else 1)


# %% wrong idea [last-start-forgotten] loops that stop early
def augment_views(side, crop, flip):
    if crop > side:
        raise ValueError
    views = 0
    for top in range(side - crop):
        for left in range(side - crop):
            views += 2 if flip else 1
    return views


# %% wrong idea [one-direction] no square
def augment_views(side, crop, flip):
    if crop > side:
        raise ValueError
    return (side - crop + 1) * (2 if flip else 1)


# %% wrong idea [directions-added] down and right apart
def augment_views(side, crop, flip):
    if crop > side:
        raise ValueError
    n = side - crop + 1
    return (n + n) * (2 if flip else 1)


# %% wrong idea [mirror-added] one mirror
def augment_views(side, crop, flip):
    if crop > side:
        raise ValueError
    n = side - crop + 1
    return n * n + (1 if flip else 0)


# %% wrong idea [mirror-added] two ways to look
def augment_views(side, crop, flip):
    if crop > side:
        raise ValueError
    n = side - crop + 1
    return n * n + (2 if flip else 0)


# %% wrong idea [mirror-left-out] flip not looked at
def augment_views(side, crop, flip):
    if crop > side:
        raise ValueError
    n = side - crop + 1
    return n * n


# %% wrong idea [mirror-always] doubled always
def augment_views(side, crop, flip):
    if crop > side:
        raise ValueError
    n = side - crop + 1
    return 2 * n * n


# %% wrong idea [both-mirrors] also upside down
def augment_views(side, crop, flip):
    if crop > side:
        raise ValueError
    n = side - crop + 1
    return n * n * (4 if flip else 1)


# %% wrong idea [without-overlap] tiles
def augment_views(side, crop, flip):
    if crop > side:
        raise ValueError
    n = side // crop
    return n * n * (2 if flip else 1)


# %% wrong idea [pixels] every pixel is a start
def augment_views(side, crop, flip):
    if crop > side:
        raise ValueError
    return side * side * (2 if flip else 1)


# %% wrong idea [pixels] every pixel of the crop
def augment_views(side, crop, flip):
    if crop > side:
        raise ValueError
    return crop * crop * (2 if flip else 1)


# %% wrong idea [one-too-many] both ends counted twice
def augment_views(side, crop, flip):
    if crop > side:
        raise ValueError
    n = side - crop + 2
    return n * n * (2 if flip else 1)


# %% wrong edge [whole-picture-refused] the crop must be smaller
def augment_views(side, crop, flip):
    if crop >= side:
        raise ValueError
    n = side - crop + 1
    return n * n * (2 if flip else 1)


# %% wrong edge [too-large-taken] squares hide the sign
def augment_views(side, crop, flip):
    n = side - crop + 1
    return n * n * (2 if flip else 1)


# %% wrong edge [too-large-taken] zero views
def augment_views(side, crop, flip):
    n = max(0, side - crop + 1)
    return n * n * (2 if flip else 1)


# %% wrong idea [type] a float
def augment_views(side, crop, flip):
    if crop > side:
        raise ValueError
    n = float(side - crop + 1)
    return n * n * (2 if flip else 1)
