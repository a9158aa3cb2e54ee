"""The patches of pictures that a channel answers most, cut out with the exact field of its units.

M. Zeiler, R. Fergus, "Visualizing and Understanding Convolutional Networks", ECCV 2014, section 4, show the
nine strongest of a channel; there, too, each is the stretch of the picture that the unit sees.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from torch import Tensor, nn

from cnnkit.sizing.receptive import ReceptiveField
from cnnkit.summary.measure import summarize
from cnnkit.visualize.inside.activations import activations
from cnnkit.visualize.looking.layers import Layer, layer_name
from cnnkit.visualize.looking.pictures import check_pictures

__all__ = ["Box", "Patch", "field_of", "field_on_picture", "top_patches"]


class Box(NamedTuple):
    """Rows `top` to `bottom` and columns `left` to `right` of a picture, the ends left out, as in a slice."""

    top: int
    left: int
    bottom: int
    right: int


class Patch(NamedTuple):
    """One place that a channel answers."""

    value: float
    """The channel's answer there."""
    image: int
    """Place in `images`."""
    unit: tuple[int, int]
    """Row and column in the map."""
    box: Box
    """The field of the unit, cut at the edges of the picture."""
    picture: Tensor
    """`(c, h, w)`: what lies in `box`, in all pixels that the picture has."""


def top_patches(
    model: nn.Module,
    layer: Layer,
    channel: int,
    images: Tensor | Sequence[Tensor],
    k: int,
    *,
    per_image: int | None = None,
) -> list[Patch]:
    """The k places where a channel of a layer answers strongest, the strongest first.

    The field of a unit comes from the layers themselves (`cnnkit.summary`), so it is exact for branches,
    strides, paddings and rectangles; what it holds of padding is cut off. Of equal answers the earlier
    picture and the upper left place come first.

    Args:
        layer: its output is `(n, c, h, w)`, or `(n, d)`, whose units see the whole picture or what the layers
            before them left of it.
        images: `(n, c, h, w)`, or a list of `(c, h, w)` of any sizes that the model takes.
        k: at most as many as there are places.
        per_image: at most so many from each picture; None for any number. Neighbours see nearly the same, so
            1 shows more.

    Raises `ValueError` for a channel that the layer does not have, too large a k, and a layer whose field
    `cnnkit.summary` cannot tell.

    >>> images = torch.arange(16.).view(1, 1, 4, 4)
    >>> best = top_patches(nn.Sequential(nn.AvgPool2d(2)), "0", channel=0, images=images, k=1)[0]
    >>> best.value, best.box
    (12.5, Box(top=2, left=2, bottom=4, right=4))
    >>> best.picture
    tensor([[[10., 11.],
             [14., 15.]]])
    """
    if per_image is not None and per_image < 1:
        raise ValueError(f"per_image is {per_image}; want 1 or more, or None for any number")
    name, found, fields = layer_name(model, layer), list[Patch](), dict[tuple[int, ...], tuple]()
    places = 0
    for i, x in enumerate(_one_by_one(images)):
        said = activations(model, x, name)[name]
        maps = said[..., None, None] if said.ndim == 2 else said
        if maps.ndim != 4 or not 0 <= channel < maps.shape[1]:
            raise ValueError(
                f"channel {channel} of {name!r}, which says {tuple(said.shape)}; want maps (n, c, h, w) "
                f"and a channel from 0 to {maps.shape[1] - 1}"
            )
        if x.shape not in fields:
            fields[x.shape] = field_of(model, name, (x.shape[2], x.shape[3]), x.shape[1])
        answers = maps[0, channel].flatten().float()
        places += min(answers.numel(), per_image or answers.numel())
        best = answers.sort(descending=True, stable=True).indices[: min(k, per_image or k)].tolist()
        for place in best:
            unit = divmod(place, maps.shape[3])
            box = field_on_picture(fields[x.shape], unit, (x.shape[2], x.shape[3]))
            cut = x[0, :, box.top : box.bottom, box.left : box.right]
            found.append(Patch(float(answers[place]), i, unit, box, cut))
    if not 1 <= k <= places:
        raise ValueError(f"k is {k}; these pictures have {places} places to choose from: want 1 to {places}")
    return sorted(found, key=lambda patch: -patch.value)[:k]


def field_of(
    model: nn.Module, layer: Layer, size: tuple[int, int], in_channels: int = 3
) -> tuple[ReceptiveField, ReceptiveField]:
    """What the units of a layer see of a picture of `size` (h, w), along its rows and its columns.

    Raises `ValueError` where it is not known, as behind layers that `cnnkit.summary` has no rule for.

    >>> field_of(nn.Sequential(nn.Conv2d(3, 4, 3), nn.MaxPool2d(2)), "1", size=(8, 8))
    (ReceptiveField(size=4, jump=2, start=2.0), ReceptiveField(size=4, jump=2, start=2.0))
    """
    name = layer_name(model, layer)
    row = summarize(model, (1, in_channels, *size)).at(name)
    if len(row.fields) != 2 or None in row.fields:
        raise ValueError(f"the receptive field of {name!r} in this {type(model).__name__} is not known")
    down, across = row.fields
    assert down is not None
    assert across is not None
    return down, across


def field_on_picture(
    fields: tuple[ReceptiveField, ReceptiveField], unit: tuple[int, int], size: tuple[int, int]
) -> Box:
    """The pixels of a picture of `size` (h, w) that the unit in row `unit[0]`, column `unit[1]` sees.

    A remainder at the far edge, which a stride leaves and no window reads, may lie in the box all the same.

    >>> fields = field_of(nn.Sequential(nn.Conv2d(3, 4, 3), nn.MaxPool2d(2)), "1", size=(8, 8))
    >>> field_on_picture(fields, unit=(0, 1), size=(8, 8))
    Box(top=0, left=2, bottom=4, right=6)
    """
    edges = []
    for field, place, side in zip(fields, unit, size, strict=True):
        low = field.start + place * field.jump - field.size / 2
        # halves of pixels appear after transposed layers alone: what is touched counts as seen
        edges.append((max(0, int(low // 1)), min(side, int(-(-(low + field.size) // 1)))))
    (top, bottom), (left, right) = edges
    return Box(top, left, bottom, right)


def _one_by_one(images: Tensor | Sequence[Tensor]) -> Iterator[Tensor]:
    """Each picture as a batch of one."""
    if isinstance(images, Tensor):
        yield from check_pictures(images, "images").split(1)
        return
    if not len(images):
        raise ValueError("images is empty; want (n, c, h, w) or a list of pictures (c, h, w)")
    for i, image in enumerate(images):
        if not isinstance(image, Tensor) or image.ndim != 3:
            came = tuple(image.shape) if isinstance(image, Tensor) else type(image).__name__
            raise ValueError(f"images[{i}] is {came}; want a picture (c, h, w)")
        yield check_pictures(image[None], f"images[{i}]")
