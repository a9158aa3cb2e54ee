"""What is to become large: a class's logit, or a unit of a layer."""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor, nn

from cnnkit.visualize.looking.layers import Layer, layer_name, run_to
from cnnkit.visualize.looking.pictures import class_scores

__all__ = ["unit_scores"]


def unit_scores(
    model: nn.Module,
    x: Tensor,
    layer: Layer | None,
    channels: Sequence[int],
    place: tuple[int, int] | None = None,
) -> Tensor:
    """`(n,)`: of picture i what `channels[i]` says: its mean over the map, or what it says at `place`.

    Without a layer the channels are classes and their scores the logits, never the softmax: that also grows
    where the other logits fall. Call it inside `untouched(model)`. Raises `ValueError` for a channel or a
    place that is not there.
    """
    if layer is None:
        name, said = "the logits", class_scores(model, x)
    else:
        name, said = repr(layer_name(model, layer)), run_to(model, x, layer)
    if said.ndim < 2 or len(said) != len(x):
        raise ValueError(f"{name}: shape {tuple(said.shape)}; want (n, channels) or (n, channels, h, w)")
    count = said.shape[1]
    wrong = [channel for channel in channels if not 0 <= channel < count]
    if wrong:
        what = "classes" if layer is None else "channels"
        raise ValueError(f"{name}: {wrong[0]} is none of the {count} {what} 0 to {count - 1}")
    maps = said[range(len(x)), list(channels)]
    if place is None:
        return maps.flatten(1).mean(1) if maps.ndim > 1 else maps
    row, column = place
    if maps.ndim != 3 or not (0 <= row < maps.shape[1] and 0 <= column < maps.shape[2]):
        raise ValueError(f"{name} has maps of {tuple(maps.shape[1:])}; place {place} is not on them")
    return maps[:, row, column]
