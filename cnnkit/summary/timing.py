"""Layers timed side by side on this machine, with the bytes that they move beside the multiplications.

    x = torch.randn(32, 64, 32, 32)
    plain, squeezed = side_by_side({"plain": plain, "squeezed": squeezed}, x).values()
    squeezed.milliseconds / plain.milliseconds, squeezed.macs / plain.macs, squeezed.bytes / plain.bytes

A time belongs to a machine and a day, so compare ratios, and none that rests on the last tenth.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

import torch
from torch import Tensor, nn

from cnnkit.summary.measure import macs, param_count

__all__ = ["Cost", "bytes_moved", "side_by_side"]


@dataclass(frozen=True)
class Cost:
    """What one forward pass of a batch costs."""

    params: int
    macs: int
    bytes: int
    """Read and written by all its layers, see `bytes_moved`."""
    rounds: tuple[float, ...]
    """Milliseconds of each round."""

    @property
    def milliseconds(self) -> float:
        """The median of the rounds."""
        return median(self.rounds)

    @property
    def macs_per_byte(self) -> float:
        """How often a byte that was fetched is used; a processor with little to do for each waits."""
        return self.macs / self.bytes


def side_by_side(
    layers: Mapping[str, nn.Module], x: Tensor | Mapping[str, Tensor], rounds: int = 9
) -> dict[str, Cost]:
    """Each layer's cost for the batch `x` (one for all, or one by name), in eval mode, on one thread.

    Every layer runs once for nothing; then all take turns, round after round, so that a slow moment of the
    machine meets them all. Counted is the thread's processor time, which stands still while others run.
    """
    if rounds < 1:
        raise ValueError(f"rounds={rounds}: at least 1")
    batches = {name: x if isinstance(x, Tensor) else x[name] for name in layers}
    times: dict[str, list[float]] = {name: [] for name in layers}
    with torch.inference_mode(), _one_thread(), _evaluated(layers):
        for name, layer in layers.items():
            layer(batches[name])
        for _ in range(rounds):
            for name, layer in layers.items():
                start = time.thread_time()
                layer(batches[name])
                times[name].append(1000 * (time.thread_time() - start))
    return {
        name: Cost(
            param_count(layer),
            macs(layer, batches[name]),
            bytes_moved(layer, batches[name]),
            tuple(times[name]),
        )
        for name, layer in layers.items()
    }


def bytes_moved(layer: nn.Module, x: Tensor) -> int:
    """Bytes of one forward pass, if each layer reads its input and weights once and writes its output once.

    Counted are the layers that hold no others, but those that hand on what they got (`nn.Identity`, views).
    What stays in a cache between two layers is counted all the same: this is the traffic a processor meets
    when the maps are too large for that.
    """
    moved = 0

    def count(module: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        nonlocal moved
        if any(output.data_ptr() == i.data_ptr() for i in inputs):
            return
        stored = [*module.parameters(), *(b for b in module.buffers() if b.is_floating_point())]
        moved += sum(t.numel() * t.element_size() for t in (*inputs, output, *stored))

    leaves = [module for module in layer.modules() if not any(module.children())]
    hooks = [module.register_forward_hook(count) for module in leaves]
    try:
        with torch.inference_mode(), _evaluated({"": layer}):
            layer(x)
    finally:
        for hook in hooks:
            hook.remove()
    return moved


@contextmanager
def _one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@contextmanager
def _evaluated(layers: Mapping[str, nn.Module]) -> Iterator[None]:
    training = [module for layer in layers.values() for module in layer.modules() if module.training]
    for layer in layers.values():
        layer.eval()
    try:
        yield
    finally:
        for module in training:
            module.training = True
