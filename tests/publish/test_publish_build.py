"""`make book`: what is executed, what fails, and what the built pages hold."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from cnnkit.publish.build import build, main
from cnnkit.publish.execute import cache_folders, execute_pages, toc_pages
from cnnkit.publish.serve import server
from tests.conftest import ROOT

HEAD = "---\nkernelspec: {display_name: Python 3, language: python, name: python3}\nfile_format: mystnb\n"


def book(root: Path, **pages: str) -> Path:
    """A book of one cell a page; a page's name may not hold a slash."""
    (root / "book").mkdir(parents=True)
    for name, cell in pages.items():
        options, _, code = cell.rpartition("|")
        text = f"{HEAD}{options}\n---\n\n# {name}\n\n```{{code-cell}} ipython3\n{code}\n```\n"
        (root / "book" / f"{name}.md").write_text(text)
    first, *rest = pages
    toc = [
        "format: jb-book",
        f"root: {first}",
        *(["chapters:"] if rest else []),
        *(f"  - file: {n}" for n in rest),
    ]
    (root / "book" / "_toc.yml").write_text("\n".join(toc) + "\n")
    (root / "book" / "references.bib").write_text("")
    shutil.copy(ROOT / "_config.yml", root)
    return root


def test_pages_need_nothing_from_elsewhere(fixture_site: Path) -> None:
    page = (fixture_site / "ch" / "alive.html").read_text("utf8")
    loaded = re.findall(r'<(?:script|link|img|iframe)[^>]*(?:src|href)="(https?:)?//[^"]*"', page)
    assert loaded == []
    for unwanted in ("require.js", "html-manager", "thebe", "fontawesome/6.5.2/js", "unpkg", "jsdelivr"):
        assert unwanted not in page, unwanted


def test_mathjax_is_left_to_pages_with_formulas(fixture_site: Path) -> None:
    loads = {
        page.stem: "startup.js" in page.read_text("utf8") for page in (fixture_site / "ch").glob("*.html")
    }
    assert loads == {"alive": True, "asked": False, "exercises": True, "figure": False, "kept": False}


def test_mathjax_comes_with_its_licence(fixture_site: Path) -> None:
    (folder,) = (fixture_site / "_static" / "cnnkit").glob("mathjax-*")
    assert (folder / "startup.js").is_file()
    assert "Apache License" in (folder / "LICENSE").read_text()


def test_state_is_in_the_page_and_weights_are_not(fixture_site: Path) -> None:
    page = (fixture_site / "ch" / "alive.html").read_text("utf8")
    (state,) = re.findall(
        r'<script type="application/vnd.jupyter.widget-state\+json">(.*?)</script>', page, re.S
    )
    models = json.loads(state)["state"].values()
    (buffer,) = [buffer for model in models for buffer in model.get("buffers", [])]
    data = fixture_site / "_static" / "cnnkit" / "data" / f"{buffer['file']}.js"
    assert data.read_text().startswith(f'cnnkitData("{buffer["file"]}"')


def test_a_stock_widget_fails_the_build(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    root = book(tmp_path / "b", index="import ipywidgets\nipywidgets.IntSlider()")
    assert build(root) == 1
    assert "stock ipywidget IntSliderModel is dead on a static page" in capfd.readouterr().err


def test_a_failing_page_fails_the_build_with_its_traceback(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    root = book(tmp_path / "b", index="1 + 1", bad="1 / 0")
    assert build(root) == 1
    told = capfd.readouterr()
    assert "FAILED" in told.out
    assert "ZeroDivisionError" in told.err
    assert not (root / "_build" / "html").exists()


def test_a_warning_fails_the_build_each_time(tmp_path: Path) -> None:
    root = book(tmp_path / "b", index="1 + 1")
    page = root / "book" / "index.md"
    page.write_text(page.read_text() + "\n{doc}`nowhere`\n")
    assert build(root) == 1
    assert build(root) == 1


def test_a_draft_warns_of_its_own_faults_and_not_of_pages_left_out(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    root = book(tmp_path / "b", index="1 + 1", other="2 + 2")
    pages = root / "book"
    (pages / "words.md").write_text("# Words\n\n```{glossary}\nkernel\n  A window.\n```\n")
    (pages / "sources.md").write_text("# Sources\n\n```{bibliography}\n```\n")
    (pages / "references.bib").write_text("@misc{known, title={T}, author={A}, year={2000}}\n")
    with (pages / "_toc.yml").open("a") as toc:
        toc.write("  - file: words\n  - file: sources\n")
    with (pages / "other.md").open("a") as other:
        other.write("\n(a-label)=\n## There\n\n```{math}\n:label: a-formula\nx\n```\n")
    with (pages / "index.md").open("a") as index:
        index.write(
            "\nTrue: {term}`kernel`, {cite}`known`, {doc}`other`, [](other.md), [](other.md#there), "
            "[](#a-label), {ref}`x <a-label>`, {eq}`a-formula`.\n\n"
            "False: {term}`colonel`, {cite}`anonymous`, {doc}`nowhere`, [](gone.md), {ref}`x <no-label>`, "
            "{eq}`no-formula`.\n"
        )
    assert build(root, ["index"]) == 0
    warnings = capfd.readouterr().err.splitlines()
    for fault in ("colonel", "anonymous", "nowhere", "gone", "no-label", "no-formula"):
        assert sum(fault in line for line in warnings) == 1, warnings
    assert len(warnings) == 6, warnings
    assert "\x1b" not in "".join(warnings)


def executed(root: Path) -> list[str]:
    """The pages of the book that were due, in the order in which they ended."""
    pages = toc_pages(root / "book" / "_toc.yml", root / "book")
    return [outcome.page.name for outcome in execute_pages(cache_folders(pages, root / "book"))]


def test_pages_are_executed_once_and_again_when_their_code_changes(tmp_path: Path) -> None:
    root = book(tmp_path / "b", index="1 + 1", other="2 + 2")
    assert sorted(executed(root)) == ["index.md", "other.md"]
    assert executed(root) == []
    page = root / "book" / "other.md"
    page.write_text(page.read_text().replace("2 + 2", "2 + 3").replace("# other", "# another"))
    assert executed(root) == ["other.md"]


@pytest.fixture(scope="module")
def private(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[Path, int]]:
    """A book that reads a data file, built with a private umask and no home; and the modes of its files."""
    root = book(tmp_path_factory.mktemp("private") / "b", index="1 + 1", reads="open('results.json').read()")
    (root / "book" / "results.json").write_text("123454321")
    ran = run_build(root, umask=0o077, env={**os.environ, "HOME": "/proc/nowhere"})
    assert ran.returncode == 0, ran.stderr
    site = root / "_build" / "html"
    return root, {path: path.stat().st_mode & 0o777 for path in (site, *site.rglob("*"))}


def test_a_changed_data_file_reaches_the_built_page_that_reads_it(
    private: tuple[Path, dict[Path, int]], capfd: pytest.CaptureFixture[str]
) -> None:
    root, _ = private
    page = root / "_build" / "html" / "reads.html"
    assert "123454321" in page.read_text("utf8")
    (root / "book" / "results.json").write_text("678909876")
    assert build(root) == 0
    assert "678909876" in page.read_text("utf8")
    assert re.findall(r"executed (\S+)", capfd.readouterr().out) == ["book/reads.md"]


def test_serial_pages_come_last_and_alone(tmp_path: Path) -> None:
    write = "import pathlib, time\npathlib.Path('{}').write_text(str(time.time()))\n"
    root = book(tmp_path / "b", index="serial: true|" + write.format("a.txt"), other=write.format("b.txt"))
    assert executed(root) == ["other.md", "index.md"]
    assert float((root / "book" / "a.txt").read_text()) > float((root / "book" / "b.txt").read_text())


def test_a_cache_that_no_build_has_used_for_a_week_is_forgotten(tmp_path: Path) -> None:
    root = book(tmp_path / "b", index="1 + 1")
    executed(root)
    (kept,) = (root / "_build" / ".cache").iterdir()
    old, young = kept.with_name("old"), kept.with_name("young")
    for folder, days in ((old, 8), (young, 6), (kept, 8)):
        folder.mkdir(exist_ok=True)
        os.utime(folder, (time.time() - days * 24 * 3600,) * 2)
    assert executed(root) == []
    assert sorted(kept.parent.iterdir()) == sorted([kept, young])


def test_a_page_that_the_toc_names_must_exist(tmp_path: Path) -> None:
    root = book(tmp_path / "b", index="1 + 1")
    (root / "book" / "_toc.yml").write_text("format: jb-book\nroot: index\nchapters:\n  - file: gone\n")
    with pytest.raises(FileNotFoundError, match="names gone"):
        toc_pages(root / "book" / "_toc.yml", root / "book")


def run_build(root: Path, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cnnkit.publish.build", str(root)]
    return subprocess.run(command, capture_output=True, text=True, **options)


@pytest.mark.parametrize("taken", ["_build", "_build/.cache", "_build/html"])
def test_where_it_cannot_write_it_says_so_in_a_sentence(taken: str, tmp_path: Path) -> None:
    root = book(tmp_path / "b", index="1 + 1")
    (root / taken).parent.mkdir(exist_ok=True)
    (root / taken).touch()  # a file in the folder's place stops root, too
    ran = run_build(root)
    assert ran.returncode == 1
    assert re.fullmatch(r"The book is not built\. \S*/_build\S*: [^\n]+\n", ran.stderr), ran.stderr


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (PermissionError(13, "Permission denied", "/x/_build"), "/x/_build: Permission denied"),
        (OSError(30, "Read-only file system", "/x/_build"), "/x/_build: Read-only file system"),
        (OSError(28, "No space left on device"), "No space left on device"),
        (OperationalError("", None, Exception("database or disk is full")), "database or disk is full"),
    ],
)
def test_a_disk_that_takes_nothing_is_named_without_a_traceback(
    error: Exception,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    root = book(tmp_path / "b", index="1 + 1")

    def refuse(*_: Any) -> None:
        raise error

    monkeypatch.setattr("cnnkit.publish.build.execute_pages", refuse)
    monkeypatch.setattr(sys, "argv", ["build", str(root)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("The book is not built. ")
    assert line.endswith(said)


def test_a_disk_that_is_nearly_full_is_named_before_anything_is_executed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = book(tmp_path / "b", index="1 + 1")
    usage = shutil.disk_usage(root)._replace(free=3_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(OSError, match="3 MB are free"):
        build(root)


def test_a_private_umask_and_a_home_that_takes_nothing_change_no_page(
    private: tuple[Path, dict[Path, int]],
) -> None:
    _, modes = private
    assert len(modes) > 10
    for path, mode in modes.items():
        assert mode == (0o755 if path.is_dir() else 0o644), path


def test_outside_a_repository_the_command_says_what_is_missing(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "cnnkit.publish.build"],
        cwd=tmp_path,
        env=os.environ,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 2
    assert "no book/_toc.yml" in ran.stderr


def test_a_taken_port_is_no_obstacle(fixture_site: Path) -> None:
    first = server(fixture_site, 0)
    second = server(fixture_site, first.server_address[1])
    assert second.server_address[1] != first.server_address[1]
    first.server_close()
    second.server_close()


def test_serving_an_unbuilt_book_says_how_to_build_it(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="make book"):
        server(tmp_path)
