"""Small changes of a reference, one at a time: a good set of cases notices each.

What is changed: comparisons (< to <=, == to !=, …), arithmetic (+ to -, // to /, …), whole numbers (one more,
one less: axes, strides and bounds are among them), other numbers (twice as large), `and` with `or`, max with
min, a condition to its opposite, the ends of slices (left out), a statement (left out).
"""

import ast
import copy
from collections.abc import Iterator

__all__ = ["mutants"]

COMPARED = {
    ast.Lt: [ast.LtE, ast.GtE], ast.LtE: [ast.Lt, ast.Gt], ast.Gt: [ast.GtE, ast.LtE],
    ast.GtE: [ast.Gt, ast.Lt], ast.Eq: [ast.NotEq], ast.NotEq: [ast.Eq],
}  # fmt: skip
COMPUTED = {
    ast.Add: [ast.Sub], ast.Sub: [ast.Add], ast.Mult: [ast.Add], ast.Div: [ast.Mult], ast.FloorDiv: [ast.Div],
    ast.Mod: [ast.FloorDiv], ast.MatMult: [ast.Mult], ast.Pow: [ast.Mult],
}  # fmt: skip
NAMED = {"max": "min", "min": "max", "amax": "amin", "amin": "amax", "sum": "mean", "mean": "sum"}


def mutants(source: str) -> Iterator[tuple[str, str]]:
    """(the line that is new, the changed source) for every mutant of `source`, messages of errors aside."""
    tree = ast.parse(source)
    nodes = list(ast.walk(tree))
    lines = ast.unparse(tree).split("\n")
    quiet = {id(inner) for node in nodes if isinstance(node, ast.Raise) for inner in ast.walk(node)}
    for place, node in enumerate(nodes):
        if id(node) in quiet:
            continue
        for changed in _changes(node):
            other = copy.deepcopy(tree)
            target = list(ast.walk(other))[place]
            new = changed(target)
            if new is not target:
                other = _Replace(target, new).visit(other)
            text = ast.unparse(ast.fix_missing_locations(other))
            line = next((line for line in text.split("\n") if line not in lines), "a line fewer")
            yield line.strip(), text


class _Replace(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return self.new if node is self.old else super().visit(node)


def _changes(node: ast.AST) -> Iterator:
    """Functions that change a copy of `node` in place, or give another node for it."""
    if isinstance(node, ast.Compare):
        for kind in COMPARED.get(type(node.ops[0]), []):
            yield lambda n, kind=kind: _set(n, ops=[kind()])
    elif isinstance(node, ast.BinOp | ast.AugAssign):
        for kind in COMPUTED.get(type(node.op), []):
            yield lambda n, kind=kind: _set(n, op=kind())
        if isinstance(node, ast.AugAssign):
            yield lambda n: ast.Pass()
    elif isinstance(node, ast.BoolOp):
        yield lambda n: _set(n, op=ast.And() if isinstance(n.op, ast.Or) else ast.Or())
    elif isinstance(node, ast.Constant) and type(node.value) is int:
        for step in (1, -1):
            yield lambda n, step=step: _set(n, value=n.value + step)
    elif isinstance(node, ast.Constant) and type(node.value) is float and node.value not in (0, float("inf")):
        yield lambda n: _set(n, value=n.value * 2)
    elif isinstance(node, ast.Slice):
        for end in ("lower", "upper", "step"):
            if getattr(node, end) is not None:
                yield lambda n, end=end: _set(n, **{end: None})
    elif isinstance(node, ast.Expr) and not isinstance(node.value, ast.Constant):
        yield lambda n: ast.Pass()
    elif isinstance(node, ast.Constant) and type(node.value) is bool:
        yield lambda n: _set(n, value=not n.value)
    elif isinstance(node, ast.Name) and node.id in NAMED:
        yield lambda n: _set(n, id=NAMED[n.id])
    elif isinstance(node, ast.Attribute) and node.attr in NAMED:
        yield lambda n: _set(n, attr=NAMED[n.attr])
    elif isinstance(node, ast.If | ast.IfExp):
        yield lambda n: _set(n, test=ast.UnaryOp(ast.Not(), n.test))
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield lambda n: n.operand


def _set(node: ast.AST, **fields: object) -> ast.AST:
    for name, value in fields.items():
        setattr(node, name, value)
    return node
