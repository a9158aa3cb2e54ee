"""Questions about a student's network that have plain answers: parameters, state, gradients, mode.

Test cells call these instead of touching the module, so that the same cell works in the student's process
and where the module is only a handle (see `cnnkit.checks.running`). A handle's class defines

    __cnnkit_module__(self, function: str, args: tuple, kwargs: dict) -> plain values
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import torch
from torch import Tensor, nn

__all__ = ["QUESTIONS", "gradients", "load_state", "parameters", "set_training", "state", "training_modes"]

QUESTIONS = dict[str, Callable[..., Any]]()
"""The functions below by name, for modules in this process: all that a handle may be asked."""


def _question(function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def here(module: Any, *args: Any, **kwargs: Any) -> Any:
        if not isinstance(module, nn.Module):
            raise TypeError(f"want a torch module (class Net(nn.Module)), got a {type(module).__name__}")
        return function(module, *args, **kwargs)

    @wraps(function)
    def ask(module: Any, *args: Any, **kwargs: Any) -> Any:
        remote = getattr(type(module), "__cnnkit_module__", None)
        if remote is not None:
            return remote(module, function.__name__, args, kwargs)
        return here(module, *args, **kwargs)

    QUESTIONS[function.__name__] = here
    return ask


@_question
def parameters(module: nn.Module) -> dict[str, Tensor]:
    """Copies of the parameters by name."""
    return {name: p.detach().clone() for name, p in module.named_parameters()}


@_question
def state(module: nn.Module) -> dict[str, Tensor]:
    """Copies of parameters and buffers by name."""
    return {name: tensor.detach().clone() for name, tensor in module.state_dict().items()}


@_question
def load_state(module: nn.Module, tensors: dict[str, Tensor]) -> None:
    """Put these numbers into parameters and buffers; names and shapes must be the module's own."""
    module.load_state_dict(tensors)


@_question
def gradients(module: nn.Module, *inputs: Tensor, weight: Tensor | None = None) -> dict[str, Tensor | None]:
    """Gradients of `(module(*inputs) * weight).sum()`: of each parameter by name, of the inputs as
    "input 0", …; None where none arrives. What was in `.grad` before is back afterwards.
    """
    given = [x.detach().clone().requires_grad_(x.is_floating_point()) for x in inputs]
    out = module(*given)
    total = out.sum() if weight is None else (out * weight).sum()
    named = {f"input {i}": x for i, x in enumerate(given) if x.requires_grad} | dict(
        module.named_parameters()
    )
    found = torch.autograd.grad(total, list(named.values()), allow_unused=True)
    return dict(zip(named, found, strict=True))


@_question
def set_training(module: nn.Module, on: bool) -> None:
    """`module.train(on)`."""
    module.train(on)


@_question
def training_modes(module: nn.Module) -> dict[str, bool]:
    """For each part by name, whether it is in training mode; the module itself is ""."""
    return {name: part.training for name, part in module.named_modules()}
