"""Drop-path: G. Larsson, M. Maire, G. Shakhnarovich, "FractalNet", ICLR 2017, section 3.1.

Where parallel paths join, some are left out of a training step, so that each learns to do the work alone.
Processes that train one network together leave out the same ones.
"""

from __future__ import annotations

import torch
import torch.distributed as dist
from torch import Tensor, nn

__all__ = ["DropPath", "Join", "pick_one", "survivors"]


def survivors(inputs: int, rate: float) -> list[int]:
    """Which of the `inputs` of a join stay: each is dropped with probability `rate`; if all were, one of them
    stays after all. Drawn from torch's CPU generator.

    >>> survivors(3, rate=0.0)
    [0, 1, 2]
    """
    kept = _agreed((torch.rand(inputs, device="cpu") >= rate).nonzero().flatten().tolist())
    return kept or [pick_one(inputs)]


def pick_one(choices: int) -> int:
    """A number below `choices`, each as likely. Drawn from torch's CPU generator.

    >>> pick_one(4) in range(4)
    True
    """
    (picked,) = _agreed([int(torch.randint(choices, (), device="cpu"))])
    return picked


def _agreed(drawn: list[int]) -> list[int]:
    """What the first process drew. With different layers in each of them, processes could neither average
    gradients nor normalize together.
    """
    if not (dist.is_available() and dist.is_initialized()):
        return drawn
    agreed = [drawn]
    dist.broadcast_object_list(agreed, src=0)
    return agreed[0]


class Join(nn.Module):
    """Elementwise mean of tensors of one shape; in training mode of the survivors only (local drop-path).

    Args:
        rate: probability, below 1, with which an input is dropped in training mode.
    """

    def __init__(self, rate: float = 0.0) -> None:
        if not 0 <= rate < 1:
            raise ValueError(f"rate must be at least 0 and below 1, got {rate}")
        super().__init__()
        self.rate = rate

    def forward(self, *inputs: Tensor) -> Tensor:
        if self.training and self.rate > 0:
            inputs = tuple(inputs[i] for i in survivors(len(inputs), self.rate))
        return torch.stack(inputs).mean(0)

    def extra_repr(self) -> str:
        return f"rate={self.rate}"


class DropPath(nn.Module):
    """NASNet's, on one path: in training mode it is left out for a share `rate` of the images, and scaled up
    for the others.
    """

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or self.rate == 0:
            return x
        keep = 1 - self.rate
        return x * (torch.rand(x.shape[0], 1, 1, 1, device=x.device) < keep) / keep

    def extra_repr(self) -> str:
        return f"rate={self.rate}"
