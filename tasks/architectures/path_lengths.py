# ruff: noqa: E501
"""The task `path_lengths` of the set architectures; how such a file is written: tests/exercises/README.md."""

from cnnkit import checks

# %% story [markdown]
# ## Paths through a residual network
#
# At each residual block a signal goes through the branch or past it. From the first block to the end it can go many ways. The *length* of a path is the number of branches on it. How many paths are there of each length? About 10 minutes.
#
# `path_lengths(n)`
#
# | | | |
# |---|---|---|
# | `n` | 0, 1, … | residual blocks, one behind the other |
# | result | list of $n$ + 1 `int`s | how many paths go through 0, 1, …, $n$ branches |
#
# **Example.** Two blocks: past both; through the first alone or the second alone; through both. `path_lengths(2)` is `[1, 2, 1]`. Without blocks there is one path, of length 0: `[1]`.
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>Write down all paths through three blocks, each as a word of three letters, T for through and P for past. How many words have two T?</details>
# <details><summary>Hint 2</summary>All numbers of the list together are 2ⁿ. Does yours come to that?</details>
# <details><summary>Hint 3</summary>One more block: each path of before goes on as two. Which lengths do these have?</details>


# %% answer
def path_lengths(n):
    ### BEGIN SOLUTION
    found = [1]
    for k in range(n):
        found.append(found[-1] * (n - k) // (k + 1))
    return found
    ### END SOLUTION


# %% tries
checks.self_check(
    "path_lengths",
    lambda: path_lengths,
    [
        checks.Example([1, 2, 1], 2),
        checks.Example([1], 0),
        checks.Example([1, 1], 1),
        checks.Example([1, 4, 6, 4, 1], 4),
    ],
)


# %% tests
def _grade_path_lengths(examples):
    from itertools import accumulate
    from math import comb, factorial

    from cnnkit.checks import Case, Mistake, grade

    def expected(n):
        return [comb(n, k) for k in range(n + 1)]

    mistakes = [
        Mistake("no-empty-path", "the path past all blocks is missing. It goes through no branch: length 0.", lambda n: expected(n)[1:]),
        Mistake("no-full-path", "the path through all branches is missing.", lambda n: expected(n)[:-1]),
        Mistake("no-empty-path", "length 0 has no path in your list. One goes past all blocks.", lambda n: [0, *expected(n)[1:]]),
        Mistake("in-order-counted", "the order in which branches are chosen counts in your list. A path goes through the blocks in one order only.", lambda n: [factorial(n) // factorial(n - k) for k in range(n + 1)]),
        Mistake("factorials", "these are factorials. At each block there are two ways, not one less than before.", lambda n: [factorial(k) for k in range(n + 1)]),
        Mistake("powers-of-two", "these are all paths through the first k blocks. Paths through all n blocks are asked for, sorted by length.", lambda n: [2**k for k in range(n + 1)]),
        Mistake("one-each", "there is more than one path of most lengths: the branch can be chosen in several ways.", lambda n: [1] * (n + 1)),
        Mistake("n-each", "not every length has n paths, or 2n in all: one block more doubles the paths.", lambda n: [1] + [n] * (n - 1) + [1] if n else [1]),
        Mistake("running-sum", "paths of this length *and shorter* are counted. Each length has its own number.", lambda n: list(accumulate(expected(n)))),
        Mistake("shares", "these are shares. Numbers of paths are asked for.", lambda n: [value / 2**n for value in expected(n)]),
        Mistake("one-block-off", "this is the list for one block less.", lambda n: expected(n - 1) if n else [1]),
        Mistake("one-block-off", "this is the list for one block more.", lambda n: expected(n + 1)),
        Mistake("lengths-not-counts", "these are the lengths themselves. How many paths have each?", lambda n: list(range(n + 1))),
    ]  # fmt: skip
    cases = [Case(3, 3), Case(3, 9), Case(2, 6), Case(2, 54)]
    return grade(
        "path_lengths",
        lambda: path_lengths,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
    )
