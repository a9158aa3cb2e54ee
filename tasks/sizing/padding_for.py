# ruff: noqa: E501
"""The task `padding_for` of the set sizing; how such a file is written: tests/exercises/README.md."""

from cnnkit import checks

# %% story [markdown]
# ## Which padding gives this size?
#
# You have a layer in mind and know what should come out. Which padding, the same on both sides, gets there *exactly*, with no column left over?
#
# `padding_for(n, k, s, target)`
#
# | | range or type | |
# |---|---|---|
# | `n`, `k`, `s` | ≥ 1 | pixels in the row, kernel side, stride |
# | `target` | ≥ 1 | windows that you want |
# | result | `int` or `None` | zeros on *each* side, so that $(n + 2p - k)/s + 1$ is `target` without any rounding; `None` if no $p \ge 0$ does it |
#
# **Example.** 6 pixels, kernel 3, stride 1, target 6: $p = 1$. Target 4: $p = 0$, as it is. Target 3: `None`, for there are too many pixels already. Stride 2, target 3: $p = 0$ leaves a column over and gives 2, and $p = 1$ gives 3 but leaves one over, too; so `None`.
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>Work backwards: <code>target</code> windows at stride <code>s</code> reach over how many pixels?</details>
# <details><summary>Hint 2</summary>What is missing is shared by two sides. When is that impossible?</details>
# <details><summary>Hint 3</summary>0 is an answer, <code>None</code> is not one. Be careful with <code>if p:</code>, which takes 0 for nothing.</details>


# %% answer
def padding_for(n, k, s, target):
    ### BEGIN SOLUTION
    missing = (target - 1) * s + k - n
    return missing // 2 if missing >= 0 and missing % 2 == 0 else None
    ### END SOLUTION


# %% tries
checks.self_check(
    "padding_for",
    lambda: padding_for,
    [
        checks.Example(1, 6, 3, 1, 6),
        checks.Example(0, 6, 3, 1, 4),
        checks.Example(None, 6, 3, 1, 3),
        checks.Example(None, 6, 3, 1, 2),
        checks.Example(None, 6, 3, 2, 3),
        checks.Example(2, 6, 4, 2, 4),
    ],
)


# %% tests
def _grade_padding_for(examples):
    from cnnkit.checks import Case, Mistake, grade

    def expected(n, k, s, target):
        for p in range(k + s * target):
            if n + 2 * p - k == (target - 1) * s:
                return p
        return None

    def missing(n, k, s, target):
        return (target - 1) * s + k - n

    def first_that_floors_right(n, k, s, target):
        fits = (p for p in range(k + s * target) if (n + 2 * p - k) // s + 1 == target)
        return next(fits, None)

    def refuses(n, k, s, target):
        if expected(n, k, s, target) is None:
            raise ValueError
        return expected(n, k, s, target)

    fraction = (
        "where an odd number of zeros is missing, two equal sides cannot supply it: no padding is exact."
    )
    negative = "padding below 0 would cut pixels off. There is no answer here."
    mistakes = [
        Mistake(
            "floors-to-target",
            "this padding reaches the target by rounding only: a column is left over, so it is not exact.",
            first_that_floors_right,
        ),
        Mistake(
            "none-expected",
            "you raise an error where no padding fits. The task asks for None: a result like any other.",
            refuses,
            edge=True,
        ),
        Mistake(
            "none",
            "None in every case: is there a `return` at the end, and does any case come so far?",
            lambda *a: None,
        ),
        Mistake("negative", negative, lambda *a: None if missing(*a) % 2 else missing(*a) // 2, edge=True),
        Mistake(
            "negative", negative, lambda *a: None if missing(*a) % 2 else abs(missing(*a)) // 2, edge=True
        ),
        Mistake("fraction", fraction, lambda *a: missing(*a) / 2 if missing(*a) % 2 else missing(*a) // 2),
        Mistake(
            "float-for-int",
            "4.0 is no whole number for Python. `//` divides whole numbers and gives one.",
            lambda *a: None if expected(*a) is None else float(expected(*a)),
        ),
        Mistake("fraction", fraction, lambda *a: missing(*a) / 2),
        Mistake("fraction", fraction, lambda *a: missing(*a) / 2 if missing(*a) >= 0 else None),
        Mistake("rounded", fraction, lambda *a: missing(*a) // 2),
        Mistake("rounded", fraction, lambda *a: max(missing(*a), 0) // 2),
        Mistake("rounded", fraction, lambda *a: missing(*a) // 2 if missing(*a) >= 0 else None),
        Mistake("rounded", fraction, lambda *a: -(-missing(*a) // 2)),
        Mistake("rounded", fraction, lambda *a: -(-missing(*a) // 2) if missing(*a) >= 0 else None),
        Mistake(
            "zero-taken-for-none",
            "no zeros at all is a padding, too: 0 is an answer, and None means that there is none.",
            lambda *a: expected(*a) or None,
            edge=True,
        ),
        Mistake(
            "both-sides-together",
            "these are the zeros of both sides together. Asked is one side.",
            lambda *a: missing(*a) if missing(*a) >= 0 else None,
        ),
        Mistake(
            "both-sides-together",
            "these are the zeros of both sides together. Asked is one side.",
            lambda *a: 2 * expected(*a) if expected(*a) is not None else None,
        ),
        Mistake(
            "one-step-too-many",
            "between the first and the last window there is one step less than there are windows.",
            lambda n, k, s, target: expected(n, k, s, target + 1),
        ),
        Mistake(
            "one-step-too-many",
            "between the first and the last window there is one step less than there are windows.",
            lambda n, k, s, target: (target * s + k - n) // 2,
        ),
        Mistake(
            "stride-left-out",
            "the stride plays no part. With larger steps the same windows reach further.",
            lambda n, k, s, target: expected(n, k, 1, target),
        ),
        Mistake(
            "size-kept",
            "this is the padding that keeps the size. Here the target is another one.",
            lambda n, k, s, target: (k - 1) // 2,
        ),
    ]
    cases = [
        Case(3, 60, 25, 7, 10),
        Case(2, 41, 30, 1, 52),
        Case(1, 83, 12, 9, 14),
        Case(1, 90, 30, 12, 6),
        Case(1, 90, 12, 9, 12),
        Case(1, 90, 12, 9, 5),
        Case(1, 2, 1, 1, 8),
    ]
    return grade(
        "padding_for", lambda: padding_for, cases, examples=examples, expected=expected, mistakes=mistakes
    )
