"""What a student's machine has and the grader's has not: packages, and a newer Python.

Nothing here changes a grade. A notebook is told early what would otherwise be a surprise after the deadline.
"""

from __future__ import annotations

import ast
import inspect
import linecache
import sys
from types import ModuleType
from typing import Any

__all__ = ["OF_CNNKIT", "PACKAGES", "foreign_imports", "welcome"]

PACKAGES = frozenset({"torch", "numpy", "IPython"})
"""What a graded cell may import beside the standard library, and of cnnkit:"""

OF_CNNKIT = ("cnnkit.data", "cnnkit.checks")


def welcome(*, python: str) -> None:
    """Say with which Python the notebook will be graded ("3.11"), and what follows if this one is newer."""
    here = "{}.{}".format(*sys.version_info[:2])
    print(f"This Python is {here}; your work is graded with Python {python}.", end="")
    newer = sys.version_info[:2] > tuple(int(part) for part in python.split("."))
    print(" What only newer versions understand earns nothing there." if newer else "")


def foreign_imports(function: Any) -> list[str]:
    """Modules that the grader does not have and that the cell of `function` imports, or `function` uses.

    A cell of the notebook is parsed as far as IPython keeps its text; [] where nothing can be known.
    """
    try:
        plain = inspect.unwrap(function)
        if plain.__globals__["__name__"] != "__main__":  # a module that came with the notebook
            return []
        return sorted({name for name in (*_of_cell(plain), *_used(plain)) if _is_foreign(name)})
    except Exception:  # a student's object may answer anything
        return []


def _of_cell(function: Any) -> list[str]:
    source = "".join(linecache.getlines(function.__code__.co_filename))
    nodes = list(ast.walk(ast.parse(source)))
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            full = node.module == "cnnkit"
            names += [f"cnnkit.{alias.name}" for alias in node.names] if full else [node.module]
    return names


def _used(function: Any) -> list[str]:
    found = [function.__globals__.get(name) for name in function.__code__.co_names]
    return [thing.__name__ if isinstance(thing, ModuleType) else _home(thing) for thing in found]


def _home(thing: Any) -> str:
    """The module that a function or class comes from; "" for anything else, and for the notebook's own."""
    home = getattr(thing, "__module__", None) if callable(thing) else None
    return home if isinstance(home, str) and home in sys.modules else ""


def _is_foreign(name: str) -> bool:
    """Whether a module is neither the standard library's, nor on the list, nor a file beside the notebook."""
    top = name.partition(".")[0]
    if top in {""} | PACKAGES | sys.stdlib_module_names | {"__main__"} or name == "cnnkit":
        return False
    if top == "cnnkit":
        return not name.startswith(OF_CNNKIT)
    return "site-packages" in str(getattr(sys.modules.get(top), "__file__", "")) or top not in sys.modules
