"""Read the cells of notebook text that is no valid JSON, or that is very large.

One pass, no recursion, no going back: the time grows with the text, whatever is wrong in it. Outputs are
skipped, not built, so that 30 MB of them cost no memory. What cannot be right is repaired in the way that
loses least: a missing bracket is closed where its owner ends, a string ends with its line at the latest,
commas do not matter, quotes may be single, and what a cut file leaves open is closed at the end.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

__all__ = ["MOST_TOKENS", "Tokens", "cells_of", "read_documents"]

STRING = r"[^{quote}\\\n]*+(?:\\.[^{quote}\\\n]*+)*+"
TOKEN = re.compile(
    rf'[\s,]*+(?:"({STRING.format(quote=chr(34))})"?|\'({STRING.format(quote=chr(39))})\'?'
    r'|([\[\]{}:])|([^\s"\'\[\]{}:,]++)|\Z)'
)
"""Also matches the blanks that a text ends with: else each of them would be looked at from each before it."""
ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)")
ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
LITERAL = re.compile(r"-?\d[\d.eE+-]*|true|false|null|True|False|None|NaN|-?Infinity")
SKIPPED = {"outputs", "attachments", "widgets"}
FIRST_KEYS = {"cell_type", "attachments", "output_type", "name", "data", "ename"}
"""Of an object in a list: where such a key stands among a list's items, the bracket before it is lost."""
MOST_TOKENS, DEEPEST = 3_000_000, 60


@dataclass
class Tokens:
    """What is left to be read of one submission, all its files together: what one of them costs, the others
    cannot.
    """

    left: int = MOST_TOKENS

    def take(self) -> bool:
        self.left -= 1
        return self.left >= 0


@dataclass(slots=True)
class _Open:
    """A container that is being read; `items` is None if it is skipped."""

    closer: str
    items: Any
    key: str | None = None
    last: str | None = None
    """A list's last string, or the key that a dict was given last: in doubt it was meant otherwise."""


def read_documents(text: str, tokens: Tokens) -> tuple[list[list[dict[str, Any]]], bool]:
    """The cells of each notebook in the text, in order, and whether it was read to its end.

    Loose cells count as a notebook of their own.
    """
    documents, loose = list[list[dict[str, Any]]](), list[dict[str, Any]]()
    values, whole = _read(text, tokens)
    for value in values:
        if isinstance(value, dict) and _is_cell(value):
            loose.append(value)
            continue
        cells = cells_of(value, Tokens())  # no more is there than was paid for
        if cells:
            documents += [part for part in (loose, cells) if part]
            loose = []
    return ([*documents, loose] if loose else documents), whole


def cells_of(value: Any, tokens: Tokens) -> list[dict[str, Any]]:
    """All cells in a notebook of any format, wherever they are; none in a cell's own content."""
    found, waiting = list[dict[str, Any]](), [value]
    while waiting and tokens.take():
        value = waiting.pop()
        if isinstance(value, dict):
            if _is_cell(value):
                found.append(value)
            else:
                waiting += reversed([value[key] for key in value if key != "metadata"])
        elif isinstance(value, list):
            waiting += reversed(value)
    return found


def _is_cell(value: dict[str, Any]) -> bool:
    return "cell_type" in value


def _read(text: str, tokens: Tokens) -> tuple[list[Any], bool]:
    reader = _Reader()
    for match in TOKEN.finditer(text):
        if not tokens.take():
            return reader.values, False
        double, single, mark, word = match.groups()
        if double is not None or single is not None:
            reader.string(double if double is not None else single)
        elif mark == ":":
            reader.colon()
        elif mark is not None and mark in "{[":
            reader.open(mark)
        elif mark is not None:
            reader.close(mark)
        elif word is not None and LITERAL.fullmatch(word):
            reader.add(int(word) if word.isdigit() and len(word) < 9 else None)
    return reader.values, True


class _Reader:
    """The containers that are open, and what is done with each token."""

    def __init__(self) -> None:
        self.values = list[Any]()
        self.stack = list[_Open]()
        self.open_count = {"}": 0, "]": 0}

    def string(self, body: str) -> None:
        top = self.stack[-1] if self.stack else None
        if top is None:
            return
        kept = top.items is not None
        if top.closer == "}" and top.key is None:
            top.key = _unescaped(body) if len(body) < 1000 else "?"
        else:
            self.add(_unescaped(body) if kept else body if len(body) < 1000 else "")

    def add(self, value: Any) -> None:
        if not self.stack:
            return
        top = self.stack[-1]
        if top.closer == "]":
            top.last = value if isinstance(value, str) else None
            if top.items is not None:
                top.items.append(value)
        elif top.key is not None:
            if top.items is not None:
                top.items[top.key] = value
            top.last, top.key = (value if isinstance(value, str) else None), None

    def colon(self) -> None:
        """After a key, as a rule; otherwise the string before it was a key and something was lost."""
        top = self.stack[-1] if self.stack else None
        if top is None:
            return
        if top.key == "cell_type" and top.items and "cell_type" in top.items:
            self._begin("cell_type")  # the next cell begins, and this one was not closed
        elif top.key is None and top.last is not None:
            key, top.last = _unescaped(top.last), None
            if top.closer == "]" and top.items:
                top.items.pop()
            if top.closer == "]" and key in FIRST_KEYS:
                self.open("{")
            elif top.closer == "]":
                self._pop()
            if self.stack and self.stack[-1].closer == "}":
                self.stack[-1].key = key

    def _begin(self, key: str) -> None:
        self._pop()
        self.open("{")
        self.stack[-1].key = key

    def open(self, mark: str) -> None:
        if mark == "{":
            while self.stack and self.stack[-1].closer == "}" and self.stack[-1].key is None:
                self._pop()  # an object cannot stand where a key must: the one before was not closed
        top = self.stack[-1] if self.stack else None
        items: Any = {} if mark == "{" else []
        skipped = top is not None and (top.items is None or top.key in SKIPPED or len(self.stack) >= DEEPEST)
        if top is None:
            self.values.append(items)
        else:
            self.add(None if skipped else items)
            top.last = None
        closer = "}" if mark == "{" else "]"
        self.stack.append(_Open(closer, None if skipped else items))
        self.open_count[closer] += 1

    def close(self, mark: str) -> None:
        """Up to the container that this closes; a mark that closes none is passed over."""
        if self.open_count[mark]:
            while self._pop() != mark:
                pass

    def _pop(self) -> str:
        closer = self.stack.pop().closer
        self.open_count[closer] -= 1
        return closer


def _unescaped(body: str) -> str:
    if "\\" not in body:
        return body
    text = ESCAPE.sub(lambda match: _character(match[1]), body)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _character(code: str) -> str:
    if len(code) > 1:
        return chr(int(code[1:], 16))
    return ESCAPED.get(code, code)
