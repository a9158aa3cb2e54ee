# ruff: noqa: E501
"""The task `pixel_loss` of the set detection; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## The loss of a label map
#
# A segmentation network gives every pixel $K$ scores. Its loss is that of a classifier, taken pixel by pixel: softmax over the $K$ scores of a pixel, minus the natural logarithm of the probability of its true class, and the mean of that over all pixels that count. Not all do: at edges, or where nobody knows what is to be seen, the truth carries the mark `ignore`. About 12 minutes.
#
# `pixel_loss(logits, y, ignore)`
#
# | | shape or type | |
# |---|---|---|
# | `logits` | `(n, K, h, w)` | scores of $n$ pictures, any real numbers, some of them large; float32 or float64 |
# | `y` | `(n, h, w)` | the true class of each pixel, a whole number from 0 to $K-1$, or `ignore` |
# | `ignore` | whole number | pixels with this mark are left out; often 255 or −1, but it may be a class, such as 0 for background |
# | result | one number | a Python float or a tensor without axes; 0 where every pixel is left out |
#
# Every pixel that counts has the same weight, whichever picture it lies in.
#
# **Example.** One picture, one row of three pixels, two classes. The scores of class 0 are `0 0 5`, those of class 1 `0 0 5`, so each pixel says ½ and ½. The truth is `0 1 255` and `ignore` is 255. Two pixels count, each with $\ln 2$, and the loss is $\ln 2 \approx 0.6931$, not two thirds of it.
#
# Off limits: `cross_entropy` and `nll_loss`, which know the mark already.
#
# <details><summary>Hint 1</summary>The classes lie on axis 1. Bring them to the end, and a pixel's scores become a row. <code>view</code> and <code>reshape</code> move nothing: they only cut the same line of numbers at other places.</details>
# <details><summary>Hint 2</summary><code>y != ignore</code> has the shape of <code>y</code>. What does a tensor of shape (n, h, w, K) give at these places?</details>
# <details><summary>Hint 3</summary>A probability of a score 200 below the others is 0 for a computer, and ln 0 is −∞. Logarithms of probabilities can be had without the probabilities.</details>


# %% answer
def pixel_loss(logits, y, ignore):
    ### BEGIN SOLUTION
    counted = y != ignore  # n h w
    if not counted.any():
        return 0.0
    scores = logits.permute(0, 2, 3, 1)[counted]  # m K, a row for each pixel that counts
    true = y[counted]  # m
    return -scores.log_softmax(1).gather(1, true[:, None]).mean().item()
    ### END SOLUTION


# %% tries
double = torch.float64
checks.self_check(
    "pixel_loss",
    lambda: pixel_loss,
    [
        checks.Example(
            0.693147, torch.tensor([[[[0.0, 0, 5]], [[0.0, 0, 5]]]]), torch.tensor([[[0, 1, 255]]]), 255
        ),
        checks.Example(
            1.559069,
            torch.tensor([[[[2.0, 0]], [[1.0, 3]], [[0.0, 0]]], [[[-1.0, 2]], [[0.0, 0]], [[0.0, 1]]]]),
            torch.tensor([[[0, -1]], [[0, 1]]]),
            -1,
        ),
        checks.Example(
            0.465151,
            torch.tensor(
                [[[[1.0, 2, 0], [3, 1, 0]], [[0.0, 4, 1], [1, 1, 2]], [[2.0, 0, 0], [1, 2, 2]]]], dtype=double
            ),
            torch.tensor([[[2, 1, 0], [0, 2, 1]]]),
            0,
        ),
        checks.Example(
            200.0, torch.tensor([[[[200.0], [0]], [[0.0], [-200]]]]), torch.tensor([[[1], [1]]]), 255
        ),
        checks.Example(0.0, torch.tensor([[[[1.0]], [[2.0]]]]), torch.tensor([[[255]]]), 255),
    ],
    off_limits=["*cross_entropy*", "*nll_loss*"],
)


# %% tests
def _grade_pixel_loss(examples):
    import math

    import torch
    import torch.nn.functional as F

    from cnnkit.checks import Case, Mistake, Symptom, grade, values

    def of_rows(scores, y, ignore):
        """Scores `(m, K)` of pixels in some order, and their truth in another, perhaps."""
        kept = y != ignore
        return F.cross_entropy(scores[kept], y[kept]).item() if kept.any() else 0.0

    def rows(logits):
        return logits.permute(0, 2, 3, 1).flatten(0, 2)

    def expected(logits, y, ignore):
        return of_rows(rows(logits), y.flatten(), ignore)

    def each(logits, y, ignore):
        """The loss of each pixel, 0 where it is left out."""
        if not (y != ignore).any():
            return torch.zeros(y.shape)
        return F.cross_entropy(logits, y, ignore_index=ignore, reduction="none")

    def of(change):
        return lambda logits, y, ignore: change(each(logits, y, ignore), y != ignore, y)

    def of_scores(change):
        return lambda logits, y, ignore: expected(change(logits), y, ignore)

    def of_log_probabilities(change):
        """What is picked at the true classes, with other logarithms of probabilities."""

        def loss(logits, y, ignore):
            kept = y != ignore
            if not kept.any():
                return 0.0
            picked = change(logits).gather(1, y.where(kept, 0)[:, None])[:, 0]
            return -picked[kept].mean()

        return loss

    def of_probabilities(change):
        def loss(logits, y, ignore):
            kept = y != ignore
            if not kept.any():
                return 0.0
            picked = logits.softmax(1).gather(1, y.where(kept, 0)[:, None])[:, 0]
            return change(picked[kept])

        return loss

    def picked_by_gather(logits, y, ignore):
        return -logits.log_softmax(1).gather(1, y[:, None]).mean()

    def picked_by_index(logits, y, ignore):
        log_prob = rows(logits).log_softmax(1)
        return -log_prob[torch.arange(len(log_prob)), y.flatten()].mean()

    def as_class(of_ignored):
        return lambda logits, y, ignore: F.cross_entropy(logits, y.where(y != ignore, of_ignored))

    def by_range(logits, y, ignore):
        kept = (y >= 0) & (y < logits.shape[1])
        return F.cross_entropy(rows(logits)[kept.flatten()], y[kept]) if kept.any() else 0.0

    def means(axes):
        def change(losses, kept, y):
            sums, counts = (losses * kept).sum(axes), kept.sum(axes)
            return (sums / counts)[counts > 0].mean() if kept.any() else 0.0

        return of(change)

    def mean_of_classes(losses, kept, y):
        classes = [losses[kept & (y == c)].mean() for c in y[kept].unique()]
        return torch.stack(classes).mean() if classes else 0.0

    def mixing(logits, y, ignore):
        return of_rows(logits.reshape(-1, logits.shape[1]), y.flatten(), ignore)

    def shares_mixed(logits, y, ignore):
        """Right shares, and the rows of them cut at the wrong places."""
        shares, kept = logits.log_softmax(1).reshape(-1, logits.shape[1]), y.flatten() != ignore
        return -shares[kept].gather(1, y.flatten()[kept][:, None]).mean() if kept.any() else 0.0

    def images_mixed(logits, y, ignore):
        return of_rows(logits.reshape(logits.shape[1], -1).T, y.flatten(), ignore)

    def turned(logits, y, ignore):
        return of_rows(logits.transpose(1, 3).flatten(0, 2), y.flatten(), ignore)

    mixes = "view or reshape was used to bring the classes to the end. That moves no number: rows are then made of neighbouring pixels. Move the axis."
    ignored = "the pixels with the mark were not left out."
    places = (
        "the probabilities add to 1 over places. They must add to 1 over the classes of each pixel: axis 1."
    )
    hidden = "a small number that guards against ln 0 also hides how bad a sure mistake is."
    mistakes = [
        Mistake("nothing-left", "where no pixel counts the mean of nothing is nan; asked for is 0.",
                lambda x, y, i: F.cross_entropy(x, y, ignore_index=i), edge=True),
        *[Mistake("nothing-left", "where no pixel counts the loss is 0. What do you divide by there?",
                  lambda x, y, i, one=one: expected(x, y, i) if (y != i).any() else one / 0, edge=True) for one in (1, 1.0)],
        Mistake("ignore-by-range", "pixels were left out because their truth is no class. The mark may be a class: compare with ignore.",
                by_range, edge=True),
        Mistake("log-of-zero", "a tiny probability became 0, and its logarithm −∞. Take the logarithm of softmax in one step.",
                of_probabilities(lambda p: -p.log().mean()), edge=True),
        *[Mistake("epsilon-hides-the-loss", hidden, of_probabilities(lambda p, eps=10.0**-e: -(p + eps).log().mean()), edge=True)
          for e in range(6, 16)],
        *[Mistake("epsilon-hides-the-loss", hidden, of_probabilities(lambda p, eps=10.0**-e: -p.clamp(min=eps).log().mean()), edge=True)
          for e in range(6, 16)],
        Mistake("view-mixes-pixels", mixes, mixing),
        Mistake("view-mixes-pixels", mixes, shares_mixed),
        Mistake("images-mixed", "the classes were brought to the front by view or reshape. With several pictures that mixes pictures and classes: move the axis first.",
                images_mixed),
        Mistake("h-and-w-swapped", "height and width changed places in the scores and not in y.", turned),
        Mistake("ignored-in-the-mean", "the sum is right, but it was divided by all pixels. Those that are left out do not count below either.",
                of(lambda losses, kept, y: losses.sum() / losses.numel())),
        Mistake("ignored-counted", ignored, picked_by_gather),
        Mistake("ignored-counted", ignored, picked_by_index),
        *[Mistake("ignored-as-a-class", "the pixels with the mark were given a class and counted with it.", as_class(c)) for c in (0, 1)],
        Mistake("mean-of-means", "the mean was taken in each picture, and of these the mean. Every pixel has the same weight, and some pictures have fewer that count.",
                means((1, 2))),
        Mistake("mean-of-classes", "the mean was taken for each class, and of these the mean. Every pixel has the same weight.",
                of(mean_of_classes)),
        Mistake("softmax-over-places", places, of_log_probabilities(lambda x: x.log_softmax(3))),
        Mistake("softmax-over-places", places, of_log_probabilities(lambda x: x.log_softmax(2))),
        Mistake("softmax-over-places", places, of_log_probabilities(lambda x: x.flatten(2).log_softmax(2).view(x.shape))),
        Mistake("softmax-over-the-batch", "the probabilities add to 1 over the pictures. They must add to 1 over the classes of each pixel: axis 1.",
                of_log_probabilities(lambda x: x.log_softmax(0))),
        Mistake("softmax-twice", "softmax was applied twice: probabilities went in where scores belong.",
                of_scores(lambda x: x.softmax(1))),
        Mistake("summed", "the losses of the pixels are added up. Asked for is their mean.", of(lambda losses, kept, y: losses.sum())),
        Mistake("summed", "the sum over a picture was divided by the pictures. Asked for is the mean over pixels.",
                of(lambda losses, kept, y: losses.sum() / len(losses))),
        Mistake("classes-in-the-mean", "the mean runs over pixels and classes. Each pixel has one loss.",
                lambda x, y, i: expected(x, y, i) / x.shape[1]),
        Mistake("not-reduced", "there is one loss for each pixel. Asked for is their mean.", of(lambda losses, kept, y: losses)),
        Mistake("not-reduced", "there is one loss for each pixel. Asked for is their mean.", of(lambda losses, kept, y: losses[kept])),
        Mistake("not-reduced", "there is one loss for each picture. Asked for is the mean over all pixels.",
                of(lambda losses, kept, y: losses.sum((1, 2)) / kept.sum((1, 2)))),
        Mistake("no-softmax", "the scores themselves stand where logarithms of probabilities belong: softmax is missing.",
                of_log_probabilities(lambda x: x)),
        *[Mistake("other-logarithm", f"this logarithm has base {base}. The natural one has base e.",
                  lambda x, y, i, base=base: expected(x, y, i) / math.log(base)) for base in (2, 10)],
        Mistake("sign", "a loss is never negative: the logarithm of a probability is.", lambda x, y, i: -expected(x, y, i)),
        Mistake("log-left-out", "this is the mean probability of the true class, before the logarithm.",
                of_probabilities(lambda p: p.mean())),
        Mistake("log-of-the-mean", "the logarithm of the mean probability was taken. First the logarithm of each, then the mean.",
                of_probabilities(lambda p: -p.mean().log())),
        Mistake("likeliest-class", "the class that the network prefers was scored. The loss asks for the true class.",
                lambda x, y, i: expected(x, x.argmax(1).where(y != i, y), i)),
        Mistake("first-picture-only", "only the first picture was looked at.", lambda x, y, i: expected(x[:1], y[:1], i)),
    ]  # fmt: skip
    symptoms = [
        Symptom(
            "negative-loss",
            "a loss below 0 cannot be: a probability would be above 1.",
            lambda result, logits, y, ignore: float(result) < 0,
        ),
    ]

    def truths(seed, *shape, classes, marked, ignore):
        """Classes, with the mark at the share `marked` of the places."""
        y = values(seed, *shape, low=0, high=classes).long()
        return torch.where(values(seed + 50, *shape, low=0, high=1) < marked, ignore, y)

    double = torch.float64
    uneven = truths(2, 3, 4, 5, classes=3, marked=0.2, ignore=255)
    uneven[1, 1:] = 255  # one picture in which little counts
    sure = torch.tensor([[[[300.0, 0.0], [1.0, -150.0]], [[0.0, 2.0], [-130.0, 90.0]]]])
    one = torch.full((2, 3, 2), 255)
    one[1, 2, 0] = 3
    cases = [
        Case(3, values(1, 3, 3, 4, 5), uneven, 255),
        Case(2, values(3, 2, 4, 3, 6, low=-4, high=4, dtype=double), truths(34, 2, 3, 6, classes=4, marked=0.3, ignore=-1), -1),
        Case(2, values(5, 1, 6, 4, 4), truths(6, 1, 4, 4, classes=6, marked=0.0, ignore=255), 255),
        Case(1, values(7, 2, 3, 5, 3), truths(18, 2, 5, 3, classes=3, marked=0.3, ignore=0), 0),
        Case(1, sure, torch.tensor([[[1, 0], [1, 255]]]), 255),
        Case(0.5, values(9, 2, 5, 3, 2), one, 255),
        Case(0.5, values(10, 2, 2, 2, 3), torch.full((2, 2, 3), -1), -1),
    ]  # fmt: skip
    return grade(
        "pixel_loss",
        lambda: pixel_loss,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
        symptoms=symptoms,
        off_limits=["*cross_entropy*", "*nll_loss*"],
    )
