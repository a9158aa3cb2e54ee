"""The two optimizers of the course's papers, and what decays."""

import torch
from torch import nn

from cnnkit.training.settings import Settings

__all__ = ["make_optimizer"]


def make_optimizer(model: nn.Module, settings: Settings) -> torch.optim.Optimizer:
    """AdamW or SGD with momentum over the model's trainable weights.

    With `decay_all=False` there are two groups: matrices and kernels decay, 1-D weights (biases, the scales
    and shifts of normalizations) do not.
    """
    trainable = [p for p in model.parameters() if p.requires_grad]
    if not trainable:
        raise ValueError(
            f"{type(model).__name__} has no weights to train: is all of it frozen, or is requires_grad off?"
        )
    decaying = [p for p in trainable if settings.decay_all or p.ndim > 1]
    still = [p for p in trainable if not settings.decay_all and p.ndim <= 1]
    groups = [
        {"params": decaying, "weight_decay": settings.weight_decay},
        {"params": still, "weight_decay": 0.0},
    ]
    groups = [group for group in groups if group["params"]]
    if settings.optimizer == "adamw":
        return torch.optim.AdamW(groups, lr=settings.lr)
    return torch.optim.SGD(groups, lr=settings.lr, momentum=settings.momentum, nesterov=settings.nesterov)
