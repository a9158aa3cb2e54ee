# ruff: noqa: E501
"""The task `out_size` of the set sizing; how such a file is written: tests/exercises/README.md."""

from cnnkit import checks

# %% story [markdown]
# ## How many windows fit?
#
# A kernel of 3 pixels moves over a row of 10 in steps of 2. Put the numbers into the formula and you get $4.5$ windows. No layer stops at that, and none computes half a window. Write down what it does.
#
# `out_size(n, k, s=1, p=0, d=1)`
#
# | | range or type | |
# |---|---|---|
# | `n`, `k` | ≥ 1 | pixels in the row, pixels the kernel reads |
# | `s` | ≥ 1 | step from one window to the next |
# | `p` | ≥ 0 | zero pixels added on *each* side |
# | `d` | ≥ 1 | dilation: distance between neighbouring pixels that the kernel reads; 1 means side by side |
# | result | `int` | number of windows that lie completely inside the padded row |
#
# If not even one window fits, there is no layer: raise a `ValueError`.
#
# **Example.** 7 pixels, kernel 3, stride 2: windows begin at pixels 0, 2 and 4, so the result is 3. With 8 pixels it is still 3, and one pixel is left over. With 2 pixels nothing fits.
#
# Off limits: everything in torch with `conv` or `pool` in its name, and `unfold`.
#
# <details><summary>Hint 1</summary>Where may the last window begin? Draw 8 boxes and find out with a finger, then with a formula.</details>
# <details><summary>Hint 2</summary>The number of steps is one less than the number of windows. What does a step that leads too far mean?</details>
# <details><summary>Hint 3</summary>A dilated kernel is spread out. Draw 3 pixels with $d = 2$: from the first to the last, how many boxes does it cover?</details>
# <details><summary>Hint 4</summary>Test for "nothing fits" before you divide. Whole-number division of a negative number surprises many.</details>


# %% answer
def out_size(n, k, s=1, p=0, d=1):
    ### BEGIN SOLUTION
    room = n + 2 * p - (d * (k - 1) + 1)
    if room < 0:
        raise ValueError(f"a kernel {d * (k - 1) + 1} wide does not fit into {n + 2 * p} pixels")
    return room // s + 1
    ### END SOLUTION


# %% tries
checks.self_check(
    "out_size",
    lambda: out_size,
    [
        checks.Example(3, 7, 3, 2),
        checks.Example(3, 8, 3, 2),
        checks.Example(6, 8, 3),
        checks.Example(8, 8, 3, p=1),
        checks.Example(4, 8, 3, d=2),
        checks.Example(2, 2, 3, p=1),
        checks.Example(1, 5, 3, s=2, d=2),
        checks.Example(ValueError, 2, 3),
    ],
    off_limits=["*conv*", "*pool*", "unfold"],
)


# %% tests
def _grade_out_size(examples):
    from math import ceil

    from cnnkit.checks import Case, Mistake, grade

    def expected(n, k, s=1, p=0, d=1):
        starts = range(-p, n + p - d * (k - 1), s)
        if not starts:
            raise ValueError
        return len(starts)

    def room(n, k, p, d):
        return n + 2 * p - d * (k - 1) - 1

    def windows(room, s):
        if room < 0:
            raise ValueError
        return room // s + 1

    def whole_only(n, k, s=1, p=0, d=1):
        if room(n, k, p, d) % s:
            raise ValueError
        return expected(n, k, s, p, d)

    def none_if_nothing_fits(n, k, s=1, p=0, d=1):
        return room(n, k, p, d) // s + 1 if room(n, k, p, d) >= 0 else None

    def divided(n, k, s=1, p=0, d=1):
        return expected(n, k, s, p, d) if room(n, k, p, d) % s == 0 else room(n, k, p, d) / s + 1

    def quotient(n, k, s=1, p=0, d=1):
        return room(n, k, p, d) / s + 1 if expected(n, k, s, p, d) else None

    nothing_fits = "a kernel wider than the padded row got an answer. There is no such layer: a ValueError."
    fraction = "part of a window is no window. What does a layer do with a last step that leads too far?"
    mistakes = [
        Mistake(
            "fraction-refused",
            "a fraction is no error: the layer works, and some pixels at the end stay unread.",
            whole_only,
        ),
        Mistake(
            "does-not-fit", nothing_fits, lambda n, k, s=1, p=0, d=1: room(n, k, p, d) // s + 1, edge=True
        ),
        Mistake(
            "does-not-fit", nothing_fits, lambda n, k, s=1, p=0, d=1: int(room(n, k, p, d) / s) + 1, edge=True
        ),
        Mistake(
            "does-not-fit",
            nothing_fits,
            lambda n, k, s=1, p=0, d=1: max(room(n, k, p, d) // s + 1, 0),
            edge=True,
        ),
        Mistake("does-not-fit", nothing_fits, none_if_nothing_fits, edge=True),
        Mistake(
            "float-for-int",
            "4.0 is no whole number for Python. `//` divides whole numbers and gives one.",
            lambda *args, **kwargs: float(expected(*args, **kwargs)),
        ),
        Mistake("fraction", fraction, divided),
        Mistake("fraction", fraction, quotient),
        Mistake("fraction", fraction, lambda n, k, s=1, p=0, d=1: room(n, k, p, d) / s + 1),
        Mistake("rounded", fraction, lambda n, k, s=1, p=0, d=1: round(room(n, k, p, d) / s + 1)),
        Mistake("rounded", fraction, lambda n, k, s=1, p=0, d=1: round(room(n, k, p, d) / s) + 1),
        Mistake("rounded-up", fraction, lambda n, k, s=1, p=0, d=1: ceil(room(n, k, p, d) / s) + 1),
        Mistake(
            "one-window-short",
            "you count steps. The window that stands there before the first step counts, too.",
            lambda n, k, s=1, p=0, d=1: room(n, k, p, d) // s,
        ),
        Mistake(
            "one-inside-the-fraction",
            "the 1 for the first window got divided by the stride with the rest.",
            lambda n, k, s=1, p=0, d=1: (room(n, k, p, d) + 1) // s,
        ),
        Mistake(
            "padding-on-one-side",
            "the row has two ends, and padding counts one of them.",
            lambda n, k, s=1, p=0, d=1: windows(room(n, k, p, d) - p, s),
        ),
        Mistake(
            "stride-left-out",
            "the stride never comes in. With longer steps there are fewer windows.",
            lambda n, k, s=1, p=0, d=1: windows(room(n, k, p, d), 1),
        ),
        Mistake(
            "padding-left-out",
            "the padding never comes in. A padded row is longer.",
            lambda n, k, s=1, p=0, d=1: windows(room(n, k, 0, d), s),
        ),
        Mistake(
            "dilation-left-out",
            "the dilation never comes in. A spread-out kernel needs more room.",
            lambda n, k, s=1, p=0, d=1: windows(room(n, k, p, 1), s),
        ),
        Mistake(
            "dilated-kernel-too-wide",
            "the dilated kernel is too wide. Count the gaps between 3 fence posts, then between k pixels.",
            lambda n, k, s=1, p=0, d=1: windows(room(n, d * k, p, 1), s),
        ),
        Mistake(
            "zeros-between",
            "you put d zeros between the pixels. With d = 1 the pixels are neighbours.",
            lambda n, k, s=1, p=0, d=1: windows(n + 2 * p - k - d * (k - 1), s),
        ),
        Mistake(
            "kernel-left-out",
            "the size of the kernel never comes in. Where may the last window begin?",
            lambda n, k, s=1, p=0, d=1: (n + 2 * p - 1) // s + 1,
        ),
        Mistake(
            "kernel-left-out",
            "the row is cut into steps, whatever the kernel. Where may the last window begin?",
            lambda n, k, s=1, p=0, d=1: (n + 2 * p) // s,
        ),
    ]
    cases = [
        Case(2, 137, 14, 4, 5),
        Case(1, 120, 15),
        Case(2, 101, 7, 3, 6, 4),
        Case(1, 143, 14, 9, 2),
        Case(1, 33, 5, d=8),
        Case(1, 4, 6, p=1),
        Case(0.5, 4, 6, s=3),
        Case(0.5, 3, 9, s=2, p=1),
        Case(1, 4, 3, d=3),
    ]
    return grade(
        "out_size",
        lambda: out_size,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
        off_limits=["*conv*", "*pool*", "unfold"],
    )
