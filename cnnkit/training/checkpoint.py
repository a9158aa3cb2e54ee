"""Checkpoint files: written whole or not at all, and read without executing anything in them."""

import os
import pickle
import shutil
import zipfile
from pathlib import Path
from typing import Any

import torch

__all__ = ["CheckpointError", "load_checkpoint", "previous", "save_checkpoint"]

FORMAT = "cnnkit training run, 2"


class CheckpointError(ValueError):
    """This file cannot be gone on from: why, and what to do."""


def save_checkpoint(path: Path | str, content: dict[str, Any]) -> None:
    """Tensors, numbers, strings, lists and dicts into one file. Whenever the machine stops, `path` holds
    either the old content or the new; the file before it is kept as `previous(path)`. An OSError, as of a
    full disk, names `path`.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    part, second = (path.with_name(f"{path.name}.{what}") for what in ("part", "second"))
    try:
        with open(part, "wb") as file:
            torch.save({"format": FORMAT} | content, file)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            second.unlink(missing_ok=True)
            try:
                os.link(path, second)
            except OSError:  # a file system without links
                shutil.copyfile(path, second)
            os.replace(second, previous(path))
        os.replace(part, path)
    except BaseException as error:
        part.unlink(missing_ok=True)  # a full disk would stay full
        second.unlink(missing_ok=True)
        # torch hides a write that fails behind an error of its own
        cause = error.__context__ if isinstance(error, RuntimeError) else error
        if isinstance(cause, OSError):
            raise OSError(cause.errno, cause.strerror, str(path)) from None
        raise


def previous(path: Path | str) -> Path:
    """`run/checkpoint.pt` -> `run/checkpoint.previous.pt`"""
    path = Path(path)
    return path.with_name(f"{path.stem}.previous{path.suffix}")


def load_checkpoint(path: Path | str) -> dict[str, Any]:
    """What `save_checkpoint` has written, on the CPU; CheckpointError if that is not what `path` holds.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     save_checkpoint(f"{folder}/run.pt", {"epoch": 3, "weight": torch.ones(2)})
    ...     load_checkpoint(f"{folder}/run.pt")["weight"]
    tensor([1., 1.])
    """
    path = Path(path)
    try:
        with zipfile.ZipFile(path) as archive:
            damaged = archive.testzip()  # torch itself does not look at the checksums
        content = None if damaged else torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError:
        raise CheckpointError(f"there is no checkpoint {path}") from None
    except (zipfile.BadZipFile, pickle.UnpicklingError, RuntimeError, EOFError, KeyError) as error:
        raise _unreadable(path, f"it is cut off, or no checkpoint ({type(error).__name__})") from None
    if content is None:
        raise _unreadable(path, f"its part {damaged} has changed since it was written")
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise _unreadable(path, "it was not written by this version of cnnkit's training")
    return content


def _unreadable(path: Path, why: str) -> CheckpointError:
    way_out = f"move it away to start anew, or take the one before it, {previous(path)}"
    if not previous(path).exists():
        way_out = "move it away to start anew"
    return CheckpointError(f"{path} cannot be read: {why}; {way_out}")
