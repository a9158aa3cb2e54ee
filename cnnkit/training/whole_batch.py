"""Batch normalization over the batches of all processes, as one process would do it.

DistributedDataParallel averages gradients, but leaves every process to normalize its own share: the model
that comes out is another one. Here each normalization adds its sums up over all processes, forward and
backward, at the cost of two small messages a layer. (torch's SyncBatchNorm does so on GPUs alone.) All
processes must run the same layers in the same order; a network that draws which ones, as with drop-path, must
draw alike in all of them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm

__all__ = ["normalizing_together"]

MIXED = (
    "the processes normalize in different layers at one time: a network that chooses layers at random must "
    "choose alike in all of them (torch.distributed.broadcast); sync_batch_norm=False, --local-batch-norm on "
    "the command line, lets each normalize alone"
)


@contextmanager
def normalizing_together(model: nn.Module) -> Iterator[None]:
    """Meanwhile, every batch normalization of `model` that trains sees the batches of all processes."""
    norms = [module for module in model.modules() if isinstance(module, _BatchNorm)]
    for number, norm in enumerate(norms):
        norm.forward = partial(_forward, norm, number)
    try:
        yield
    finally:
        for norm in norms:
            del norm.forward


class _Total(torch.autograd.Function):
    """The sum of what all processes hold; what flows back to it flows back to each of them."""

    @staticmethod
    def forward(_: Any, x: Tensor) -> Tensor:
        total = x.clone()
        dist.all_reduce(total)
        return total

    @staticmethod
    def backward(_: Any, gradient: Tensor) -> Tensor:  # pyright: ignore[reportIncompatibleMethodOverride]
        total = gradient.contiguous().clone()
        dist.all_reduce(total)
        return total


def _forward(norm: _BatchNorm, number: int, input: Tensor) -> Tensor:
    """`(n, c, ...)` -> `(n, c, ...)`, normalized over all that the processes hold of each channel."""
    if not norm.training:
        return type(norm).forward(norm, input)
    x = input.float() if input.dtype in (torch.bfloat16, torch.float16) else input
    over, shape = [0, *range(2, x.dim())], [1, -1, *[1] * (x.dim() - 2)]
    sums = _Total.apply(torch.cat([x.sum(over), x.new_tensor([x.numel() / x.shape[1], number])]))
    alike = sums[-1] == dist.get_world_size() * number
    torch._assert_async(alike, MIXED)  # no copy from a GPU is waited for
    n = sums[-2].detach()
    mean = sums[:-2] / n
    centred = x - mean.view(shape)
    variance = _Total.apply(centred.square().sum(over)) / n
    _remember(norm, mean.detach(), variance.detach() * (n / (n - 1).clamp(min=1)))
    y = centred * (variance + norm.eps).rsqrt().view(shape)
    if norm.affine:
        y = y * norm.weight.view(shape) + norm.bias.view(shape)
    return y.to(input.dtype)


def _remember(norm: _BatchNorm, mean: Tensor, variance: Tensor) -> None:
    """Move the running statistics towards those of this batch, as torch's own layer does."""
    if norm.running_mean is None or norm.running_var is None or norm.num_batches_tracked is None:
        return
    norm.num_batches_tracked.add_(1)
    momentum = 1 / norm.num_batches_tracked if norm.momentum is None else norm.momentum
    norm.running_mean.lerp_(mean.to(norm.running_mean.dtype), momentum)
    norm.running_var.lerp_(variance.to(norm.running_var.dtype), momentum)
