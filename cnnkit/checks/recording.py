"""Which torch functions a student's function uses, however they were imported, and by whatever way round.

A *function mode* sees each call of torch's before it is carried out: F.conv2d, nn.Conv2d, Tensor methods.
Such modes can be switched off. A *dispatch mode* lies deeper and sees kernels; it rests while a function that
was seen is carried out, so it costs next to nothing, and what it sees has gone round the first one.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import torch
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode

__all__ = ["SWITCHED_OFF", "recording"]

SWITCHED_OFF = "(recording switched off)"
"""Stands among the names where a kernel ran while the function mode was off."""
KERNELS = {
    "convolution": "conv2d", "slow_conv2d_forward": "conv2d", "thnn_conv2d": "conv2d",
    "mkldnn_convolution": "conv2d", "nll_loss_forward": "nll_loss", "im2col": "unfold",
}  # fmt: skip
"""Kernels that have another name than the functions made of them."""
CALLS_BACK = {"apply_", "map_", "map2_", "backward"}
"""These carry out what the student has written: the deeper one stays awake."""


@contextlib.contextmanager
def recording() -> Iterator[set[str]]:
    """The names of all functions of torch that are used inside, as they come."""
    seen = _Functions()
    with _Kernels(seen), seen:
        yield seen.names


class _Functions(TorchFunctionMode):
    def __init__(self) -> None:
        super().__init__()
        self.names = set[str]()
        self.inside = 0
        """Functions that are being carried out, one in the other, with the deeper mode awake."""

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        name = str(getattr(func, "__name__", func))
        self.names.update((name, KERNELS.get(name.partition(".")[0].strip("_"), name)))
        # a mode of the student's, or a tensor with a kernel of its own, must see what it would see without us
        if torch._C._len_torch_dispatch_stack() == 1 and not types and name not in CALLS_BACK:
            with torch._C._DisableTorchDispatch():
                return func(*args, **(kwargs or {}))
        self.inside += 1
        try:
            return func(*args, **(kwargs or {}))
        finally:
            self.inside -= 1


class _Kernels(TorchDispatchMode):
    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        return False  # True would import torch._dynamo within the student's first call, a second of CPU time

    def __init__(self, seen: _Functions) -> None:
        super().__init__()
        self.seen = seen

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        name = str(func).removeprefix("aten.").partition(".")[0]
        bare = name.strip("_")
        self.seen.names.update((name, KERNELS.get(bare, bare)))
        off = torch._C._is_torch_function_all_disabled() or not torch._C._len_torch_function_stack()
        if off and not self.seen.inside:
            self.seen.names.add(SWITCHED_OFF)
        return func(*args, **(kwargs or {}))
