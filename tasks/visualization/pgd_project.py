# ruff: noqa: E501
"""The task `pgd_project` of the set visualization; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## Back into the cube
#
# An attack in many steps wanders off. After each step it is brought back to the nearest allowed picture: one in which **no pixel** is further than $\epsilon$ from where it started (L∞), and all values lie from 0 to 1. About 5 minutes.
#
# `pgd_project(x_adv, x0, eps)`
#
# | | shape or type | |
# |---|---|---|
# | `x_adv` | `(n, c, h, w)` | where the attack is now; any values; float32 or float64 |
# | `x0` | `(n, c, h, w)` | where it started, values from 0 to 1 |
# | `eps` | a number ≥ 0 | how far a pixel may be from its start |
# | result | `(n, c, h, w)` | the nearest allowed pictures |
#
# **Example.** A pixel started at 0.5, $\epsilon = 0.1$. From 0.55 it need not move: 0.55. From 0.9 it goes back to 0.6, from 0.1 to 0.4. One that started at 0.95 and stands at 1.2 goes to 1.0.
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>Do one pixel: between which two numbers may it lie?</details>
# <details><summary>Hint 2</summary>How far has it come from its start? That difference may lie from −eps to eps; what do you add it to?</details>
# <details><summary>Hint 3</summary>A pixel that is allowed already must not move. Test yours with <code>x_adv = x0</code>.</details>


# %% answer
def pgd_project(x_adv, x0, eps):
    ### BEGIN SOLUTION
    change = (x_adv - x0).clamp(-eps, eps)
    return (x0 + change).clamp(0, 1)
    ### END SOLUTION


# %% tries
double = torch.float64
row = lambda *pixels, dtype=torch.float32: torch.tensor(pixels, dtype=dtype).view(1, 1, 1, -1)
checks.self_check(
    "pgd_project",
    lambda: pgd_project,
    [
        checks.Example(row(0.55, 0.6, 0.4, 1.0), row(0.55, 0.9, 0.1, 1.2), row(0.5, 0.5, 0.5, 0.95), 0.1),
        checks.Example(row(0.0, 0.3, 0.78), row(-0.4, -0.1, 0.78), row(0.1, 0.5, 0.7), 0.2),
        checks.Example(
            torch.cat([row(0.5, 0.5, dtype=double), row(1.0, 0.125, dtype=double)]),
            torch.cat([row(0.5, 3.0, dtype=double), row(1.0, 0.125, dtype=double)]),
            torch.cat([row(0.5, 0.25, dtype=double), row(0.875, 0.25, dtype=double)]),
            0.25,
        ),
        checks.Example(row(0.3, 0.8), row(0.9, 0.1), row(0.3, 0.8), 0),
    ],
)


# %% tests
def _grade_pgd_project(examples):
    import torch

    from cnnkit.checks import Case, Mistake, grade, usual, values

    def by(change):
        """Bring back by some rule for the change, then into the range."""
        return lambda x_adv, x0, eps: (x0 + change(x_adv - x0, eps)).clamp(0, 1)

    def in_a_sphere(whole):
        def shortened(change, eps):
            length = change.square().sum(None if whole else (1, 2, 3), keepdim=not whole).sqrt()
            return change * (eps / length.clamp(min=1e-12)).clamp(max=1)

        return shortened

    def scaled(whole):
        def shortened(change, eps):
            top = change.abs().max() if whole else change.abs().amax((1, 2, 3), keepdim=True)
            return change * (eps / top.clamp(min=1e-12)).clamp(max=1)

        return shortened

    expected = by(lambda change, eps: change.clamp(-eps, eps))
    shrunk = "all changes shrank together until the largest fitted. Each pixel is brought back by itself, and one that is near enough stays."
    sphere = "the change was shortened by its length (L2): a ball. Here each pixel has its own limit: a cube."
    mistakes = [
        Mistake(
            "round-the-wrong-centre",
            "the cube stands round x_adv. It stands round the start, and x_adv is what is brought back.",
            lambda a, x, eps: expected(x, a, eps),
        ),
        Mistake(
            "round-the-wrong-centre",
            "the cube stands round x_adv. It stands round the start, and x_adv is what is brought back.",
            lambda a, x, eps: a + (x - a).clamp(-eps, eps),
        ),
        Mistake(
            "range-left-out",
            "some values lie outside of 0 to 1: they are no pixels.",
            lambda a, x, eps: x + (a - x).clamp(-eps, eps),
        ),
        Mistake(
            "range-left-out",
            "some values lie above 1: they are no pixels.",
            lambda a, x, eps: (x + (a - x).clamp(-eps, eps)).clamp(min=0),
        ),
        Mistake(
            "range-left-out",
            "some values lie below 0: they are no pixels.",
            lambda a, x, eps: (x + (a - x).clamp(-eps, eps)).clamp(max=1),
        ),
        Mistake(
            "cube-left-out",
            "only the range 0 to 1 was seen to. How far a pixel may be from its start did not count.",
            lambda a, x, eps: a.clamp(0, 1),
        ),
        Mistake("length-shortened", sphere, by(in_a_sphere(False))),
        Mistake("length-shortened", sphere, by(in_a_sphere(True))),
        Mistake("length-shortened", sphere, lambda a, x, eps: x + in_a_sphere(False)(a - x, eps)),
        Mistake("all-shrunk", shrunk, by(scaled(False))),
        Mistake("all-shrunk", shrunk, by(scaled(True))),
        Mistake(
            "always-at-the-edge",
            "every pixel stands eps from its start, also those that had not come so far.",
            by(lambda change, eps: eps * change.sign()),
        ),
        Mistake(
            "one-side-only",
            "a pixel that has become too dark was not brought back.",
            by(lambda change, eps: change.clamp(max=eps)),
        ),
        Mistake(
            "one-side-only",
            "a pixel that has become too bright was not brought back.",
            by(lambda change, eps: change.clamp(min=-eps)),
        ),
        Mistake(
            "only-brighter",
            "pixels that became darker went back to their start: the change may be negative.",
            by(lambda change, eps: change.clamp(0, eps)),
        ),
        Mistake(
            "only-the-change",
            "this is the change that is allowed. Asked for is the picture.",
            lambda a, x, eps: (a - x).clamp(-eps, eps),
        ),
        Mistake(
            "only-the-change",
            "this is the change that is allowed. Asked for is the picture.",
            lambda a, x, eps: (a - x).clamp(-eps, eps).clamp(0, 1),
        ),
        Mistake(
            "change-added-again",
            "the change was added to where the attack is. It belongs to where it started.",
            lambda a, x, eps: (a + (a - x).clamp(-eps, eps)).clamp(0, 1),
        ),
        Mistake(
            "change-turned-round",
            "the change has the wrong sign: a pixel that became brighter is now darker than its start.",
            by(lambda change, eps: -change.clamp(-eps, eps)),
        ),
        Mistake(
            "pixels-for-change",
            "the pixels themselves were kept from −eps to eps. That holds for how far they have come.",
            lambda a, x, eps: a.clamp(-eps, eps),
        ),
        Mistake(
            "pixels-for-change",
            "the pixels themselves were kept from −eps to eps. That holds for how far they have come.",
            lambda a, x, eps: a.clamp(-eps, eps).clamp(0, 1),
        ),
        Mistake(
            "pixels-for-change",
            "the pixels themselves were kept from −eps to eps. That holds for how far they have come.",
            lambda a, x, eps: (x + a.clamp(-eps, eps)).clamp(0, 1),
        ),
        Mistake(
            "eps-halved",
            "a pixel may come eps to each side, and not half of it.",
            lambda a, x, eps: expected(a, x, eps / 2),
        ),
        Mistake(
            "eps-doubled",
            "a pixel may come eps to each side, and no further.",
            lambda a, x, eps: expected(a, x, 2 * eps),
        ),
        Mistake(
            "divided-by-255",
            "eps was divided by 255. It comes in the units of the pixels.",
            lambda a, x, eps: expected(a, x, eps / 255),
        ),
        Mistake(
            "back-to-the-start",
            "a pixel that went too far went all the way back. The nearest allowed value is eps from its start.",
            by(lambda change, eps: torch.where(change.abs() <= eps, change, 0)),
        ),
        Mistake(
            "eps-taken-off-once",
            "a pixel that went too far was moved by eps. It goes to where it is eps from its start.",
            lambda a, x, eps: (a - eps * ((a - x) > eps) + eps * ((a - x) < -eps)).clamp(0, 1),
        ),
        Mistake(
            "range-made-narrower",
            "the range was made narrower by eps, wherever the pixel started.",
            lambda a, x, eps: a.clamp(eps, 1 - eps),
        ),
        Mistake(
            "whole-picture-back",
            "one pixel too far sent the whole picture back. Each pixel is brought back by itself.",
            lambda a, x, eps: torch.where((a - x).abs().amax((1, 2, 3), keepdim=True) > eps, x, a).clamp(
                0, 1
            ),
        ),
        *usual(expected, batch=True, top=False),
    ]
    double = torch.float64
    start = lambda seed, *shape, **kind: values(seed, *shape, low=0.0, high=1.0, **kind)
    cases = [
        Case(3, start(1, 2, 3, 4, 5) + values(2, 2, 3, 4, 5, low=-0.3, high=0.3), start(1, 2, 3, 4, 5), 0.1),
        Case(2, values(3, 1, 1, 6, 3, low=-1), start(4, 1, 1, 6, 3), 0.4),
        Case(
            2,
            start(5, 4, 2, 2, 7, dtype=double) + values(6, 4, 2, 2, 7, low=-0.05, high=0.05, dtype=double),
            start(5, 4, 2, 2, 7, dtype=double),
            8 / 255,
        ),
        Case(2, start(7, 3, 2, 3, 4), start(8, 3, 2, 3, 4).round(), 0.25),
        Case(1, start(9, 2, 1, 5, 2), start(10, 2, 1, 5, 2), 1),
    ]
    return grade(
        "pgd_project", lambda: pgd_project, cases, examples=examples, expected=expected, mistakes=mistakes
    )
