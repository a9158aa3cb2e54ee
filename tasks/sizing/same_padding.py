# ruff: noqa: E501
"""The task `same_padding` of the set sizing; how such a file is written: tests/exercises/README.md."""

from cnnkit import checks

# %% story [markdown]
# ## Padding called "same"
#
# Several frameworks let you write `padding="same"`. At stride 1 the map keeps its size. At a larger stride the rule is: the result has $\lceil n/s \rceil$ pixels, that is $n/s$ rounded up. Zeros are added until this comes out, not one more than needed. Find out how many go to each side.
#
# `same_padding(n, k, s)`
#
# | | range or type | |
# |---|---|---|
# | `n`, `k`, `s` | ≥ 1 | pixels in the row, kernel side, stride |
# | result | `(left, right)` | zeros on each side: the fewest that give $\lceil n/s \rceil$ windows, shared out evenly; an odd one goes to the *right* |
#
# **Example.** 6 pixels, kernel 3, stride 1: 6 windows reach over $6 + 3 - 1 = 8$ pixels, 2 more than there are, so `(1, 1)`. Kernel 2 needs one zero: `(0, 1)`. With kernel 1 and stride 2, three windows fit without a zero: `(0, 0)`.
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>Work backwards: you know how many windows there will be. How far is it from the first pixel of the first window to the last pixel of the last one?</details>
# <details><summary>Hint 2</summary>What is missing is that distance minus what is there already. Can less than nothing be missing?</details>
# <details><summary>Hint 3</summary>$n/s$ rounded up, in whole numbers: <code>math.ceil</code>, or think of what <code>-7 // 2</code> gives.</details>
# <details><summary>Hint 4</summary>With an odd number of zeros the two sides differ. Give the smaller half to the left and what remains to the right.</details>


# %% answer
def same_padding(n, k, s):
    ### BEGIN SOLUTION
    windows = -(-n // s)
    missing = max((windows - 1) * s + k - n, 0)
    return missing // 2, missing - missing // 2
    ### END SOLUTION


# %% tries
checks.self_check(
    "same_padding",
    lambda: same_padding,
    [
        checks.Example((1, 1), 6, 3, 1),
        checks.Example((0, 1), 6, 2, 1),
        checks.Example((0, 0), 6, 1, 2),
        checks.Example((0, 1), 6, 3, 2),
        checks.Example((1, 1), 7, 3, 2),
        checks.Example((1, 1), 5, 3, 2),
    ],
)


# %% tests
def _grade_same_padding(examples):
    from cnnkit.checks import Case, Mistake, Symptom, grade

    def total(n, k, s):
        zeros = 0
        while (n + zeros - k) // s + 1 < (n + s - 1) // s:
            zeros += 1
        return zeros

    def halves(zeros):
        return zeros // 2, zeros - zeros // 2

    def expected(n, k, s):
        return halves(total(n, k, s))

    stride = "the stride plays no part. With larger steps fewer zeros are needed."
    mistakes = [
        Mistake(
            "extra-on-the-left",
            "the numbers are right, but the odd zero is on the wrong side.",
            lambda n, k, s: expected(n, k, s)[::-1],
            edge=True,
        ),
        Mistake(
            "even-kernel-symmetric",
            "with an even kernel this is one zero too many. The two sides need not be alike.",
            lambda n, k, s: (k // 2, k // 2) if k % 2 == 0 else halves(k - 1),
        ),
        Mistake(
            "even-kernel-symmetric",
            "with an odd number of zeros you left one out. The two sides need not be alike.",
            lambda n, k, s: ((k - 1) // 2, (k - 1) // 2),
        ),
        Mistake(
            "both-sides-alike",
            "an odd number of zeros cannot be shared out evenly. The two sides need not be alike.",
            lambda n, k, s: (total(n, k, s) // 2,) * 2,
        ),
        Mistake(
            "both-sides-alike",
            "an odd number of zeros cannot be shared out evenly. The two sides need not be alike.",
            lambda n, k, s: ((total(n, k, s) + 1) // 2,) * 2,
        ),
        Mistake(
            "half-a-zero",
            "there is no half zero: both numbers must be whole.",
            lambda n, k, s: (total(n, k, s) / 2,) * 2 if total(n, k, s) % 2 else expected(n, k, s),
        ),
        Mistake(
            "half-a-zero",
            "there is no half zero: both numbers must be whole.",
            lambda n, k, s: (total(n, k, s) / 2,) * 2,
        ),
        Mistake("stride-left-out", stride, lambda n, k, s: halves(k - 1)),
        Mistake("stride-left-out", stride, lambda n, k, s: halves(k)),
        Mistake(
            "size-kept",
            "you add zeros until there are n windows at this stride. The rule asks for fewer.",
            lambda n, k, s: halves((n - 1) * s + k - n),
        ),
        Mistake(
            "negative",
            "a negative number of zeros would cut pixels off. Where nothing is missing, nothing is added.",
            lambda n, k, s: halves((-(-n // s) - 1) * s + k - n),
            edge=True,
        ),
        Mistake(
            "rounded-down",
            "the number of windows is rounded down. A row of 7 at stride 2 gives 4.",
            lambda n, k, s: halves(max((n // s - 1) * s + k - n, 0)),
        ),
        Mistake(
            "rounded-down",
            "the number of windows is rounded down. A row of 7 at stride 2 gives 4.",
            lambda n, k, s: halves((n // s - 1) * s + k - n),
        ),
        Mistake(
            "all-on-each-side",
            "all zeros are on both sides. The sides share them.",
            lambda n, k, s: (total(n, k, s),) * 2,
        ),
        Mistake(
            "all-on-one-side",
            "all zeros are on one side. They are shared out evenly, as far as that goes.",
            lambda n, k, s: (0, total(n, k, s)),
        ),
        Mistake(
            "one-step-too-many",
            "between the first and the last window there is one step less than there are windows.",
            lambda n, k, s: halves(max(-(-n // s) * s + k - n, 0)),
        ),
        Mistake(
            "row-left-out",
            "kernel minus stride is right for rows that the stride divides. How long is yours?",
            lambda n, k, s: halves(max(k - s, 0)),
        ),
        Mistake(
            "torch-division",
            "torch's rule for stride 1 (kernel minus one) is divided by the stride. Count what is missing.",
            lambda n, k, s: halves((k - 1) // s),
        ),
    ]
    symptoms = [
        Symptom(
            "not-shared-evenly",
            "the sides are not shared out evenly with the odd zero on the right.",
            lambda result, n, k, s: result[1] - result[0] not in (0, 1),
        ),
    ]
    cases = [
        Case(2, 50, 14, 1),
        Case(2, 61, 20, 7),
        Case(1, 64, 18, 6),
        Case(1, 80, 3, 8),
        Case(1, 33, 21, 1),
        Case(1, 45, 13, 2),
        Case(1, 1, 3, 2),
        Case(1, 7, 3, 3),
    ]
    return grade(
        "same_padding",
        lambda: same_padding,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
        symptoms=symptoms,
    )
