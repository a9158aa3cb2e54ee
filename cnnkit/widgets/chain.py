"""A chain of layers written as lines of text, and the shapes, costs and receptive fields along it.

    conv 32 k3 s1 p1 d1 g1 in 3 nobias     kernel 3, stride 1, padding 0 unless said; `in` is checked
    pool 2 s2 p0 ceil    avgpool 3 s2      the stride is the window's side unless said
    gap    gmp    flatten                  global average or max pooling, flatten
    linear 10 in 576 nobias                `in` is checked against what comes in
    relu    tanh    sigmoid    dropout     change no size
    pad same    pad 0                      padding of every later conv at stride 1 that names none

`front/lib/chain.js` reads the same lines; golden vectors hold the two together.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import prod

from cnnkit.sizing.count import conv_macs, conv_params, linear_params
from cnnkit.sizing.explain import explain_conv
from cnnkit.sizing.geometry import GeometryError, same_padding
from cnnkit.sizing.receptive import ReceptiveField, receptive_field

FORMS = {
    "conv": "conv 32 k3 s1 p1 d1 g1 in 3 nobias",
    "pool": "pool 2 s2 p0 ceil",
    "avgpool": "avgpool 2 s2 p0 ceil",
    "gap": "gap",
    "gmp": "gmp",
    "flatten": "flatten",
    "linear": "linear 10 in 576 nobias",
    "pad": "pad same",
    **{kind: kind for kind in ("relu", "tanh", "sigmoid", "dropout")},
}
"""Every kind of line with all that it may say."""

_FIELDS = {"conv": "kspdg", "pool": "ksp", "avgpool": "ksp", "linear": "", "pad": ""}
_WORDS = {"conv": {"nobias"}, "pool": {"ceil"}, "avgpool": {"ceil"}, "linear": {"nobias"}}
MOST = 9_999_999
"""No larger number in a line: the page adds in doubles, which would print sums that are not exact."""
_LEAST = {"p": 0}


class ChainError(GeometryError):
    """A line that cannot be read or a layer that does not fit; `line` counts from 0."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class Layer:
    """One line: its kind, the first bare number, the lettered numbers, `in`, and bare words."""

    kind: str
    line: int
    text: str
    number: int | None = None
    fields: dict[str, int | str] = field(default_factory=dict)
    given: int | None = None
    words: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Row:
    """A layer with what leaves it, for one image."""

    text: str
    line: int
    shape: tuple[int, ...]
    """`(c, h, w)`, or `(features,)` of a vector."""
    params: int
    macs: int
    field: ReceptiveField
    unread: int
    """Columns along the width, padding included, that no window reads."""


def read_layers(text: str) -> list[Layer]:
    """The layers of a text, one a line; `#` starts a comment. `ChainError` names what cannot be read."""
    return list(_each_layer(text))


def _each_layer(text: str) -> Iterator[Layer]:
    for number, raw in enumerate(text.splitlines()):
        if line := raw.split("#")[0].strip().lower():
            yield _read_line(line, number)


def _read_line(text: str, line: int) -> Layer:
    kind, *_ = text.split()
    if kind not in FORMS:
        raise ChainError(line, f"“{text}”: no layer is called “{kind}”. Legal: {', '.join(FORMS)}.")
    number, given, fields, words = None, None, {}, set()
    rest = re.sub(r"\b(in|p)\s+(?=\w)", r"\1", text[len(kind) :])
    for token in rest.split():
        if token.isdigit() and number is None and kind in _FIELDS and kind != "pad":
            number = int(token)
        elif re.fullmatch(r"in\d+", token) and kind in ("conv", "linear"):
            given = int(token[2:])
        elif token in ("psame", "pvalid") and kind == "conv":
            fields["p"] = token[1:]
        elif re.fullmatch(r"[kspdg]\d+", token) and token[0] in _FIELDS.get(kind, ""):
            fields[token[0]] = int(token[1:])
        elif token in _WORDS.get(kind, ()):
            words.add(token)
        elif kind == "pad" and token in ("same", "valid", "0"):
            fields["p"] = "same" if token == "same" else 0
        else:
            raise ChainError(line, f"“{text}”: “{token}” cannot be read here. Legal: {FORMS[kind]}.")
    layer = Layer(kind, line, text, number, fields, given, frozenset(words))
    _check_numbers(layer)
    return layer


def _check_numbers(layer: Layer) -> None:
    if layer.kind in ("conv", "linear") and layer.number is None:
        noun = "filters" if layer.kind == "conv" else "outputs"
        raise ChainError(layer.line, f"“{layer.text}” names no number of {noun}. Legal: {FORMS[layer.kind]}.")
    if layer.kind == "conv" and "k" not in layer.fields:
        raise ChainError(layer.line, f"“{layer.text}” names no kernel. Legal: {FORMS['conv']}.")
    if layer.kind in ("pool", "avgpool") and layer.number is None and "k" not in layer.fields:
        raise ChainError(layer.line, f"“{layer.text}” names no window. Legal: {FORMS[layer.kind]}.")
    if layer.kind == "pad" and "p" not in layer.fields:
        raise ChainError(layer.line, "“pad” says nothing. Legal: pad same, pad 0.")
    for name, value in [("the number", layer.number), ("in", layer.given), *layer.fields.items()]:
        if isinstance(value, int) and value < _LEAST.get(name, 1) and layer.kind != "pad":
            raise ChainError(
                layer.line, f"“{layer.text}”: {name} is {value}; legal: {_LEAST.get(name, 1)} or more."
            )
        if isinstance(value, int) and value > MOST:
            raise ChainError(layer.line, f"“{layer.text}”: {name} is larger than {MOST:,}.")


class _Trace:
    """What flows along the chain."""

    def __init__(self, shape: tuple[int, int, int]) -> None:
        self.shape: tuple[int, ...] = shape
        self.source = "the input"
        self.default: int | str = 0
        self.windows: list[tuple[int, int, int, int]] = []
        self.next_window: list[tuple[int, int, int, int]] = []
        self.rows: list[Row] = []

    def add(self, layer: Layer) -> None:
        params = macs = unread = 0
        try:
            if layer.kind == "pad":
                self.default = layer.fields["p"]
            elif layer.kind == "conv":
                params, macs, unread = self._conv(layer)
            elif layer.kind in ("pool", "avgpool"):
                unread = self._pool(layer)
            elif layer.kind in ("gap", "gmp", "flatten"):
                self._vector(layer)
            elif layer.kind == "linear":
                params, macs = self._linear(layer)
        except ChainError:
            raise
        except GeometryError as error:
            raise ChainError(layer.line, f"“{layer.text}” on {self._coming()}: {error}") from error
        if layer.kind != "pad":
            self.source = f"“{layer.text}”"
        self.rows.append(
            Row(layer.text, layer.line, self.shape, params, macs, receptive_field(self.windows), unread)
        )

    def _coming(self) -> str:
        return "×".join(map(str, self.shape))

    def _maps(self, layer: Layer) -> tuple[int, int, int]:
        if len(self.shape) != 3:
            raise ChainError(
                layer.line,
                f"“{layer.text}” slides over maps, but {self.source} gives a row of {self.shape[0]} numbers. "
                "Likely fix: move it above the flatten or global pool.",
            )
        c, h, w = self.shape
        return c, h, w

    def _slide(self, layer: Layer, k: int, s: int, p: int | str, d: int) -> tuple[tuple[int, ...], int]:
        _, *sides = self._maps(layer)
        pool, ceil = layer.kind != "conv", "ceil" in layer.words
        found = [explain_conv(n, k, s, p, d, ceil_mode=ceil, pool=pool) for n in sides]  # type: ignore[arg-type]
        left = same_padding(sides[-1], k, 1, d)[0] if p == "same" else 0 if p == "valid" else int(p)
        self.windows.append((k, s, left, d))
        return tuple(one.size for one in found), len(found[-1].unread)

    def _conv(self, layer: Layer) -> tuple[int, int, int]:
        c = self._maps(layer)[0]
        if layer.given is not None and layer.given != c:
            raise ChainError(
                layer.line,
                f"“{layer.text}” was told to read {layer.given} channels, but {self.source} gives {c}. "
                f"Likely fix: in {c}, or leave it out.",
            )
        get = layer.fields.get
        k, s, d, g = (int(get(name, 1)) for name in "ksdg")
        p = get("p", self.default if s == 1 else 0)
        out, bias = layer.number or 1, "nobias" not in layer.words
        params = conv_params(c, out, k, bias, g).total
        size, unread = self._slide(layer, k, s, p, d)
        self.shape = (out, *size)
        return params, conv_macs(c, out, k, size, g), unread

    def _pool(self, layer: Layer) -> int:
        k = layer.number or int(layer.fields["k"])
        p = int(layer.fields.get("p", 0))
        size, unread = self._slide(layer, k, int(layer.fields.get("s", k)), p, 1)
        self.shape = (self.shape[0], *size)
        return unread

    def _vector(self, layer: Layer) -> None:
        c, h, w = self._maps(layer)
        every_place = (w, w, 0, 1)
        if layer.kind == "flatten":
            self.shape, self.next_window = (
                (c * h * w,),
                [every_place],
            )  # it is the next layer that reads them all
        else:
            self.shape = (c,)
            self.windows.append(every_place)

    def _linear(self, layer: Layer) -> tuple[int, int]:
        out = layer.number or 1
        if len(self.shape) == 3:
            c, h, w = self.shape
            if layer.given == w:
                raise ChainError(
                    layer.line,
                    f"“{layer.text}” would run on each of the {c * h} rows of {w} and give {c}×{h}×{out}, "
                    f"not {out} numbers. Likely fix: flatten first, and in {c * h * w}.",
                )
            raise ChainError(
                layer.line,
                f"mat1 and mat2 shapes cannot be multiplied ({c * h}×{w} and "
                f"{layer.given or c * h * w}×{out}): a Linear reads the last axis only, and {self.source} "
                f"gives maps of {c}×{h}×{w}. "
                f"Likely fix: flatten first, which makes {c}·{h}·{w} = {c * h * w} numbers.",
            )
        features = self.shape[0]
        if layer.given is not None and layer.given != features:
            raise ChainError(layer.line, self._mismatch(layer, features, out))
        params = linear_params(features, out, "nobias" not in layer.words)
        self.shape = (out,)
        self.windows += self.next_window
        self.next_window = []
        return params.total, params.weights

    def _mismatch(self, layer: Layer, features: int, out: int) -> str:
        given = layer.given or 0
        maps = [row.shape for row in self.rows[:-1] if len(row.shape) == 3]
        before: tuple[int, ...] = maps[-1] if maps else (0,)
        flat = prod(before) == features
        product = f"{'·'.join(map(str, before))} = " if flat else ""
        many = "number" if given == 1 else "numbers"
        text = (
            f"mat1 and mat2 shapes cannot be multiplied (1×{features} and {given}×{out}): this Linear was "
            f"told to read {given} {many}, but {self.source} gives {product}{features}. "
            f"Likely fix: in {features}"
        )
        for row in reversed(self.rows):
            if len(row.shape) == 3 and prod(row.shape) == given:
                made = "·".join(map(str, row.shape))
                return f"{text}. ({given} = {made} is what “{row.text}” gives.)"
        side = round((given / before[0]) ** 0.5) if flat else 0
        if flat and side * side * before[0] == given:
            expected = f"{given} = {before[0]}·{side}·{side} expects maps of {side}×{side}"
            return f"{text}; or a layer above it, for {expected}."
        return f"{text}."


def trace(text: str, shape: Iterable[int]) -> tuple[list[Row], ChainError | None]:
    """Every row that can be built for an input `(c, h, w)`, and the error that stops the chain, or None."""
    c, h, w = shape
    flow = _Trace((c, h, w))
    try:
        for layer in _each_layer(text):
            flow.add(layer)
    except ChainError as error:
        return flow.rows, error
    return flow.rows, None
