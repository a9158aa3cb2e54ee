# ruff: noqa: F811
"""Right and wrong answers to `two_head_loss`."""

import torch
import torch.nn as nn
import torch.nn.functional as F


# %% right picture by picture
def two_head_loss(logits, y, box, target, lam):
    what, where, objects = 0.0, 0.0, 0
    for i in range(len(y)):
        what = what - torch.log_softmax(logits[i], 0)[y[i]]
        if y[i] > 0:
            objects += 1
            for k in range(4):
                where = where + (box[i, k] - target[i, k]) ** 2
    return what / len(y) + lam * where / max(1, objects)


# %% right mask as numbers
def two_head_loss(logits, y, box, target, lam):
    there = (y > 0).to(box.dtype)
    squares = ((box - target) ** 2).sum(dim=1)
    return F.cross_entropy(logits, y) + lam * (there * squares).sum() / there.sum().clamp(min=1)


# %% right torch's losses
def two_head_loss(logits, y, box, target, lam):
    there = y != 0
    where = F.mse_loss(box[there], target[there], reduction="sum")
    return nn.CrossEntropyLoss()(logits, y) + lam * where / max(1, int(there.sum()))


# %% right four times the mean
def two_head_loss(logits, y, box, target, lam):
    there = y.nonzero()[:, 0]
    what = (logits.logsumexp(1) - logits.gather(1, y[:, None])[:, 0]).mean()
    if there.numel() == 0:
        return what.item()
    return (what + lam * 4 * F.mse_loss(box[there], target[there])).item()


# %% right nan to zero
def two_head_loss(logits, y, box, target, lam):
    each = torch.einsum("ni,ni->n", box - target, box - target)
    where = torch.where(y > 0, each, torch.nan).nanmean().nan_to_num(0.0)
    return F.nll_loss(F.log_softmax(logits, dim=1), y) + lam * where


# %% right in double
def two_head_loss(logits, y, box, target, lam):
    there = y.bool()
    loss = F.cross_entropy(logits.double(), y)
    if there.sum() > 0:
        loss = loss + lam * torch.linalg.vector_norm((box - target)[there].double(), dim=1).pow(2).mean()
    return loss


# %% wrong edge [no-objects] mean of nothing
def two_head_loss(logits, y, box, target, lam):
    there = y != 0
    return F.cross_entropy(logits, y) + lam * ((box - target)[there] ** 2).sum(1).mean()


# %% wrong edge [no-objects] tensor divided by 0
def two_head_loss(logits, y, box, target, lam):
    there = (y != 0).to(box.dtype)
    squares = ((box - target) ** 2).sum(1)
    return F.cross_entropy(logits, y) + lam * (there * squares).sum() / there.sum()


# %% wrong edge [no-objects] division by zero
def two_head_loss(logits, y, box, target, lam):
    where, n = 0.0, 0
    for i in range(len(y)):
        if y[i] != 0:
            where += float(((box[i] - target[i]) ** 2).sum())
            n += 1
    return float(F.cross_entropy(logits, y)) + lam * where / n


# %% wrong edge [no-objects-no-loss] returns 0
def two_head_loss(logits, y, box, target, lam):
    there = y != 0
    if not there.any():
        return 0.0
    return F.cross_entropy(logits, y) + lam * ((box - target)[there] ** 2).sum(1).mean()


# %% wrong idea [background-pays] no mask
def two_head_loss(logits, y, box, target, lam):
    return F.cross_entropy(logits, y) + lam * ((box - target) ** 2).sum(1).mean()


# %% wrong idea [background-pays] every picture, unless there is no object at all
def two_head_loss(logits, y, box, target, lam):
    loss = F.cross_entropy(logits, y)
    if (y != 0).any():
        loss = loss + lam * ((box - target) ** 2).sum(1).mean()
    return loss


# %% wrong idea [background-pays] mse_loss
def two_head_loss(logits, y, box, target, lam):
    return F.cross_entropy(logits, y) + lam * F.mse_loss(box, target)


# %% wrong idea [background-pays] no mask, sum
def two_head_loss(logits, y, box, target, lam):
    return F.cross_entropy(logits, y) + lam * ((box - target) ** 2).sum()


# %% wrong idea [divided-by-all] mask then mean
def two_head_loss(logits, y, box, target, lam):
    squares = ((box - target) ** 2).sum(1)
    return F.cross_entropy(logits, y) + lam * (squares * (y != 0)).mean()


# %% wrong idea [divided-by-all] zeroed boxes
def two_head_loss(logits, y, box, target, lam):
    there = (y != 0).to(box.dtype)[:, None]
    return F.cross_entropy(logits, y) + lam * F.mse_loss(box * there, target * there)


# %% wrong idea [four-averaged] mse of the objects
def two_head_loss(logits, y, box, target, lam):
    there = y != 0
    loss = F.cross_entropy(logits, y)
    if there.any():
        loss = loss + lam * F.mse_loss(box[there], target[there])
    return loss


# %% wrong idea [boxes-summed] sum over pictures
def two_head_loss(logits, y, box, target, lam):
    there = y != 0
    return F.cross_entropy(logits, y) + lam * ((box - target)[there] ** 2).sum()


# %% wrong idea [classes-summed] sum of the classes
def two_head_loss(logits, y, box, target, lam):
    there = y != 0
    loss = F.cross_entropy(logits, y, reduction="sum")
    if there.any():
        loss = loss + lam * ((box - target)[there] ** 2).sum(1).mean()
    return loss


# %% wrong idea [both-summed] sums
def two_head_loss(logits, y, box, target, lam):
    there = y != 0
    return F.cross_entropy(logits, y, reduction="sum") + lam * ((box - target)[there] ** 2).sum()


# %% wrong idea [softmax-twice] softmax first
def two_head_loss(logits, y, box, target, lam):
    there = y != 0
    loss = F.cross_entropy(torch.softmax(logits, 1), y)
    if there.any():
        loss = loss + lam * ((box - target)[there] ** 2).sum(1).mean()
    return loss


# %% wrong idea [lambda-on-class] the other term
def two_head_loss(logits, y, box, target, lam):
    there = y != 0
    loss = lam * F.cross_entropy(logits, y)
    if there.any():
        loss = loss + ((box - target)[there] ** 2).sum(1).mean()
    return loss


# %% wrong idea [lambda-on-both] brackets
def two_head_loss(logits, y, box, target, lam):
    there = y != 0
    loss = F.cross_entropy(logits, y)
    if there.any():
        loss = loss + ((box - target)[there] ** 2).sum(1).mean()
    return lam * loss


# %% wrong idea [lambda-left-out] unweighted
def two_head_loss(logits, y, box, target, lam):
    there = y != 0
    loss = F.cross_entropy(logits, y)
    if there.any():
        loss = loss + ((box - target)[there] ** 2).sum(1).mean()
    return loss


# %% wrong idea [blend] one minus lambda
def two_head_loss(logits, y, box, target, lam):
    there = y != 0
    loss = (1 - lam) * F.cross_entropy(logits, y)
    if there.any():
        loss = loss + lam * ((box - target)[there] ** 2).sum(1).mean()
    return loss


# %% wrong idea [not-squared] absolute differences
def two_head_loss(logits, y, box, target, lam):
    there = y != 0
    loss = F.cross_entropy(logits, y)
    if there.any():
        loss = loss + lam * (box - target)[there].abs().sum(1).mean()
    return loss


# %% wrong idea [rooted] lengths
def two_head_loss(logits, y, box, target, lam):
    there = y != 0
    loss = F.cross_entropy(logits, y)
    if there.any():
        loss = loss + lam * (box - target)[there].norm(dim=1).mean()
    return loss


# %% wrong idea [objects-only] mask on the classes too
def two_head_loss(logits, y, box, target, lam):
    there = y != 0
    if not there.any():
        return 0.0
    return F.cross_entropy(logits[there], y[there]) + lam * ((box - target)[there] ** 2).sum(1).mean()


# %% wrong idea [wrong-background] the last class
def two_head_loss(logits, y, box, target, lam):
    there = y != logits.shape[1] - 1
    loss = F.cross_entropy(logits, y)
    if there.any():
        loss = loss + lam * ((box - target)[there] ** 2).sum(1).mean()
    return loss


# %% wrong idea [mask-turned] only the background
def two_head_loss(logits, y, box, target, lam):
    there = y == 0
    loss = F.cross_entropy(logits, y)
    if there.any():
        loss = loss + lam * ((box - target)[there] ** 2).sum(1).mean()
    return loss


# %% wrong idea [mask-from-prediction] argmax
def two_head_loss(logits, y, box, target, lam):
    there = logits.argmax(1) != 0
    loss = F.cross_entropy(logits, y)
    if there.any():
        loss = loss + lam * ((box - target)[there] ** 2).sum(1).mean()
    return loss


# %% wrong idea [halved] a half
def two_head_loss(logits, y, box, target, lam):
    there = y != 0
    loss = F.cross_entropy(logits, y)
    if there.any():
        loss = loss + lam * 0.5 * ((box - target)[there] ** 2).sum(1).mean()
    return loss


# %% wrong idea [box-left-out] the class alone
def two_head_loss(logits, y, box, target, lam):
    return F.cross_entropy(logits, y)


# %% wrong idea [softmax-over-pictures] the other axis
def two_head_loss(logits, y, box, target, lam):
    there = y != 0
    loss = F.nll_loss(F.log_softmax(logits, 0), y)
    if there.any():
        loss = loss + lam * ((box - target)[there] ** 2).sum(1).mean()
    return loss


# %% wrong idea [class-sign] minus forgotten
def two_head_loss(logits, y, box, target, lam):
    there = y != 0
    loss = F.log_softmax(logits, 1)[torch.arange(len(y)), y].mean()
    if there.any():
        loss = loss + lam * ((box - target)[there] ** 2).sum(1).mean()
    return loss


# %% wrong idea [box-subtracted] minus
def two_head_loss(logits, y, box, target, lam):
    there = y != 0
    loss = F.cross_entropy(logits, y)
    if there.any():
        loss = loss - lam * ((box - target)[there] ** 2).sum(1).mean()
    return loss


# %% wrong idea [halved] smooth l1
def two_head_loss(logits, y, box, target, lam):
    there = y != 0
    loss = F.cross_entropy(logits, y)
    if there.any():
        loss = loss + lam * F.smooth_l1_loss(box[there], target[there], reduction="none").sum(1).mean()
    return loss


# %% wrong idea [class-left-out] boxes alone
def two_head_loss(logits, y, box, target, lam):
    there = y != 0
    loss = torch.zeros(())
    if there.any():
        loss = loss + lam * ((box - target)[there] ** 2).sum(1).mean()
    return loss


# %% wrong idea [first-picture-only] no batch
def two_head_loss(logits, y, box, target, lam):
    loss = F.cross_entropy(logits[0], y[0])
    if y[0] != 0:
        loss = loss + lam * ((box[0] - target[0]) ** 2).sum()
    return loss


# %% wrong idea [one-class-only] class 1
def two_head_loss(logits, y, box, target, lam):
    loss = F.cross_entropy(logits, y)
    there = y == 1
    if there.any():
        loss = loss + lam * ((box - target)[there] ** 2).sum(1).mean()
    return loss


# %% wrong idea [log-left-out] one less the probability
def two_head_loss(logits, y, box, target, lam):
    p = logits.softmax(1)[torch.arange(len(y)), y]
    loss = (1 - p).mean()
    there = y != 0
    if there.any():
        loss = loss + lam * ((box - target)[there] ** 2).sum(1).mean()
    return loss
