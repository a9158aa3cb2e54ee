"""Networks of the catalogue as a page walks them: built on the meta device and measured, never out of date.

The one place where widgets reach for `cnnkit.models` and `cnnkit.summary`.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from cnnkit.widgets.items import WidgetError
from cnnkit.widgets.layer_rows import layer_rows

__all__ = ["measured", "measured_module"]


@cache
def measured(name: str, side: int | None = None, options: tuple[tuple[str, Any], ...] = ()) -> dict[str, Any]:
    """The rows of a network.

    Args:
        name: "resnet50", or "alexnet:two_towers" for a variant, as the catalogue calls them.
        side: of the picture, in pixels; None for the catalogue's.
        options: what its builder takes, as (("width", 0.5),).

    Raises:
        WidgetError: no such network or variant.
    """
    import torch

    from cnnkit.models.create import model_info

    network, _, variant = name.partition(":")
    try:
        entry = model_info(network)
    except ValueError as error:
        raise WidgetError(str(error)) from None
    if variant and variant not in entry.variants:
        raise WidgetError(f"{network} has no variant {variant!r}; legal: {', '.join(entry.variants)}")
    with torch.device("meta"):
        module = entry.variants[variant or entry.default].build(**dict(options))
    channels, *sides = entry.input_shape
    return measured_module(module, (channels, *([side] * len(sides) if side else sides)))


def measured_module(module: Any, input_shape: tuple[int, ...]) -> dict[str, Any]:
    """The rows of a module of your own, on an input without its batch axis."""
    from cnnkit.summary.measure import summarize

    return layer_rows(summarize(module, (1, *input_shape)), module)


def printed_of(name: str) -> Mapping[str, str]:
    """What the paper prints of the whole network, as the catalogue has it: `params`, `macs`, `place`."""
    from cnnkit.models.create import model_info

    network, _, variant = name.partition(":")
    entry = model_info(network)
    printed = entry.variants[variant or entry.default].printed
    if printed is None:
        return {}
    found = {"params": printed.params, "macs": printed.macs, "place": printed.place}
    return {key: value for key, value in found.items() if value}
