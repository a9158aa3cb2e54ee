"""A network without one of its blocks: A. Veit, M. Wilber, S. Belongie, "Residual networks behave like
ensembles of relatively shallow networks", NeurIPS 2016 (arXiv 1605.06431), section 4.

Of a residual block the branch falls silent, and what enters goes on by the shortcut alone. A block of a plain
network is taken out, which only one that keeps its input's shape allows.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from cnnkit.visualize.looking.layers import Layer, find_layer, layer_name

__all__ = ["branch_of", "lesion", "residual_blocks"]


@contextmanager
def lesion(model: nn.Module, block: Layer) -> Iterator[nn.Module]:
    """The model, for as long as the `with` lasts, without `block`: its name, or the module.

    - A residual block, one with parts `branch` and `shortcut` (or its branch itself): the branch adds 0.
    - Any other block: what enters leaves.

    Lesions can be nested. Weights and mode stay, and the block computes all the same, unheard; keep the
    model in eval mode, or its normalizations see what passes. Raises `ValueError` for a block that is not
    in the model and, when the model runs, for one whose output has another shape than its input.

    >>> model, x = nn.Sequential(nn.ReLU(), nn.Flatten()), torch.tensor([[-1., 2.]])
    >>> with lesion(model, "0"):
    ...     print(model(x))
    tensor([[-1.,  2.]])
    >>> model(x)
    tensor([[0., 2.]])
    """
    name = layer_name(model, block)
    part = find_layer(model, name)
    parent = find_layer(model, name.rpartition(".")[0])
    branch = part if branch_of(parent) is part else branch_of(part)

    def silent(_: nn.Module, __: Any, output: Tensor) -> Tensor:
        return torch.zeros_like(output)

    def bypassed(_: nn.Module, inputs: tuple[Any, ...], output: Any) -> Tensor:
        shapes = [tuple(x.shape) if isinstance(x, Tensor) else type(x).__name__ for x in (*inputs, output)]
        if len(shapes) != 2 or shapes[0] != shapes[1]:
            *came, leaves = shapes
            raise ValueError(
                f"{name!r} cannot be bypassed: it makes {leaves} of {', '.join(map(str, came))}. Legal: a "
                "block that keeps its shape, or a residual one with parts `branch` and `shortcut`"
            )
        return inputs[0]

    heard, hook = (part, bypassed) if branch is None else (branch, silent)
    handle = heard.register_forward_hook(hook)
    try:
        yield model
    finally:
        handle.remove()


def residual_blocks(model: nn.Module) -> list[str]:
    """Names of the blocks that add a `branch` to a `shortcut`, in the order in which they are registered.

    >>> residual_blocks(create_model("resnet20_cifar"))[:3]
    ['body.stage1.0', 'body.stage1.1', 'body.stage1.2']
    """
    return [name for name, part in model.named_modules() if branch_of(part) is not None]


def branch_of(block: nn.Module) -> nn.Module | None:
    """The branch of a residual block; None for any other, and for the plain twin, which has no shortcut."""
    branch, shortcut = getattr(block, "branch", None), getattr(block, "shortcut", None)
    return branch if isinstance(branch, nn.Module) and isinstance(shortcut, nn.Module) else None
