"""What a network makes of an image before it names it, at its last layer or at any other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from typing import Any, NoReturn

from torch import Tensor, nn

from cnnkit.blocks.input_check import any_side
from cnnkit.models.heads import classifier

__all__ = ["features", "stage_parts"]


class _ReachedError(Exception):
    """The way out of a forward pass that has gone far enough."""


def features(model: nn.Module, x: Tensor, layer: str | nn.Module | None = None) -> Any:
    """What enters the layer that makes logits, or what a `layer` (its name, or the module) says.

    `(n, c, h, w)` in; out whatever there is: `(n, features)` before a dense layer, maps `(n, c, h', w')`
    before a convolution (NiN, SqueezeNet), capsules `(n, 1152, 8)`, and of a layer with several outputs
    (HRNet's resolutions) all of them. Of a layer that runs more than once, its first output.

    The model runs in eval mode, as far as the layer, and is left as it was; gradients flow if they are on.
    Sides that the network refuses only for what comes later, such as a dense head, are legal here: pictures
    may have any side that the layers up to `layer` take.

    Raises `ValueError` for a layer that is not the model's, or that does not run in eval mode.

    >>> net = create_model("lenet5")
    >>> features(net, torch.zeros(2, 1, 32, 32)).shape
    torch.Size([2, 84])
    >>> features(net, torch.zeros(2, 1, 32, 32), "stem").shape
    torch.Size([2, 6, 14, 14])
    """
    name = classifier(model) if layer is None else _name(model, layer)
    part, found = model.get_submodule(name), []

    def before(_: nn.Module, inputs: tuple[Any, ...]) -> NoReturn:
        found.append(inputs[0])
        raise _ReachedError

    def after(_: nn.Module, __: tuple[Any, ...], output: Any) -> NoReturn:
        found.append(output)
        raise _ReachedError

    handle = part.register_forward_pre_hook(before) if layer is None else part.register_forward_hook(after)
    with _in_eval_mode(model), any_side():
        try:
            model(x)
        except _ReachedError:
            return found[0]
        finally:
            handle.remove()
    raise ValueError(
        f"{type(model).__name__} does not run {name!r} in eval mode; auxiliary heads run in training only"
    )


def stage_parts(model: nn.Module, stages: Sequence[str], stage: str) -> list[str]:
    """Names of the layers of one of a network's `stages` (as `cnnkit.models.stages` lists them): of VGG-16's
    `"body.pool2"` these are body.conv2_1, body.relu2_1, …, body.pool2. `fit(frozen=...)` takes them.

    Raises `ValueError` for a stage that is none of them.

    >>> from cnnkit.models import stages
    >>> stage_parts(create_model("lenet5"), stages("lenet5"), "stem")
    ['stem.0', 'stem.1', 'stem.2']
    """
    if stage not in stages:
        near = get_close_matches(str(stage), stages, n=3, cutoff=0.5)
        hint = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(stages)}"
        raise ValueError(f"no stage is called {stage!r}; {hint}")
    layers = [
        name
        for name, part in model.named_modules()
        if not list(part.children()) and not name.startswith("head_")
    ]
    ends = [max(i for i, layer in enumerate(layers) if _is_in(layer, name)) for name in stages]
    number = stages.index(stage)
    return layers[ends[number - 1] + 1 if number else 0 : ends[number] + 1]


def _is_in(layer: str, part: str) -> bool:
    return f"{layer}.".startswith(f"{part}.")


def _name(model: nn.Module, layer: str | nn.Module) -> str:
    parts = dict(model.named_modules())
    if isinstance(layer, nn.Module):
        names = [name for name, part in parts.items() if part is layer]
        if not names:
            raise ValueError(f"this {type(layer).__name__} is no part of the {type(model).__name__}")
        return names[0]
    if layer not in parts:
        near = get_close_matches(str(layer), parts, n=3, cutoff=0.5)
        children = ", ".join(name for name, _ in model.named_children())
        hint = f"did you mean {' or '.join(near)}?" if near else f"its parts: {children}"
        raise ValueError(f"{type(model).__name__} has no layer {layer!r}; {hint}")
    return layer


@contextmanager
def _in_eval_mode(model: nn.Module) -> Iterator[None]:
    modes = {part: part.training for part in model.modules()}
    model.eval()
    try:
        yield
    finally:
        for part, mode in modes.items():
            part.training = mode
