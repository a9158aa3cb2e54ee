# ruff: noqa: E501
"""The task `trace_sizes` of the set sizing; how such a file is written: tests/exercises/README.md."""

from cnnkit import checks

# %% story [markdown]
# ## A detective's tool
#
# A printed list of layer sizes is evidence: recompute it, and a missing padding shows. Write the tool that does it for a whole network, and in strict mode points at the first layer that wastes something.
#
# `trace_sizes(n, layers, strict=False)`
#
# | | range or type | |
# |---|---|---|
# | `n` | ≥ 1 | pixels in a row of the image |
# | `layers` | list of `(k, s, p)` | kernel, stride, padding on each side; the first layer first |
# | `strict` | `bool` | whether a column left over is an error |
# | result | list of `int` | `n`, then the size after each layer |
#
# - A window that does not fit is always an error: raise a `ValueError`.
# - With `strict=True` it is also an error if at some layer the last window ends before the padded row does: then a column, be it only padding, is never read. Raise a `ValueError`.
# - The error's message must name the index of the *first* layer with a problem, counted from 0, as a number: `"layer 1: …"`. What else it says is up to you.
#
# **Example.** From 10 pixels, `(3, 1, 0)` makes 8 and `(2, 2, 0)` makes 4: `[10, 8, 4]`. From 9 pixels it is `[9, 7, 3]`, and strict mode complains about layer 1, because 7 is odd.
#
# Off limits: everything in torch with `conv` or `pool` in its name, and `unfold`.
#
# <details><summary>Hint 1</summary>You have solved one step in the first task. What comes out of one layer goes into the next.</details>
# <details><summary>Hint 2</summary><code>divmod(a, b)</code> gives the quotient and what remains. What does the remainder mean here?</details>
# <details><summary>Hint 3</summary>An index along with the layer: <code>enumerate</code>. Raise as soon as you see a problem, then the first one wins by itself.</details>


# %% answer
def trace_sizes(n, layers, strict=False):
    ### BEGIN SOLUTION
    sizes = [n]
    for index, (k, s, p) in enumerate(layers):
        room = sizes[-1] + 2 * p - k
        if room < 0:
            raise ValueError(f"layer {index}: kernel {k} does not fit into {sizes[-1]} pixels, padding {p}")
        if strict and room % s:
            raise ValueError(f"layer {index}: {room % s} columns are never read")
        sizes.append(room // s + 1)
    return sizes
    ### END SOLUTION


# %% tries
checks.self_check(
    "trace_sizes",
    lambda: trace_sizes,
    [
        checks.Example([10, 8, 4], 10, [(3, 1, 0), (2, 2, 0)]),
        checks.Example([9, 7, 3], 9, [(3, 1, 0), (2, 2, 0)]),
        checks.Example([10, 8, 4], 10, [(3, 1, 0), (2, 2, 0)], strict=True),
        checks.Example(ValueError(1), 9, [(3, 1, 0), (2, 2, 0)], strict=True),
        checks.Example([8, 4, 4], 8, [(4, 2, 1), (3, 1, 1)]),
        checks.Example([5, 1], 5, [(5, 2, 0)]),
        checks.Example([9, 4], 9, [(3, 2, 0)], strict=True),
        checks.Example(ValueError(1), 5, [(5, 1, 2), (4, 2, 1), (1, 1, 0)], strict=True),
        checks.Example(ValueError(0), 2, [(3, 1, 0), (2, 2, 0)]),
        checks.Example([2, 2], 2, [(3, 1, 1)]),
        checks.Example(ValueError(0), 2, [(3, 1, 0)], strict=True),
    ],
    off_limits=["*conv*", "*pool*", "unfold"],
)


# %% tests
def _grade_trace_sizes(examples):
    from cnnkit.checks import Case, Mistake, grade

    def expected(n, layers, strict=False):
        if not layers:
            return [n]
        *earlier, (k, s, p) = layers
        sizes = expected(n, earlier, strict)
        starts = range(-p, sizes[-1] + p - k + 1, s)
        if not starts or (strict and starts[-1] + k != sizes[-1] + p):
            raise ValueError(len(earlier))
        return [*sizes, len(starts)]

    def floors(n, layers, strict=False):
        sizes = [n]
        for k, s, p in layers:
            sizes.append((sizes[-1] + 2 * p - k) // s + 1)
        return sizes

    def problems(n, layers, strict):
        """Indices of all layers with a problem when sizes are rounded down and the walk goes on."""
        found = []
        for index, (size, (k, s, p)) in enumerate(zip(floors(n, layers), layers, strict=False)):
            if size + 2 * p < k or (strict and (size + 2 * p - k) % s):
                found.append(index)
        return found

    def names(which):
        def mistake(n, layers, strict=False):
            found = problems(n, layers, strict)
            if found:
                raise ValueError(which(found, layers))
            return floors(n, layers)

        return mistake

    def always_strict(n, layers, strict=False):
        return expected(n, layers, True)

    def never_strict(n, layers, strict=False):
        return expected(n, layers)

    def unchecked(n, layers, strict=False):
        return floors(n, layers) if not strict else expected(n, layers, True)

    def pixels_only(n, layers, strict=False):
        sizes = [n]
        for index, (k, s, p) in enumerate(layers):
            room = sizes[-1] + 2 * p - k
            if room < 0 or (strict and room % s > p):
                raise ValueError(index)
            sizes.append(room // s + 1)
        return sizes

    def refuses(problem):
        def mistake(n, layers, strict=False):
            sizes = [n]
            for index, (k, s, p) in enumerate(layers):
                room = sizes[-1] + 2 * p - k
                if problem(room, s, strict):
                    raise ValueError(index)
                sizes.append(room // s + 1)
            return sizes

        return mistake

    def rounded(n, layers, strict=False):
        sizes = [n]
        for k, s, p in layers:
            sizes.append(round((sizes[-1] + 2 * p - k) / s) + 1)
        return sizes

    def fractions(n, layers, strict=False):
        sizes = [n]
        for k, s, p in layers:
            size = (sizes[-1] + 2 * p - k) / s + 1
            sizes.append(size if size % 1 else int(size))
        return sizes

    def from_image(n, layers, strict=False):
        return [n] + [(n + 2 * p - k) // s + 1 for k, s, p in layers]

    def changed(change):
        return lambda n, layers, strict=False: floors(n, change(layers))

    def next_padding(layers):
        paddings = [p for *_, p in layers[1:]] + [0]
        return [(k, s, p) for (k, s, _), p in zip(layers, paddings, strict=True)]

    carried = "every size is computed from the image. A layer reads what the layer before it gave out."
    mistakes = [
        Mistake(
            "counts-from-one",
            "the index in your message counts from 1. The first layer is number 0.",
            names(lambda found, layers: found[0] + 1),
            edge=True,
        ),
        Mistake(
            "last-problem-named",
            "your message names the last layer with a problem. The first one is the cause.",
            names(lambda found, layers: found[-1]),
            edge=True,
        ),
        Mistake(
            "last-layer-named",
            "your message names the last layer, wherever the problem is.",
            names(lambda found, layers: len(layers) - 1),
        ),
        Mistake(
            "padding-not-counted",
            "in strict mode a column of padding that is never read counts, too.",
            pixels_only,
            edge=True,
        ),
        Mistake(
            "strict-left-out",
            "strict mode changes nothing: a column left over must be an error.",
            never_strict,
        ),
        Mistake("strict-left-out", "problems are rounded away. Strict mode must name them.", floors),
        Mistake(
            "always-strict",
            "you are strict without being asked: there sizes are rounded down.",
            always_strict,
        ),
        Mistake(
            "does-not-fit",
            "a window that does not fit got a size. It is an error in both modes.",
            unchecked,
            edge=True,
        ),
        Mistake(
            "does-not-fit",
            "in strict mode a window that does not fit got a size. It is an error in both modes.",
            refuses(lambda room, s, strict: room % s if strict else room < 0),
            edge=True,
        ),
        Mistake(
            "does-not-fit",
            "a window that does not fit got the size 0 or less. It is an error in both modes.",
            refuses(lambda room, s, strict: room // s + 1 < 0 or (strict and room % s)),
            edge=True,
        ),
        Mistake(
            "odd-or-even",
            "with a stride of 2 a column is left over where what remains is odd. And with a stride of 3?",
            refuses(lambda room, s, strict: room < 0 or (strict and s > 1 and room % 2)),
            edge=True,
        ),
        Mistake(
            "rounded",
            "a size is rounded up. What does a layer do with a last step that leads too far?",
            rounded,
        ),
        Mistake("fraction", "sizes are whole numbers. What does a layer do with part of a step?", fractions),
        Mistake(
            "stops-one-early",
            "the last layer is missing in the list.",
            lambda n, layers, strict=False: floors(n, layers)[:-1],
        ),
        Mistake(
            "image-left-out",
            "the list begins after the first layer. Its first number is the image.",
            lambda n, layers, strict=False: floors(n, layers)[1:],
        ),
        Mistake(
            "last-size-only",
            "this is the last size alone. Return the whole chain.",
            lambda n, layers, strict=False: floors(n, layers)[-1],
        ),
        Mistake("always-from-the-image", carried, from_image),
        Mistake(
            "stride-left-out",
            "the stride of some layers plays no part.",
            changed(lambda layers: [(k, 1, p) for k, s, p in layers]),
        ),
        Mistake(
            "stride-left-out",
            "the stride of some layers plays no part. A pooling has one, too.",
            changed(lambda layers: [(k, 1 if k == s else s, p) for k, s, p in layers]),
        ),
        Mistake(
            "padding-of-the-next-layer",
            "each layer takes the padding of the one that comes after it.",
            changed(next_padding),
        ),
        Mistake(
            "padding-left-out",
            "the padding plays no part.",
            changed(lambda layers: [(k, s, 0) for k, s, _ in layers]),
        ),
        Mistake(
            "padding-on-one-side",
            "the row has two ends, and padding counts one of them.",
            changed(lambda layers: [(k - p, s, 0) for k, s, p in layers]),
        ),
        Mistake(
            "one-window-short",
            "you count steps. The window that stands there before the first step counts, too.",
            changed(lambda layers: [(k + s, s, p) for k, s, p in layers]),
        ),
    ]
    alexnet = [(11, 4, 0), (3, 2, 0), (5, 1, 2), (3, 2, 0), (3, 1, 1), (3, 1, 1), (3, 1, 1), (3, 2, 0)]
    # the number of the guilty layer is none of the other numbers that a message may hold
    odd_at_5 = [
        (3, 1, 1),
        (2, 2, 0),
        (3, 1, 1),
        (1, 1, 0),
        (3, 1, 1),
        (2, 2, 0),
        (3, 1, 1),
        (4, 3, 0),
        (1, 1, 0),
    ]
    too_small_at_4 = [(3, 1, 0), (2, 2, 0), (3, 2, 0), (2, 2, 0), (3, 1, 0), (1, 1, 1), (3, 1, 0), (1, 1, 1)]
    cases = [
        Case(2, 40, [(5, 3, 0), (3, 1, 1), (4, 1, 0)]),
        Case(1, 227, alexnet, strict=True),
        Case(1.5, 32, [(5, 1, 0), (2, 2, 0), (5, 1, 2), (2, 2, 0), (7, 3, 0)]),
        Case(1, 17, []),
        Case(0.5, 50, odd_at_5, strict=True),
        Case(1, 24, too_small_at_4),
        Case(0.5, 64, [(7, 2, 3), (3, 1, 1), (3, 2, 1), (3, 1, 1)], True),
        Case(0.5, 3, [(5, 1, 1)]),
        Case(0.5, 4, [(5, 1, 0)], strict=True),
        Case(0.5, 7, [(3, 3, 0)], strict=True),
        Case(0.5, 9, [(1, 2, 0)], strict=True),
        Case(0.5, 4, [(3, 1, 2)]),
    ]
    return grade(
        "trace_sizes",
        lambda: trace_sizes,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
        off_limits=["*conv*", "*pool*", "unfold"],
    )
