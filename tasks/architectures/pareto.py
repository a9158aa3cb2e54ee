# ruff: noqa: E501
"""The task `pareto` of the set architectures; how such a file is written: tests/exercises/README.md."""

from cnnkit import checks

# %% story [markdown]
# ## Which networks are worth a look?
#
# A table of networks has a cost and an error for each. One that costs more *and* errs more than another need not be looked at again. What is left is the *Pareto front*. About 15 minutes.
#
# `pareto(models)`
#
# | | |
# |---|---|
# | `models` | a list of `(name, cost, error)`: a string, and two numbers of which less is better |
# | result | list of the names that stay, in the order of `models` |
#
# A network goes when some other is *at least as good in both* numbers and *better in one* of them. Two networks with the same two numbers do not push each other out.
#
# **Example.** `[("a", 2, 30), ("b", 1, 40), ("c", 3, 30), ("d", 5, 20)]`: `c` goes, for `a` errs as often and costs less. `a`, `b` and `d` stay, each the best at its cost: `["a", "b", "d"]`.
#
# Nothing is off limits. The list may be empty, and stays as it was.
#
# <details><summary>Hint 1</summary>For one network: what must another be like, so that nobody would choose the first? Say it with two comparisons and one more.</details>
# <details><summary>Hint 2</summary>A network is never better than itself, and its twin is not either.</details>
# <details><summary>Hint 3</summary>Sorting by cost makes it quick, but then look out for equal costs, and put the names back in order.</details>


# %% answer
def pareto(models):
    ### BEGIN SOLUTION
    def beaten(cost, error):
        return any(c <= cost and e <= error and (c < cost or e < error) for _, c, e in models)

    return [name for name, cost, error in models if not beaten(cost, error)]
    ### END SOLUTION


# %% tries
checks.self_check(
    "pareto",
    lambda: pareto,
    [
        checks.Example(["a", "b", "d"], [("a", 2, 30), ("b", 1, 40), ("c", 3, 30), ("d", 5, 20)]),
        checks.Example(["z", "k"], [("z", 4, 9), ("k", 4, 9), ("x", 4, 10), ("b", 7, 9)]),
        checks.Example([], []),
        checks.Example(
            ["q", "m", "b"], [("q", 9.5, 1), ("w", 9.5, 1.5), ("m", 6, 3), ("b", 2, 8), ("a", 8, 3)]
        ),
        checks.Example(["s", "t"], [("u", 5, 5), ("s", 5, 4), ("t", 3, 5)]),
    ],
)


# %% tests
def _grade_pareto(examples):
    from cnnkit.checks import Case, Mistake, grade

    def front(models, beats):
        kept = [not any(beats(a, b) for b in models) for a in models]
        return [name for (name, _, _), keep in zip(models, kept, strict=True) if keep]

    def at_least(a, b):
        return b[1] <= a[1] and b[2] <= a[2]

    def expected(models):
        return front(models, lambda a, b: at_least(a, b) and b[1:] != a[1:])

    def both(a, b):
        return b[1] < a[1] and b[2] < a[2]

    def first_of_twins(models):
        seen, out = set(), []
        for name, cost, error in models:
            if name in expected(models) and (cost, error) not in seen:
                out.append(name)
                seen.add((cost, error))
        return out

    def swept(models):
        """By cost; a network stays if it errs less than all before it."""
        best, out = float("inf"), []
        for name, _, error in sorted(models, key=lambda m: m[1]):
            if error < best:
                best = error
                out.append(name)
        return out

    def in_rows(names, models):
        return [m[0] for m in models if m[0] in names]

    def by_cost(models):
        chosen = set(expected(models))
        return [m[0] for m in sorted(models, key=lambda m: m[1]) if m[0] in chosen]

    def whole_rows(models):
        chosen = set(expected(models))
        return [m for m in models if m[0] in chosen]

    mistakes = [
        Mistake(
            "better-in-both-only",
            "you let a network go only if another is better in both numbers. At least as good in one and better in the other is enough.",
            lambda models: front(models, both),
        ),
        Mistake(
            "pushed-out-by-itself",
            "every network is pushed out: at least as good in both, that is each one compared with itself.",
            lambda models: front(models, at_least),
        ),
        Mistake(
            "twins-lost",
            "two networks with the same two numbers push each other out in your answer. Neither is better.",
            lambda models: front(models, lambda a, b: at_least(a, b) and (b[1:] != a[1:] or b[0] != a[0])),
        ),
        Mistake(
            "second-twin-lost",
            "of two networks with the same two numbers only one is left. Neither is better, so both stay.",
            first_of_twins,
        ),
        Mistake(
            "swept",
            "your answer comes in the order of cost. Keep the order of the list, and look at equal costs again.",
            swept,
        ),
        Mistake(
            "swept-in-order",
            "going by cost, you keep what errs less than all before it. Which of two networks of equal cost comes first, and what of twins?",
            lambda models: in_rows(swept(models), models),
        ),
        Mistake(
            "sorted",
            "the names come in another order than in the list: sorted by cost.",
            by_cost,
        ),
        Mistake(
            "sorted",
            "the names come in another order than in the list: sorted as words.",
            lambda models: sorted(expected(models)),
        ),
        Mistake(
            "better-in-one",
            "you let a network go as soon as another is better in one number. Then the cheapest and the best push each other out.",
            lambda models: front(models, lambda a, b: b[1] < a[1] or b[2] < a[2]),
        ),
        Mistake(
            "more-is-better",
            "your front keeps the networks that cost the most. Of both numbers less is better.",
            lambda models: front(models, lambda a, b: b[1] >= a[1] and b[2] <= a[2] and b[1:] != a[1:]),
        ),
        Mistake(
            "more-is-better",
            "your front keeps the networks that err the most. The number is an error: less is better.",
            lambda models: front(models, lambda a, b: b[1] <= a[1] and b[2] >= a[2] and b[1:] != a[1:]),
        ),
        Mistake(
            "beaten-ones-returned",
            "these are the networks that go. Those that stay are asked for.",
            lambda models: [m[0] for m in models if m[0] not in expected(models)],
        ),
        Mistake("whole-rows", "whole rows are returned. The names are asked for.", whole_rows),
        Mistake(
            "ends-only",
            "the cheapest and the best are left, and nothing between them. Each that is the best at its cost stays.",
            lambda models: in_rows(
                [min(models, key=lambda m: m[1:])[0], min(models, key=lambda m: m[:0:-1])[0]]
                if models
                else [],
                models,
            ),
        ),
    ]
    cases = [
        Case(
            3,
            [
                ("vgg", 15.5, 28.1), ("res", 4.1, 24.7), ("squeeze", 0.35, 42.5), ("mobile", 0.57, 29.4),
                ("inception", 5.7, 21.2), ("dense", 2.8, 25.0), ("nas", 0.56, 26.0), ("big", 24.0, 17.5),
            ],
        ),
        Case(2, [("c", 3, 3), ("b", 3, 3), ("a", 3, 4), ("d", 2, 5), ("e", 1, 5)]),
        Case(2, [("k", 6, 2), ("h", 2, 6), ("g", 6, 2), ("f", 6, 1), ("e", 7, 1), ("d", 4, 6)]),
        Case(1, [("only", 1.5, 2)]),
        Case(2, [("z", 10, 1), ("y", 9, 2), ("x", 8, 3), ("w", 8, 2), ("v", 9, 1), ("u", 11, 0), ("t", 0, 11)]),
    ]  # fmt: skip
    return grade("pareto", lambda: pareto, cases, examples=examples, expected=expected, mistakes=mistakes)
