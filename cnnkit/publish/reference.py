"""The reference of the package, from its docstrings by Sphinx's autodoc: signature, shapes, errors, example.

A page says which modules it describes in a comment of MyST, `% api: cnnkit.sizing cnnkit.summary`; each
public name of theirs stands there in the order of the alphabet, functions before classes.
"""

import importlib
import inspect
import re
from collections.abc import Iterator, Sequence
from typing import Any

from sphinx.application import Sphinx

from cnnkit.publish.names import own_names

__all__ = ["connect", "public"]

_MARK = re.compile(r"^% api: (?P<modules>[\w. ]+)$", re.M)
_SPECIAL = re.compile(r"(?P<stress>(?<![\w*])\*\w[^*]*\*(?![\w*]))|[*|\\]|(?<=\w)_(?!\w)")
_EXTENSIONS = ("sphinx.ext.autodoc", "sphinx.ext.napoleon")


def connect(app: Sphinx) -> None:
    """Have the pages' marks expanded, and docstrings read as the Markdown that they are."""
    for name in _EXTENSIONS:
        app.setup_extension(name)
    app.config.autodoc_typehints = "signature"
    app.config.autodoc_preserve_defaults = True  # as written: the default that is a function has an address
    app.config.python_maximum_signature_line_length = 60
    app.config.napoleon_use_rtype = False
    # signatures name types of torch and numpy, whose own references lie elsewhere
    app.config.nitpick_ignore_regex = [*app.config.nitpick_ignore_regex, ("py:class", ".*")]
    app.connect("source-read", _expand)
    app.connect("autodoc-process-docstring", _as_rst, priority=1)  # before napoleon finds the sections


def public(module: str) -> list[tuple[str, Any]]:
    """The public names of a module and what they are, functions before classes."""
    found = own_names(importlib.import_module(module))
    return sorted(found, key=lambda pair: (inspect.isclass(pair[1]), pair[0].lower()))


def _expand(app: Sphinx, name: str, text: list[str]) -> None:
    text[0] = _MARK.sub(lambda found: "\n".join(_entries(found["modules"].split())), text[0])


def _entries(modules: Sequence[str]) -> Iterator[str]:
    for module in modules:
        for name, thing in public(module):
            kind = "class" if inspect.isclass(thing) else "function"
            members = "\n   :members:" if kind == "class" else ""
            yield f"```{{eval-rst}}\n.. auto{kind}:: {module}.{name}{members}\n```\n"


def _as_rst(app: Sphinx, what: str, name: str, thing: Any, options: Any, lines: list[str]) -> None:
    """`x` and indented blocks are code in Markdown, *x* is stressed, other stars and bars mean nothing."""
    # what stands before the first colon of an attribute's text napoleon would take for its type
    made: list[str] = [""] if what in ("attribute", "property", "data") else []
    in_code = False
    for line in lines:
        indented = line.startswith("    ")
        if indented and not in_code and made and not made[-1].strip():
            made += ["::", ""]
            in_code = True
        in_code = in_code and (indented or not line.strip())
        made.append(line if in_code or line.lstrip().startswith((">>>", "...")) else _text(line))
    lines[:] = made


def _text(line: str) -> str:
    parts = line.split("`")
    parts[::2] = [_SPECIAL.sub(lambda found: found["stress"] or f"\\{found[0]}", text) for text in parts[::2]]
    return "``".join(parts)
