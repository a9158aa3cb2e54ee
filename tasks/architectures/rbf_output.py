# ruff: noqa: E501
"""The task `rbf_output` of the set architectures; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## Which drawing is nearest?
#
# The last hidden layer of LeNet-5 has 84 units, which is 7 times 12: what it says is compared with small drawings of the ten digits, each stored as 84 numbers, its *code*. Output unit $i$ adds up the squared differences to code $i$: $y_i = \sum_j (x_j - w_{ij})^2$. About 6 minutes.
#
# `rbf_output(x, codes)`
#
# | | shape | |
# |---|---|---|
# | `x` | `(d,)` | what the units say, 84 numbers in LeNet-5; float32 or float64 |
# | `codes` | `(K, d)` | the drawings $w$, one in each row, ten in LeNet-5 |
# | result | `(K,)` | $y$: one number for each drawing, of the type of `x`; the *smallest* belongs to the drawing that is most alike |
#
# **Example.** `x = [1, -1, 1]`, codes `[[1, -1, 1], [1, 1, -1]]`. The first code agrees everywhere: 0. The second differs by 0, 2 and 2: $0 + 4 + 4 = 8$. So `[0, 8]`, and class 0 wins.
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>The shapes <code>(d,)</code> and <code>(K, d)</code> fit together: take one off the other, and look at the shape that comes out.</details>
# <details><summary>Hint 2</summary>Of the two axes of that result, which one has to disappear?</details>


# %% answer
def rbf_output(x, codes):
    ### BEGIN SOLUTION
    return (x - codes).square().sum(1)
    ### END SOLUTION


# %% tries
double = torch.float64
checks.self_check(
    "rbf_output",
    lambda: rbf_output,
    [
        checks.Example(
            torch.tensor([0.0, 8.0]),
            torch.tensor([1.0, -1.0, 1.0]),
            torch.tensor([[1.0, -1.0, 1.0], [1.0, 1.0, -1.0]]),
        ),
        checks.Example(
            torch.tensor([6.25, 2.25, 21.25], dtype=double),
            torch.tensor([0.5, -2.0], dtype=double),
            torch.tensor([[2.0, 0.0], [0.5, -0.5], [-3.0, 1.0]], dtype=double),
        ),
        checks.Example(
            torch.tensor([4.0]), torch.tensor([-1.0, 2.0, 0.0, 3.0]), torch.tensor([[-1.0, 0.0, 0.0, 3.0]])
        ),
    ],
)


# %% tests
def _grade_rbf_output(examples):
    import torch

    from cnnkit.checks import Case, Mistake, grade, usual, values

    def expected(x, codes):
        return (x - codes).square().sum(1)

    product = "these are products with the codes. A large product is not a small distance."
    root = "the root was taken. The sum of squares is asked for as it is."
    axis = "the squares were added over the codes. Each code has its own sum, over its numbers."
    place = "this is the place of a drawing. Asked for are the sums themselves, one for each drawing."
    cancel = "differences of opposite sign cancelled each other. Each is squared before they are added."
    halved = "a half stands before the sum. The formula has none."
    mistakes = [
        Mistake("products", product, lambda x, codes: codes @ x),
        Mistake("products", product, lambda x, codes: -(codes @ x)),
        Mistake("root-taken", root, lambda x, codes: expected(x, codes).sqrt()),
        Mistake(
            "averaged",
            "the mean of the squared differences is not their sum.",
            lambda x, codes: (x - codes).square().mean(1),
        ),
        Mistake("added-over-the-codes", axis, lambda x, codes: (x - codes).square().sum(0)),
        Mistake("place", place, lambda x, codes: expected(x, codes).argmin()),
        Mistake("place", place, lambda x, codes: int(expected(x, codes).argmin())),
        Mistake("place", place, lambda x, codes: int(expected(x, codes).argmax())),
        Mistake(
            "negated",
            "the sums have a minus. That makes scores of them, and the largest would win; asked for are the distances.",
            lambda x, codes: -expected(x, codes),
        ),
        Mistake("signs-cancel", cancel, lambda x, codes: (x - codes).sum(1).square()),
        Mistake("signs-cancel", cancel, lambda x, codes: (x - codes).sum(1)),
        Mistake(
            "sizes-added",
            "the sizes of the differences were added. Their squares are asked for.",
            lambda x, codes: (x - codes).abs().sum(1),
        ),
        Mistake(
            "signs-compared",
            "only the signs were compared. How far the numbers lie apart counts too.",
            lambda x, codes: (x.sign() != codes.sign()).sum(1).to(x.dtype),
        ),
        Mistake(
            "signs-compared",
            "only the signs were compared. How far the numbers lie apart counts too.",
            lambda x, codes: (x.sign() - codes).square().sum(1),
        ),
        Mistake(
            "bell-curve",
            "a bell curve was laid over the distance. The paper's units give the sum of squares as it is.",
            lambda x, codes: (-expected(x, codes)).exp(),
        ),
        Mistake(
            "bell-curve",
            "a bell curve was laid over the distance. The paper's units give the sum of squares as it is.",
            lambda x, codes: (-expected(x, codes) / 2).exp(),
        ),
        Mistake(
            "squares-subtracted",
            "the squares were subtracted from each other. Subtract first, then square.",
            lambda x, codes: (x.square() - codes.square()).sum(1),
        ),
        Mistake(
            "added-for-subtracted",
            "the codes were added to x. Their difference is asked for.",
            lambda x, codes: (x + codes).square().sum(1),
        ),
        Mistake("halved", halved, lambda x, codes: expected(x, codes) / 2),
        Mistake(
            "not-added",
            "these are the squares one by one. They are added for each drawing.",
            lambda x, codes: (x - codes).square(),
        ),
        Mistake(
            "one-sum",
            "everything was added into one number. Each drawing has its own sum.",
            lambda x, codes: expected(x, codes).sum(),
        ),
        *usual(expected, top=True),
    ]

    def drawings(seed, K, d, dtype=torch.float32):
        """Codes of −1 and 1, as the paper has them."""
        return values(seed, K, d, dtype=dtype).sign()

    double = torch.float64
    cases = [
        Case(3, values(1, 84), drawings(2, 10, 84)),
        Case(2, values(3, 12, dtype=double), drawings(4, 5, 12, double)),
        Case(2, values(5, 7), 3 * values(6, 9, 7)),
        Case(1, values(7, 6), values(8, 6, 6)),
        Case(1, values(9, 20), values(10, 1, 20)),
        Case(1, 4 * values(11, 3, dtype=double), values(12, 8, 3, dtype=double)),
    ]
    return grade(
        "rbf_output",
        lambda: rbf_output,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
    )
