"""Where a shape came from, in words: the layer that made it, or the operation and what it was made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod

from torch import nn

from cnnkit.summary.notes import Made, Note
from cnnkit.summary.row import Shape

VIEWS = {"view", "_unsafe_view", "reshape", "unsqueeze", "squeeze"}
TURNS = {"permute", "transpose", "t"}
PARTS = {"select", "slice", "split", "split_with_sizes", "narrow", "index", "index_select", "unbind"}
JOINS = {
    "cat": "a concatenation",
    "stack": "a stack",
    "add": "a sum",
    "mul": "a product",
    "sub": "a difference",
}
SHOWN = 4
"""Parts of a concatenation that are named one by one."""


def times(sizes: Sequence[int]) -> str:
    return "·".join(map(str, sizes))


def listed(words: Sequence[str], last: str = "and") -> str:
    return f" {last} ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else list(words))


def source(note: Note) -> str:
    """The origin of a tensor as part of a sentence: "4 (MaxPool2d)", "a sum of … and …"."""
    made = shaping(note)
    if made is None:
        return "the input" if note.origin is not None else "values that do not depend on the input"
    if made.kind == "module":
        return made.label
    parts = [f"{shape} from {source(n)}" for shape, n in made.sources]
    if made.kind in JOINS and len(parts) > 1:
        more = [f"{len(parts) - SHOWN} more"] if len(parts) > SHOWN else []
        return f"{JOINS[made.kind]} of {listed(parts[:SHOWN] + more)}"
    name = "a view" if made.kind in VIEWS else "a permutation" if made.kind in TURNS else made.kind
    name = "a part" if made.kind in PARTS else name
    return f"{name} of {parts[0]}{_counted(made)}" if parts else name


def _counted(made: Made) -> str:
    shape = made.sources[0][0]
    flat = made.kind in VIEWS and len(made.shape) == 2 < len(shape)
    return f" ({times(shape[1:])} = {prod(shape[1:])} numbers an image)" if flat else ""


def shaping(note: Note) -> Made | None:
    """How the shape of a tensor came about: operations that keep the shape are looked through."""
    made = note.made
    while made and made.kind != "module" and len(made.sources) == 1 and made.sources[0][0] == made.shape:
        made = made.sources[0][1].made
    return made


def sum_of_channels(note: Note) -> str:
    """ ", the sum 16 + 32 of the concatenation", where channels were laid behind each other; else ""."""
    made = shaping(note)
    if made is None or made.kind != "cat" or made.dim % len(made.shape) != 1:
        return ""
    return f", the sum {' + '.join(str(shape[1]) for shape, _ in made.sources)} of the concatenation"


def flat_sizes(note: Note) -> Shape:
    """The sizes of an image that were multiplied when a map was flattened into this tensor; () if none."""
    made = shaping(note)
    if made is None or len(made.shape) != 2 or len(made.sources) != 1:
        return ()
    shape = made.sources[0][0]
    flattens = made.kind in VIEWS or (made.module and isinstance(made.module[1], nn.Flatten))
    return shape[1:] if flattens and prod(shape[1:]) == made.shape[1] and len(shape) > 2 else ()


def makers(note: Note) -> Iterator[Made]:
    """What made a tensor, and what made that, along the first of its sources."""
    made = note.made
    while made is not None:
        yield made
        made = made.sources[0][1].made if made.sources else None
