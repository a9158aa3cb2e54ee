# ruff: noqa: E501
"""The task `dream_step` of the set visualization; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## One step of a dream
#
# The gradients that come back from a deep layer are tiny, those from an early one are large. So that one rate serves both, a dream's step is divided by the mean size of the gradient: a pixel then moves by `lr` on average, in every layer. What comes out must still be a picture. About 6 minutes.
#
# `dream_step(x, grad, lr)`
#
# | | shape or type | |
# |---|---|---|
# | `x` | `(n, c, h, w)` | pictures, values from 0 to 1; float32 or float64 |
# | `grad` | `(n, c, h, w)` | gradient of what is to **grow** with respect to `x` |
# | `lr` | a number > 0 | how far a pixel moves, on average |
# | result | `(n, c, h, w)` | the pictures after the step, values from 0 to 1 |
#
# The mean of $|\text{grad}|$ is taken over all numbers of one picture; each picture has its own. A picture whose gradient is 0 everywhere stays as it is.
#
# **Example.** One picture with the pixels `0.5, 0.5, 0.5, 0.9` and the gradients `1, -2, 0, 5`. The mean size is 2, so with `lr = 0.1` the steps are `0.05, -0.1, 0, 0.25`, and the picture becomes `0.55, 0.4, 0.5, 1.0`: 1.15 would be no pixel.
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>Gradients have both signs, so their mean is near 0. Of what is the mean meant?</details>
# <details><summary>Hint 2</summary><code>keepdim=True</code> leaves a shape that divides a picture by its own number.</details>
# <details><summary>Hint 3</summary>What is 0 divided by 0? Which pictures does it concern? A small number added below is no cure: a gradient may be smaller.</details>


# %% answer
def dream_step(x, grad, lr):
    ### BEGIN SOLUTION
    size = grad.abs().mean((1, 2, 3), keepdim=True)  # n 1 1 1
    size = torch.where(size > 0, size, torch.ones_like(size))
    return (x + lr * grad / size).clamp(0, 1)
    ### END SOLUTION


# %% tries
double = torch.float64
row = lambda *pixels, dtype=torch.float32: torch.tensor(pixels, dtype=dtype).view(1, 1, 1, -1)
checks.self_check(
    "dream_step",
    lambda: dream_step,
    [
        checks.Example(row(0.55, 0.4, 0.5, 1.0), row(0.5, 0.5, 0.5, 0.9), row(1.0, -2.0, 0.0, 5.0), 0.1),
        checks.Example(row(0.7, 0.45, 0.35, 0.5), row(0.5, 0.5, 0.5, 0.5), row(4e-7, -1e-7, -3e-7, 0.0), 0.1),
        checks.Example(
            torch.cat([row(0.25, 1.0, dtype=double), row(0.375, 0.0, dtype=double)]),
            torch.cat([row(0.5, 0.75, dtype=double), row(0.25, 0.25, dtype=double)]),
            torch.cat([row(-100.0, 100.0, dtype=double), row(0.01, -0.03, dtype=double)]),
            0.25,
        ),
        checks.Example(
            torch.tensor([[[[0.5]], [[0.25]]], [[[0.0]], [[0.75]]]]),
            torch.tensor([[[[0.5]], [[0.25]]], [[[0.5]], [[0.5]]]]),
            torch.tensor([[[[0.0]], [[0.0]]], [[[-3.0]], [[1.0]]]]),
            0.5,
        ),
    ],
)


# %% tests
def _grade_dream_step(examples):
    import torch

    from cnnkit.checks import Case, Mistake, grade, usual, values

    def scaled(size, sign=1, legal=lambda x: x.clamp(0, 1)):
        def step(x, grad, lr):
            found = size(grad)
            found = torch.where(found != 0, found, torch.ones_like(found))
            return legal(x + sign * lr * grad / found)

        return step

    own = lambda g: g.abs().mean((1, 2, 3), keepdim=True)
    largest = lambda g: g.abs().amax((1, 2, 3), keepdim=True)
    expected = scaled(own)
    added = "a small number was added to the mean size. A gradient may be smaller still, and then hardly moves anything."
    spread = "the standard deviation was taken for the mean size."
    mistakes = [
        Mistake("downhill", "the step goes down: the layer will see less. What is to grow is climbed.", scaled(own, -1)),
        Mistake(
            "scaled-by-largest",
            "the largest gradient was taken for the mean size. One steep pixel then stops all others.",
            scaled(largest),
        ),
        Mistake(
            "scaled-by-largest",
            "the largest gradient of all pictures was taken for the mean size of each.",
            scaled(lambda g: g.abs().max()),
        ),
        Mistake(
            "not-scaled",
            "the gradient was not divided by anything: one rate does not fit all layers.",
            scaled(lambda g: torch.ones(())),
        ),
        Mistake(
            "mean-with-signs",
            "the mean of the gradients was taken, where plus and minus cancel. Take the mean of their sizes.",
            scaled(lambda g: g.mean((1, 2, 3), keepdim=True)),
        ),
        Mistake(
            "mean-with-signs",
            "the mean of all gradients was taken, where plus and minus cancel. Take the mean of their sizes.",
            scaled(lambda g: g.mean()),
        ),
        Mistake(
            "one-mean-for-all",
            "all pictures were divided by the same number. Each has its own.",
            scaled(lambda g: g.abs().mean()),
        ),
        Mistake(
            "mean-of-each-channel",
            "each channel was divided by a number of its own, so the channels lost their share of the step.",
            scaled(lambda g: g.abs().mean((2, 3), keepdim=True)),
        ),
        Mistake(
            "norm",
            "the gradient was divided by its length. With many pixels that is far more than the mean size.",
            scaled(lambda g: g.flatten(1).norm(dim=1)[:, None, None, None]),
        ),
        Mistake(
            "norm",
            "the gradient was divided by the length of all gradients together.",
            scaled(lambda g: g.norm()),
        ),
        Mistake(
            "root-mean-square",
            "the root of the mean square was taken for the mean size.",
            scaled(lambda g: g.square().mean((1, 2, 3), keepdim=True).sqrt()),
        ),
        Mistake(
            "sum",
            "the gradient was divided by the sum of its sizes: the steps together are lr, and not their mean.",
            scaled(lambda g: g.abs().sum((1, 2, 3), keepdim=True)),
        ),
        Mistake(
            "sign-only",
            "all pixels moved equally far. A pixel with a steeper gradient moves further.",
            lambda x, grad, lr: (x + lr * grad.sign()).clamp(0, 1),
        ),
        Mistake(
            "only-the-step",
            "this is the step alone. Return the pictures after it.",
            lambda x, grad, lr: expected(torch.full_like(x, 0.5), grad, lr) - 0.5,
        ),
        Mistake(
            "only-the-step",
            "this is the step alone. Return the pictures after it.",
            lambda x, grad, lr: lr * grad / torch.where(own(grad) > 0, own(grad), 1),
        ),
        Mistake(
            "range-forgotten",
            "values below 0 or above 1 are no pixels. Bring the pictures back into the range.",
            scaled(own, legal=lambda x: x),
        ),
        Mistake(
            "range-forgotten",
            "values above 1 are no pixels. The range has two ends.",
            scaled(own, legal=lambda x: x.clamp(min=0)),
            edge=True,
        ),
        Mistake(
            "range-forgotten",
            "values below 0 are no pixels. The range has two ends.",
            scaled(own, legal=lambda x: x.clamp(max=1)),
            edge=True,
        ),
        Mistake(
            "rescaled",
            "the picture was stretched to fill the range. Values inside it stay what they are.",
            scaled(own, legal=lambda x: (x - x.min()) / (x.max() - x.min())),
        ),
        Mistake(
            "zero-over-zero",
            "a gradient of 0 everywhere was divided by its mean size 0. Such a picture stays as it is.",
            lambda x, grad, lr: (x + lr * grad / own(grad)).clamp(0, 1),
            edge=True,
        ),
        Mistake("small-number-added", added, lambda x, grad, lr: (x + lr * grad / (own(grad) + 1e-8)).clamp(0, 1), edge=True),
        Mistake("small-number-added", added, lambda x, grad, lr: (x + lr * grad / (own(grad) + 1e-6)).clamp(0, 1), edge=True),
        Mistake(
            "mean-with-signs",
            "the size of the mean was taken. Take the mean of the sizes: plus and minus must not cancel.",
            scaled(lambda g: g.mean((1, 2, 3), keepdim=True).abs()),
        ),
        Mistake("spread-for-size", spread, scaled(lambda g: g.flatten(1).std(1)[:, None, None, None])),
        Mistake("spread-for-size", spread, scaled(lambda g: g.flatten(1).std(1, unbiased=False)[:, None, None, None])),
        Mistake(
            "spread-for-size",
            "the standard deviation of all gradients together was taken for the mean size of each.",
            scaled(lambda g: g.std()),
        ),
        Mistake(
            "mean-of-each-place",
            "the mean was taken over the pictures, place by place. Each picture has one.",
            scaled(lambda g: g.abs().mean(0, keepdim=True)),
        ),
        Mistake(
            "step-cut",
            "no pixel moves by more than lr. That is the average: a steep one moves further.",
            lambda x, grad, lr: (x + (lr * grad / torch.where(own(grad) > 0, own(grad), 1)).clamp(-lr, lr)).clamp(0, 1),
        ),
        Mistake(
            "all-stay",
            "one picture without a gradient keeps the others from moving.",
            lambda x, grad, lr: x if (own(grad) == 0).any() else expected(x, grad, lr),
            edge=True,
        ),
        *usual(expected, batch=True, item="picture", top=False),
    ]  # fmt: skip
    double = torch.float64
    some_zero = values(6, 3, 2, 5, 3)
    some_zero[1] = 0
    unlike = values(10, 4, 3, 2, 2) * torch.tensor([1e-3, 1.0, 50.0, 1e-6]).view(4, 1, 1, 1)
    cases = [
        Case(3, values(1, 2, 3, 4, 5, low=0.2, high=0.8), values(2, 2, 3, 4, 5, low=-6, high=6), 0.07),
        Case(1, values(3, 1, 1, 6, 3, low=0, high=1), values(4, 1, 1, 6, 3, low=-1, high=4), 0.4),
        Case(2, values(5, 3, 2, 5, 3, low=0, high=1), some_zero, 0.05),
        Case(2, values(7, 2, 1, 3, 7, low=0, high=1, dtype=double), values(8, 2, 1, 3, 7, dtype=double), 0.6),
        Case(2, values(9, 4, 3, 2, 2, low=0.3, high=0.7), unlike, 0.03),
    ]
    return grade(
        "dream_step",
        lambda: dream_step,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
    )
