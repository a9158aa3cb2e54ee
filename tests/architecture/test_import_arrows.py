"""The arrows between the package's parts: each part has a contract, and a false arrow breaks one."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# As the design draws them. `cli` may import anything; nothing imports `cli` or `recipes`.
ARROWS = {
    "summary": {"sizing"},
    "models": {"blocks", "download"},
    "data": {"download"},
    "detection": {"blocks"},
    "grading": {"checks"},
    "visualize": {"sizing", "summary"},
    "widgets": {"sizing", "visualize"},
    "publish": {"widgets"},
    "recipes": {"data", "models", "training", "visualize"},
}
PARTS = sorted(
    path.stem
    for path in (ROOT / "cnnkit").iterdir()
    if not path.name.startswith("_") and (path.suffix == ".py" or any(path.glob("*.py")))
)


def contracts():
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    return {c["source_modules"][0]: c for c in config["contracts"] if c["type"] == "forbidden"}


def lint(folder):
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, env={"PYTHONPATH": str(folder)}
    )


@pytest.mark.parametrize("part", [part for part in PARTS if part != "cli"])
def test_every_part_forbids_all_arrows_but_the_designs(part):
    contract = contracts()[f"cnnkit.{part}"]
    allowed = ARROWS.get(part, set()) | {part}
    assert {module.removeprefix("cnnkit.") for module in contract["forbidden_modules"]} == set(
        PARTS
    ) - allowed


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tree")
    shutil.copytree(
        ROOT / "cnnkit",
        folder / "cnnkit",
        ignore=lambda d, names: [n for n in names if "." in n and not n.endswith(".py")],
    )
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_the_contracts_hold(copy):
    done = lint(copy)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("file", "module"),
    [
        ("sizing/count.py", "cnnkit.summary.table"),
        ("summary/table.py", "cnnkit.models.create"),
        ("models/vgg.py", "cnnkit.models.lenet"),
        ("training/__init__.py", "cnnkit.data"),
        ("checks/__init__.py", "cnnkit.sizing"),
    ],
)
def test_a_false_arrow_fails(copy, file, module):
    path = copy / "cnnkit" / file
    before = path.read_text()
    try:
        path.write_text(f"{before}\nimport {module}\n")
        done = lint(copy)
    finally:
        path.write_text(before)
    assert done.returncode == 1
    assert module in done.stdout
