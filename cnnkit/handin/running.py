"""Run a notebook once in a fresh kernel, as the grader does: every cell, in order, whatever fails on the way.

It is the student's own code on the student's own machine: there is a clock, and no wall.
"""

from __future__ import annotations

import asyncio
import logging
import os
import re
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from cnnkit.handin.reading import Cell, Notebook

__all__ = ["CELL_S", "NOTEBOOK_S", "Run", "run"]

CELL_S, NOTEBOOK_S = 60.0, 300.0
"""The grader's own limits: wall clock of one cell, and of the whole notebook."""
CHECKING = "CNNKIT_CHECKING"
"""Set in the kernel: a cell with `!cnnkit check` would check for ever."""

IPYTHONS_FILE = re.compile(r"\((?:\d+\.py|<[^>]*>), (?=line \d+\)$)")
"""How an error of syntax names a cell: "invalid syntax (1296695335.py, line 1)"."""


@dataclass
class Failure:
    """Where a cell stopped: the name of the error and its words, in one line."""

    kind: str
    words: str


@dataclass
class Run:
    """What a fresh kernel made of the cells, by their numbers."""

    printed: dict[int, str] = field(default_factory=dict)
    failed: dict[int, Failure] = field(default_factory=dict)
    not_reached: list[int] = field(default_factory=list)
    """Cells that came after the kernel had died or the time was up."""


def run(
    notebook: Notebook,
    progress: Callable[[int, int], None] = lambda done, of: None,
    *,
    cell_s: float = CELL_S,
    notebook_s: float = NOTEBOOK_S,
) -> Run:
    """Run the code cells in the notebook's own folder; the file stays as it is.

    Raises ValueError where there is no Jupyter kernel to run them.
    """
    try:
        from jupyter_client.kernelspec import NoSuchKernel
        from nbclient import NotebookClient
        from nbclient.exceptions import DeadKernelError
    except ModuleNotFoundError as error:
        raise ValueError(f"running a notebook needs {error.name}: pip install 'cnnkit[lab]'") from None
    logging.getLogger("traitlets").setLevel(logging.CRITICAL)  # it would tell of each cell that is late
    client = NotebookClient(
        notebook.raw,
        kernel_name="python3",  # this Python's own, whatever the file names
        allow_errors=True,
        interrupt_on_timeout=True,
        error_on_timeout={"ename": "TookTooLong", "evalue": ""},
        skip_cells_with_tag="",
        extra_arguments=["--IPKernelApp.log_level=CRITICAL"],
        resources={"metadata": {"path": str(notebook.path.resolve().parent)}},
    )
    client.log.setLevel(logging.CRITICAL)
    found, end = Run(), time.monotonic() + notebook_s

    async def each() -> None:
        async with client.async_setup_kernel(env={**os.environ, CHECKING: "1"}):
            for done, cell in enumerate(notebook.cells):
                progress(done, len(notebook.cells))
                left = end - time.monotonic()
                if left <= 0:
                    found.not_reached = [later.number for later in notebook.cells[done:]]
                    return
                client.timeout = max(1, round(min(cell_s, left)))
                try:
                    made = await client.async_execute_cell(
                        notebook.raw.cells[cell.number - 1], cell.number - 1
                    )
                except DeadKernelError:
                    found.failed[cell.number] = Failure("DeadKernel", "")
                    found.not_reached = [later.number for later in notebook.cells[done + 1 :]]
                    return
                _note(found, cell, made.outputs, client.timeout)
            progress(len(notebook.cells), len(notebook.cells))

    try:
        _to_its_end(each())
    except NoSuchKernel:
        raise ValueError("there is no kernel to run a notebook with: pip install 'cnnkit[lab]'") from None
    return found


def _note(found: Run, cell: Cell, outputs: list[Any], limit_s: float) -> None:
    found.printed[cell.number] = said(outputs)
    for output in outputs:
        if output.output_type == "error":
            words = IPYTHONS_FILE.sub("(", " ".join(str(output.evalue).split()))
            late = output.ename == "KeyboardInterrupt"
            found.failed[cell.number] = (
                Failure("TookTooLong", f"{limit_s:g} s") if late else Failure(str(output.ename), words[:160])
            )


def said(outputs: list[Any]) -> str:
    """What a cell printed, without what went to stderr."""
    texts = [out.get("text", "") for out in outputs if out.output_type == "stream" and out.name == "stdout"]
    return "".join("".join(text) for text in texts)


def _to_its_end(work: Coroutine[Any, Any, None]) -> None:
    """Run `work`; in a thread of its own where a loop runs already, as in a notebook."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        asyncio.run(work)
    else:
        with ThreadPoolExecutor(1) as pool:
            pool.submit(asyncio.run, work).result()
