# ruff: noqa: E501
"""The task `convnet_logits` of the set basics; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## A whole small network
#
# Now put layers together. This network reads colour images and gives ten logits, one score for each class:
#
# | step | what |
# |---|---|
# | 1 | convolution with `conv1_weight`, `conv1_bias`: stride 1, **no padding** |
# | 2 | ReLU, then max pooling 2×2 with stride 2 |
# | 3 | convolution with `conv2_weight`, `conv2_bias`: stride 1, no padding |
# | 4 | ReLU, then max pooling 2×2 with stride 2 |
# | 5 | flatten every image into one vector (channels first, then rows, then columns, as torch does it) |
# | 6 | dense layer `dense1_weight`, `dense1_bias`, then ReLU |
# | 7 | dense layer `dense2_weight`, `dense2_bias`: these are the logits |
#
# `convnet_logits(x, params)`
#
# | | shape | |
# |---|---|---|
# | `x` | `(n, 3, h, w)` | a batch of images |
# | `params` | a dict of eight tensors | the names above; shapes as in `nn.Conv2d` and `nn.Linear` |
# | result | `(n, 10)` | logits: any real number |
#
# **Example.** A 14×14 image: 12×12 after the first convolution, 6×6, 4×4 after the second, 2×2. With 5 maps at the end the vector has $5 \cdot 2 \cdot 2 = 20$ numbers.
#
# Everything in torch is allowed here: `import torch.nn.functional as F` gives you `F.conv2d(x, weight, bias)`, `F.relu`, `F.max_pool2d`, `F.linear(x, weight, bias)`.
#
# <details><summary>Hint 1</summary>Write one line a step and look at <code>x.shape</code> after each. Where does the shape first differ from the example?</details>
# <details><summary>Hint 2</summary><code>x.flatten()</code> melts all images into one vector. Which axis must survive?</details>
# <details><summary>Hint 3</summary>"mat1 and mat2 shapes cannot be multiplied" says how long your vector is and how long the weights expect it to be. Which step would explain the two numbers?</details>


# %% answer
def convnet_logits(x, params):
    ### BEGIN SOLUTION
    x = torch.conv2d(x, params["conv1_weight"], params["conv1_bias"]).relu()
    x = torch.max_pool2d(x, 2)
    x = torch.conv2d(x, params["conv2_weight"], params["conv2_bias"]).relu()
    x = torch.max_pool2d(x, 2).flatten(1)
    x = (x @ params["dense1_weight"].T + params["dense1_bias"]).relu()
    return x @ params["dense2_weight"].T + params["dense2_bias"]
    ### END SOLUTION


# %% tries
some_params = {
    "conv1_weight": torch.ones(1, 3, 3, 3) / 27,
    "conv1_bias": torch.tensor([-0.5]),
    "conv2_weight": torch.ones(1, 1, 3, 3) / 9,
    "conv2_bias": torch.tensor([1.0]),
    "dense1_weight": torch.ones(1, 4),
    "dense1_bias": torch.tensor([-2.0]),
    "dense2_weight": torch.arange(10.0)[:, None],
    "dense2_bias": torch.full((10,), -20.0),
}
# the middle pixel of the first colour, and 1; two maps, each negative in places; two hidden units, one negative
double = torch.float64
middle = torch.zeros(3, 3, dtype=double)
middle[1, 1] = 1
other_params = {
    "conv1_weight": torch.stack([middle, 0 * middle, 0 * middle])[None],
    "conv1_bias": torch.tensor([1.0], dtype=double),
    "conv2_weight": torch.stack([middle, -middle])[:, None],
    "conv2_bias": torch.tensor([-5.0, 4.0], dtype=double),
    "dense1_weight": torch.tensor([[1.0, 2, 3, 4, 5, 6, 7, 8], [-1, 0, 0, 0, 0, 0, 0, 0]], dtype=double),
    "dense1_bias": torch.tensor([-40.0, 1.0], dtype=double),
    "dense2_weight": torch.tensor([[1.0, 5.0], [-1.0, 1.0]] * 5, dtype=double),
    "dense2_bias": torch.arange(10.0, dtype=double),
}
two_images = (torch.arange(2 * 3 * 14 * 14, dtype=double) ** 2 % 13).reshape(2, 3, 14, 14) - 5
checks.self_check(
    "convnet_logits",
    lambda: convnet_logits,
    [
        # a white image: mean 1, with the bias 0.5; mean 0.5, with the bias 1.5; 4 times 1.5 less 2 is 4
        checks.Example(torch.arange(10.0)[None] * 4 - 20, torch.ones(1, 3, 14, 14), some_params),
        # a white and a black image; black: 0 with the bias -0.5, ReLU; 0 with the bias 1; 4 times 1 less 2
        checks.Example(
            torch.stack([torch.arange(10.0) * 4 - 20, torch.arange(10.0) * 2 - 20]),
            torch.stack([torch.ones(3, 14, 14), torch.zeros(3, 14, 14)]),
            some_params,
        ),
        checks.Example(
            torch.tensor([[27, -27], [64, -58]], dtype=double).repeat(1, 5) + torch.arange(10),
            two_images,
            dict(reversed(other_params.items())),
        ),
    ],
)


# %% tests
def _grade_convnet_logits(examples):
    import torch
    import torch.nn.functional as F

    from cnnkit.checks import Case, Mistake, grade, usual, values

    def network(
        *,
        padding=0,
        pool=F.max_pool2d,
        pools=(1, 1),
        relus=(1, 1),
        conv_relu=True,
        flatten=None,
        dense_relu=True,
        end=None,
    ):
        def run(x, params):
            for block in (1, 2):
                x = F.conv2d(x, params[f"conv{block}_weight"], params[f"conv{block}_bias"], padding=padding)
                x = x.relu() if conv_relu and relus[block - 1] else x
                x = pool(x, 2) if pools[block - 1] else x
            x = flatten(x) if flatten else x.flatten(1)
            x = F.linear(x, params["dense1_weight"], params["dense1_bias"])
            x = F.linear(x.relu() if dense_relu else x, params["dense2_weight"], params["dense2_bias"])
            return end(x) if end else x

        return run

    def without_biases(*layers):
        return lambda x, params: network()(
            x, {name: 0 * p if name.removesuffix("_bias") in layers else p for name, p in params.items()}
        )

    def weight_not_transposed(x, params):
        for block in (1, 2):
            x = F.conv2d(x, params[f"conv{block}_weight"], params[f"conv{block}_bias"])
            x = F.max_pool2d(x.relu(), 2)
        return x.flatten(1) @ params["dense1_weight"]

    batch_lost = "the batch axis went into the vector too. Each image keeps a vector of its own."
    pools_out = "the vector is too long: at least one pooling step is missing."
    padded = "zeros were put round the maps, so they do not shrink as the table of steps says: no padding."
    expected = network()
    mistakes = [
        Mistake("flatten-eats-the-batch", batch_lost, network(flatten=lambda x: x.flatten(0))),
        Mistake("flatten-eats-the-batch", batch_lost, network(flatten=lambda x: x.reshape(1, -1))),
        Mistake(
            "softmax-returned",
            "these are probabilities. Logits come before.",
            network(end=lambda x: x.softmax(1)),
        ),
        Mistake(
            "softmax-returned",
            "these are logarithms of probabilities.",
            network(end=lambda x: x.log_softmax(1)),
        ),
        Mistake("softmax-returned", "these values lie between 0 and 1.", network(end=torch.sigmoid)),
        Mistake(
            "softmax-over-the-batch",
            "softmax runs over the images, and logits need none at all.",
            network(end=lambda x: x.softmax(0)),
        ),
        Mistake("pools-left-out", pools_out, network(pools=(0, 0))),
        Mistake("pools-left-out", pools_out, network(pools=(1, 0))),
        Mistake("pools-left-out", pools_out, network(pools=(0, 1))),
        Mistake(
            "pool-stride-one",
            "the vector is too long: the pooling windows move on by one pixel, and the table says two.",
            network(pool=lambda x, k: F.max_pool2d(x, k, stride=1)),
        ),
        Mistake("padding-assumed", padded, network(padding=1)),
        Mistake("padding-assumed", padded, network(padding="same")),
        Mistake(
            "average-for-max",
            "this network averages where it should take the maximum.",
            network(pool=F.avg_pool2d),
        ),
        Mistake(
            "relu-left-out",
            "there is no ReLU after the first dense layer: two dense layers without one are one dense layer.",
            network(dense_relu=False),
        ),
        Mistake("relu-left-out", "there is no ReLU after the convolutions.", network(conv_relu=False)),
        *[
            Mistake(
                "relu-left-out",
                f"there is no ReLU after convolution {block}.",
                lambda x, params, block=block: network(relus=(block != 1, block != 2))(x, params),
            )
            for block in (1, 2)
        ],
        Mistake("relu-left-out", "there is no ReLU at all.", network(conv_relu=False, dense_relu=False)),
        Mistake(
            "flatten-order",
            "the vector is in another order than the weights expect: channels must come first.",
            network(flatten=lambda x: x.permute(0, 2, 3, 1).flatten(1)),
        ),
        Mistake(
            "weight-not-transposed",
            "a dense layer keeps one row for each output, as in task 1: the product does not fit as it is.",
            weight_not_transposed,
        ),
        Mistake(
            "bias-left-out", "the biases of the convolutions are missing.", without_biases("conv1", "conv2")
        ),
        Mistake(
            "bias-left-out", "the biases of the dense layers are missing.", without_biases("dense1", "dense2")
        ),
        Mistake(
            "bias-left-out",
            "all four biases are missing.",
            without_biases("conv1", "conv2", "dense1", "dense2"),
        ),
        *[
            Mistake("bias-left-out", f"the bias of {layer} is missing.", without_biases(layer))
            for layer in ("conv1", "conv2", "dense1", "dense2")
        ],
        Mistake(
            "global-pooling",
            "each map became one number before the dense layer; the weights expect every place.",
            network(flatten=lambda x: x.mean((2, 3))),
        ),
        *usual(expected, batch=True),
    ]

    def inputs(seed, n, h, w, maps, dtype=torch.float32):
        first, second, hidden = maps

        def some(k, *shape, size=1.0):
            return values(seed + k, *shape, low=-size, high=size, dtype=dtype)

        places = ((h - 2) // 2 - 2) // 2 * (((w - 2) // 2 - 2) // 2)
        return some(0, n, 3, h, w), {
            "conv1_weight": some(1, first, 3, 3, 3, size=0.5),
            "conv1_bias": some(2, first),
            "conv2_weight": some(3, second, first, 3, 3, size=0.5),
            "conv2_bias": some(4, second),
            "dense1_weight": some(5, hidden, second * places, size=0.5),
            "dense1_bias": some(6, hidden),
            "dense2_weight": some(7, 10, hidden),
            "dense2_bias": some(8, 10),
        }

    image, params = inputs(20, 1, 14, 14, (2, 3, 6))
    cases = [
        Case(4, *inputs(10, 3, 14, 14, (4, 5, 7))),
        Case(2, image, dict(reversed(params.items()))),  # the names count, not their order
        Case(2, *inputs(30, 2, 11, 16, (3, 4, 5))),
        Case(2, *inputs(40, 4, 18, 14, (2, 4, 8), torch.float64)),
    ]
    return grade(
        "convnet_logits",
        lambda: convnet_logits,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
    )
