"""What the pages beside this file run in the sandbox; where there is none, they show a stored run.

python book/instructor/sandboxed.py    # stores one anew in results/sandboxed.json: Linux with bubblewrap
"""

from __future__ import annotations

import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from IPython.display import Markdown

from cnnkit.grading.walls.sandbox import SandboxError

HERE = Path(__file__).parent
STORED = HERE / "results/sandboxed.json"
INTO = "CNNKIT_STORE_RUN"
"""Environment variable: the file to which live runs are added while a run is stored."""


def sandboxed(name: str, show: Callable[[], str]) -> Markdown:
    """The Markdown that `show()` returns; if it raises `SandboxError`, what it returned in the stored run.

    `name` tells the runs of all pages apart. While a run is stored, `SandboxError` is an error.
    """
    into = os.environ.get(INTO)
    try:
        text = show()
    except SandboxError:
        if into:
            raise
        stored = json.loads(STORED.read_text("utf8"))
        return Markdown(
            f"{stored['runs'][name]}\n\n*A stored run of {stored['date']}, on {stored['machine']}: "
            "this page was built on a machine without a sandbox.*"
        )
    if into:
        runs = json.loads(Path(into).read_text("utf8"))
        Path(into).write_text(json.dumps({**runs, name: text}), "utf8")
    return Markdown(text)


def store() -> None:
    """Execute the pages that use `sandboxed`, and write what it returned there to STORED."""
    import nbclient
    from myst_nb.core.read import myst_nb_reader_plugin

    with tempfile.TemporaryDirectory() as folder:
        into = Path(folder, "runs.json")
        into.write_text("{}", "utf8")
        os.environ[INTO] = str(into)
        for page in sorted(HERE.glob("*.md")):
            if "sandboxed(" in page.read_text("utf8"):
                print(page.name, flush=True)
                notebook = myst_nb_reader_plugin(str(page))
                nbclient.execute(notebook, cwd=str(HERE), timeout=600)
        runs = json.loads(into.read_text("utf8"))
    python = ".".join(map(str, sys.version_info[:3]))
    machine = f"{platform.system()} with {os.cpu_count()} cores and Python {python}"
    stored = {
        "command": "python book/instructor/sandboxed.py",
        "date": date.today().isoformat(),
        "machine": machine,
        "runs": runs,
    }
    STORED.parent.mkdir(exist_ok=True)
    STORED.write_text(json.dumps(stored, indent=1, ensure_ascii=False) + "\n", "utf8")


if __name__ == "__main__":
    store()
