# ruff: noqa: E501
"""The task `inversion_loss` of the set visualization; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## The loss that brings a picture back
#
# Of a picture only its code $\Phi_0$ is left, what one layer said of it. A candidate $x$ gets the code $\Phi(x)$ from the same layer. It is good if the codes agree, if its values are not extreme, and if neighbouring pixels are alike:
#
# $$ L = \frac{\sum (\Phi(x) - \Phi_0)^2}{\sum \Phi_0^2} + \lambda_\alpha \sum |x|^\alpha + \lambda_V \sum \left((x_{i,j+1} - x_{i,j})^2 + (x_{i+1,j} - x_{i,j})^2\right)^{\beta/2}. $$
#
# A candidate is improved by going *down* on $L$, so both priors are added. About 15 minutes.
#
# `inversion_loss(phi, phi0, x, alpha, la, beta, lv)`
#
# | | shape or type | |
# |---|---|---|
# | `phi`, `phi0` | any shape, both the same | the codes of the candidate and of the picture, `phi0` not all 0 |
# | `x` | `(c, h, w)` | the candidate; 0 is mid-grey, so values may be negative; float32 or float64, as the codes |
# | `alpha`, `beta` | numbers above 0 | powers |
# | `la`, `lv` | numbers, 0 or more | the weights $\lambda_\alpha$ and $\lambda_V$ |
# | result | one number | a Python float or a tensor without axes |
#
# The last sum runs over channels and over all pixels that have a neighbour on the right and one below. A picture of one row or column has none.
#
# **Example.** `phi` = `[2, 1]` and `phi0` = `[0, 1]` differ by 4 in squares, and `phi0` has 1: distance 4. Let `x` be one channel of rows `1 −2` and `0 0`. With `alpha` = 3 its values pay $1 + 8 = 9$; with `beta` = 2 its one corner pays $(-2-1)^2 + (0-1)^2 = 10$. With `la` = 2 and `lv` = 0.5: $4 + 2 \cdot 9 + 0.5 \cdot 10 = 27$.
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>Three lines, one for each term. Compute each of them for the example before you add anything.</details>
# <details><summary>Hint 2</summary>What does a negative value do in <code>x**3</code>, and what should it do here?</details>
# <details><summary>Hint 3</summary>An α-norm, as libraries have it, ends with a root. Is there one in the formula?</details>


# %% answer
def inversion_loss(phi, phi0, x, alpha, la, beta, lv):
    ### BEGIN SOLUTION
    distance = (phi - phi0).square().sum() / phi0.square().sum()
    values = x.abs().pow(alpha).sum()
    corner = x[:, :-1, :-1]
    right = x[:, :-1, 1:] - corner
    below = x[:, 1:, :-1] - corner
    roughness = (right.square() + below.square()).pow(beta / 2).sum()
    return (distance + la * values + lv * roughness).item()
    ### END SOLUTION


# %% tries
checks.self_check(
    "inversion_loss",
    lambda: inversion_loss,
    [
        checks.Example(
            27.0,
            torch.tensor([2.0, 1.0]),
            torch.tensor([0.0, 1.0]),
            torch.tensor([[[1.0, -2.0], [0.0, 0.0]]]),
            3,
            2.0,
            2,
            0.5,
        ),
        checks.Example(
            0.25,
            torch.tensor([[[2.0, 1.0], [0.0, -1.0]]]),
            torch.tensor([[[2.0, 0.0], [0.0, -2.0]]]),
            torch.zeros(2, 3, 4),
            6,
            1.0,
            1,
            1.0,
        ),
        checks.Example(
            250.5,
            torch.tensor([[3.0, -1.0]], dtype=torch.float64),
            torch.tensor([[1.0, 1.0]], dtype=torch.float64),
            torch.tensor([[[0.0, 3, 3], [-4, 3, 0]], [[0.0, 0, 2], [0, 0, 0]]], dtype=torch.float64),
            2,
            1.0,
            3,
            1.5,
        ),
        checks.Example(
            7.0,
            torch.tensor([1.0, 3.0]),
            torch.tensor([1.0, 1.0]),
            torch.tensor([[[2.0, -1.0, 0.0]]]),
            2,
            1.0,
            2,
            3.0,
        ),
    ],
)


# %% tests
def _grade_inversion_loss(examples):
    import torch

    from cnnkit.checks import Case, Mistake, grade, values

    def squares(x):
        corner = x[:, :-1, :-1]
        return (x[:, :-1, 1:] - corner).square() + (x[:, 1:, :-1] - corner).square()

    def distance(phi, phi0):
        return (phi - phi0).square().sum() / phi0.square().sum()

    def sizes(x, alpha):
        return x.abs().pow(alpha).sum()

    def roughness(x, beta):
        return squares(x).pow(beta / 2).sum()

    def made(distance=distance, sizes=sizes, roughness=roughness):
        """The loss with one of its terms computed in another way."""
        return lambda phi, phi0, x, alpha, la, beta, lv: (
            distance(phi, phi0) + la * sizes(x, alpha) + lv * roughness(x, beta)
        )

    def expected(phi, phi0, x, alpha, la, beta, lv):
        return made()(phi, phi0, x, alpha, la, beta, lv).item()

    def called(change):
        """The loss with its powers and weights changed."""
        return lambda phi, phi0, x, alpha, la, beta, lv: expected(phi, phi0, x, *change(alpha, la, beta, lv))

    def wrapped(x, beta):
        return ((x.roll(-1, 2) - x).square() + (x.roll(-1, 1) - x).square()).pow(beta / 2).sum()

    def apart(x, beta):
        return x.diff(dim=1).abs().pow(beta).sum() + x.diff(dim=2).abs().pow(beta).sum()

    def two_prices(phi, phi0, x, alpha, la, beta, lv):
        return distance(phi, phi0), la * sizes(x, alpha), lv * roughness(x, beta)

    def edges_too(x, beta):
        right, below = torch.zeros_like(x), torch.zeros_like(x)
        right[:, :, :-1], below[:, :-1] = x.diff(dim=2), x.diff(dim=1)
        return (right.square() + below.square()).pow(beta / 2).sum()

    def all_divided(phi, phi0, x, alpha, la, beta, lv):
        return distance(phi, phi0) + (la * sizes(x, alpha) + lv * roughness(x, beta)) / phi0.square().sum()

    mistakes = [
        Mistake(
            "sizes-of-grids",
            "the differences to the right and those downwards lie on grids of two sizes. Which pixels have both?",
            made(
                roughness=lambda x, beta: (
                    (x.diff(dim=2).square() + x.diff(dim=1).square()).pow(beta / 2).sum()
                )
            ),
        ),
        Mistake(
            "mean-of-the-codes",
            "the distance of the codes is a mean of squares. Compare it with the squares of phi0.",
            made(distance=lambda phi, phi0: (phi - phi0).square().mean()),
        ),
        Mistake(
            "all-divided",
            "the priors too were divided by the squares of phi0. Only the distance is.",
            all_divided,
        ),
        Mistake(
            "root-at-the-end",
            "the power was taken of the sum over all pixels. Each pixel has a power of its own.",
            made(roughness=lambda x, beta: squares(x).sum().pow(beta / 2)),
        ),
        Mistake(
            "sizes-added",
            "the sizes of the two differences were added, then raised. Their squares are added.",
            made(
                roughness=lambda x, beta: (
                    ((x[:, :-1, 1:] - x[:, :-1, :-1]).abs() + (x[:, 1:, :-1] - x[:, :-1, :-1]).abs())
                    .pow(beta)
                    .sum()
                )
            ),
        ),
        Mistake(
            "power-of-the-sum",
            "the power α was taken of the sum of all sizes. Each value has a power of its own.",
            made(sizes=lambda x, alpha: x.abs().sum().pow(alpha)),
        ),
        Mistake(
            "beta-rounded",
            "beta/2 was rounded to a whole number.",
            made(roughness=lambda x, beta: squares(x).pow(beta // 2).sum()),
        ),
        Mistake(
            "power-before-half",
            "the power was taken before beta was halved: brackets are missing.",
            made(roughness=lambda x, beta: (squares(x).pow(beta) / 2).sum()),
        ),
        Mistake(
            "one-or-two",
            "only beta = 1 and beta = 2 are handled. It may be any number above 0.",
            made(roughness=lambda x, beta: squares(x).sqrt().sum() if beta == 1 else squares(x).sum()),
        ),
        Mistake(
            "edges-counted",
            "pixels of the last row or column pay for the one neighbour that they have. Only those with both count.",
            made(roughness=edges_too),
        ),
        Mistake(
            "priors-subtracted",
            "a prior is taken off. This loss is minimised: what is unwanted has to be added.",
            called(lambda alpha, la, beta, lv: (alpha, -la, beta, -lv)),
        ),
        Mistake(
            "priors-subtracted",
            "a prior is taken off. This loss is minimised: what is unwanted has to be added.",
            called(lambda alpha, la, beta, lv: (alpha, -la, beta, lv)),
        ),
        Mistake(
            "priors-subtracted",
            "a prior is taken off. This loss is minimised: what is unwanted has to be added.",
            called(lambda alpha, la, beta, lv: (alpha, la, beta, -lv)),
        ),
        Mistake(
            "weights-swapped",
            "la weighs the roughness and lv the values. It is the other way round.",
            called(lambda alpha, la, beta, lv: (alpha, lv, beta, la)),
        ),
        Mistake(
            "powers-swapped",
            "alpha is used for the differences and beta for the values. It is the other way round.",
            called(lambda alpha, la, beta, lv: (beta, la, alpha, lv)),
        ),
        Mistake(
            "root-of-the-norm",
            "after the sum of |x| to the alpha a root was taken, as for a norm. The formula has none.",
            made(sizes=lambda x, alpha: sizes(x, alpha).pow(1 / alpha)),
        ),
        Mistake(
            "root-of-the-roughness",
            "after the sum over the pixels a root was taken. The formula has none.",
            made(roughness=lambda x, beta: roughness(x, beta).pow(1 / beta)),
        ),
        Mistake(
            "signed-powers",
            "negative values keep their sign in an odd power, or have none in a broken one. Which size has a negative value?",
            made(sizes=lambda x, alpha: x.pow(alpha).sum()),
        ),
        Mistake(
            "signed-powers",
            "values were added up before their size was taken, so that light and dark cancel.",
            made(sizes=lambda x, alpha: x.sum().abs().pow(alpha)),
        ),
        Mistake(
            "power-left-out",
            "alpha plays no part: the sizes were added without a power.",
            made(sizes=lambda x, alpha: x.abs().sum()),
        ),
        Mistake(
            "power-left-out",
            "alpha plays no part: squares were added.",
            made(sizes=lambda x, alpha: x.square().sum()),
        ),
        Mistake(
            "power-left-out",
            "beta plays no part in the roughness: squares were added.",
            made(roughness=lambda x, beta: squares(x).sum()),
        ),
        Mistake(
            "half-left-out",
            "the sum of two squares was raised to beta. It is a square already: look at the exponent again.",
            made(roughness=lambda x, beta: squares(x).pow(beta).sum()),
        ),
        Mistake(
            "not-compared-with-the-code",
            "the distance is not divided by the squares of phi0, so its size depends on the layer.",
            made(distance=lambda phi, phi0: (phi - phi0).square().sum()),
        ),
        Mistake(
            "divided-by-the-candidate",
            "the distance is divided by the squares of phi. The code that is looked for is phi0.",
            made(distance=lambda phi, phi0: (phi - phi0).square().sum() / phi.square().sum()),
        ),
        Mistake(
            "divided-by-the-length",
            "squares are divided by a length. Compare squares with squares.",
            made(distance=lambda phi, phi0: (phi - phi0).square().sum() / phi0.norm()),
        ),
        Mistake(
            "distance-not-squared",
            "lengths were divided, with a root in each. The formula has squares.",
            made(distance=lambda phi, phi0: (phi - phi0).norm() / phi0.norm()),
        ),
        Mistake(
            "number-by-number",
            "each number was divided by its own square. Sum above, sum below, and then one division.",
            made(distance=lambda phi, phi0: ((phi - phi0) / phi0).square().sum()),
        ),
        Mistake(
            "mean-for-sum",
            "a prior is the mean over the picture. Asked for are sums.",
            made(sizes=lambda x, alpha: x.abs().pow(alpha).mean()),
        ),
        Mistake(
            "mean-for-sum",
            "a prior is the mean over the picture. Asked for are sums.",
            made(roughness=lambda x, beta: squares(x).pow(beta / 2).mean()),
        ),
        Mistake(
            "mean-for-sum",
            "both priors are means over the picture. Asked for are sums.",
            made(
                sizes=lambda x, alpha: x.abs().pow(alpha).mean(),
                roughness=lambda x, beta: squares(x).pow(beta / 2).mean(),
            ),
        ),
        Mistake(
            "a-prior-left-out",
            "lv and the roughness are missing.",
            called(lambda alpha, la, beta, lv: (alpha, la, beta, 0)),
        ),
        Mistake(
            "a-prior-left-out",
            "la and the sizes of the values are missing.",
            called(lambda alpha, la, beta, lv: (alpha, 0, beta, lv)),
        ),
        Mistake(
            "a-prior-left-out",
            "this is the distance of the codes alone. Both priors are missing.",
            called(lambda alpha, la, beta, lv: (alpha, 0, beta, 0)),
        ),
        Mistake(
            "weights-left-out",
            "the priors are added without their weights.",
            called(lambda alpha, la, beta, lv: (alpha, 1, beta, 1)),
        ),
        Mistake(
            "wraps-around",
            "the last column or row is compared with the first: roll goes round. A picture has edges.",
            made(roughness=wrapped),
        ),
        Mistake(
            "directions-apart",
            "differences to the right and below were raised to powers one by one. Both squares of a pixel stand in one bracket.",
            made(roughness=apart),
        ),
        Mistake("not-summed", "these are the three terms. Asked for is their sum.", two_prices),
    ]
    double = torch.float64

    def codes(seed, *shape, dtype=torch.float32):
        return values(seed, *shape, dtype=dtype), values(seed + 1, *shape, dtype=dtype)

    cases = [
        Case(2, *codes(1, 4, 2, 3), values(3, 3, 5, 6, low=-1, high=1), 3, 0.25, 2, 0.125),
        Case(2, *codes(4, 5), values(6, 1, 4, 3, low=-1, high=1), 4.0, 0.5, 1, 2.0),
        Case(
            2,
            *codes(7, 2, 6, dtype=double),
            values(9, 2, 3, 7, low=-2, high=1, dtype=double),
            2.5,
            1.5,
            3,
            0.75,
        ),
        Case(2, *codes(10, 7, 3, 2), 0.5 * values(12, 4, 6, 2), 6, 0.0, 1.5, 0.375),
        Case(1, *codes(13, 3, 4, 5), values(15, 2, 1, 8), 1, 0.0625, 2, 3.0),
        Case(1, *codes(16, 9, dtype=double), values(18, 5, 2, 4, dtype=double), 5, 0.125, 2.5, 0),
    ]
    return grade(
        "inversion_loss",
        lambda: inversion_loss,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
    )
