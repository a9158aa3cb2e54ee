"""Have one submission read in a box: which file is the notebook, and what is in it, however damaged it is.

Parsers get what strangers wrote to read, so they run where strangers run: with a clock, a limit on memory and
no way out. What it costs to read a submission costs that submission.
"""

from __future__ import annotations

import io
import json
import secrets
import tarfile
from typing import Any, NamedTuple

from nbformat import NotebookNode

from cnnkit.grading.repair.restore import DamagedEntriesError, given_in, notes_of, rebuilt, unanswered
from cnnkit.grading.repair.submitted_files import Other
from cnnkit.grading.walls.limits import Limits
from cnnkit.grading.walls.sandbox import BoxEndedError, SandboxError, Warm

__all__ = ["READING", "Read", "checked", "read_submission"]

READING = Limits(
    cell_s=300, notebook_s=300, cpu_s=30, memory_mb=1500, processes=4, disk_mb=400, file_mb=100, flood_mb=1
)
"""Only the processor's seconds and the memory count against a submission: the rest is for a busy machine."""
CELL = """
from cnnkit.grading.repair.reading import read_folder
told = read_folder({folder!r})
"""
ASK = b'{"what": "names", "names": ["told"]}'
LONGEST_ANSWER = 16 << 20
"""Bytes. submitted_cells.MOST_TEXT keeps what honest parsers answer below it."""
OWN_FAULT = {"cpu", "memory", "crash", "answer"}
"""Why a box ends by what was in it. A clock that ran out, or an end without a reason, is the machine's."""
TOO_MUCH = (
    "The files could not be read, so nothing in them was graded: reading them {}. A person should look."
)
WHY = {
    "cpu": f"took more than {READING.cpu_s} s of processor time",
    "memory": f"took more than {READING.memory_mb} MB of memory",
    "crash": "crashed Python",
    "answer": "gave no answer that can be used",
}


class Read(NamedTuple):
    """What was read of one submission."""

    notebooks: dict[str, NotebookNode]
    """To be graded, by name; of those that were handed in."""
    notes: dict[str, list[str]]
    """By name, what there is to say."""


def read_submission(
    warm: Warm, skeletons: dict[str, str], notebooks: dict[str, bytes], others: list[Other]
) -> Read:
    """The notebooks to grade. Never raises for what is in the files; what is too much to read earns nothing.

    `skeletons` are the instructor's notebooks by name, as JSON, the rest is as in submitted_files.Submitted.
    Raises SandboxError where the machine, not the submission, kept it from being read.
    """
    if not notebooks and not others:
        return Read({}, {})
    try:
        told = _told(warm, skeletons, notebooks, others)
        return checked(told, skeletons, others)
    except _TooMuchError as error:
        notes = {name: [TOO_MUCH.format(error)] for name in skeletons}
        return Read({name: unanswered(skeletons[name]) for name in notebooks}, notes)


class _TooMuchError(Exception):
    """A submission that cannot be read within what one submission may use; says what it used up."""


def _told(
    warm: Warm, skeletons: dict[str, str], notebooks: dict[str, bytes], others: list[Other]
) -> dict[str, Any]:
    folder = f"reading-{secrets.token_hex(8)}"
    with warm.box(READING, _packed(folder, skeletons, notebooks, others)) as box:
        try:
            ran = box.run(CELL.format(folder=folder), trusted=True)
            answer = b"" if ran.error else box.ask(ASK, READING.cell_s)
        except BoxEndedError as ended:
            why = str(box.report.get("why"))
            if why in OWN_FAULT or box.report.get("cpu_s", 0) >= READING.cpu_s:
                raise _TooMuchError(WHY.get(why, WHY["cpu"])) from None
            raise SandboxError(f"a submission could not be read: {ended}") from ended
    if ran.interrupted:
        raise SandboxError(f"a submission could not be read in {READING.cell_s} s: is the machine very busy?")
    if ran.error == "MemoryError":
        raise _TooMuchError(WHY["memory"])
    try:
        told = json.loads(json.loads(answer)["value"]["told"]) if len(answer) <= LONGEST_ANSWER else None
    except (ValueError, RecursionError, KeyError, TypeError):
        told = None
    if type(told) is not dict:
        raise _TooMuchError(WHY["answer"])
    return told


def _packed(
    folder: str, skeletons: dict[str, str], notebooks: dict[str, bytes], others: list[Other]
) -> bytes:
    """A tar of all that reading.read_folder needs, which calls the files by numbers."""
    files = list[bytes]()

    def number_of(data: bytes) -> str:
        files.append(data)
        return str(len(files) - 1)

    named = ",".join(
        f"{json.dumps(name)}: [{given_in(text)}, "
        f"{json.dumps(number_of(notebooks[name]) if name in notebooks else None)}]"
        for name, text in skeletons.items()
    )
    beside = json.dumps([[other.is_notebook, number_of(other.data)] for other in others])
    what = f'{{"notebooks": {{{named}}}, "others": {beside}}}'
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, data in [("what.json", what.encode()), *((str(n), data) for n, data in enumerate(files))]:
            entry = tarfile.TarInfo(f"{folder}/{name}")
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return packed.getvalue()


def checked(told: dict[str, Any], skeletons: dict[str, str], others: list[Other]) -> Read:
    """The notebooks that the box made, where it is what it can have made."""
    read = Read({}, {})
    for name, text in skeletons.items():
        answer = told.get(name)
        if type(answer) is not dict or not {"like", "cells", "notes"} <= answer.keys():
            raise _TooMuchError(WHY["answer"])
        read.notes[name] = [*_of_others(name, answer["like"], others), *notes_of(answer["notes"])]
        if answer["cells"] is not None:
            try:
                read.notebooks[name] = rebuilt(answer["cells"], text)
            except DamagedEntriesError:
                raise _TooMuchError(WHY["answer"]) from None
    return read


def _of_others(name: str, like: Any, others: list[Other]) -> list[str]:
    """What to say of the files that read like a notebook that is not there."""
    numbers = [n for n in like if type(n) is int and 0 <= n < len(others)] if type(like) is list else []
    names = [others[number].name for number in numbers]
    if len(names) == 1:
        return [f"There is no {name}.ipynb to read; the file {names[0]} was graded in its place."]
    if names:
        several = f"several files could be it: {', '.join(sorted(names))}. None was graded."
        return [f"There is no {name}.ipynb to read, and {several}"]
    return []
