"""The step size at every moment of a run: warm-up, then constant, half a cosine, or steps down."""

import math

from cnnkit.training.settings import Settings

__all__ = ["WARMUP_START", "learning_rate"]

WARMUP_START = 0.01  # of the full step size: the very first step should already count


def learning_rate(settings: Settings, done: float) -> float:
    """The step size after `done` epochs (1.5: in the middle of the second).

    Warm-up over w epochs, t < w:  lr · (0.01 + 0.99 · t / w)   (a line, as in Goyal et al. 2017, 2.2).
    After it, of E epochs:         lr · (1 + cos(π (t - w) / (E - w))) / 2   (Loshchilov & Hutter 2017,
    without restarts) for `cosine`; lr / 10 for each of `milestones` that t / E has passed; else lr.

    >>> settings = Settings(epochs=10, lr=0.1, cosine=True)
    >>> [round(learning_rate(settings, done), 3) for done in (0, 5, 10)]
    [0.1, 0.05, 0.0]
    """
    lr, warmup, epochs = settings.lr, settings.warmup_epochs, settings.epochs
    if done < warmup:
        return lr * (WARMUP_START + (1 - WARMUP_START) * done / warmup)
    if settings.cosine:
        return lr * 0.5 * (1 + math.cos(math.pi * ((done - warmup) / (epochs - warmup))))
    passed = sum(done / epochs >= part for part in settings.milestones)
    return lr / 10**passed
