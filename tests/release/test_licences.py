"""What the page *What it stands on* shows fits the pins and the tree, and nobody's work ships unnamed."""

import json
from email.message import Message
from pathlib import Path
from types import SimpleNamespace

import pytest

from release import licences, packages, ships, vulnerabilities
from release.photographs import photographs
from tests.conftest import ROOT, missing

STORED = json.loads(licences.STORED.read_text("utf8"))


def test_the_stored_packages_are_those_that_are_pinned() -> None:
    stored = {row["name"]: row["version"] for row in STORED["packages"]}
    assert stored == packages.pins(), "run: python -m release.licences"


def test_the_stored_npm_packages_are_those_of_the_lock_file() -> None:
    assert STORED["npm"] == packages.npm_packages()


def test_installed_packages_state_the_licences_that_are_stored() -> None:
    stored = {(row["name"], row["version"]): row["licence"] for row in STORED["packages"]}
    fresh = {
        (row["name"], row["version"]): row["licence"] for row in packages.python_packages() if row["for"]
    }
    assert len(fresh) > 150
    # the stored run had more installed than a machine without the extras of the tests
    seen = {key: told for key, told in fresh.items() if stored.get(key) != "not installed here"}
    changed = {key: (stored.get(key), told) for key, told in seen.items() if told != stored.get(key)}
    assert changed == {}


def test_all_state_a_licence_and_those_that_ask_for_more_are_known() -> None:
    assert licences.faults(STORED) == []
    more = {
        row["name"] for row in STORED["packages"] if row["for"] and not packages.permissive(row["licence"])
    }
    assert more == {"certifi", "fqdn", "hypothesis", "psycopg", "psycopg-binary"}, (
        "say so on the page, then here"
    )


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"License-Expression": "MIT AND PSF-2.0"}, "MIT AND PSF-2.0"),
        ({"License": "BSD 3-Clause License\n\nCopyright (c) 2021"}, "BSD-3-Clause"),
        ({"License": "UNKNOWN", "Classifier": "License :: OSI Approved :: ISC License (ISCL)"}, "ISC"),
        ({"License": "Apache License, Version 2.0"}, "Apache-2.0"),
        ({"Classifier": "License :: OSI Approved :: MIT License"}, "MIT"),
        ({"License": "see the file"}, "not stated"),
    ],
)
def test_a_licence_is_read_from_the_field_that_has_it(fields: dict[str, str], told: str) -> None:
    metadata = Message()
    for name, value in fields.items():
        metadata[name] = value
    assert packages.licence(SimpleNamespace(metadata=metadata))[0] == told  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("expression", "is_so"),
    [
        ("MIT", True),
        ("(MIT OR GPL-3.0) AND BSD-3-Clause", True),
        ("MIT AND MPL-2.0", False),
        ("LGPL-3.0-only", False),
        ("not stated", False),
    ],
)
def test_of_alternatives_one_is_enough_and_of_parts_all_count(expression: str, is_so: bool) -> None:
    assert packages.permissive(expression) == is_so


def test_what_is_vendored_is_there_with_its_licence_and_named_beside_the_content() -> None:
    told = (ROOT / "LICENSE-CONTENT").read_text("utf8")
    for start, (name, _, text) in ships.VENDORED.items():
        assert list((ROOT / start).parent.glob(f"{Path(start).name}*")), f"{start} is not there"
        assert (ROOT / text).is_file()
        assert name.split()[-1 if name.startswith("answers") else 0] in told
    assert list(ships.foreign()) == []


def test_a_file_with_somebodys_notice_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cnnkit").mkdir()
    (tmp_path / "cnnkit" / "borrowed.js").write_text("/*! a library v1 | MIT */")
    (tmp_path / "cnnkit" / "own.js").write_text("// ours")
    monkeypatch.setattr(ships, "tracked", lambda root: ["cnnkit/borrowed.js", "cnnkit/own.js"])
    assert list(ships.foreign(tmp_path)) == ["cnnkit/borrowed.js"]


def test_each_photograph_that_asks_for_a_name_gets_it() -> None:
    told = photographs()
    assert told == STORED["photographs"], "run: python -m release.licences"
    credits = (ROOT / "LICENSE-CONTENT").read_text("utf8")
    for row in told:
        if "licenses/by/" in row["rights"]:
            assert row["rights"].rpartition("://")[2].rstrip("/") in credits
        elif row["rights"] != "not stated":
            assert any(word in row["rights"] for word in ("CC0", "public domain", "No known copyright"))


@pytest.mark.book
def test_each_file_of_the_built_site_belongs_to_somebody() -> None:
    site = ROOT / "_build" / "html"
    if not (site / "index.html").is_file():
        missing("the book is not built: make book")
    parts = ships.site_parts(site)
    assert [part["files"] for part in parts if part["owner"] == "?"] == []
    assert {"MathJax 3", "plotly.js", "Font Awesome Free"} <= {part["owner"] for part in parts}


def test_no_answer_is_not_taken_for_nothing_known() -> None:
    silent = json.dumps({"dependencies": [{"name": "a", "skip_reason": "not found: https://example.org/a"}]})
    run = lambda *_, **__: SimpleNamespace(stdout=silent, stderr="")
    told = vulnerabilities.of_python(Path(), "pypi", run)  # type: ignore[arg-type]
    assert (told["answered"], told["found"]) == (0, [])
    refused = lambda *_, **__: SimpleNamespace(
        stdout="{}", stderr="npm error 405 - POST https://example.org/b"
    )
    npm = vulnerabilities.of_npm(refused)  # type: ignore[arg-type]
    assert npm["why"] == "npm error 405 - POST …"
    assert vulnerabilities.summed([told, npm]) == 3


def test_a_known_vulnerability_is_named_with_its_mend() -> None:
    flaw = {"id": "CVE-1", "fix_versions": ["2.1"]}
    answer = {"dependencies": [{"name": "a", "version": "2.0", "vulns": [flaw]}, {"name": "b", "vulns": []}]}
    run = lambda *_, **__: SimpleNamespace(stdout=json.dumps(answer), stderr="")
    told = vulnerabilities.of_python(Path(), "osv", run)  # type: ignore[arg-type]
    assert told["answered"] == 2
    assert told["found"] == ["a 2.0: CVE-1, mended in ['2.1']"]
    assert vulnerabilities.summed([told]) == 1
    assert vulnerabilities.summed([told | {"found": []}]) == 0


def test_the_stored_answer_has_a_day_and_all_three_databases() -> None:
    stored = json.loads(vulnerabilities.STORED.read_text("utf8"))
    assert [each["database"] for each in stored["asked"]] == ["PyPI", "OSV", "npm"]
    assert all(each["answered"] or each["why"] for each in stored["asked"])
    assert stored["date"] >= "2026-11-30"
