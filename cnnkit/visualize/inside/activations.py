"""Activation maps: what layers say of pictures, and how much of it is silence."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from cnnkit.visualize.looking.layers import Layer, layer_name, outputs_of
from cnnkit.visualize.looking.pictures import check_pictures
from cnnkit.visualize.looking.untouched import untouched

__all__ = ["activations", "silent_channels", "sparsity"]


def activations(model: nn.Module, x: Tensor, layers: Sequence[Layer] | Layer) -> dict[str, Tensor]:
    """What each of `layers` says of the pictures `x`, under its name, in the order asked for.

    Each is a layer's own output, as it was before a later layer that works in place changed it; out of the
    graph. The model runs once, in eval mode, and is left as it was.

    Args:
        model: any module that takes `x`.
        x: `(n, c, h, w)`, floats.
        layers: names as in `named_modules()`, or modules of the model; one or several.

    Raises `ValueError` for a layer that the model does not have or does not run in eval mode.

    >>> model = nn.Sequential(nn.ReLU(), nn.MaxPool2d(2))
    >>> activations(model, torch.tensor([[[[1., -2.], [3., 4.]]]]), ["0", "1"])
    {'0': tensor([[[[1., 0.],
              [3., 4.]]]]), '1': tensor([[[[4.]]]])}
    """
    check_pictures(x)
    wanted = [layers] if isinstance(layers, str | nn.Module) else list(layers)
    if not wanted:
        raise ValueError("layers is empty; want at least one name or module of the model")
    names = [layer_name(model, layer) for layer in wanted]
    with untouched(model), torch.no_grad(), outputs_of(model, wanted) as said:
        model(x)
    return {name: said[name] for name in names}


def sparsity(z: Tensor) -> Tensor:
    """Share of the numbers that a ReLU leaves at 0, for each picture: `(n, …) -> (n,)` of float64.

    Negative numbers count as silent, so that it may be asked before the ReLU or behind it.

    >>> sparsity(torch.tensor([[1., -2., 0., 4.]]))
    tensor([0.5000], dtype=torch.float64)
    """
    return (_maps(z) <= 0).flatten(1).double().mean(1)


def silent_channels(z: Tensor) -> Tensor:
    """Share of the channels that are 0 (or below) everywhere, for each picture: `(n, c, …) -> (n,)`.

    >>> silent_channels(torch.tensor([[[[1., -2.]], [[0., -1.]]]]))  # the second of two
    tensor([0.5000], dtype=torch.float64)
    """
    return (_maps(z) <= 0).flatten(2).all(2).double().mean(1)


def _maps(z: Tensor) -> Tensor:
    if not isinstance(z, Tensor) or z.ndim < 2 or 0 in z.shape:
        came = f"has shape {tuple(z.shape)}" if isinstance(z, Tensor) else f"is a {type(z).__name__}"
        raise ValueError(f"z {came}; want maps (n, c, h, w) or codes (n, d), at least one of each")
    return z[..., None] if z.ndim == 2 else z
