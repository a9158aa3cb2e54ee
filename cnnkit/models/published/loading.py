"""Reading files of weights and copying them into a network: each tensor in its place, or none is copied."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from pickle import UnpicklingError

import torch
from torch import Tensor, nn

from cnnkit.blocks.int8 import from_int8
from cnnkit.download import fetch
from cnnkit.models.published.files import PUBLISHED
from cnnkit.models.published.keys import rename

__all__ = ["fetch_published", "has_shapes", "load_own_state", "load_state", "read_tensors"]

COUNTER = "num_batches_tracked"  # of batch norms; files older than torch 0.4.1 have none, and eval needs none
WRAPPERS = ("module.", "_orig_mod.")  # DistributedDataParallel and torch.compile put theirs before every name


def fetch_published(name: str) -> dict[str, Tensor]:
    """The tensors of the published file of our network `name`, under the file's own keys.

    The file comes from the cache folder (`cnnkit.download.home()`) or else from the network, and its
    checksum is verified. Raises `DownloadError` when it cannot be had.
    """
    published = PUBLISHED[name]
    return read_tensors(fetch(published.url, checksum=published.checksum))


def load_state(model: nn.Module, name: str, state: Mapping[str, Tensor], leave: Iterable[str] = ()) -> None:
    """Copy the tensors of a published file, under the file's own keys, into our network `name`.

    What the file holds for the parts named in `leave` is left out, and these may be missing in the network.
    Raises `ValueError`, and leaves the model as it was, unless the other tensors of the file are exactly the
    other ones of the model, each with its shape.
    """
    published = PUBLISHED[name]
    tensors, unknown = _renamed(name, state)
    what = f"{name}: not the weights of {published.peer} ({published.file})"
    _fill(model, tensors, unknown, what, leave)


def load_own_state(
    model: nn.Module, name: str, state: Mapping[str, Tensor], leave: Iterable[str] = ()
) -> None:
    """Copy a state dict of our own network `name`; `leave` and errors as in `load_state`."""
    _fill(model, dict(state), [], f"{name}: not a state dict of this network", leave)


def has_shapes(build: Callable[..., nn.Module], name: str, state: Mapping[str, Tensor]) -> bool:
    """Whether all tensors of a published file that our network `name` knows, with the published classes and
    channels, have its shapes.
    """
    published = PUBLISHED[name]
    with torch.device("meta"):  # shapes alone
        own = build(num_classes=published.num_classes, in_channels=published.in_channels).state_dict()
    tensors, _ = _renamed(name, state)
    return all(tensor.shape == own[key].shape for key, tensor in tensors.items() if key in own)


def _renamed(name: str, state: Mapping[str, Tensor]) -> tuple[dict[str, Tensor], list[str]]:
    """A published file's tensors under our keys, and its keys that have none."""
    published = PUBLISHED[name]
    renamed = rename(published.keys, name, state)
    tensors = {ours: state[key] for key, ours in renamed.items()}
    if published.background:
        tensors = {
            ours: _without_background(tensor, published.num_classes) for ours, tensor in tensors.items()
        }
    return tensors, [key for key in state if key not in renamed]


def read_tensors(path: Path) -> dict[str, Tensor]:
    """The tensors of a safetensors file, or of one that torch saved, by name; no code in it is run.

    What a wrapper for many GPUs or for compiling put before every name is left out, and weights that a
    safetensors file keeps as bytes (`cnnkit.blocks.int8`) are decimals again.
    Raises `ValueError` for a file that is neither, or is broken, or holds anything else.
    """
    if not path.is_file():
        raise ValueError(f"there is no file {path}")
    try:
        if path.suffix == ".safetensors":
            from safetensors.torch import load_file

            return from_int8(_unwrapped(load_file(path)))
        mmap = zipfile.is_zipfile(path)  # files older than torch 1.6 are no archives and cannot be mapped
        content = torch.load(path, map_location="cpu", weights_only=True, mmap=mmap)
    except Exception as error:  # whatever the readers stumble over: there is no common class
        text = str(error).partition("\n")[0]
        if isinstance(error, UnpicklingError):  # torch's text says how to run the file's code all the same
            text = "no tensors, or more than tensors, such as code"
        raise ValueError(
            f"{path} cannot be read as weights ({type(error).__name__}: {text}); legal: a state dict saved "
            "by torch.save or safetensors, whole"
        ) from None
    if not isinstance(content, Mapping) or not (_are_tensors(content) or len(content) == 0):
        keys = f" of {', '.join(map(str, list(content)[:5]))}" if isinstance(content, Mapping) else ""
        raise ValueError(
            f"{path} holds {type(content).__name__}{keys}, not a state dict: tensors by name{_inner(content)}"
        )
    return _unwrapped(content)


def _inner(content: object) -> str:
    """How to get at a state dict that lies among other things, as in a checkpoint."""
    if not isinstance(content, Mapping):
        return ""
    inner = [key for key, value in content.items() if isinstance(value, Mapping) and _are_tensors(value)]
    ways = " or ".join(
        f"torch.save(torch.load(path, weights_only=True)[{key!r}], 'weights.pt')" for key in inner
    )
    return f". It holds one under {' and '.join(map(repr, inner))}: {ways}" if inner else ""


def _are_tensors(content: Mapping[object, object]) -> bool:
    return len(content) > 0 and all(
        isinstance(key, str) and isinstance(value, Tensor) for key, value in content.items()
    )


def _unwrapped(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    for wrapper in WRAPPERS:
        if state and all(key.startswith(wrapper) for key in state):
            return _unwrapped({key.removeprefix(wrapper): tensor for key, tensor in state.items()})
    return dict(state)


def _without_background(tensor: Tensor, num_classes: int) -> Tensor:
    return tensor[1:] if tensor.dim() and tensor.shape[0] == num_classes + 1 else tensor


def _plain(tensor: Tensor) -> bool:
    """Whether a copy loses nothing and fails nowhere."""
    return not tensor.is_complex() and tensor.layout is torch.strided


def _fill(
    model: nn.Module, tensors: dict[str, Tensor], unknown: Iterable[str], what: str, leave: Iterable[str] = ()
) -> None:
    left = tuple(f"{part}." for part in leave)
    own = {key: tensor for key, tensor in model.state_dict().items() if not key.startswith(left)}
    tensors = {key: tensor for key, tensor in tensors.items() if not key.startswith(left)}
    missing = [key for key in own if key not in tensors and not key.endswith(COUNTER)]
    unknown = [*unknown, *(key for key in tensors if key not in own)]
    differ = [
        f"{key} is {tuple(tensors[key].shape)}, here {tuple(own[key].shape)}"
        for key in own
        if key in tensors and tensors[key].shape != own[key].shape
    ]
    odd = [key for key in own if key in tensors and not _plain(tensors[key])]
    faults = [
        f"{len(found)} {kind} ({'; '.join(found[:3])}{'; …' if len(found) > 3 else ''})"
        for kind, found in (
            ("missing", missing),
            ("unknown", unknown),
            ("of another shape", differ),
            ("complex or sparse", odd),
        )
        if found
    ]
    if faults:
        raise ValueError(f"{what}. Of the network's {len(own)} tensors: {', '.join(faults)}")
    with torch.no_grad():
        for key, tensor in tensors.items():
            own[key].copy_(tensor)
