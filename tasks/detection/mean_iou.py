# ruff: noqa: E501
"""The task `mean_iou` of the set detection; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## Intersection over union, class by class
#
# A network says a class for each pixel, and the truth has one too. For each class $c$: how many pixels are $c$ in *both* (the intersection), and how many in *at least one of the two* (the union)? The first divided by the second is the IoU of the class. Over all classes that occur, the mean is taken. About 10 minutes.
#
# `mean_iou(pred, y, K)`
#
# | | shape or type | |
# |---|---|---|
# | `pred` | `(n, h, w)` | the class that was said of each pixel of $n$ pictures, whole numbers from 0 to $K-1$ |
# | `y` | `(n, h, w)` | the true classes |
# | `K` | whole number | classes, background (class 0) included |
# | result | one number | a Python float or a tensor without axes, from 0 to 1 |
#
# Pixels of all pictures are counted together. A class that occurs neither in `pred` nor in `y` has no IoU and is left out of the mean; a class that is in one of the two only has the IoU 0.
#
# **Example.** One picture of one row, three classes. The truth is `0 0 0 1`, and `0 0 0 0` was said. Class 0: three pixels in both, four in at least one, ¾. Class 1: none of one, 0. Class 2 does not occur. The mean is ⅜ = 0.375, where three of four pixels are right.
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>Two masks for each class: <code>pred == c</code> and <code>y == c</code>. What do <code>&</code> and <code>|</code> make of them?</details>
# <details><summary>Hint 2</summary>What is the union of a class that does not occur, and what would you divide by?</details>


# %% answer
def mean_iou(pred, y, K):
    ### BEGIN SOLUTION
    found = []
    for c in range(K):
        said, true = pred == c, y == c  # n h w, masks
        union = (said | true).sum().item()
        if union:
            found.append((said & true).sum().item() / union)
    return sum(found) / len(found)
    ### END SOLUTION


# %% tries
checks.self_check(
    "mean_iou",
    lambda: mean_iou,
    [
        checks.Example(0.375, torch.tensor([[[0, 0, 0, 0]]]), torch.tensor([[[0, 0, 0, 1]]]), 3),
        checks.Example(2 / 9, torch.tensor([[[0, 0, 0, 1]]]), torch.tensor([[[0, 0, 2, 2]]]), 4),
        checks.Example(
            4 / 9,
            torch.tensor([[[0, 0], [1, 2]], [[0, 0], [2, 2]]]),
            torch.tensor([[[0, 0], [1, 1]], [[0, 2], [2, 1]]]),
            3,
        ),
        checks.Example(1.0, torch.tensor([[[3]]]), torch.tensor([[[3]]]), 4),
    ],
)


# %% tests
def _grade_mean_iou(examples):
    import torch

    from cnnkit.checks import Case, Mistake, Symptom, grade, values

    def counts(pred, y, K):
        """Of each class the pixels in both, said, and true."""
        each = [((pred == c) & (y == c), pred == c, y == c) for c in range(K)]
        return [
            torch.tensor([float(masks[i].sum()) for masks in each], dtype=torch.float64) for i in range(3)
        ]

    def ious(pred, y, K):
        both, said, true = counts(pred, y, K)
        return both / (said + true - both)  # nan where neither is

    def expected(pred, y, K):
        return ious(pred, y, K).nanmean().item()

    def of(change):
        """Something else made of the pixels in both, said, and true; nan where a class does not occur."""
        return lambda pred, y, K: change(*counts(pred, y, K)).nanmean()

    def accuracy(pred, y, K):
        return (pred == y).double().mean()

    def absent(value):
        return lambda pred, y, K: ious(pred, y, K).nan_to_num(value).mean()

    def of_truth_only(pred, y, K):
        return ious(pred, y, K)[counts(pred, y, K)[2] > 0].mean()

    def of_said_only(pred, y, K):
        return ious(pred, y, K)[counts(pred, y, K)[1] > 0].mean()

    def in_both_only(pred, y, K):
        both = counts(pred, y, K)[0]
        return ious(pred, y, K)[both > 0].mean()

    def picture_by_picture(pred, y, K):
        each = [expected(p[None], t[None], K) for p, t in zip(pred, y, strict=True)]
        return sum(each) / len(each)

    def class_and_picture(pred, y, K):
        each = torch.stack([ious(p[None], t[None], K) for p, t in zip(pred, y, strict=True)])
        return each.nanmean()

    def by_size(pred, y, K):
        true = counts(pred, y, K)[2]
        return (ious(pred, y, K).nan_to_num(0) * true).sum() / true.sum()

    def without(part):
        return lambda pred, y, K: ious(pred, y, K)[part].nanmean()

    def pooled(pred, y, K):
        both, said, true = counts(pred, y, K)
        return both.sum() / (said + true - both).sum()

    mistakes = [
        Mistake("accuracy", "this is the share of pixels that are right. Asked for is the IoU of each class, and their mean.", accuracy),
        Mistake("absent-is-0", "a class that occurs nowhere was counted with 0. It has no IoU: leave it out of the mean.", absent(0.0)),
        Mistake("absent-is-1", "a class that occurs nowhere was counted with 1. It has no IoU: leave it out of the mean.", absent(1.0)),
        Mistake("absent-is-nan", "0 / 0 of a class that occurs nowhere is nan, and so is every mean with it. Leave it out.",
                lambda pred, y, K: ious(pred, y, K).mean()),
        Mistake("absent-is-nan", "a class that occurs nowhere has a union of 0, and you divide by it. Leave it out.",
                lambda pred, y, K: expected(pred, y, K) if not ious(pred, y, K).isnan().any() else 1 / 0),
        Mistake("invented-class-left-out", "a class that was said and is nowhere true was left out. It is in one of the two: 0.", of_truth_only, edge=True),
        Mistake("missed-class-left-out", "a class that is true somewhere and was never said was left out. It is in one of the two: 0.", of_said_only),
        Mistake("only-classes-in-both", "classes without a common pixel were left out. If they occur in one of the two, their IoU is 0.", in_both_only),
        Mistake("false-alarms-left-out", "you divide by the true pixels of the class: what was called so wrongly does not count. The union holds it too.",
                of(lambda both, said, true: both / true)),
        Mistake("false-alarms-left-out", "you divide by the true pixels of the class: what was called so wrongly does not count. The union holds it too.",
                of(lambda both, said, true: torch.where(said + true > 0, both / true.clamp(min=1), torch.nan))),
        Mistake("misses-left-out", "you divide by the pixels that were called so: true ones that were missed do not count. The union holds them too.",
                of(lambda both, said, true: both / said)),
        Mistake("misses-left-out", "you divide by the pixels that were called so: true ones that were missed do not count. The union holds them too.",
                of(lambda both, said, true: torch.where(said + true > 0, both / said.clamp(min=1), torch.nan))),
        Mistake("counted-twice", "said and true pixels were added, so that common ones count twice. In the union they count once.",
                of(lambda both, said, true: both / (said + true))),
        Mistake("dice", "this is Dice: twice the common pixels over said and true ones. IoU divides by the union.",
                of(lambda both, said, true: 2 * both / (said + true))),
        Mistake("background-left-out", "class 0 was left out. Background is a class here.", without(slice(1, None))),
        Mistake("last-class-left-out", "the last class was left out: classes are 0 to K − 1.", without(slice(None, -1))),
        Mistake("picture-by-picture", "the IoU was taken picture by picture. Pixels of all pictures are counted together, then divided.",
                picture_by_picture),
        Mistake("picture-by-picture", "the IoU was taken picture by picture. Pixels of all pictures are counted together, then divided.",
                class_and_picture),
        Mistake("one-fraction-for-all", "intersections and unions of all classes were added before dividing. Each class has its own fraction.", pooled),
        Mistake("weighted-by-size", "classes were weighted by their pixels, so background rules again. Each class has the same weight.", by_size),
        Mistake("one-added", "one was added to intersections and unions against 0 / 0. That changes every IoU.",
                of(lambda both, said, true: (both + 1) / (said + true - both + 1))),
        Mistake("per-cent", "this is in per cent. A number from 0 to 1 is asked for.", lambda pred, y, K: 100 * expected(pred, y, K)),
        Mistake("summed", "the IoUs were added. Asked for is their mean.", lambda pred, y, K: ious(pred, y, K).nansum()),
        Mistake("not-reduced", "there is one IoU for each class. Asked for is their mean.", lambda pred, y, K: ious(pred, y, K)),
        Mistake("not-reduced", "there is one IoU for each class. Asked for is their mean.",
                lambda pred, y, K: [v for v in ious(pred, y, K).tolist() if v == v]),
        Mistake("not-reduced", "there is one IoU for each class. Asked for is their mean.",
                lambda pred, y, K: ious(pred, y, K).nan_to_num(0)),
        Mistake("first-picture-only", "only the first picture was looked at.", lambda pred, y, K: expected(pred[:1], y[:1], K)),
    ]  # fmt: skip
    symptoms = [
        Symptom("above-one", "an IoU above 1 cannot be: the intersection is a part of the union.",
                lambda result, pred, y, K: float(result) > 1),
    ]  # fmt: skip

    def maps(seed, *shape, classes, right):
        """A truth with some of the classes, and what was said: right at about a share of the places."""
        y = values(seed, *shape, low=0, high=classes).long()
        other = values(seed + 50, *shape, low=0, high=classes).long()
        return torch.where(values(seed + 90, *shape, low=0, high=1) < right, y, other), y

    missed, gap = maps(5, 2, 5, 6, classes=5, right=0.6), maps(9, 3, 4, 4, classes=4, right=0.7)
    missed[0][missed[0] == 2] = 0  # class 2 is never said
    for one in gap:
        one[one == 1] = 3  # class 1 is nowhere
    invented = torch.tensor([[[0, 0, 1], [1, 4, 0]]]), torch.tensor([[[0, 0, 1], [1, 1, 0]]])
    cases = [
        Case(2, *maps(1, 2, 4, 5, classes=3, right=0.5), 3),
        Case(2, *gap, 4),
        Case(2, *missed, 6),
        Case(1, *maps(13, 1, 7, 3, classes=4, right=0.4), 7),
        Case(1, *invented, 5),
        Case(1, torch.tensor([[[2, 2]], [[0, 1]]]), torch.tensor([[[2, 2]], [[1, 0]]]), 3),
        Case(1, *maps(17, 4, 3, 8, classes=9, right=0.6), 10),
    ]  # fmt: skip
    return grade(
        "mean_iou",
        lambda: mean_iou,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
        symptoms=symptoms,
    )
