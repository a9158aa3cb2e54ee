# ruff: noqa: E501
"""The task `resnet20` of the set architectures; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## A whole ResNet, from your own parts
#
# ResNet-20 is 19 convolutions, a dense layer and a rule. You get the weights as plain tensors, in the order in which the network runs, and write the network: what it answers, which shapes its maps have, how many weights it learns. Your function never needs to be told the depth: with as many weights as ResNet-56 has, it *is* ResNet-56. About 45 minutes.
#
# `resnet20(x, convs, dense, ask="logits")`
#
# | | shape or type | |
# |---|---|---|
# | `x` | `(n, c, h, w)` | pictures; float32 or float64 |
# | `convs` | list of 6n + 1 tuples `(w, gamma, beta, mean, var)` | each convolution, `(m, c, 3, 3)`, and its batch norm, four times `(m,)`; the first is the stem, then two for each block |
# | `dense` | tuple `(w, b)`, `(K, m)` and `(K,)` | the last layer |
# | `ask` | `"logits"`, `"shapes"` or `"parameters"` | what is wanted |
# | result | `(n, K)` · list of tuples · `int` | see below |
#
# - **Stem**: convolution, batch norm, ReLU. No pool.
# - **Block**: convolution, batch norm, ReLU, convolution, batch norm; then the sum with the shortcut; then ReLU. Where the first convolution of a block makes *more channels than it reads*, it has stride 2; all others have stride 1. All have padding 1 and no bias.
# - **Shortcut**: option A, as in [shortcut_a](#task-shortcut-a): what enters the block, or, in a block with stride 2, every second pixel of it and zeros behind its channels.
# - **Batch norm** is the finished network's: $\gamma \cdot (x - \text{mean})/\sqrt{\text{var} + 10^{-5}} + \beta$ with the given numbers, channel by channel.
# - **Head**: the mean of each map, then the dense layer.
#
# `"logits"` gives the answers. `"shapes"` gives a list of tuples: the shape of what leaves the stem, of what leaves each block, and of the logits. `"parameters"` gives how many numbers the network *learns*: `mean` and `var` are measured, not learnt. ResNet-20 for color pictures and ten classes has 269,722.
#
# **Example.** One block without effect: stem and both convolutions with a single 1 in the middle of a 3×3 kernel, `gamma` = 1, `beta` = 0, `mean` = 0, `var` = 1, one channel. A picture of a single pixel 3 leaves the stem as 3 (but for the 10⁻⁵), the block as 3 + 3 = 6, and with `dense` = ([[2]], [1]) the answer is 13.
#
# Off limits: everything in torch with `batch_norm` or `batchnorm` in its name.
#
# <details><summary>Hint 1</summary>Write three functions of your own first: one for convolution and batch norm, one for the shortcut, one for a block. Try each on a single pixel.</details>
# <details><summary>Hint 2</summary><code>gamma[:, None, None]</code> has the shape that stands before rows and columns. The blocks are the entries 1 and 2, 3 and 4, … of the list.</details>
# <details><summary>Hint 3</summary>The stride need not be given: compare the first two sides of the block's first weights.</details>
# <details><summary>Hint 4</summary>One walk through the network can answer the first two questions. The third one needs no walk.</details>


# %% answer
def resnet20(x, convs, dense, ask="logits"):
    ### BEGIN SOLUTION
    def conv_norm(x, w, gamma, beta, mean, var, stride):
        x = torch.nn.functional.conv2d(x, w, stride=stride, padding=1)
        column = lambda numbers: numbers[:, None, None]
        return (x - column(mean)) * column(gamma / (var + 1e-5).sqrt()) + column(beta)

    if ask == "parameters":
        learnt = [t for w, gamma, beta, *_ in convs for t in (w, gamma, beta)]
        return sum(t.numel() for t in [*learnt, *dense])
    x = conv_norm(x, *convs[0], stride=1).relu()
    shapes = [tuple(x.shape)]
    for i in range(1, len(convs), 2):
        first, second = convs[i], convs[i + 1]
        missing = len(first[0]) - x.shape[1]
        stride = 2 if missing else 1
        branch = conv_norm(conv_norm(x, *first, stride=stride).relu(), *second, stride=1)
        skip = torch.nn.functional.pad(x[:, :, ::stride, ::stride], (0, 0, 0, 0, 0, missing))
        x = (branch + skip).relu()
        shapes.append(tuple(x.shape))
    w, b = dense
    logits = x.mean((2, 3)) @ w.T + b
    return logits if ask == "logits" else [*shapes, tuple(logits.shape)]
    ### END SOLUTION


# %% tries
def weights(channels, classes, dtype=torch.float32):
    """Small whole numbers for as many convolutions as `channels` has pairs, and for the dense layer."""
    convs = []
    for i in range(len(channels) - 1):
        c, m = channels[i], channels[i + 1]
        w = torch.arange(m * c * 9, dtype=dtype).reshape(m, c, 3, 3) * (i + 2) % 5 - 2
        each = torch.arange(m, dtype=dtype)
        convs.append((w, 1 + each % 2, each - 1, each % 3 - 1, 15 + each))
    dense = (
        torch.arange(classes * m, dtype=dtype).reshape(classes, m) % 4 - 1,
        torch.arange(classes, dtype=dtype) - 1,
    )
    return convs, dense


one = torch.tensor([1.0])
middle = torch.tensor([[[[0.0, 0, 0], [0, 1, 0], [0, 0, 0]]]])
copies = [(middle, one, 0 * one, 0 * one, one)] * 3
pictures = torch.arange(60, dtype=torch.float64).reshape(2, 1, 5, 6) % 7 - 3
checks.self_check(
    "resnet20",
    lambda: resnet20,
    [
        checks.Example(torch.tensor([[13.0]]), torch.tensor([[[[3.0]]]]), copies, (torch.tensor([[2.0]]), one)),
        checks.Example(
            torch.tensor([[9.65323128, 10.65323128], [12.86082977, 13.86082977]], dtype=torch.float64),
            pictures, *weights([1, 2, 2, 2, 4, 4, 4, 4], 2, torch.float64),
        ),
        checks.Example(
            [(2, 2, 5, 6), (2, 2, 5, 6), (2, 4, 3, 3), (2, 4, 3, 3), (2, 2)],
            pictures, *weights([1, 2, 2, 2, 4, 4, 4, 4], 2, torch.float64), "shapes",
        ),
        checks.Example(648, pictures, *weights([1, 2, 2, 2, 4, 4, 4, 4], 2, torch.float64), ask="parameters"),
    ],
    off_limits=["*batch_norm*", "*batchnorm*"],
)  # fmt: skip


# %% tests
def _grade_resnet20(examples):
    from itertools import pairwise

    import torch
    import torch.nn.functional as F

    from cnnkit.checks import Case, Mistake, grade, usual, values

    def network(
        x, convs, dense, ask="logits", *,
        affine=lambda n, g, b: n * g + b, by=torch.sqrt, measured=False, between=torch.relu, before=None, after=torch.relu,
        shortcut="A", stem=torch.relu, pool=None, mean=lambda x: x.mean((2, 3)), bias=True, strides=(2, 1), top=None,
        counted=lambda convs, dense: [*(t for entry in convs for t in entry[:3]), *dense], every=True, batch=True,
    ):  # fmt: skip
        def conv_norm(x, w, gamma, beta, mean, var, stride=1):
            x = F.conv2d(x, w, stride=stride, padding=1)
            if measured:
                mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
            column = [t[:, None, None] for t in (mean, by(var + 1e-5), gamma, beta)]
            return affine((x - column[0]) / column[1], column[2], column[3])

        if ask == "parameters":
            return sum(t.numel() for t in counted(convs, dense))
        x = stem(conv_norm(x, *convs[0]))
        x = x if pool is None else pool(x)
        shapes = [x.shape]
        for first, second in zip(convs[1::2], convs[2::2], strict=True):
            missing = len(first[0]) - x.shape[1]
            s, t = strides if missing else (1, 1)
            branch = conv_norm(between(conv_norm(x, *first, stride=s)), *second, stride=t)
            if shortcut is not None:
                kept = x
                if s * t > 1:
                    kept = (
                        F.avg_pool2d(x, s * t, ceil_mode=True)
                        if shortcut == "pooled"
                        else x[:, :, :: s * t, :: s * t]
                    )
                ends = {"front": (missing, 0), "both": (missing // 2, missing - missing // 2)}.get(
                    shortcut, (0, missing)
                )
                skip = F.pad(kept, (0, 0, 0, 0, *ends))
                if shortcut == "not filled":
                    skip = kept
                if shortcut == "copies":
                    skip = kept[:, torch.arange(len(first[0])) % kept.shape[1]]
                if shortcut == "where it fits" and missing:
                    skip = 0
                branch = (branch if before is None else before(branch)) + skip
            x = after(branch)
            shapes.append(x.shape)
        w, b = dense
        logits = mean(x) @ w.T + (b if bias else 0)
        if ask == "logits":
            return logits if top is None else top(logits)
        chosen = [*shapes, logits.shape] if every is True else every(shapes, logits.shape)
        return [tuple(shape if batch else shape[1:]) for shape in chosen]

    def expected(x, convs, dense, ask="logits"):
        return network(x, convs, dense, ask)

    def made(**changes):
        return lambda x, convs, dense, ask="logits": network(x, convs, dense, ask, **changes)

    identity = lambda x: x
    early = "a ReLU stands before the sum. It stands behind it."
    norm = "the measured `mean` and `var` of the lists were not used: a finished network normalizes by them, not by the batch at hand."
    zeros = "where the channels grow, the shortcut's missing channels are zeros behind those that are there, as in shortcut_a."
    stage_ends = lambda shapes, last: [
        shapes[0],
        *(a for a, b in zip(shapes[1:], [*shapes[2:], last], strict=True) if a[1:] != b[1:]),
        last,
    ]
    mistakes = [
        Mistake("shortcut-left-out", "this is the plain network: nothing is added to the branch.", made(shortcut=None)),
        Mistake("shortcut-only-where-it-fits", "where the shape changes, nothing is added. Option A goes there too.", made(shortcut="where it fits")),
        Mistake("relu-before-the-sum", early, made(before=torch.relu)),
        Mistake("relu-before-the-sum", early, made(before=torch.relu, after=identity)),
        Mistake("no-relu-after-the-sum", "behind the sum stands a ReLU.", made(after=identity)),
        Mistake("no-relu-between", "between the two convolutions of a block stands a ReLU.", made(between=identity)),
        Mistake("no-relu-in-the-stem", "the stem ends with a ReLU.", made(stem=identity)),
        Mistake("stem-pooled", "a pool stands behind the stem. That belongs to the networks for ImageNet.", made(pool=lambda x: F.max_pool2d(x, 3, 2, 1))),
        Mistake("stem-pooled", "a pool stands behind the stem. That belongs to the networks for ImageNet.", made(pool=lambda x: F.max_pool2d(x, 2, ceil_mode=True))),
        Mistake("never-strided", "the sides are never halved. A block whose first convolution makes more channels than it reads has stride 2.", made(strides=(1, 1))),
        Mistake("stride-on-the-second", "the stride is on the second convolution of the block. It is on the first.", made(strides=(1, 2))),
        Mistake("shortcut-pooled", "the shortcut averages windows where the sides are halved. Option A keeps every second pixel.", made(shortcut="pooled")),
        Mistake("zeros-elsewhere", zeros, made(shortcut="front")),
        Mistake("zeros-elsewhere", zeros, made(shortcut="both")),
        Mistake("channels-not-filled", "where the channels grow, what enters the block has fewer than the branch makes, and the two cannot be added. What does option A put behind them?", made(shortcut="not filled")),
        Mistake("channels-copied", zeros, made(shortcut="copies")),
        Mistake("statistics-of-the-batch", norm, made(measured=True)),
        Mistake("no-root-of-var", "you divide by the variance. Batch norm divides by its root.", made(by=identity)),
        Mistake("gamma-and-beta-swapped", "γ and β changed places: γ multiplies, β is added.", made(affine=lambda n, g, b: n * b + g)),
        Mistake("affine-left-out", "the maps are normalized, and γ and β are not used.", made(affine=lambda n, g, b: n)),
        Mistake("beta-left-out", "β is missing: it is added after the product with γ.", made(affine=lambda n, g, b: n * g)),
        Mistake("largest-of-each-map", "the head takes the largest number of each map. It takes the mean.", made(mean=lambda x: x.amax((2, 3)))),
        Mistake("sum-of-each-map", "the head takes the sum of each map. It takes the mean.", made(mean=lambda x: x.sum((2, 3)))),
        Mistake("bias-left-out", "the dense layer's bias is missing.", made(bias=False)),
        Mistake("softmax-on-top", "a softmax stands on top. Logits are asked for.", made(top=lambda z: z.softmax(1))),
        Mistake("measured-counted", "`mean` and `var` are counted. They are measured while training, not learnt.", made(counted=lambda convs, dense: [*(t for entry in convs for t in entry), *dense])),
        Mistake("norms-not-counted", "γ and β are not counted. They are learnt, like the filters.", made(counted=lambda convs, dense: [*(entry[0] for entry in convs), *dense])),
        Mistake("dense-not-counted", "the dense layer is missing in your count.", made(counted=lambda convs, dense: [t for entry in convs for t in entry[:3]])),
        Mistake("dense-not-counted", "the dense layer's bias is missing in your count.", made(counted=lambda convs, dense: [*(t for entry in convs for t in entry[:3]), dense[0]])),
        Mistake("conv-biases-counted", "each convolution has a bias in your count. Batch norm would take it off again, so there is none.", made(counted=lambda convs, dense: [*(t for w, g, b, *_ in convs for t in (w, g, b, b)), *dense])),
        Mistake("stem-not-listed", "the shape behind the stem is missing: it comes first.", made(every=lambda shapes, last: [*shapes[1:], last])),
        Mistake("logits-not-listed", "the shape of the logits is missing: it comes last.", made(every=lambda shapes, last: shapes)),
        Mistake("stages-listed", "one shape a stage is listed. One for each block is asked for.", made(every=stage_ends)),
        Mistake("batch-not-listed", "the first axis, the pictures, is missing in your shapes.", made(batch=False)),
        *usual(expected, batch=True, top=False),
    ]  # fmt: skip

    def weights(seed, channels, classes, dtype=torch.float32, least=0.3):
        convs = []
        for i, (c, m) in enumerate(pairwise(channels)):
            s = 10 * (seed + i)
            size = 1.5 / (3 * c**0.5)
            convs.append((
                values(s, m, c, 3, 3, low=-size, high=size, dtype=dtype), values(s + 1, m, low=0.5, high=1.2, dtype=dtype),
                values(s + 2, m, low=-0.5, high=0.5, dtype=dtype), values(s + 3, m, low=-0.5, high=0.5, dtype=dtype),
                values(s + 4, m, low=least, high=2, dtype=dtype),
            ))  # fmt: skip
        m = channels[-1]
        return convs, (values(seed, classes, m, dtype=dtype), values(seed + 1, classes, dtype=dtype))

    double = torch.float64
    eight = [1, *[3] * 3, *[5] * 2, *[8] * 2]  # ResNet-8
    whole = [3, *[8] * 7, *[16] * 6, *[32] * 6]  # 20 layers
    small = [2, *[3] * 3, *[5] * 2]
    tiny = [1, *[2] * 3, *[3] * 2]
    cases = [
        Case(2, values(1, 2, 2, 5, 7), *weights(50, small, 3)),
        Case(2, values(2, 1, 1, 6, 6, dtype=double), *weights(100, eight, 4, double, least=0.01)),
        Case(1, values(3, 3, 2, 9, 4), *weights(200, [2, *[4] * 3, *[6] * 2], 5)),
        Case(1, values(4, 1, 3, 8, 8), *weights(300, whole, 10)),
        Case(1, values(4, 1, 2, 8, 8), *weights(300, small, 10), "shapes"),
        Case(1, values(5, 4, 1, 7, 5), *weights(400, tiny, 6), "shapes"),
        Case(1, values(4, 1, 1, 8, 8), *weights(300, eight, 10), ask="parameters"),
        Case(1, values(6, 1, 2, 3, 3), *weights(500, small, 7), ask="parameters"),
    ]
    return grade(
        "resnet20",
        lambda: resnet20,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
        off_limits=["*batch_norm*", "*batchnorm*"],
    )
