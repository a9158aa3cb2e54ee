"""The files of a submission as bytes: nothing looks into them here, for this runs outside of any box."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import NamedTuple

from cnnkit.grading.walls.untrusted import LinkedError, NotPlainError, read_plain

__all__ = ["ENDINGS", "LinkedError", "Other", "Submitted", "gather"]

MOST_NOTEBOOK_MB = 50
MOST_OTHERS_MB = 50
"""Of all files together that are looked through for a notebook that is missing."""
MOST_FILES, MOST_FOLDERS = 40, 40
ENDINGS = (".ipynb", ".json", ".txt", ".py")


class Other(NamedTuple):
    """A file that may be the notebook under another name."""

    name: str
    """As it can be shown anywhere."""
    is_notebook: bool
    data: bytes


class Submitted(NamedTuple):
    notebooks: dict[str, bytes]
    """What is in NAME.ipynb, by name."""
    others: list[Other]
    """Where one of these is missing or empty: what else is there, notebooks first."""
    notes: dict[str, list[str]]
    """By name, what there is to say of the files."""


def gather(folder: Path, names: list[str]) -> Submitted:
    """The files of submitted/<student>/<set> for the notebooks of these names.

    Links are not followed: LinkedError where the student's or the set's folder is one. OSError where the
    machine could not read what is there (rights, a broken disk): that is no missing work, and no zero.
    What is no plain file counts as not there.
    """
    for place in (folder.parent, folder):
        if place.is_symlink():
            raise LinkedError(
                f"{_shown(place.name)} in {place.parent} is a link, and links are not followed: "
                "have the student's own files there"
            )
    submitted = folder.parent.parent
    if not submitted.is_dir():
        return Submitted({}, [], {})
    found, notes = dict[str, bytes](), dict[str, list[str]]()
    for name in names:
        data, note = _read(folder / f"{name}.ipynb", submitted)
        if note:
            notes.setdefault(name, []).append(note)
        if data is not None:
            found[name] = data
    missing = [name for name in names if not found.get(name, b"").strip()]
    paths = _others(folder, set(names))
    beside = [_shown(path.name) for path in paths if path.suffix.lower() == ".ipynb"]
    if beside and not missing:
        for name in names:
            notes.setdefault(name, []).append(f"Handed in beside it and not graded: {', '.join(beside)}.")
    others, room = list[Other](), MOST_OTHERS_MB << 20
    for path in paths if missing else []:
        data = _read(path, submitted)[0] or b""
        if len(data) <= room:
            room -= len(data)
            others.append(Other(_shown(path.name), path.suffix.lower() == ".ipynb", data))
        else:
            for name in missing:
                told = f"{_shown(path.name)} was not looked into: together the files are larger than "
                notes.setdefault(name, []).append(f"{told}{MOST_OTHERS_MB} MB.")
    return Submitted(found, others, notes)


def _others(folder: Path, names: set[str]) -> list[Path]:
    """Plain files that may be notebooks, those that end in .ipynb first; hidden folders are left out."""
    found = list[Path]()
    for count, (place, folders, files) in enumerate(os.walk(folder)):
        folders[:] = sorted(name for name in folders if name[0] != ".")
        found += [Path(place) / name for name in sorted(files) if Path(name).suffix.lower() in ENDINGS]
        if count >= MOST_FOLDERS or len(found) >= MOST_FILES:
            break
    taken = {folder / f"{name}.ipynb" for name in names} | {folder / "timestamp.txt"}
    found = [path for path in found if path not in taken and path.name[0] != "."]
    return sorted(found[:MOST_FILES], key=lambda path: path.suffix.lower() != ".ipynb")


def _read(path: Path, below: Path) -> tuple[bytes | None, str]:
    """The file's bytes, None if there is none, and a note if they are not all, or none.

    OSError where it is the machine's fault that nothing came.
    """
    try:
        data = read_plain(path, below, (MOST_NOTEBOOK_MB << 20) + 1)
    except FileNotFoundError:
        return None, ""
    except (LinkedError, NotPlainError) as error:
        return None, f"The file {_shown(path.name)} cannot be read: {error.strerror}."
    if len(data) > MOST_NOTEBOOK_MB << 20:
        note = f"The file {_shown(path.name)} is larger than {MOST_NOTEBOOK_MB} MB; the rest was left out."
        return data[:-1], note
    return data, "" if data.strip() else f"The file {_shown(path.name)} is empty."


def _shown(name: str) -> str:
    """A file's name as it can be shown anywhere."""
    return "'" + re.sub(r"[^\w .()+-]", "?", name)[:80] + "'"
