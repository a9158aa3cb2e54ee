"""What a host and a stranger read: workflows whose commands are the README's, the citation, how to report."""

import re
from pathlib import Path

import pytest
import yaml

from cnnkit import __version__
from tests.conftest import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
TARGETS = set(re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text("utf8"), re.MULTILINE))
TOLD = (ROOT / "README.md").read_text("utf8") + (ROOT / "CONTRIBUTING.md").read_text("utf8")


def read(path: Path) -> dict:
    return yaml.safe_load(path.read_text("utf8"))


def steps(path: Path) -> list[dict]:
    return [step for job in read(path)["jobs"].values() for step in job["steps"]]


def test_there_are_checks_and_a_deployment() -> None:
    assert [path.name for path in WORKFLOWS] == ["ci.yml", "pages.yml"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_is_whole_and_may_do_no_more_than_it_must(path: Path) -> None:
    told = read(path)
    assert set(told) == {"name", True, "permissions", "concurrency", "jobs"}  # YAML reads `on` as true
    assert told["permissions"] == {"contents": "read"}
    for name, job in told["jobs"].items():
        assert job["runs-on"] == "ubuntu-24.04", "a named system, so that a run can be repeated"
        assert job["timeout-minutes"] <= 120
        allowed = {"pages": "write", "id-token": "write"} if name == "deploy" else None
        assert job.get("permissions") == allowed


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_githubs_own_and_name_their_version(path: Path) -> None:
    for step in steps(path):
        assert ("uses" in step) != ("run" in step)
        if "uses" in step:
            assert re.fullmatch(r"actions/[a-z-]+@v\d+", step["uses"])


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_its_commands_are_those_that_a_reader_is_told(path: Path) -> None:
    for run in (step["run"] for step in steps(path) if "run" in step):
        if run.startswith("make "):
            target, *settings = run.split()[1:]
            assert target in TARGETS
            assert f"make {target}" in TOLD
            assert all(setting in TOLD for setting in settings)
        elif run.startswith("bash "):
            assert (ROOT / run.split()[1]).is_file()
        else:
            assert run.startswith("sudo sysctl -w kernel.")


def test_the_site_that_is_deployed_is_the_one_that_is_built() -> None:
    (upload,) = [
        s for s in steps(ROOT / ".github/workflows/pages.yml") if "upload-pages" in s.get("uses", "")
    ]
    folder = upload["with"]["path"]
    assert folder in (ROOT / "README.md").read_text("utf8")
    assert "make book" in [s.get("run", "").partition(" TORCH")[0] for s in steps(WORKFLOWS[1])]


def test_the_citation_holds_what_its_format_asks_and_this_version() -> None:
    told = read(ROOT / "CITATION.cff")
    # the schema of version 1.2.0, which `cffconvert --validate` holds it to: these four, and no unknown key
    assert {"cff-version", "message", "title", "authors"} <= set(told)
    known = "abstract authors cff-version date-released keywords license message title type url version"
    assert set(told) <= set(known.split())
    assert told["cff-version"] == "1.2.0"
    assert told["type"] == "software"
    assert all(set(author) == {"name"} for author in told["authors"])
    assert str(told["version"]) == __version__
    assert told["license"] == ["MIT", "CC-BY-4.0"]
    assert told["title"] == read(ROOT / "_config.yml")["title"]
    assert told["authors"][0]["name"] == read(ROOT / "_config.yml")["author"]


def test_the_changelog_begins_with_this_version_and_its_day_is_that_of_the_citation() -> None:
    head = re.search(r"^## (\S+) \((.+)\)$", (ROOT / "CHANGELOG.md").read_text("utf8"), re.MULTILINE)
    assert head
    assert head[1] == __version__
    told = read(ROOT / "CITATION.cff").get("date-released")
    assert head[2] == (str(told) if told else "unreleased")


@pytest.mark.parametrize("name", ["CODE_OF_CONDUCT.md", "SECURITY.md"])
def test_what_a_reader_is_sent_to_exists(name: str) -> None:
    assert f"]({name})" in (ROOT / "README.md").read_text("utf8")
    for path in re.findall(r"`((?:cnnkit|tests)/[\w./]+)`", (ROOT / name).read_text("utf8")):
        assert (ROOT / path).exists(), path
    pages = set(re.findall(r"(?<!\*)\*([A-Z][a-z ]+)\*(?!\*)", (ROOT / name).read_text("utf8")))
    titles = (ROOT / "book" / "_toc.yml").read_text("utf8") + (ROOT / "book/instructor/safety.md").read_text(
        "utf8"
    )
    assert {page for page in pages if page not in titles} <= {"Security", "Report a vulnerability"}
