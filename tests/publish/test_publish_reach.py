"""One edit, one page: which pages a changed file makes due."""

import re
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from cnnkit.publish.execute import cache_folders, toc_pages
from cnnkit.publish.reach import Tree
from tests.conftest import ROOT

BOOK = ROOT / "book"
PAGES = toc_pages(BOOK / "_toc.yml", BOOK)


def names(pages: Iterable[Path], book: Path = BOOK) -> set[str]:
    return {str(page.relative_to(book).with_suffix("")) for page in pages}


def pages_that_show(widget: str) -> set[str]:
    """Those that import the widget, or all of them."""
    by_name = rf"from cnnkit\.widgets import [^\n]*\b{widget}\b"
    return pages_with(rf"{by_name}|import cnnkit\.widgets\n") | {"appendix/api", "appendix/widgets"}


def pages_with(pattern: str) -> set[str]:
    return names(page for page in PAGES if re.search(pattern, page.read_text("utf8")))


@pytest.fixture(scope="module")
def reached() -> dict[Path, set[Path]]:
    tree = Tree(ROOT)
    return {page: set(tree.reached(page)) for page in PAGES}


INSTRUCTOR = {"instructor/grade", "instructor/mend", "instructor/set-up"}
ALL_OF_CNNKIT = {"appendix/api"}  # it lists what every package holds

# these read whatever benchmarks and soak stored, by `*.json`, which fits other results too: on the safe side
ANY_JSON = {"appendix/benchmarks", "instructor/safety"}


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("book/appendix/coverage.yaml", lambda: pages_with(r"coverage\.yaml")),
        ("book/appendix/errata.yaml", lambda: pages_with(r"errata\.yaml")),
        ("tests/sources/facts.yaml", lambda: pages_with(r"facts\.yaml")),
        ("book/basics/results/heads.json", lambda: pages_with(r"heads\.json") | ANY_JSON),
        (
            "cnnkit/widgets/data/train_replay.json",
            lambda: pages_that_show("TrainReplay") | ANY_JSON,
        ),
        ("cnnkit/widgets/conv_matrix.py", lambda: pages_that_show("ConvMatrix")),
        (
            "cnnkit/models/vgg.py",
            lambda: (
                pages_with("import (create_model|class_names|list_models|family|model_info)|ArchExplorer")
                | ALL_OF_CNNKIT
                | {"appendix/widgets"}
            ),
        ),
        ("cnnkit/recipes/train.py", set),
        ("cnnkit/publish/state.py", set),
    ],
)
def test_a_file_is_reached_by_these_pages_alone(
    file: str, expected: Callable[[], set[str]], reached: dict[Path, set[Path]]
) -> None:
    assert (ROOT / file).is_file()
    assert names(page for page, files in reached.items() if ROOT / file in files) == expected()


@pytest.mark.parametrize(
    "file",
    [
        "cnnkit/cli.py",  # cells run `cnnkit grade`
        "cnnkit/grading/walls/wall.py",  # imported in a function of the command
        "cnnkit/grading/walls/box/inner.py",  # run by name in another process
        "cnnkit/checks/comparing.py",  # imported by the notebooks that are graded
        "solutions/basics/basics.ipynb",
        "nbgrader_config.py",
        "book/instructor/small_course.py",
    ],
)
def test_pages_that_grade_reach_the_grader_and_the_sets(file: str, reached: dict[Path, set[Path]]) -> None:
    found = names(page for page, files in reached.items() if ROOT / file in files)
    assert found >= INSTRUCTOR
    assert {name.split("/")[0] for name in found}.isdisjoint({"basics", "sizing"})


def test_every_data_file_beside_a_page_is_read_by_a_page(reached: dict[Path, set[Path]]) -> None:
    data = {path for suffix in ("yaml", "json", "csv", "npz") for path in BOOK.glob(f"*/**/*.{suffix}")}
    assert data - set().union(*reached.values()) == set()


def test_a_changed_module_makes_exactly_its_pages_due(tmp_path: Path) -> None:
    for name in ("book", "cnnkit"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "publish"))
    book, package = tmp_path / "book", tmp_path / "cnnkit"
    pages = [book / page.relative_to(BOOK) for page in PAGES]
    before = cache_folders(pages, book, package)
    with (package / "widgets" / "pool_stepper.py").open("a", encoding="utf8") as file:
        file.write("# changed\n")
    after = cache_folders(pages, book, package)
    due = names((page for page in pages if before[page] != after[page]), book)
    assert due == pages_that_show("PoolStepper")


def made(root: Path, files: dict[str, str]) -> tuple[Path, Path]:
    """A checkout of these files; a page is the code of its only cell. Returns its book and its package."""
    for name, text in {"cnnkit/__init__.py": "", **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# Page\n\n```{{code-cell}}\n{text}\n```\n" if path.suffix == ".md" else text)
    return root / "book", root / "cnnkit"


@pytest.mark.parametrize(
    ("cell", "files", "changed"),
    [
        ("import cnnkit.a", {"a.py": "def f():\n    from cnnkit.b import x", "b.py": "x = 1"}, "b.py"),
        (":tags: [hide-input]\nfrom cnnkit.a import f", {"a.py": "def f(): ..."}, "a.py"),
        ("from cnnkit import a", {"a.py": ""}, "a.py"),
        ("from cnnkit.p import f", {"p/__init__.py": "from cnnkit.p.a import f", "p/a.py": ""}, "p/a.py"),
        ("from cnnkit.p import f", {"p/__init__.py": "from .a import f", "p/a.py": ""}, "p/a.py"),
        ("import cnnkit.p", {"p/__init__.py": "from cnnkit.p.a import f", "p/a.py": ""}, "p/a.py"),
        ("import cnnkit.p.a", {"p/__init__.py": "import cnnkit.b\nb()", "p/a.py": "", "b.py": ""}, "b.py"),
        ("import cnnkit.a", {"a.py": "import_module(f'cnnkit.{name}')", "b.py": ""}, "b.py"),
        ("import cnnkit.a", {"a.py": "run([python, '-m', 'cnnkit.b'])", "b.py": ""}, "b.py"),
        ("!python -m cnnkit.a", {"a.py": ""}, "a.py"),
        (
            "shell('cnnkit count')",
            {"cli.py": "p.add_parser('count')\ndef _count():\n    import cnnkit.a", "a.py": ""},
            "a.py",
        ),
        ("import cnnkit.a", {"a.py": "read(f'{name}.npz')", "w/x.npz": ""}, "w/x.npz"),
        ("import cnnkit.a", {"a.py": "files('cnnkit') / 'w/x.json'", "w/x.json": ""}, "w/x.json"),
    ],
)  # fmt: skip
def test_each_way_to_reach_a_file_counts(
    cell: str, files: dict[str, str], changed: str, tmp_path: Path
) -> None:
    book, package = made(
        tmp_path,
        {"book/page.md": cell, "book/other.md": "1 + 1"} | {f"cnnkit/{n}": t for n, t in files.items()},
    )
    pages = [book / "page.md", book / "other.md"]
    before = cache_folders(pages, book, package)
    (package / changed).write_text("# changed")
    after = cache_folders(pages, book, package)
    assert [page.name for page in pages if before[page] != after[page]] == ["page.md"]


@pytest.mark.parametrize(
    ("cell", "files", "changed"),
    [
        (
            "from cnnkit.p import f",
            {"p/__init__.py": "from .a import f\nfrom .b import g", "p/a.py": "", "p/b.py": ""},
            "p/b.py",
        ),
        (
            "shell('cnnkit count')",
            {"cli.py": "add_parser('count')\nadd_parser('draw')\ndef _draw():\n import cnnkit.a", "a.py": ""},
            "a.py",
        ),
        ("import cnnkit.a", {"a.py": '"""`cnnkit.b` is another."""', "b.py": ""}, "b.py"),
        ("import cnnkit.a", {"a.py": "read('y.json')", "w/x.json": ""}, "w/x.json"),
    ],
)  # fmt: skip
def test_what_a_page_does_not_reach_leaves_it_alone(
    cell: str, files: dict[str, str], changed: str, tmp_path: Path
) -> None:
    book, package = made(tmp_path, {"book/page.md": cell} | {f"cnnkit/{n}": t for n, t in files.items()})
    before = cache_folders([book / "page.md"], book, package)
    (package / changed).write_text("# changed")
    assert cache_folders([book / "page.md"], book, package) == before


def test_words_of_a_page_make_nothing_due_and_pins_all(tmp_path: Path) -> None:
    book, package = made(tmp_path, {"book/page.md": "1 + 1", "constraints.txt": "torch==1"})
    page = book / "page.md"
    before = cache_folders([page], book, package)
    page.write_text(f"{page.read_text()}\nOther words.\n")
    assert cache_folders([page], book, package) == before
    (tmp_path / "constraints.txt").write_text("torch==2")
    assert cache_folders([page], book, package) != before


def test_a_program_that_comes_or_goes_makes_the_page_due(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {"cnnkit/a.py": "import shutil\nshutil.which('my-sandbox')"}
    book, package = made(tmp_path, {"book/page.md": "import cnnkit.a", **files})
    before = cache_folders([book / "page.md"], book, package)
    (tmp_path / "my-sandbox").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert cache_folders([book / "page.md"], book, package) != before
