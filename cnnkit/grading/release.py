"""Make the student release: `python -m cnnkit.grading.release [--check]`.

First the notebooks in solutions/ are written from the text files in tasks/ (assemble.py). nbgrader turns
solutions/<set>/ into exercises/<set>/ inside a temporary course folder, so nothing is written outside the
project and no gradebook of yours is touched. The result is searched for anything that only solutions or
hidden tests contain, then copied to exercises/ and packed into _build/student/cnn-exercises.zip. `--check`
writes nothing and exits with 1 if the committed notebooks or exercises/ are not what they are made from.
"""

from __future__ import annotations

import argparse
import logging
import os
import re
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import nbformat

from cnnkit.grading.assemble import TaskTextError, stale_notebooks, write_notebooks

__all__ = ["archive", "find_leaks", "generate", "main", "secret_lines"]

ROOT = Path(__file__).resolve().parents[2]
ARCHIVE = Path("_build/student/cnn-exercises.zip")
ARCHIVED = (
    "exercises", "cnnkit", "Makefile", "README.md", "LICENSE", "LICENSE-CONTENT",
    "pyproject.toml", "constraints.txt", ".devcontainer", ".binder",
)  # fmt: skip
INSTEAD = Path(__file__).with_name("archive")
"""A Makefile and a README of the students' own: the root's offer what the archive does not hold."""
MARKERS = ("BEGIN SOLUTION", "END SOLUTION", "BEGIN HIDDEN TESTS", "END HIDDEN TESTS")
REGION = re.compile(r"### BEGIN (SOLUTION|HIDDEN TESTS)\n(.*?)### END \1", re.DOTALL)
SKIPPED_DIRS = {"__pycache__", ".ipynb_checkpoints"}


class ReleaseError(ValueError):
    """The release cannot be made, or it would give answers away."""


def generate(root: Path, target: Path) -> list[str]:
    """Write the release of every set in root/solutions to target/<set>/; return the names of the sets.

    Raises ReleaseError if there is no set, nbgrader refuses one, or an answer would be in the release.
    """
    from nbgrader.apps.api import NbGraderAPI
    from traitlets.config import PyFileConfigLoader

    sets = sorted(path.parent.name for path in (root / "solutions").glob("*/*.ipynb"))
    sets = list(dict.fromkeys(sets))
    if not sets:
        raise ReleaseError(f"no notebook in {root / 'solutions'}/<set>/")
    with tempfile.TemporaryDirectory(prefix="cnn-release-") as folder:
        course = Path(folder)
        shutil.copytree(
            root / "solutions", course / "solutions", ignore=shutil.ignore_patterns(*SKIPPED_DIRS)
        )
        config = PyFileConfigLoader("nbgrader_config.py", str(root)).load_config()
        config.CourseDirectory.root = str(course)
        config.CourseDirectory.db_url = f"sqlite:///{course / 'gradebook.db'}"
        config.Exchange.root = str(course / "exchange")
        logging.getLogger("traitlets").setLevel(logging.ERROR)
        api = NbGraderAPI(config=config)
        for name in sets:
            answer = api.generate_assignment(name, force=True, create=True)
            if not answer["success"]:
                raise ReleaseError(
                    f"nbgrader refuses the set {name!r}:\n{answer.get('error') or answer.get('log')}"
                )
        leaks = find_leaks(secret_lines(root / "solutions"), (course / "exercises").rglob("*"))
        leaks += _left_over((course / "exercises").rglob("*.ipynb"))
        if leaks:
            raise ReleaseError("the release would give answers away:\n" + "\n".join(leaks))
        for name in sets:
            shutil.rmtree(target / name, ignore_errors=True)
            shutil.copytree(course / "exercises" / name, target / name)
    return sets


def secret_lines(solutions: Path, shortest: int = 16) -> set[str]:
    """The markers, and every line that stands in solution or hidden-test regions and nowhere else.

    `shortest` is the length from which a line counts: 16 where all text comes from the notebooks; about 40
    in other text, where a short line such as `for row in range(height):` is nobody's secret.
    """
    secret, public = set[str](), ""
    for path in solutions.rglob("*.ipynb"):
        for cell in nbformat.read(path, as_version=4).cells:
            for region in REGION.finditer(cell.source):
                secret.update(line.strip() for line in region[2].splitlines())
            public += REGION.sub("", cell.source) + "\n"
    return {line for line in secret if len(line) >= shortest and line not in public} | {*MARKERS}


def find_leaks(secret: Iterable[str], paths: Iterable[Path]) -> list[str]:
    """One line for every file that holds a secret line, as it is or escaped as in JSON or HTML."""
    forms = [(line, {line, line.replace('"', '\\"'), _as_html(line)}) for line in sorted(secret)]
    found = list[str]()
    for path in sorted(paths):
        if path.is_file():
            text = path.read_text(encoding="utf-8", errors="ignore")
            found += [
                f"{path}: {line}" for line, spellings in forms if any(form in text for form in spellings)
            ]
    return found


def _left_over(notebooks: Iterable[Path]) -> list[str]:
    """Released answer cells without a stub and test cells with code: a marker is misspelt or missing."""
    found = list[str]()
    for path in sorted(notebooks):
        for cell in nbformat.read(path, as_version=4).cells:
            tags = cell.metadata.get("nbgrader", {})
            if tags.get("solution") and "raise NotImplementedError()" not in cell.source:
                found.append(f"{path}: answer cell {tags['grade_id']!r} has no stub")
            if tags.get("grade") and not all(
                line.startswith("#") for line in cell.source.split("\n") if line
            ):
                found.append(f"{path}: test cell {tags['grade_id']!r} holds more than comments")
    return found


def _as_html(line: str) -> str:
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def archive(root: Path, target: Path) -> int:
    """Pack what a student needs, without solutions/ and tests/; same files, same bytes. Returns the size."""
    target.parent.mkdir(parents=True, exist_ok=True)
    files = {file.relative_to(root): file for name in ARCHIVED for file in _files(root / name)}
    files |= {Path(file.name): file for file in _files(INSTEAD)}
    secret = secret_lines(root / "solutions", shortest=40) - {*MARKERS}  # this file names the markers
    leaks = find_leaks(secret, (file for file in files.values() if file.suffix in {".py", ".ipynb", ".md"}))
    if leaks:
        raise ReleaseError("the student archive would give answers away:\n" + "\n".join(leaks))
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, file in sorted(files.items()):
            entry = zipfile.ZipInfo(f"cnn/{name.as_posix()}", (2020, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            packed.writestr(entry, file.read_bytes(), zipfile.ZIP_DEFLATED)
    return target.stat().st_size


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    for file in path.rglob("*"):
        if file.is_file() and not SKIPPED_DIRS & set(file.parts):
            yield file


def _differences(made: Path, committed: Path) -> list[str]:
    names = {file.relative_to(base) for base in (made, committed) for file in _files(base)}
    differs = list[str]()
    for name in sorted(names):
        ours, theirs = made / name, committed / name
        if not ours.exists():
            differs.append(f"exercises/{name}: not made from solutions/")
        elif not theirs.exists():
            differs.append(f"exercises/{name}: missing")
        elif ours.read_bytes() != theirs.read_bytes():
            differs.append(f"exercises/{name}: differs")
    return differs


def main(argv: list[str] | None = None) -> int:
    """Exit code 0: done or no difference; 1: the release is stale; 2: it cannot be made."""
    parser = argparse.ArgumentParser(
        prog="python -m cnnkit.grading.release",
        description="Make exercises/ and the student archive from solutions/.",
        epilog="example: python -m cnnkit.grading.release --check",
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit with 1 if exercises/ is stale"
    )
    parser.add_argument("--root", type=Path, default=ROOT, help="the project folder (default: this one)")
    options = parser.parse_args(argv)
    # nbgrader calls alembic by name, and this may run without an activated environment
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    root, target = options.root.resolve(), options.root.resolve() / "exercises"
    try:
        if options.check:
            with tempfile.TemporaryDirectory(prefix="cnn-check-") as folder:
                sets = generate(root, Path(folder))
                differs = [*stale_notebooks(root), *_differences(Path(folder), target)]
            print(
                "\n".join(differs) if differs else f"exercises/ is what solutions/ gives ({', '.join(sets)})."
            )
            if differs:
                print("Run: make exercises")
            return int(bool(differs))
        write_notebooks(root)
        sets = generate(root, target)
        size = archive(root, root / ARCHIVE)
    except (ReleaseError, TaskTextError) as problem:
        print(f"error: {problem}", file=sys.stderr)
        return 2
    print(f"exercises/: {', '.join(sets)}\n{ARCHIVE}: {size / 1e6:.1f} MB, for students")
    return 0


if __name__ == "__main__":
    sys.exit(main())
