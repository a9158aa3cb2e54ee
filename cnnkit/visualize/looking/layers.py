"""Layers by name or as modules, and what they say while a network runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from difflib import get_close_matches

from torch import Tensor, nn

__all__ = ["Layer", "find_layer", "layer_name", "outputs_of", "run_to"]

Layer = str | nn.Module


def layer_name(model: nn.Module, layer: Layer) -> str:
    """The name under which `layer`, a name or a module, stands in the model.

    Raises `ValueError` for what is no part of it, with the nearest names.
    """
    parts = dict(model.named_modules(remove_duplicate=False))
    if isinstance(layer, nn.Module):
        name = next((name for name, part in parts.items() if part is layer), None)
        if name is None:
            raise ValueError(f"this {type(layer).__name__} is no part of the {type(model).__name__}")
        return name
    if layer in parts:
        return layer
    near = get_close_matches(str(layer), parts, n=3, cutoff=0.5)
    children = ", ".join(name for name, _ in model.named_children())
    hint = f"did you mean {' or '.join(near)}?" if near else f"its parts: {children}"
    raise ValueError(f"{type(model).__name__} has no layer {layer!r}; {hint}")


def find_layer(model: nn.Module, layer: Layer) -> nn.Module:
    """The module that `layer`, a name or a module of the model, stands for."""
    return model.get_submodule(layer_name(model, layer))


class _ReachedError(Exception):
    """The way out of a forward pass that has gone far enough."""


class _Said(dict[str, Tensor]):
    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model

    def __missing__(self, name: str) -> Tensor:
        raise ValueError(f"{type(self.model).__name__} does not run {name!r} in eval mode")


@contextmanager
def outputs_of(model: nn.Module, layers: Sequence[Layer]) -> Iterator[dict[str, Tensor]]:
    """While the model runs inside, its layers' outputs under their names, still part of the graph.

    What a layer said is kept as it was: what comes behind it receives a copy, which it may change in
    place. Of a layer that runs several times the first output is kept. Raises `ValueError` for a layer
    that says something else than one tensor, and where one is read that did not run.
    """
    names = [layer_name(model, layer) for layer in layers]
    found = _Said(model)

    def keep(name: str, output: object) -> Tensor:
        if not isinstance(output, Tensor):
            raise ValueError(f"{name!r} says {type(output).__name__}, not one tensor: take one of its parts")
        found.setdefault(name, output)
        return output.clone()

    handles = [
        model.get_submodule(name).register_forward_hook(lambda _, __, output, name=name: keep(name, output))
        for name in dict.fromkeys(names)
    ]
    try:
        yield found
    finally:
        for handle in handles:
            handle.remove()


def run_to(model: nn.Module, x: Tensor, layer: Layer) -> Tensor:
    """What `layer` says of `x`; what comes after it does not run, and may be a head that refuses x's sides.

    Call it inside `untouched(model)`. Raises `ValueError` for a layer that does not run in eval mode.
    """
    name, found = layer_name(model, layer), []

    def reached(_: nn.Module, __: object, output: object) -> None:
        found.append(output)
        raise _ReachedError

    handle = model.get_submodule(name).register_forward_hook(reached)
    try:
        model(x)
    except _ReachedError:
        pass
    finally:
        handle.remove()
    if not found:
        raise ValueError(f"{type(model).__name__} does not run {name!r} in eval mode")
    if not isinstance(found[0], Tensor):
        raise ValueError(f"{name!r} says {type(found[0]).__name__}, not one tensor: take one of its parts")
    return found[0]
