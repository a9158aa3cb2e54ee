# ruff: noqa: E501
"""The task `grid_sizes` of the set architectures; how such a file is written: tests/exercises/README.md."""

from cnnkit import checks

# %% story [markdown]
# ## From 299 pixels down to 8
#
# The table of Inception-v3 lists the sizes 299, 149, 147, 147, 73, … 8. Some of its layers are padded, some are not, some halve. Follow the grid down. About 8 minutes.
#
# `grid_sizes(n, chain)`
#
# | | type | |
# |---|---|---|
# | `n` | `int`, ≥ 1 | side of the square picture |
# | `chain` | list of `(k, stride, padding)` | kernel or pool side `k`, its stride, and `"valid"` or `"same"` |
# | result | list of `int`s | `n`, then the side behind each layer: one number more than there are layers |
#
# `"valid"`: no padding; every place where the window fits, one stride after the other. `"same"`: as much padding as needed, so that a window begins at pixel 0, at the pixel one stride further, and so on, up to the last pixel of the map: stride 1 keeps the side, stride 2 makes 3 of 5 and 3 of 6.
#
# A `"valid"` window that is larger than its map fits nowhere. Then raise a `ValueError` whose message names the layer, 1 for the first.
#
# **Example.** From 12 with `(3, 2, "valid")`: windows begin at 0, 2, 4, 6 and 8, so 5; column 11 is never read. Then `(3, 1, "same")` keeps 5, and `(5, 1, "valid")` fits once: `[12, 5, 5, 1]`. One more `(2, 1, "valid")` does not fit: a `ValueError` that names layer 4.
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>Write down for one layer where its windows begin. How many are there?</details>
# <details><summary>Hint 2</summary>For "valid" the last window must end inside. What is the last place at which it may begin?</details>
# <details><summary>Hint 3</summary>For "same" the kernel does not matter at all.</details>


# %% answer
def grid_sizes(n, chain):
    ### BEGIN SOLUTION
    sizes = [n]
    for number, (k, stride, padding) in enumerate(chain, 1):
        n = sizes[-1]
        if padding == "valid" and k > n:
            raise ValueError(f"layer {number}: a window of {k} does not fit into {n}")
        sizes.append((n - k) // stride + 1 if padding == "valid" else -(-n // stride))
    return sizes
    ### END SOLUTION


# %% tries
checks.self_check(
    "grid_sizes",
    lambda: grid_sizes,
    [
        checks.Example([12, 5, 5, 1], 12, [(3, 2, "valid"), (3, 1, "same"), (5, 1, "valid")]),
        checks.Example(
            [299, 149, 147, 147, 73], 299, [(3, 2, "valid"), (3, 1, "valid"), (3, 1, "same"), (3, 2, "valid")]
        ),
        checks.Example([10, 4, 2], 10, [(4, 3, "same"), (6, 2, "same")]),
        checks.Example([9], 9, []),
        checks.Example(
            ValueError(4), 12, [(3, 2, "valid"), (3, 1, "same"), (5, 1, "valid"), (2, 1, "valid")]
        ),
    ],
)


# %% tests
def _grade_grid_sizes(examples):
    from cnnkit.checks import Case, Mistake, grade

    def walk(n, chain, valid=None, same=None, check=True, before=False):
        """`valid(n, k, stride)` and `same(n, k, stride)` give the side behind a layer."""
        sizes = [n]
        for number, (k, stride, padding) in enumerate(chain, 0 if before else 1):
            n = sizes[-1]
            if check and padding == "valid" and k > n:
                raise ValueError(number)
            if padding == "valid":
                sizes.append((n - k) // stride + 1 if valid is None else valid(n, k, stride))
            else:
                sizes.append(-(-n // stride) if same is None else same(n, k, stride))
        return sizes

    def expected(n, chain):
        return walk(n, chain)

    def wrong(**how):
        return lambda n, chain: walk(n, chain, **how)

    def as_valid(n, k, stride):
        return (n - k) // stride + 1

    def as_same(n, k, stride):
        return -(-n // stride)

    stride = "the stride is missing: windows two pixels apart are half as many."
    kernel = "where the kernel is even, your padded side depends on it: equal padding on both sides does not come out even there. Count where windows begin."
    mistakes = [
        Mistake("valid-for-same", "your padded layers shrink the map by their kernels. With \"same\" the kernel does not matter.", wrong(same=as_valid)),
        Mistake("same-for-valid", "your layers without padding lose nothing at the edge: there a window must lie inside.", wrong(valid=as_same, check=False)),
        Mistake("same-for-valid", "your layers without padding lose nothing at the edge: there a window must lie inside.", wrong(valid=as_same)),
        Mistake("stride-left-out", stride, wrong(valid=lambda n, k, s: n - k + 1, same=lambda n, k, s: n)),
        Mistake("stride-left-out", stride, wrong(valid=lambda n, k, s: n - k + 1)),
        Mistake("same-keeps", "\"same\" keeps the side at stride 1 only; a stride of 2 still takes every second pixel.", wrong(same=lambda n, k, s: n)),
        Mistake("same-rounds-down", "with \"same\" the window at the last begun step counts: 5 pixels at stride 2 begin at 0, 2 and 4.", wrong(same=lambda n, k, s: n // s), edge=True),
        Mistake("kernel-counts", kernel, wrong(same=lambda n, k, s: (n + 2 * ((k - 1) // 2) - k) // s + 1), edge=True),
        Mistake("kernel-counts", kernel, wrong(same=lambda n, k, s: (n + 2 * (k // 2) - k) // s + 1), edge=True),
        Mistake("first-window", "the window at place 0 is missing from your count.", wrong(valid=lambda n, k, s: (n - k) // s)),
        Mistake("overhang", "a window without padding must end inside: yours hangs over the edge.", wrong(valid=lambda n, k, s: -(-(n - k) // s) + 1)),
        Mistake("kernel-left-out", "without padding the last windows do not fit: the kernel takes something from the side before the stride divides it.", wrong(valid=lambda n, k, s: n // s)),
        Mistake("always-three", "k is not always three.", lambda n, chain: walk(n, [(3, s, padding) for _, s, padding in chain])),
        Mistake("halves", "strides may be other numbers than 1 and 2.", lambda n, chain: walk(n, [(k, min(s, 2), padding) for k, s, padding in chain])),
        Mistake("start-left-out", "the picture's own side is missing at the front.", lambda n, chain: walk(n, chain)[1:]),
        Mistake("last-left-out", "the side behind the last layer is missing.", lambda n, chain: walk(n, chain)[:-1]),
        Mistake("last-alone", "all sides are asked for, not only the last.", lambda n, chain: walk(n, chain)[-1]),
        Mistake("not-carried", "every layer reads what the one before gave, not the picture.", lambda n, chain: [n, *(walk(n, [layer])[1] for layer in chain)]),
        Mistake("not-refused", "a window larger than its map fits nowhere, and your function gives a side all the same.", wrong(check=False), edge=True),
        Mistake("counted-from-0", "the first layer is layer 1.", wrong(before=True), edge=True),
        Mistake("refused-too-early", "a window as large as its map fits exactly once.", lambda n, chain: _strict(n, chain), edge=True),
        Mistake("padded-refused", "with \"same\" no window is too large: padding makes room.", lambda n, chain: _all_checked(n, chain), edge=True),
    ]  # fmt: skip

    def _strict(n, chain):
        for number, (k, _, padding) in enumerate(chain, 1):
            if padding == "valid" and k >= walk(n, chain[: number - 1])[-1]:
                raise ValueError(number)
        return walk(n, chain)

    def _all_checked(n, chain):
        for number, (k, _, _) in enumerate(chain, 1):
            if k > walk(n, chain[: number - 1])[-1]:
                raise ValueError(number)
        return walk(n, chain)

    cases = [
        Case(3, 299, [(3, 2, "valid"), (3, 1, "valid"), (3, 1, "same"), (3, 2, "valid"), (1, 1, "valid"), (3, 1, "valid"), (3, 2, "valid")]),
        Case(2, 58, [(7, 2, "same"), (4, 3, "valid"), (2, 1, "same"), (5, 1, "valid"), (2, 2, "valid")]),
        Case(2, 26, [(6, 4, "valid"), (3, 3, "same"), (2, 1, "valid")]),
        Case(1, 13, [(5, 2, "same"), (7, 1, "valid"), (4, 1, "same")]),
        Case(1, 7, [(2, 2, "valid"), (3, 1, "same"), (4, 1, "valid"), (1, 1, "valid")]),
        Case(1, 10, [(5, 3, "valid"), (2, 1, "valid"), (1, 5, "valid")]),
    ]  # fmt: skip
    return grade(
        "grid_sizes",
        lambda: grid_sizes,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
    )
