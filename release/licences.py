"""Licences of all that ships and of every dependency, from metadata: the page *What it stands on* shows them.

    python -m release.licences            writes book/appendix/dependencies.json; after make book

Exit code 1, with the names, where a package states no licence, a file of the built site has no known owner,
or a tracked file carries a notice of somebody who is not named in `release/ships.py`.
"""

from __future__ import annotations

import json
import platform
import sys
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from cnnkit.grading.release import archive
from release import ships, wheel
from release.packages import npm_packages, permissive, python_packages
from release.photographs import photographs
from release.wheel import ROOT

STORED = ROOT / "book" / "appendix" / "dependencies.json"
SITE = ROOT / "_build" / "html"


def collect(site: Path) -> dict[str, Any]:
    """All that the page shows; `site` is the built book, or what is stored of it is kept."""
    built = (site / "index.html").is_file()
    parts = ships.site_parts(site) if built else json.loads(STORED.read_text("utf8"))["ships"]["site"]
    with tempfile.TemporaryDirectory() as place:
        made = wheel.build(Path(place))
        students = Path(place) / "students.zip"
        archive(ROOT, students)
        files = {
            name: zipfile.ZipFile(path).namelist() for name, path in (("wheel", made), ("archive", students))
        }
    return {
        "date": str(date.today()),
        "machine": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        "packages": python_packages(),
        "npm": npm_packages(),
        "ships": {"site": parts} | {name: ships.vendored_parts(files[name]) for name in files},
        "photographs": photographs(),
    }


def faults(told: Mapping[str, Any]) -> list[str]:
    """What of the collected is not in order."""
    stated: Sequence[Mapping[str, str]] = [*told["packages"], *told["npm"]]
    unknown = [f"{row['name']} states no licence" for row in stated if row["licence"] == "not stated"]
    lost = [f"nobody is known for {part['files']}" for part in told["ships"]["site"] if part["owner"] == "?"]
    hidden = [f"{name} carries a notice, and release/ships.py does not name it" for name in ships.foreign()]
    return unknown + lost + hidden


def main() -> int:
    if not (SITE / "index.html").is_file():
        print(f"{SITE} holds no site: what is stored of it stays as it is", file=sys.stderr)
    told = collect(SITE)
    lines = [f'"{name}": {_rows(value)}' for name, value in told.items()]
    STORED.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf8")
    wrong = faults(told)
    print(*wrong, sep="\n", end="\n" if wrong else "")
    asking = [row["name"] for row in told["packages"] if not permissive(row["licence"]) and row["for"]]
    print(f"{STORED.relative_to(ROOT)}: {len(told['packages'])} packages; more than a notice: {asking}")
    return bool(wrong)


def _rows(value: Any) -> str:
    """JSON with one line a row, so that a diff can be read."""
    if not isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return "[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in value) + "\n]"


if __name__ == "__main__":
    sys.exit(main())
