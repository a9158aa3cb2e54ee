# ruff: noqa: E501
"""The task `two_head_loss` of the set detection; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## One loss for two heads
#
# A network says what is in a picture and where. Each picture pays for its class with the cross-entropy $-\ln p_y$, where $p$ is the softmax of its logits. A picture **with an object** also pays for its box with the sum of the four squared differences, $\sum_{i=1}^{4} (b_i - t_i)^2$. Class 0 means that nothing is there: such a picture has no box to be wrong about, and what stands in its `target` means nothing. The loss is the mean of the class terms over **all** pictures, plus $\lambda$ times the mean of the box terms over the pictures **with** an object. About 12 minutes.
#
# `two_head_loss(logits, y, box, target, lam)`
#
# | | shape | |
# |---|---|---|
# | `logits` | `(n, k)` | scores before softmax |
# | `y` | `(n,)` | the true class, 0 to $k-1$; 0 is nothing there |
# | `box` | `(n, 4)` | predicted boxes, parts of the picture |
# | `target` | `(n, 4)` | true boxes |
# | `lam` | a number ≥ 0 | weight of the box term |
# | result | one number | a Python float or a tensor without axes |
#
# Without any object in the batch the box term is 0.
#
# **Example.** Two pictures, two classes, all logits 0, so both class terms are $\ln 2 \approx 0.6931$. The first shows an object, and its box is off by 1 in two of the four numbers; the second shows nothing. With $\lambda = 3$ the loss is $0.6931 + 3 \cdot 2 = 6.6931$.
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>Which pictures does each of the two means run over?</details>
# <details><summary>Hint 2</summary><code>y != 0</code> is a mask; <code>box[mask]</code> are the rows of the pictures with an object.</details>
# <details><summary>Hint 3</summary>What is the mean of no numbers in torch?</details>


# %% answer
def two_head_loss(logits, y, box, target, lam):
    ### BEGIN SOLUTION
    loss = torch.nn.functional.cross_entropy(logits, y)
    there = y != 0
    if there.any():
        loss = loss + lam * (box[there] - target[there]).square().sum(1).mean()
    return loss
    ### END SOLUTION


# %% tries
rows = lambda *numbers, dtype=torch.float32: torch.tensor(numbers, dtype=dtype).view(-1, 4)
checks.self_check(
    "two_head_loss",
    lambda: two_head_loss,
    [
        checks.Example(
            6.693147,
            torch.zeros(2, 2),
            torch.tensor([1, 0]),
            rows(0.0, 1.0, 1.0, 1.0, 0.5, 0.5, 1.0, 1.0),
            rows(0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0),
            3,
        ),
        checks.Example(
            1.928378,
            torch.tensor([[0.0, 2.0, 1.0], [0.0, 3.0, 0.0], [2.0, 0.0, 1.0]], dtype=torch.float64),
            torch.tensor([1, 1, 0]),
            rows(0.25, 0.25, 0.75, 1.0, 0.0, 0.5, 0.5, 1.0, 1.0, 1.0, 1.0, 1.0, dtype=torch.float64),
            rows(0.0, 0.25, 0.75, 0.5, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, dtype=torch.float64),
            4,
        ),
        checks.Example(
            0.693147, torch.zeros(2, 2), torch.tensor([0, 0]), rows(*[0.5] * 8), rows(*[0.0] * 8), 2
        ),
        checks.Example(
            1.595106,
            torch.tensor([[2.0, 0.0, 1.0]]),
            torch.tensor([2]),
            rows(-0.25, 0.5, 1.0, 1.25),
            rows(0.0, 0.5, 0.5, 1.0),
            0.5,
        ),
    ],
)


# %% tests
def _grade_two_head_loss(examples):
    import torch
    import torch.nn.functional as F

    from cnnkit.checks import Case, Mistake, grade, values

    def what(logits, y):
        return F.cross_entropy(logits, y)

    def squares(y, box, target):
        """Box term of each picture with an object; zeros `(0,)` where there is none."""
        return (box - target)[y != 0].square().sum(1)

    def mean(terms):
        return terms.mean() if len(terms) else torch.zeros(())

    def expected(logits, y, box, target, lam):
        return (what(logits, y) + lam * mean(squares(y, box, target))).item()

    def put_together(change):
        """Some other sum of the class term and the boxes' mean."""
        return lambda logits, y, box, target, lam: change(what(logits, y), mean(squares(y, box, target)), lam)

    def with_class(change):
        return lambda logits, y, box, target, lam: change(logits, y) + lam * mean(squares(y, box, target))

    def with_box(change):
        def loss(logits, y, box, target, lam):
            there = y != 0
            where = change((box - target)[there]) if there.any() else 0.0
            return what(logits, y) + lam * where

        return loss

    def everywhere(change):
        return lambda logits, y, box, target, lam: what(logits, y) + lam * change(box - target)

    def everywhere_if_any(logits, y, box, target, lam):
        term = (box - target).square().sum(1).mean() if (y != 0).any() else 0.0
        return what(logits, y) + lam * term

    def share(logits, y, box, target, lam):
        return what(logits, y) + lam * squares(y, box, target).sum() / len(y)

    def share_of_numbers(logits, y, box, target, lam):
        return what(logits, y) + lam * squares(y, box, target).sum() / box.numel()

    def mean_of_nothing(logits, y, box, target, lam):
        return what(logits, y) + lam * squares(y, box, target).mean()

    def divided_by_zero(logits, y, box, target, lam):
        return expected(logits, y, box, target, lam) if (y != 0).any() else 1.0 / 0

    def nothing_there(logits, y, box, target, lam):
        return expected(logits, y, box, target, lam) if (y != 0).any() else 0.0

    def objects_only(logits, y, box, target, lam):
        return mean(F.cross_entropy(logits, y, reduction="none")[y != 0]) + lam * mean(
            squares(y, box, target)
        )

    def other_background(of):
        def loss(logits, y, box, target, lam):
            there = y != of(logits)
            return what(logits, y) + lam * mean((box - target)[there].square().sum(1))

        return loss

    def only_background(logits, y, box, target, lam):
        return what(logits, y) + lam * mean((box - target)[y == 0].square().sum(1))

    def class_1_only(logits, y, box, target, lam):
        return what(logits, y) + lam * mean((box - target)[y == 1].square().sum(1))

    def said(logits, y, box, target, lam):
        there = logits.argmax(1) != 0
        return what(logits, y) + lam * mean((box - target)[there].square().sum(1))

    background = (
        "pictures without an object pay for a box too. There is nothing that their box could be wrong about."
    )
    divisor = (
        "the boxes' sum is divided by the number of all pictures. Divide by the pictures with an object."
    )
    per_box = "the boxes are averaged over the four numbers as well. The term of a box is the sum of its four squares."
    empty = "in a batch without any object the mean of no numbers is nan. There the box term is 0."
    mistakes = [
        Mistake("no-objects", empty, mean_of_nothing, edge=True),
        Mistake(
            "no-objects",
            "a batch without any object divides by 0. There the box term is 0.",
            divided_by_zero,
            edge=True,
        ),
        Mistake(
            "no-objects-no-loss",
            "without any object the boxes are silent, and the classes still pay.",
            nothing_there,
            edge=True,
        ),
        Mistake("background-pays", background, everywhere(lambda d: d.square().sum(1).mean())),
        Mistake("background-pays", background, everywhere_if_any),
        Mistake(
            "background-pays",
            background + " And the four squares are averaged.",
            everywhere(lambda d: d.square().mean()),
        ),
        Mistake(
            "background-pays",
            background + " And nothing was averaged.",
            everywhere(lambda d: d.square().sum()),
        ),
        Mistake("divided-by-all", divisor, share),
        Mistake("divided-by-all", divisor, share_of_numbers),
        Mistake("four-averaged", per_box, with_box(lambda d: d.square().mean())),
        Mistake(
            "boxes-summed",
            "the boxes' terms are added up while the classes' are averaged. Both are means, so that λ means the same in any batch.",
            with_box(lambda d: d.square().sum()),
        ),
        Mistake(
            "classes-summed",
            "the classes' terms are added up while the boxes' are averaged. Both are means.",
            with_class(lambda logits, y: F.cross_entropy(logits, y, reduction="sum")),
        ),
        Mistake(
            "both-summed",
            "terms are added up. Both parts are means over pictures.",
            lambda logits, y, box, target, lam: (
                F.cross_entropy(logits, y, reduction="sum") + lam * squares(y, box, target).sum()
            ),
        ),
        Mistake(
            "softmax-twice",
            "softmax was applied twice: cross-entropy takes logits.",
            with_class(lambda logits, y: F.cross_entropy(logits.softmax(1), y)),
        ),
        Mistake(
            "softmax-over-pictures",
            "probabilities sum to 1 over the pictures. They must over the classes of one picture.",
            with_class(lambda logits, y: F.nll_loss(logits.log_softmax(0), y)),
        ),
        Mistake(
            "lambda-on-class",
            "λ weighs the class term. It is the weight of the box term.",
            put_together(lambda c, b, lam: lam * c + b),
        ),
        Mistake(
            "lambda-on-both",
            "λ weighs both terms, so it trades nothing. It is the weight of the box term.",
            put_together(lambda c, b, lam: lam * (c + b)),
        ),
        Mistake(
            "lambda-left-out",
            "λ is left out. It is the weight of the box term.",
            put_together(lambda c, b, lam: c + b),
        ),
        Mistake(
            "blend",
            "the class term got the weight 1 − λ. Its weight is 1.",
            put_together(lambda c, b, lam: (1 - lam) * c + lam * b),
        ),
        Mistake(
            "blend",
            "you divide by 1 + λ. The class term's weight is 1.",
            put_together(lambda c, b, lam: (c + lam * b) / (1 + lam)),
        ),
        Mistake("box-left-out", "the boxes do not count.", put_together(lambda c, b, lam: c)),
        Mistake("class-left-out", "the classes do not count.", put_together(lambda c, b, lam: lam * b)),
        Mistake(
            "box-subtracted",
            "the box term is taken off. Both terms are to become small.",
            put_together(lambda c, b, lam: c - lam * b),
        ),
        Mistake(
            "class-sign",
            "the class term is negative: the logarithm of a probability is.",
            put_together(lambda c, b, lam: -c + lam * b),
        ),
        Mistake(
            "not-squared",
            "differences are added without a square. A box term squares them.",
            with_box(lambda d: d.abs().sum(1).mean()),
        ),
        Mistake(
            "not-squared",
            "differences are added with their signs, and cancel. A box term squares them.",
            with_box(lambda d: d.sum(1).mean()),
        ),
        Mistake(
            "rooted",
            "the length of the difference was taken: leave the root out.",
            with_box(lambda d: d.square().sum(1).sqrt().mean()),
        ),
        Mistake("halved", "the box term is halved.", with_box(lambda d: d.square().sum(1).mean() / 2)),
        Mistake(
            "objects-only",
            "pictures without an object pay nothing for their class. “Nothing there” is a class that has to be learnt.",
            objects_only,
        ),
        Mistake(
            "wrong-background",
            "the last class was taken for “nothing there”. It is class 0.",
            other_background(lambda z: z.shape[1] - 1),
        ),
        Mistake(
            "wrong-background",
            "class 1 was taken for “nothing there”. It is class 0.",
            other_background(lambda z: 1),
        ),
        Mistake(
            "one-class-only",
            "only pictures of class 1 pay for their box. Every class but 0 is an object.",
            class_1_only,
        ),
        Mistake(
            "log-left-out",
            "the class term is 1 less the probability. Its negative logarithm is asked for.",
            with_class(lambda logits, y: 1 - logits.softmax(1).gather(1, y[:, None]).mean()),
        ),
        Mistake(
            "mask-turned",
            "the mask is turned round: only pictures without an object pay for a box.",
            only_background,
        ),
        Mistake(
            "mask-from-prediction", "the network itself says which boxes count. The truth does: y.", said
        ),
        Mistake(
            "first-picture-only",
            "this is the loss of the first picture.",
            lambda logits, y, box, target, lam: expected(logits[:1], y[:1], box[:1], target[:1], lam),
        ),
    ]
    numbers = lambda seed, n, **kind: values(seed, n, 4, low=0.0, high=1.0, **kind)
    double = torch.float64
    cases = [
        Case(4, values(1, 5, 4), torch.tensor([2, 0, 1, 3, 0]), numbers(2, 5), numbers(3, 5), 5.0),
        Case(
            2,
            values(4, 3, 5, dtype=double),
            torch.tensor([4, 1, 2]),
            numbers(5, 3, dtype=double),
            numbers(6, 3, dtype=double),
            0.5,
        ),
        Case(1, values(7, 1, 3), torch.tensor([1]), numbers(8, 1), numbers(9, 1), 20),
        Case(1, values(10, 4, 3), torch.tensor([0, 0, 0, 0]), numbers(11, 4), numbers(12, 4), 2.0),
        Case(
            2, values(13, 6, 3), torch.tensor([0, 0, 2, 0, 1, 0]), numbers(14, 6) - 0.25, numbers(15, 6), 1.5
        ),
    ]
    return grade(
        "two_head_loss", lambda: two_head_loss, cases, examples=examples, expected=expected, mistakes=mistakes
    )
