# ruff: noqa: E501
"""The task `stage_plan` of the set architectures; how such a file is written: tests/exercises/README.md."""

from cnnkit import checks

# %% story [markdown]
# ## The plan of a ResNet
#
# Five ImageNet ResNets, one rule. Behind a stem that leaves 64 channels stand four stages of equal blocks. Write down the plan of each. About 10 minutes.
#
# `stage_plan(depth)`
#
# | | | |
# |---|---|---|
# | `depth` | 18, 34, 50, 101 or 152 | the number in the name; any other: `ValueError` |
# | result | list of four tuples of `int`s | `(blocks, channels, stride)` for each stage: how many blocks, how many channels *leave* the stage, the stride of its first block (all others have 1) |
#
# Blocks in the four stages: 2, 2, 2, 2 (18 layers), 3, 4, 6, 3 (34 and 50), 3, 4, 23, 3 (101), 3, 8, 36, 3 (152). Up to 34 layers a block is a *basic* one, two 3×3 convolutions; from 50 on it is a *bottleneck*, 1×1, 3×3, 1×1, whose last 1×1 makes four times as many channels as its 3×3. The 3×3 convolutions of the first stage make 64 channels, and each further stage twice as many as the one before. Each further stage also halves the sides. In front of the first stage the stem's max pool has just done that.
#
# **Example.** `stage_plan(18)` is `[(2, 64, 1), (2, 128, 2), (2, 256, 2), (2, 512, 2)]`.
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>Which two things depend on the depth? Blocks are one of them.</details>
# <details><summary>Hint 2</summary>What leaves a bottleneck is what its last 1×1 makes.</details>
# <details><summary>Hint 3</summary>56×56 pixels leave the pool and 56×56 leave the first stage. Which stride is that?</details>


# %% answer
def stage_plan(depth):
    ### BEGIN SOLUTION
    counts = {18: [2, 2, 2, 2], 34: [3, 4, 6, 3], 50: [3, 4, 6, 3], 101: [3, 4, 23, 3], 152: [3, 8, 36, 3]}
    if depth not in counts:
        raise ValueError(f"no ResNet of {depth} layers: want 18, 34, 50, 101 or 152")
    channels, stride, plan = 64 if depth in (18, 34) else 256, 1, []
    for blocks in counts[depth]:
        plan.append((blocks, channels, stride))
        channels, stride = channels * 2, 2
    return plan
    ### END SOLUTION


# %% tries
checks.self_check(
    "stage_plan",
    lambda: stage_plan,
    [
        checks.Example([(2, 64, 1), (2, 128, 2), (2, 256, 2), (2, 512, 2)], 18),
        checks.Example([(3, 256, 1), (4, 512, 2), (23, 1024, 2), (3, 2048, 2)], 101),
        checks.Example(ValueError, 20),
    ],
)


# %% tests
def _grade_stage_plan(examples):
    from cnnkit.checks import Case, Mistake, grade

    table = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3), 50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3)}

    def plan(depth, expand=None, first=1, later=2, growth=2):
        if depth not in table:
            raise ValueError("want 18, 34, 50, 101 or 152")
        width = 64 * ((1 if depth < 50 else 4) if expand is None else expand)
        return [(n, width * growth**i, later if i else first) for i, n in enumerate(table[depth])]

    def expected(depth):
        return plan(depth)

    def cifar(depth):
        n = (depth - 2) // 6
        return [(n, 16, 1), (n, 32, 2), (n, 64, 2)]

    def unknown(depth):
        if depth in table:
            return plan(depth)
        return [] if depth else None

    refused = "a depth that the table does not have needs a ValueError. The networks of 6n + 2 layers have another plan."
    mistakes = [
        Mistake(
            "width-of-the-3x3",
            "you give the channels of the 3×3. What leaves a bottleneck is what its last 1×1 makes.",
            lambda depth: plan(depth, expand=1),
        ),
        Mistake(
            "four-times-for-all",
            "basic blocks have no last 1×1: what leaves them is what their 3×3 convolutions make.",
            lambda depth: plan(depth, expand=4),
        ),
        Mistake(
            "first-stage-strided",
            "the first stage keeps its sides: the stem's pool has just halved them.",
            lambda depth: plan(depth, first=2),
        ),
        Mistake(
            "never-strided",
            "the sides are never halved. From the second stage on, the first block does that.",
            lambda depth: plan(depth, later=1),
        ),
        Mistake(
            "channels-stay",
            "the channels stay the same in your plan. Where the sides are halved, they double.",
            lambda depth: plan(depth, growth=1),
        ),
        Mistake(
            "four-times-each-stage",
            "from stage to stage the channels become four times as many. Times four belongs inside a bottleneck; from stage to stage they double.",
            lambda depth: plan(depth, growth=4),
        ),
        Mistake(
            "cifar-plan",
            "this is the plan of the small networks of 6n + 2 layers for CIFAR: three stages of 16, 32, 64 channels. These here have four.",
            cifar,
        ),
        Mistake(
            "stem-listed",
            "the stem stands in your list. It is no stage: four tuples are asked for.",
            lambda depth: [(1, 64, 2), *plan(depth)],
        ),
        Mistake(
            "layers-for-blocks",
            "you count convolutions. A basic block holds two of them, a bottleneck three; blocks are asked for.",
            lambda depth: [(n * (2 if depth < 50 else 3), *rest) for n, *rest in plan(depth)],
        ),
        Mistake("no-refusal", refused, unknown, edge=True),
        Mistake(
            "no-refusal",
            refused,
            lambda depth: plan(depth) if depth in table else None,
            edge=True,
        ),
        Mistake(
            "no-refusal",
            refused,
            lambda depth: plan(depth) if depth in table else table[depth],
            edge=True,
        ),
        Mistake(
            "backwards",
            "the last stage stands first. Begin behind the stem.",
            lambda depth: plan(depth)[::-1],
        ),
    ]
    cases = [Case(3, 34), Case(3, 50), Case(3, 152), Case(1, 56)]
    return grade(
        "stage_plan",
        lambda: stage_plan,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
    )
