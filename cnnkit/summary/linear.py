"""The famous one: mat1 and mat2 shapes cannot be multiplied."""

from __future__ import annotations

from math import prod

from torch import nn

from cnnkit.summary.edits import Edit
from cnnkit.summary.failing import Advice, Failing
from cnnkit.summary.notes import Note
from cnnkit.summary.origin import flat_sizes, source, sum_of_channels, times
from cnnkit.summary.row import Shape


def linear_advice(
    f: Failing, shape: Shape, note: Note, in_features: int, out_features: int, parameter: str | None = None
) -> Advice:
    """A linear layer, or a product with one `parameter` (or with none that has a name)."""
    features = prod(shape[-1:])
    rows = prod(shape) // features
    problem = (
        f"takes in_features={in_features}, but {shape} came in from {source(note)} (torch: mat1 and mat2 "
        f"shapes cannot be multiplied, {rows}x{features} and {in_features}x{out_features})."
    )
    own = isinstance(f.module, nn.Linear)

    def sized(words: str, size: int) -> Edit:
        if own:
            return f.weights(words, {"in_features": size}, weight=(out_features, size))
        flipped = parameter is not None and f.trace.flow.weight_shape(parameter) == (
            in_features,
            out_features,
        )
        new = (size, out_features) if flipped else (out_features, size)
        return Edit(words, {parameter: new} if parameter else {})

    sizes, flat = times(shape[1:]), prod(shape[1:])
    if len(shape) == 1:
        words = "flatten ate the batch axis: x.flatten(1) or nn.Flatten() keeps it"
        edit = f.remade(words, lambda x: x.flatten(1))
        return Advice(problem, [edit] if edit else [])
    if len(shape) == 2:
        flattened = flat_sizes(note)
        which = f", which is {times(flattened)}" if flattened else sum_of_channels(note)
        return Advice(problem, [sized(f"in_features={features}{which}", features)])
    if not own:
        return Advice(problem, [sized(f"in_features={features}", features)])
    flatten = f.before(
        f"flatten first: nn.Flatten() makes ({shape[0]}, {flat}) of it, {sizes} = {flat}",
        lambda x: x.flatten(1),
    )
    if flat == in_features:
        return Advice(problem, [flatten])
    edits = []
    if shape[1] == in_features:
        if len(shape) == 3:
            edits.append(f.before("the features go last: x.transpose(1, 2)", lambda x: x.transpose(1, 2)))
        words = f"pool globally and flatten first: nn.AdaptiveAvgPool{len(shape) - 2}d(1), nn.Flatten()"
        axes = tuple(range(2, len(shape)))
        edits.append(f.before(words, lambda x: x.mean(axes)))
        return Advice(problem, edits, 2)
    words = f"flatten first, with in_features={flat}, which is {sizes}"
    return Advice(problem, [flatten.then(sized("", flat), words), sized(f"in_features={features}", features)])
