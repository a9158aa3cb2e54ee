"""The wheel in an empty environment outside the clone; `make wheel-check` notes in CONTRIBUTING what it saw.

    python -m release.wheel_check [--python PATH] [--others PATH …]

Builds the wheel, compares it with the tree, installs it with its dependencies into a new environment (Python
3.11 unless told otherwise, pins of constraints.txt) and runs commands, weights and widgets there; with the
extras a notebook is made into one page, the site of a small book built, and the grader asked. Newer Pythons
get the wheel without dependencies and compile each of its files; the newest, where none is at hand, is
Pyodide from npm: CPython in WebAssembly. Five minutes; needs the network or a folder of wheels. Exit code 1
if anything went wrong.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from release import wheel
from release.other_pythons import compile_in_pyodide, install_in, newer_pythons

ROOT = wheel.ROOT
PAGE = ROOT / "CONTRIBUTING.md"
PLACE = re.compile(r"(<!-- wheel -->\n).*?(<!-- /wheel -->)", re.DOTALL)
HERE = Path(__file__).parent


@dataclass(frozen=True)
class Step:
    """A command of the environment's bin folder, what its output must hold, a file that it must leave."""

    name: str
    command: str
    shows: str
    leaves: str = "."


BASE = (
    Step("version", "cnnkit --version", r"^cnnkit {version}$"),
    Step("summary", "cnnkit summary googlenet", r"13,378,280 parameters"),
    Step("draw", "cnnkit draw lenet5 -o lenet5.svg", "", leaves="lenet5.svg"),
    Step(
        "all weights, widgets and photographs", "python {here}/in_the_wheel.py", r"^\d+ weights, \d+ widgets"
    ),
    Step("classify", "cnnkit classify coffee.png", r"espresso"),
    Step("look", "cnnkit look grad-cam coffee.png", r"\.png"),
    Step("detect", "cnnkit detect --scenes 2 -o found", r"wrote 2 pictures"),
    Step("demo", "python {here}/demo_answers.py", r"^a page and \d+ files, and 403"),
    Step("train", "cnnkit train lenet5 --data digits --epochs 1", r"."),
)
"""In the order of use: `in_the_wheel.py` writes the picture that is classified."""

EXTRAS = (
    Step("publish a notebook", "cnnkit publish shapes.ipynb", "", leaves="shapes.html"),
    Step("grade --doctor", "cnnkit grade --doctor", r"This machine can grade\."),
    Step("build a small book", "python -m cnnkit.publish.build fixture_book", r"The book is built"),
)


def run(step: Step, venv: Path, place: Path, version: str) -> str:
    """Empty if the step did what it should, else what it said; only `venv` and the system are on the path."""
    words = step.command.format(here=HERE).split()
    words[0] = str(venv / "bin" / words[0])
    kept = {name: os.environ[name] for name in ("HOME", "LANG") if name in os.environ}
    environment = {**kept, "PATH": f"{venv / 'bin'}:/usr/bin:/bin", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(words, cwd=place, env=environment, capture_output=True, text=True)
    said = done.stdout + done.stderr
    shown = re.search(step.shows.replace("{version}", re.escape(version)), said, re.MULTILINE)
    if done.returncode == 0 and shown and (place / step.leaves).exists():
        return ""
    return f"exit code {done.returncode}, wanted {step.shows!r} and {step.leaves}:\n{said[-3000:]}"


def installed(venv: Path, what: str) -> float:
    """Seconds that pip took for `what` with the pins."""
    begin = time.monotonic()
    pip = [venv / "bin" / "python", "-m", "pip", "install", "--quiet", "-c", ROOT / "constraints.txt", what]
    subprocess.run([str(word) for word in pip], check=True)
    return time.monotonic() - begin


def check(python: str, others: list[str], place: Path) -> tuple[list[str], int]:
    """Lines of Markdown about every step, and how many went wrong."""
    made = wheel.build(place)
    version = made.name.split("-")[1]
    missing = wheel.differences(made)
    lines = [f"| {made.name}, {made.stat().st_size / 1e6:.1f} MB: each file of the tree, and no other | "]
    lines[0] += f"{'yes' if not missing else '**no**: ' + ', '.join(missing)} |"
    wrong, venv = len(missing), place / "venv"
    subprocess.run([python, "-m", "venv", str(venv)], check=True)
    outside = place / "outside"
    outside.mkdir()
    shutil.copytree(ROOT / "tests" / "publish" / "fixture_book", outside / "fixture_book")
    shutil.copy(ROOT / "_config.yml", outside / "fixture_book")
    for what, steps in ((str(made), BASE), (f"{made}[lab,book,grade]", EXTRAS)):
        seconds = installed(venv, what)
        lines.append(f"| `pip install {what.replace(str(place) + '/', '')}` in {seconds:.0f} s | yes |")
        for step in steps:
            print(f"{step.name} …", file=sys.stderr, flush=True)
            failed = run(step, venv, outside, version)
            print(failed, end="", file=sys.stderr)
            wrong += bool(failed)
            command = step.command.replace("{here}", "release")
            lines.append(f"| `{command}` | {'**no**' if failed else 'yes'} |")
    for number, other in enumerate(others):
        told, bad = install_in(other, made, place / f"venv-{number}")
        lines.append(f"| {told} | {'**no**' if bad else 'yes'} |")
        wrong += bad
    told, bad = compile_in_pyodide(made, place)
    lines.append(f"| {told} | {'**no**' if bad else 'yes'} |" if bad is not None else f"| {told} | not run |")
    return lines, wrong + bool(bad)


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m release.wheel_check", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument(
        "--python", default=shutil.which("python3.11") or sys.executable, help="of the environment"
    )
    parser.add_argument("--others", nargs="*", help="newer Pythons (default: those that are found)")
    options = parser.parse_args()
    others = newer_pythons() if options.others is None else options.others
    with tempfile.TemporaryDirectory(prefix="cnnkit-wheel-") as place:
        lines, wrong = check(options.python, others, Path(place))
    told = subprocess.check_output([options.python, "--version"], text=True).strip()
    head = (
        f"`make wheel-check`, {date.today()}, {platform.system()} {platform.machine()}, {told}, "
        "from a folder outside the clone."
    )
    text = "\n".join([head, "", "| what | right |", "| --- | --- |", *lines, ""])
    print(text)
    PAGE.write_text(PLACE.sub(lambda found: f"{found[1]}{text}{found[2]}", PAGE.read_text("utf8")), "utf8")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
