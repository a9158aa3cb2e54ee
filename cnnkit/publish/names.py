"""Which names of a module are the package's own and public: those that the reference describes."""

import inspect
from types import ModuleType
from typing import Any

__all__ = ["own_names"]


def own_names(module: ModuleType) -> list[tuple[str, Any]]:
    """Functions and classes of `__all__`, else those that the module defines or leads to, by their names."""
    names = getattr(module, "__all__", None) or [name for name in dir(module) if not name.startswith("_")]
    found = ((name, getattr(module, name)) for name in sorted(names))
    return [
        (name, thing)
        for name, thing in found
        if (inspect.isroutine(thing) or inspect.isclass(thing))
        and str(getattr(thing, "__module__", "")).startswith("cnnkit")
    ]
