# ruff: noqa: E501
"""The task `occlusion_map` of the set visualization; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## Cover it and see
#
# Which part of a picture does a score live on? Put a square of one colour over a part, ask again, note how far the score has fallen, move on. So that you can check every number by hand, the network here is a linear classifier: its scores are `weights @ x.flatten() + b`. About 15 minutes.
#
# `occlusion_map(x, weights, b, target, window, stride, fill)`
#
# | | shape or type | |
# |---|---|---|
# | `x` | `(c, h, w)` | one picture; float32 or float64 |
# | `weights` | `(k, c·h·w)` | a row of weights for each of $k$ classes |
# | `b` | `(k,)` | a bias for each class |
# | `target` | whole number | the class whose score is watched |
# | `window` | whole number | side of the square that covers, at most $h$ and $w$ |
# | `stride` | whole number | pixels from one place of the square to the next, both ways |
# | `fill` | number | what covers, in every channel |
# | result | `(h', w')` | **score of the whole picture less score of the covered one**, a number for each place |
#
# The square stands at 0, `stride`, 2·`stride` … in each direction, as long as it fits: $h' = \lfloor(h - \text{window})/\text{stride}\rfloor + 1$, and $w'$ likewise.
#
# **Example.** The picture is `[[[1, 2, 3]]]`, class 0 has the weights `[10, 1, 5]` and the bias 4, window 1, stride 2, fill 0. The score is $10 + 2 + 15 + 4 = 31$. With pixel 0 covered it is 21, with pixel 2 covered 16. The result is `[[10, 15]]`.
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>Two loops over places; in each a fresh copy of the picture with one square overwritten. Where does the last square start?</details>
# <details><summary>Hint 2</summary>A number above 0 in the result says: covering this hurt. Try a picture in which only one pixel counts.</details>


# %% answer
def occlusion_map(x, weights, b, target, window, stride, fill):
    ### BEGIN SOLUTION
    whole = weights[target] @ x.flatten() + b[target]
    tops, lefts = (range(0, side - window + 1, stride) for side in x.shape[1:])
    drops = x.new_zeros(len(tops), len(lefts))
    for i, top in enumerate(tops):
        for j, left in enumerate(lefts):
            covered = x.clone()
            covered[:, top : top + window, left : left + window] = fill
            drops[i, j] = whole - (weights[target] @ covered.flatten() + b[target])
    return drops
    ### END SOLUTION


# %% tries
double = torch.float64
checks.self_check(
    "occlusion_map",
    lambda: occlusion_map,
    [
        checks.Example(
            torch.tensor([[10.0, 15.0]]),
            torch.tensor([[[1.0, 2.0, 3.0]]]),
            torch.tensor([[10.0, 1.0, 5.0], [0.0, 2.0, 1.0]]),
            torch.tensor([4.0, 0.0]),
            0,
            1,
            2,
            0.0,
        ),
        checks.Example(
            torch.tensor([[0.0, -3.0], [-1.0, -3.0]], dtype=double),
            torch.tensor([[[1.0, 2.0, 0.0], [3.0, 4.0, 1.0], [0.0, 1.0, 1.0]]], dtype=double),
            torch.tensor([[5.0] * 9, [0.0, 1, 1, 1, -1, 0, 0, 0, 1]], dtype=double),
            torch.tensor([-3.0, 2.0], dtype=double),
            1,
            2,
            1,
            1.0,
        ),
        checks.Example(
            torch.tensor([[4.0, -1.0]]),
            torch.tensor([[[1.0, 9.0, 0.0]], [[2.0, 9.0, 0.0]]]),
            torch.tensor([[2.0, 0, 1, 2, 0, 1], [1.0] * 6]),
            torch.tensor([0.5, 1.0]),
            0,
            1,
            2,
            0.5,
        ),
    ],
)


# %% tests
def _grade_occlusion_map(examples):
    import torch

    from cnnkit.checks import Case, Mistake, grade, usual, values

    def places(side, window, stride):
        return [at for at in range(side) if at % stride == 0 and at + window <= side]

    def walk(x, window, stride, fill, say, where=places, channels=None):
        rows, columns = (where(side, window, stride) for side in x.shape[1:])
        found = []
        for top in rows:
            for left in columns:
                mask = torch.zeros(x.shape, dtype=torch.bool)
                mask[:channels, top : top + window, left : left + window] = True
                found.append(say(torch.where(mask, torch.as_tensor(fill, dtype=x.dtype), x)))
        return torch.stack(found).view(len(rows), len(columns))

    def score(weights, b, target):
        return lambda picture: (weights[target] * picture.flatten()).sum() + b[target]

    def expected(x, weights, b, target, window, stride, fill):
        of = score(weights, b, target)
        return walk(x, window, stride, fill, lambda covered: of(x) - of(covered))

    def scores(x, weights, b, target, window, stride, fill):
        return walk(x, window, stride, fill, score(weights, b, target))

    def probabilities(x, weights, b, target, window, stride, fill):
        of = lambda picture: (weights @ picture.flatten() + b).softmax(0)[target]
        return walk(x, window, stride, fill, lambda covered: of(x) - of(covered))

    def without_last(x, weights, b, target, window, stride, fill):
        of = score(weights, b, target)
        where = lambda side, window, stride: range(0, side - window, stride)
        return walk(x, window, stride, fill, lambda covered: of(x) - of(covered), where)

    def over_the_edge(x, weights, b, target, window, stride, fill):
        of = score(weights, b, target)
        where = lambda side, window, stride: range(0, side, stride)
        return walk(x, window, stride, fill, lambda covered: of(x) - of(covered), where)

    def first_channel(x, weights, b, target, window, stride, fill):
        of = score(weights, b, target)
        return walk(x, window, stride, fill, lambda covered: of(x) - of(covered), channels=1)

    def never_uncovered(x, weights, b, target, window, stride, fill):
        of, covered = score(weights, b, target), x.clone()
        rows, columns = (places(side, window, stride) for side in x.shape[1:])
        found = []
        for top in rows:
            for left in columns:
                covered[:, top : top + window, left : left + window] = fill
                found.append(of(x) - of(covered))
        return torch.stack(found).view(len(rows), len(columns))

    def best_class(x, weights, b, target, window, stride, fill):
        return expected(x, weights, b, int((weights @ x.flatten() + b).argmax()), window, stride, fill)

    def windows(cost, window, stride):
        return cost.unfold(0, window, stride).unfold(1, window, stride)

    def of_costs(found, cover=lambda x, fill: x - fill):
        """Something else made of what each pixel's cover costs."""
        return lambda x, weights, b, target, window, stride, fill: found(
            (weights[target].view(x.shape) * cover(x, fill)).sum(0), window, stride
        )

    def step_not_taken(cost, window, stride):
        rows, columns = (len(places(side, window, stride)) for side in cost.shape)
        return windows(cost, window, 1).sum((-1, -2))[:rows, :columns]

    def all_of(cost, window, stride):
        return windows(cost, window, stride).sum((-1, -2))

    mistakes = [
        Mistake(
            "never-uncovered",
            "the squares of earlier places are still there. Each place starts from the whole picture.",
            never_uncovered,
        ),
        Mistake("score", "you give the covered picture's score. Wanted is how far it has fallen.", scores),
        Mistake(
            "probability",
            "you watch the probability, which also moves when another class moves. Wanted is the score.",
            probabilities,
        ),
        Mistake(
            "share-of-the-score",
            "your numbers are shares of the whole picture's score. Wanted is by how much it falls.",
            lambda x, weights, b, target, *rest: (
                expected(x, weights, b, target, *rest) / score(weights, b, target)(x)
            ),
        ),
        Mistake(
            "sign",
            "the sign is turned: where covering hurts, the number is above 0.",
            lambda *given: -expected(*given),
        ),
        Mistake(
            "last-place",
            "the last place is missing. A square that ends at the last pixel fits.",
            without_last,
        ),
        Mistake(
            "over-the-edge",
            "the square stands at places where it hangs over the edge. Only those count where it fits.",
            over_the_edge,
        ),
        Mistake(
            "first-channel", "only the first channel is covered. The square hides all of them.", first_channel
        ),
        Mistake(
            "black",
            "the cover is 0 whatever fill says.",
            lambda x, weights, b, target, window, stride, fill: expected(
                x, weights, b, target, window, stride, 0.0
            ),
        ),
        Mistake(
            "best-class",
            "you watch the class with the highest score. Wanted is the one that is asked for.",
            best_class,
        ),
        Mistake(
            "bias-twice",
            "the bias is in one of the two scores only. In the difference it has to vanish.",
            lambda x, weights, b, target, *rest: expected(x, weights, b, target, *rest) + b[target],
        ),
        Mistake(
            "bias-twice",
            "the bias is in one of the two scores only. In the difference it has to vanish.",
            lambda x, weights, b, target, *rest: expected(x, weights, b, target, *rest) - b[target],
        ),
        Mistake(
            "steps-of-one",
            "the square moves pixel by pixel, whatever the stride says.",
            lambda x, weights, b, target, window, stride, fill: expected(
                x, weights, b, target, window, 1, fill
            ),
        ),
        Mistake(
            "steps-of-a-window",
            "the square moves by its own side, whatever the stride says.",
            lambda x, weights, b, target, window, stride, fill: expected(
                x, weights, b, target, window, window, fill
            ),
        ),
        Mistake(
            "step-not-taken",
            "the result has the right size, and the square moves one pixel a step whatever the stride says.",
            of_costs(step_not_taken),
        ),
        Mistake(
            "square-too-small",
            "the square ends one pixel early. A slice stops before its end: what stands there?",
            of_costs(lambda cost, window, stride: windows(cost, window, stride)[..., :-1, :-1].sum((-1, -2))),
        ),
        Mistake(
            "one-pixel",
            "only one pixel is covered at each place. The square has window pixels a side.",
            of_costs(lambda cost, window, stride: windows(cost, window, stride)[..., 0, 0]),
        ),
        Mistake(
            "fill-multiplied",
            "pixels under the square were multiplied by fill. The cover hides them: fill stands there.",
            of_costs(all_of, lambda x, fill: x - x * fill),
        ),
        Mistake(
            "rest-covered",
            "all is covered but the square. It is the square that hides.",
            of_costs(lambda cost, window, stride: cost.sum() - all_of(cost, window, stride)),
        ),
        *usual(expected),
    ]

    def case(points, seed, shape, k, target, window, stride, fill, dtype=torch.float32):
        c, height, width = shape
        x = values(seed, *shape, dtype=dtype)
        weights = values(seed + 1, k, c * height * width, dtype=dtype)
        return Case(points, x, weights, values(seed + 2, k, dtype=dtype), target, window, stride, fill)

    cases = [
        case(3, 1, (2, 5, 7), 3, 1, 3, 2, 0.5),
        case(2, 4, (3, 6, 4), 2, 0, 2, 2, -1.0),
        case(2, 7, (1, 4, 8), 5, 4, 3, 1, 0.25),
        case(1, 10, (2, 6, 9), 4, 2, 3, 4, 2.0),
        case(1, 13, (1, 3, 5), 3, 0, 3, 1, 0.75, torch.float64),
        case(1, 16, (4, 7, 3), 2, 1, 1, 3, 1.5, torch.float64),
    ]
    return grade(
        "occlusion_map",
        lambda: occlusion_map,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
    )
