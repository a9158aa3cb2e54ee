"""A network is looked at without leaving a trace in it."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from cnnkit.summary.parts import Parts

Holder = dict | list | set | deque
INTERNAL = frozenset(vars(nn.Module()))
"""What torch keeps on every module, hooks and mode among it."""


@contextmanager
def left_as_it_was(parts: Parts, twin: Callable[[Tensor], Tensor]) -> Iterator[None]:
    """Eval mode inside; afterwards mode, attributes, lists, dictionaries and random state are as before.

    All tensors are replaced by their `twin` meanwhile, those too that are neither parameters nor buffers:
    they would meet meta tensors on the wrong device, or be written into.
    """
    before: list[tuple[Any, Any]] = []
    met: set[int] = set()
    for part in parts.names:
        own = vars(part)
        for place in (own, own["_parameters"], own["_buffers"], own["_modules"]):
            before.append((place, place.copy()))
        for name in own.keys() - INTERNAL:
            if isinstance(own[name], Holder):
                _remember(own[name], before, met)
    numbers = random.getstate()
    mha = torch.backends.mha.get_fastpath_enabled()
    try:
        _evaluate(parts)
        torch.backends.mha.set_fastpath_enabled(False)  # one operation that says nothing of its products
        for place, content in before:
            if content:
                _swap(place, twin)
        yield
    finally:
        for place, content in before:
            place.clear()
            (place.extend if isinstance(place, list | deque) else place.update)(content)
        if random.getstate() != numbers:
            random.setstate(numbers)
        torch.backends.mha.set_fastpath_enabled(mha)


def _evaluate(parts: Parts) -> None:
    kinds = {type(part) for part in parts.names}
    if any(kind.train is not nn.Module.train or kind.eval is not nn.Module.eval for kind in kinds):
        parts.module.eval()  # it does something of its own
        return
    for part in parts.names:
        vars(part)["training"] = False


def _remember(value: Any, before: list[tuple[Any, Any]], met: set[int]) -> None:
    """A list or dictionary of the network's own, with those inside it."""
    if id(value) in met:
        return
    met.add(id(value))
    before.append((value, value.copy()))
    for item in value.values() if isinstance(value, dict) else value:
        if isinstance(item, Holder):
            _remember(item, before, met)


def _swap(place: Any, twin: Callable[[Tensor], Tensor]) -> None:
    """Twins for the tensors of one place."""
    if isinstance(place, set):
        return
    if isinstance(place, dict):
        items = [(key, place[key]) for key in place.keys() - INTERNAL]
    else:
        items = list(enumerate(place))
    for key, value in items:
        if isinstance(value, Tensor):
            place[key] = twin(value)
        elif type(value) is tuple and any(isinstance(item, Tensor) for item in value):
            place[key] = tuple(twin(item) if isinstance(item, Tensor) else item for item in value)
