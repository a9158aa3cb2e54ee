# ruff: noqa: E501
"""The task `relu_backward` of the set visualization; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## Three ways back through a ReLU
#
# On the way back through a network a ReLU is a gate: what arrives from above either goes on downwards or is set to 0. Three methods differ in nothing but what they ask at this gate. The **gradient** asks whether the input was above 0 on the way up. **DeconvNet** asks whether what comes down is above 0. **Guided** back-propagation asks both. About 5 minutes.
#
# `relu_backward(x, g, rule)`
#
# | | shape or type | |
# |---|---|---|
# | `x` | any | what went into the ReLU on the way up; float32 or float64 |
# | `g` | as `x` | what arrives from above on the way down |
# | `rule` | text | `"gradient"`, `"deconvnet"` or `"guided"` |
# | result | as `x` | what goes on downwards |
#
# A gate that is asked about an input of exactly 0 stays shut.
#
# **Example.** With `x = [1, -1, 2, -4]` and `g = [5, 6, -7, -8]` the gradient is `[5, 0, -7, 0]`, DeconvNet gives `[5, 6, 0, 0]`, guided `[5, 0, 0, 0]`.
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>What goes on is always a number of <code>g</code> or 0, never one of <code>x</code>. Which numbers does each rule ask about?</details>
# <details><summary>Hint 2</summary>Two gates in a row let through what passes both. So guided needs nothing of its own.</details>


# %% answer
def relu_backward(x, g, rule):
    ### BEGIN SOLUTION
    if rule != "deconvnet":
        g = torch.where(x > 0, g, 0)
    if rule != "gradient":
        g = g.clamp(min=0)
    return g
    ### END SOLUTION


# %% tries
double = torch.float64
checks.self_check(
    "relu_backward",
    lambda: relu_backward,
    [
        checks.Example(
            torch.tensor([5.0, 0.0, -7.0, 0.0]),
            torch.tensor([1.0, -1.0, 2.0, -4.0]),
            torch.tensor([5.0, 6.0, -7.0, -8.0]),
            "gradient",
        ),
        checks.Example(
            torch.tensor([5.0, 6.0, 0.0, 0.0]),
            torch.tensor([1.0, -1.0, 2.0, -4.0]),
            torch.tensor([5.0, 6.0, -7.0, -8.0]),
            "deconvnet",
        ),
        checks.Example(
            torch.tensor([5.0, 0.0, 0.0, 0.0]),
            torch.tensor([1.0, -1.0, 2.0, -4.0]),
            torch.tensor([5.0, 6.0, -7.0, -8.0]),
            "guided",
        ),
        checks.Example(
            torch.tensor([[0.0, 4.0], [0.0, -8.0]], dtype=double),
            torch.tensor([[0.0, 3.0], [-2.0, 9.0]], dtype=double),
            torch.tensor([[6.0, 4.0], [-1.0, -8.0]], dtype=double),
            "gradient",
        ),
    ],
)


# %% tests
def _grade_relu_backward(examples):
    import torch

    from cnnkit.checks import Case, Mistake, grade, usual, values

    def expected(x, g, rule):
        by_input, by_slope = (x > 0).to(g.dtype), (g > 0).to(g.dtype)
        return g * {"gradient": by_input, "deconvnet": by_slope, "guided": by_input * by_slope}[rule]

    swapped = {"gradient": "deconvnet", "deconvnet": "gradient", "guided": "guided"}

    def absolute(x, g, rule):
        return expected(x, g.abs(), rule)

    def either(x, g, rule):
        return g * ((x > 0) | (g > 0)) if rule == "guided" else expected(x, g, rule)

    def mask(x, g, rule):
        return (expected(x, g, rule) != 0).to(g.dtype)

    def at_zero(x, g, rule):
        return g * ((x >= 0) | (rule == "deconvnet")) * ((g >= 0) | (rule == "gradient"))

    def multiplied(deconvnet):
        return lambda x, g, rule: {
            "gradient": x.relu() * g,
            "deconvnet": deconvnet(x, g),
            "guided": x.relu() * g.relu(),
        }[rule]

    def input_through(x, g, rule):
        if rule == "gradient":
            return expected(x, g, rule)
        return x.relu() if rule == "deconvnet" else x.relu() * (g > 0)

    times = "what goes on was multiplied by x. A gate lets a number of g pass as it is, or stops it."
    mistakes = [
        Mistake(
            "zero-opens",
            "where x is exactly 0 your gate is open. A ReLU's slope counts as 0 there.",
            at_zero,
            edge=True,
        ),
        Mistake(
            "rules-swapped",
            "gradient and DeconvNet have changed places: which of the two asks about the input?",
            lambda x, g, rule: expected(x, g, swapped[rule]),
        ),
        Mistake(
            "guided-alone",
            "guided is more than the gradient here: it asks about what comes down as well.",
            lambda x, g, rule: expected(x, g, "gradient" if rule == "guided" else rule),
        ),
        Mistake(
            "guided-alone",
            "guided is more than DeconvNet here: it asks about the input as well.",
            lambda x, g, rule: expected(x, g, "deconvnet" if rule == "guided" else rule),
        ),
        Mistake(
            "one-rule",
            "you do the same whatever the rule says.",
            lambda x, g, rule: expected(x, g, "gradient"),
        ),
        Mistake(
            "one-rule",
            "you do the same whatever the rule says.",
            lambda x, g, rule: expected(x, g, "guided"),
        ),
        Mistake("either", "guided lets through what passes one of the gates. It has to pass both.", either),
        Mistake(
            "absolute",
            "signs are lost: a negative number that comes down is stopped by a gate or goes on as it is.",
            absolute,
        ),
        Mistake(
            "absolute",
            "signs are lost: a negative number that comes down is stopped by a gate or goes on as it is.",
            lambda x, g, rule: expected(x, g, rule).abs(),
        ),
        Mistake("mask", "you return which numbers go on. Wanted are the numbers.", mask),
        Mistake(
            "input-goes-on",
            "your result is made of numbers of x. What goes downwards is what came from above.",
            lambda x, g, rule: x * mask(x, g, rule),
        ),
        Mistake(
            "gate-by-product",
            "you ask whether x times g is above 0: then two negative numbers open the gate.",
            lambda x, g, rule: g * (x * g > 0) if rule == "guided" else expected(x, g, rule),
        ),
        Mistake("input-multiplied", times, multiplied(lambda x, g: x * g.relu())),
        Mistake("input-multiplied", times, multiplied(lambda x, g: g.relu())),
        Mistake(
            "input-goes-on",
            "for DeconvNet your result is made of numbers of x. What goes downwards is what came from above.",
            input_through,
        ),
        Mistake(
            "sign-of-the-input",
            "for the gradient what comes down was multiplied by the sign of x and then cut. The gate changes no sign.",
            lambda x, g, rule: (g * x.sign()).relu() if rule == "gradient" else expected(x, g, rule),
        ),
        Mistake(
            "gate-always-open",
            "for the gradient everything went on. It asks whether the input was above 0.",
            lambda x, g, rule: g if rule == "gradient" else expected(x, g, rule),
        ),
        *usual(expected, top=False),
    ]
    rules = ("gradient", "deconvnet", "guided")
    cases = [
        *(
            Case(2, values(2 * i + 1, 3, 4, 5), values(2 * i + 2, 3, 4, 5), rule)
            for i, rule in enumerate(rules)
        ),
        Case(1, torch.tensor([0.0, 2.0, 0.0, -1.0]), torch.tensor([3.0, 4.0, -5.0, -6.0]), "gradient"),
        Case(1, torch.tensor([[0.0, 2.0], [-1.0, 0.0]]), torch.tensor([[3.0, -4.0], [6.0, 7.0]]), "guided"),
        Case(1, values(21, 1, 6, dtype=torch.float64), values(22, 1, 6, dtype=torch.float64), "guided"),
        Case(1, values(23, 7, 2, dtype=torch.float64), values(24, 7, 2, dtype=torch.float64), "deconvnet"),
    ]
    return grade(
        "relu_backward",
        lambda: relu_backward,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
    )
