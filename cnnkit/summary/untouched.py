"""A network is looked at without leaving a trace in it."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn

Holder = dict | list | set | deque
INTERNAL = frozenset(vars(nn.Module()))
"""What torch keeps on every module, hooks and mode among it."""


@contextmanager
def left_as_it_was(module: nn.Module, twin: Callable[[Tensor], Tensor]) -> Iterator[None]:
    """Eval mode inside; afterwards mode, attributes, lists, dictionaries and random state are as before.

    The parameters too: `functional_call` leaves its own behind in a module that has two names. Tensors that
    are neither parameters nor buffers are replaced by their `twin` meanwhile: they would meet meta tensors on
    the wrong device, or be written into.
    """
    torchs: list[tuple[dict, dict]] = []
    before: list[tuple[Any, Any]] = []
    met: set[int] = set()
    for part in module.modules():
        own = vars(part)
        torchs += [(place, dict(place)) for place in (own["_parameters"], own["_buffers"], own["_modules"])]
        before.append((own, dict(own)))
        for name, value in own.items():
            if name not in INTERNAL and isinstance(value, Holder):
                _remember(value, before, met)
    numbers, others = torch.get_rng_state(), random.getstate()
    mha = torch.backends.mha.get_fastpath_enabled()
    try:
        module.eval()
        torch.backends.mha.set_fastpath_enabled(False)  # one operation that says nothing of its products
        for place, _ in before:
            _swap(place, twin)
        yield
    finally:
        for place, content in (*before, *torchs):
            place.clear()
            (place.extend if isinstance(place, list | deque) else place.update)(content)
        torch.set_rng_state(numbers)
        random.setstate(others)
        torch.backends.mha.set_fastpath_enabled(mha)


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
    """Twins for the plain tensors of one place."""
    if isinstance(place, set):
        return
    for key, value in list(place.items() if isinstance(place, dict) else enumerate(place)):
        if isinstance(value, Tensor):
            place[key] = twin(value)
        elif type(value) is tuple and any(isinstance(item, Tensor) for item in value):
            place[key] = tuple(twin(item) if isinstance(item, Tensor) else item for item in value)
