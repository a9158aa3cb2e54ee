"""The fast gradient sign method, and its repeated form.

FGSM: I. Goodfellow, J. Shlens, C. Szegedy, "Explaining and Harnessing Adversarial Examples", ICLR 2015,
section 4: x' = x + ε·sign(∇ₓ L). PGD: A. Madry and others, "Towards Deep Learning Models Resistant to
Adversarial Attacks", ICLR 2018, equation 2: steps of α, each brought back into the cube of side 2ε round x.
Both are cut to [0, 1].
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from numbers import Real

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from cnnkit.visualize.looking.pictures import check_pictures, class_scores, targets
from cnnkit.visualize.looking.untouched import untouched

__all__ = ["check_radius", "fgsm", "pgd"]

Classes = Tensor | int | Sequence[int]


def fgsm(model: nn.Module, x: Tensor, y: Classes, eps: float, *, targeted: bool = False) -> Tensor:
    """One step of ε for every pixel, along the sign of the loss's gradient: `(n, c, h, w)` in [0, 1].

    `clamp(x + eps·sign(∇ₓ L), 0, 1)` with L the cross-entropy of the logits and `y`; where the gradient is
    0 the pixel stays. The model answers in eval mode and is left as it was. A normalization belongs inside
    the model: pixels and ε are those of the picture.

    Args:
        model: `(n, c, h, w) -> (n, classes)` logits.
        x: pictures in [0, 1].
        y: the classes to get away from, `LongTensor (n,)` or one number for all; with `targeted` those to
            come to.
        eps: L∞ radius in units of the pixels, 1/255 for one grey level of a byte; 0 returns a copy of x.
        targeted: lower the loss of `y` instead of raising it.

    Raises `ValueError` for pictures outside [0, 1], an ε outside [0, 1] and classes that the model lacks.
    Where the gradient of a whole picture is 0, a `UserWarning` says that nothing was tried on it.

    >>> x = torch.tensor([[[[0.5, 0.2], [0.3, 0.95]]]])
    >>> fgsm(nn.Flatten(), x, 3, eps=0.1)  # the logits are the pixels: the fourth falls, the others rise
    tensor([[[[0.6000, 0.3000],
              [0.4000, 0.8500]]]])
    """
    return pgd(model, x, y, eps, alpha=eps, steps=1, targeted=targeted)


def pgd(
    model: nn.Module,
    x: Tensor,
    y: Classes,
    eps: float,
    alpha: float,
    steps: int,
    *,
    targeted: bool = False,
    random_start: bool = False,
    seed: int = 0,
) -> Tensor:
    """`steps` steps of size `alpha`, never further than `eps` from x in any pixel, always in [0, 1].

    Each step: `x' ← clamp(x + clamp(x' + alpha·sign(∇ L) − x, −eps, eps), 0, 1)`, from x on. `model`, `x`,
    `y`, `eps`, `targeted` and the errors are those of `fgsm`.

    Args:
        alpha: in units of the pixels; `steps·alpha` should exceed eps, or the cube's faces are not reached.
        steps: 0 or more.
        random_start: begin at a point drawn evenly from the cube with `seed` (Madry's way).

    >>> x = torch.tensor([[[[0.5, 0.2], [0.3, 0.95]]]])
    >>> pgd(nn.Flatten(), x, 3, eps=0.1, alpha=0.04, steps=2)
    tensor([[[[0.5800, 0.2800],
              [0.3800, 0.8700]]]])
    """
    check_pictures(x, unit_range=True)
    check_radius("eps", eps)
    check_radius("alpha", alpha)
    if not isinstance(steps, int) or isinstance(steps, bool) or steps < 0:
        raise ValueError(f"steps is {steps!r}; want a whole number, 0 or more")
    start = x.detach()
    adversarial = start.clone()
    if random_start and eps:
        # drawn on the CPU, so that a seed means the same on every device
        drawn = torch.rand(start.shape, generator=torch.Generator().manual_seed(seed))
        adversarial = _back(start + (eps * (2 * drawn - 1)).to(start), start, eps)
    sign = -1 if targeted else 1
    with untouched(model):
        for step in range(steps if eps else min(steps, 1)):  # one, so that the classes are checked
            uphill = _gradient(model, adversarial, y, warn=step == 0 and eps > 0).sign()
            adversarial = _back(adversarial + sign * alpha * uphill, start, eps)
    return adversarial if eps else start.clone()


def _back(adversarial: Tensor, start: Tensor, eps: float) -> Tensor:
    """The nearest point of the cube round `start` that is a picture: first the cube, then [0, 1]."""
    return (start + (adversarial - start).clamp(-eps, eps)).clamp(0, 1)


def _gradient(model: nn.Module, x: Tensor, y: Classes, warn: bool) -> Tensor:
    x = x.clone().requires_grad_()
    scores = class_scores(model, x)
    wanted = targets(y, len(x), scores.shape[1], scores)
    if not scores.requires_grad:
        raise ValueError(f"no gradient comes back through {type(model).__name__}: does it detach its input?")
    # Summed, so that a picture's gradient does not shrink with the batch; in half precision it could reach 0.
    loss = F.cross_entropy(scores.float() if scores.itemsize < 4 else scores, wanted, reduction="sum")
    (gradient,) = torch.autograd.grad(loss, x)
    if warn and not gradient.is_meta:
        still = (gradient == 0).flatten(1).all(1).nonzero()[:, 0].tolist()
        if still:
            warnings.warn(
                f"the gradient of {len(still)} of {len(x)} pictures is 0 in every pixel (the first: "
                f"{still[0]}), so they stay as they are. That is no sign of safety: a layer that rounds, "
                "or a softmax that is sure to the last digit, hides the slope",
                stacklevel=3,
            )
    return gradient


def check_radius(name: str, value: float) -> None:
    """Raises `ValueError` where `value` is no length in [0, 1], the range of the pixels."""
    if isinstance(value, bool) or not isinstance(value, Real) or not math.isfinite(value):
        raise ValueError(f"{name} is {value!r}; want a number in units of the pixels, such as 1/255")
    if not 0 <= value <= 1:
        levels = f": {value:g} grey levels of a byte are {name} = {value / 255:.4g}" if value > 1 else ""
        raise ValueError(f"{name} is {value:g}; pixels lie in [0, 1], so want 0 to 1{levels}")
