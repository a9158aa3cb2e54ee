"""`cnnkit look METHOD PICTURE`: what a network sees in anybody's photograph, as a picture in a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import torch
from torch import Tensor, nn

from cnnkit.data.imagefolder import read_image
from cnnkit.models.create import create_model, model_info, stages, weights_info
from cnnkit.models.prepare import class_names, prepare
from cnnkit.models.published.files import Preparation, Published
from cnnkit.recipes.classify import NETWORK
from cnnkit.recipes.look_methods import RUNS, Run, Wish
from cnnkit.recipes.look_options import METHODS
from cnnkit.visualize.looking.layers import layer_name
from cnnkit.visualize.panels import write_picture

__all__ = ["LookError", "Request", "look"]

BLACK, ONE = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)


class LookError(ValueError):
    """Something was asked for that does not exist or does not fit."""


@dataclass(frozen=True)
class Request:
    """What the command line says; None for what it leaves open."""

    method: str
    picture: Path
    model: str = NETWORK
    layer: str | None = None
    target: str | None = None
    channel: int | None = None
    eps: float | None = None
    steps: int | None = None
    size: int | None = None
    seed: int | None = None
    output: Path | None = None


OPTIONS = {
    "layer": "layer",
    "class": "target",
    "channel": "channel",
    "eps": "eps",
    "steps": "steps",
    "seed": "seed",
}
"""Of the methods, and the fields that hold them."""


class Prepared(nn.Module):
    """A network that takes pictures in [0, 1]: their preparation is part of it."""

    def __init__(self, network: nn.Module, preparation: Preparation) -> None:
        super().__init__()
        self.network = network
        self.mean, self.std = (torch.tensor(colour)[:, None, None] for colour in preparation[2:])

    def forward(self, x: Tensor) -> Tensor:
        return self.network((x - self.mean) / self.std)


def look(request: Request, say: Callable[[str], None]) -> Path:
    """Run the method, write its picture, say what it shows; the file's path.

    Raises `LookError` for what is asked for wrongly, other `ValueError`s for what does not work out.
    """
    _check(request)
    method = RUNS[request.method]
    output = request.output or Path(f"{request.picture.stem}-{request.method}.png")
    _check_output(output)
    network, preparation, names = _network(request.model)
    side = request.size or method.side or preparation.crop
    x = _pixels(request.picture, preparation, side)
    model = network if preparation[2:] == (BLACK, ONE) else Prepared(network, preparation)
    model.eval()
    layer = _layer(request, method, network)
    wish = Wish(
        model=model,
        x=x,
        names=names,
        target=_target(request.target, names) if request.target is not None else _likeliest(model, x),
        layer=None if layer is None else network.get_submodule(layer),
        layer_name=layer or "",
        channel=request.channel,
        eps=2 / 255 if request.eps is None else request.eps,
        steps=request.steps,
        seed=request.seed or 0,
        say=say,
    )
    write_picture(method.run(wish), output)
    say(f"{output}")
    return output


def _check(request: Request) -> None:
    name = request.method
    if name not in METHODS:
        near = get_close_matches(name, METHODS, n=3, cutoff=0.5)
        hint = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(METHODS)}"
        raise LookError(f"no method {name!r}; {hint}")
    legal = METHODS[name].takes
    for option, field in OPTIONS.items():
        if getattr(request, field) is not None and option not in legal:
            takes = ", ".join(f"--{each}" for each in legal) or "none of these"
            raise LookError(f"{name} takes no --{option}; of the options of methods it takes {takes}")
    for option in ("steps", "size"):
        value = getattr(request, option)
        if value is not None and value < 1:
            raise LookError(f"--{option} {value}: want at least 1")


def _check_output(output: Path) -> None:
    from PIL import Image

    legal = sorted(
        end for end, kind in Image.registered_extensions().items() if kind in ("PNG", "JPEG", "WEBP")
    )
    if output.suffix.lower() not in legal:
        raise LookError(f"-o {output}: want a picture's name, one that ends with {', '.join(legal)}")
    if not output.parent.is_dir():
        raise LookError(f"-o {output}: there is no folder {output.parent}")


def _network(name: str) -> tuple[nn.Module, Preparation, tuple[str, ...]]:
    try:
        entry = model_info(name)
    except ValueError as error:
        raise LookError(error) from error
    if "imagenet" not in entry.weights:
        raise LookError(f"{name} has no weights for photographs; legal: a network with weights 'imagenet'")
    info = weights_info(name, "imagenet")
    assert info.preparation is not None
    return create_model(name, weights="imagenet").eval(), info.preparation, class_names(info)


def _pixels(path: Path, preparation: Preparation, side: int) -> Tensor:
    """The square that the network sees, `(1, 3, side, side)` in [0, 1]."""
    if path.is_dir():
        raise ValueError(f"{path} is a folder; legal: a picture")
    resize = round(side * preparation.resize / preparation.crop)
    alone = Published("", "", "", preparation=Preparation(resize, side, BLACK, ONE))
    return prepare(read_image(path), alone)[None].clamp(0, 1)


def _layer(request: Request, method: Run, network: nn.Module) -> str | None:
    if request.layer is not None:
        return _known_layer(network, request.layer)
    return method.stage(stages(request.model)) if method.stage else None


def _known_layer(network: nn.Module, layer: str) -> str:
    try:
        return layer_name(network, layer)
    except ValueError as error:
        raise LookError(f"--layer: {error}") from error


def _target(wanted: str, names: Sequence[str]) -> int:
    """A class by its number or its name."""
    if wanted.isdecimal():
        if int(wanted) < len(names):
            return int(wanted)
        raise LookError(f"--class {wanted}: there are {len(names)} classes, 0 to {len(names) - 1}")
    lower = [name.lower() for name in names]
    if wanted.lower() in lower:
        return lower.index(wanted.lower())
    near = [names[lower.index(name)] for name in get_close_matches(wanted.lower(), lower, n=3, cutoff=0.5)]
    hint = f"did you mean {' or '.join(near)}?" if near else "`cnnkit classify` shows names of classes"
    raise LookError(f"--class: no class is called {wanted!r}; {hint}")


@torch.no_grad()
def _likeliest(model: nn.Module, x: Tensor) -> int:
    return int(model(x)[0].argmax())
