"""The student release is what the solutions give, holds no answer, and is made without a trace elsewhere."""

import inspect
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest

from cnnkit import checks
from cnnkit.grading import assemble, release
from cnnkit.publish.chapters import chapters

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    target = tmp_path_factory.mktemp("made")
    release.generate(ROOT, target)
    return target


def files(folder: Path) -> dict[str, bytes]:
    skipped = release.SKIPPED_DIRS
    found = (path for path in folder.rglob("*") if path.is_file() and not skipped & set(path.parts))
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def test_committed_exercises_are_what_the_solutions_give(made):
    ours, committed = files(made), files(ROOT / "exercises")
    assert ours.keys() == committed.keys(), "run: make exercises"
    assert [name for name in ours if ours[name] != committed[name]] == [], "run: make exercises"


def test_committed_notebooks_are_what_the_text_files_give():
    assert assemble.stale_notebooks(ROOT) == [], "run: make exercises"


def test_a_set_that_is_generated_alone_by_stock_nbgrader_holds_its_notebook_and_nothing_else(tmp_path):
    """The text files of the tasks hold every answer: `nbgrader generate_assignment` must not find them."""
    for name in ("solutions", "tasks"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", "sizing", "--create"]
    beside = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    ran = subprocess.run(command, cwd=tmp_path, env=beside, capture_output=True, text=True, timeout=300)
    assert ran.returncode == 0, ran.stderr
    assert sorted(files(tmp_path / "exercises")) == ["sizing/sizing.ipynb"]
    assert (
        release.find_leaks(release.secret_lines(ROOT / "solutions"), (tmp_path / "exercises").rglob("*"))
        == []
    )


def test_a_task_without_its_cells_is_refused(tmp_path):
    shutil.copytree(ROOT / "tasks", tmp_path / "tasks")
    path = tmp_path / "tasks" / "sizing" / "unread.py"
    text = path.read_text()
    path.write_text(text.replace("# %% tries", "# %% tried"))
    with pytest.raises(assemble.TaskTextError, match=r"unread\.py: want .* tries, .* found .* tried,"):
        assemble.write_notebooks(tmp_path)
    path.write_text(text.replace("checks.self_check(", "print("))
    with pytest.raises(assemble.TaskTextError, match=r"unread\.py: the tries do not call"):
        assemble.write_notebooks(tmp_path)


def test_every_set_begins_with_the_same_rules():
    titles = [nbformat.read(path, 4).cells[0].source for path in ROOT.glob("solutions/*/*.ipynb")]
    assert len(titles) == sum(chapter.finished for chapter in chapters())
    for said in (
        "5 seconds",
        "`float64`",
        "Python 3.11",
        "earns half",
        "If the next cell stops",
        "Colab",
    ):
        assert all(said in title for title in titles), said
    assert all("{" not in title for title in titles)
    assert inspect.signature(checks.grade).parameters["seconds"].default == 5


def test_release_holds_no_answer(made):
    assert release.find_leaks(release.secret_lines(ROOT / "solutions"), made.rglob("*")) == []


def test_every_answer_cell_is_back_to_its_stub(made):
    for path in made.rglob("*.ipynb"):
        answers = [c for c in nbformat.read(path, 4).cells if c.metadata.get("nbgrader", {}).get("solution")]
        assert answers
        for cell in answers:
            assert re.fullmatch(
                r"(?s).*def \w+\(.*\).*:\n    # YOUR CODE HERE\n    raise NotImplementedError\(\)",
                cell.source,
            )


@pytest.fixture(scope="module")
def packed(tmp_path_factory) -> Path:
    target = tmp_path_factory.mktemp("packed") / "students.zip"
    assert release.archive(ROOT, target) == target.stat().st_size
    return target


def test_archive_has_what_a_student_needs_and_nothing_more(packed, tmp_path):
    names = zipfile.ZipFile(packed).namelist()
    assert "cnn/exercises/basics/basics.ipynb" in names
    assert "cnn/cnnkit/checks/tasks.py" in names
    assert not [
        name
        for name in names
        if re.search(r"/solutions/|tests/|__pycache__|gradebook\.db|\.ipynb_checkpoints", name)
    ]
    assert len(names) == len(set(names))
    again = tmp_path / "again.zip"
    release.archive(ROOT, again)
    assert again.read_bytes() == packed.read_bytes()


def test_the_archive_offers_only_what_it_holds(packed, tmp_path):
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(tmp_path)
    folder = tmp_path / "cnn"
    readme, makefile = (folder / "README.md").read_text(), (folder / "Makefile").read_text()
    targets = re.findall(r"^([a-z-]+):", makefile, re.M)
    assert set(re.findall(r"\bmake ([a-z-]+)", readme)) <= set(targets)
    assert [name for name in re.findall(r"\]\(([^)#]+)\)", readme) if not (folder / name).exists()] == []
    assert [
        name
        for name in re.findall(r"`([\w./-]+/[\w./-]*|LICENSE[\w-]*)`", readme)
        if not (folder / name).exists()
    ] == []
    for target in targets:
        planned = subprocess.run(["make", "--dry-run", target], cwd=folder, capture_output=True, text=True)
        assert planned.returncode == 0, planned.stderr
        assert "-e '.[lab]'" in planned.stdout  # neither jupyter-book nor nbgrader


def test_public_book_holds_no_answer():
    pages = [path for path in (ROOT / "book").rglob("*.md") if path.is_file()]
    pages += [*(ROOT / "_build" / "html").rglob("*.html")]
    assert release.find_leaks(release.secret_lines(ROOT / "solutions", shortest=60), pages) == []


def test_notebooks_are_stored_without_outputs_and_with_unique_ids():
    for path in ROOT.glob("solutions/*/*.ipynb"):
        notebook = nbformat.read(path, 4)
        nbformat.validate(notebook)
        code = [cell for cell in notebook.cells if cell.cell_type == "code"]
        assert not any(cell.outputs or cell.execution_count for cell in code)
        ids = [cell.metadata.nbgrader.grade_id for cell in notebook.cells if "nbgrader" in cell.metadata]
        assert len(set(ids)) == len(ids) == len(code)


def course(folder: Path, *cells) -> Path:
    (folder / "solutions" / "tiny").mkdir(parents=True)
    (folder / "nbgrader_config.py").write_text((ROOT / "nbgrader_config.py").read_text())
    notebook = nbformat.v4.new_notebook(cells=list(cells))
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, folder / "solutions" / "tiny" / "tiny.ipynb")
    return folder


def cell(source: str, grade_id: str, **flags):
    tags = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3, **flags}
    return nbformat.v4.new_code_cell(source, metadata={"nbgrader": {"grade_id": grade_id, **tags}})


ANSWER = cell(
    "def f():\n    ### BEGIN SOLUTION\n    return the_whole_secret\n    ### END SOLUTION", "f", solution=True
)


def test_check_tells_stale_from_fresh(tmp_path, tmp_path_factory, capsys, monkeypatch):
    root, made = course(tmp_path, ANSWER), tmp_path_factory.mktemp("made")
    names = release.generate(root, made)

    def generate(root: Path, target: Path) -> list[str]:
        """What nbgrader makes of the same notebook each time, without asking it four times."""
        shutil.copytree(made, target, dirs_exist_ok=True)
        return names

    monkeypatch.setattr(release, "generate", generate)
    (root / "LICENSE").write_text("free")
    assert release.main(["--root", str(root), "--check"]) == 1
    assert "exercises/tiny/tiny.ipynb: missing" in capsys.readouterr().out
    assert not (root / "exercises").exists()
    assert release.main(["--root", str(root)]) == 0
    assert release.main(["--root", str(root), "--check"]) == 0
    (root / "exercises" / "tiny" / "extra.txt").write_text("by hand")
    assert release.main(["--root", str(root), "--check"]) == 1
    assert sorted(path.name for path in root.iterdir()) == [
        "LICENSE",
        "_build",
        "exercises",
        "nbgrader_config.py",
        "solutions",
    ]


def test_a_misspelt_marker_stops_the_release(tmp_path, capsys):
    source = "### BEGIN HIDEN TESTS\nassert f() == 3\n### END HIDEN TESTS"
    root = course(tmp_path, ANSWER, cell(source, "leak", grade=True, locked=True, points=1))
    assert release.main(["--root", str(root)]) == 2
    assert "test cell 'leak' holds more than comments" in capsys.readouterr().err
    assert not (root / "exercises").exists()


def test_what_nbgrader_refuses_is_an_error_with_its_reason(tmp_path, capsys):
    root = course(tmp_path, ANSWER, cell("1", "f", grade=True, locked=True, points=1))
    assert release.main(["--root", str(root)]) == 2
    assert "tiny" in capsys.readouterr().err


def test_no_solutions_is_an_error(tmp_path, capsys):
    assert release.main(["--root", str(tmp_path)]) == 2
    assert "no notebook" in capsys.readouterr().err


def test_grading_does_not_import_torch():
    code = "import sys, cnnkit.grading.release; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
