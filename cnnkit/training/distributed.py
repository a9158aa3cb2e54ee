"""Data-parallel training: every process holds the whole model and works on its share of each batch.

torchrun --nproc-per-node 2 -m cnnkit.cli train lenet5 --data digits

torchrun starts the processes and tells each its number (its rank). After a step's backward pass
DistributedDataParallel has averaged the gradients of all processes, so that all optimizers take the same
step and the models stay equal. With a share of n_r of a batch of n images in each of p processes, the
average over processes of `p · n_r / n · (mean loss of the share)` has the gradient of the whole batch's mean
loss: exactly what one process computes, up to rounding. Batch normalization needs a hand for that, see
whole_batch.py. One thing does differ from one process: dropout draws otherwise.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

__all__ = [
    "count", "data_parallel", "gathered", "joined", "rank", "share", "start_alike", "total",
    "unused_explained",
]  # fmt: skip


@contextmanager
def joined() -> Iterator[None]:
    """Join the group of processes that torchrun has started; without torchrun, nothing happens.

    >>> with joined():  # not started by torchrun: one process
    ...     print(rank(), count())
    0 1
    """
    if "LOCAL_RANK" not in os.environ or dist.is_initialized():
        yield
        return
    if torch.cuda.is_available():
        torch.cuda.set_device(int(os.environ["LOCAL_RANK"]))
    dist.init_process_group("cpu:gloo,cuda:nccl" if torch.cuda.is_available() else "gloo")
    try:
        yield
    finally:
        dist.destroy_process_group()


def rank() -> int:
    """This process's number; 0 writes files and prints."""
    return dist.get_rank() if _together() else 0


def count() -> int:
    """How many processes train together."""
    return dist.get_world_size() if _together() else 1


def data_parallel(model: nn.Module, device: torch.device, find_unused: bool = False) -> Callable:
    """The model's forward pass; with several processes its backward pass averages their gradients. Every
    weight must get one, unless `find_unused`, which costs a look at the graph in each step.
    """
    if count() == 1:
        return model
    return DistributedDataParallel(
        model,
        device_ids=[device] if device.type == "cuda" else None,
        find_unused_parameters=find_unused,
    )


@contextmanager
def unused_explained() -> Iterator[None]:
    """What torch says of a weight that took no part in a step, in the words of our settings."""
    try:
        yield
    except RuntimeError as error:
        if "find_unused_parameters" not in str(error):
            raise
        raise ValueError(
            "some weights took no part in the last step, as where drop-path leaves branches out; several "
            "processes wait for the gradients of all: find_unused=True, --find-unused on the command line"
        ) from error


def start_alike(model: nn.Module) -> None:
    """Weights and buffers of rank 0 into the models of all processes."""
    if count() > 1:
        for tensor in model.state_dict().values():
            dist.broadcast(tensor, src=0)


def share(batch: Tensor) -> Tensor:
    """This process's part of a batch that all of them hold; the first ones take one image more where it
    does not come out even.
    """
    return batch if count() == 1 else batch.tensor_split(count())[rank()]


def total(*values: float) -> Sequence[float]:
    """Each value summed over all processes."""
    if count() == 1:
        return values
    sums = torch.tensor(values, dtype=torch.float64)
    dist.all_reduce(sums)
    return sums.tolist()


def gathered(tensor: Tensor) -> list[Tensor]:
    """The tensors of one shape that all processes hold, in the order of their ranks."""
    if count() == 1:
        return [tensor]
    tensors = [torch.empty_like(tensor) for _ in range(count())]
    dist.all_gather(tensors, tensor)
    return tensors


def _together() -> bool:
    return dist.is_available() and dist.is_initialized()
