"""The notebook that is to be published: read, and executed where what it shows was not saved."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from cnnkit.publish.execute import KERNEL_ENVIRONMENT
from cnnkit.publish.state import STATE_MIME, VIEW_MIME

__all__ = ["NotebookError", "read", "views"]

CELL_S = 600


class NotebookError(ValueError):
    """The notebook cannot be published; says what came in and what would be."""


def read(path: Path, execute: bool | None = None) -> Any:
    """The notebook at `path`, with outputs and the state of its widgets.

    Args:
        path: a file of nbformat 3 or 4.
        execute: run its cells in a fresh kernel, in its own folder; None does so where a cell was never
            run, or where the file lacks the state of a widget that it shows.

    Raises:
        NotebookError: it is no notebook, or one of its cells fails.
    """
    import nbformat

    try:
        notebook = nbformat.read(path, as_version=4)
    except OSError:
        raise
    except Exception as error:  # readers of five formats: if all stumble, the file is none of them
        raise NotebookError(f"{path} is no Jupyter notebook (.ipynb): {str(error)[:200]}") from error
    if execute is None:
        execute = not _complete(notebook)
    return _executed(notebook, path) if execute else notebook


def views(notebook: Any) -> list[str]:
    """The models of the widgets that its outputs show, in order."""
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    found = (output.get("data", {}).get(VIEW_MIME) for output in outputs)
    return [view["model_id"] for view in found if view]


def _complete(notebook: Any) -> bool:
    code = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    saved = notebook.metadata.get("widgets", {}).get(STATE_MIME, {}).get("state", {})
    return all(cell.get("execution_count") for cell in code) and all(
        view in saved for view in views(notebook)
    )


def _executed(notebook: Any, path: Path) -> Any:
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    # the figures of cnnkit write themselves as the book's do, with alt text and caption
    client = NotebookClient(
        notebook,
        timeout=CELL_S,
        store_widget_state=True,
        extra_arguments=["--IPKernelApp.log_level=CRITICAL"],  # it would warn of its own way to talk
        resources={"metadata": {"path": str(path.resolve().parent)}},
    )
    try:
        client.execute(env={**os.environ, **KERNEL_ENVIRONMENT})
    except CellExecutionError as error:
        raise NotebookError(f"{path}: {_place(notebook)} fails: {error.ename}: {error.evalue}") from error
    except CellTimeoutError as error:
        raise NotebookError(f"{path}: {_place(notebook)} runs for more than {CELL_S} s") from error
    except DeadKernelError as error:
        raise NotebookError(f"{path}: the kernel died in {_place(notebook)}") from error
    return notebook


def _place(notebook: Any) -> str:
    """The cell at which execution stopped: the last one that has begun."""
    begun = [
        number
        for number, cell in enumerate(notebook.cells, 1)
        if cell.cell_type == "code" and "iopub.execute_input" in cell.metadata.get("execution", {})
    ]
    if not begun:
        return "a cell"
    first = notebook.cells[begun[-1] - 1].source.strip().partition("\n")[0]
    return f"cell {begun[-1]} ({first[:60]!r})"
