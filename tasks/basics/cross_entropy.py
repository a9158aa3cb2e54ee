# ruff: noqa: E501
"""The task `cross_entropy` of the set basics; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## The loss
#
# How surprised is the network by the truth? Softmax turns the logits of one image into probabilities, $p_c = e^{z_c} / \sum_j e^{z_j}$. The loss of the image is $-\ln p_y$ for its true class $y$; the loss of a batch is the mean over its images.
#
# `cross_entropy(logits, y)`
#
# | | shape | |
# |---|---|---|
# | `logits` | `(n, k)` | scores before softmax, any real numbers |
# | `y` | `(n,)` | the true class of each image, a whole number from 0 to $k-1$ |
# | result | one number | a Python float or a tensor without axes |
#
# It must also be right where logits are very large, such as 1000: $e^{1000}$ is infinite for a computer, the loss is not.
#
# **Example.** Two images, two classes, all logits 0: every probability is ½, and the loss is $\ln 2 \approx 0.6931$.
#
# Off limits: `cross_entropy`, `nll_loss`, and everything in torch with `softmax` or `logsumexp` in its name.
#
# <details><summary>Hint 1</summary>Write $-\ln p_y$ out before you program it: the logarithm of a quotient is a difference, and one part of it needs no exponential at all.</details>
# <details><summary>Hint 2</summary>Probabilities do not change when the same number is taken from all logits of an image. Which number makes every exponent harmless?</details>
# <details><summary>Hint 3</summary><code>logits[torch.arange(n), y]</code> picks the true class of every image.</details>


# %% answer
def cross_entropy(logits, y):
    ### BEGIN SOLUTION
    shifted = logits - logits.max(dim=1, keepdim=True).values
    true_class = shifted[torch.arange(len(y)), y]
    return (shifted.exp().sum(1).log() - true_class).mean()
    ### END SOLUTION


# %% tries
checks.self_check(
    "cross_entropy",
    lambda: cross_entropy,
    [
        checks.Example(0.693147, torch.zeros(2, 2), torch.tensor([0, 1])),
        checks.Example(0.251264, torch.tensor([[2.0, 1.0, 0.0], [0.0, 3.0, 0.0]]), torch.tensor([0, 1])),
        checks.Example(1000.0, torch.tensor([[1000.0, 0.0]]), torch.tensor([1])),
        checks.Example(
            0.346574, torch.tensor([[1000.0, -1000.0], [0.0, 0.0]], dtype=torch.float64), torch.tensor([0, 1])
        ),
    ],
    off_limits=["*cross_entropy*", "*nll_loss*", "*softmax*", "*logsumexp*"],
)


# %% tests
def _grade_cross_entropy(examples):
    import math

    import torch
    import torch.nn.functional as F

    from cnnkit.checks import Case, Mistake, Symptom, grade, values

    def expected(logits, y):
        return F.cross_entropy(logits, y).item()

    def of_probabilities(prob, y):
        return -prob[torch.arange(len(y)), y].log().mean()

    def naive(logits, y):
        return of_probabilities(logits.exp() / logits.exp().sum(1, keepdim=True), y)

    def log_of_zero(logits, y):
        return of_probabilities(logits.softmax(1), y)

    def with_epsilon(eps):
        return lambda logits, y: -(logits.softmax(1)[torch.arange(len(y)), y] + eps).log().mean()

    def clipped(eps):
        return lambda logits, y: -logits.softmax(1)[torch.arange(len(y)), y].clamp(min=eps).log().mean()

    def sum_of_exponentials_overflows(logits, y):
        return (logits.exp().sum(1).log() - logits[torch.arange(len(y)), y]).mean()

    def every_y(logits, y):
        return -logits.log_softmax(1)[:, y].mean()

    def log_of_every_y(logits, y):
        return -logits.softmax(1)[:, y].log().mean()

    def shifted_by(shift):
        def loss(logits, y):
            z = logits - shift(logits)
            return (z.exp().sum(1).log() - z[torch.arange(len(y)), y]).mean()

        return loss

    def one_maximum_for_all(logits, y):
        z = (logits - logits.max()).exp()
        return of_probabilities(z / z.sum(1, keepdim=True), y)

    def share_of_the_batch(logits, y):
        z = (logits - logits.amax(1, keepdim=True)).exp()
        return of_probabilities(z / z.sum(), y)

    others_classes = (
        "every image is scored with the classes of all images. Image 0 goes with class 0 of y, 1 with 1."
    )
    other_shift = "an exponential overflows although you shift: which number of a row is no other above?"
    one_maximum = "one number is taken from all images: in an image far below it all exponentials become 0."
    hidden_zero = "a small number that guards against log 0 also hides how bad a sure mistake is."
    overflow = "right for small logits, but for large ones an exponential overflows: inf or nan comes out."
    mistakes = [
        Mistake("overflow", overflow, naive, edge=True),
        Mistake("overflow", overflow, lambda logits, y: naive(logits.double(), y), edge=True),
        Mistake("overflow", overflow, sum_of_exponentials_overflows, edge=True),
        Mistake(
            "shift-too-small", other_shift, shifted_by(lambda z: z.min(1, keepdim=True).values), edge=True
        ),
        Mistake("shift-too-small", other_shift, shifted_by(lambda z: z.mean(1, keepdim=True)), edge=True),
        Mistake("one-maximum-for-all", one_maximum, shifted_by(lambda z: z.max()), edge=True),
        Mistake("one-maximum-for-all", one_maximum, one_maximum_for_all, edge=True),
        Mistake(
            "maxima-along-the-classes",
            "the maxima, one an image, lie along the classes: does each meet the row that it comes from?",
            shifted_by(lambda z: z.max(1).values),
        ),
        Mistake(
            "log-of-zero",
            "a tiny probability became 0, and its logarithm −inf. Can you do without the probability?",
            log_of_zero,
            edge=True,
        ),
        *[
            Mistake("epsilon-hides-the-loss", hidden_zero, with_epsilon(10.0**-p), edge=True)
            for p in range(5, 16)
        ],
        *[Mistake("epsilon-hides-the-loss", hidden_zero, clipped(10.0**-p), edge=True) for p in range(5, 16)],
        Mistake(
            "softmax-twice",
            "softmax was applied twice: probabilities went in where logits belong.",
            lambda logits, y: F.cross_entropy(logits.softmax(1), y),
        ),
        Mistake(
            "summed",
            "the losses of the images are added up. The loss of a batch is their mean.",
            lambda logits, y: F.cross_entropy(logits, y, reduction="sum"),
        ),
        Mistake(
            "divided-by-classes-too",
            "the mean is taken over images and classes. Only the true class of each image counts: n numbers.",
            lambda logits, y: F.cross_entropy(logits, y) / logits.shape[1],
        ),
        Mistake(
            "not-reduced",
            "there is one loss for every image. The loss of a batch is their mean.",
            lambda logits, y: F.cross_entropy(logits, y, reduction="none"),
        ),
        Mistake(
            "other-logarithm",
            "this is the logarithm to base 10. ln has base e: torch.log.",
            lambda logits, y: F.cross_entropy(logits, y) / math.log(10),
        ),
        Mistake(
            "other-logarithm",
            "this is the logarithm to base 2. ln has base e: torch.log.",
            lambda logits, y: F.cross_entropy(logits, y) / math.log(2),
        ),
        Mistake(
            "sign",
            "the loss is never negative: the logarithm of a probability is.",
            lambda logits, y: -F.cross_entropy(logits, y),
        ),
        Mistake(
            "softmax-over-the-batch",
            "probabilities sum to 1 over the images. They must sum to 1 over the classes of one image.",
            lambda logits, y: F.nll_loss(logits.log_softmax(0), y),
        ),
        Mistake(
            "softmax-over-everything",
            "probabilities sum to 1 over the whole batch. Each image has probabilities of its own.",
            share_of_the_batch,
        ),
        Mistake(
            "softmax-over-everything",
            "probabilities sum to 1 over the whole batch. Each image has probabilities of its own.",
            lambda logits, y: of_probabilities(logits.exp() / logits.exp().sum(), y),
        ),
        Mistake(
            "first-image-only",
            "this is the loss of the first image. The loss of a batch is the mean over its images.",
            lambda logits, y: F.cross_entropy(logits[:1], y[:1]),
        ),
        Mistake(
            "largest-logit",
            "you score the class that the network prefers. The loss asks for the true class.",
            lambda logits, y: F.cross_entropy(logits, logits.argmax(1)),
        ),
        Mistake(
            "log-left-out",
            "this is the probability of the true class on average, before the logarithm.",
            lambda logits, y: logits.softmax(1)[torch.arange(len(y)), y].mean(),
        ),
        Mistake(
            "log-of-the-mean",
            "you take the logarithm of the mean probability. First the logarithm of each, then the mean.",
            lambda logits, y: -logits.softmax(1)[torch.arange(len(y)), y].mean().log(),
        ),
        Mistake(
            "normalizer-left-out",
            "only the logit of the true class is used. What the other classes got matters too.",
            lambda logits, y: -logits[torch.arange(len(y)), y].mean(),
        ),
        *[Mistake("every-image-with-every-y", others_classes, wrong) for wrong in (every_y, log_of_every_y)],
        Mistake(
            "all-classes",
            "every class counts as if it were true.",
            lambda logits, y: -logits.log_softmax(1).sum(1).mean(),
        ),
        Mistake(
            "all-classes",
            "every class counts as if it were true.",
            lambda logits, y: -logits.log_softmax(1).mean(),
        ),
    ]
    large = torch.tensor([[1000.0, 0.0, -1000.0], [-500.0, 900.0, 100.0], [3.0, 2.0, 1.0]])
    unlikely = torch.tensor([[0.0, -200.0], [-120.0, 1.0], [85.0, 84.0], [-30.0, -31.0]])
    symptoms = [
        Symptom(
            "negative-loss",
            "a loss below 0 cannot be: the probability would be above 1.",
            lambda result, logits, y: float(result) < 0,
        ),
    ]
    cases = [
        Case(4, values(1, 4, 3), torch.tensor([2, 0, 1, 2])),
        Case(2, values(2, 1, 5), torch.tensor([3])),
        Case(1, large, torch.tensor([0, 1, 0])),
        Case(1, unlikely, torch.tensor([1, 0, 0, 1])),
        Case(1, values(3, 6, 10, dtype=torch.float64), torch.tensor([9, 0, 4, 4, 7, 1])),
        Case(1, torch.tensor([[-1000.0, -1001.0]]), torch.tensor([0])),
    ]
    return grade(
        "cross_entropy",
        lambda: cross_entropy,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
        symptoms=symptoms,
        off_limits=["*cross_entropy*", "*nll_loss*", "*softmax*", "*logsumexp*"],
    )
