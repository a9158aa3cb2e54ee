"""ReLUs that hand slopes back by another rule, however they are written: as modules, functions or in place.

A hook on `nn.ReLU` misses `F.relu(x)`, and one on a module that is called twice meets the wrong numbers.
This watches the calls of torch instead, so every ReLU is met where it happens.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from numbers import Real
from typing import Any, Literal

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode

__all__ = ["Rule", "relu_rule"]

Rule = Literal["deconvnet", "guided"]

# What a call cuts to, by its name; a ReLU is what cuts off below 0.
_BOUNDS: dict[str, Callable[..., tuple[Any, Any]]] = {
    "relu": lambda x, inplace=False: (0, math.inf),
    "relu6": lambda x, inplace=False: (0, 6),
    "hardtanh": lambda x, min_val=-1.0, max_val=1.0, inplace=False: (min_val, max_val),
    "clamp": lambda x, min=None, max=None: (min, math.inf if max is None else max),
    "clamp_min": lambda x, min: (min, math.inf),
}
# No paper says what the rules are for these, and each guess would draw another picture.
_REFUSED = {
    *("leaky_relu", "prelu", "rrelu", "elu", "selu", "celu"),
    *("gelu", "silu", "mish", "hardswish", "softplus"),
}


@contextmanager
def relu_rule(rule: Rule) -> Iterator[None]:
    """What runs inside is computed as ever; on the way back each ReLU passes on by the rule.

    Of what arrives, g, the input x gets: `"deconvnet"` max(g, 0); `"guided"` max(g, 0) where x > 0. What is
    cut off above too (ReLU6) is shut there as well. Tanh, sigmoid and pooling keep their own slope: for max
    pooling that is the way back along the switches; what meets where windows overlap is added.

    Raises `ValueError` for an activation for which the rules are not defined, and warns where no ReLU ran:
    then both rules are the plain gradient.
    """
    with _Rules(rule == "guided") as rules:
        yield
    if not rules.met:
        told = "no ReLU ran (or inside a compiled part): this is the plain gradient"
        warnings.warn(told, UserWarning, stacklevel=4)


class _Rules(TorchFunctionMode):
    def __init__(self, guided: bool) -> None:
        super().__init__()
        self.guided, self.met = guided, 0

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        spelled = getattr(func, "__name__", "")
        name = spelled.removesuffix("_")
        if name in _REFUSED:
            raise ValueError(f"{name} runs in this network; guided and deconvnet are defined for ReLUs")
        if name in _BOUNDS:
            x, *more = args or (kwargs.pop("input"),)
            low, top = _BOUNDS[name](x, *more, **{key: v for key, v in kwargs.items() if key != "out"})
            if isinstance(low, Real) and low == 0 and isinstance(top, Real):
                self.met += 1
                in_place = spelled.endswith("_") or kwargs.get("inplace", bool(more and more[-1] is True))
                return _Cut.apply(x, float(top), self.guided, in_place)
            args = (x, *more)
        return func(*args, **kwargs)


class _Cut(torch.autograd.Function):
    """min(max(x, 0), top), with the rule on the way back."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, top: float, guided: bool, in_place: bool) -> Tensor:
        if in_place:
            ctx.mark_dirty(x)
        y = x.clamp_(0, top) if in_place else x.clamp(0, top)
        ctx.top, ctx.guided = top, guided
        if guided:
            ctx.save_for_backward(y)  # it tells where x was, and is kept for the next layer anyway
        return y

    @staticmethod
    def backward(ctx: Any, *slopes: Any) -> tuple[Tensor | None, ...]:
        if not ctx.guided:
            return slopes[0].clamp(min=0), None, None, None
        (y,) = ctx.saved_tensors
        # what arrives where 0 < y < top, in one pass over it
        open_ = torch.ops.aten.hardtanh_backward(slopes[0], y, 0.0, ctx.top)
        return open_.clamp_(min=0), None, None, None
