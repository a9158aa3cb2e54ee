"""Results of benchmarks: each a JSON file with machine and date, shown together on one page.

`store` writes what a script in benchmarks/ measured; `records` reads all that lies in the folder, Markdown
that another script wrote too, which then stands on the page as it is; `ratio_tables` and `details` are the
page. A ratio is what the peer needs over what we need: above 1, ours is faster or smaller.
"""

import json
import os
import platform
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "benchmarks" / "results"
QUIET_LOAD = 1.0
"""Processes that wanted a core in the minute before: fewer, and the machine counts as quiet."""

_FACTS = ("title", "command", "date", "machine", "load", "about", "columns", "rows", "ratios")
_DATE = re.compile(r"\b20\d\d-\d\d-\d\d\b")


@dataclass(frozen=True)
class Record:
    """One stored run."""

    name: str
    title: str
    command: str
    date: str
    machine: str
    load: float | str | None
    """What else wanted a core as it began, in processes, or in words; None where nobody wrote it down."""
    body: str
    """The tables and what their columns mean, as Markdown."""
    ratios: tuple[Mapping[str, Any], ...] = ()

    @property
    def quiet(self) -> str:
        if self.load is None:
            return "not recorded"
        if isinstance(self.load, str):
            return f"**no** ({self.load})"
        return "yes" if self.load < QUIET_LOAD else f"**no** (load {self.load:.1f})"


def ratio(what: str, peer: str, ours: float, theirs: float, unit: str) -> dict[str, Any]:
    """One comparison: what both need, in `unit`; raises `ValueError` where ours is not positive."""
    if not ours > 0:
        raise ValueError(f"{what}: ours is {ours} {unit}, and a ratio needs more than 0")
    return {"what": what, "peer": peer, "ours": ours, "theirs": theirs, "unit": unit, "ratio": theirs / ours}


def machine(*packages: str) -> str:
    """This machine in words, with Python's version and those of `packages`."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.is_file() else []
    cpu = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), "")
    what = f"{cpu or platform.machine()}, {os.cpu_count()} cores, {platform.system()}"
    named = [f"Python {platform.python_version()}"]
    for name in packages:
        try:
            named.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            named.append(f"{name} (not installed)")
    return f"{what}; {', '.join(named)}"


def store(
    name: str,
    *,
    title: str,
    command: str,
    load: float,
    columns: Sequence[str],
    rows: Sequence[Sequence[str | float]],
    about: str = "",
    packages: Sequence[str] = (),
    on: str = "",
    ratios: Sequence[Mapping[str, Any]] = (),
    folder: Path = FOLDER,
) -> Path:
    """Write `folder`/`name`.json: today's date, this machine (or `on`), the load before the run, the table.

    Cells are text as it is to be read, or numbers. `ratios` come from `ratio`.
    """
    wrong = [row for row in rows if len(row) != len(columns)]
    if wrong:
        raise ValueError(f"{name}: {len(columns)} columns, but a row of {len(wrong[0])}: {wrong[0]}")
    values = (title, command, str(date.today()), on or machine(*packages), load, about, columns, rows, ratios)
    content = dict(zip(_FACTS, values, strict=True))
    path = folder / f"{name}.json"
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf8")
    return path


def records(folder: Path = FOLDER) -> list[Record]:
    """All stored runs, by title. Raises `ValueError` that names a JSON file which lacks one of the facts."""
    found = {path.stem: _from_markdown(path) for path in folder.glob("*.md")}
    found |= {path.stem: _from_json(path) for path in folder.glob("*.json")}
    return sorted(found.values(), key=lambda record: record.title)


def ratio_tables(all_records: Sequence[Record]) -> str:
    """Markdown: every ratio against a peer, a table for each run with its date and machine."""
    parts = []
    for record in (each for each in all_records if each.ratios):
        parts.append(f"**{record.title}**: {record.date}, {record.machine}; machine quiet: {record.quiet}.")
        rows = [
            f"| {row['what']} | {row['peer']} | {_number(row.get('ours'), row['unit'])} "
            f"| {_number(row.get('theirs'), row['unit'])} | {row['ratio']:.2f}{_error(row)} |"
            for row in record.ratios
        ]
        head = "| what | peer | ours | theirs | ratio |\n| --- | --- | ---: | ---: | ---: |"
        parts.append("\n".join([head, *rows]))
    return "\n\n".join(parts)


def details(record: Record, level: int = 2) -> str:
    """Markdown: the run with its command, machine, date and tables."""
    facts = [f"`{record.command}`" if record.command else "", record.date, record.machine]
    facts.append(f"machine quiet: {record.quiet}")
    return f"{'#' * level} {record.title}\n\n{'; '.join(filter(None, facts))}.\n\n{record.body}\n"


def _from_json(path: Path) -> Record:
    try:
        told = json.loads(path.read_text("utf8"))
    except ValueError as error:
        raise ValueError(f"{path.name} is not JSON: {error}") from None
    missing = [fact for fact in _FACTS if not isinstance(told, dict) or fact not in told]
    if missing:
        raise ValueError(f"{path.name} lacks {', '.join(missing)}; cnnkit.publish.measured.store writes them")
    rule = " | ".join("---" if i == 0 else "---:" for i in range(len(told["columns"])))
    table = [told["columns"], *told["rows"]]
    lines = [f"| {' | '.join(str(cell) for cell in row)} |" for row in table]
    lines.insert(1, f"| {rule} |")
    body = "\n\n".join(filter(None, [told["about"], "\n".join(lines)]))
    title, command, day, on = (str(told[name]) for name in ("title", "command", "date", "machine"))
    return Record(path.stem, title, command, day, on, told["load"], body, tuple(told["ratios"]))


def _from_markdown(path: Path) -> Record:
    head, _, body = path.read_text("utf8").strip().partition("\n")
    day = _DATE.search(body)
    told = day[0] if day else "date not recorded"
    body = re.sub(r"^#+ (.+)$", r"**\1**", body.strip(), flags=re.M)
    return Record(path.stem, head.lstrip("# "), "", told, "", None, body)


def _number(value: float | None, unit: str) -> str:
    """With a space that does not break."""
    if value is None:
        return ""
    return f"{value:,.3g}\xa0{unit}" if value < 1000 else f"{value:,.0f}\xa0{unit}"


def _error(row: Mapping[str, Any]) -> str:
    return f"\xa0±\xa0{row['error']:.2g}" if row.get("error") else ""
