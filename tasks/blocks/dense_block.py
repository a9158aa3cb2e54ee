# ruff: noqa: E501
"""The task `dense_block` of the set blocks; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## A dense block
#
# Nothing is ever thrown away: each layer reads all maps that were made before it, and what leaves the block is everything. About 20 minutes.
#
# `dense_block(x, weights)`
#
# | | shape or type | |
# |---|---|---|
# | `x` | `(n, c, h, w)` | what enters |
# | `weights` | list of `(κ, c_l, 3, 3)` | the kernels of each layer; layer $l$ reads $c_l$ maps and makes $κ$ new ones |
# | result | `(n, c + κ + κ + …, h, w)` | `x`, then the maps of layer 1, of layer 2, … |
#
# A layer is: 3×3 convolution of everything so far (padding 1, no bias), then ReLU. Maps that are handed on are left as they are.
#
# **Example.** One map enters, with the pixel 2. The first layer has a kernel with a 3 in its middle: it makes 6. The second one has two kernels, with middles 1 and −1, for the two maps there are: 2 − 6 = −4, and the ReLU makes 0 of it. The block gives 2, 6, 0.
#
# Nothing is off limits: use `torch.nn.functional.conv2d`.
#
# <details><summary>Hint 1</summary>Keep one tensor that holds all maps there are. What does the next layer read? What is put behind it afterwards?</details>
# <details><summary>Hint 2</summary>The kernels tell how many maps they want to read: <code>weights[1].shape[1]</code>. Does your second layer get as many?</details>
# <details><summary>Hint 3</summary>The ReLU belongs to the new maps alone. Negative pixels of <code>x</code> are still there at the end.</details>


# %% answer
def dense_block(x, weights):
    ### BEGIN SOLUTION
    for weight in weights:
        new = torch.nn.functional.conv2d(x, weight, padding=1).relu()
        x = torch.cat([x, new], dim=1)
    return x
    ### END SOLUTION


# %% tries
checks.self_check(
    "dense_block",
    lambda: dense_block,
    [
        checks.Example(
            torch.tensor([[[[2.0]], [[6.0]], [[0.0]]]]),
            torch.tensor([[[[2.0]]]]),
            [
                torch.tensor([[[[0.0, 0, 0], [0, 3, 0], [0, 0, 0]]]]),
                torch.tensor([[[[0.0, 0, 0], [0, 1, 0], [0, 0, 0]], [[0.0, 0, 0], [0, -1, 0], [0, 0, 0]]]]),
            ],
        ),
        checks.Example(
            torch.tensor(
                [
                    [[[-1.0, 2.0]], [[3.0, 0.0]], [[0.0, 2.0]], [[3.0, 9.0]]],
                    [[[4.0, -5.0]], [[0.0, 1.0]], [[4.0, 0.0]], [[12.0, 0.0]]],
                ],
                dtype=torch.float64,
            ),
            torch.tensor([[[[-1.0, 2.0]], [[3.0, 0.0]]], [[[4.0, -5.0]], [[0.0, 1.0]]]], dtype=torch.float64),
            [
                torch.tensor(
                    [[[[0.0, 0, 0], [0, 1, 0], [0, 0, 0]], [[0.0, 0, 0], [0, -1, 0], [0, 0, 0]]]],
                    dtype=torch.float64,
                ),
                torch.tensor(
                    [
                        [
                            [[0.0, 0, 0], [0, 1, 0], [0, 0, 0]],
                            [[0.0, 0, 0], [1, 0, 0], [0, 0, 0]],
                            [[0.0, 0, 0], [0, 2, 2], [0, 0, 0]],
                        ]
                    ],
                    dtype=torch.float64,
                ),
            ],
        ),
        checks.Example(torch.tensor([[[[1.0, -2.0]]]]), torch.tensor([[[[1.0, -2.0]]]]), []),
    ],
)


# %% tests
def _grade_dense_block(examples):
    import torch
    from torch.nn.functional import conv2d, pad

    from cnnkit.checks import Case, Mistake, grade, usual, values

    def made(x, weights, relu=torch.relu):
        """The input and the new maps of each layer."""
        parts = [x]
        for weight in weights:
            parts.append(relu(conv2d(torch.cat(parts, 1), weight, padding=1)))
        return parts

    def expected(x, weights):
        return torch.cat(made(x, weights), 1)

    def relu_before(x, weights):
        for weight in weights:
            x = torch.cat([x, conv2d(x.relu(), weight, padding=1)], 1)
        return x

    def relu_on_all(x, weights):
        for weight in weights:
            x = torch.cat([x, conv2d(x, weight, padding=1)], 1).relu()
        return x

    def new_in_front(x, weights):
        for weight in weights:
            x = torch.cat([conv2d(x, weight, padding=1).relu(), x], 1)
        return x

    def chained(x, weights):
        """Each layer reads the layer before it; where the kernels want more maps, torch refuses."""
        for weight in weights:
            x = conv2d(x, weight, padding=1).relu()
        return x

    def added(x, weights):
        for weight in weights:
            new = conv2d(x, weight, padding=1).relu()
            x = x + new
        return x

    def no_padding(x, weights):
        for weight in weights:
            x = torch.cat([x, conv2d(x, weight).relu()], 1)
        return x

    def padded_later(x, weights):
        for weight in weights:
            x = torch.cat([x, pad(conv2d(x, weight).relu(), (1, 1, 1, 1))], 1)
        return x

    def wide(x, weights):
        for weight in weights:
            x = torch.cat([x, conv2d(x, weight, padding=1).relu()], -1)
        return x

    def one_short(x, weights):
        return expected(x, weights[:-1])

    mistakes = [
        Mistake(
            "last-layer-only",
            "only the maps of the last layer are there. Everything leaves the block.",
            lambda x, weights: made(x, weights)[-1],
        ),
        Mistake(
            "input-left-out",
            "the maps that entered are missing in the result.",
            lambda x, weights: torch.cat(made(x, weights)[1:] or [x], 1),
        ),
        Mistake("last-layer-left-out", "the maps of the last layer are missing in the result.", one_short),
        Mistake(
            "order-of-maps",
            "all maps are there, in another order: x first, then layer 1, then layer 2.",
            lambda x, weights: torch.cat(made(x, weights)[::-1], 1),
        ),
        Mistake(
            "order-of-maps",
            "new maps are put in front. The kernels of the next layer expect them behind what was there.",
            new_in_front,
        ),
        Mistake(
            "layers-chained",
            "each layer reads the one before it alone. It reads everything that was made so far.",
            chained,
        ),
        Mistake(
            "maps-added",
            "new maps are added to the old ones. In a dense block they stand beside them.",
            added,
        ),
        Mistake(
            "relu-left-out",
            "no layer of yours has a ReLU.",
            lambda x, weights: torch.cat(made(x, weights, lambda t: t), 1),
        ),
        Mistake(
            "relu-on-old-maps",
            "the ReLU changes maps that are only handed on. It belongs to the new ones.",
            relu_on_all,
        ),
        Mistake(
            "relu-on-old-maps",
            "the ReLU changes maps that are only handed on. It belongs to the new ones.",
            lambda x, weights: expected(x, weights).relu(),
        ),
        Mistake(
            "relu-before-the-convolution",
            "the ReLU stands before the convolution. In this task it stands behind it.",
            relu_before,
        ),
        Mistake(
            "no-padding",
            "the new maps are smaller than the old ones. With padding 1 they fit beside each other.",
            no_padding,
        ),
        Mistake(
            "padded-afterwards",
            "zeros are put round the results. The padding belongs round what the convolution reads.",
            padded_later,
        ),
        Mistake(
            "joined-along-another-axis",
            "the new maps are joined along another axis than that of the maps.",
            wide,
        ),
        *usual(expected, batch=True, top=False),
    ]

    def kernels(seed, counts, dtype=torch.float32):
        """Of layers that make so many maps, and read `counts[0]` and all before."""
        return [
            values(seed + i, counts[i + 1], sum(counts[: i + 1]), 3, 3, dtype=dtype)
            for i in range(len(counts) - 1)
        ]

    double = torch.float64
    cases = [
        Case(3, values(1, 2, 2, 3, 4), kernels(2, [2, 2, 2])),
        Case(2, values(10, 1, 3, 4, 3), kernels(11, [3, 1, 1, 1])),
        Case(2, values(20, 3, 1, 2, 5, dtype=double), kernels(21, [1, 3, 3], double)),
        Case(2, values(30, 1, 2, 3, 3), kernels(31, [2, 4])),
        Case(1, values(40, 2, 2, 2, 2), []),
    ]
    return grade(
        "dense_block",
        lambda: dense_block,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
    )
