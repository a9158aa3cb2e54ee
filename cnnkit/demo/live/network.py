"""The network that live demos look into: the one that ships, or a torch module of the lecturer's own."""

from __future__ import annotations

import importlib
import importlib.util
import sys
import threading
from collections.abc import Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from cnnkit.summary.measure import summarize
from cnnkit.summary.table import Summary

__all__ = ["Network", "load_module", "shipped"]


class Network:
    """A module in eval mode that takes pictures `(n, c, h, w)` in [0, 1], and what is said about it.

    `shape` is (c, h, w), `names` are those of the classes, where they are known. Raises ValueError for a
    shape that is no picture's.
    """

    def __init__(self, model: nn.Module, shape: Sequence[int], names: Sequence[str] = ()) -> None:
        if len(shape) != 3 or min(shape) < 1 or max(shape) > 2048:
            raise ValueError(f"--input {' '.join(map(str, shape))}: want channels, rows, columns, up to 2048")
        self.model, self.shape, self.names = model.eval(), tuple(shape), tuple(names)
        self.turn = threading.Lock()  # several demos look into it, each with hooks of its own

    @cached_property
    def summary(self) -> Summary:
        return summarize(self.model, (1, *self.shape))

    @property
    def title(self) -> str:
        return type(self.model).__name__

    def layers(self, maps: bool = True) -> list[str]:
        """Names of the layers in the order in which they ran; with `maps` those alone that say maps.

        Raises `SummaryError` where a picture does not go through the module.
        """
        found = [row.name for row in self.summary if not maps or len(row.out_shape) == 4]
        return [name for name in dict.fromkeys(found) if name in dict(self.model.named_modules())]

    def class_name(self, index: int) -> str:
        return self.names[index] if index < len(self.names) else f"class {index}"

    @torch.no_grad()
    def best(self, x: Tensor, k: int = 3) -> list[tuple[int, float]]:
        """The likeliest classes of the picture `(1, c, h, w)`, with their probabilities.

        Raises ValueError where the module does not answer a logit for each class.
        """
        logits: Any = self.model(x)
        if not isinstance(logits, Tensor) or logits.ndim != 2:
            came = tuple(logits.shape) if isinstance(logits, Tensor) else type(logits).__name__
            raise ValueError(f"this demo needs logits (n, classes); {self.title} answers {came}")
        top = logits.softmax(1)[0].topk(min(k, logits.shape[1]))
        return list(zip(top.indices.tolist(), top.values.tolist(), strict=True))

    def said(self, x: Tensor) -> str:
        """The likeliest class in words."""
        ((index, probability),) = self.best(x, 1)
        return f"{self.class_name(index)} ({probability:.1%})"


@cache
def shipped() -> Network:
    """SqueezeNet 1.1 with its ImageNet weights."""
    from cnnkit.models.create import create_model, weights_info
    from cnnkit.models.prepare import class_names

    model = create_model("squeezenet1_1", weights="imagenet")
    return Network(model, (3, 224, 224), class_names(weights_info("squeezenet1_1", "imagenet")))


def load_module(place: str) -> nn.Module:
    """The torch module at `FILE.py:NAME` or `package.module:NAME`: NAME is it, or makes it when called.

    The code of the file or package is run. Raises ValueError for what is not there or makes no module.
    """
    where, _, name = place.rpartition(":")
    if not where or not name.isidentifier():
        raise ValueError(f"--module {place}: want FILE.py:NAME or package.module:NAME, as net.py:build")
    source = _source(place, where)
    if not hasattr(source, name):
        near = [key for key, value in vars(source).items() if callable(value) or isinstance(value, nn.Module)]
        own = ", ".join(key for key in near if not key.startswith("_")) or "nothing that could be called"
        raise ValueError(f"--module {place}: {where} has no {name}; it has {own}")
    found: Any = getattr(source, name)
    if not isinstance(found, nn.Module) and callable(found):
        try:
            found = found()
        except Exception as error:
            raise ValueError(f"--module {place}: {name}() failed: {type(error).__name__}: {error}") from error
    if not isinstance(found, nn.Module):
        raise ValueError(f"--module {place}: want a torch.nn.Module, got {type(found).__name__}")
    return found


def _source(place: str, where: str) -> Any:
    path = Path(where)
    try:
        if path.suffix != ".py":
            sys.path.insert(0, str(Path.cwd()))  # as `python -m` does
            try:
                return importlib.import_module(where)
            finally:
                sys.path.remove(str(Path.cwd()))
        if not path.is_file():
            raise ValueError(f"--module {place}: there is no file {path}")
        spec = importlib.util.spec_from_file_location(f"cnnkit_demo_{path.stem}", path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module  # its classes are looked up by it
        sys.path.insert(0, str(path.parent.resolve()))  # files beside it, as for `python FILE`
        try:
            spec.loader.exec_module(module)
        finally:
            sys.path.remove(str(path.parent.resolve()))
        return module
    except ValueError:
        raise
    except Exception as error:
        raise ValueError(f"--module {place}: {type(error).__name__}: {error}") from error
