# ruff: noqa: E501
"""The task `best_unit_template` of the set basics; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## The best template of length one
#
# A long template gives large scores to everything, so compare only templates of length 1: those with $\sqrt{w_1^2 + \dots + w_d^2} = 1$. Which of them gives the image `x` the highest score $w \cdot x$?
#
# `best_unit_template(x)`
#
# | | shape | |
# |---|---|---|
# | `x` | `(d,)` | one flattened image, of any sign, not all zeros |
# | result | `(d,)` | the template of length 1 whose score for `x` is highest |
#
# **Example.** For `x = [3, 4]` the template `[1, 0]` scores 3 and `[0, 1]` scores 4. A template that leans both ways scores more: 5 at best. Which one is it?
#
# Off limits: `normalize`.
#
# <details><summary>Hint 1</summary>For two arrows of given lengths, when is the dot product largest? Look at the angle between them.</details>
# <details><summary>Hint 2</summary>The best template points exactly where the image points. Only its length is different.</details>
# <details><summary>Hint 3</summary>Test your result: squared and summed it must give 1, and its signs must be those of <code>x</code>.</details>


# %% answer
def best_unit_template(x):
    ### BEGIN SOLUTION
    return x / (x * x).sum().sqrt()
    ### END SOLUTION


# %% tries
checks.self_check(
    "best_unit_template",
    lambda: best_unit_template,
    [
        checks.Example(torch.tensor([0.6, 0.8]), torch.tensor([3.0, 4.0])),
        checks.Example(torch.tensor([0.0, -1.0, 0.0]), torch.tensor([0.0, -7.0, 0.0])),
        checks.Example(torch.tensor([-1.0], dtype=torch.float64), torch.tensor([-2.0], dtype=torch.float64)),
        checks.Example(torch.tensor([0.6, -0.8]), torch.tensor([0.03, -0.04])),
    ],
    off_limits=["normalize"],
)


# %% tests
def _grade_best_unit_template(examples):
    import torch

    from cnnkit.checks import Case, Mistake, Symptom, grade, values

    def expected(x):
        return x / torch.linalg.vector_norm(x)

    mistakes = [
        Mistake(
            "not-scaled",
            "this is the image itself. It points the right way, but its length is not 1.",
            lambda x: x,
        ),
        Mistake(
            "divided-by-sum",
            "the entries sum to 1, but the length is the root of the sum of squares.",
            lambda x: x / x.sum(),
        ),
        Mistake(
            "divided-by-sum",
            "the sizes of the entries sum to 1, but the length is the root of the sum of squares.",
            lambda x: x / x.abs().sum(),
        ),
        Mistake(
            "divided-by-max",
            "the largest entry is 1, so the whole template is longer than 1.",
            lambda x: x / x.max(),
        ),
        Mistake(
            "divided-by-max",
            "the largest entry is 1 in size, so the whole template is longer than 1.",
            lambda x: x / x.abs().max(),
        ),
        Mistake(
            "sign-lost",
            "all entries are positive. Where the image is negative, such a template loses score.",
            lambda x: x.abs() / x.norm(),
        ),
        Mistake(
            "squared-length",
            "you divided by the square of the length: a root is missing.",
            lambda x: x / (x @ x),
        ),
        Mistake(
            "opposite",
            "this template points away from the image: it has the lowest score of all.",
            lambda x: -x / x.norm(),
        ),
        Mistake(
            "mean-removed",
            "the mean was taken out first, and that turns the template away from the image.",
            lambda x: (x - x.mean()) / (x - x.mean()).norm(),
        ),
        Mistake(
            "one-pixel",
            "one pixel alone has all the weight. Weight on the other pixels would add score.",
            lambda x: torch.eye(len(x), dtype=x.dtype)[x.argmax()],
        ),
        Mistake(
            "mean-square",
            "you divided by the root of the mean of the squares. The length has the sum.",
            lambda x: x / x.square().mean().sqrt(),
        ),
    ]
    symptoms = [
        Symptom(
            "length-not-one",
            "squared and summed, your entries do not give 1: the length is another.",
            lambda result, x: abs(float(result.double().square().sum()) - 1) > 1e-5,
        ),
        Symptom(
            "other-direction",
            "the length is 1, but the template points elsewhere than the image: look at the ratio of two entries.",
            lambda result, x: result.shape == x.shape,
        ),
    ]
    cases = [
        Case(5, values(1, 5)),
        Case(1, torch.tensor([-2.5])),
        Case(2, values(2, 8, low=0.5, high=3.0, dtype=torch.float64)),
        Case(2, values(3, 6, low=-0.002, high=0.001)),
    ]
    return grade(
        "best_unit_template",
        lambda: best_unit_template,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
        symptoms=symptoms,
        off_limits=["normalize"],
    )
