# ruff: noqa: E501
"""The task `template_scores` of the set basics; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## Template scores
#
# A linear classifier keeps one template for each class, a row of `weight`, as long as a flattened image. The score of a class is the dot product of image and template, plus the bias of that class.
#
# `template_scores(x, weight, bias)`
#
# | | shape | |
# |---|---|---|
# | `x` | `(n, d)` | $n$ flattened images |
# | `weight` | `(k, d)` | one template per class |
# | `bias` | `(k,)` | one number per class |
# | result | `(n, k)` | one score for every image and class |
#
# **Example.** One image `[1, 2]`, templates `[3, 0]` and `[1, 1]`, biases `[0, 10]`: the scores are $1\cdot3 + 2\cdot0 + 0 = 3$ and $1\cdot1 + 2\cdot1 + 10 = 13$.
#
# Off limits: `linear` (also as `nn.Linear`).
#
# <details><summary>Hint 1</summary>Write down the shapes. Which axis of <code>x</code> and which of <code>weight</code> disappear in the sum?</details>
# <details><summary>Hint 2</summary>A matrix product sums over the last axis of the first and the first axis of the second matrix. One of yours lies the wrong way round.</details>
# <details><summary>Hint 3</summary>A tensor of shape <code>(k,)</code> added to one of shape <code>(n, k)</code> is added to every row.</details>


# %% answer
def template_scores(x, weight, bias):
    ### BEGIN SOLUTION
    return x @ weight.T + bias
    ### END SOLUTION


# %% tries
checks.self_check(
    "template_scores",
    lambda: template_scores,
    [
        checks.Example(
            torch.tensor([[3.0, 13.0]]),
            torch.tensor([[1.0, 2.0]]),
            torch.tensor([[3.0, 0.0], [1.0, 1.0]]),
            torch.tensor([0.0, 10.0]),
        ),
        checks.Example(
            torch.tensor([[4.0, 0.0, -5.0], [9.0, 1.0, -2.0]]),
            torch.tensor([[0.0, 1.0], [1.0, 2.0]]),
            torch.tensor([[2.0, 3.0], [1.0, 0.0], [1.0, 2.0]]),
            torch.tensor([1.0, 0.0, -7.0]),
        ),
        checks.Example(
            torch.tensor([[-2.5, 1.0], [2.0, -6.0]], dtype=torch.float64),
            torch.tensor([[1.0, -2.0], [0.0, 3.0]], dtype=torch.float64),
            torch.tensor([[0.5, 1.0], [2.0, -1.0]], dtype=torch.float64),
            torch.tensor([-1.0, -3.0], dtype=torch.float64),
        ),
    ],
    off_limits=["linear"],
)


# %% tests
def _grade_template_scores(examples):
    import torch

    from cnnkit.checks import Case, Mistake, grade, usual, values

    def expected(x, weight, bias):
        return torch.einsum("nd,kd->nk", x, weight) + bias

    mistakes = [
        Mistake(
            "weight-not-transposed",
            "with as many classes as pixels the product fits both ways round; you sum over the classes.",
            lambda x, weight, bias: x @ weight + bias,
        ),
        Mistake(
            "weight-reshaped",
            "the weight is reshaped where it should be transposed: reshape keeps the order, it moves no axis.",
            lambda x, weight, bias: x @ weight.reshape(weight.T.shape) + bias,
        ),
        Mistake(
            "cosine",
            "the lengths of image and template were divided out. The score is the plain dot product.",
            lambda x, weight, bias: x @ weight.T / x.norm(dim=1, keepdim=True) / weight.norm(dim=1) + bias,
        ),
        Mistake(
            "bias-added-d-times",
            "the bias is inside the sum over pixels and comes in once a pixel. It belongs outside.",
            lambda x, weight, bias: x @ weight.T + bias * x.shape[1],
        ),
        *usual(expected, bias="bias", weight="weight", batch=True),
    ]
    double = torch.float64
    cases = [
        Case(4, values(1, 3, 5), values(2, 4, 5), values(3, 4)),
        Case(2, values(4, 1, 6), values(5, 2, 6), values(6, 2)),
        Case(2, values(7, 4, 4), values(8, 4, 4), values(9, 4)),
        Case(2, values(10, 2, 7, dtype=double), values(11, 3, 7, dtype=double), values(12, 3, dtype=double)),
    ]
    return grade(
        "template_scores",
        lambda: template_scores,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
        off_limits=["linear"],
    )
