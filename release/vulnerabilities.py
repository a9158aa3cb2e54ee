"""Known vulnerabilities of what is pinned, asked of the databases that this machine reaches.

    python -m release.vulnerabilities           writes book/appendix/vulnerabilities.json, a minute

pip-audit, in an environment of its own, asks PyPI and OSV about constraints.txt, `npm audit` npm's advisories
about package-lock.json. Each answer is stored with the day, and so is that a database gave none: no answer is
not the answer that all is well. Exit code 1 if a vulnerability is known, 3 if no database answered.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from release.wheel import ROOT

STORED = ROOT / "book" / "appendix" / "vulnerabilities.json"
TOOL = "pip-audit==2.10.1"
Run = Callable[..., subprocess.CompletedProcess[str]]


def of_python(venv: Path, service: str, run: Run = subprocess.run) -> dict[str, Any]:
    """What pip-audit says of the pins with the database `service`, pypi or osv."""
    command = [venv / "bin" / "pip-audit", "-s", service, "-r", ROOT / "constraints.txt"]
    command += ["--no-deps", "--disable-pip", "-f", "json"]
    told = run([str(word) for word in command], cwd=ROOT, capture_output=True, text=True, timeout=600)
    facts = {"tool": TOOL.replace("==", " "), "database": {"pypi": "PyPI", "osv": "OSV"}[service]}
    try:
        packages = json.loads(told.stdout)["dependencies"]
    except (ValueError, KeyError):
        return facts | {"answered": 0, "found": [], "why": _last(told.stderr)}
    answered = [package for package in packages if "skip_reason" not in package]
    found = [
        f"{package['name']} {package['version']}: {flaw['id']}, mended in {flaw['fix_versions'] or '?'}"
        for package in answered
        for flaw in package["vulns"]
    ]
    why = next((package["skip_reason"] for package in packages if "skip_reason" in package), "")
    return facts | {"answered": len(answered), "found": found, "why": why}


def of_npm(run: Run = subprocess.run) -> dict[str, Any]:
    """What `npm audit` says of package-lock.json."""
    told = run(["npm", "audit", "--json"], cwd=ROOT, capture_output=True, text=True, timeout=600)
    facts = {"tool": "npm audit", "database": "npm"}
    try:
        answer = json.loads(told.stdout)
        total = answer["metadata"]["dependencies"]["total"]
    except (ValueError, KeyError):
        return facts | {"answered": 0, "found": [], "why": _last(told.stderr)}
    found = [f"{name}: {flaw['severity']}" for name, flaw in answer["vulnerabilities"].items()]
    return facts | {"answered": total, "found": found, "why": ""}


def _last(text: str) -> str:
    """What went wrong: the first line that names an error, else the last; addresses are left out."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    told = next(
        (line for line in lines if re.search(r"(?i)error|not allowed", line)), (lines or ["no answer"])[-1]
    )
    return re.sub(r"\S*(://|host=)\S*", "…", told)


def summed(asked: Sequence[dict[str, Any]]) -> int:
    """The exit code: 1 where something is known, 3 where nobody answered, else 0."""
    if any(each["found"] for each in asked):
        return 1
    return 0 if any(each["answered"] for each in asked) else 3


def main() -> int:
    with tempfile.TemporaryDirectory() as place:
        venv = Path(place) / "venv"
        subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
        subprocess.run([str(venv / "bin" / "pip"), "install", "--quiet", TOOL], check=True)
        asked = [of_python(venv, "pypi"), of_python(venv, "osv"), of_npm()]
    STORED.write_text(json.dumps({"date": str(date.today()), "asked": asked}, indent=1) + "\n", "utf8")
    for each in asked:
        told = "; ".join(each["found"]) or (
            "nothing known" if each["answered"] else f"no answer: {each['why']}"
        )
        print(f"{each['tool']}, {each['database']}: {each['answered']} packages, {told}")
    return summed(asked)


if __name__ == "__main__":
    sys.exit(main())
