# ruff: noqa: E501
"""The task `diagnose` of the set blocks; how such a file is written: tests/exercises/README.md."""

from cnnkit import checks

# %% story [markdown]
# ## What is wrong with the deeper network?
#
# You train a network and a deeper one. From four errors and two gradients, name what is wrong. About 10 minutes.
#
# `diagnose(train_err_shallow, train_err_deep, test_err_shallow, test_err_deep, first_grad, last_grad)`
#
# | | | |
# |---|---|---|
# | `train_err_…`, `test_err_…` | numbers from 0 to 1 | share of wrong answers on the training and on the test data |
# | `first_grad`, `last_grad` | numbers, `last_grad` above 0 | size of the gradient that reaches the deep network's first layer (at the input) and its last one |
# | result | `str` | one of `"fine"`, `"overfitting"`, `"vanishing"`, `"degradation"` |
#
# | answer | when |
# |---|---|
# | `"overfitting"` | the deep network's training error is *not* higher than the shallow one's, but its test error is |
# | `"vanishing"` | its *training* error is higher, and the gradient that reaches its first layer is less than a thousandth of that at its last |
# | `"degradation"` | its training error is higher, and the gradient has not vanished |
# | `"fine"` | neither error is higher |
#
# **Example.** Training errors 0.05 and 0.20, test errors 0.10 and 0.25, gradients 0.4 and 0.2. The deep network is worse on the data it was trained on, so it does not overfit; gradients reach its first layer: `"degradation"`. With a first gradient of 0.0001: `"vanishing"`. With training errors 0.05 and 0.01 it would be `"overfitting"`.
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>Which of the six numbers tells apart what was not <em>learnt</em> from what was learnt by heart? Ask that one first.</details>
# <details><summary>Hint 2</summary>A vanishing gradient becomes small on its way from the output to the <em>input</em>. Which layer has the small one, and what do you divide by what?</details>
# <details><summary>Hint 3</summary>"Higher" leaves "equal" out. Go through the table with two equal errors.</details>


# %% answer
def diagnose(train_err_shallow, train_err_deep, test_err_shallow, test_err_deep, first_grad, last_grad):
    ### BEGIN SOLUTION
    if train_err_deep > train_err_shallow:
        return "vanishing" if first_grad < last_grad / 1000 else "degradation"
    return "overfitting" if test_err_deep > test_err_shallow else "fine"
    ### END SOLUTION


# %% tries
checks.self_check(
    "diagnose",
    lambda: diagnose,
    [
        checks.Example("fine", 0.05, 0.01, 0.10, 0.05, 0.4, 0.2),
        checks.Example("fine", 0.05, 0.05, 0.10, 0.10, 0.4, 0.2),
        checks.Example("fine", 0.40, 0.30, 0.50, 0.50, 0.4, 0.2),
        checks.Example("overfitting", 0.05, 0.01, 0.10, 0.25, 0.4, 0.2),
        checks.Example("overfitting", 0.05, 0.05, 0.10, 0.25, 0.00001, 0.2),
        checks.Example("degradation", 0.05, 0.20, 0.10, 0.25, 0.4, 0.2),
        checks.Example("degradation", 0.05, 0.08, 0.30, 0.25, 400.0, 0.2),
        checks.Example("degradation", 0.05, 0.20, 0.10, 0.25, 0.5, 500.0),
        checks.Example("degradation", 0.05, 0.20, 0.10, 0.25, 0.0005, 0.01),
        checks.Example("vanishing", 0.05, 0.20, 0.10, 0.25, 0.0001, 0.2),
    ],
)


# %% tests
def _grade_diagnose(examples):
    from cnnkit.checks import Case, Mistake, grade

    def expected(a, b, c, d, first, last):
        if b > a:
            return "vanishing" if 1000 * first < last else "degradation"
        return "overfitting" if d > c else "fine"

    test_only = (
        "you judge by the test errors. What was not learnt and what was learnt by heart both look bad there; the "
        "training error tells them apart."
    )
    deep_alone = "you look at the deep network alone. Degradation is a comparison: it trains worse than a shallower one."
    turned = "the ratio stands on its head. The gradient comes from the output, and is small where it has been long on its way."
    mistakes = [
        Mistake(
            "test-error-only",
            test_only,
            lambda a, b, c, d, first, last: (
                ("vanishing" if 1000 * first < last else "degradation") if d > c else "fine"
            ),
        ),
        Mistake(
            "test-error-only",
            test_only,
            lambda a, b, c, d, first, last: (
                ("vanishing" if 1000 * first < last else "overfitting") if d > c else "fine"
            ),
        ),
        Mistake(
            "overfitting-first",
            "a higher test error alone is no overfitting. First see whether the training error is higher, too.",
            lambda a, b, c, d, first, last: "overfitting" if d > c else expected(a, b, c, d, first, last),
        ),
        Mistake(
            "overfitting-by-the-gap",
            "a gap between training and test error is no overfitting by itself. Compare with the shallow network.",
            lambda a, b, c, d, first, last: "overfitting" if d > b else expected(a, b, c, d, first, last),
        ),
        Mistake(
            "overfitting-by-the-gap",
            "a gap between training and test error is no overfitting by itself. Compare with the shallow network.",
            lambda a, b, c, d, first, last: (
                expected(a, b, c, d, first, last) if b > a else "overfitting" if d > b else "fine"
            ),
        ),
        Mistake(
            "gradients-first",
            "a small gradient in the first layer does no harm where the training error is no higher. Ask the errors first.",
            lambda a, b, c, d, first, last: (
                "vanishing" if 1000 * first < last else expected(a, b, c, d, first, last)
            ),
        ),
        Mistake(
            "ratio-turned-round",
            turned,
            lambda a, b, c, d, first, last: expected(a, b, c, d, last, first),
        ),
        Mistake(
            "gradient-not-compared",
            "the first gradient is judged by its size. What counts is how much is left of the last one.",
            lambda a, b, c, d, first, last: expected(a, b, c, d, first, 1.0),
        ),
        Mistake(
            "smaller-is-vanished",
            "a first gradient that is only somewhat smaller has not vanished: the table says by how much.",
            lambda a, b, c, d, first, last: (
                ("vanishing" if first < last else "degradation")
                if b > a
                else expected(a, b, c, d, first, last)
            ),
        ),
        Mistake(
            "always-degradation",
            "not every network that trains worse shows degradation: look at the two gradients.",
            lambda a, b, c, d, first, last: "degradation" if b > a else expected(a, b, c, d, first, last),
        ),
        Mistake(
            "always-vanishing",
            "you explain every higher training error by vanishing gradients. Look whether they have vanished.",
            lambda a, b, c, d, first, last: "vanishing" if b > a else expected(a, b, c, d, first, last),
        ),
        Mistake(
            "deep-network-alone",
            deep_alone,
            lambda a, b, c, d, first, last: (
                ("vanishing" if 1000 * first < last else "degradation")
                if b > 0.1
                else "overfitting"
                if d > c
                else "fine"
            ),
        ),
        Mistake(
            "errors-turned-round",
            "shallow and deep have changed places: look at the order of the arguments.",
            lambda a, b, c, d, first, last: expected(b, a, d, c, first, last),
        ),
        Mistake(
            "lower-training-error",
            "degradation is a higher training error of the deeper network, not a lower one.",
            lambda a, b, c, d, first, last: expected(b, a, c, d, first, last),
        ),
        Mistake(
            "equal-is-not-higher",
            "an equal error is not a higher one.",
            lambda a, b, c, d, first, last: (
                ("vanishing" if 1000 * first < last else "degradation")
                if b >= a
                else "overfitting"
                if d > c
                else "fine"
            ),
            edge=True,
        ),
        Mistake(
            "equal-is-not-higher",
            "an equal error is not a higher one.",
            lambda a, b, c, d, first, last: (
                expected(a, b, c, d, first, last) if b > a else "overfitting" if d >= c else "fine"
            ),
            edge=True,
        ),
        Mistake(
            "exactly-a-thousandth",
            "a thousandth is not less than a thousandth.",
            lambda a, b, c, d, first, last: (
                ("vanishing" if 1000 * first <= last else "degradation")
                if b > a
                else expected(a, b, c, d, first, last)
            ),
            edge=True,
        ),
    ]
    cases = [
        Case(1, 0.30, 0.25, 0.40, 0.35, 0.0001, 4.0),
        Case(1, 0.30, 0.30, 0.45, 0.45, 3.0, 1.0),
        Case(1, 0.04, 0.01, 0.12, 0.35, 0.5, 0.2),
        Case(1, 0.04, 0.04, 0.12, 0.35, 0.0001, 4.0),
        Case(1, 0.02, 0.30, 0.40, 0.35, 2.0, 0.5),
        Case(1, 0.04, 0.06, 0.12, 0.12, 0.25, 250.0),
        Case(1, 0.02, 0.05, 0.12, 0.13, 0.0002, 0.01),
        Case(1, 0.02, 0.30, 0.40, 0.35, 0.003, 30.0),
        Case(1, 0.02, 0.09, 0.12, 0.13, 0.000001, 0.01),
        Case(1, 0.02, 0.30, 0.12, 0.35, 0.24999, 250.0),
    ]
    return grade(
        "diagnose",
        lambda: diagnose,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
    )
