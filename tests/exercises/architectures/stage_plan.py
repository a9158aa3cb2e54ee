# ruff: noqa: B905, F811, RET503
"""Right and wrong answers to `stage_plan`."""

COUNTS = {18: [2, 2, 2, 2], 34: [3, 4, 6, 3], 50: [3, 4, 6, 3], 101: [3, 4, 23, 3], 152: [3, 8, 36, 3]}


# %% right written out
def stage_plan(depth):
    if depth == 18:
        return [(2, 64, 1), (2, 128, 2), (2, 256, 2), (2, 512, 2)]
    if depth == 34:
        return [(3, 64, 1), (4, 128, 2), (6, 256, 2), (3, 512, 2)]
    if depth == 50:
        return [(3, 256, 1), (4, 512, 2), (6, 1024, 2), (3, 2048, 2)]
    if depth == 101:
        return [(3, 256, 1), (4, 512, 2), (23, 1024, 2), (3, 2048, 2)]
    if depth == 152:
        return [(3, 256, 1), (8, 512, 2), (36, 1024, 2), (3, 2048, 2)]
    raise ValueError("18, 34, 50, 101, 152")


# %% right zip of three lists
def stage_plan(depth):
    if depth not in COUNTS:
        raise ValueError(depth)
    outs = [64, 128, 256, 512]
    if depth >= 50:
        outs = [4 * c for c in outs]
    return list(zip(COUNTS[depth], outs, [1, 2, 2, 2]))


# %% right comprehension
def stage_plan(depth):
    if COUNTS.get(depth) is None:
        raise ValueError(f"unknown depth {depth}")
    expansion = 4 if depth > 34 else 1
    return [(b, 64 * expansion * 2**i, 1 if i == 0 else 2) for i, b in enumerate(COUNTS[depth])]


# %% right kind found by counting layers
def stage_plan(depth):
    if depth not in (18, 34, 50, 101, 152):
        raise ValueError("no such network")
    blocks = COUNTS[depth]
    convs_in_a_block = (depth - 2) // sum(blocks)
    factor = {2: 1, 3: 4}[convs_in_a_block]
    return [(b, factor << (6 + i), min(2, i + 1)) for i, b in enumerate(blocks)]


# %% right error from the dictionary passed on
def stage_plan(depth):
    try:
        counts = COUNTS[depth]
    except KeyError:
        raise ValueError("no plan") from None
    plan = []
    width = 64
    for i in range(4):
        out = width * 4 if depth in (50, 101, 152) else width
        plan.append((counts[i], out, 2 if i else 1))
        width *= 2
    return plan


# %% wrong idea [width-of-the-3x3] no expansion
def stage_plan(depth):
    if depth not in COUNTS:
        raise ValueError(depth)
    return [(b, 64 * 2**i, 2 if i else 1) for i, b in enumerate(COUNTS[depth])]


# %% wrong idea [four-times-for-all] all are bottlenecks
def stage_plan(depth):
    if depth not in COUNTS:
        raise ValueError(depth)
    return [(b, 256 * 2**i, 2 if i else 1) for i, b in enumerate(COUNTS[depth])]


# %% wrong idea [first-stage-strided] stride 2 everywhere
def stage_plan(depth):
    if depth not in COUNTS:
        raise ValueError(depth)
    k = 1 if depth < 50 else 4
    return [(b, 64 * k * 2**i, 2) for i, b in enumerate(COUNTS[depth])]


# %% wrong idea [never-strided] stride 1 everywhere
def stage_plan(depth):
    if depth not in COUNTS:
        raise ValueError(depth)
    k = 1 if depth < 50 else 4
    return [(b, 64 * k * 2**i, 1) for i, b in enumerate(COUNTS[depth])]


# %% wrong idea [channels-stay] one width
def stage_plan(depth):
    if depth not in COUNTS:
        raise ValueError(depth)
    k = 1 if depth < 50 else 4
    return [(b, 64 * k, 2 if i else 1) for i, b in enumerate(COUNTS[depth])]


# %% wrong idea [four-times-each-stage] times four a stage
def stage_plan(depth):
    if depth not in COUNTS:
        raise ValueError(depth)
    k = 1 if depth < 50 else 4
    return [(b, 64 * k * 4**i, 2 if i else 1) for i, b in enumerate(COUNTS[depth])]


# %% wrong idea [cifar-plan] 6n + 2
def stage_plan(depth):
    n = (depth - 2) // 6
    return [(n, 16, 1), (n, 32, 2), (n, 64, 2)]


# %% wrong idea [stem-listed] five rows
def stage_plan(depth):
    if depth not in COUNTS:
        raise ValueError(depth)
    k = 1 if depth < 50 else 4
    return [(1, 64, 2)] + [(b, 64 * k * 2**i, 2 if i else 1) for i, b in enumerate(COUNTS[depth])]


# %% wrong idea [layers-for-blocks] convolutions counted
def stage_plan(depth):
    if depth not in COUNTS:
        raise ValueError(depth)
    k, layers = (1, 2) if depth < 50 else (4, 3)
    return [(b * layers, 64 * k * 2**i, 2 if i else 1) for i, b in enumerate(COUNTS[depth])]


# %% wrong idea [backwards] from the end
def stage_plan(depth):
    if depth not in COUNTS:
        raise ValueError(depth)
    k = 1 if depth < 50 else 4
    return [(b, 64 * k * 2**i, 2 if i else 1) for i, b in enumerate(COUNTS[depth])][::-1]


# %% wrong edge [no-refusal] an empty list
def stage_plan(depth):
    k = 1 if depth < 50 else 4
    return [(b, 64 * k * 2**i, 2 if i else 1) for i, b in enumerate(COUNTS.get(depth, []))]


# %% wrong edge [no-refusal] None
def stage_plan(depth):
    if depth in COUNTS:
        k = 1 if depth < 50 else 4
        return [(b, 64 * k * 2**i, 2 if i else 1) for i, b in enumerate(COUNTS[depth])]


# %% wrong edge [no-refusal] a KeyError
def stage_plan(depth):
    k = 1 if depth < 50 else 4
    return [(b, 64 * k * 2**i, 2 if i else 1) for i, b in enumerate(COUNTS[depth])]
