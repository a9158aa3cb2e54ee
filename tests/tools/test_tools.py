"""The whole tree in the eyes of its tools: style, types, the front end's own tests, and what is generated."""

import gzip
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from cnnkit.widgets.base import DIST
from tests.conftest import ROOT, missing, need

BUNDLE_BUDGET = 50_000
BIN = Path(sys.executable).parent


def run(*command: str | Path) -> None:
    ran = subprocess.run([str(word) for word in command], cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, f"{ran.stdout}\n{ran.stderr}"[-6000:]


def front_end(tool: str = "esbuild") -> None:
    """The front end's tools, which `make test` installs where npm is."""
    need("node")
    if not (ROOT / "node_modules" / tool).is_dir():
        missing("the front end's tools are not installed: npm ci")


def test_torch_takes_one_thread_in_the_tests_and_in_their_children() -> None:
    """Of two workers, each with a thread for every core, both only wait for each other."""
    told = os.environ["OMP_NUM_THREADS"]
    ran = subprocess.run(
        [sys.executable, "-c", "import torch; print(torch.get_num_threads())"], capture_output=True, text=True
    )
    assert ran.stdout.strip() == told
    assert torch.get_num_threads() == int(told)


def test_ruff_finds_nothing() -> None:
    run(BIN / "ruff", "check")


def test_code_is_formatted() -> None:
    run(BIN / "ruff", "format", "--check")


def test_types_hold() -> None:
    front_end()
    run("node", "node_modules/pyright/index.js")


def test_the_front_ends_types_hold() -> None:
    front_end("typescript")
    run("node", "node_modules/typescript/bin/tsc", "-p", ".")


def test_eslint_finds_nothing() -> None:
    front_end("eslint")
    run("npm", "run", "lint", "--silent")


def test_the_front_end_is_formatted() -> None:
    front_end("prettier")
    run("npm", "run", "format:check", "--silent")


def test_front_end_tests_pass() -> None:
    front_end()
    run("node", "--test", *sorted((ROOT / "tests" / "js").glob("*.test.mjs")))


def test_bundles_are_what_their_sources_give(tmp_path: Path) -> None:
    front_end()
    run("node", "cnnkit/widgets/front/build.mjs", tmp_path)
    fresh = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    committed = {path.name: path.read_bytes() for path in DIST.iterdir()}
    stale = sorted(name for name in fresh | committed if fresh.get(name) != committed.get(name))
    assert stale == [], "run: node cnnkit/widgets/front/build.mjs"


@pytest.mark.parametrize("script", sorted(DIST.glob("*.js")), ids=lambda path: path.stem)
def test_a_widget_is_small(script: Path) -> None:
    style = script.with_suffix(".css")
    code = script.read_bytes() + (style.read_bytes() if style.is_file() else b"")
    assert len(gzip.compress(code, 6)) <= BUNDLE_BUDGET


def test_the_page_loader_is_small() -> None:
    loader = ROOT / "cnnkit" / "publish" / "static" / "loader.js"
    # 3.6 kB since it fetches the code of widgets that come near: a page of many weighs half a megabyte less
    assert len(gzip.compress(loader.read_bytes(), 6)) <= 3_700
