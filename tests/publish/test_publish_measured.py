"""Stored runs of benchmarks: written with machine and date, read back, and shown on one page."""

import ast
import json
from datetime import date
from pathlib import Path

import pytest

from cnnkit.publish import measured
from tests.conftest import ROOT

SCRIPTS = [path for path in (ROOT / "benchmarks").glob("*.py") if "results/" in path.read_text("utf8")]


def stored(folder: Path, load: float | str | None = 0.2, **more: object) -> Path:
    facts = {
        "title": "Ours and theirs",
        "command": "python run.py",
        "columns": ["net", "ms"],
        "rows": [["lenet", 2]],
    }
    rows = [measured.ratio("lenet", "peer 1.0", ours=2, theirs=5, unit="ms")]
    return measured.store("run", **(facts | {"ratios": rows, "load": load, "folder": folder} | more))  # type: ignore[arg-type]


def test_a_run_comes_back_with_machine_date_and_ratio(tmp_path: Path) -> None:
    stored(tmp_path, packages=("numpy", "no-such-package"))
    (record,) = measured.records(tmp_path)
    assert record.date == str(date.today())
    assert "numpy 2" in record.machine
    assert "no-such-package (not installed)" in record.machine
    table = measured.ratio_tables([record])
    assert "| lenet | peer 1.0 | 2\xa0ms | 5\xa0ms | 2.50 |" in table
    page = measured.details(record, level=3)
    assert page.startswith("### Ours and theirs\n\n`python run.py`; ")
    assert "| net | ms |\n| --- | ---: |\n| lenet | 2 |" in page


@pytest.mark.parametrize(
    ("load", "says"),
    [
        (0.99, "yes"),
        (1.0, "**no** (load 1.0)"),
        ("busy", "**no** (busy)"),
        (None, "not recorded"),
    ],
)
def test_a_machine_that_was_not_quiet_is_said_to_be(
    load: float | str | None, says: str, tmp_path: Path
) -> None:
    stored(tmp_path, load)
    (record,) = measured.records(tmp_path)
    assert f"machine quiet: {says}." in measured.details(record)
    assert f"; machine quiet: {says}." in measured.ratio_tables([record])


def test_markdown_of_another_script_stands_on_the_page_too(tmp_path: Path) -> None:
    stored(tmp_path)
    (tmp_path / "soak.md").write_text(
        "# A soak\n\nOn 2026-11-28.\n\n## Memory\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n"
    )
    soak, _ = measured.records(tmp_path)
    assert (soak.title, soak.date) == ("A soak", "2026-11-28")
    page = measured.details(soak)
    assert all(part in page for part in ("| 1 | 2 |", "**Memory**", "machine quiet: not recorded"))
    assert [line for line in page.splitlines() if line.startswith("#")] == ["## A soak"]


def test_what_lacks_a_fact_is_refused_by_name(tmp_path: Path) -> None:
    path = stored(tmp_path)
    told = json.loads(path.read_text())
    path.write_text(json.dumps({key: value for key, value in told.items() if key != "date"}))
    with pytest.raises(ValueError, match=r"run\.json lacks date; cnnkit\.publish\.measured\.store writes"):
        measured.records(tmp_path)
    path.write_text("{")
    with pytest.raises(ValueError, match=r"run\.json is not JSON"):
        measured.records(tmp_path)


def test_rows_of_another_length_and_a_ratio_to_nothing_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="2 columns, but a row of 1"):
        stored(tmp_path, rows=[["lenet"]])
    with pytest.raises(ValueError, match="ours is 0 ms"):
        measured.ratio("lenet", "peer", 0, 1, "ms")


def test_all_that_is_stored_can_be_read_and_has_a_script() -> None:
    found = measured.records()
    assert sum(len(record.ratios) for record in found) > 20
    written = " ".join(path.read_text("utf8") for path in SCRIPTS)
    for path in measured.FOLDER.glob("*.json"):
        assert path.name in written, f"no script in benchmarks/ says that it writes {path.name}"


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_a_script_stores_what_it_measures_with_the_load_before(script: Path) -> None:
    calls = [node for node in ast.walk(ast.parse(script.read_text("utf8"))) if isinstance(node, ast.Call)]
    stores = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "store"]
    assert len(stores) == 1
    assert "load" in {keyword.arg for keyword in stores[0].keywords}
