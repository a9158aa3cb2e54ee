# ruff: noqa: E501
"""The task `fgsm` of the set visualization; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## One step that fools a network
#
# The gradient of the loss with respect to a *picture* says for each pixel which way the loss grows. The fast gradient sign method takes one step of the same length $\epsilon$ in every pixel, up or down as the gradient's sign says, so that the loss **grows**. What comes out must still be a picture: values from 0 to 1. About 5 minutes.
#
# `fgsm(x, grad, eps)`
#
# | | shape or type | |
# |---|---|---|
# | `x` | `(n, c, h, w)` | pictures, values from 0 to 1; float32 or float64 |
# | `grad` | `(n, c, h, w)` | gradient of the loss with respect to `x` |
# | `eps` | a number ≥ 0 | how far a pixel may move, in the same units as `x` |
# | result | `(n, c, h, w)` | the changed pictures, values from 0 to 1 |
#
# A pixel whose gradient is 0 stays as it is.
#
# **Example.** Pixels `0.5, 0.5, 0.5, 0.9` with gradients `1e-9, -30, 0, 2` and $\epsilon = 0.2$ become `0.7, 0.3, 0.5, 1.0`: how large a gradient is does not count, and 1.1 would be no pixel.
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>What is the sign of a number, and what is the sign of 0?</details>
# <details><summary>Hint 2</summary>Training goes down the loss. Which way do you want to go here?</details>
# <details><summary>Hint 3</summary>Two steps: move, then bring back into the range.</details>


# %% answer
def fgsm(x, grad, eps):
    ### BEGIN SOLUTION
    return (x + eps * grad.sign()).clamp(0, 1)
    ### END SOLUTION


# %% tries
double = torch.float64
row = lambda *pixels, dtype=torch.float32: torch.tensor(pixels, dtype=dtype).view(1, 1, 1, -1)
checks.self_check(
    "fgsm",
    lambda: fgsm,
    [
        checks.Example(row(0.7, 0.3, 0.5, 1.0), row(0.5, 0.5, 0.5, 0.9), row(1e-9, -30.0, 0.0, 2.0), 0.2),
        checks.Example(row(0.0, 1.0, 0.35), row(0.05, 0.95, 0.25), row(-3.0, 0.5, 0.02), 0.1),
        checks.Example(
            torch.cat([row(0.5, 0.75, 1.0, dtype=double), row(0.0, 0.75, 0.25, dtype=double)]),
            torch.cat([row(0.25, 0.5, 1.0, dtype=double), row(0.125, 1.0, 0.5, dtype=double)]),
            torch.cat([row(4.0, 1.0, 0.5, dtype=double), row(-0.5, -8.0, -2.0, dtype=double)]),
            0.25,
        ),
        checks.Example(row(0.5, 0.25), row(0.5, 0.25), row(-1.0, 1.0), 0),
    ],
)


# %% tests
def _grade_fgsm(examples):
    import torch

    from cnnkit.checks import Case, Mistake, grade, usual, values

    def along(direction, sign=1):
        """A step of eps along some direction, back into the range."""
        return lambda x, grad, eps: (x + sign * eps * direction(grad)).clamp(0, 1)

    def upward(grad):  # the sign, with 1 for 0
        return torch.where(grad >= 0, 1, -1).to(grad)

    def largest(grad):
        return grad.abs().amax((1, 2, 3), keepdim=True)

    def length(grad):
        return grad.square().sum((1, 2, 3), keepdim=True).sqrt()

    expected = along(torch.sign)
    sizes = "the step is longer where the gradient is larger. Every pixel moves by the same eps: only the direction counts."
    outside = "some values lie below 0 or above 1: they are no pixels."
    mistakes = [
        Mistake("sign-of-zero", "a pixel without a gradient moved. It stays.", along(upward), edge=True),
        Mistake(
            "sign-of-zero",
            "a pixel without a gradient moved. It stays.",
            along(lambda g: -upward(-g)),
            edge=True,
        ),
        Mistake("sign-left-out", sizes, along(lambda g: g)),
        Mistake("sign-left-out", sizes, lambda x, g, eps: x + eps * g),
        Mistake("sign-left-out", sizes, along(lambda g: g / largest(g))),
        Mistake("sign-left-out", sizes, along(lambda g: g / length(g))),
        Mistake("sign-left-out", sizes, along(lambda g: g / g.norm())),
        Mistake("sign-left-out", sizes, along(lambda g: g / g.abs().mean((1, 2, 3), keepdim=True))),
        Mistake("sign-left-out", sizes, along(lambda g: g / g.abs().mean())),
        Mistake("sign-left-out", sizes, along(torch.tanh)),
        Mistake("range-left-out", outside, lambda x, g, eps: x + eps * g.sign()),
        Mistake(
            "range-left-out",
            "some values lie above 1: they are no pixels.",
            lambda x, g, eps: (x + eps * g.sign()).clamp(min=0),
        ),
        Mistake(
            "range-left-out",
            "some values lie below 0: they are no pixels.",
            lambda x, g, eps: (x + eps * g.sign()).clamp(max=1),
        ),
        Mistake("downhill", "the loss falls: that step helps the network.", along(torch.sign, -1)),
        Mistake(
            "downhill",
            "the loss falls: that step helps the network. And some values are no pixels.",
            lambda x, g, eps: x - eps * g.sign(),
        ),
        Mistake(
            "divided-by-255",
            "eps was divided by 255. It comes in the units of x, whose pixels reach from 0 to 1.",
            lambda x, g, eps: expected(x, g, eps / 255),
        ),
        Mistake(
            "eps-left-out", "eps does not count: every pixel moved by 1.", lambda x, g, eps: expected(x, g, 1)
        ),
        Mistake(
            "only-the-change",
            "this is the change. Asked for is the changed picture.",
            lambda x, g, eps: eps * g.sign(),
        ),
        Mistake(
            "only-the-change",
            "this is the change. Asked for is the changed picture.",
            lambda x, g, eps: (eps * g.sign()).clamp(0, 1),
        ),
        Mistake(
            "change-cut",
            "the change was brought into the range, and the picture was not: pixels only get brighter.",
            lambda x, g, eps: x + (eps * g.sign()).clamp(0, 1),
        ),
        Mistake(
            "change-cut",
            "pixels only get brighter: where the gradient is negative they must get darker.",
            along(lambda g: g.sign().clamp(min=0)),
        ),
        Mistake(
            "signs-lost",
            "all pixels got brighter: the gradient's signs were lost.",
            along(lambda g: g.sign().abs()),
        ),
        Mistake(
            "sign-of-the-picture",
            "the sign was taken of the picture's step and not of the gradient.",
            lambda x, g, eps: (x + eps * g).sign().clamp(0, 1),
        ),
        Mistake(
            "stretched",
            "the range was reached by stretching all values. Only those outside of it are brought back.",
            lambda x, g, eps: (lambda y: (y - y.min()) / (y.max() - y.min()))(x + eps * g.sign()),
        ),
        Mistake(
            "multiplied",
            "pixels were multiplied, so dark ones hardly move. eps is added or taken off.",
            lambda x, g, eps: (x * (1 + eps * g.sign())).clamp(0, 1),
        ),
        Mistake(
            "sign-of-zero",
            "0 was divided by 0 where there is no gradient. What is the sign of 0?",
            along(lambda g: g / g.abs()),
            edge=True,
        ),
        Mistake(
            "sizes-left-in",
            "the step was limited, and small gradients still make small steps. Every pixel moves by the same eps: only the direction counts.",
            lambda x, g, eps: (x + g.clamp(-eps, eps)).clamp(0, 1),
        ),
        Mistake(
            "small-number-added",
            "gradients were divided by their size and a small number: one that is smaller still makes a small step.",
            along(lambda g: g / (g.abs() + 1e-8)),
            edge=True,
        ),
        Mistake(
            "stays-at-the-edge",
            "a pixel that would leave the range did not move at all. It goes to the end of the range.",
            lambda x, g, eps: (lambda y: torch.where((y < 0) | (y > 1), x, y))(x + eps * g.sign()),
        ),
        *usual(expected, batch=True, top=False),
    ]
    double = torch.float64
    picture = lambda seed, *shape, **kind: values(seed, *shape, low=0.0, high=1.0, **kind)
    still = values(8, 3, 2, 3, 4, low=-1, high=1)
    still[:, 1, ::2] = 0
    cases = [
        Case(3, picture(1, 2, 3, 4, 5), values(2, 2, 3, 4, 5, low=-0.01, high=0.01), 0.1),
        Case(2, picture(3, 1, 1, 6, 3), 9 * values(4, 1, 1, 6, 3), 0.03),
        Case(2, picture(5, 4, 2, 2, 7, dtype=double), values(6, 4, 2, 2, 7, dtype=double), 0.5),
        Case(2, picture(7, 3, 2, 3, 4), still, 8 / 255),
        Case(1, picture(9, 2, 1, 5, 2).round(), 1e-9 * values(10, 2, 1, 5, 2), 0.25),
    ]
    return grade("fgsm", lambda: fgsm, cases, examples=examples, expected=expected, mistakes=mistakes)
