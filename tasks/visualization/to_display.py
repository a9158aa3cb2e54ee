# ruff: noqa: E501
"""The task `to_display` of the set visualization; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## A filter as a picture
#
# Weights have signs, pictures do not. To look at the filters of a first layer, show a weight of 0 as the middle grey 0.5, positive weights brighter and negative ones darker. Each filter has its own scale: its largest weight *in size* reaches the edge of the range, that is 1 if it is positive and 0 if it is negative. About 6 minutes.
#
# `to_display(w)`
#
# | | shape | |
# |---|---|---|
# | `w` | `(m, 3, k, k)` | $m$ filters that read a picture's three colours; float32 or float64 |
# | result | `(m, 3, k, k)` | shades from 0 to 1; a filter of zeros is 0.5 everywhere |
#
# **Example.** A filter with the weights 4, 0 and −2 (one for each colour, $k = 1$): the largest size is 4, so 4 becomes 1, 0 becomes 0.5 and −2 becomes 0.25.
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>A straight line through two points: 0 goes to 0.5, the largest size goes to 1. What does its negative go to?</details>
# <details><summary>Hint 2</summary>The three colours of a filter belong together. Over which axes do you look for the largest size, and how do you keep the shape so that it divides?</details>
# <details><summary>Hint 3</summary>What is divided by what in a filter of zeros? A small number added below is no cure: weights may be smaller.</details>


# %% answer
def to_display(w):
    ### BEGIN SOLUTION
    top = w.abs().amax(dim=(1, 2, 3), keepdim=True)  # m 1 1 1
    top = torch.where(top > 0, top, torch.ones_like(top))
    return 0.5 + 0.5 * w / top
    ### END SOLUTION


# %% tries
double = torch.float64
checks.self_check(
    "to_display",
    lambda: to_display,
    [
        checks.Example(
            torch.tensor([1.0, 0.5, 0.25]).view(1, 3, 1, 1), torch.tensor([4.0, 0.0, -2.0]).view(1, 3, 1, 1)
        ),
        checks.Example(
            torch.tensor([[0.75, 0.5, 0.0], [0.5, 0.5, 0.5], [1.0, 0.55, 0.5]], dtype=double).view(
                3, 3, 1, 1
            ),
            torch.tensor([[1.0, 0.0, -2.0], [0.0, 0.0, 0.0], [0.1, 0.01, 0.0]], dtype=double).view(
                3, 3, 1, 1
            ),
        ),
        checks.Example(
            torch.tensor([0.0, 0.75, 0.5]).view(1, 3, 1, 1), torch.tensor([-4e-7, 2e-7, 0.0]).view(1, 3, 1, 1)
        ),
        checks.Example(
            torch.tensor(
                [[[[0.75, 0.5], [0.5, 0.5]], [[0.75, 1.0], [0.625, 0.5]], [[0.25, 0.5], [0.0, 0.5]]]]
            ),
            torch.tensor([[[[2.0, 0.0], [0.0, 0.0]], [[2.0, 4.0], [1.0, 0.0]], [[-2.0, 0.0], [-4.0, 0.0]]]]),
        ),
    ],
)


# %% tests
def _grade_to_display(examples):
    import torch

    from cnnkit.checks import Case, Mistake, grade, usual, values

    every = (1, 2, 3)

    def largest(w, axes=every):
        return w.abs().amax(axes, keepdim=True)

    def with_scale(scale):
        """Shades with another scale than the filter's largest size; zeros stay in the middle."""

        def shades(w):
            top = scale(w)
            return 0.5 + 0.5 * w / torch.where(top == 0, 1, top)

        return shades

    def stretched(low, high):
        return lambda w: (w - low(w)) / (high(w) - low(w))

    expected = with_scale(largest)
    moved = "the smallest weight became 0 and the largest 1 (min–max): a weight of 0 is no longer 0.5."
    together = "one scale serves all filters. Here each has its own, so that weak ones can be seen."
    added = "a small number was added to the scale. Weights may be smaller still, and then hardly leave the middle."
    cut = "weights were cut, not scaled: large ones all look alike."
    mistakes = [
        Mistake(
            "zero-over-zero",
            "a filter of zeros became something that is no number.",
            lambda w: 0.5 + 0.5 * w / largest(w),
            edge=True,
        ),
        Mistake(
            "min-max",
            moved,
            stretched(lambda w: w.amin(every, keepdim=True), lambda w: w.amax(every, keepdim=True)),
        ),
        Mistake("min-max", moved + " And one scale serves all filters.", stretched(torch.min, torch.max)),
        Mistake("one-scale-for-all", together, with_scale(lambda w: w.abs().max())),
        Mistake(
            "scale-for-each-colour",
            "each colour of a filter has a scale of its own, and the colours of the picture are no longer those of the filter.",
            with_scale(lambda w: largest(w, (2, 3))),
        ),
        Mistake(
            "scale-for-each-pixel",
            "each pixel has a scale of its own. The filter has one.",
            with_scale(lambda w: largest(w, 1)),
        ),
        Mistake(
            "scale-across-filters",
            "the scale was taken across the filters, place by place. Each filter has one scale, for all its places.",
            with_scale(lambda w: largest(w, 0)),
        ),
        Mistake(
            "size-forgotten",
            "the scale is the largest weight, and a negative one may be larger in size.",
            with_scale(lambda w: w.amax(every, keepdim=True)),
        ),
        Mistake(
            "not-halved",
            "the shades leave 0 to 1: from the middle to each edge there is half of the range.",
            lambda w: 2 * expected(w) - 0.5,
        ),
        Mistake(
            "not-halved",
            "the shades leave 0 to 1, and were cut there: from the middle to each edge there is half of the range.",
            lambda w: (2 * expected(w) - 0.5).clamp(0, 1),
        ),
        Mistake(
            "still-signed",
            "0 is still 0 and negative weights are negative: the middle is missing.",
            lambda w: 2 * expected(w) - 1,
        ),
        Mistake(
            "still-signed",
            "0 is still 0 and negative weights are negative: the middle is missing.",
            lambda w: expected(w) - 0.5,
        ),
        Mistake(
            "signs-lost",
            "positive and negative weights look alike.",
            lambda w: 0.5 + (expected(w) - 0.5).abs(),
        ),
        Mistake(
            "signs-lost", "positive and negative weights look alike.", lambda w: (2 * expected(w) - 1).abs()
        ),
        Mistake("signs-lost", "negative weights look like 0.", lambda w: (2 * expected(w) - 1).clamp(0, 1)),
        Mistake("darker-is-larger", "positive weights became darker.", lambda w: 1 - expected(w)),
        Mistake("cut", cut, lambda w: (w + 0.5).clamp(0, 1)),
        Mistake("cut", cut, lambda w: (w / 2 + 0.5).clamp(0, 1)),
        Mistake(
            "squashed",
            "a sigmoid keeps 0 at 0.5, but large weights bend and the largest does not reach the edge.",
            torch.sigmoid,
        ),
        Mistake(
            "squashed",
            "a sigmoid keeps 0 at 0.5, but large weights bend and the largest does not reach the edge.",
            lambda w: torch.sigmoid(w / torch.where(largest(w) == 0, 1, largest(w))),
        ),
        Mistake(
            "squashed",
            "tanh bends large weights, and the largest does not reach the edge.",
            lambda w: 0.5 + 0.5 * torch.tanh(w),
        ),
        Mistake("not-scaled", "0.5 was added and nothing scaled.", lambda w: w + 0.5),
        Mistake(
            "scaled-by-length",
            "the scale is the filter's length. Its largest weight then stays short of the edge.",
            with_scale(lambda w: w.square().sum(every, keepdim=True).sqrt()),
        ),
        Mistake(
            "spread-for-size",
            "the scale is a multiple of the standard deviation. Which weight reaches the edge then?",
            with_scale(lambda w: w.std(every, keepdim=True)),
        ),
        Mistake("bytes", "these are shades from 0 to 255. Asked for is 0 to 1.", lambda w: 255 * expected(w)),
        Mistake(
            "bytes",
            "these are shades from 0 to 255. Asked for is 0 to 1.",
            lambda w: (255 * expected(w)).round(),
        ),
        Mistake(
            "small-number-added",
            added,
            lambda w: 0.5 + 0.5 * w / (largest(w) + 1e-8),
            edge=True,
        ),
        Mistake(
            "small-number-added",
            added,
            lambda w: 0.5 + 0.5 * w / (largest(w) + 1e-6),
            edge=True,
        ),
        Mistake(
            "spread-for-size",
            "the scale is a multiple of the standard deviation, and what left the range was cut. Which weight reaches the edge then?",
            lambda w: with_scale(lambda w: w.std(every, keepdim=True))(w).clamp(0, 1),
        ),
        Mistake(
            "each-side-its-own",
            "positive and negative weights have scales of their own. A filter has one, for both.",
            lambda w: (
                0.5
                + 0.5 * w.relu() / w.relu().amax(every, keepdim=True).clamp(min=1e-30)
                - 0.5 * (-w).relu() / (-w).relu().amax(every, keepdim=True).clamp(min=1e-30)
            ),
        ),
        Mistake(
            "zeros-black",
            "a filter of zeros became 0. Its shade is 0.5.",
            lambda w: torch.nan_to_num(0.5 + 0.5 * w / largest(w)),
            edge=True,
        ),
        *usual(expected, batch=True, item="filter", top=False),
    ]
    double = torch.float64
    dark = values(2, 2, 3, 5, 5)
    dark[0, 1, 2, 2] = -6.0
    with_zeros = 0.1 * values(3, 5, 3, 2, 2)
    with_zeros[3] = 0
    cases = [
        Case(3, values(1, 4, 3, 3, 3) * torch.tensor([0.05, 1.0, 4.0, 0.5]).view(4, 1, 1, 1)),
        Case(2, dark),
        Case(2, with_zeros),
        Case(1, values(4, 1, 3, 4, 4, low=0.1, high=3)),
        Case(1, values(5, 6, 3, 1, 1, dtype=double)),
        Case(1, 1e-7 * values(6, 3, 3, 4, 4)),
    ]
    return grade(
        "to_display", lambda: to_display, cases, examples=examples, expected=expected, mistakes=mistakes
    )
