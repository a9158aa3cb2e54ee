"""What can be told of Python source without running it: whether it parses, what it defines and needs.

The source is a stranger's: the parser is asked for a bounded amount only, and never for what is known to
cost it too much. What is too long to look into counts as whole.
"""

from __future__ import annotations

import ast
import builtins
import hashlib
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

from cnnkit.grading.repair.submitted_cells import DEFINES

__all__ = ["KNOWN", "MAGIC", "Look", "Reader", "below", "defined", "digest", "parse"]

KNOWN = frozenset(dir(builtins)) | {"display", "get_ipython", "In", "Out", "_", "__name__", "__file__"}
MAGIC = re.compile(r"^([ \t]*)(?:%|!|\?).*$", re.MULTILINE)
"""Lines that are IPython's; what is before them is the first group."""
# a dotted name of n parts costs the parser n² bytes; looked for where a word begins, or n letters cost n²
LONG_NAME = re.compile(r"\b(?:\w++\s*+\.\s*+){200}")
LONGEST, BUDGET = 50_000, 1_000_000
_PARSER = threading.Lock()
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Look:
    """What one cell is."""

    parses: bool
    defines: tuple[str, ...] = ()
    """Functions, classes and variables, at its left edge."""
    gives: frozenset[str] = frozenset()
    """These and what it imports."""
    needs: frozenset[str] = frozenset()
    """Names that it reads and does not bind anywhere."""
    bare: str = "?"
    """A digest of its meaning without comments and placeholders; "" if nothing is left."""


@dataclass
class Reader:
    """Looks at sources, each once."""

    seen: dict[str, Look] = field(default_factory=dict)
    spent: int = 0

    def look(self, source: str) -> Look:
        if source not in self.seen:
            self.seen[source] = self._look(source)
        return self.seen[source]

    def _look(self, source: str) -> Look:
        names = tuple(defined(source))
        self.spent += len(source)
        if len(source) > LONGEST or self.spent > BUDGET or LONG_NAME.search(source):
            return Look(True, names, frozenset(names))
        tree = _parsed(source) or _parsed(MAGIC.sub(r"\1pass", source))
        if tree is None:
            return Look(False, names, frozenset(names))
        try:
            return _looked_at(tree)
        except RecursionError:
            return Look(True, names, frozenset(names))


def parse(source: str) -> ast.Module:
    """`ast.parse`, one thread at a time: the parser of CPython 3.11 counts its depth for all of them
    together, and then fails now and then.
    """
    with _PARSER:
        return ast.parse(source)


def _parsed(source: str) -> ast.Module | None:
    try:
        return parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def defined(source: str) -> list[str]:
    """Functions, classes and variables that a cell defines at its left edge; it need not parse."""
    return [name for match in DEFINES.finditer(source) for name in match.groups() if name]


def _looked_at(tree: ast.Module) -> Look:
    bound, read = set[str](), set[str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            (read if isinstance(node.ctx, ast.Load) else bound).add(node.id)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, Function | ast.ClassDef):
            bound.add(node.name)
        elif isinstance(node, ast.alias):
            bound.add((node.asname or node.name).split(".")[0])
        elif isinstance(node, ast.ExceptHandler) and node.name:
            bound.add(node.name)
    top = list(_top(tree.body))
    defines = [name for node in top for name in _bound_by(node) if not isinstance(node, _Import)]
    gives = {name for node in top for name in _bound_by(node)}
    tree.body = _without_placeholders(tree.body)
    return Look(True, tuple(dict.fromkeys(defines)), frozenset(gives), frozenset(read - bound), _dump(tree))


_Import = ast.Import | ast.ImportFrom


def _top(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements of the module's own level, those inside `if`, `try`, `with` and loops too."""
    for node in body:
        yield node
        if not isinstance(node, Function | ast.ClassDef):
            for name in ("body", "orelse", "finalbody"):
                yield from _top(getattr(node, name, []))
            for handler in getattr(node, "handlers", []):
                yield from _top(handler.body)


def _bound_by(node: ast.stmt) -> list[str]:
    if isinstance(node, Function | ast.ClassDef):
        return [node.name]
    if isinstance(node, _Import):
        return [(alias.asname or alias.name).split(".")[0] for alias in node.names]
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return [
        name.id
        for target in targets
        if target is not None
        for name in ast.walk(target)
        if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
    ]


def _without_placeholders(body: list[ast.stmt]) -> list[ast.stmt]:
    """Without docstrings, `pass`, `...` and `raise NotImplementedError`, in functions and classes too."""
    kept = list[ast.stmt]()
    for node in body:
        if isinstance(node, Function | ast.ClassDef):
            node.body = _without_placeholders(node.body)
        constant = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if not constant and not isinstance(node, ast.Pass) and not _is_not_implemented(node):
            kept.append(node)
    return kept


def _is_not_implemented(node: ast.stmt) -> bool:
    if not isinstance(node, ast.Raise):
        return False
    raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
    return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"


def _dump(tree: ast.Module) -> str:
    meaning = "\n".join(ast.dump(node) for node in tree.body)
    return digest(meaning) if meaning else ""


def digest(text: str) -> str:
    """For texts that are only ever compared; also of halves of characters."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def below(source: str, line: int) -> list[str]:
    """What a cell defines at its left edge below `line`, piece by piece: imports, functions, variables."""
    try:
        tree = parse(source)
    except SyntaxError:
        return []
    lines, found = source.splitlines(), list[str]()
    for node in tree.body:
        if isinstance(node, Function | ast.ClassDef | _Import | ast.Assign | ast.AnnAssign):
            first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", []))])
            if first > line:
                found.append("\n".join(lines[first - 1 : node.end_lineno]))
    return found
