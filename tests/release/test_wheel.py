"""The wheel holds what the tree holds, and its command; `make wheel-check` installs and runs it."""

import os
import zipfile
from configparser import ConfigParser
from importlib.metadata import version
from pathlib import Path

import pytest

from cnnkit import __version__
from cnnkit.cli import main
from release import wheel
from release.other_pythons import compile_with
from tests.conftest import need


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    need("git")
    before = os.umask(0o077)
    try:
        return wheel.build(tmp_path_factory.mktemp("wheel"))
    finally:
        os.umask(before)


def test_each_tracked_file_of_the_package_is_in_it_and_no_other(built: Path) -> None:
    assert wheel.differences(built) == []


def test_others_may_read_it_whatever_the_umask(built: Path) -> None:
    assert built.stat().st_mode & 0o777 == 0o644
    with zipfile.ZipFile(built) as archive:
        modes = {
            entry.external_attr >> 16 & 0o044
            for entry in archive.infolist()
            if "dist-info" not in entry.filename
        }
    assert modes == {0o044}


def test_what_is_left_out_is_there_to_leave_out() -> None:
    gone = [name for name in wheel.NOT_SHIPPED if not (wheel.ROOT / name).is_file()]
    assert gone == []


def test_a_lost_a_foreign_and_a_changed_file_are_named(built: Path, tmp_path: Path) -> None:
    spoiled = tmp_path / built.name
    with zipfile.ZipFile(built) as whole, zipfile.ZipFile(spoiled, "w") as archive:
        for name in whole.namelist():
            if name != "cnnkit/cli.py":
                content = whole.read(name)
                archive.writestr(name, content + b"#" if name == "cnnkit/__init__.py" else content)
        archive.writestr("cnnkit/of_an_old_build.py", "")
    assert wheel.differences(spoiled) == [
        "missing: cnnkit/cli.py",
        "not ours: cnnkit/of_an_old_build.py",
        "other bytes: cnnkit/__init__.py",
    ]


def test_its_command_version_and_licence(built: Path) -> None:
    with zipfile.ZipFile(built) as archive:
        (info,) = {name.split("/")[0] for name in archive.namelist() if ".dist-info/" in name}
        entries = ConfigParser()
        entries.read_string(archive.read(f"{info}/entry_points.txt").decode())
        names = {Path(name).name for name in archive.namelist() if name.startswith(info)}
    assert dict(entries["console_scripts"]) == {"cnnkit": "cnnkit.cli:main"}
    assert callable(main)
    assert info == f"cnnkit-{__version__}.dist-info"
    assert {"LICENSE", "LICENSE-CONTENT"} <= names


def test_the_installed_version_is_that_of_the_tree() -> None:
    assert version("cnnkit") == __version__, "run pip install -e . again"


def test_a_file_that_another_python_refuses_is_found(tmp_path: Path) -> None:
    package = tmp_path / "cnnkit-0-py3-none-any.whl"
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("cnnkit/__init__.py", "__version__ = '0'\n")
        archive.writestr("cnnkit/old.py", "print 'no parentheses'\n")
    told, refused = compile_with("python3", package)
    assert refused
    assert told.endswith("1 of 2 files compiled")
