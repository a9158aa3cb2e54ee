"""Which of our tensors a published file's tensor is: one family a file, each with `rules(name)`.

A rule is `(pattern, path)`: a module path of the file that matches the whole regular expression is the module
`path` of our network (groups as `\\1`; or a function of the match). What follows the last dot (`weight`,
`running_mean`, ...) is the same on both sides. For every module path of the file exactly one rule must match.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from importlib import import_module

__all__ = ["Rule", "rename"]

Rule = tuple[str, "str | Callable[[re.Match[str]], str]"]


def rename(family: str, name: str, keys: Iterable[str]) -> dict[str, str]:
    """For each key of a file its name in our network `name`; no entry for a key that no rule knows.

    Raises `ValueError` where two rules match, or two keys become one.
    """
    rules: tuple[Rule, ...] = import_module(f"{__name__}.{family}").rules(name)
    compiled = [(re.compile(pattern), path) for pattern, path in rules]
    ours: dict[str, str] = {}
    taken: dict[str, str] = {}
    for key in keys:
        module, _, leaf = key.rpartition(".")
        matches = [(match, path) for pattern, path in compiled if (match := pattern.fullmatch(module))]
        if len(matches) > 1:
            raise ValueError(f"{family}: {module} matches {' and '.join(m.re.pattern for m, _ in matches)}")
        if not matches:
            continue
        match, path = matches[0]
        try:
            new = f"{match.expand(path) if isinstance(path, str) else path(match)}.{leaf}"
        except LookupError:  # a number or a letter that this network has not: the file is another's
            continue
        if new in taken:
            raise ValueError(f"{family}: {taken[new]} and {key} both become {new}")
        ours[key], taken[new] = new, key
    return ours
