# ruff: noqa: E501
"""The task `separable_conv` of the set blocks; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## Depthwise, then pointwise
#
# A depthwise separable layer first looks around in each map alone, with one kernel a map. Then a 1×1 convolution mixes the maps. Write both steps. About 10 minutes.
#
# `separable_conv(x, w_depth, w_point)`
#
# | | shape | |
# |---|---|---|
# | `x` | `(c, h, w)` | one picture of $c$ maps |
# | `w_depth` | `(c, k, k)` | one kernel for each map that comes in |
# | `w_point` | `(m, c)` | for each map that goes out, one weight a map |
# | result | `(m, h', w')` | no biases, stride 1, no padding, nothing between the steps: $h' = h - k + 1$, $w' = w - k + 1$ |
#
# **Example.** Two maps of 1×2 pixels, `[1, 2]` and `[3, −4]`; kernels of 1×1, 2 for the first map and 1 for the second. After the first step the maps are `[2, 4]` and `[3, −4]`. One map goes out, with the weights 1 and 10: `[32, −36]`.
#
# Off limits: everything in torch whose name begins with `conv`.
#
# <details><summary>Hint 1</summary>How many maps are there between the two steps? The first step adds nothing up across maps.</details>
# <details><summary>Hint 2</summary><code>x.unfold(1, k, 1).unfold(2, k, 1)</code> has the shape <code>(c, h', w', k, k)</code>: all windows of all maps.</details>


# %% answer
def separable_conv(x, w_depth, w_point):
    ### BEGIN SOLUTION
    k = w_depth.shape[-1]
    windows = x.unfold(1, k, 1).unfold(2, k, 1)  # c h' w' k k
    looked = torch.einsum("cijab,cab->cij", windows, w_depth)
    return torch.einsum("cij,mc->mij", looked, w_point)
    ### END SOLUTION


# %% tries
two_maps = torch.tensor([[[1.0, 2.0]], [[3.0, -4.0]]])
squares = torch.tensor(
    [[[1.0, 2.0, 0.0], [0.0, 1.0, -3.0]], [[0.0, 1.0, 1.0], [2.0, 0.0, -1.0]]], dtype=torch.float64
)
kernels = torch.tensor([[[1.0, 0.0], [0.0, 2.0]], [[0.0, -1.0], [1.0, 0.0]]], dtype=torch.float64)
mix = torch.tensor([[1.0, 0.0], [1.0, 1.0], [0.0, -2.0]], dtype=torch.float64)
checks.self_check(
    "separable_conv",
    lambda: separable_conv,
    [
        checks.Example(
            torch.tensor([[[32.0, -36.0]]]),
            two_maps,
            torch.tensor([[[2.0]], [[1.0]]]),
            torch.tensor([[1.0, 10.0]]),
        ),
        checks.Example(
            torch.tensor([[[5.0, 0.0]], [[3.0, -4.0]]]),
            two_maps,
            torch.ones(2, 1, 1),
            torch.tensor([[2.0, 1.0], [0.0, 1.0]]),
        ),
        checks.Example(
            torch.tensor([[[3.0, -4.0]], [[4.0, -5.0]], [[-2.0, 2.0]]], dtype=torch.float64),
            squares,
            kernels,
            mix,
        ),
        checks.Example(
            torch.tensor([[[3.0, -4.0]], [[4.0, -5.0]]], dtype=torch.float64), squares, kernels, mix[:2]
        ),
    ],
    off_limits=["conv*"],
)


# %% tests
def _grade_separable_conv(examples):
    import torch

    from cnnkit.checks import Case, Mistake, grade, usual, values

    def looked(x, w_depth):
        k = w_depth.shape[-1]
        return torch.einsum("cijab,cab->cij", x.unfold(1, k, 1).unfold(2, k, 1), w_depth)

    def mixed(x, w_point):
        return torch.einsum("cij,mc->mij", x, w_point)

    def expected(x, w_depth, w_point):
        return mixed(looked(x, w_depth), w_point)

    def point_first(x, w_depth, w_point):
        return looked(mixed(x, w_point), w_depth)

    def summed(x, w_depth, w_point):
        return looked(x, w_depth).sum(0) * w_point.sum(1)[:, None, None]

    def summed_first_weight(x, w_depth, w_point):
        return looked(x, w_depth).sum(0) * w_point[:, 0, None, None]

    def one_kernel(x, w_depth, w_point):
        return mixed(looked(x, w_depth[:1].expand(len(x), -1, -1)), w_point)

    def every_pair(x, w_depth, w_point):
        k = w_depth.shape[-1]
        v = x.unfold(1, k, 1).unfold(2, k, 1)
        return mixed(torch.einsum("cijab,dab->dij", v, w_depth), w_point)

    def transposed_mix(x, w_depth, w_point):
        return torch.einsum("cij,cm->mij", looked(x, w_depth), w_point)

    mistakes = [
        Mistake(
            "pointwise-first",
            "the maps are mixed before anybody has looked around in them. Each of the kernels belongs to a map that comes in.",
            point_first,
        ),
        Mistake(
            "relu-between",
            "negative numbers are lost between the two steps. Nothing stands between them.",
            lambda x, w_depth, w_point: mixed(looked(x, w_depth).clamp(min=0), w_point),
        ),
        Mistake(
            "summed",
            "the maps are added up after the first step. As many come out of it as went in; the 1×1 step adds them, with its weights.",
            summed,
        ),
        Mistake(
            "summed",
            "the maps are added up after the first step. As many come out of it as went in.",
            summed_first_weight,
        ),
        Mistake(
            "one-kernel",
            "every map is convolved with the first kernel. Each map has a kernel of its own.",
            one_kernel,
        ),
        Mistake(
            "every-pair",
            "each kernel reads all maps. In the first step a map is read by its own kernel only.",
            every_pair,
        ),
        Mistake(
            "no-mix",
            "the second step is missing: these are the maps between the steps.",
            lambda x, w_depth, w_point: looked(x, w_depth),
        ),
        Mistake(
            "mix-transposed",
            "the weights of the 1×1 step are read along the wrong index. The first counts the maps that go out.",
            transposed_mix,
        ),
        Mistake(
            "flipped",
            "the kernels are turned by 180 degrees. The course slides them as they are.",
            lambda x, w_depth, w_point: expected(x, w_depth.flip(1, 2), w_point),
        ),
        *usual(expected, kernel="w_depth"),
    ]
    cases = [
        Case(2, values(1, 3, 5, 4), values(2, 3, 3, 3), values(3, 5, 3)),
        Case(2, values(4, 4, 3, 6), values(5, 4, 2, 2), values(6, 4, 4)),
        Case(2, values(7, 3, 4, 5), values(8, 3, 2, 2), values(9, 2, 3)),
        Case(1, values(10, 1, 4, 3), values(11, 1, 3, 3), values(12, 3, 1)),
        Case(1, values(13, 5, 3, 3), values(14, 5, 1, 1), values(15, 6, 5)),
        Case(
            2,
            values(16, 2, 6, 5, dtype=torch.float64),
            values(17, 2, 3, 3, dtype=torch.float64),
            values(18, 2, 2, dtype=torch.float64),
        ),
    ]
    return grade(
        "separable_conv",
        lambda: separable_conv,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
        off_limits=["conv*"],
    )
