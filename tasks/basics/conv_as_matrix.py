# ruff: noqa: E501
"""The task `conv_as_matrix` of the set basics; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## A convolution is a matrix
#
# A convolution computes weighted sums of pixels, so it is a dense layer whose matrix is mostly zeros. Build that matrix: one row for each place of the window, one column for each pixel, both counted row by row from the top left.
#
# `conv_as_matrix(kernel, h, w)`
#
# | | shape | |
# |---|---|---|
# | `kernel` | `(kh, kw)` | not flipped |
# | `h`, `w` | whole numbers | size of the input map |
# | result | `(h'·w', h·w)` | with $h' = h - k_h + 1$, $w' = w - k_w + 1$; stride 1, no padding |
#
# For every map `x` of shape `(h, w)`, `matrix @ x.flatten()` must be the flattened result of the convolution.
#
# **Example.** The kernel `[[5, 7]]` on a map of 2 rows and 3 columns has four places. Pixels 0, 1, 2 are the first row, 3, 4, 5 the second:
#
# ```
# place 0   5 7 0 0 0 0
# place 1   0 5 7 0 0 0
# place 2   0 0 0 5 7 0
# place 3   0 0 0 0 5 7
# ```
#
# Look at place 2: the window does not run on from pixel 2 to pixel 3.
#
# Off limits: everything in torch with `conv` in its name, and `unfold` of `torch.nn.functional` or of a tensor.
#
# <details><summary>Hint 1</summary>Which number has the pixel in row <code>r</code> and column <code>q</code> of a map that is <code>w</code> wide?</details>
# <details><summary>Hint 2</summary>Four loops: over the place <code>(i, j)</code> and over the kernel's cells <code>(a, b)</code>. Each sets one number of the matrix.</details>
# <details><summary>Hint 3</summary>Kernel cell <code>(a, b)</code> at place <code>(i, j)</code> lies on the pixel in row <code>i + a</code>, column <code>j + b</code>.</details>


# %% answer
def conv_as_matrix(kernel, h, w):
    ### BEGIN SOLUTION
    kh, kw = kernel.shape
    rows, columns = h - kh + 1, w - kw + 1
    matrix = torch.zeros(rows, columns, h, w, dtype=kernel.dtype)
    for i in range(rows):
        for j in range(columns):
            matrix[i, j, i : i + kh, j : j + kw] = kernel
    return matrix.reshape(rows * columns, h * w)
    ### END SOLUTION


# %% tries
checks.self_check(
    "conv_as_matrix",
    lambda: conv_as_matrix,
    [
        checks.Example(
            torch.tensor(
                [
                    [5.0, 7.0, 0.0, 0.0, 0.0, 0.0],
                    [0.0, 5.0, 7.0, 0.0, 0.0, 0.0],
                    [0.0, 0.0, 0.0, 5.0, 7.0, 0.0],
                    [0.0, 0.0, 0.0, 0.0, 5.0, 7.0],
                ]
            ),
            torch.tensor([[5.0, 7.0]]),
            2,
            3,
        ),
        checks.Example(
            torch.tensor([[1.0, 0.0, 2.0, 0.0], [0.0, 1.0, 0.0, 2.0]]), torch.tensor([[1.0], [2.0]]), 2, 2
        ),
        checks.Example(
            torch.tensor(
                [[1.0, -2.0, 0.0, 3.0, 4.0, 0.0], [0.0, 1.0, -2.0, 0.0, 3.0, 4.0]], dtype=torch.float64
            ),
            torch.tensor([[1.0, -2.0], [3.0, 4.0]], dtype=torch.float64),
            2,
            3,
        ),
        checks.Example(
            torch.tensor(
                [
                    [1.0, 2.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
                    [0.0, 1.0, 2.0, 0.0, 0.0, 0.0, 0.0, 0.0],
                    [0.0, 0.0, 1.0, 2.0, 0.0, 0.0, 0.0, 0.0],
                    [0.0, 0.0, 0.0, 0.0, 1.0, 2.0, 0.0, 0.0],
                    [0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 2.0, 0.0],
                    [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 2.0],
                ]
            ),
            torch.tensor([[1.0, 2.0]]),
            2,
            4,
        ),
    ],
    off_limits=["*conv*", "unfold"],
)


# %% tests
def _grade_conv_as_matrix(examples):
    import torch

    from cnnkit.checks import Case, Mistake, grade, usual, values

    def build(kernel, h, w, start=None, step=None):
        (kh, kw), step = kernel.shape, step or w
        rows, columns = h - kh + 1, w - kw + 1
        start = start or (lambda i, j: i * w + j)
        matrix = torch.zeros(rows * columns, h * w, dtype=kernel.dtype)
        for place in range(rows * columns):
            i, j = divmod(place, columns)
            for a in range(kh):
                for b in range(kw):
                    matrix[place, start(i, j) + a * step + b] = kernel[a, b]
        return matrix

    def wrapped(kernel, h, w):
        return build(kernel, h, w, start=lambda i, j: i * (w - kernel.shape[1] + 1) + j)

    def columns_first(kernel, h, w):
        return build(kernel.T, w, h)

    def dense_size(kernel, h, w):
        matrix = torch.zeros(h * w, h * w, dtype=kernel.dtype)
        small = build(kernel, h, w)
        matrix[: len(small)] = small
        return matrix

    mistakes = [
        Mistake(
            "wraps-round-the-edge",
            "every row is the one above moved on by one pixel: windows run over the right edge of the map.",
            wrapped,
        ),
        Mistake(
            "wraps-round-the-edge",
            "every row is the one above moved on by one pixel, and the kernel lies there as one flat row.",
            lambda kernel, h, w: build(
                kernel,
                h,
                w,
                start=lambda i, j: i * (w - kernel.shape[1] + 1) + j,
                step=kernel.shape[1],
            ),
        ),
        Mistake(
            "height-for-width",
            "pixels are counted as if a row were as long as the map is high. How many pixels has a row?",
            lambda kernel, h, w: build(kernel, h, w, start=lambda i, j: i * h + j, step=h),
        ),
        Mistake(
            "places-for-pixels",
            "pixels are counted with as many in a row as there are places in it. How many pixels has a row?",
            lambda kernel, h, w: build(
                kernel,
                h,
                w,
                start=lambda i, j: i * (w - kernel.shape[1] + 1) + j,
                step=w - kernel.shape[1] + 1,
            ),
        ),
        Mistake(
            "row-step-is-kernel-width",
            "the kernel's rows follow each other directly. From one to the next is a whole row of pixels.",
            lambda kernel, h, w: build(kernel, h, w, step=kernel.shape[1]),
        ),
        Mistake(
            "kernel-flipped",
            "this is what a flipped kernel gives. Here its top left number meets the top left pixel.",
            lambda kernel, h, w: build(kernel.flip(0, 1), h, w),
        ),
        Mistake(
            "kernel-transposed",
            "rows and columns of the kernel changed places.",
            lambda kernel, h, w: build(kernel.T, h, w),
        ),
        Mistake(
            "counted-column-by-column",
            "pixels and places are counted column by column. Flatten counts row by row.",
            columns_first,
        ),
        Mistake(
            "only-a-pattern",
            "there are ones where the kernel's numbers belong.",
            lambda kernel, h, w: build(torch.ones_like(kernel), h, w),
        ),
        Mistake(
            "row-a-pixel",
            "there is a row for every pixel. A window that does not fit has no place and no row.",
            dense_size,
        ),
        Mistake(
            "not-flat",
            "the numbers are right, but it is not a matrix yet: places and pixels are still two axes each.",
            lambda kernel, h, w: build(kernel, h, w).reshape(
                h - kernel.shape[0] + 1, w - kernel.shape[1] + 1, h, w
            ),
        ),
        *usual(build, weight="kernel", kernel="kernel", top=False),
    ]
    cases = [
        Case(4, values(1, 2, 2, low=0.5), 3, 4),
        Case(2, values(2, 2, 2), 5, 5),
        Case(2, values(3, 1, 3), 3, 5),
        Case(2, values(4, 3, 2, dtype=torch.float64), 4, 3),
    ]
    return grade(
        "conv_as_matrix",
        lambda: conv_as_matrix,
        cases,
        examples=examples,
        expected=build,
        mistakes=mistakes,
        off_limits=["*conv*", "unfold"],
    )
