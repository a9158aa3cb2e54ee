"""What instructors' pages show of the sandbox: a live run where there is one, else a stored run."""

import html
import json
import re
import sys
from pathlib import Path

import pytest

from cnnkit.grading.walls.sandbox import SandboxError
from tests.conftest import ROOT, need

FOLDER = ROOT / "book" / "instructor"
STORED = json.loads((FOLDER / "results" / "sandboxed.json").read_text("utf8"))
USES = {
    page.stem: re.findall(r'sandboxed\("([\w-]+)"', page.read_text("utf8")) for page in FOLDER.glob("*.md")
}


@pytest.fixture
def sandboxed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(str(FOLDER))
    sys.modules.pop("sandboxed", None)
    from sandboxed import sandboxed

    return sandboxed


def none_here() -> str:
    raise SandboxError("bubblewrap is missing")


def test_every_run_is_stored_and_no_other() -> None:
    used = [name for names in USES.values() for name in names]
    assert sorted(used) == sorted(STORED["runs"])
    assert all(STORED["runs"].values())


@pytest.mark.parametrize("name", sorted(STORED["runs"]))
def test_without_a_sandbox_the_stored_run_is_shown_and_dated(name: str, sandboxed) -> None:
    shown = sandboxed(name, none_here).data
    assert shown.startswith(STORED["runs"][name])
    assert f"A stored run of {STORED['date']}" in shown


def test_with_a_sandbox_the_live_run_is_shown(sandboxed) -> None:
    assert sandboxed("grade", lambda: "live").data == "live"


def test_while_a_run_is_stored_a_missing_sandbox_is_an_error(
    sandboxed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    into = tmp_path / "runs.json"
    into.write_text("{}")
    monkeypatch.setenv("CNNKIT_STORE_RUN", str(into))
    sandboxed("grade", lambda: "live")
    with pytest.raises(SandboxError):
        sandboxed("again", none_here)
    assert json.loads(into.read_text()) == {"grade": "live"}


def letters(text: str) -> str:
    """Its letters alone: no numbers, marks or spaces."""
    return re.sub(r"[^a-z]", "", text.lower())


@pytest.mark.book
@pytest.mark.parametrize("page", sorted(page for page, names in USES.items() if names))
def test_the_built_page_ran_live_and_says_what_the_stored_run_says(
    page: str, request: pytest.FixtureRequest
) -> None:
    need("bwrap")
    built = request.config.getoption("--site") / "instructor" / f"{page}.html"
    if not built.is_file():
        pytest.skip("no built book: make book")
    text = html.unescape(re.sub(r"<[^>]+>", "", built.read_text("utf8")))
    assert "A stored run of" not in text
    shown = letters(text)
    for name in USES[page]:
        lines = re.sub(r"^```\w*$", "", STORED["runs"][name], flags=re.M).splitlines()
        # how long it takes, and what the doctor says of this very machine, differ
        lines = [line for line in lines if "s left" not in line and not (name == "doctor" and "/" in line)]
        lost = [line for line in lines if letters(line) not in shown]
        assert lost == [], f"{name}: store the run anew with python book/instructor/sandboxed.py"
