"""What can be told of a cell without running it: the names it binds and needs, what it imports."""

from __future__ import annotations

import ast
import builtins
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Meaning", "foreign", "meaning", "nowhere"]

KNOWN = {*dir(builtins), "display", "get_ipython", "In", "Out", "_", "__", "___", "exit", "quit", "__file__"}
TIMED = re.compile(r"\s*%%(time|timeit|capture|prun)\b.*\n?")
"""Cell magics behind which a cell is Python all the same."""
UNNAMED = re.compile(r"\bimport\s+\*|%pylab|\bexec\s*\(|\bglobals\s*\(\s*\)")
"""What binds names that nobody can read in the text."""
MEANT = re.compile(r"^\s*(?:(?:async\s+)?def\s+|class\s+)?([^\W\d]\w*)\s*(?:$|[(:\[=])", re.MULTILINE)
"""What a cell that does not parse meant to bind, as far as beginnings of lines tell."""


@dataclass(frozen=True)
class Meaning:
    """Of one cell; for one that is no Python all but `error` and `binds` is empty."""

    error: str = ""
    """Why it does not parse, in one line."""
    defines: frozenset[str] = frozenset()
    """Functions, classes and variables at its top level."""
    binds: frozenset[str] = frozenset()
    """Every name that it gives a value anywhere."""
    needs: frozenset[str] = frozenset()
    """Every name that it reads."""
    imports: tuple[str, ...] = ()
    hides: bool = False
    """Whether it may bind names that cannot be read in it, as a star import does."""


def meaning(source: str, python: tuple[int, int] | None = None) -> Meaning:
    """What a cell with IPython's additions means; `python` reads it as an older version would."""
    from IPython.core.inputtransformer2 import TransformerManager

    timed = TIMED.match(source)
    if timed:
        source = source[timed.end() :]
    elif source.lstrip().startswith("%%"):
        return Meaning(hides=True)
    try:
        tree = ast.parse(TransformerManager().transform_cell(source), feature_version=python)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", None)
        why = f"{getattr(error, 'msg', error)}{f' (line {line})' if line else ''}"
        return Meaning(error=why, binds=frozenset(MEANT.findall(source)))
    binds, needs, imports = set[str](), set[str](), list[str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            (needs if isinstance(node.ctx, ast.Load) else binds).add(node.id)
        elif isinstance(node, ast.Import):
            imports += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            whole = node.module == "cnnkit"
            imports += [f"cnnkit.{alias.name}" for alias in node.names] if whole else [node.module]
        binds.update(_bound(node))
    return Meaning(
        defines=frozenset(name for node in tree.body for name in _defined(node)),
        binds=frozenset(binds),
        needs=frozenset(needs),
        imports=tuple(dict.fromkeys(imports)),
        hides=bool(UNNAMED.search(source)),
    )


def _bound(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.arg):
        yield node.arg
    elif isinstance(node, ast.alias):
        yield (node.asname or node.name).partition(".")[0]
    elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
        yield node.name
    elif isinstance(node, ast.MatchMapping) and node.rest:
        yield node.rest
    elif isinstance(node, ast.Global | ast.Nonlocal):
        yield from node.names
    elif type(node).__name__ in ("TypeVar", "ParamSpec", "TypeVarTuple"):  # from Python 3.12 on
        yield node.name  # type: ignore[attr-defined]


def _defined(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
        yield from (
            part.id
            for part in ast.walk(node)
            if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
        )


def nowhere(cells: Iterable[Meaning]) -> frozenset[str]:
    """Names that a cell reads and no cell binds; none where a cell may bind names that it does not show."""
    cells = list(cells)
    if any(cell.hides for cell in cells):
        return frozenset()
    needed = frozenset[str]().union(*(cell.needs for cell in cells))
    return needed.difference(KNOWN, *(cell.binds for cell in cells))


def foreign(imports: Iterable[str]) -> list[str]:
    """Those of the imported modules that the grader does not have."""
    from cnnkit.checks.surroundings import OF_CNNKIT, PACKAGES

    return [name for name in imports if not _at_hand(name, PACKAGES, OF_CNNKIT)]


def _at_hand(name: str, packages: frozenset[str], of_cnnkit: tuple[str, ...]) -> bool:
    top = name.partition(".")[0]
    if top == "cnnkit":
        return name == top or any(name == one or name.startswith(f"{one}.") for one in of_cnnkit)
    return top in packages | sys.stdlib_module_names


def beside(notebook: Path, module: str) -> Path | None:
    """The file next to the notebook that an import of `module` reads, if there is one."""
    place = notebook.resolve().parent / module.partition(".")[0]
    return next((file for file in (place.with_suffix(".py"), place / "__init__.py") if file.is_file()), None)
