# ruff: noqa: E501
"""The task `head_params` of the set architectures; how such a file is written: tests/exercises/README.md."""

from cnnkit import checks

# %% story [markdown]
# ## What a new head costs
#
# A frozen network hands over $c$ maps of $h$ by $w$. Your head takes them as one long row, or takes one number of each map, and then come one or two dense layers. How many numbers does it have to learn, biases included? About 5 minutes.
#
# `head_params(h, w, c, hidden, K, mode)`
#
# | | range or type | |
# |---|---|---|
# | `h`, `w`, `c` | ≥ 1 | height and width of the maps, and how many there are |
# | `hidden` | ≥ 0 | units of the hidden dense layer; 0: there is none, and the last layer reads the features |
# | `K` | ≥ 1 | units of the last dense layer: classes, or 1 for yes and no |
# | `mode` | `str` | `"flatten"`: all numbers of all maps in a row; `"global"`: one number for each map, its maximum or its mean |
# | result | `int` | weights and biases of the dense layers |
#
# Any other `mode` must raise a `ValueError`.
#
# **Example.** Two maps of 3 by 4, `hidden = 5`, `K = 2`. Flat, the hidden layer reads 24 numbers: $24\cdot5 + 5 = 125$, and the last one has $5\cdot2 + 2 = 12$: 137. Global, it reads 2 numbers: $15 + 12 = 27$. Flat and without a hidden layer: $24\cdot2 + 2 = 50$.
#
# Off limits: building the layers with `nn.Linear` and counting what is in them.
#
# <details><summary>Hint 1</summary>First ask how many numbers the first dense layer reads. That is all that <code>mode</code> changes.</details>
# <details><summary>Hint 2</summary>A dense layer from a to b numbers has a·b weights and as many biases as it has outputs.</details>
# <details><summary>Hint 3</summary>Without a hidden layer there is one dense layer, not one of size 0.</details>


# %% answer
def head_params(h, w, c, hidden, K, mode):
    ### BEGIN SOLUTION
    if mode not in ("flatten", "global"):
        raise ValueError(f"mode {mode!r} is neither 'flatten' nor 'global'")
    features = c * h * w if mode == "flatten" else c
    if not hidden:
        return (features + 1) * K
    return (features + 1) * hidden + (hidden + 1) * K
    ### END SOLUTION


# %% tries
checks.self_check(
    "head_params",
    lambda: head_params,
    [
        checks.Example(137, 3, 4, 2, 5, 2, "flatten"),
        checks.Example(27, 3, 4, 2, 5, 2, "global"),
        checks.Example(50, 3, 4, 2, 0, 2, "flatten"),
        checks.Example(6, 3, 4, 2, 0, 2, "global"),
        checks.Example(99, 2, 3, 4, 3, 6, "flatten"),
        checks.Example(ValueError, 3, 4, 2, 5, 2, "average"),
    ],
    off_limits=["*linear*"],
)


# %% tests
def _grade_head_params(examples):
    from cnnkit.checks import Case, Mistake, grade

    def dense(a, b):
        return a * b + b

    def total(features, hidden, K):
        return dense(features, hidden) + dense(hidden, K) if hidden else dense(features, K)

    def expected(h, w, c, hidden, K, mode):
        return total({"flatten": h * w, "global": 1}[known(mode)] * c, hidden, K)

    def known(mode):
        if mode not in ("flatten", "global"):
            raise ValueError
        return mode

    def made(features=None, count=total):
        """The number of a head that reads `features(h, w, c, mode)` numbers, counted by `count`."""
        features = features or (lambda h, w, c, mode: c * h * w if mode == "flatten" else c)

        def answer(h, w, c, hidden, K, mode):
            return count(features(h, w, c, known(mode)), hidden, K)

        return answer

    bare = lambda f, hidden, K: f * hidden + hidden * K if hidden else f * K
    mistakes = [
        Mistake(
            "mode-ignored",
            "the mode changes nothing in your count: one number for each map is not all numbers of all maps.",
            made(lambda h, w, c, mode: c * h * w),
        ),
        Mistake(
            "mode-ignored",
            "the mode changes nothing in your count: flattening keeps every place of every map.",
            made(lambda h, w, c, mode: c),
        ),
        Mistake(
            "modes-swapped",
            "the two modes are the wrong way round.",
            made(lambda h, w, c, mode: c if mode == "flatten" else c * h * w),
        ),
        Mistake(
            "places-for-maps",
            "global leaves one number for each map. You keep one for each place.",
            made(lambda h, w, c, mode: c * h * w if mode == "flatten" else h * w),
        ),
        Mistake(
            "sides-added",
            "a map of h by w has h·w numbers, not h + w.",
            made(lambda h, w, c, mode: c * (h + w) if mode == "flatten" else c),
        ),
        Mistake(
            "one-side",
            "only one side of the maps is in your count.",
            made(lambda h, w, c, mode: c * h if mode == "flatten" else c),
        ),
        Mistake(
            "one-side",
            "only one side of the maps is in your count.",
            made(lambda h, w, c, mode: c * w if mode == "flatten" else c),
        ),
        Mistake(
            "square-maps",
            "the maps need not be square: height and width both count.",
            made(lambda h, w, c, mode: c * h * h if mode == "flatten" else c),
        ),
        Mistake("no-biases", "the biases are missing: each unit of a dense layer has one.", made(count=bare)),
        Mistake(
            "one-bias-a-layer",
            "there is one bias for each unit of a layer, not one for each layer.",
            made(count=lambda f, hidden, K: bare(f, hidden, K) + (2 if hidden else 1)),
        ),
        Mistake(
            "last-bias-missing",
            "the biases of the last layer are missing.",
            made(count=lambda f, hidden, K: total(f, hidden, K) - K),
        ),
        Mistake(
            "biases-of-inputs",
            "biases belong to what a layer puts out, not to what it reads.",
            made(count=lambda f, hidden, K: bare(f, hidden, K) + f + (hidden if hidden else 0)),
        ),
        Mistake(
            "last-layer-missing",
            "the dense layer behind the hidden one is missing.",
            made(count=lambda f, hidden, K: dense(f, hidden) if hidden else dense(f, K)),
        ),
        Mistake(
            "hidden-layer-missing",
            "the hidden layer is missing.",
            made(count=lambda f, hidden, K: dense(f, K)),
        ),
        Mistake(
            "last-layer-reads-features",
            "the last layer reads the hidden units, not the features again.",
            made(count=lambda f, hidden, K: dense(f, hidden) + dense(f, K) if hidden else dense(f, K)),
        ),
        Mistake(
            "no-hidden-layer",
            "with hidden = 0 there is no hidden layer, and the last one reads the features.",
            made(count=lambda f, hidden, K: dense(f, hidden) + dense(hidden, K)),
            edge=True,
        ),
        Mistake(
            "mode-not-checked",
            "this is neither of the two modes. Raise a ValueError, or a slip of the pen passes for one of them.",
            lambda h, w, c, hidden, K, mode: total(c * h * w if mode == "flatten" else c, hidden, K),
            edge=True,
        ),
        Mistake(
            "mode-not-checked",
            "this is neither of the two modes. Raise a ValueError, or a slip of the pen passes for one of them.",
            lambda h, w, c, hidden, K, mode: total(c if mode == "global" else c * h * w, hidden, K),
            edge=True,
        ),
    ]
    cases = [
        Case(2, 5, 5, 1024, 256, 1, "flatten"),
        Case(2, 5, 5, 1024, 256, 1, "global"),
        Case(1, 7, 4, 30, 11, 6, "flatten"),
        Case(1, 4, 7, 30, 11, 6, "global"),
        Case(1, 3, 5, 8, 0, 4, "flatten"),
        Case(1, 3, 5, 8, 0, 4, "global"),
        Case(1, 2, 6, 9, 1, 3, "flatten"),
        Case(1, 3, 5, 8, 2, 4, "max"),
    ]
    return grade(
        "head_params",
        lambda: head_params,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
        off_limits=["*linear*"],
    )
