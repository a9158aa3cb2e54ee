"""The files from which a dev container and Binder are made: what they hold, and that their commands exist."""

import json
import re
import subprocess
import tomllib

from cnnkit.grading.release import ARCHIVED
from tests.conftest import ROOT

# Of devContainer.base.schema.json (devcontainers/spec, 08c3f97): the keys used here, and what each may hold.
KEYS = {
    "name": str,
    "image": str,
    "hostRequirements": dict,
    "postCreateCommand": str,
    "waitFor": str,
    "remoteEnv": dict,
    "customizations": dict,
}
WAITS = (
    "initializeCommand",
    "onCreateCommand",
    "updateContentCommand",
    "postCreateCommand",
    "postStartCommand",
)


def dev() -> dict:
    return json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text("utf-8"))


def test_the_dev_container_keeps_to_the_schema():
    file = dev()
    assert {key: type(value) for key, value in file.items()} == KEYS
    assert file["waitFor"] in WAITS
    assert file["hostRequirements"].keys() <= {"cpus", "memory", "storage", "gpu"}
    assert isinstance(file["hostRequirements"]["cpus"], int)
    for size in ("memory", "storage"):
        assert re.fullmatch(r"\d+([tgmk]b)?", file["hostRequirements"][size])
    assert all(isinstance(value, str | None) for value in file["remoteEnv"].values())
    for path in file["customizations"]["codespaces"]["openFiles"]:
        assert (ROOT / path).is_file()


def test_its_python_is_the_one_that_grades():
    course = tomllib.loads((ROOT / "tasks" / "course.toml").read_text("utf-8"))["python"]
    assert re.search(rf"/python:\d+-{re.escape(course)}-", dev()["image"])
    assert (ROOT / ".binder" / "runtime.txt").read_text().strip() == f"python-{course}"


def test_its_command_is_one_of_both_makefiles():
    """Planned and not run: what it installs takes minutes; it was run by hand (CONTRIBUTING, Walks)."""
    command = dev()["postCreateCommand"].split()
    for makefile in (ROOT / "Makefile", ROOT / "cnnkit" / "grading" / "archive" / "Makefile"):
        run = ["make", "--dry-run", "--always-make", "-f", str(makefile), *command[1:]]
        planned = subprocess.run(run, cwd=ROOT, capture_output=True, text=True)
        assert command[0] == "make"
        assert planned.returncode == 0, planned.stderr
        assert "--extra-index-url https://download.pytorch.org/whl/cpu -e '.[lab]'" in planned.stdout


def test_binder_installs_the_extra_by_the_pins():
    lines = (ROOT / ".binder" / "requirements.txt").read_text("utf-8").splitlines()
    wanted = [line for line in lines if not line.startswith("#")]
    assert wanted == [
        "--extra-index-url https://download.pytorch.org/whl/cpu",
        "-c ../constraints.txt",  # relative to the file; the next line to the folder
        ".[lab]",
    ]
    assert (ROOT / ".binder" / wanted[1].removeprefix("-c ")).is_file()
    assert (
        "lab"
        in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    )


def test_students_get_both():
    assert {".devcontainer", ".binder"} <= set(ARCHIVED)
