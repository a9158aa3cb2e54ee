"""Real text of two kinds that is installed already: Python's language reference and NumPy's docstrings.

Class 0: the reference, as `help()` shows it (module `pydoc_data.topics`). Class 1: the documentation strings
in NumPy's source files. Both are plain technical English; which of the two a piece comes from is a toy
question on real sentences, and no more than that. Other versions of Python or NumPy bring other text.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor

__all__ = ["CLASSES", "PADDING", "UNKNOWN", "Text", "load_text", "tokenize"]

CLASSES = ("language reference", "NumPy docstrings")
PADDING, UNKNOWN = 0, 1
HELD_OUT = 1  # documents 1, 5, 9, … of a kind, longest first, are held out: about a quarter of the words
SHINGLE = 8  # so many words in a row, met before, are a copy

Documents = dict[str, list[str]]  # name -> words


class Text(NamedTuple):
    """Pieces as word ids `(n, length)`, int64, and labels `(n,)`, int64, places in `CLASSES`, half of each.

    `vocabulary[id]` is the word; 0 is padding, 1 stands for every word outside the vocabulary.
    """

    train_x: Tensor
    train_y: Tensor
    test_x: Tensor
    test_y: Tensor
    vocabulary: list[str]


def load_text(length: int = 100, *, words: int = 10_000, least: int = 40) -> Text:
    """Pieces of `length` words; a document's last one is padded, or dropped with fewer than `least` words.

    The split is by document (a topic, or a source file), never by piece: two pieces of one page share their
    subject, and a network would be praised for remembering it. Pages that repeat others are left out first,
    for the reference prints some sections twice. Training pieces overlap by three quarters (a new one starts
    every `length // 4` words), held-out pieces not at all. The vocabulary holds the `words` - 2 most frequent
    words of the training part.

    >>> text = load_text(length=100)
    >>> text.train_x.shape[1], text.vocabulary[:2]
    (100, ['<padding>', '<unknown>'])
    """
    if length < 1 or words < 3:
        raise ValueError(
            f"length={length}, words={words}: want at least 1 word a piece and 3 in the vocabulary"
        )
    kinds = [_without_copies(_reference()), _without_copies(_docstrings())]
    parts: list[list[list[list[str]]]] = [[], []]  # held out or not, class, piece, word
    for documents in kinds:
        for held_out, step in ((False, max(1, length // 4)), (True, length)):
            chosen = [tokens for i, tokens in enumerate(documents) if (i % 4 == HELD_OUT) == held_out]
            parts[held_out].append([p for tokens in chosen for p in _pieces(tokens, length, step, least)])
    counts = Counter(word for pieces in parts[0] for piece in pieces for word in piece)
    # ties in alphabetical order, so that the ids do not depend on the order of files
    frequent = sorted(counts, key=lambda word: (-counts[word], word))[: words - 2]
    vocabulary = ["<padding>", "<unknown>", *frequent]
    ids = {word: i for i, word in enumerate(vocabulary)}
    return Text(*_tensors(parts[0], ids, length), *_tensors(parts[1], ids, length), vocabulary)


def tokenize(text: str) -> list[str]:
    """Lower-case words of letters; marks, digits and underscores separate them and are dropped.

    >>> tokenize("Two 3x3 kernels_see 5 x 5.")
    ['two', 'x', 'kernels', 'see', 'x']
    """
    return re.findall(r"[a-z]+(?:'[a-z]+)?", text.lower())


def _reference() -> Documents:
    from pydoc_data.topics import topics

    return {name: tokenize(text) for name, text in topics.items()}


def _docstrings() -> Documents:
    """Docstrings of NumPy's source files, tests and examples left out; the files are read, never imported."""
    spec = find_spec("numpy")
    if spec is None or spec.origin is None:
        raise ImportError("the text data comes from NumPy, which is not installed")
    folder = Path(spec.origin).parent
    out = {}
    for path in sorted(folder.rglob("*.py")):
        if "tests" in path.parts:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8", errors="replace"))
        strings = [
            ast.get_docstring(node)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        ]
        prose = "\n".join(text for text in strings if text)
        out[path.relative_to(folder).as_posix()] = tokenize(re.sub(r"(?m)^ *(>>>|\.\.\. ).*$", "", prose))
    return out


def _without_copies(documents: Documents) -> list[list[str]]:
    """Longest first, the documents of which at least nine tenths of the runs of eight words are new."""
    seen: set[tuple[str, ...]] = set()
    kept = []
    for name in sorted(documents, key=lambda name: (-len(documents[name]), name)):
        tokens = documents[name]
        runs = [tuple(tokens[i : i + SHINGLE]) for i in range(len(tokens) - SHINGLE + 1)]
        if runs and sum(run in seen for run in runs) <= 0.1 * len(runs):
            kept.append(tokens)
            seen.update(runs)
    return kept


def _pieces(tokens: list[str], length: int, step: int, least: int) -> Iterator[list[str]]:
    for start in range(0, len(tokens), step):
        piece = tokens[start : start + length]
        if len(piece) >= min(least, length):
            yield piece


def _tensors(classes: list[list[list[str]]], ids: dict[str, int], length: int) -> tuple[Tensor, Tensor]:
    """Equally many pieces of each class, evenly spread over its documents."""
    n = min(len(pieces) for pieces in classes)
    x = torch.full((len(classes) * n, length), PADDING)
    y = torch.arange(len(classes)).repeat_interleave(n)
    chosen = [pieces[i * len(pieces) // n] for pieces in classes for i in range(n)]
    for row, piece in enumerate(chosen):
        x[row, : len(piece)] = torch.tensor([ids.get(word, UNKNOWN) for word in piece])
    return x, y
