"""Whether two cold builds of the book give the same figures and numbers.

    python -m release.two_builds                clones twice, builds both, compares: half an hour on two cores
    python -m release.two_builds A B            compares the folders _build/.cache of two builds of one state

Compared are the outputs of every executed cell: text, HTML, pictures, plots, and the state of each widget.
Names that a run makes up (ids of widgets and cells, addresses in memory) are left out. A page whose cells
differ is listed with what differs, and must then stand in `MAY_DIFFER` with the reason; anything else is an
error (exit code 1). The result goes to `release/two_builds.json` with the day, and in short to CONTRIBUTING.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import nbformat

from release.wheel import ROOT

STORED = Path(__file__).with_suffix(".json")
PAGE = ROOT / "CONTRIBUTING.md"
PLACE = re.compile(r"(<!-- builds -->\n).*?(<!-- /builds -->)", re.DOTALL)
_MEASURES = "times that the page measures while it is built"
MAY_DIFFER = {
    "blocks-grouped-separable": _MEASURES,
    "blocks-one-by-one": _MEASURES,
    "blocks-small-filters": _MEASURES,
    "sizing-counting": _MEASURES,
}
"""Pages whose outputs may differ from build to build, and why."""

_MADE_UP = re.compile(
    r"(?<![0-9A-Za-z])(?:[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|0x[0-9a-f]{6,})(?![0-9A-Za-z])"
)
_TEMPORARY = re.compile(r"/tmp/[\w./-]+")


def outputs(notebook: nbformat.NotebookNode) -> list[str]:
    """What the cells of an executed page show, then the states of its widgets, in an order of their own."""
    shown = [_shown(cell.get("outputs", [])) for cell in notebook.cells if cell.cell_type == "code"]
    kept = notebook.metadata.get("widgets", {}).values()
    states = [model["state"] for each in kept for model in each["state"].values()]
    # they are stored by ids that a run makes up
    return shown + sorted(_plain(json.dumps(state, sort_keys=True)) for state in states)


def _shown(parts: list[nbformat.NotebookNode]) -> str:
    """The outputs of a cell; what it printed as one text, for it comes in pieces of any length."""
    printed = {name: "".join(p.text for p in parts if p.get("name") == name) for name in ("stdout", "stderr")}
    rest = [part for part in parts if part.output_type != "stream"]
    return _plain(json.dumps([printed, rest], sort_keys=True))


def _plain(text: str) -> str:
    """Without what a run makes up; each made-up name by the place where it first stands."""
    names: dict[str, str] = {}
    text = _MADE_UP.sub(lambda found: names.setdefault(found[0], f"#{len(names)}"), text)
    return _TEMPORARY.sub("/tmp/…", re.sub(r'"execution_count": \d+', '"execution_count": 0', text))


def executed(cache: Path) -> dict[str, nbformat.NotebookNode]:
    """The executed pages of a folder `_build/.cache`, by the names of their folders: page and key."""
    found = {}
    for base in cache.glob("*/executed/*/base.ipynb"):
        found[base.parents[2].name] = nbformat.read(base, as_version=4)
    return found


def differences(first: Path, second: Path) -> tuple[int, dict[str, list[str]]]:
    """How many outputs were compared, and for each page that differs what differs, cut short."""
    ours, theirs = executed(first), executed(second)
    compared, found = 0, {}
    for key in sorted(ours.keys() & theirs.keys()):
        one, other = outputs(ours[key]), outputs(theirs[key])
        compared += len(one)
        changed = [_shortest(a, b) for a, b in zip(one, other, strict=False) if a != b]
        if len(one) != len(other):
            changed.append(f"{len(one)} outputs and {len(other)}")
        if changed:
            found[key.rpartition(".")[0]] = changed
    return compared, found


def _shortest(one: str, other: str) -> str:
    """The place where two texts part."""
    pairs = enumerate(zip(one, other, strict=False))
    at = next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))
    return f"{one[max(0, at - 40) : at + 40]!r} and {other[max(0, at - 40) : at + 40]!r}"


def cold_builds(place: Path) -> Iterator[Path]:
    """Two clones of this state, each built from nothing; yields their caches."""
    for name in ("first", "second"):
        clone = place / name
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        environment = {**os.environ, "PYTHONPATH": str(clone)}
        subprocess.run([sys.executable, "-m", "cnnkit.publish.build"], cwd=clone, env=environment, check=True)
        yield clone / "_build" / ".cache"


def report(first: Path, second: Path, state: str) -> dict[str, Any]:
    """What is stored; raises `ValueError` where the two builds share no page."""
    shared = executed(first).keys() & executed(second).keys()
    if not shared:
        raise ValueError(f"{first} and {second} share no page of one state: nothing to compare")
    compared, found = differences(first, second)
    reasons = {page: MAY_DIFFER.get(page, "NOT EXPLAINED") for page in found}
    both = {key.rpartition(".")[0] for key in shared}
    only = {key.rpartition(".")[0] for key in executed(first).keys() ^ executed(second).keys()} - both
    return {
        "date": str(date.today()),
        "commit": state,
        "pages": len(shared),
        "outputs": compared,
        "differ": {
            page: {"reason": reasons[page], "outputs": len(what), "what": what[:3]}
            for page, what in found.items()
        },
        "not_compared": sorted(only),
    }


def in_short(told: Mapping[str, Any]) -> str:
    """The result in a sentence or two of Markdown."""
    differ = sum(facts["outputs"] for facts in told["differ"].values())
    reasons = [
        f"{_named(page for page, facts in told['differ'].items() if facts['reason'] == reason)} ({reason})"
        for reason in sorted({facts["reason"] for facts in told["differ"].values()})
    ]
    where = f", on {'; '.join(reasons)}" if reasons else ""
    left = f" Executed in one build alone: {_named(told['not_compared'])}." if told["not_compared"] else ""
    what = f"{told['pages']} pages, {told['outputs']} outputs, of which {differ} differ"
    return f"{told['date']}, state {told['commit']}: {what}{where}.{left}"


def _named(pages: Iterable[str]) -> str:
    return ", ".join(page.replace("-", "/", 1) for page in pages)


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m release.two_builds", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("caches", nargs="*", type=Path, metavar="CACHE", help="two folders _build/.cache")
    parser.add_argument("--commit", help="of the two builds (default: this one)")
    options = parser.parse_args()
    if len(options.caches) not in (0, 2):
        parser.error(f"{len(options.caches)} folders came; legal are two, or none to build both")
    state = options.commit or subprocess.check_output(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, text=True
    )
    with tempfile.TemporaryDirectory(prefix="cnnkit-builds-") as place:
        first, second = options.caches or cold_builds(Path(place))
        try:
            told = report(first, second, state.strip())
        except ValueError as error:
            parser.exit(2, f"{error}\n")
    STORED.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf8")
    text = in_short(told)
    PAGE.write_text(PLACE.sub(lambda found: f"{found[1]}{text}\n{found[2]}", PAGE.read_text("utf8")), "utf8")
    wrong = [page for page, facts in told["differ"].items() if facts["reason"] == "NOT EXPLAINED"]
    print(f"{told['pages']} pages, {told['outputs']} outputs; {len(told['differ'])} pages differ")
    print(*(f"{page}: {facts}" for page, facts in told["differ"].items()), sep="\n")
    print(f"not explained: {wrong}" if wrong else "every difference is explained")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
