"""The released notebooks run from top to bottom as a student first opens them."""

import contextlib
import io
from pathlib import Path

import nbformat
import pytest

RELEASED = sorted((Path(__file__).parents[2] / "exercises").glob("*/*.ipynb"))


@pytest.mark.parametrize("path", RELEASED, ids=lambda path: path.stem)
def test_untouched_notebook_runs_and_every_self_check_says_what_to_do(path):
    space: dict = {"__name__": "__main__"}
    for cell in nbformat.read(path, 4).cells:
        if cell.cell_type == "code":
            with contextlib.redirect_stdout(io.StringIO()) as printed:
                exec(compile(cell.source, cell.id, "exec"), space)
            if cell.metadata.nbgrader.grade_id.endswith("-try"):
                assert "not written yet" in printed.getvalue()


def test_there_are_released_notebooks():
    assert RELEASED
