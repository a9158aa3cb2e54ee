"""Which packages the cells of a student may import.

A soft wall: it tells an honest student at once what the rules are. The answers themselves are not there to be
imported (wall.py), and the names below are what the tasks can be solved with.
"""

from __future__ import annotations

import builtins
import importlib
import os
import sys
from collections.abc import Mapping
from typing import Any

__all__ = ["guard"]

ALLOWED = sys.stdlib_module_names | {"torch", "numpy", "IPython"}
OF_CNNKIT = ("cnnkit.data", "cnnkit.checks")
HOME = "/tmp/"
"""Modules in here were handed in with the notebook: they may be imported and obey the same rules."""
PYTHON = (f"{sys.base_prefix}/", f"{sys.prefix}/")
"""Modules in here were not, even where this Python is installed in /tmp."""

_real_import, _real_import_module = builtins.__import__, importlib.import_module
_closed = False


def guard(closed: bool) -> None:
    """Refuse (or allow again) what is not on the list, for cells and for modules that came with them."""
    global _closed
    _closed = closed
    builtins.__import__ = _import
    importlib.import_module = _import_module


def _import(
    name: str,
    globals: Mapping[str, object] | None = None,
    locals: Mapping[str, object] | None = None,
    fromlist: Any = (),
    level: int = 0,
) -> Any:
    if _closed and level == 0:
        _check(name, sys._getframe(1).f_globals if globals is None else globals, fromlist or ())
    return _real_import(name, globals, locals, fromlist, level)


def _import_module(name: str, package: str | None = None) -> Any:
    if _closed and not name.startswith("."):
        _check(name, sys._getframe(1).f_globals, ())
    return _real_import_module(name, package)


def _check(name: str, importer: Mapping[str, object], fromlist: Any) -> None:
    file = str(importer.get("__file__"))
    if importer.get("__name__") != "__main__" and (file.startswith(PYTHON) or not file.startswith(HOME)):
        return
    for full in [f"{name}.{part}" for part in fromlist] if name == "cnnkit" else [name]:
        top = full.partition(".")[0]
        if top in ALLOWED or full == "cnnkit" or full.startswith(OF_CNNKIT) or _is_own(top):
            continue
        raise ModuleNotFoundError(
            f"{full} cannot be imported here: a graded notebook has the standard library, torch, numpy, "
            f"{' and '.join(OF_CNNKIT)}",
            name=full,
        )


def _is_own(top: str) -> bool:
    return os.path.exists(f"{top}.py") or os.path.isdir(top)
