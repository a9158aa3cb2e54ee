# ruff: noqa: E501
"""The task `batch_norm` of the set blocks; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## Batch normalization
#
# While training, each channel of a batch is brought to mean 0 and variance 1 with *its own* mean and variance, taken over all images, rows and columns. Two running numbers per channel follow along. At test time they replace the batch's. About 15 minutes.
#
# `batch_norm(x, gamma, beta, run_mean, run_var, train, momentum, eps)`
#
# | | shape or type | |
# |---|---|---|
# | `x` | `(n, c, h, w)` | a batch |
# | `gamma`, `beta` | `(c,)` | scale and shift |
# | `run_mean`, `run_var` | `(c,)` | running mean and variance |
# | `train` | `bool` | train or eval mode |
# | `momentum`, `eps` | numbers | how far the running numbers move towards the batch's; what is added to the variance |
# | result | `(y, run_mean, run_var)` | `y` like `x`; the two running tensors as they are afterwards, as new tensors |
#
# With $m$ values per channel, $m = n \cdot h \cdot w$: the variance that normalizes is divided by $m$, the one that the running variance moves towards by $m - 1$. $y = \gamma\,(x - \mu)/\sqrt{\sigma^2 + \varepsilon} + \beta$. In eval mode the running numbers stay as they are. In train mode with $m = 1$ there is no spread to divide by: raise a `ValueError`.
#
# **Example.** One channel with the values 1 and 3, $\varepsilon = 0$, $\gamma = 1$, $\beta = 0$: mean 2, variance 1, so $y$ is −1 and 1. Running numbers 0 and 1 with momentum 0.5 become 1 and 1.5, for $(1 + 1)/(2 - 1) = 2$ is the variance they see.
#
# Off limits: everything in torch with `norm` in its name.
#
# <details><summary>Hint 1</summary>Over which of the four axes do you average, if one number per channel is to be left?</details>
# <details><summary>Hint 2</summary>Ask first which pair normalizes: the batch's or the running one. Only then compute.</details>
# <details><summary>Hint 3</summary>Momentum 0.1 means: a tenth of the new, nine tenths of the old.</details>


# %% answer
def batch_norm(x, gamma, beta, run_mean, run_var, train, momentum, eps):
    ### BEGIN SOLUTION
    mean, var = run_mean, run_var
    if train:
        m = x.numel() // x.shape[1]
        if m == 1:
            raise ValueError("one value per channel has no spread")
        mean = x.mean((0, 2, 3))
        var = (x - mean[:, None, None]).square().mean((0, 2, 3))
        run_mean = run_mean + momentum * (mean - run_mean)
        run_var = run_var + momentum * (var * m / (m - 1) - run_var)
    normal = (x - mean[:, None, None]) / (var + eps).sqrt()[:, None, None]
    return gamma[:, None, None] * normal + beta[:, None, None], run_mean.clone(), run_var.clone()
    ### END SOLUTION


# %% tries
one, zero = torch.ones(1), torch.zeros(1)
pair = torch.tensor([1.0, 3.0]).view(2, 1, 1, 1)
double = torch.float64
two = torch.tensor([[[[1.0, 5.0]], [[-2.0, -2.0]]], [[[1.0, 5.0]], [[4.0, 4.0]]]], dtype=double)
gamma, beta, old_mean, old_var, new_mean, new_var = (
    torch.tensor(v, dtype=double)
    for v in ([2.0, 1.0], [0.0, -1.0], [2.0, 0.0], [16.0, 4.0], [2.75, 0.75], [8.0, 10.0])
)
trained = torch.tensor([[[[-2.0, 2.0]], [[-2.0, -2.0]]], [[[-2.0, 2.0]], [[0.0, 0.0]]]], dtype=double)
tested = torch.tensor([[[[-0.5, 1.5]], [[-2.0, -2.0]]], [[[-0.5, 1.5]], [[1.0, 1.0]]]], dtype=double)
checks.self_check(
    "batch_norm",
    lambda: batch_norm,
    [
        checks.Example(
            (torch.tensor([-1.0, 1.0]).view(2, 1, 1, 1), torch.tensor([1.0]), torch.tensor([1.5])),
            pair, one, zero, zero, one, True, 0.5, 0.0,
        ),
        checks.Example((torch.tensor([1.0, 3.0]).view(2, 1, 1, 1), zero, one), pair, one, zero, zero, one, False, 0.5, 0.0),
        checks.Example(
            (torch.tensor([-0.5, 0.5]).view(2, 1, 1, 1), torch.tensor([0.5]), torch.tensor([1.25])),
            pair, one, zero, zero, one, True, 0.25, 3.0,
        ),
        checks.Example((trained, new_mean, new_var), two, gamma, beta, old_mean, old_var, True, 0.75, 0.0),
        checks.Example((tested, old_mean, old_var), two, gamma, beta, old_mean, old_var, False, 0.75, 0.0),
        checks.Example(ValueError, torch.ones(1, 1, 1, 1), one, zero, zero, one, True, 0.1, 0.0),
    ],
    off_limits=["*norm*"],
)  # fmt: skip


# %% tests
def _grade_batch_norm(examples):
    import torch

    from cnnkit.checks import Case, Mistake, grade, values

    def over(axes=(0, 2, 3), correction=0):
        return lambda x: (x.mean(axes, keepdim=True), x.var(axes, correction=correction, keepdim=True))

    batch = over()

    def made(
        *,
        stats=batch,
        whose=lambda train: train,
        moves=lambda train: train,
        follow=lambda old, new, momentum: (1 - momentum) * old + momentum * new,
        unbiased=True,
        root=lambda var, eps: (var + eps).sqrt(),
        affine=lambda normal, gamma, beta: gamma * normal + beta,
        refuse=True,
    ):
        """The reference, with one of its parts replaced."""

        def norm(x, gamma, beta, run_mean, run_var, train, momentum, eps):
            m = x.numel() // x.shape[1]
            if train and m == 1 and refuse:
                raise ValueError
            wide = lambda v: v[None, :, None, None] if isinstance(v, torch.Tensor) else v
            mean, var = stats(x) if whose(train) else (wide(run_mean), wide(run_var))
            y = affine((x - mean) / root(var, wide(eps)), wide(gamma), wide(beta))
            if moves(train):
                seen = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=int(unbiased and m > 1))
                run_mean, run_var = (
                    follow(run_mean, seen[0], momentum),
                    follow(run_var, seen[1], momentum),
                )
            return y, run_mean + 0, run_var + 0

        return norm

    expected = made()
    eval_too = "in eval mode the batch's own mean and variance are used. There the running ones normalize."
    mistakes = [
        Mistake("batch-in-eval", eval_too, made(whose=lambda train: True)),
        Mistake("batch-in-eval", eval_too, made(whose=lambda train: True, moves=lambda train: True)),
        Mistake(
            "running-in-train",
            "in train mode the running numbers normalize. There the batch's own do.",
            made(whose=lambda train: False),
        ),
        Mistake(
            "moved-in-eval",
            "the running numbers move in eval mode. There they only serve.",
            made(moves=lambda train: True),
        ),
        Mistake(
            "not-moved",
            "the running numbers come out as they went in, in train mode as well.",
            made(moves=lambda train: False),
        ),
        Mistake(
            "momentum-reversed",
            "the running numbers move too far: momentum is the share of the new, not of the old.",
            made(follow=lambda old, new, momentum: momentum * old + (1 - momentum) * new),
        ),
        Mistake(
            "replaced",
            "the running numbers are replaced by the batch's. They move a part of the way.",
            made(follow=lambda old, new, momentum: new),
        ),
        Mistake(
            "biased-running-variance",
            "the variance that is remembered is divided by m. By what does the story divide it?",
            made(unbiased=False),
        ),
        Mistake(
            "unbiased-variance",
            "the variance that normalizes is divided by m - 1. By what does the story divide it?",
            made(stats=over(correction=1)),
        ),
        Mistake(
            "eps-outside-the-root",
            "eps is added to the root. It belongs to the variance, before the root is taken.",
            made(root=lambda var, eps: var.sqrt() + eps),
        ),
        Mistake(
            "no-root",
            "you divide by the variance. The spread is its root.",
            made(root=lambda var, eps: var + eps),
        ),
        Mistake(
            "over-images-only",
            "every pixel has a mean of its own. A channel has one for all its images, rows and columns.",
            made(stats=over((0,))),
        ),
        Mistake(
            "each-image-alone",
            "every image has a mean of its own. A channel has one for the whole batch.",
            made(stats=over((2, 3))),
        ),
        Mistake(
            "channels-together",
            "all channels share one mean. Each has its own.",
            made(stats=over((0, 1, 2, 3))),
        ),
        Mistake(
            "gamma-beta-left-out",
            "gamma and beta play no part.",
            made(affine=lambda normal, gamma, beta: normal),
        ),
        Mistake(
            "gamma-and-beta-swapped",
            "gamma and beta have changed places: gamma multiplies.",
            made(affine=lambda normal, gamma, beta: beta * normal + gamma),
        ),
        Mistake(
            "one-value-unchecked",
            "one value per channel in train mode is let through. It has no spread: raise a ValueError.",
            made(refuse=False, unbiased=True),
            edge=True,
        ),
    ]

    def inputs(seed, n, c, h, w, train, momentum, eps, dtype=torch.float32):
        v = lambda i, low, high: values(seed + i, c, low=low, high=high, dtype=dtype)
        x = values(seed, n, c, h, w, low=-3, high=6, dtype=dtype)
        return x, v(1, 0.5, 2), v(2, -2, 2), v(3, -2, 2), v(4, 0.5, 4), train, momentum, eps

    cases = [
        Case(2, *inputs(1, 3, 2, 2, 4, True, 0.1, 0.5)),
        Case(2, *inputs(11, 2, 3, 4, 1, False, 0.1, 0.5)),
        Case(2, *inputs(21, 4, 5, 1, 3, True, 0.3, 0.25, torch.float64)),
        Case(1, *inputs(31, 1, 4, 2, 1, True, 0.2, 0.1)),
        Case(1, *inputs(41, 1, 2, 1, 1, True, 0.1, 0.1)),
        Case(1, *inputs(51, 1, 3, 1, 1, False, 0.4, 0.3)),
        Case(1, *inputs(61, 5, 1, 1, 1, True, 0.8, 1e-3)),
    ]
    return grade(
        "batch_norm",
        lambda: batch_norm,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
        off_limits=["*norm*"],
    )
