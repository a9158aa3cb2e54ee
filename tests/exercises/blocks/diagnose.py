# ruff: noqa: F811, RET505
"""Right and wrong answers to `diagnose`."""

import numpy as np
import torch


# %% right nested questions
def diagnose(train_err_shallow, train_err_deep, test_err_shallow, test_err_deep, first_grad, last_grad):
    if train_err_deep > train_err_shallow:
        if first_grad / last_grad < 0.001:
            return "vanishing"
        return "degradation"
    if test_err_deep > test_err_shallow:
        return "overfitting"
    return "fine"


# %% right the other way round
def diagnose(ts, td, es, ed, first, last):
    if td <= ts and ed <= es:
        return "fine"
    elif td <= ts:
        return "overfitting"
    elif first * 1000 >= last:
        return "degradation"
    else:
        return "vanishing"


# %% right a table of answers
def diagnose(ts, td, es, ed, first, last):
    answers = {(0, 0): "fine", (0, 1): "overfitting", (1, 0): "degradation", (1, 1): "vanishing"}
    worse = int(td > ts)
    return answers[worse, int(first < last * 1e-3) if worse else int(ed > es)]


# %% right numpy select
def diagnose(ts, td, es, ed, first, last):
    worse = td > ts
    conditions = [worse and first < last / 1000, worse, ed > es]
    return str(np.select(conditions, ["vanishing", "degradation", "overfitting"], "fine"))


# %% right tensors
def diagnose(ts, td, es, ed, first, last):
    ts, td, es, ed, first, last = torch.tensor([ts, td, es, ed, first, last], dtype=torch.float64)
    if bool(td > ts):
        return "vanishing" if bool(first / last < 1e-3) else "degradation"
    return ["fine", "overfitting"][int(ed > es)]


# %% right match on two answers
def diagnose(ts, td, es, ed, first, last):
    match (td > ts, ed > es):
        case (True, _):
            return "degradation" if last / 1000 <= first else "vanishing"
        case (False, True):
            return "overfitting"
        case _:
            return "fine"


# %% wrong idea [test-error-only] the test errors alone
def diagnose(ts, td, es, ed, first, last):
    if ed > es:
        return "vanishing" if first < last / 1000 else "degradation"
    return "fine"


# %% wrong idea [test-error-only] bad on the test data is overfitting
def diagnose(ts, td, es, ed, first, last):
    if ed > es:
        return "vanishing" if first < last / 1000 else "overfitting"
    return "fine"


# %% wrong idea [overfitting-first] asks the test error first
def diagnose(ts, td, es, ed, first, last):
    if ed > es:
        return "overfitting"
    if td > ts:
        return "vanishing" if first < last / 1000 else "degradation"
    return "fine"


# %% wrong idea [overfitting-by-the-gap] test above training
def diagnose(ts, td, es, ed, first, last):
    if ed > td:
        return "overfitting"
    if td > ts:
        return "vanishing" if first < last / 1000 else "degradation"
    return "fine"


# %% wrong idea [gradients-first] asks the gradients first
def diagnose(ts, td, es, ed, first, last):
    if first < last / 1000:
        return "vanishing"
    if td > ts:
        return "degradation"
    return "overfitting" if ed > es else "fine"


# %% wrong idea [ratio-turned-round] last against first
def diagnose(ts, td, es, ed, first, last):
    if td > ts:
        return "vanishing" if last < first / 1000 else "degradation"
    return "overfitting" if ed > es else "fine"


# %% wrong idea [gradient-not-compared] smaller than a thousandth
def diagnose(ts, td, es, ed, first, last):
    if td > ts:
        return "vanishing" if first < 0.001 else "degradation"
    return "overfitting" if ed > es else "fine"


# %% wrong idea [smaller-is-vanished] any smaller gradient
def diagnose(ts, td, es, ed, first, last):
    if td > ts:
        return "vanishing" if first < last else "degradation"
    return "overfitting" if ed > es else "fine"


# %% wrong idea [always-degradation] gradients not looked at
def diagnose(ts, td, es, ed, first, last):
    if td > ts:
        return "degradation"
    return "overfitting" if ed > es else "fine"


# %% wrong idea [always-vanishing] it is always the gradient
def diagnose(ts, td, es, ed, first, last):
    if td > ts:
        return "vanishing"
    return "overfitting" if ed > es else "fine"


# %% wrong idea [deep-network-alone] a high training error
def diagnose(ts, td, es, ed, first, last):
    if td > 0.1:
        return "vanishing" if first < last / 1000 else "degradation"
    return "overfitting" if ed > es else "fine"


# %% wrong idea [errors-turned-round] shallow and deep mixed up
def diagnose(td, ts, ed, es, first, last):
    if td > ts:
        return "vanishing" if first < last / 1000 else "degradation"
    return "overfitting" if ed > es else "fine"


# %% wrong edge [equal-is-not-higher] at least as high, training
def diagnose(ts, td, es, ed, first, last):
    if td >= ts:
        return "vanishing" if first < last / 1000 else "degradation"
    return "overfitting" if ed > es else "fine"


# %% wrong edge [equal-is-not-higher] at least as high, test
def diagnose(ts, td, es, ed, first, last):
    if td > ts:
        return "vanishing" if first < last / 1000 else "degradation"
    return "overfitting" if ed >= es else "fine"


# %% wrong edge [exactly-a-thousandth] at most a thousandth
def diagnose(ts, td, es, ed, first, last):
    if td > ts:
        return "vanishing" if first <= last / 1000 else "degradation"
    return "overfitting" if ed > es else "fine"


# %% wrong idea [lower-training-error] degradation where the deep one trains better
def diagnose(ts, td, es, ed, first, last):
    if td < ts:
        return "vanishing" if first < last / 1000 else "degradation"
    return "overfitting" if ed > es else "fine"
