"""What the outputs of a page depend on: the modules its cells reach, and the data files that these name.

Nothing is imported or run; the rules are read off the text.

- An import counts wherever it stands, in a function too. A string that is a module's dotted name counts as
  an import (`files("cnnkit.data")`, `"-m", "cnnkit.recipes"`), and in a page a command (`cnnkit grade`).
- `from package import Name` leads to the module that defines `Name` where the package's `__init__` only
  gathers names; otherwise to the `__init__` and all that it imports.
- `import_module` of a name that is not written out leads to every module beside the caller.
- A data file is read by whoever writes its name, a pattern that fits it (`*.ipynb`), or a name that is put
  together and ends as it does (`f"{name}.safetensors"`).
"""

import ast
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
COMMANDS = "cnnkit.cli"

_DATA_FOLDERS = ("book", "solutions", "exercises", "benchmarks/results")
_DATA_FILES = ("nbgrader_config.py", "tests/sources/facts.yaml")
_PUT_IN_BY_SPHINX = {"publish", "front", "dist", "__pycache__"}
_CELL = re.compile(r"^(?P<fence>`{3,})\{code-cell\}[^\n]*\n(?P<code>.*?)^(?P=fence)[ \t]*$", re.M | re.S)
_OPTIONS = re.compile(r"\A(?:---\n.*?^---$|(?:[ \t]*:[^\n]*\n)+)", re.M | re.S)
_MAGIC = re.compile(r"^([ \t]*)([!%].*)$", re.M)
_DOTTED = re.compile(r"cnnkit(\.\w+)+")
_RUN = re.compile(r"-m (cnnkit[\w.]*)")
_COMMAND = re.compile(r"(?:\A|[!\n;&|] ?)cnnkit ([a-z]+)")
_FILE_NAME = re.compile(r"[^/\n]*\.\w+")

Node = tuple[Path, str]
"""A file, and of the file of COMMANDS the one subcommand that is asked for."""


@dataclass
class _Words:
    """What the rules look at in some lines of Python."""

    imports: list[tuple[str, str]] = field(default_factory=list)
    """Module and name; the name is empty where the module itself is imported, and relative ones keep dots."""
    strings: list[str] = field(default_factory=list)
    patterns: list[str] = field(default_factory=list)
    programs: list[str] = field(default_factory=list)
    imports_unwritten: bool = False


class Tree:
    """The files of one checkout that pages may read: `root` has book/, `package` is the folder of cnnkit."""

    def __init__(self, root: Path, package: Path = PACKAGE) -> None:
        self.root, self.package = root, package
        self._parsed: dict[Path, list[ast.stmt]] = {}
        self._said: dict[Node, _Words] = {}
        self._next: dict[Node, tuple[Node, ...]] = {}

    def reached(self, page: Path) -> list[Path]:
        """The files whose content decides on the outputs of `page`, without the page, in a fixed order."""
        return sorted({file for file, _ in self._nodes(page)} - {page})

    def third_party(self, page: Path) -> set[str]:
        """The packages outside the checkout that the cells of `page` reach, the standard library's too."""
        names = {
            module.partition(".")[0] for node in self._nodes(page) for module, _ in self._words(*node).imports
        }
        return {name for name in names if name not in ("", "cnnkit") and not self._beside(page, name)}

    def programs(self, page: Path) -> set[str]:
        """The programs that the sources reached look for with `which`."""
        return {name for node in self._nodes(page) for name in self._words(*node).programs}

    def _nodes(self, page: Path) -> set[Node]:
        found: set[Node] = set()
        ahead: list[Node] = [(page, "")]
        while ahead:
            node = ahead.pop()
            if node not in found:
                found.add(node)
                if node not in self._next:
                    self._next[node] = tuple(self._leads_to(*node))
                ahead += self._next[node]
        return found

    def _leads_to(self, file: Path, subcommand: str) -> Iterator[Node]:
        words, ours = self._words(file, subcommand), file.is_relative_to(self.package)
        for module, name in words.imports:
            if module.partition(".")[0] in ("", "cnnkit"):
                yield from self._definition(self._absolute(module, file), name)
            elif not ours and (beside := self._beside(file, module)):
                yield beside, ""
        for text in words.strings:
            for module in [text] if _DOTTED.fullmatch(text) else () if ours else _RUN.findall(text):
                yield from self._module(module)
            for word in () if ours else _COMMAND.findall(text):
                yield from self._module(COMMANDS, word)
        if words.imports_unwritten and ours:
            yield from ((path, "") for path in sorted(file.parent.rglob("*.py")))
        for data in self._data:
            # "*.py" is a pattern of modules, which count by their imports
            fits = fnmatchcase if data.suffix != ".py" else str.__eq__
            if any(fits(data.name, pattern) for pattern in words.patterns):
                yield data, ""

    def _definition(self, module: str, name: str) -> Iterator[Node]:
        """Where `from module import name` leads."""
        if name and self._file(f"{module}.{name}"):
            yield from self._module(f"{module}.{name}")
            return
        face = self._file(module)
        gathered = {}
        if name and face and face.name == "__init__.py" and self._only_gathers(face):
            gathered = {
                alias.asname or alias.name: (self._absolute(_module(line), face), alias.name)
                for line in self._statements(face)
                if isinstance(line, ast.ImportFrom)
                for alias in line.names
            }
        if name in gathered:
            yield from self._definition(*gathered[name])
        else:
            yield from self._module(module)

    def _module(self, module: str, subcommand: str = "") -> Iterator[Node]:
        """The file of a module, and those of the packages around it that do more than to gather names."""
        file = self._file(module)
        if file is None:
            return
        yield file, subcommand
        for folder in file.parents:
            if not folder.is_relative_to(self.package):
                return
            face = folder / "__init__.py"
            if face.is_file() and not self._only_gathers(face):
                yield face, ""

    def _file(self, module: str) -> Path | None:
        path = self.package.joinpath(*module.split(".")[1:])
        found = (file for file in (path / "__init__.py", path.with_suffix(".py")) if file.is_file())
        return next(found, None)

    def _absolute(self, module: str, file: Path) -> str:
        rest = module.lstrip(".")
        if rest == module:
            return module
        around = file.relative_to(self.package.parent).parts[: len(rest) - len(module)]
        return ".".join((*around, *filter(None, [rest])))

    @staticmethod
    def _beside(file: Path, module: str) -> Path | None:
        path = file.parent / f"{module}.py"
        return path if path.is_file() else None

    def _only_gathers(self, face: Path) -> bool:
        """Whether an `__init__` holds nothing but its docstring, imports and `__all__`."""
        return all(
            isinstance(line, ast.Import | ast.ImportFrom)
            or _is_docstring(line)
            or (isinstance(line, ast.Assign) and [getattr(x, "id", "") for x in line.targets] == ["__all__"])
            for line in self._statements(face)
        )

    def _words(self, file: Path, subcommand: str) -> _Words:
        node = (file, subcommand)
        if node not in self._said:
            lines = self._statements(file)
            if subcommand:  # the functions that run other subcommands are not run
                added = {n.args[0].value for n in _calls(lines, "add_parser") if _written_out(n)}  # type: ignore[attr-defined]
                others = {f"_{name}" for name in added - {subcommand}}
                lines = [line for line in lines if getattr(line, "name", "") not in others]
            self._said[node] = _words(lines)
        return self._said[node]

    def _statements(self, file: Path) -> list[ast.stmt]:
        if file not in self._parsed:
            self._parsed[file] = [line for code in _code(file) for line in _parse(code)]
        return self._parsed[file]

    @cached_property
    def _data(self) -> list[Path]:
        """Every file of the checkout that is no module of cnnkit and no page."""
        found = [self.root / name for name in _DATA_FILES]
        for folder in (self.package, *(self.root / name for name in _DATA_FOLDERS)):
            code = {".py"} if folder == self.package else {".md"} if folder.name == "book" else set()
            found += [
                path
                for path in folder.rglob("*.*")
                if path.suffix not in code and not _PUT_IN_BY_SPHINX & set(path.relative_to(folder).parts)
            ]
        return sorted(path for path in found if path.is_file())


def _code(file: Path) -> Iterable[str]:
    """The Python of a module, and cell by cell that of a page or a notebook; magics become strings."""
    if file.suffix == ".py":
        return [file.read_text("utf8")]
    if file.suffix == ".ipynb":
        notebook = json.loads(file.read_text("utf8"))
        cells = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    elif file.suffix == ".md":
        cells = [_OPTIONS.sub("", match["code"]) for match in _CELL.finditer(file.read_text("utf8"))]
    else:
        return []
    return [_MAGIC.sub(lambda match: f"{match[1]}_ = {match[2]!r}", cell) for cell in cells]


def _parse(code: str) -> list[ast.stmt]:
    try:
        return ast.parse(code).body
    except SyntaxError:  # whoever runs it is told, and nothing is kept of the run
        return []


def _words(lines: Iterable[ast.stmt]) -> _Words:
    words = _Words()
    docstrings = set()
    for node in (node for line in lines for node in ast.walk(line)):
        match node:
            case ast.Import():
                words.imports += [(alias.name, "") for alias in node.names]
            case ast.ImportFrom():
                words.imports += [(_module(node), alias.name) for alias in node.names]
            case ast.Expr() if _is_docstring(node):
                docstrings.add(id(node.value))
            case ast.Constant(value=str(text)) if id(node) not in docstrings:
                words.strings.append(text)
                words.patterns += _file_pattern(text)
            case ast.JoinedStr():
                parts = (part.value if isinstance(part, ast.Constant) else "*" for part in node.values)
                words.patterns += _file_pattern("".join(map(str, parts)))
            case ast.Call() if _called(node) == "import_module":
                words.imports_unwritten |= not _written_out(node)
            case ast.Call(args=[ast.Constant(value=str(name)), *_]) if _called(node) == "which":
                words.programs.append(name)
    return words


def _module(line: ast.ImportFrom) -> str:
    return "." * line.level + (line.module or "")


def _file_pattern(text: str) -> list[str]:
    """Of `results/heads.json`, `grading*.md` or `f"{name}.safetensors"` the last part, if it is a file's."""
    name = text.rpartition("/")[2]
    return [name] if _FILE_NAME.fullmatch(name) else []


def _is_docstring(line: ast.AST) -> bool:
    return isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant)


def _calls(lines: Iterable[ast.stmt], name: str) -> Iterator[ast.Call]:
    nodes = (node for line in lines for node in ast.walk(line))
    return (node for node in nodes if isinstance(node, ast.Call) and _called(node) == name)


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _written_out(call: ast.Call) -> bool:
    first = call.args[0] if call.args else None
    return isinstance(first, ast.Constant) and isinstance(first.value, str)
