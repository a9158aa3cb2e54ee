# ruff: noqa: E501
"""The task `probe` of the set architectures; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## A linear probe
#
# Features of a frozen network, a few labels, and no training loop: a linear head that is solved at once. It is what the section's experiment puts on every layer. About 15 minutes.
#
# `probe(train_x, train_y, test_x, K, l2)`
#
# | | shape or type | |
# |---|---|---|
# | `train_x` | `(m, d)` | one row of features for each labelled picture; float32 or float64 |
# | `train_y` | `(m,)` | their classes, 0 to `K` − 1 |
# | `test_x` | `(n, d)` | features of the pictures to be named |
# | `K` | ≥ 2 | how many classes there are |
# | `l2` | > 0 | how strongly large weights are punished |
# | result | list of `n` whole numbers | the class of each row of `test_x` |
#
# 1. *Standardize* both with the numbers of `train_x`: of each feature take off the mean and divide by the standard deviation, $z = (x - \mu)/\sigma$, where $\sigma^2$ is the mean of the squared deviations (divided by $m$). No feature is constant here.
# 2. Targets $y$ are rows of zeros with a 1 at the class. The bias is their mean over the training rows, $b = \frac{1}{m}\sum y$: of each class its share. It is not shrunk.
# 3. The weights make $\sum \lVert z W + b - y\rVert^2 + l_2 \lVert W\rVert^2$ as small as they can over the training rows: $W = (Z^\top Z + l_2 I)^{-1} Z^\top (Y - b)$, with the rows $z$ in $Z$.
# 4. The answer to a test row is the class with the largest score $z W + b$.
#
# **Example.** One feature, three training rows `[[-1.], [1.], [3.]]` of the classes `[0, 0, 1]`, `l2 = 3`. The mean is 1 and $\sigma = \sqrt{8/3} \approx 1.63$, so $z$ is −1.22, 0, 1.22, and $b$ is (⅔, ⅓). $Z^\top Z = 3$ and $Z^\top(Y - b) = (-1.22, 1.22)$, so $W = (-0.20, 0.20)$. A test row `[3.]` has $z = 1.22$ and the scores (0.42, 0.58): class 1. `[1.]` has the scores $b$: class 0.
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>Do not take the mean of the test rows: your answer to one picture would depend on the other pictures that are asked with it.</details>
# <details><summary>Hint 2</summary><code>torch.linalg.solve(A, B)</code> gives the X with A X = B. Which A and B are meant here?</details>
# <details><summary>Hint 3</summary><code>torch.nn.functional.one_hot</code> gives whole numbers. The rest of the sum wants the dtype of the features.</details>


# %% answer
def probe(train_x, train_y, test_x, K, l2):
    ### BEGIN SOLUTION
    mean, std = train_x.mean(0), train_x.std(0, unbiased=False)
    z, asked = (train_x - mean) / std, (test_x - mean) / std
    targets = torch.nn.functional.one_hot(train_y, K).to(z)
    bias = targets.mean(0)
    weights = torch.linalg.solve(z.T @ z + l2 * torch.eye(z.shape[1]).to(z), z.T @ (targets - bias))
    return (asked @ weights + bias).argmax(1).tolist()
    ### END SOLUTION


# %% tries
double = torch.float64
checks.self_check(
    "probe",
    lambda: probe,
    [
        checks.Example(
            [1, 0],
            torch.tensor([[-1.0], [1.0], [3.0]]),
            torch.tensor([0, 0, 1]),
            torch.tensor([[3.0], [1.0]]),
            2,
            3.0,
        ),
        checks.Example(
            [1, 0, 0, 1, 1, 1, 0],
            torch.tensor(
                [[5.0, 7.5], [5.0, 4.5], [4.5, 1.0], [5.0, 9.0], [5.0, 5.0], [5.0, 4.0], [5.0, 1.5]]
            ),
            torch.tensor([0, 0, 0, 1, 1, 0, 1]),
            torch.tensor(
                [[5.0, 10.0], [5.0, 4.0], [5.0, 8.0], [6.0, 13.0], [5.0, 10.0], [5.0, 13.0], [5.0, 9.0]]
            ),
            2,
            4.0,
        ),
        checks.Example(
            [0, 0, 0, 0, 1, 1, 0, 1],
            torch.tensor(
                [[1.0, 11.0], [6.5, 5.0], [2.5, 13.5], [9.0, 5.0], [2.5, 13.5], [2.5, 11.5], [7.5, 3.0]],
                dtype=double,
            ),
            torch.tensor([2, 0, 0, 1, 0, 0, 1]),
            torch.tensor(
                [
                    [9.0, 10.0],
                    [2.0, 14.0],
                    [6.0, 12.0],
                    [10.0, 12.0],
                    [6.0, 6.0],
                    [9.0, 9.0],
                    [4.0, 6.0],
                    [12.0, 11.0],
                ],
                dtype=double,
            ),
            3,
            3.0,
        ),
    ],
)


# %% tests
def _grade_probe(examples):
    import torch

    from cnnkit.checks import Case, Mistake, grade, values

    def made(
        shift=lambda a, b: a.mean(0),
        scale=lambda a, b: (a - a.mean(0)).square().mean(0).sqrt(),
        bias=lambda y: y.mean(0),
        shrink=lambda l2, m: l2,
        fit=lambda z, q, y: (z, y),
        end=lambda scores: scores.argmax(1),
        ones=False,
    ):
        """The probe, some step of it done otherwise."""

        def answer(train_x, train_y, test_x, K, l2):
            a, b = train_x.double(), test_x.double()
            y = (train_y[:, None] == torch.arange(K)).double()
            z, q = ((x - shift(a, b)) / scale(a, b) for x in (a, b))
            if ones:
                z, q = (torch.cat([x, torch.ones(len(x), 1).double()], 1) for x in (z, q))
            z, y = fit(z, q, y)
            base = torch.zeros(K).double() if ones else bias(y)
            square = z.T @ z + shrink(l2, len(z)) * torch.eye(z.shape[1]).double()
            return end(q @ torch.linalg.solve(square, z.T @ (y - base)) + base).tolist()

        return answer

    def deviation(x, unbiased=False):
        return x.std(0, unbiased=unbiased) if len(x) > 1 else torch.ones(x.shape[1]).double()

    expected = made()
    tested = "the mean or the deviation comes from the test rows. Then the answer to a picture depends on which others are asked with it."
    both = (
        "the statistics are those of training and test rows together. What is asked must not shape the head."
    )
    apart = "the test rows were standardized by numbers of their own. A row of features then means something else than in training."
    mistakes = [
        Mistake(
            "smallest-score",
            "these are the classes with the smallest scores.",
            made(end=lambda s: s.argmin(1)),
        ),
        Mistake(
            "statistics-of-test",
            tested,
            made(shift=lambda a, b: b.mean(0), scale=lambda a, b: deviation(b)),
        ),
        Mistake(
            "statistics-of-both",
            both,
            made(
                shift=lambda a, b: torch.cat([a, b]).mean(0), scale=lambda a, b: deviation(torch.cat([a, b]))
            ),
        ),
        Mistake("each-by-its-own", apart, lambda *args: own(*args)),
        Mistake(
            "not-standardized",
            "the features were taken as they are: one with large numbers outweighs the others, and the bias no longer stands apart.",
            made(shift=lambda a, b: 0.0, scale=lambda a, b: 1.0),
        ),
        Mistake(
            "not-divided",
            "the means were taken off, but a feature with large numbers still outweighs the others.",
            made(scale=lambda a, b: 1.0),
        ),
        Mistake(
            "one-mean-for-all",
            "mean and deviation were taken over all features at once. Each feature has its own.",
            made(shift=lambda a, b: a.mean(), scale=lambda a, b: a.std(unbiased=False)),
        ),
        Mistake(
            "divided-by-m-minus-1",
            "the squared deviations were divided by m − 1, as torch's std does unless it is told otherwise. Their mean is asked for.",
            made(scale=lambda a, b: a.std(0)),
            edge=True,
        ),
        Mistake(
            "bias-shrunk",
            "the bias was punished together with the weights. It stands apart and is not shrunk.",
            made(ones=True),
        ),
        Mistake(
            "bias-missing",
            "the bias is missing: a row in the middle of all has to get the shares of the classes as scores.",
            made(bias=lambda y: torch.zeros(y.shape[1]).double()),
        ),
        Mistake(
            "bias-missing",
            "the bias was taken off the targets and never added to the scores.",
            lambda *args: without_bias(*args),
        ),
        Mistake(
            "l2-left-out",
            "large weights are not punished in your head: it follows the training rows as closely as it can.",
            made(shrink=lambda l2, m: 1e-9),
        ),
        Mistake(
            "l2-by-the-row",
            "the punishment grows with the number of rows in your head. The sum over rows stands beside l2 once.",
            made(shrink=lambda l2, m: l2 * m),
        ),
        Mistake(
            "l2-by-the-row",
            "you divide the punishment by the number of rows. The sum over rows stands beside l2 once.",
            made(shrink=lambda l2, m: l2 / m),
        ),
        Mistake(
            "l2-squared",
            "l2 is a factor as it is; it is not squared.",
            made(shrink=lambda l2, m: l2**2),
        ),
        Mistake(
            "nearest-class-mean",
            "you name the class whose mean lies nearest. The head weighs features against each other.",
            lambda *args: nearest_mean(*args),
        ),
        Mistake(
            "counted-from-one",
            "classes are counted from 0.",
            lambda *args: [k + 1 for k in expected(*args)],
        ),
        Mistake(
            "training-rows-named",
            "these are the classes of the training rows. Name those of test_x.",
            lambda train_x, train_y, test_x, K, l2: expected(train_x, train_y, train_x, K, l2),
        ),
        Mistake(
            "training-rows-named",
            "these are the labels of the training rows. Name the classes of test_x.",
            lambda train_x, train_y, test_x, K, l2: train_y.tolist(),
        ),
    ]

    def standard(x):
        return (x - x.mean(0)) / deviation(x)

    def own(train_x, train_y, test_x, K, l2):
        a, b = train_x.double(), test_x.double()
        back = standard(b) * deviation(a) + a.mean(0)
        return expected(a, train_y, back, K, l2)

    def without_bias(train_x, train_y, test_x, K, l2):
        share = (train_y[:, None] == torch.arange(K)).double().mean(0)
        return made(end=lambda scores: (scores - share).argmax(1))(train_x, train_y, test_x, K, l2)

    def nearest_mean(train_x, train_y, test_x, K, l2):
        a, b = train_x.double(), test_x.double()
        z, q = (a - a.mean(0)) / deviation(a), (b - a.mean(0)) / deviation(a)
        means = torch.stack([z[train_y == k].mean(0) for k in range(K)]).nan_to_num(1e9)
        return torch.cdist(q, means).argmin(1).tolist()

    def rows(seed, labels, n, d, K, dtype=torch.float32):
        """Features of unequal size that lie about their class's middle, and test rows that lie elsewhere."""
        y = torch.tensor(labels)
        middles = values(seed, K, d, low=-1, high=1)
        size = 3.0 ** values(seed + 1, d, low=-2, high=2)
        train = middles[y] + 0.9 * values(seed + 2, len(y), d) / 2
        asked = 0.5 + 1.3 * values(seed + 3, n, d) / 2
        return [(5 + size * x).to(dtype) for x in (train, asked)], y

    def case(points, seed, labels, n, d, K, l2, dtype=torch.float32):
        (train, asked), y = rows(seed, labels, n, d, K, dtype)
        return Case(points, train, y, asked, K, l2)

    cases = [
        case(3, 182, [0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2], 24, 3, 3, 6.0),
        case(3, 462, [0, 0, 0, 0, 0, 0, 1, 1, 1], 20, 2, 2, 3.0),
        case(2, 0, [3, 1, 0, 0, 2, 0, 1, 0], 30, 14, 4, 9.0, torch.float64),
        case(1, 42, [0, 1, 1, 1, 2, 2, 1, 1, 1, 0, 4], 26, 5, 6, 4.0),
        case(1, 7, [0, 0, 1, 1, 2, 0], 1, 4, 3, 2.0),
    ]
    return grade(
        "probe",
        lambda: probe,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
        places=True,
    )
