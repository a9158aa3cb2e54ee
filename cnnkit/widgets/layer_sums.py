"""The arithmetic of one row of `layer_rows`: size, parameters, multiplications, field.

`front/lib/layer-sums.js` writes the same lines; golden vectors hold the two together.
"""

from collections.abc import Mapping, Sequence
from math import ceil, floor, prod
from typing import Any

__all__ = ["CELLS", "crossed", "layer_sums", "module_sums"]

CELLS = ("size", "params", "macs", "sees")
"""What there is to know of a row."""
MOST_TERMS = 8
"""Of a sum that is written out."""

Row = Mapping[str, Any]


def crossed(shape: Sequence[int]) -> str:
    """ "96×55×55"; "4,096" of a vector."""
    return f"{shape[0]:,}" if len(shape) == 1 else "×".join(map(str, shape))


def layer_sums(row: Row) -> dict[str, str]:
    """A line for each of `CELLS`, of a row as `unpacked` gives it."""
    return {"size": _size(row), "params": _params(row), "macs": _macs(row), "sees": _sees(row)}


def module_sums(group: Row, rows: Sequence[Row]) -> dict[str, str]:
    """The same of a module: `group` has name, in, out, field and join; `rows` are its layers."""
    come, gives = crossed(group["in"]), crossed(group["out"])
    size = f"{come} comes in, {gives} leaves"
    if group["join"]:
        kind, parts = group["join"]
        if kind == "cat":
            size = f"{' + '.join(map(str, parts))} = {sum(parts)} maps, stacked: {gives}"
        else:
            size = f"{len(parts)} times {gives}, added up"
    return {
        "size": size,
        "params": _total([row["params"] for row in rows]),
        "macs": _total([row["macs"] for row in rows]),
        "sees": _sees({**group, "made": None}),
    }


def _total(numbers: Sequence[int]) -> str:
    """A sum written out, the zeros left out."""
    terms = [n for n in numbers if n]
    if not terms:
        return "none"
    total = f"{sum(terms):,}"
    if len(terms) == 1:
        return total
    if len(terms) > MOST_TERMS:
        return f"{len(terms)} layers together: {total}"
    return f"{' + '.join(f'{n:,}' for n in terms)} = {total}"


def _size(row: Row) -> str:
    made, come, gives = row["made"], row["in"], row["out"]
    if row["kind"] == "Flatten":
        return f"{'·'.join(map(str, come))} = {gives[0]:,} numbers in a row"
    if made and made[0] == "linear":
        return f"{come[-1]:,} numbers in, {gives[-1]:,} out"
    if "AdaptiveAvg" in row["kind"] and prod(gives[1:]) == 1:
        return f"the mean of {'·'.join(map(str, come[1:]))} places, one number for each of {come[0]:,} maps"
    if "AdaptiveMax" in row["kind"] and prod(gives[1:]) == 1:
        return (
            f"the largest of {'·'.join(map(str, come[1:]))} places, one number for each of {come[0]:,} maps"
        )
    sides = [_side(made, come, gives, axis) for axis in (0, 1)] if made and len(gives) == 3 else []
    if not sides or "" in sides:
        return f"{crossed(come)} comes in, {crossed(gives)} leaves"
    filters = f"{gives[0]} filters, {gives[0]} maps" if made[0] == "conv" else f"{gives[0]} maps as before"
    same = sides[0] == sides[1]
    return f"{filters}; side {sides[0]}" if same else f"{filters}; height {sides[0]}, width {sides[1]}"


def _side(made: Sequence[Any], come: Sequence[int], gives: Sequence[int], axis: int) -> str:
    """ "(227 − 11)/4 + 1 = 55"; empty where the formula does not say what was measured."""
    _, kernel, stride, padding, dilation, *rest = made
    n, k, s, d, out = come[axis + 1], kernel[axis], stride[axis], dilation[axis], gives[axis + 1]
    if padding == "same":
        return f"⌈{n}/{s}⌉ = {out}" if out == -(-n // s) else ""
    reach, p = d * (k - 1) + 1, padding[axis]
    room = n + 2 * p - reach
    up = made[0] == "pool" and rest[-1]
    if out != (ceil if up else floor)(room / s) + 1:
        return ""
    if k == s == 1 and not p:
        return f"{out} as before"
    inside = f"{n} + 2·{p} − {reach}" if p else f"{n} − {reach}"
    part = f"({inside})/{s}" if s > 1 else inside
    if room % s:
        part = f"⌈{part}⌉" if up else f"⌊{part}⌋"
    return f"{part} + 1 = {out}"


def _window(row: Row) -> str:
    """ "11·11·3", of grouped convolutions "5·5·96/2"."""
    _, kernel, *_, groups, _bias = row["made"]
    shared = f"/{groups}" if groups > 1 else ""
    return f"{kernel[0]}·{kernel[1]}·{row['in'][0]}{shared}"


def _weights(row: Row) -> int:
    _, kernel, *_, groups, _bias = row["made"]
    return row["out"][0] * kernel[0] * kernel[1] * row["in"][0] // groups


def _params(row: Row) -> str:
    made, params, also = row["made"], row["params"], row["also"]
    if not params:
        return "none"
    behind = f" + 2·{row['out'][0]} of batch norm" if also else ""
    if made and made[0] == "conv" and len(row["in"]) == 3:
        biases = row["out"][0] * made[-1]
        if _weights(row) + biases + also == params:
            bias = f" + {biases}" if biases else ""
            return f"{row['out'][0]}·({_window(row)}){bias}{behind} = {params:,}"
    if made and made[0] == "linear":
        come, gives = row["in"][-1], row["out"][-1]
        if come * gives + gives * made[1] + also == params:
            bias = f" + {gives:,}" if made[1] else ""
            return f"{come:,}·{gives:,}{bias}{behind} = {params:,}"
    if row["kind"] == "BatchNorm2d" and params == 2 * row["out"][0]:
        return f"2·{row['out'][0]} = {params:,}"
    return f"{params:,}"


def _macs(row: Row) -> str:
    made, macs = row["made"], row["macs"]
    if not macs:
        return "none"
    if made and made[0] == "conv" and len(row["in"]) == 3:
        _, h, w = row["out"]
        if _weights(row) * h * w == macs:
            return f"{row['out'][0]}·({_window(row)}) weights at {h}·{w} places = {macs:,}"
    if made and made[0] == "linear" and row["in"][-1] * row["out"][-1] == macs:
        return f"one for each weight: {row['in'][-1]:,}·{row['out'][-1]:,} = {macs:,}"
    return f"{macs:,}"


def _sees(row: Row) -> str:
    field, made = row["field"], row["made"]
    if field is None:
        return "not known"
    size, jump, _ = field
    if jump == 0:
        return "the whole picture"
    if made and made[0] in ("conv", "pool"):
        axis = 0 if made[1][0] >= made[1][1] else 1
        k, s, d = made[1][axis], made[2][axis], made[4][axis]
        step = jump / s
        before = size - (k - 1) * d * step
        spread = f"{d}·" if d > 1 else ""
        if k > 1 and before >= 1:
            return f"{before:g} + ({k} − 1)·{spread}{step:g} = {size:g} pixels a side"
    return f"{size:g} pixels a side, as before" if made else f"{size:g} pixels a side"
