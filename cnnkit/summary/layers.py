"""What is wrong with a layer's input, and what might help, layer by layer."""

from __future__ import annotations

from math import isqrt
from typing import Any

from torch import nn
from torch.nn.modules.batchnorm import _BatchNorm
from torch.nn.modules.conv import _ConvNd

from cnnkit.sizing.geometry import GeometryError
from cnnkit.summary.edits import Edit
from cnnkit.summary.failing import Advice, Failing
from cnnkit.summary.linear import linear_advice
from cnnkit.summary.origin import flat_sizes, shaping, source, sum_of_channels, times
from cnnkit.summary.row import Shape

AXES = {1: "(n, channels, length)", 2: "(n, channels, h, w)", 3: "(n, channels, d, h, w)"}
POOLS = {
    **dict.fromkeys((nn.MaxPool1d, nn.AvgPool1d, nn.AdaptiveAvgPool1d, nn.AdaptiveMaxPool1d), 1),
    **dict.fromkeys((nn.MaxPool2d, nn.AvgPool2d, nn.AdaptiveAvgPool2d, nn.AdaptiveMaxPool2d), 2),
    **dict.fromkeys((nn.MaxPool3d, nn.AvgPool3d, nn.AdaptiveAvgPool3d, nn.AdaptiveMaxPool3d), 3),
}
BATCH_NORMS = {nn.BatchNorm1d: 1, nn.BatchNorm2d: 2, nn.BatchNorm3d: 3}


def layer_advice(f: Failing) -> Advice | None:
    """None where the layer has no words of its own for this failure."""
    module, shape = f.module, f.shape
    if isinstance(module, nn.Linear) and shape[-1:] != (module.in_features,):
        return linear_advice(f, shape, f.note, module.in_features, module.out_features)
    if isinstance(module, _ConvNd):
        return _convolution(f)
    if type(module) in POOLS and len(shape) != POOLS[type(module)] + 2:
        return _pool(f, POOLS[type(module)])
    if isinstance(f.error, GeometryError):
        return Advice(f"{f.came}. {f.error}")
    if isinstance(module, _BatchNorm):
        return _batch_norm(f)
    if isinstance(module, nn.GroupNorm | nn.LayerNorm):
        return _other_norm(f)
    if isinstance(module, nn.RNNBase):
        return _recurrent(f)
    if isinstance(module, nn.MultiheadAttention) and len(shape) > 1:
        return _attention(f)
    if isinstance(module, nn.Embedding | nn.EmbeddingBag):
        problem = (
            f"looks up rows by whole numbers, but {shape} of decimal numbers came in from {source(f.note)}."
        )
        return Advice(problem, [f.before("x.long() before it, or the embedding first", lambda x: x.long())])
    return None


def _convolution(f: Failing) -> Advice:
    module, shape = f.module, f.shape
    axes, takes = len(module.kernel_size), module.in_channels
    if len(shape) != axes + 2:
        return _wrong_axes(f, axes, takes)
    if shape[1] == takes:
        return Advice(f"{f.came}. {f.error}")
    problem = f"takes in_channels={takes}, but {shape} with {shape[1]} came in from {source(f.note)}."
    weight = list(module.weight.shape)
    weight[not module.transposed] = shape[1] if module.transposed else shape[1] // module.groups
    edits = []
    if shape[-1] == takes:
        order = (0, axes + 1, *range(1, axes + 1))
        words = f"the channels stand last: x.permute({', '.join(map(str, order))}) puts them second"
        edits.append(f.before(words, lambda x: x.permute(order)))
    if shape[1] % module.groups == 0:
        words = f"in_channels={shape[1]}{sum_of_channels(f.note)}"
        edits.append(f.weights(words, {"in_channels": shape[1]}, weight=tuple(weight)))
    # A picture whose channels stand last has no 32 channels; a signal with one channel may be meant as one.
    return Advice(problem, edits, 2 if shape[1] == 1 else 1)


def _wrong_axes(f: Failing, axes: int, takes: int) -> Advice:
    """A batch or channel axis is missing, or the map has been flattened."""
    shape = f.shape
    problem = f"takes {AXES[axes]}, but {f.came}."
    edits: list[Edit] = []
    if len(shape) == axes + 1 and f.note.made is None:
        problem = f"takes {AXES[axes]}, but {f.came}: an axis is missing."
        last = (takes, *shape[:-1])
        readings: list[tuple[str, Shape]] = [
            ("the batch axis comes first: {}, by x.unsqueeze(0)", (1, *shape)),
            ("the channel axis comes second: {}, by x.unsqueeze(1)", (shape[0], 1, *shape[1:])),
            (
                f"the batch axis is missing and the channels stand last: {{}}, by x.permute({axes}, "
                f"{', '.join(map(str, range(axes)))}).unsqueeze(0)",
                (1, *last),
            ),
        ]
        if shape[-1] == takes and shape[0] != takes:
            readings.insert(0, readings.pop())
        edits = [Edit(words.format(own), inputs={0: own}) for words, own in readings]
    elif len(shape) == axes + 1 and takes == 1:
        edits = [f.before("x.unsqueeze(1) makes a channel axis", lambda x: x.unsqueeze(1))]
    elif len(shape) == 2:
        sides = _sides(shape[1], takes, axes, flat_sizes(f.note))
        if sides:
            words = (
                f"x.unflatten(1, {(takes, *sides)}) makes a map again, {takes}·{times(sides)} = {shape[1]}"
            )
            edits = [f.before(words, lambda x: x.unflatten(1, (takes, *sides)))]
    return Advice(problem, edits)


def _sides(numbers: int, channels: int, axes: int, flattened: Shape) -> Shape:
    """The sides of a map of so many numbers: those it had before, or equal ones."""
    if flattened[:1] == (channels,) and len(flattened) == axes + 1:
        return flattened[1:]
    places, rest = divmod(numbers, channels)
    if rest or axes > 2:
        return ()
    side = places if axes == 1 else isqrt(places)
    return (side,) * axes if side**axes == places else ()


def _pool(f: Failing, axes: int) -> Advice:
    shape, flat = f.shape, flat_sizes(f.note)
    problem = f"takes {AXES[axes]}, but {f.came}."
    if len(flat) == axes + 1:
        made = shaping(f.note)
        flatten = made.label if made and made.label else "the map is flattened"
        edit = f.before(f"put it before {flatten}", lambda x: x.unflatten(1, flat))
        # Behind the flattening the pooled map is flattened again: the same as pooling first.
        after = Edit("", after={f.call.place: lambda x: x.flatten(1)})
        return Advice(problem, [edit.then(after, edit.words)])
    if len(shape) == axes + 1 and f.note.made is None and shape[0] > 1:
        own = (1, *shape)
        return Advice(
            problem, [Edit(f"the batch axis comes first: {own}, by x.unsqueeze(0)", inputs={0: own})]
        )
    return Advice(problem)


def _batch_norm(f: Failing) -> Advice | None:
    module, shape = f.module, f.shape
    axes = BATCH_NORMS.get(type(module))
    if len(shape) < 2 or axes is None:
        return None
    takes = AXES[axes] if axes > 1 else "(n, features) or (n, channels, length)"
    fits = len(shape) in ((2, 3) if axes == 1 else (axes + 2,))
    if fits and shape[1] == module.num_features:
        return None
    own = dict.fromkeys(("weight", "bias", "running_mean", "running_var"), (shape[1],))
    if fits:
        problem = _other_channels(f, module.num_features)
        words = f"num_features={shape[1]}{sum_of_channels(f.note)}"
        edits = [f.weights(words, {"num_features": shape[1]}, **own)]
        if shape[-1] == module.num_features and len(shape) == 3:
            words = "the features stand last: x.transpose(1, 2) before it and after it"
            turned = f.before(words, lambda x: x.transpose(1, 2))
            back = Edit("", after={f.call.place: lambda x: x.transpose(1, 2)})
            edits.insert(0, turned.then(back, words))
        return Advice(problem, edits)
    right = {2: 1, 3: 1, 4: 2, 5: 3}.get(len(shape))
    problem = f"takes {takes}, but {f.came}."
    if right is None:
        return Advice(problem)
    words = f"nn.BatchNorm{right}d({shape[1]})"
    return Advice(problem, [f.weights(words, {"_check_input_dim": lambda _: None}, **own)])


def _other_channels(f: Failing, takes: int) -> str:
    return f"takes {takes} channels, but {f.shape} with {f.shape[1]} came in from {source(f.note)}."


def _other_norm(f: Failing) -> Advice | None:
    module, shape = f.module, f.shape
    if isinstance(module, nn.GroupNorm):
        if len(shape) < 2 or shape[1] == module.num_channels:
            return None
        problem = _other_channels(f, module.num_channels)
        words = f"num_channels={shape[1]}{sum_of_channels(f.note)}"
        edit = f.weights(words, {"num_channels": shape[1]}, weight=(shape[1],), bias=(shape[1],))
        return Advice(problem, [edit])
    own = tuple(module.normalized_shape)
    problem = f"normalizes the last axes, {own}, but {f.came}."
    edits = []
    if shape[1:2] == own and len(shape) > 2:
        words = "the channels stand second: x.movedim(1, -1) before it and x.movedim(-1, 1) after it"
        there = f.before(words, lambda x: x.movedim(1, -1))
        edits.append(there.then(Edit("", after={f.call.place: lambda x: x.movedim(-1, 1)}), words))
    last = shape[len(shape) - len(own) :]
    told = last[0] if len(last) == 1 else list(last)
    edits.append(f.weights(f"normalized_shape={told}", {"normalized_shape": last}, weight=last, bias=last))
    return Advice(problem, edits)


def _recurrent(f: Failing) -> Advice:
    module, shape, takes = f.module, f.shape, f.module.input_size
    order = "(n, length, features)" if module.batch_first else "(length, n, features)"
    problem = f"takes {order} with input_size={takes}, but {f.came}."
    edits: list[Edit] = []

    def sized(words: str, features: int, turn: Any = None) -> Edit:
        edit = f.before(words, turn) if turn else Edit(words)
        if features == takes:
            return edit
        names = [n for n, _ in module.named_parameters() if n.startswith("weight_ih_l0")]
        shapes = {name: (getattr(module, name).shape[0], features) for name in names}
        more = f"{', with ' if words else ''}input_size={features}"
        return edit.then(f.weights("", {"input_size": features}, **shapes), words + more)

    if len(shape) == 3:
        turned = "x.transpose(1, 2)" if module.batch_first else "x.permute(2, 0, 1)"
        turn = (lambda x: x.transpose(1, 2)) if module.batch_first else (lambda x: x.permute(2, 0, 1))
        channels = shape[1]
        words = f"the {channels} channels of every step go last: {turned}"
        made = shaping(f.note)
        of_maps = made is not None and made.kind == "module" and not isinstance(made.module[1], nn.Linear)
        edits = [sized(words, channels, turn)] if channels == takes or of_maps else []
        edits.append(sized("", shape[-1]))
    elif len(shape) == 4:
        features = shape[1] * shape[2]
        back = "(0, 3, 1, 2)" if module.batch_first else "(3, 0, 1, 2)"
        axes = (0, 3, 1, 2) if module.batch_first else (3, 0, 1, 2)
        words = f"read the columns one after the other: x.permute{back}.flatten(2)"
        edits = [sized(words, features, lambda x: x.permute(axes).flatten(2))]
    return Advice(problem, edits)


def _attention(f: Failing) -> Advice | None:
    module, shape, takes = f.module, f.shape, f.module.embed_dim
    if shape[-1] == takes and len(shape) < 4:
        return None
    order = "(n, length, features)" if module.batch_first else "(length, n, features)"
    problem = f"takes {order} with embed_dim={takes}, but {f.came}."
    if shape[1] != takes:
        return Advice(problem)
    flat = ".flatten(2)" if len(shape) > 3 else ""
    axes = (0, 2, 1) if module.batch_first else (2, 0, 1)
    words = f"the channels go last, places in a row: x{flat}.permute{axes}"
    return Advice(problem, [f.before(words, lambda x: x.flatten(2).permute(axes))])
