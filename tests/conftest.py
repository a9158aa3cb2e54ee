"""What all tests share: tools that may be missing, `--full` for long sweeps, `--peers` for comparisons."""

import fcntl
import hashlib
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TypeVar

import pytest

from cnnkit.publish.build import build

ROOT = Path(__file__).parents[1]
Case = TypeVar("Case")
# Before torch is imported, and for every child: two workers with as many threads as cores each only wait for
# each other (single tests took 2 to 7 times as long).
for variable in ("OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")
# nbgrader calls alembic by name: the tests run without an activated environment too
os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="long sweeps in full, not on a sample")
    parser.addoption("--site", type=Path, default=ROOT / "_build" / "html", help="the built book to open")
    parser.addoption(
        "--sample-of", metavar="COMMIT", help="draw the samples of this commit, not of the last one"
    )
    parser.addoption("--peers", type=Path, help="folder that holds torchvision and timm, to compare with")


def pytest_report_header(config: pytest.Config) -> str:
    return "" if config.getoption("--full") else f"samples: --sample-of {drawn_from(config)}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    # left out, not skipped: `make test-all` runs the slow ones, and a skip means that something is missing
    wanted = {"slow": config.getoption("--full"), "peers": config.getoption("--peers")}
    out = {mark for mark, asked in wanted.items() if not asked}
    config.hook.pytest_deselected(items=[item for item in items if out & set(item.keywords)])
    items[:] = [item for item in items if not out & set(item.keywords)]


def need(tool: str) -> str:
    """The path of a program; without it the test is skipped, and fails in CI."""
    found = shutil.which(tool)
    if found:
        return found
    missing(f"{tool} is not on this machine")
    raise AssertionError


def missing(reason: str) -> None:
    """Skip the test for want of something that only CI must have."""
    if os.environ.get("CI"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@cache
def last_commit() -> str:
    """The commit that is checked out; where there is no git, a digest of the list of changes."""
    git = ["git", "-C", str(ROOT), "rev-parse", "--short=12", "HEAD"]
    if shutil.which("git"):
        done = subprocess.run(git, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return done.stdout.strip()
    return hashlib.sha256((ROOT / "CHANGELOG.md").read_bytes()).hexdigest()[:12]


def drawn_from(config: pytest.Config) -> str:
    return config.getoption("--sample-of") or last_commit()


def sample(cases: Sequence[Case], most: int, config: pytest.Config) -> list[Case]:
    """At most `most` of the cases, others with every commit; all of them with --full."""
    if config.getoption("--full") or len(cases) <= most:
        return list(cases)
    return sorted(random.Random(drawn_from(config)).sample(list(cases), most), key=str)


@pytest.fixture(scope="session")
def fixture_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site of the small book in tests/publish/fixture_book: one for all workers of a run."""
    place = tmp_path_factory.getbasetemp()
    root = (place.parent if "PYTEST_XDIST_WORKER" in os.environ else place) / "fixture_book"
    with root.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the second worker waits for the first
        if not (root / "built").exists():
            shutil.copytree(ROOT / "tests" / "publish" / "fixture_book", root, dirs_exist_ok=True)
            shutil.copy(ROOT / "_config.yml", root)
            if build(root):
                pytest.fail("the fixture book does not build: see above", pytrace=False)
            (root / "built").touch()
    return root / "_build" / "html"
