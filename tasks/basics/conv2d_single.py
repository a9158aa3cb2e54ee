# ruff: noqa: E501
"""The task `conv2d_single` of the set basics; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## One kernel, sliding with a stride
#
# A kernel moves over one map in steps of `stride` pixels, down and across. At each stop it multiplies number by number and adds up. A window that would stick out is left away, so the last rows or columns may never be read.
#
# `conv2d_single(x, kernel, stride=1)`
#
# | | shape | |
# |---|---|---|
# | `x` | `(h, w)` | one map |
# | `kernel` | `(kh, kw)` | need not be square; not flipped |
# | `stride` | a whole number ≥ 1 | the same both ways |
# | result | `(h', w')` | $h' = \lfloor (h - k_h)/s \rfloor + 1$, $w'$ alike |
#
# **Example.** A row of five pixels `[[1, 2, 3, 4, 5]]` and the kernel `[[10, 1]]`. Stride 1 gives `[[12, 23, 34, 45]]`; stride 2 gives `[[12, 34]]`, and the 5 is never read.
#
# Off limits: everything in torch with `conv` in its name.
#
# <details><summary>Hint 1</summary>First work out the two output sizes. Floor division <code>//</code> drops what does not fit.</details>
# <details><summary>Hint 2</summary>The stride counts pixels in the input. Where does the window of output row <code>i</code> begin?</details>
# <details><summary>Hint 3</summary>Rows go with <code>h</code> and <code>kh</code>, columns with <code>w</code> and <code>kw</code>; nothing mixes.</details>


# %% answer
def conv2d_single(x, kernel, stride=1):
    ### BEGIN SOLUTION
    kh, kw = kernel.shape
    rows = (x.shape[0] - kh) // stride + 1
    columns = (x.shape[1] - kw) // stride + 1
    out = torch.zeros(rows, columns, dtype=x.dtype)
    for i in range(rows):
        for j in range(columns):
            top, left = i * stride, j * stride
            out[i, j] = (x[top : top + kh, left : left + kw] * kernel).sum()
    return out
    ### END SOLUTION


# %% tries
checks.self_check(
    "conv2d_single",
    lambda: conv2d_single,
    [
        checks.Example(
            torch.tensor([[12.0, 23.0, 34.0, 45.0]]),
            torch.tensor([[1.0, 2.0, 3.0, 4.0, 5.0]]),
            torch.tensor([[10.0, 1.0]]),
        ),
        checks.Example(
            torch.tensor([[12.0, 34.0]]),
            torch.tensor([[1.0, 2.0, 3.0, 4.0, 5.0]]),
            torch.tensor([[10.0, 1.0]]),
            stride=2,
        ),
        checks.Example(
            torch.tensor([[5.0, 7.0], [9.0, 11.0]]),
            torch.tensor([[1.0, 2.0], [4.0, 5.0], [5.0, 6.0]]),
            torch.tensor([[1.0], [1.0]]),
        ),
        checks.Example(
            torch.tensor([[-11.0, -13.0], [-21.0, -23.0]], dtype=torch.float64),
            torch.arange(1.0, 26.0, dtype=torch.float64).reshape(5, 5)[:4],
            torch.tensor([[1.0, 0.0], [-2.0, 0.0]], dtype=torch.float64),
            2,
        ),
    ],
    off_limits=["*conv*"],
)


# %% tests
def _grade_conv2d_single(examples):
    import torch
    from torch.nn.functional import conv2d, pad

    from cnnkit.checks import Case, Mistake, grade, usual, values

    def expected(x, kernel, stride=1):
        return conv2d(x[None, None], kernel[None, None], stride=stride)[0, 0]

    def stride_one_corner(x, kernel, stride=1):
        rows, columns = expected(x, kernel, stride).shape
        return expected(x, kernel)[:rows, :columns]

    def rounded_up(x, kernel, stride=1):
        (h, w), (kh, kw) = x.shape, kernel.shape
        return expected(pad(x, (0, -(w - kw) % stride, 0, -(h - kh) % stride)), kernel, stride)

    def one_short(x, kernel, stride=1):
        out = expected(x, kernel, stride)
        return out[: (x.shape[0] - kernel.shape[0]) // stride, : (x.shape[1] - kernel.shape[1]) // stride]

    def kernel_height_twice(x, kernel, stride=1):
        rows, columns = ((n - kernel.shape[0]) // stride + 1 for n in x.shape)
        out = torch.zeros(rows, columns, dtype=x.dtype)
        for i in range(rows):
            for j in range(columns):
                window = x[i * stride :, j * stride :][: kernel.shape[0], : kernel.shape[1]]
                out[i, j] = (window * kernel[:, : window.shape[1]]).sum()
        return out

    def square_window(x, kernel, stride=1):
        k = kernel.shape[0]
        out = torch.zeros((x.shape[0] - k) // stride + 1, (x.shape[1] - k) // stride + 1)
        for i in range(out.shape[0]):
            for j in range(out.shape[1]):  # stops here where the kernel is not square
                out[i, j] = (x[i * stride :, j * stride :][:k, :k] * kernel).sum()
        return out

    def sticking_out(x, kernel, stride=1):
        (h, w), (kh, kw) = x.shape, kernel.shape
        out = torch.zeros(-(-(h - kh) // stride) + 1, -(-(w - kw) // stride) + 1, dtype=x.dtype)
        for i in range(len(out)):
            for j in range(out.shape[1]):
                out[i, j] = (x[i * stride :, j * stride :][:kh, :kw] * kernel).sum()
        return out

    def matrix_product(x, kernel, stride=1):
        kh, kw = kernel.shape
        windows = x.unfold(0, kh, stride).unfold(1, kw, stride)
        _ = x[:kh, :kw] @ kernel  # stops here where the kernel is not square
        return (windows @ kernel).sum((2, 3))

    def turned_matrix_product(x, kernel, stride=1):
        windows = x.unfold(0, kernel.shape[0], stride).unfold(1, kernel.shape[1], stride)
        return (windows @ kernel.T).sum((2, 3))

    mistakes = [
        Mistake(
            "rounded-up",
            "there are windows that stick out of the map. What does not fit is left away.",
            rounded_up,
        ),
        Mistake(
            "rounded-up",
            "there are windows that stick out of the map. What does not fit is left away.",
            sticking_out,
        ),
        Mistake(
            "matrix-product",
            "window and kernel are multiplied as matrices. Here number meets number.",
            matrix_product,
        ),
        Mistake(
            "matrix-product",
            "window and turned kernel are multiplied as matrices. Here number meets number.",
            turned_matrix_product,
        ),
        Mistake(
            "one-short",
            "the last row and column of windows are missing: count the stops on a row of 5 pixels by hand.",
            one_short,
        ),
        Mistake(
            "square-only",
            "the kernel's height is taken for its width too. Kernels need not be square.",
            kernel_height_twice,
            edge=True,
        ),
        Mistake(
            "square-only",
            "a square window is cut out. Kernels need not be square: use height and width.",
            square_window,
            edge=True,
        ),
        Mistake(
            "padded",
            "zeros were put round the map. Here only windows count that lie inside.",
            lambda x, kernel, stride=1: conv2d(
                x[None, None], kernel[None, None], stride=stride, padding=kernel.shape[0] // 2
            )[0, 0],
        ),
        *usual(expected, weight="kernel", kernel="kernel", stride="stride"),
    ]
    cases = [
        Case(3, values(1, 6, 8), values(2, 3, 2)),
        Case(3, values(3, 5, 5), values(4, 2, 2), 2),
        Case(2, values(5, 7, 10), values(6, 2, 3), stride=2),
        Case(2, values(7, 8, 9, dtype=torch.float64), values(8, 3, 3, dtype=torch.float64), stride=3),
    ]
    return grade(
        "conv2d_single",
        lambda: conv2d_single,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
        off_limits=["*conv*"],
    )
