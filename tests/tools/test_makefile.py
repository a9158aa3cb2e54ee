"""What `make` says to a newcomer whose machine lacks something."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    shutil.copy(ROOT / "Makefile", folder)
    for name in ("pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, folder)
    return subprocess.run(["make", *arguments], cwd=folder, capture_output=True, text=True)


def said(ran: subprocess.CompletedProcess[str]) -> list[str]:
    """The lines of standard error, without make's own on which target failed."""
    return [line for line in ran.stderr.splitlines() if not line.startswith("make")]


def test_without_venv_it_names_the_package(tmp_path: Path) -> None:
    python = tmp_path / "python3"
    python.write_text("#!/bin/sh\nexit 1\n")
    python.chmod(0o755)
    ran = make(tmp_path, "book", f"PYTHON={python}")
    assert ran.returncode
    (line,) = said(ran)
    assert line == f"{python} makes no virtual environments: on Debian or Ubuntu, apt install python3-venv"
    assert not (tmp_path / ".venv").exists()


def test_without_a_python_that_is_new_enough_it_asks_for_one(tmp_path: Path) -> None:
    ran = make(tmp_path, "book", "PYTHON=")
    assert ran.returncode
    (line,) = said(ran)
    assert "Python 3.11 or newer" in line


@pytest.mark.parametrize("index", ["", "https://example.org/cpu"])
def test_another_index_for_torch_is_passed_on(index: str, tmp_path: Path) -> None:
    shown = make(tmp_path, "--dry-run", "book", f"TORCH_INDEX={index}").stdout
    assert ("--extra-index-url https://example.org/cpu" in shown) == bool(index)
