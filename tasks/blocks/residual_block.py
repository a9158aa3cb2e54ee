# ruff: noqa: E501
"""The task `residual_block` of the set blocks; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## A residual block
#
# Two convolutions compute a difference, the input comes past them, the two are added, and the ReLU stands behind the sum. Where the branch changes size or channels, a 1×1 convolution takes the input along. About 20 minutes.
#
# `residual_block(x, w1, b1, w2, b2, w_proj=None, stride=1)`
#
# | | shape or type | |
# |---|---|---|
# | `x` | `(n, c, h, w)` | pictures |
# | `w1`, `b1` | `(m, c, 3, 3)`, `(m,)` | first convolution, padding 1, with the stride |
# | `w2`, `b2` | `(m, m, 3, 3)`, `(m,)` | second convolution, padding 1, stride 1 |
# | `w_proj` | `(m, c, 1, 1)` or `None` | the projection of the skip, with the stride and without a bias; `None`: the skip is `x` as it is |
# | result | `(n, m, h', w')` | branch: convolution, ReLU, convolution · then the sum with the skip · then ReLU |
#
# A projection that is given is used, also where the shapes would agree without it.
#
# **Example.** One pixel, one channel, `x` = 3. With `w1` and `w2` all 0, `b1` = 0 and `b2` = −1 the branch gives −1, and $3 + (−1) = 2$. With `b2` = −5 the sum is −2, and the ReLU makes 0 of it. With a branch of zeros the block hands on its (positive) input: a copy costs nothing.
#
# Nothing is off limits: use `torch.nn.functional.conv2d`.
#
# <details><summary>Hint 1</summary>Write the branch first, without any skip: two convolutions and what stands between them. Which shape comes out?</details>
# <details><summary>Hint 2</summary>Only one of the two convolutions halves the map. What must the skip do so that the two can be added?</details>
# <details><summary>Hint 3</summary>There are two ReLUs in the block. Where does the second one stand, and could the sum still fall below <code>x</code> if it stood elsewhere?</details>


# %% answer
def residual_block(x, w1, b1, w2, b2, w_proj=None, stride=1):
    ### BEGIN SOLUTION
    conv2d = torch.nn.functional.conv2d
    branch = conv2d(x, w1, b1, stride=stride, padding=1).relu()
    branch = conv2d(branch, w2, b2, padding=1)
    skip = x if w_proj is None else conv2d(x, w_proj, stride=stride)
    return (branch + skip).relu()
    ### END SOLUTION


# %% tries
checks.self_check(
    "residual_block",
    lambda: residual_block,
    [
        checks.Example(
            torch.tensor([[[[2.0]]]]),
            torch.tensor([[[[3.0]]]]),
            torch.zeros(1, 1, 3, 3),
            torch.zeros(1),
            torch.zeros(1, 1, 3, 3),
            torch.tensor([-1.0]),
        ),
        checks.Example(
            torch.tensor([[[[0.0]]]]),
            torch.tensor([[[[3.0]]]]),
            torch.zeros(1, 1, 3, 3),
            torch.zeros(1),
            torch.zeros(1, 1, 3, 3),
            torch.tensor([-5.0]),
        ),
        checks.Example(
            torch.tensor([[[[14.0, 12.0]]], [[[4.0, 0.0]]]]),
            torch.tensor([[[[1.0, 2.0]]], [[[3.0, -1.0]]]]),
            torch.tensor([[[[0.0, 0.0, 0.0], [0.0, 1.0, 2.0], [0.0, 0.0, 0.0]]]]),
            torch.tensor([1.0]),
            torch.tensor([[[[0.0, 0.0, 0.0], [1.0, 3.0, 0.0], [0.0, 0.0, 0.0]]]]),
            torch.tensor([-5.0]),
        ),
        checks.Example(
            torch.tensor([[[[0.0, 3.0]], [[8.0, 12.0]]]], dtype=torch.float64),
            torch.tensor([[[[1.0, -2.0, 3.0], [4.0, 5.0, -6.0]]]], dtype=torch.float64),
            torch.tensor(
                [[[[0.0, 0, 0], [0, 1, 0], [0, 1, 0]]], [[[0.0, 0, 0], [0, 0, 1], [0, 0, 0]]]],
                dtype=torch.float64,
            ),
            torch.tensor([-2.0, 1.0], dtype=torch.float64),
            torch.tensor(
                [
                    [[[0.0, 0, 0], [0, -2, 0], [0, 0, 0]], [[0.0, 0, 0], [0, 0, 1], [0, 0, 0]]],
                    [[[0.0, 0, 0], [1, 1, 0], [0, 0, 0]], [[0.0, 0, 0], [0, 0, 0], [0, 0, 0]]],
                ],
                dtype=torch.float64,
            ),
            torch.tensor([-0.0, 3.0], dtype=torch.float64),
            torch.tensor([[[[1.0]]], [[[2.0]]]], dtype=torch.float64),
            2,
        ),
        checks.Example(
            torch.tensor([[[[1.0, 10.0]]]]),
            torch.tensor([[[[1.0, -2.0]]]]),
            torch.zeros(1, 1, 3, 3),
            torch.zeros(1),
            torch.zeros(1, 1, 3, 3),
            torch.tensor([4.0]),
            torch.tensor([[[[-3.0]]]]),
        ),
    ],
)


# %% tests
def _grade_residual_block(examples):
    import torch
    from torch.nn.functional import conv2d

    from cnnkit.checks import Case, Mistake, grade, usual, values

    def parts(x, w1, b1, w2, b2, w_proj, stride, *, relu=True):
        first = conv2d(x, w1, b1, stride=stride, padding=1)
        branch = conv2d(first.relu() if relu else first, w2, b2, padding=1)
        return branch, x if w_proj is None else conv2d(x, w_proj, stride=stride)

    def expected(x, w1, b1, w2, b2, w_proj=None, stride=1):
        branch, skip = parts(x, w1, b1, w2, b2, w_proj, stride)
        return (branch + skip).relu()

    def made(change):
        def wrong(x, w1, b1, w2, b2, w_proj=None, stride=1):
            return change(*parts(x, w1, b1, w2, b2, w_proj, stride))

        return wrong

    def no_relu_between(x, w1, b1, w2, b2, w_proj=None, stride=1):
        branch, skip = parts(x, w1, b1, w2, b2, w_proj, stride, relu=False)
        return (branch + skip).relu()

    def stride_twice(x, w1, b1, w2, b2, w_proj=None, stride=1):
        first = conv2d(x, w1, b1, stride=stride, padding=1).relu()
        branch = conv2d(first, w2, b2, stride=stride, padding=1)
        return (branch + (x if w_proj is None else conv2d(x, w_proj, stride=stride))).relu()

    def stride_late(x, w1, b1, w2, b2, w_proj=None, stride=1):
        first = conv2d(x, w1, b1, padding=1).relu()
        branch = conv2d(first, w2, b2, stride=stride, padding=1)
        return (branch + (x if w_proj is None else conv2d(x, w_proj, stride=stride))).relu()

    def projected_if_needed(x, w1, b1, w2, b2, w_proj=None, stride=1):
        branch, skip = parts(x, w1, b1, w2, b2, w_proj, stride)
        return (branch + (x if x.shape == branch.shape else skip)).relu()

    def projected_for_channels(x, w1, b1, w2, b2, w_proj=None, stride=1):
        branch, skip = parts(x, w1, b1, w2, b2, w_proj, stride)
        return (branch + (x[:, :, ::stride, ::stride] if x.shape[1] == len(w2) else skip)).relu()

    def projection_without_stride(x, w1, b1, w2, b2, w_proj=None, stride=1):
        branch, _ = parts(x, w1, b1, w2, b2, None, stride)
        return (branch + (x if w_proj is None else conv2d(x, w_proj))).relu()

    def no_padding(x, w1, b1, w2, b2, w_proj=None, stride=1):
        branch = conv2d(conv2d(x, w1, b1, stride=stride).relu(), w2, b2)
        return (branch + (x if w_proj is None else conv2d(x, w_proj, stride=stride))).relu()

    def skip_from_the_middle(x, w1, b1, w2, b2, w_proj=None, stride=1):
        first = conv2d(x, w1, b1, stride=stride, padding=1).relu()
        return (conv2d(first, w2, b2, padding=1) + first).relu()

    def skip_before_the_second(x, w1, b1, w2, b2, w_proj=None, stride=1):
        first = conv2d(x, w1, b1, stride=stride, padding=1).relu()
        skip = x if w_proj is None else conv2d(x, w_proj, stride=stride)
        return conv2d(first + skip, w2, b2, padding=1).relu()

    def relu_of_projection(x, w1, b1, w2, b2, w_proj=None, stride=1):
        branch, skip = parts(x, w1, b1, w2, b2, w_proj, stride)
        return (branch + (skip if w_proj is None else skip.relu())).relu()

    early = "a ReLU stands before the sum. Then the branch can only add, and never take anything away."
    stride_hint = "the stride acts on the wrong convolution, or on both: the first one halves the map, and nothing else in the branch."
    mistakes = [
        Mistake("relu-before-the-sum", early, made(lambda branch, skip: branch.relu() + skip)),
        Mistake("relu-before-the-sum", early, made(lambda branch, skip: (branch.relu() + skip).relu())),
        Mistake(
            "no-relu-after-the-sum",
            "negative numbers are left. One ReLU stands behind the sum.",
            made(lambda branch, skip: branch + skip),
        ),
        Mistake(
            "no-relu-between",
            "between the two convolutions stands a ReLU. Without it they are one linear map.",
            no_relu_between,
        ),
        Mistake(
            "skip-left-out",
            "this is the branch alone. The input comes past it and is added.",
            made(lambda branch, skip: branch.relu()),
        ),
        Mistake(
            "concatenated",
            "branch and skip lie behind each other. A residual block adds them: the channels stay m.",
            made(lambda branch, skip: torch.cat([branch, skip], 1).relu()),
        ),
        Mistake(
            "concatenated",
            "branch and skip lie behind each other. A residual block adds them: the channels stay m.",
            made(lambda branch, skip: torch.cat([skip, branch], 1).relu()),
        ),
        Mistake(
            "skip-subtracted",
            "branch and skip are subtracted. The branch learns the difference, and the block adds it.",
            made(lambda branch, skip: (branch - skip).relu()),
        ),
        Mistake(
            "skip-subtracted",
            "branch and skip are subtracted. The branch learns the difference, and the block adds it.",
            made(lambda branch, skip: (skip - branch).relu()),
        ),
        Mistake(
            "averaged-with-the-skip",
            "branch and skip are averaged. Their sum is asked for.",
            made(lambda branch, skip: ((branch + skip) / 2).relu()),
        ),
        Mistake("stride-in-the-wrong-place", stride_hint, stride_twice),
        Mistake("stride-in-the-wrong-place", stride_hint, stride_late),
        Mistake(
            "projection-not-used",
            "a projection was given, and your skip is the input as it is. What is given is used, also where shapes agree.",
            projected_if_needed,
        ),
        Mistake(
            "projection-not-used",
            "a projection was given, and your skip takes every second pixel instead. What is given is used.",
            projected_for_channels,
        ),
        Mistake(
            "projection-not-used",
            "a projection was given, and your skip is the input as it is. Then the two cannot be added everywhere.",
            lambda x, w1, b1, w2, b2, w_proj=None, stride=1: expected(x, w1, b1, w2, b2, None, stride),
        ),
        Mistake(
            "projection-without-stride",
            "the projection keeps the size of the map while the branch makes it smaller. Which stride does it need?",
            projection_without_stride,
        ),
        Mistake(
            "no-padding",
            "each convolution of the branch makes the map smaller by a border. Padding 1 keeps its size.",
            no_padding,
        ),
        Mistake(
            "skip-from-the-middle",
            "what you add comes from behind the first convolution. The skip begins at the input of the block.",
            skip_from_the_middle,
        ),
        Mistake(
            "skip-before-the-second",
            "you add before the second convolution. The sum stands behind both.",
            skip_before_the_second,
        ),
        Mistake(
            "relu-on-the-skip",
            "the projected skip went through a ReLU. It is added as it is.",
            relu_of_projection,
        ),
        *usual(expected, bias="b1", weight="w1", kernel="w1", stride="stride", batch=True),
        *usual(expected, bias="b2", weight="w2", kernel="w2", top=False),
    ]
    double = torch.float64
    cases = [
        Case(
            3, values(1, 2, 2, 4, 5), values(2, 2, 2, 3, 3), values(3, 2), values(4, 2, 2, 3, 3), values(5, 2)
        ),
        Case(
            3,
            values(6, 1, 2, 5, 6),
            values(7, 3, 2, 3, 3),
            values(8, 3),
            values(9, 3, 3, 3, 3),
            values(10, 3),
            values(11, 3, 2, 1, 1),
            2,
        ),
        Case(
            2,
            values(12, 2, 2, 3, 3),
            values(13, 2, 2, 3, 3),
            values(14, 2),
            values(15, 2, 2, 3, 3),
            values(16, 2),
            w_proj=values(17, 2, 2, 1, 1),
        ),
        Case(
            2,
            values(18, 2, 3, 7, 4, dtype=double),
            values(19, 3, 3, 3, 3, dtype=double),
            values(20, 3, dtype=double),
            values(21, 3, 3, 3, 3, dtype=double),
            values(22, 3, dtype=double),
            values(23, 3, 3, 1, 1, dtype=double),
            3,
        ),
    ]
    return grade(
        "residual_block",
        lambda: residual_block,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
    )
