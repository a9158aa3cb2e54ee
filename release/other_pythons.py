"""Each Python file of the wheel compiled by newer Pythons, a warning of the compiler being an error."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

PYODIDE = "pyodide@314.0.7"
"""The npm package with CPython 3.14 in WebAssembly."""

_COMPILE = """
import sys, warnings, zipfile
warnings.simplefilter("error")
wrong, names = [], [n for n in zipfile.ZipFile(sys.argv[1]).namelist() if n.endswith(".py")]
for name in names:
    try:
        compile(zipfile.ZipFile(sys.argv[1]).read(name), name, "exec")
    except (SyntaxError, Warning) as error:
        wrong.append(f"{name}: {error}")
print(*wrong, sep="\\n", file=sys.stderr)
print(f"Python {sys.version.split()[0]}: {len(names) - len(wrong)} of {len(names)} files compiled")
sys.exit(bool(wrong))
"""

_IN_PYODIDE = """
import { loadPyodide } from "pyodide";
import { readFileSync } from "node:fs";
const python = await loadPyodide();
python.FS.writeFile("/wheel.whl", readFileSync(process.argv[2]));
python.runPython("import sys; sys.argv = ['', '/wheel.whl']");
try { python.runPython(readFileSync(process.argv[3], "utf8")); }
catch (error) { process.exitCode = /SystemExit: (0|False)/.test(String(error)) ? 0 : 1; }
"""


def newer_pythons() -> list[str]:
    """One interpreter of each version after 3.11 that this machine has, on the path or kept by pyenv."""
    found: dict[str, str] = {}
    kept = sorted(Path.home().glob(".pyenv/versions/3.*/bin/python"))
    named = [shutil.which(f"python3.{minor}") for minor in range(12, 20)]
    for python in [*filter(None, named), *map(str, kept)]:
        ask = "import sys; print(*sys.version_info[:2], sep='.')"
        told = subprocess.run([python, "-c", ask], capture_output=True, text=True)
        if told.returncode == 0 and int(told.stdout.split(".")[1]) > 11:
            found.setdefault(told.stdout.strip(), python)
    return [found[version] for version in sorted(found)]


def compile_with(python: str, wheel: Path) -> tuple[str, bool]:
    """Compile the files of `wheel`; what was seen, and whether one was refused."""
    told = subprocess.run([python, "-c", _COMPILE, str(wheel)], capture_output=True, text=True)
    print(told.stderr, end="")
    return told.stdout.strip(), told.returncode != 0


def install_in(python: str, wheel: Path, venv: Path) -> tuple[str, bool]:
    """The same after installing `wheel` without its dependencies into a new environment of that Python."""
    subprocess.run([python, "-m", "venv", str(venv)], check=True)
    own = str(venv / "bin" / "python")
    pip = [own, "-m", "pip", "install", "--quiet", "--no-deps", str(wheel)]
    done = subprocess.run(pip, capture_output=True, text=True)
    started = subprocess.run([own, "-c", "import cnnkit; cnnkit.__version__"], cwd=venv)
    told, refused = compile_with(own, wheel)
    print(done.stderr, end="")
    return f"{told}, installed without dependencies", bool(refused or done.returncode or started.returncode)


def compile_in_pyodide(wheel: Path, place: Path) -> tuple[str, bool | None]:
    """The same by CPython in WebAssembly, not installed; None where there is no npm or no network."""
    folder = place / "pyodide"
    folder.mkdir()
    if not shutil.which("npm"):
        return f"{PYODIDE}: no npm here", None
    (folder / "package.json").write_text("{}")
    (folder / "compile.py").write_text(_COMPILE)
    (folder / "compile.mjs").write_text(_IN_PYODIDE)
    if subprocess.run(["npm", "install", "--silent", PYODIDE], cwd=folder, capture_output=True).returncode:
        return f"{PYODIDE}: npm could not fetch it", None
    command = ["node", "compile.mjs", str(wheel), "compile.py"]
    told = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    print(told.stderr, end="")
    return f"{told.stdout.strip()}, not installed ({PYODIDE})", bool(told.returncode)
