# ruff: noqa: E501
"""The task `dropout` of the set blocks; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## Dropout
#
# Write inverted dropout, the one of PyTorch. The mask is drawn for you, so that your result can be checked. About 8 minutes.
#
# `dropout(x, mask, p, train)`
#
# | | shape or type | |
# |---|---|---|
# | `x` | any | values of a layer |
# | `mask` | like `x` | 1 where a unit is kept, 0 where it is dropped |
# | `p` | a number | the probability to **drop** a unit, $0 \le p < 1$ |
# | `train` | `bool` | train or eval mode |
# | result | like `x` | |
#
# While training, dropped units are 0 and the survivors are scaled so that the *mean* over many masks is `x`. In eval mode nothing is dropped and nothing is scaled. A `p` outside of $0 \le p < 1$ must raise a `ValueError` in both modes.
#
# **Example.** `x` is 1, 2, 3, 4, 5, the mask drops the second, and `p` is 0.2: the result is 1.25, 0, 3.75, 5, 6.25.
#
# Off limits: everything in torch with `dropout` in its name.
#
# <details><summary>Hint 1</summary>With <code>p = 0.2</code> a unit is there in four of five masks. What must it be then, for the mean to be right?</details>
# <details><summary>Hint 2</summary>The mask is one draw. Does the scale depend on how many units this draw has kept?</details>
# <details><summary>Hint 3</summary>The eval mode has one short line.</details>


# %% answer
def dropout(x, mask, p, train):
    ### BEGIN SOLUTION
    if not 0 <= p < 1:
        raise ValueError(f"p={p}: from 0 on and below 1")
    return x * mask / (1 - p) if train else x.clone()
    ### END SOLUTION


# %% tries
row = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])
second = torch.tensor([1.0, 0.0, 1.0, 1.0, 1.0])
square = torch.tensor([[-2.0, 3.0], [8.0, 0.0]], dtype=torch.float64)
checks.self_check(
    "dropout",
    lambda: dropout,
    [
        checks.Example(torch.tensor([1.25, 0.0, 3.75, 5.0, 6.25]), row, second, 0.2, True),
        checks.Example(row, row, second, 0.2, False),
        checks.Example(
            torch.tensor([[-8.0, 0.0], [0.0, 0.0]], dtype=torch.float64),
            square,
            torch.tensor([[1.0, 0.0], [0.0, 1.0]], dtype=torch.float64),
            0.75,
            True,
        ),
        checks.Example(row, row, torch.ones(5), 0.0, True),
        checks.Example(ValueError, row, torch.zeros(5), 1.0, True),
        checks.Example(ValueError, row, second, -0.25, False),
    ],
    off_limits=["*dropout*"],
)


# %% tests
def _grade_dropout(examples):
    import torch

    from cnnkit.checks import Case, Mistake, grade, usual, values

    def made(train_mode, eval_mode=lambda x, mask, p: x + 0, legal=lambda p: 0 <= p < 1):
        def drop(x, mask, p, train):
            if not legal(p):
                raise ValueError
            return train_mode(x, mask, p) if train else eval_mode(x, mask, p)

        return drop

    def right(x, mask, p):
        return x * mask / (1 - p)

    def without_error(x, mask, p):
        return x * mask / (1 - p) if p != 1 else x * mask * torch.inf

    expected = made(right)
    at_test = "in eval mode the values are scaled. Whoever scales while training has nothing left to do."
    unchecked = "a p that is no probability to drop, or drops everything, is let through: raise a ValueError."
    mistakes = [
        Mistake(
            "classic",
            "you scale in eval mode and not while training. The means agree, but here training scales.",
            made(lambda x, mask, p: x * mask, lambda x, mask, p: x * (1 - p)),
        ),
        Mistake("scaled-at-test-too", at_test, made(right, lambda x, mask, p: x * (1 - p))),
        Mistake("scaled-at-test-too", at_test, made(right, lambda x, mask, p: x / (1 - p))),
        Mistake(
            "not-scaled",
            "the survivors stay as they are: on average the next layer reads too little.",
            made(lambda x, mask, p: x * mask),
        ),
        Mistake(
            "p-as-keep",
            "p is taken for the probability to keep. Here it is the one to drop.",
            made(lambda x, mask, p: x * mask / p if p else x * mask * torch.inf),
        ),
        Mistake(
            "times-p",
            "the survivors are multiplied by p. Does the mean over many masks come out right?",
            made(lambda x, mask, p: x * mask * p),
        ),
        Mistake(
            "times-keep",
            "the survivors become smaller. They must make up for those that are missing.",
            made(lambda x, mask, p: x * mask * (1 - p)),
        ),
        Mistake(
            "mask-reversed",
            "those with a 0 in the mask survive, and those with a 1 are dropped.",
            made(lambda x, mask, p: x * (1 - mask) / (1 - p)),
        ),
        Mistake(
            "mask-at-test",
            "units are dropped in eval mode. There all of them are at work.",
            made(right, right),
        ),
        Mistake(
            "mask-at-test",
            "units are dropped in eval mode. There all of them are at work.",
            made(right, lambda x, mask, p: x * mask),
        ),
        Mistake(
            "mode-reversed",
            "train and eval mode have changed places.",
            made(lambda x, mask, p: x + 0, right),
        ),
        Mistake(
            "share-of-this-mask",
            "you divide by the share that this very mask has kept. The scale is fixed by p.",
            made(lambda x, mask, p: x * mask * mask.numel() / mask.sum().clamp(min=1e-30)),
        ),
        Mistake(
            "survivors-gathered",
            "only the survivors are returned. The dropped ones keep their places, as zeros.",
            made(lambda x, mask, p: x[mask > 0] / (1 - p)),
        ),
        Mistake(
            "scaled-only",
            "nothing is dropped, all values are scaled.",
            made(lambda x, mask, p: x / (1 - p)),
        ),
        Mistake("p-unchecked", unchecked, made(without_error, legal=lambda p: True), edge=True),
        Mistake("p-unchecked", unchecked, made(without_error, legal=lambda p: p != 1), edge=True),
        Mistake("p-unchecked", unchecked, made(without_error, legal=lambda p: 0 <= p <= 1), edge=True),
        Mistake("p-unchecked", unchecked, made(without_error, legal=lambda p: p < 1), edge=True),
        Mistake(
            "p-zero-refused",
            "p = 0 is refused. It drops nobody, and is legal.",
            made(right, legal=lambda p: 0 < p < 1),
            edge=True,
        ),
        *usual(expected, top=False),
    ]

    def inputs(seed, *shape, p, train=True, dtype=torch.float32):
        x = values(seed, *shape, low=-4, high=4, dtype=dtype)
        mask = (values(seed + 1, *shape, low=0, high=1, dtype=torch.float64) > 0.45).to(dtype)
        return x, mask, p, train

    cases = [
        Case(2, *inputs(1, 3, 8, p=0.25)),
        Case(2, *inputs(11, 2, 5, 3, p=0.4, train=False)),
        Case(2, *inputs(21, 1, 4, 6, 2, p=0.9, dtype=torch.float64)),
        Case(1, *inputs(31, 7, p=0.5)),
        Case(1, *inputs(41, 3, 3, p=0.0)),
        Case(1, *inputs(51, 9, p=1)),
        Case(1, *inputs(61, 4, 2, p=-0.1, train=True)),
    ]
    return grade(
        "dropout",
        lambda: dropout,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
        off_limits=["*dropout*"],
    )
