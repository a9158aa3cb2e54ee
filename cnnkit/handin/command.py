"""`cnnkit check`: read, run, examine, say."""

from __future__ import annotations

import json
import os
import sys
import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from cnnkit.handin.examine import Examined, examine
from cnnkit.handin.reading import Notebook, read
from cnnkit.handin.running import CHECKING, run

__all__ = ["check"]

WIDE = 100


def check(paths: Sequence[Path], say: Callable[[str], None] = print, save: Path | None = None) -> bool:
    """Check each notebook and say what was found; whether all are ready. Unreadable ones are not.

    `save` is a file for the solved tasks, which the book's page of progress opens.
    """
    solved = dict[str, Any]()
    if os.environ.get(CHECKING):
        say("This notebook is being checked already.")
        return True
    ready = True
    for path in paths:
        try:
            notebook = read(path)
            result = examine(notebook, run(notebook, _progress(path.name)))
        except ValueError as error:
            if "pip install" in str(error):  # not the notebook's fault
                raise
            say(str(error))
            ready = False
            continue
        say(_told(notebook, result))
        solved[f"{notebook.problem_set}/exercises"] = {"tasks": result.solved}
        ready &= result.ready
    if save:
        save.write_text(json.dumps({"cnnkit": 1, "pages": solved}, indent=1) + "\n", "utf-8")
        say(f"{save}: open it on the page Your progress of the book.")
    return ready


def _progress(name: str) -> Callable[[int, int], None]:
    """A line on stderr, which counts where somebody looks."""
    looked_at = sys.stderr.isatty()

    def tell(done: int, of: int) -> None:
        if looked_at:
            line = f"{name}: cell {done} of {of} in a fresh kernel ..."
            print(f"\r{line}" if done < of else f"\r{' ' * len(line)}\r", end="", file=sys.stderr, flush=True)
        elif not done:
            print(f"{name}: running {of} cells in a fresh kernel ...", file=sys.stderr, flush=True)

    return tell


def _told(notebook: Notebook, result: Examined) -> str:
    solved, of = len(result.solved), len(notebook.tasks)
    lines = [f"{notebook.path.name}: {solved} of {of} tasks solved by their self-checks."]
    if result.unwritten:
        lines += _wrapped(f"Not written yet: {', '.join(result.unwritten)}.")
    if result.wrong:
        lines += [
            "Not right yet:",
            *(line for name, why in result.wrong.items() for line in _item(f"{name}: {why}")),
        ]
    if result.mend:
        lines += ["To mend:", *(line for text in result.mend for line in _item(text))]
    if result.know:
        lines += ["Good to know:", *(line for text in result.know for line in _item(text))]
    return "\n".join(_clean(line) for line in [*lines, *_wrapped(_last(result))])


def _last(result: Examined) -> str:
    if result.ready:
        return "Ready to hand in. The graded tests use other numbers than the examples; good luck!"
    if result.mend:
        return "Not ready yet. Mend what is listed, save, and check again."
    if not result.solved:
        return "Nothing is broken. Write your first answer, run its self-check, save, and check again."
    return "Not all is done, but nothing is broken: what is solved counts, also if you hand in now."


def _item(text: str) -> list[str]:
    return textwrap.wrap(text, WIDE, initial_indent="  - ", subsequent_indent="    ", break_long_words=False)


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDE, subsequent_indent="  ", break_long_words=False)


def _clean(line: str) -> str:
    """Without signs that would move the cursor: the words of a notebook come from anywhere."""
    return "".join(sign if sign.isprintable() else "?" for sign in line)
