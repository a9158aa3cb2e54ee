"""The derivation of an output size with its numbers, what it drops, and what would drop nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from html import escape

from cnnkit.sizing.geometry import Geometry, GeometryError, Padding, decimal, geometry


@dataclass(frozen=True)
class Choice:
    """One change of one argument after which every column is read."""

    argument: str
    """`"stride"`, `"input"`, `"kernel_size"`, `"padding"`, `"one_side"` or `"ceil_mode"`."""
    value: int
    """The new value; for `"one_side"` the zero columns to add on one side."""
    size: int
    """The output size that follows."""
    text: str
    """The change in words, for example `an 11-wide input`."""


@dataclass(frozen=True)
class Explanation:
    """What `explain_conv` found. Columns count from the first real pixel; the left padding is negative."""

    size: int
    """The output size that torch gives."""
    fraction: Fraction
    """The size before rounding, 9/2 for the 10-wide row."""
    exact: bool
    """Nothing is rounded away and no column, padding included, is left unread."""
    windows: tuple[int, ...]
    """First column of each window."""
    unread: tuple[int, ...]
    """Columns, padding included, that no window reads."""
    unread_pixels: int
    """How many of those are real pixels."""
    choices: tuple[Choice, ...]
    """The nearest choices that read everything; empty where the geometry already does."""
    text: str
    latex: str

    def __str__(self) -> str:
        return self.text

    # the last line of a cell shows the same words as `print`, not the formula alone
    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        formula, _, verdict = escape(self.text).partition(": ")
        return f"<p><strong>{formula}</strong>: {verdict}</p>"


def explain_conv(
    n: int,
    kernel_size: int,
    stride: int = 1,
    padding: Padding = 0,
    dilation: int = 1,
    *,
    ceil_mode: bool = False,
    transposed: bool = False,
    output_padding: int = 0,
    pool: bool = False,
    strict: bool = False,
) -> Explanation:
    """The arithmetic of `conv_output_size` with the numbers put in; the same arguments, the same errors.

    `print` shows it as text; it also has the formula as LaTeX, the unread columns and the nearest `choices`
    that read everything.

    Raises:
        GeometryError: torch would refuse the layer; with `strict=True` also where a column is never read.

    >>> print(explain_conv(10, 3, 2))
    (10 - 3 + 2·0)/2 + 1 = 4.5: torch takes 4 and the last column is never read. Exact: stride 1 (8), \
an 11-wide input (5), or one zero column on one side (5); padding 1 gives 5.5.
    """
    layer = geometry(
        n,
        kernel_size,
        stride,
        padding,
        dilation,
        ceil_mode=ceil_mode,
        transposed=transposed,
        output_padding=output_padding,
        pool=pool,
    )
    explanation = describe(layer)
    if strict and layer.unread:
        raise GeometryError(explanation.text)
    return explanation


def describe(layer: Geometry) -> Explanation:
    """The explanation of a geometry that has been checked.

    >>> from cnnkit.sizing import geometry
    >>> describe(geometry(10, 3)).size
    8
    """
    choices = () if layer.exact or layer.transposed else tuple(_choices(layer))
    return Explanation(
        size=layer.size,
        fraction=layer.places,
        exact=layer.exact,
        windows=layer.windows,
        unread=layer.unread,
        unread_pixels=layer.unread_pixels,
        choices=choices,
        text=_text(layer, choices),
        latex=_latex(layer),
    )


def _text(layer: Geometry, choices: tuple[Choice, ...]) -> str:
    spread = ""
    if layer.dilation > 1:
        spread = (
            f"Dilation {layer.dilation} spreads the {layer.kernel_size} taps over {layer.reach} columns. "
        )
    result = f"{spread}{layer.formula} = {decimal(layer.places)}: "
    if layer.transposed:
        lost = f", but {_columns(layer)} reaches no output" if layer.unread else ""
        return f"{result}a transposed convolution never rounds{lost}."
    if layer.exact:
        return f"{result}exact, every column is read."
    return f"{result}{_rounding(layer)}.{_advice(layer, choices)}"


def _rounding(layer: Geometry) -> str:
    verb = "is" if len(layer.unread) == 1 else "are"
    unread = f"{_columns(layer)} {verb} never read" if layer.unread else "every column is read"
    if not layer.ceil_mode:
        return f"torch takes {layer.size} and {unread}"
    if layer.size < layer.places.__ceil__():
        return (
            f"ceil_mode would take {layer.size + 1}, but that window starts in the right padding, so torch "
            f"takes {layer.size} and {unread}"
        )
    over = layer.windows[-1] + layer.reach - (layer.n + layer.right)
    hang = f"; the last window hangs {_count(over, 'column')} over the edge" if over > 0 else ""
    return f"ceil_mode takes {layer.size} and {unread}{hang}"


def _columns(layer: Geometry) -> str:
    """The unread columns in words: `the last column`, `the last 2 columns (1 of them padding)`."""
    unread, end = layer.unread, layer.n + layer.right
    if layer.transposed or unread != tuple(range(end - len(unread), end)):
        shown = ", ".join(map(str, unread[:6])) + (", …" if len(unread) > 6 else "")
        words = f"{'column' if len(unread) == 1 else 'columns'} {shown}"
    else:
        words = "the last column" if len(unread) == 1 else f"the last {len(unread)} columns"
    padding = len(unread) - layer.unread_pixels
    if padding == 0 or layer.transposed:
        return words
    if padding == len(unread):
        return f"{words} (padding)"
    return f"{words} ({padding} of them padding)"


def _advice(layer: Geometry, choices: tuple[Choice, ...]) -> str:
    # A narrower input and another kernel are in `choices`; the sentence keeps to what loses nothing.
    shown = [
        c
        for c in choices
        if c.argument != "kernel_size" and not (c.argument == "input" and c.value < layer.n)
    ]
    exact = _join([f"{c.text} ({c.size})" for c in shown])
    advice = f" Exact: {exact}" if exact else ""
    if layer.left == layer.right and layer.places.denominator > 1 and not layer.ceil_mode:
        more = _changed(layer, padding=layer.left + 1)
        if more is not None and more.places.denominator > 1:
            advice += f"{';' if advice else ''} padding {layer.left + 1} gives {decimal(more.places)}"
    return f"{advice}." if advice else ""


def _choices(layer: Geometry) -> Iterator[Choice]:
    """The nearest exact change of each argument, in the order in which the text names them."""
    n, k, s, p = layer.n, layer.kernel_size, layer.stride, layer.left
    strides = sorted((t for t in range(1, layer.reach + 1) if t != s), key=lambda t: (abs(t - s), t))
    yield from _first(layer, "stride", strides, lambda t: f"stride {t}")
    yield from _first(layer, "input", range(n + 1, n + s + 1), lambda w: f"{_article(w)} {w}-wide input")
    yield from _first(
        layer, "input", range(n - 1, max(n - s - 1, 0), -1), lambda w: f"{_article(w)} {w}-wide input"
    )
    if not layer.pool:
        yield from _first(
            layer, "one_side", range(1, s + 1), lambda m: f"{_count(m, 'zero column')} on one side"
        )
    if layer.left == layer.right:
        yield from _first(layer, "padding", range(p + 1, p + s + 1), lambda q: f"padding {q}")
    if layer.pool and not layer.ceil_mode:
        yield from _first(layer, "ceil_mode", [1], lambda _: "ceil_mode=True")
    kernels = sorted(
        (m for m in range(1, k + s + 1) if m != k),
        key=lambda m: (getattr(_changed(layer, kernel_size=m), "size", None) != layer.size, abs(m - k), m),
    )
    yield from _first(layer, "kernel_size", kernels, lambda m: f"kernel {m}")


def _first(
    layer: Geometry, argument: str, values: Iterable[int], words: Callable[[int], str]
) -> Iterator[Choice]:
    for value in values:
        changed = _changed(layer, **{argument: value})
        if changed is not None and not changed.unread and (changed.exact or argument == "ceil_mode"):
            yield Choice(argument, value, changed.size, words(value))
            return


def _changed(layer: Geometry, **change: int) -> Geometry | None:
    """The layer with one argument changed, or None where torch would refuse it."""
    (argument, value), fields = next(iter(change.items())), {}
    if argument == "input":
        fields = {"n": value}
    elif argument == "one_side":
        fields = {"right": layer.right + value}
    elif argument == "padding":
        fields = {"left": value, "right": value}
        if layer.pool and value > layer.kernel_size // 2:
            return None
    elif argument == "kernel_size":
        fields = {"kernel_size": value}
        if layer.pool and layer.left > value // 2:
            return None
    elif argument == "ceil_mode":
        fields = {"ceil_mode": True}
    else:
        fields = {argument: value}
    changed = replace(layer, **fields)
    return changed if changed.size >= 1 else None


def _latex(layer: Geometry) -> str:
    pad = rf"2\cdot {layer.left}" if layer.left == layer.right else f"{layer.left} + {layer.right}"
    if layer.transposed:
        extra = f" + {layer.output_padding}" if layer.output_padding else ""
        pad = pad if layer.left == layer.right else f"({pad})"
        return rf"({layer.n} - 1)\cdot {layer.stride} - {pad} + {layer.reach}{extra} = {layer.size}"
    kernel = str(layer.reach)
    if layer.dilation > 1:
        kernel = rf"({layer.dilation}\cdot({layer.kernel_size} - 1) + 1)"
    side = "ceil" if layer.ceil_mode else "floor"
    inner = rf"\frac{{{layer.n} - {kernel} + {pad}}}{{{layer.stride}}} + 1"
    if layer.places.denominator == 1 and layer.places == layer.size:
        return rf"{inner} = {layer.size}"
    value = decimal(layer.places).replace("…", r"\ldots")
    rounded = layer.places.__ceil__() if layer.ceil_mode else layer.size
    result = rf"\left\l{side} {inner} \right\r{side} = \l{side} {value} \r{side} = {rounded}"
    if rounded != layer.size:
        result += rf", \text{{ less one window that starts in the padding: }} {layer.size}"
    return result


def _count(number: int, noun: str) -> str:
    return f"one {noun}" if number == 1 else f"{number} {noun}s"


def _article(number: int) -> str:
    """`an` where the number is spoken with a vowel: 8, 11, 18, 80 to 89, 800 to 899, 8,000 …, 11,000 …"""
    leading = f"{number:,}".split(",")[0]
    return "an" if leading[0] == "8" or leading in ("11", "18") else "a"


def _join(parts: list[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return ", ".join(parts[:-1]) + f", or {parts[-1]}"
