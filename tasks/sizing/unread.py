# ruff: noqa: E501
"""The task `unread` of the set sizing; how such a file is written: tests/exercises/README.md."""

from cnnkit import checks

# %% story [markdown]
# ## Pixels nobody reads
#
# A network trains happily on images of which it never reads the last column. Nothing warns you. Count what is lost.
#
# `unread(n, k, s, p)`
#
# | | range or type | |
# |---|---|---|
# | `n`, `k`, `s`, `p` | `int` | as in the first task; at least one window fits |
# | result | `int` | how many of the $n$ pixels lie in no window |
#
# The first window begins at the left end of the padding. Padding is no pixel: a zero that nobody reads is no loss. Pixels may also be lost in the middle, if the stride is larger than the kernel.
#
# **Example.** 8 pixels, kernel 3, stride 2, no padding: windows read pixels 0–2, 2–4 and 4–6, so pixel 7 is lost and the result is 1. With padding 1 the row goes from −1 to 8, the windows read −1–1, 1–3, 3–5 and 5–7, and nothing is lost. With kernel 1, stride 2, no padding, half of the pixels are lost.
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>You can count without a formula: note down every pixel that some window reads, then see which are missing.</details>
# <details><summary>Hint 2</summary>Number the pixels from 0; then the padding on the left has negative numbers. Where does window number $i$ begin, where does it end?</details>
# <details><summary>Hint 3</summary>A <code>set</code> holds each number once, so overlaps do no harm. Leave out what is no pixel.</details>


# %% answer
def unread(n, k, s, p):
    ### BEGIN SOLUTION
    starts = range(-p, n + p - k + 1, s)
    read = {pixel for start in starts for pixel in range(start, start + k)}
    return len(set(range(n)) - read)
    ### END SOLUTION


# %% tries
checks.self_check(
    "unread",
    lambda: unread,
    [
        checks.Example(1, 8, 3, 2, 0),
        checks.Example(0, 8, 3, 2, 1),
        checks.Example(4, 8, 1, 2, 0),
        checks.Example(0, 7, 3, 2, 0),
        checks.Example(1, 6, 3, 4, 1),
        checks.Example(2, 5, 2, 3, 1),
        checks.Example(0, 5, 3, 2, 1),
    ],
)


# %% tests
def _grade_unread(examples):
    from cnnkit.checks import Case, Mistake, Symptom, grade

    def expected(n, k, s, p):
        windows = (n + 2 * p - k) // s + 1
        inside = (any(0 <= x + p - i * s < k for i in range(windows)) for x in range(n))
        return n - sum(inside)

    def short(n, k, s, p):
        return n - len({x for a in range(-p, n + p - k, s) for x in range(a, a + k)} & {*range(n)})

    def starts_at_zero(n, k, s, p):
        marks = [0] * n
        for start in range(0, n + 2 * p - k + 1, s):
            for x in range(start, start + k):
                marks[x] = 1  # stops here where a window leaves the row
        return n - sum(marks)

    def rest(n, k, s, p):
        return (n + 2 * p - k) % s

    twice = (
        "pixels that several windows read are taken off several times. Each can be read or lost only once."
    )
    windows = "this has to do with the number of windows. The question is about pixels."
    mistakes = [
        Mistake(
            "padding-taken-for-a-pixel",
            "what is left over at the end begins with padding, counted from outside. Only pixels are a loss.",
            lambda n, k, s, p: rest(n, k, s, p),
        ),
        Mistake(
            "padding-taken-for-a-pixel",
            "zeros of the padding are among your lost pixels. Only pixels are a loss.",
            lambda n, k, s, p: expected(n + 2 * p, k, s, 0),
        ),
        Mistake(
            "gaps-left-out",
            "you look at the end of the row only. With a stride above k, something happens between windows.",
            lambda n, k, s, p: max(rest(n, k, s, p) - p, 0),
        ),
        Mistake(
            "negative",
            "less than nothing is lost? Where windows end in the padding, no pixel is missing at the end.",
            lambda n, k, s, p: rest(n, k, s, p) - p,
            edge=True,
        ),
        Mistake(
            "both-edges",
            "you count a loss at both ends. The first window begins at the left end: nothing is lost there.",
            lambda n, k, s, p: 2 * expected(n, k, s, p),
        ),
        Mistake(
            "both-edges",
            "padding is taken off at both ends. What is left over lies at the right end alone.",
            lambda n, k, s, p: max(rest(n, k, s, p) - 2 * p, 0),
        ),
        Mistake(
            "padding-left-out",
            "this is the answer without padding. Padding moves every window.",
            lambda n, k, s, p: expected(n, k, s, 0),
        ),
        Mistake(
            "last-window-left-out",
            "where the last window ends exactly at the end of the row, you leave it out.",
            short,
            edge=True,
        ),
        Mistake(
            "nothing-lost",
            "this is 0 in every case. There are rows on which some pixels are lost.",
            lambda n, k, s, p: 0,
        ),
        Mistake(
            "starts-at-zero",
            "with padding the first window begins left of pixel 0, among the zeros. Yours begins at pixel 0.",
            starts_at_zero,
        ),
        Mistake(
            "starts-at-zero",
            "with padding the first window begins left of pixel 0, among the zeros. Yours begins at pixel 0.",
            lambda n, k, s, p: (
                n - len({x for a in range(0, n + 2 * p - k + 1, s) for x in range(a, a + k)} & {*range(n)})
            ),
        ),
        Mistake("windows-counted", windows, lambda n, k, s, p: (n + 2 * p - k) // s + 1),
        Mistake("windows-counted", windows, lambda n, k, s, p: n - ((n + 2 * p - k) // s + 1)),
        Mistake(
            "read-counted", "you count the pixels that are read.", lambda n, k, s, p: n - expected(n, k, s, p)
        ),
        Mistake("overlap-counted-twice", twice, lambda n, k, s, p: n - k * ((n + 2 * p - k) // s + 1)),
        Mistake(
            "overlap-counted-twice", twice, lambda n, k, s, p: n + 2 * p - k * ((n + 2 * p - k) // s + 1)
        ),
        Mistake(
            "overlap-counted-twice", twice, lambda n, k, s, p: max(n - k * ((n + 2 * p - k) // s + 1), 0)
        ),
        Mistake(
            "overlap-counted-twice",
            twice,
            lambda n, k, s, p: max(n + 2 * p - k * ((n + 2 * p - k) // s + 1), 0),
        ),
        Mistake(
            "overlap-counted-twice",
            twice,
            lambda n, k, s, p: (
                n - sum(min(a + k, n) - max(a, 0) for a in range(-p, n + p - k + 1, s) if -k < a < n)
            ),
        ),
        Mistake(
            "fraction",
            "this is part of a step. How many pixels is that?",
            lambda n, k, s, p: (n + 2 * p - k) / s % 1,
        ),
        Mistake(
            "kernel-left-out",
            "the size of the kernel never comes in. The last window reaches further than its first pixel.",
            lambda n, k, s, p: n % s,
        ),
        Mistake(
            "kernel-left-out",
            "the size of the kernel never comes in. The last window reaches further than its first pixel.",
            lambda n, k, s, p: (n + 2 * p) % s,
        ),
    ]
    symptoms = [
        Symptom(
            "more-than-there-are",
            "less than nothing or more than all pixels cannot be lost.",
            lambda result, n, k, s, p: not 0 <= result <= n,
        ),
    ]
    cases = [
        Case(2, 101, 40, 23, 0),
        Case(1, 90, 30, 19, 4),
        Case(1, 90, 31, 17, 5),
        Case(1, 100, 20, 8, 0),
        Case(1, 62, 2, 5, 0),
        Case(1, 70, 6, 11, 0),
        Case(2, 50, 4, 9, 3),
        Case(1, 5, 1, 3, 2),
    ]
    return grade(
        "unread",
        lambda: unread,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
        symptoms=symptoms,
    )
