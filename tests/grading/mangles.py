"""Notebooks as students hand them in, and everything that happens to notebooks, drawn by seed.

Each cell carries `_tasks`: the tasks whose answer, or a part of it, is in the cell. A mangle returns the
tasks that it may cost points, because it destroys the answer itself; most return none. What is below
`FILE_MANGLES` works on the written file.
"""

import json
import pickle
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import nbformat

ROOT = Path(__file__).parents[2]
SETS = ("basics", "sizing")
STYLES = ("solved", "right", "half", "wrong", "mixed", "typed")
STUB = "    # YOUR CODE HERE\n    raise NotImplementedError()"
Cells = list[dict[str, Any]]


@dataclass
class Mangled:
    """A mangled notebook and where it comes from."""

    original: str
    data: bytes
    mangles: list[str]
    lost: set[str]


@cache
def _released(set_name: str) -> bytes:
    return pickle.dumps(json.loads((ROOT / "exercises" / set_name / f"{set_name}.ipynb").read_text()))


def released(set_name: str) -> dict[str, Any]:
    return pickle.loads(_released(set_name))


@cache
def skeleton(set_name: str) -> str:
    return (ROOT / "solutions" / set_name / f"{set_name}.ipynb").read_text()


def bank(set_name: str, name: str, kind: str) -> list[str]:
    """The answers of a task's bank that are `kind`, right or wrong."""
    path = ROOT / "tests" / "exercises" / set_name / f"{name}.py"
    head, *chunks = re.split(r"^# %% ", path.read_text(), flags=re.MULTILINE)
    return [head + chunk.partition("\n")[2] for chunk in chunks if chunk.startswith(kind)]


def original(set_name: str, style: str) -> dict[str, Any]:
    """A notebook that is intact: the released one with answers, own cells and outputs."""
    return pickle.loads(_original(set_name, style))


@cache
def _original(set_name: str, style: str) -> bytes:
    rng = random.Random(f"{set_name} {style}")
    notebook, cells = released(set_name), []
    solved = json.loads(skeleton(set_name))["cells"]
    solutions = {cell["metadata"].get("nbgrader", {}).get("grade_id"): cell["source"] for cell in solved}
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
        label = label_of(cell)
        task = label.removesuffix("-answer")
        cell["_tasks"] = {task} if label.endswith("-answer") else set()
        if cell["_tasks"]:
            name = task.replace("-", "_")
            choice = style if style != "mixed" else rng.choice(["solved", "right", "wrong", "stub", "typed"])
            if style == "half":
                choice = rng.choice(["right", "stub", "typed"])
            if choice == "solved":
                text = "".join(solutions[label])
                cell["source"] = re.sub(r"\n *### (BEGIN|END) SOLUTION", "", text)
            elif choice in ("right", "wrong"):
                cell["source"] = rng.choice(bank(set_name, name, choice)).strip("\n")
                if rng.random() < 0.5:
                    cells += _with_helper(cell, name, rng)
            elif choice == "typed":  # half a line, as at the end of an evening
                cell["source"] = cell["source"].replace(STUB, "    result = (1 +\n    return result")
        cells.append(cell)
        if rng.random() < 0.15:
            cells.append(_own(rng.choice(["# a note\nI *think* this is 5 < 6.", ""]), "markdown"))
        if rng.random() < 0.15:
            cells.append(_own(rng.choice(["1 + 1", "print('trying')", "for i in range(3):\n    print(i)"])))
    for number, cell in enumerate(cells):
        if cell["cell_type"] == "code" and rng.random() < 0.5:
            cell["outputs"] = [{"name": "stdout", "output_type": "stream", "text": [f"{number} {{\n"]}]
            cell["execution_count"] = number
    notebook["cells"] = cells
    return pickle.dumps(notebook)


def _with_helper(cell: dict[str, Any], name: str, rng: random.Random) -> Cells:
    """The answer's work in a cell of the student's own before it, and a call of that in the answer."""
    if f"def {name}(" not in cell["source"]:
        return []
    helper = _own(re.sub(rf"\b{name}\b", f"my_{name}", cell["source"]))
    helper["_tasks"] = set(cell["_tasks"])
    cell["source"] = f"def {name}(*args, **options):\n    return my_{name}(*args, **options)"
    return [helper]


def _own(source: str, kind: str = "code") -> dict[str, Any]:
    cell: dict[str, Any] = {"cell_type": kind, "metadata": {}, "source": source, "_tasks": set()}
    if kind == "code":
        cell |= {"outputs": [], "execution_count": None}
    return {**cell, "id": f"own-{len(source)}"}


def mangled(seed: int) -> Mangled:
    """The notebook of a seed: one to four mangles of one of the originals."""
    rng = random.Random(seed)
    set_name, style = SETS[seed % len(SETS)], STYLES[seed // len(SETS) % len(STYLES)]
    notebook, lost, names = original(set_name, style), set[str](), list[str]()
    count = rng.randint(1, 4)
    write = rng.choice(FILE_MANGLES) if rng.random() < 0.4 else None
    for mangle in rng.sample(CELL_MANGLES, count - (write is not None)):
        lost |= mangle(notebook, rng) or set()
        names.append(mangle.__name__)
    if write is None:
        data = dumped(notebook).encode()
    else:
        data, more = write(notebook, rng)
        lost |= more
        names.append(write.__name__)
    return Mangled(f"{set_name} {style}", data, names, lost)


def dumped(notebook: dict[str, Any]) -> str:
    """As Jupyter writes it."""
    plain = {**notebook, "cells": [_plain(cell) for cell in notebook["cells"]]}
    return json.dumps(plain, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _plain(cell: Any) -> Any:
    if not isinstance(cell, dict):
        return cell
    cell = {key: value for key, value in cell.items() if key != "_tasks"}
    for key in ("source", "input"):
        if isinstance(cell.get(key), str):
            cell[key] = cell[key].splitlines(keepends=True)
    return cell


def _copied(cell: dict[str, Any]) -> dict[str, Any]:
    copied = {**cell, "_tasks": set(cell["_tasks"])}
    metadata = cell.get("metadata")
    if isinstance(metadata, dict):
        tags = metadata.get("nbgrader")
        copied["metadata"] = {**metadata, **({"nbgrader": dict(tags)} if isinstance(tags, dict) else {})}
    return copied


def label_of(cell: Any) -> str:
    metadata = cell.get("metadata") if isinstance(cell, dict) else None
    return metadata.get("nbgrader", {}).get("grade_id", "") if isinstance(metadata, dict) else ""


def _kind(cell: Any, ending: str) -> bool:
    return isinstance(cell, dict) and label_of(cell).endswith(ending) and isinstance(cell["source"], str)


def _pick(notebook: dict[str, Any], rng: random.Random, ending: str = "-answer") -> int | None:
    found = [at for at, cell in enumerate(notebook["cells"]) if _kind(cell, ending)]
    return rng.choice(found) if found else None


def _code(notebook: dict[str, Any], rng: random.Random) -> int | None:
    """An answer that can be split: code, and more than a line of it."""
    found = [
        at
        for at, cell in enumerate(notebook["cells"])
        if _kind(cell, "-answer") and cell["cell_type"] == "code" and "\n" in cell["source"].strip()
    ]
    return rng.choice(found) if found else None


# --- duplicated, missing


def duplicate_any(notebook, rng):
    cells = notebook["cells"]
    at = rng.randrange(len(cells))
    cells.insert(rng.choice([at + 1, rng.randint(at + 1, len(cells))]), _copied(cells[at]))


def duplicate_answer(notebook, rng):
    at = _pick(notebook, rng)
    if at is not None:
        for _ in range(rng.randint(1, 3)):
            where = rng.randint(0, len(notebook["cells"]))
            notebook["cells"].insert(where, _copied(notebook["cells"][at]))
            at += where <= at


def add_stub_copy(notebook, rng):
    set_name = SETS["out-size" in json.dumps(notebook, default=str)]
    stubs = [cell for cell in released(set_name)["cells"] if label_of(cell).endswith("-answer")]
    stub = rng.choice(stubs)
    stub |= {"source": "".join(stub["source"]), "_tasks": set()}
    if rng.random() < 0.3:
        stub["metadata"] = {}
    notebook["cells"].insert(rng.randint(0, len(notebook["cells"])), stub)


def delete_locked(notebook, rng):
    for _ in range(rng.randint(1, 6)):
        at = _pick(notebook, rng, rng.choice(["-test", "-try", "setup"]))
        if at is not None:
            del notebook["cells"][at]


def delete_texts(notebook, rng):
    notebook["cells"] = [
        cell for cell in notebook["cells"] if cell["cell_type"] == "code" or rng.random() < 0.5
    ]


def delete_answer(notebook, rng):
    at = _pick(notebook, rng)
    return set() if at is None else notebook["cells"].pop(at)["_tasks"]


def add_empty(notebook, rng):
    for _ in range(4):
        notebook["cells"].insert(
            rng.randint(0, len(notebook["cells"])), _own("", rng.choice(["code", "raw"]))
        )


# --- split, merged


def _split(notebook, rng, at, where, *, labels):
    """Like JupyterLab: metadata on both halves, newlines at the cut are dropped; or like the old notebook."""
    cell = notebook["cells"][at]
    text = cell["source"]
    halves = [_copied(cell), _copied(cell)]
    halves[0]["source"], halves[1]["source"] = text[:where].rstrip("\n"), text[where:].lstrip("\n")
    halves[0]["id"] = f"split-{at}"
    for half in halves:
        half["outputs"] = []
    if labels == "last":
        halves[0]["metadata"] = {}
    elif labels == "first":
        halves[1]["metadata"] = {}
    notebook["cells"][at : at + 1] = halves


def _split_at_line(notebook, rng, labels):
    at = _code(notebook, rng)
    if at is not None:
        text = notebook["cells"][at]["source"]
        where = rng.choice([match.start() for match in re.finditer("\n", text.strip("\n"))])
        _split(notebook, rng, at, where, labels=labels)


def split_lab(notebook, rng):
    _split_at_line(notebook, rng, "both")


def split_old_notebook(notebook, rng):
    _split_at_line(notebook, rng, "last")


def split_code_editor(notebook, rng):
    _split_at_line(notebook, rng, "first")


def split_twice(notebook, rng):
    split_lab(notebook, rng)
    split_lab(notebook, rng)


def split_inside_line(notebook, rng):
    at = _code(notebook, rng)
    if at is not None:
        words = list(re.finditer(r"\w{4,}", notebook["cells"][at]["source"]))
        match = rng.choice(words)
        _split(notebook, rng, at, rng.randrange(match.start() + 1, match.end()), labels="both")


def _merge(notebook, first, count, kind=None):
    """As JupyterLab merges: the metadata of the first, an empty line between."""
    run = [cell for cell in notebook["cells"][first : first + count] if isinstance(cell, dict)]
    if len(run) < 2 or not all(isinstance(cell["source"], str) for cell in run):
        return
    whole = _copied(run[0])
    whole["source"] = "\n\n".join(cell["source"] for cell in run)
    whole["_tasks"] = set().union(*(cell["_tasks"] for cell in run))
    whole["cell_type"] = kind or whole["cell_type"]
    notebook["cells"][first : first + count] = [whole]


def merge_next(notebook, rng):
    at = _pick(notebook, rng)
    if at is not None:
        _merge(notebook, at, rng.randint(2, 4))


def merge_previous(notebook, rng):
    at = _pick(notebook, rng)
    if at:
        _merge(notebook, at - 1, 2, rng.choice(["code", None]))


def merge_many(notebook, rng):
    at = rng.randrange(len(notebook["cells"]))
    _merge(notebook, at, rng.randint(2, 12), rng.choice(["code", None]))


# --- retyped, moved, edited


def retype_answer(notebook, rng):
    at = _pick(notebook, rng)
    if at is not None:
        notebook["cells"][at]["cell_type"] = rng.choice(["markdown", "raw", "heading", "Code", "python"])


def retype_any(notebook, rng):
    for cell in rng.sample(notebook["cells"], min(3, len(notebook["cells"]))):
        if label_of(cell) or cell["cell_type"] == "markdown":
            cell["cell_type"] = rng.choice(["code", "markdown", "raw"])


def shuffle(notebook, rng):
    rng.shuffle(notebook["cells"])


def move_some(notebook, rng):
    cells = notebook["cells"]
    for _ in range(rng.randint(1, 4)):
        cells.insert(rng.randint(0, len(cells) - 1), cells.pop(rng.randrange(len(cells))))


def reverse(notebook, rng):
    notebook["cells"].reverse()


def typed_into_locked(notebook, rng):
    """The answer is in the cell below, or in the test cell, and the answer cell is as released."""
    at = _pick(notebook, rng)
    ending = rng.choice(["-try", "-test"])
    if at is None:
        return
    cell = notebook["cells"][at]
    task = label_of(cell).removesuffix("-answer")
    target = next((c for c in notebook["cells"] if label_of(c) == f"{task}{ending}"), None)
    if target is None or not isinstance(target["source"], str) or cell["cell_type"] != "code":
        return
    parts = [cell["source"], target["source"]]
    target["source"] = "\n".join(parts if rng.random() < 0.5 else parts[::-1])
    target["cell_type"] = "code"
    target["_tasks"] = target["_tasks"] | cell["_tasks"]
    cell["source"] = rng.choice(["", f"def {task.replace('-', '_')}(x):\n{STUB}"])
    cell["source"] = cell["source"] and _stub(notebook, label_of(cell))


def _stub(notebook, label):
    for name in SETS:
        for cell in released(name)["cells"]:
            if label_of(cell) == label:
                return "".join(cell["source"])
    return ""


def edit_locked(notebook, rng):
    at = _pick(notebook, rng, rng.choice(["-try", "-test"]))
    if at is not None:
        cell = notebook["cells"][at]
        cell["source"] = rng.choice([cell["source"] + "\n\n  \n", cell["source"].replace("1", "2"), "10"])


def swap_labels(notebook, rng):
    first, second = _pick(notebook, rng), _pick(notebook, rng)
    if first is not None and second is not None:
        a, b = notebook["cells"][first], notebook["cells"][second]
        if all("def " in cell["source"] and "NotImplemented" not in cell["source"] for cell in (a, b)):
            a["metadata"], b["metadata"] = b["metadata"], a["metadata"]


# --- labels, metadata, format


def rename_labels(notebook, rng):
    for cell in notebook["cells"]:
        if label_of(cell) and rng.random() < 0.4:
            cell["metadata"]["nbgrader"]["grade_id"] = f"cell-{rng.randrange(10**6)}"


def strip_metadata(notebook, rng):
    share = rng.choice([0.3, 1.0])
    for cell in notebook["cells"]:
        if rng.random() < share:
            cell["metadata"] = {}


def strip_all_but_sources(notebook, rng):
    notebook["metadata"] = {}
    for cell in notebook["cells"]:
        for key in ("metadata", "id", "outputs", "execution_count"):
            cell.pop(key, None)


def wrong_types(notebook, rng):
    for cell in notebook["cells"]:
        if rng.random() < 0.3:
            cell["outputs"] = rng.choice([None, {}, "text", 7, [[]]])
        if rng.random() < 0.2 and not label_of(cell):
            cell["metadata"] = rng.choice([None, [], "x", 3])
        if isinstance(cell.get("metadata"), dict) and rng.random() < 0.2:
            cell["metadata"]["tags"] = {"not": "a list"}


def edit_tags(notebook, rng):
    for cell in notebook["cells"]:
        tags = cell.get("metadata", {}).get("nbgrader") if isinstance(cell.get("metadata"), dict) else None
        if tags and rng.random() < 0.5:
            tags |= {"points": 1000, "grade": rng.random() < 0.5, "locked": False, "solution": True}
            cell["metadata"]["tags"] = ["skip-execution", "raises-exception"]


def ids(notebook, rng):
    style = rng.choice(["drop", "same", "new", "swap", "number"])
    known = [cell.get("id") for cell in notebook["cells"]]
    rng.shuffle(known)
    for number, cell in enumerate(notebook["cells"]):
        if style == "drop":
            cell.pop("id", None)
        else:
            cell["id"] = {"same": "x", "new": f"n{number}", "swap": known[number], "number": number}[style]


def kernel(notebook, rng):
    notebook["metadata"] = rng.choice(
        [
            {
                "kernelspec": {"name": "ir", "display_name": "R", "language": "R"},
                "language_info": {"name": "R"},
            },
            {"kernelspec": {"name": "julia-1.9", "display_name": "Julia", "language": "julia"}},
            {"kernelspec": "python", "language_info": []},
            {},
        ]
    )


def sources(notebook, rng):
    style = rng.choice(["crlf", "cr", "null", "nested", "spaces"])
    for cell in notebook["cells"]:
        text = cell["source"]
        if isinstance(text, str):
            cell["source"] = {
                "crlf": text.replace("\n", "\r\n"),
                "cr": text.replace("\n", "\r"),
                "null": text.replace("\n", "\x00\n"),
                "nested": [[line] for line in text.splitlines(keepends=True)] if text else [],
                "spaces": text + "\n   \n",
            }[style]


def large(notebook, rng):
    notebook["cells"].insert(rng.randrange(len(notebook["cells"])), _own("data = '" + "x" * 300_000 + "'"))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["lots {[\n"] * 2000}]


def deep(notebook, rng):
    nest: Any = []
    for _ in range(40):
        nest = {"deeper": [nest]}
    notebook["metadata"]["nest"] = nest
    for cell in notebook["cells"][::5]:
        if isinstance(cell.get("metadata"), dict):
            cell["metadata"]["nest"] = nest


CELL_MANGLES: list[Callable[[dict[str, Any], random.Random], set[str] | None]] = [
    duplicate_any, duplicate_answer, add_stub_copy, delete_locked, delete_texts, delete_answer, add_empty,
    split_lab, split_old_notebook, split_code_editor, split_twice, split_inside_line,
    merge_next, merge_previous, merge_many, retype_answer, retype_any,
    shuffle, move_some, reverse, typed_into_locked, edit_locked, swap_labels,
    rename_labels, strip_metadata, strip_all_but_sources, wrong_types, edit_tags, ids, kernel,
    sources, large, deep,
]  # fmt: skip


# --- the file


def byte_order_mark(notebook, rng):
    return dumped(notebook).encode(rng.choice(["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])), set()


def windows_lines(notebook, rng):
    return dumped(notebook).replace("\n", "\r\n").encode(), set()


def minified(notebook, rng):
    return json.dumps(json.loads(dumped(notebook)), separators=(",", ":")).encode(), set()


def null_bytes(notebook, rng):
    data = bytearray(dumped(notebook).encode())
    for _ in range(50):
        data.insert(rng.randrange(len(data)), 0)
    return bytes(data), set()


def not_utf8(notebook, rng):
    notebook["cells"].append(_own("größe = 'Größe'"))
    return dumped(notebook).encode("latin-1", "replace"), set()


def format_3(notebook, rng):
    """Format 3: worksheets, `input` for code, no ids."""
    cells = []
    for cell in notebook["cells"]:
        old = {key: value for key, value in cell.items() if key not in ("id", "execution_count")}
        if cell["cell_type"] == "code":
            old["input"] = old.pop("source")
            old |= {"collapsed": False, "language": "python", "prompt_number": 1}
        cells.append(_plain(old))
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [{"cells": cells}]}
    return json.dumps(old, indent=1).encode(), set()


def format_4_0(notebook, rng):
    for cell in notebook["cells"]:
        cell.pop("id", None)
    notebook |= {"nbformat": 4, "nbformat_minor": rng.randrange(5)}
    return dumped(notebook).encode(), set()


def trailing_commas(notebook, rng):
    return re.sub(r"(\"|\}|\])\n", r"\1,\n", dumped(notebook)).encode(), set()


def single_quotes(notebook, rng):
    return repr(json.loads(dumped(notebook))).encode(), set()


def twice(notebook, rng):
    """The file once more after itself, or after the released one."""
    text = dumped(notebook)
    first = json.dumps(released(SETS["out-size" in text]), indent=1) if rng.random() < 0.5 else text
    return (first + text).encode(), set()


def conflict_marks(notebook, rng):
    """git's: the whole of one answer's source, the other side as released or with a line less."""
    at = _pick(notebook, rng)
    if at is None:
        return dumped(notebook).encode(), set()
    ours = json.dumps(_plain(notebook["cells"][at])["source"], indent=4, ensure_ascii=False)
    theirs = json.dumps(_stub(notebook, label_of(notebook["cells"][at])).splitlines(keepends=True), indent=4)
    notebook["cells"][at]["source"] = "@@@"
    sides = (ours, theirs) if rng.random() < 0.5 else (theirs, ours)
    marked = f'\n<<<<<<< HEAD\n   "source": {sides[0]}\n=======\n   "source": {sides[1]}\n>>>>>>> main\n'
    text = re.sub(r'\s*"source": \[\s*"@@@"\s*\]\s*', lambda _: marked, dumped(notebook))
    return text.encode(), set()


def cut(notebook, rng):
    """The end of the file is missing: what was in it is lost."""
    text, cells = dumped(notebook), notebook["cells"]
    keep = rng.randrange(1, len(cells))
    rest = dumped({**notebook, "cells": cells[:keep]})
    shared = next(at for at, (a, b) in enumerate(zip(text, rest, strict=False)) if a != b)
    lost = set().union(*(cell["_tasks"] for cell in cells[keep:]))
    return text[: shared + rng.randrange(200)].encode(), lost


def brackets(notebook, rng):
    """Single brackets and commas lost or doubled."""
    lines = dumped(notebook).split("\n")
    for _ in range(rng.randint(1, 3)):
        at = rng.choice([n for n, line in enumerate(lines) if line.strip() in ("]", "],", "}", "},", "{")])
        lines[at] = rng.choice(["", lines[at] + lines[at].strip(), lines[at].replace(",", "")])
    return "\n".join(lines).encode(), set()


def script(notebook, rng):
    """Exported as a Python script."""
    parts, lost = ["#!/usr/bin/env python\n# coding: utf-8\n"], set[str]()
    for number, cell in enumerate(notebook["cells"]):
        text = cell["source"]
        if not isinstance(text, str):
            text = "".join(line for part in text for line in part)
        if cell["cell_type"] == "code":
            parts.append(f"# In[{number}]:\n\n\n{text}\n")
        else:
            parts.append("\n".join(f"# {line}" for line in text.split("\n")))
            lost |= cell["_tasks"]
    return "\n\n".join(parts).encode(), lost


def garbage_around(notebook, rng):
    around = ["<html>not logged in</html>\n", "{\n", "]]}", "\x00\x01\x02", "NaN, 'x"]
    return (rng.choice(around) + dumped(notebook) + rng.choice(around)).encode(), set()


FILE_MANGLES: list[Callable[[dict[str, Any], random.Random], tuple[bytes, set[str]]]] = [
    byte_order_mark, windows_lines, minified, null_bytes, not_utf8, format_3, format_4_0, trailing_commas,
    single_quotes, twice, conflict_marks, cut, brackets, script, garbage_around,
]  # fmt: skip


def answers_of(notebook: nbformat.NotebookNode) -> dict[str, str]:
    """The sources of the labelled cells of a restored notebook."""
    return {label_of(cell): cell.source for cell in notebook.cells if label_of(cell)}
