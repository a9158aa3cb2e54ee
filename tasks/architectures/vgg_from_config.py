# ruff: noqa: E501
"""The task `vgg_from_config` of the set architectures; how such a file is written: tests/exercises/README.md."""

from cnnkit import checks

# %% story [markdown]
# ## Count a VGG from its line of text
#
# The authors of VGG, and most programs since, write a network as one line: `64 64 M 128 128 M …`. Count the weights and biases of any such line, and say how large the last maps are. About 10 minutes.
#
# `vgg_from_config(cfg, side, c_in, K)`
#
# | | type | |
# |---|---|---|
# | `cfg` | list of `int` and `"M"` | a number is a 3×3 convolution with that many filters, padding 1, stride 1; `"M"` a 2×2 max pool with stride 2 |
# | `side` | `int`, ≥ 1 | height and width of the square picture; no pool ever meets fewer than 2 pixels |
# | `c_in` | `int`, ≥ 1 | channels of the picture |
# | `K` | `int`, ≥ 1 | classes: behind the last entry all numbers are flattened, and one dense layer gives `K` |
# | result | `(int, int)` | all weights and biases together, and the side of the maps before the flattening |
#
# Every convolution and the dense layer have biases. A pool on an odd side drops the last row and column.
#
# **Example.** `[2, "M", 3]` on one channel of 5×5 with two classes: the first convolution has 2·(9·1) + 2 = 20, the pool makes 2×2 of 5×5, the second has 3·(9·2) + 3 = 57. Flattened, 3 maps of 2×2 are 12 numbers; the dense layer has 12·2 + 2 = 26. So `(103, 2)`.
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>Walk along the line and keep two numbers: how many maps there are now, and how large they are.</details>
# <details><summary>Hint 2</summary>Which entries change the side? Which change the number of maps? None changes both.</details>
# <details><summary>Hint 3</summary>How many numbers does the dense layer read? Each map still has places.</details>


# %% answer
def vgg_from_config(cfg, side, c_in, K):
    ### BEGIN SOLUTION
    params, maps = 0, c_in
    for entry in cfg:
        if entry == "M":
            side //= 2
        else:
            params += 9 * maps * entry + entry
            maps = entry
    return params + maps * side * side * K + K, side
    ### END SOLUTION


# %% tries
checks.self_check(
    "vgg_from_config",
    lambda: vgg_from_config,
    [
        checks.Example((103, 2), [2, "M", 3], 5, 1, 2),
        checks.Example((435, 2), [4, "M", 8, "M"], 8, 1, 3),
        checks.Example((10, 3), ["M"], 6, 1, 1),
        checks.Example((3_949, 1), [6, 6, "M", 12, "M", 24, "M"], 9, 3, 7),
    ],
)


# %% tests
def _grade_vgg_from_config(examples):
    from cnnkit.checks import Case, Mistake, grade

    def walk(cfg, side, maps, K, conv, head, pool=lambda n: n // 2, shrink=0, double=False, keep=False):
        """`conv(maps, filters)` and `head(maps, side, K)` say what a layer has."""
        params = 0
        for entry in cfg:
            if entry == "M":
                side = pool(side)
                maps *= 1 + double
            else:
                params += conv(maps, entry)
                side -= shrink
                maps = maps if keep else entry
        return params + head(maps, side, K), side

    def usual_conv(maps, filters):
        return 9 * maps * filters + filters

    def usual_head(maps, side, K):
        return maps * side * side * K + K

    def wrong(conv=usual_conv, head=usual_head, **how):
        return lambda cfg, side, c_in, K: walk(cfg, side, c_in, K, conv, head, **how)

    def expected(cfg, side, c_in, K):
        return walk(cfg, side, c_in, K, usual_conv, usual_head)

    def alike(convs, heads, key, hint):
        """The same slip in some of the places where it can be made."""
        return [Mistake(key, hint, wrong(conv=conv, head=head)) for conv in convs for head in heads][1:]

    def no_bias(maps, filters):
        return 9 * maps * filters

    def bare_head(maps, side, K):
        return maps * side * side * K

    def vgg_head(maps, side, K):
        return maps * side * side * 4096 + 4096 + 4096 * 4096 + 4096 + 4096 * K + K

    def last_only(cfg, side, c_in, K):
        last = max((i for i, entry in enumerate(cfg) if entry != "M"), default=-1)
        if last < 0:
            return expected(cfg, side, c_in, K)
        before = [entry for entry in cfg[:last] if entry != "M"]
        maps, out = (before or [c_in])[-1], expected(cfg, side, c_in, K)[1]
        return usual_conv(maps, cfg[last]) + usual_head(cfg[last], out, K), out

    flat = "the dense layer reads every number of the last maps, and a map has side·side of them."
    bias = "biases are missing: every filter and every class has one."
    mistakes = [
        Mistake("side-left-out", flat, wrong(head=lambda maps, side, K: maps * K + K)),
        Mistake("side-left-out", flat, wrong(head=lambda maps, side, K: maps * K)),
        Mistake("side-once", "a map is a square: height and width both count.", wrong(head=lambda maps, side, K: maps * side * K + K)),
        Mistake(
            "first-side",
            "the dense layer reads the last maps, and the pools have made them smaller than the picture.",
            lambda cfg, side, c_in, K: walk(cfg, side, c_in, K, usual_conv, lambda maps, _, K: usual_head(maps, side, K)),
        ),
        *alike((usual_conv, no_bias), (usual_head, bare_head), "no-bias", bias),
        Mistake("shrinks", "padding 1 keeps the side: a convolution here takes no pixel away.", wrong(shrink=2)),
        Mistake("shrinks", "padding 1 keeps the side: a convolution here takes no pixel away.", wrong(shrink=1)),
        Mistake(
            "pool-doubles-maps",
            "a pool changes the side alone. That VGG doubles its maps behind a pool stands in the line: the next number says so.",
            wrong(double=True),
        ),
        Mistake("pool-rounds-up", "on an odd side the last row and column find no partner, and the pool drops them.", wrong(pool=lambda n: -(-n // 2)), edge=True),
        Mistake("pool-ignored", "the pools leave your side as it was.", wrong(pool=lambda n: n)),
        Mistake("maps-not-carried", "every convolution reads the picture's channels in your count. It reads the maps that the one before gave.", lambda cfg, side, c_in, K: walk(cfg, side, c_in, K, lambda _, filters: usual_conv(c_in, filters), usual_head)),
        Mistake("maps-not-carried", "the number of maps never changes in your count. Behind a convolution there are as many as it has filters.", wrong(keep=True)),
        Mistake("three-channels", "the picture has c_in channels, not always three.", lambda cfg, side, c_in, K: expected(cfg, side, 3, K)),
        Mistake("kernel-once", "a 3×3 kernel has nine numbers.", wrong(conv=lambda maps, filters: 3 * maps * filters + filters)),
        Mistake("one-map-deep", "a filter reads all maps: it has nine numbers for each of them.", wrong(conv=lambda maps, filters: 9 * filters + filters)),
        Mistake("bias-per-kernel", "a filter has one bias, however many maps it reads.", wrong(conv=lambda maps, filters: 10 * maps * filters)),
        Mistake("head-left-out", "the dense layer to K classes is missing.", wrong(head=lambda maps, side, K: 0)),
        Mistake("vgg-head", "these are VGG's own three dense layers. Here one dense layer follows the flattening.", wrong(head=vgg_head)),
        Mistake("last-layer-only", "only the last convolution is counted: add up as you walk along the line.", last_only),
        Mistake("swapped", "the count comes first, then the side.", lambda *args: expected(*args)[::-1]),
        Mistake("count-alone", "the side of the last maps is asked for, too.", lambda *args: expected(*args)[0]),
    ]  # fmt: skip
    cases = [
        Case(3, [8, 8, "M", 16, 16, "M", 32, "M"], 24, 3, 10),
        Case(2, [5, "M", "M", 7], 15, 2, 4),
        Case(2, [4, 6, 3], 7, 1, 5),
        Case(2, ["M", 9, "M", 9, 2], 20, 4, 3),
        Case(1, [], 3, 2, 6),
    ]
    return grade(
        "vgg_from_config",
        lambda: vgg_from_config,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
    )
