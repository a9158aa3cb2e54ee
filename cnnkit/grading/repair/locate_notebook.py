"""Which file of a submission is the notebook of the set, and what there is to say of it."""

from __future__ import annotations

import os
import re
from pathlib import Path

import nbformat

from cnnkit.grading.repair.skeleton import read_given
from cnnkit.grading.repair.source_analysis import defined
from cnnkit.grading.repair.submitted_cells import UnreadableError, read_pieces
from cnnkit.grading.walls.untrusted import LinkedError, NotPlainError, read_plain

__all__ = ["LinkedError", "find_notebooks"]

MOST_NOTEBOOK_MB = 50
MOST_FILES, MOST_FOLDERS = 40, 40
ENDINGS = (".ipynb", ".json", ".txt", ".py")


def find_notebooks(folder: Path, skeletons: dict[str, str]) -> tuple[dict[str, bytes], dict[str, list[str]]]:
    """The submitted notebooks by name, and notes by name, of submitted/<student>/<set>.

    Links are not followed: LinkedError where the student's or the set's folder is one. OSError where the
    machine could not read what is there (rights, a broken disk): that is no missing work, and no zero.
    Where `name.ipynb` is missing or empty, another file takes its place if it is the only one in the folder
    that reads like this notebook: it shares labels or function names with it. An empty file that none takes
    the place of is handed in all the same, with nothing in it; what is no plain file is not.
    """
    for place in (folder.parent, folder):
        if place.is_symlink():
            raise LinkedError(
                f"{_shown(place.name)} in {place.parent} is a link, and links are not followed: "
                "have the student's own files there"
            )
    submitted = folder.parent.parent
    if not submitted.is_dir():
        return {}, {}
    found, notes = dict[str, bytes](), dict[str, list[str]]()
    empty = dict[str, bytes]()
    for name in skeletons:
        data, note = _read(folder / f"{name}.ipynb", submitted)
        if note:
            notes.setdefault(name, []).append(note)
        if data is not None:
            (found if data.strip() else empty)[name] = data
    missing = [name for name in skeletons if name not in found]
    others = _others(folder, set(skeletons))
    beside = [_shown(path.name) for path in others if path.suffix.lower() == ".ipynb"]
    if beside and not missing:
        for name in skeletons:
            notes.setdefault(name, []).append(f"Handed in beside it and not graded: {', '.join(beside)}.")
    for name in missing:
        like = _alike(others, skeletons[name], submitted)
        if len(like) == 1:
            path, found[name] = like[0]
            notes.setdefault(name, []).append(
                f"There is no {name}.ipynb to read; the file {_shown(path.name)} was graded in its place."
            )
        elif like:
            names = ", ".join(sorted(_shown(path.name) for path, _ in like))
            notes.setdefault(name, []).append(
                f"There is no {name}.ipynb to read, and several files could be it: {names}. None was graded."
            )
    return empty | found, notes


def _alike(others: list[Path], skeleton: str, submitted: Path) -> list[tuple[Path, bytes]]:
    """The files that read like this notebook; notebooks before texts, equal ones once."""
    given = [cell for cell in read_given(nbformat.reads(skeleton, as_version=4)) if cell.is_answer]
    labels, names = {cell.label for cell in given}, frozenset[str]().union(*(cell.names for cell in given))
    like = dict[bytes, Path]()
    for path in others:
        if like and path.suffix.lower() != ".ipynb" and next(iter(like.values())).suffix.lower() == ".ipynb":
            break
        data = _read(path, submitted)[0] or b""
        try:
            pieces, _ = read_pieces(data)
        except UnreadableError:
            continue
        if any(piece.label in labels or names.intersection(defined(piece.source)) for piece in pieces):
            like.setdefault(data, path)
    return [(path, data) for data, path in like.items()]


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
