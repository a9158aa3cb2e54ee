"""Golden vectors of the sizing widgets' formulas, made by cnnkit.sizing, by torch and by brute force.

    python tests/golden/make_sizing.py        # writes tests/golden/sizing.json

One list of cases for each function that `sizing.js`, `chain.js` and `vgg-config.js` of `front/lib/` export:
`args` as the function takes them, `want` what it must return, or `error` what it must say. Shapes, parameters
and multiplications of whole chains are torch's own, measured on the meta device; explanations are cnnkit's.
"""

import json
import random
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from cnnkit.sizing.count import conv_macs, conv_params, linear_params
from cnnkit.sizing.explain import describe, explain_conv
from cnnkit.sizing.geometry import GeometryError, decimal, geometry, same_padding
from cnnkit.sizing.receptive import receptive_field
from cnnkit.widgets.chain import ChainError, Layer, read_layers, trace
from cnnkit.widgets.stack_presets import PRESETS
from cnnkit.widgets.vgg_config import config_of, layers_of

TARGET = Path(__file__).with_name("sizing.json")
Case = dict[str, Any]


def specs(rng: random.Random) -> Iterator[Case]:
    """Geometries as the JavaScript takes them: known ones first, then random, some of them illegal."""
    yield {"n": 10, "k": 3, "s": 2}
    yield from ({"n": n, "k": 11, "s": 4} for n in (224, 227))
    yield {"n": 10, "k": 3, "s": 2, "right": 1}
    yield {"n": 4, "k": 5}
    for _ in range(200):
        spec = {
            "n": rng.randint(1, 24),
            "k": rng.randint(1, 7),
            "s": rng.randint(1, 5),
            "d": rng.randint(1, 3),
        }
        kind = rng.choice(["conv", "conv", "sides", "pool", "ceil", "transposed"])
        spec["left"] = rng.randint(0, 3)
        spec["right"] = rng.randint(0, 3) if kind == "sides" else spec["left"]
        if kind in ("pool", "ceil"):
            spec |= {"pool": True, "ceil": kind == "ceil"}
        if kind == "transposed":
            spec |= {"transposed": True, "outputPadding": rng.choice([0, 0, 1, 2])}
        yield spec


def arguments(spec: Case) -> tuple[tuple, dict[str, Any]]:
    """The same geometry as Python's functions take it."""
    left = spec.get("left", 0)
    right = spec.get("right", left)
    padding = left if left == right else (left, right)
    positional = (spec["n"], spec["k"], spec.get("s", 1), padding, spec.get("d", 1))
    return positional, {
        "ceil_mode": spec.get("ceil", False),
        "transposed": spec.get("transposed", False),
        "output_padding": spec.get("outputPadding", 0),
        "pool": spec.get("pool", False),
    }


def geometry_cases(rng: random.Random) -> dict[str, list[Case]]:
    cases: dict[str, list[Case]] = {"geometry": [], "problem": [], "outputSize": [], "explain": []}
    for spec in specs(rng):
        positional, named = arguments(spec)
        try:
            layer = geometry(*positional, **named)
        except GeometryError as error:
            cases["problem"].append({"args": [spec], "want": str(error)})
            cases["outputSize"].append({"args": [spec], "error": str(error)})
            continue
        cases["problem"].append({"args": [spec], "want": ""})
        cases["outputSize"].append({"args": [spec], "want": layer.size})
        cases["geometry"].append(
            {
                "args": [spec],
                "want": {
                    "size": layer.size, "reach": layer.reach, "windows": list(layer.windows),
                    "unread": list(layer.unread), "unreadPixels": layer.unread_pixels, "exact": layer.exact,
                    "formula": layer.formula,
                },
            }
        )  # fmt: skip
        told = describe(layer)
        choices = [[one.argument, one.value, one.size, one.text] for one in told.choices]
        cases["explain"].append({"args": [spec], "want": {"text": told.text, "choices": choices}})
    assert explain_conv(10, 3, 2).text == cases["explain"][0]["want"]["text"]
    return cases


def count_cases(rng: random.Random) -> dict[str, list[Case]]:
    cases: dict[str, list[Case]] = {"convParams": [], "convMacs": [], "linearParams": [], "samePadding": []}
    for _ in range(40):
        g = rng.choice([1, 1, 2, 4])
        c_in, c_out, k = g * rng.randint(1, 64), g * rng.randint(1, 64), rng.randint(1, 11)
        h, w, bias = rng.randint(1, 224), rng.randint(1, 224), rng.random() < 0.7
        params = conv_params(c_in, c_out, k, bias, g)
        counted = {"weights": params.weights, "biases": params.biases, "total": params.total}
        cases["convParams"].append({"args": [c_in, c_out, k, bias, g], "want": counted})
        cases["convMacs"].append(
            {"args": [c_in, c_out, k, h, w, g], "want": conv_macs(c_in, c_out, k, (h, w), g)}
        )
        dense = linear_params(c_in, c_out, bias)
        counted = {"weights": dense.weights, "biases": dense.biases, "total": dense.total}
        cases["linearParams"].append({"args": [c_in, c_out, bias], "want": counted})
        n, s, d = rng.randint(1, 40), rng.randint(1, 5), rng.randint(1, 3)
        cases["samePadding"].append({"args": [n, k, s, d], "want": list(same_padding(n, k, s, d))})
    return cases


def number_cases(rng: random.Random) -> dict[str, list[Case]]:
    pairs = [(rng.randint(-40, 400), rng.randint(1, 12)) for _ in range(60)]
    return {"decimal": [{"args": [a, b], "want": decimal(Fraction(a, b))} for a, b in pairs]}


def windows(rng: random.Random) -> list[list[int]]:
    return [
        [rng.randint(1, 5), rng.randint(1, 3), rng.randint(0, 2), rng.choice([1, 1, 2])]
        for _ in range(rng.randint(0, 5))
    ]


def field_cases(rng: random.Random) -> dict[str, list[Case]]:
    fields, cones = [], []
    for _ in range(60):
        chain = windows(rng)
        size, jump, start = receptive_field([tuple(layer) for layer in chain])
        fields.append({"args": [chain], "want": {"size": size, "jump": jump, "start": start}})
        unit = rng.randint(0, 9)
        cones.append({"args": [chain, unit], "want": seen_units(chain, unit)})
    return {"receptiveField": fields, "cone": cones}


def seen_units(chain: list[list[int]], unit: int) -> list[list[int]]:
    """First and last unit that is read, map by map, by following every single tap."""
    maps = [{unit}]
    for k, s, p, d in reversed(chain):
        maps.insert(0, {i * s - p + tap * d for i in maps[0] for tap in range(k)})
    return [[min(units), max(units)] for units in maps]


def random_chain(rng: random.Random) -> str:
    """Some layers, most of them legal together."""
    lines = []
    for _ in range(rng.randint(1, 6)):
        kind = rng.choice(["conv", "conv", "pool", "avgpool", "relu", "pad"])
        if kind == "conv":
            line = f"conv {4 * rng.randint(1, 8)} k{rng.choice([1, 3, 5, 7])}"
            extra = ["", " p1", " s2", " s2 p1", " p same", " d2", " g2", " nobias", " in 8"]
            lines.append(line + rng.choice(extra))
        elif kind == "pad":
            lines.append(rng.choice(["pad same", "pad 0"]))
        elif kind == "relu":
            lines.append(rng.choice(["relu", "tanh", "dropout"]))
        else:
            lines.append(
                f"{kind} {rng.randint(2, 3)}{rng.choice(['', ' s2', ' s1', ' p1', ' ceil', ' s2 ceil'])}"
            )
    ends = ["flatten\nlinear 16\nlinear 10", "gap\nlinear 10", "gmp\nlinear 10 nobias", "", "linear 10",
            "flatten\nlinear 10 in 64", "flatten\nconv 8 k3", "linear 5 in 64"]  # fmt: skip
    return "\n".join([*lines, rng.choice(ends)]).strip()


UNREADABLE = ["conf 3", "conv 8", "conv k3", "conv 8 k3.5", "conv 8 k3 q1", "pool", "linear", "conv 8 k0",
              "pad", "pad 3", "flatten 3", "conv 8 k3 s0", "linear 0", "pool 2 p same",
              "conv -8 k3"]  # fmt: skip
COMMENTED = "  CONV 8 K3  # first\n\n# nothing\nconv 4 k3 p same in 8\nlinear 10 in 5\npool k2 s1 ceil"


def chain_cases(rng: random.Random) -> dict[str, list[Case]]:
    reads: list[Case] = []
    for text in [COMMENTED, *UNREADABLE, *(preset[1]["layers"] for preset in PRESETS.values())]:
        try:
            found = [plain(layer) for layer in read_layers(text)]
            reads.append({"args": [text], "want": found})
        except ChainError as error:
            reads.append({"args": [text], "error": str(error)})
    rows = [
        ("conv 4 k3\nlinear 10 in 6", [3, 8, 8]),
        ("linear 10 in 64", [1, 8, 8]),
    ]
    known = rows + [(preset[1]["layers"], preset[1]["input"]) for preset in PRESETS.values()]
    drawn = [(random_chain(rng), [rng.choice([3, 8]), *[rng.randint(6, 40)] * 2]) for _ in range(120)]
    return {"readLayers": reads, "trace": [traced(text, shape) for text, shape in known + drawn]}


def config_cases(rng: random.Random) -> dict[str, list[Case]]:
    words = ["64", "128", "M", "m", "7", "512", "9999999"]
    texts = ["", "64", "64 64 M", "64, 64, M", " 64  M ", "0", "64x", "N", "-3", "12345678", "3.5", "³"]
    texts += [" ".join(rng.choices(words, k=rng.randint(1, 9))) for _ in range(20)]
    read: list[Case] = []
    for text in texts:
        try:
            read.append({"args": [text], "want": layers_of(text)})
        except ValueError as error:
            read.append({"args": [text], "error": str(error)})
    lines = [
        "conv 64 k3 p1",
        " pool 2",
        "conv 8 k5",
        "relu",
        "flatten",
        "conv 4 k3 p1",
        "conv 8 k3 p1 nobias",
    ]
    drawn = lambda known, most: rng.choices(known, k=rng.randint(0, most))
    chains = [drawn(lines[:2], 5) + drawn(lines, 4) for _ in range(30)]
    return {
        "layersOf": read,
        "configOf": [{"args": [chain], "want": list(config_of(chain))} for chain in chains],
    }


def plain(layer: Layer) -> Case:
    return {
        "kind": layer.kind, "line": layer.line, "number": layer.number, "fields": layer.fields,
        "given": layer.given, "words": sorted(layer.words),
    }  # fmt: skip


def traced(text: str, shape: list[int]) -> Case:
    """Rows with torch's shapes, parameters and multiplications; fields and explanations are cnnkit's."""
    rows, error = trace(text, shape)
    built = measured("\n".join(text.splitlines()[: rows[-1].line + 1]) if rows else "", shape)
    assert len(built) == len(rows), text
    want = [
        one | {"line": row.line, "unread": row.unread, "field": row.field._asdict()}
        for one, row in zip(built, rows, strict=True)
    ]
    if error and error.line > (rows[-1].line if rows else -1):
        assert refused(text, error.line, shape), f"torch builds {text!r}, cnnkit does not: {error}"
    stop = {"line": error.line, "message": str(error)} if error else None
    return {"args": [text, shape], "want": {"rows": want, "error": stop}}


def measured(text: str, shape: list[int]) -> list[Case]:
    """Each layer built in torch on the meta device and run on one image."""
    rows, default, x = [], 0, torch.empty(1, *shape, device="meta")
    for layer in read_layers(text):
        if layer.kind == "pad":
            default = layer.fields["p"]
        module = torch_layer(layer, tuple(x.shape), default)
        with FlopCounterMode(display=False) as counter:
            x = module(x)
        rows.append(
            {
                "shape": list(x.shape[1:]),
                "params": sum(p.numel() for p in module.parameters()),
                "macs": counter.get_total_flops() // 2,
            }
        )
    return rows


def refused(text: str, line: int, shape: list[int]) -> bool:
    """Torch, too, cannot make one row of numbers or maps out of the layer on this line."""
    try:
        built = measured("\n".join(text.splitlines()[: line + 1]), shape)
    except (RuntimeError, ValueError, IndexError):
        return True
    return text.splitlines()[line].startswith("linear") and len(built[-1]["shape"]) != 1


def torch_layer(layer: Layer, shape: tuple[int, ...], default: Any) -> nn.Module:
    get, bias = layer.fields.get, "nobias" not in layer.words
    if layer.kind == "conv":
        s = get("s", 1)
        padding = get("p", default if s == 1 else 0)
        return nn.Conv2d(
            layer.given or shape[1],
            layer.number or 0,
            get("k"),
            s,
            padding,
            get("d", 1),
            get("g", 1),
            bias,
            device="meta",
        )  # type: ignore[arg-type]
    if layer.kind in ("pool", "avgpool"):
        pool = nn.MaxPool2d if layer.kind == "pool" else nn.AvgPool2d
        k = layer.number or get("k")
        return pool(k, get("s", k), get("p", 0), ceil_mode="ceil" in layer.words)  # type: ignore[arg-type]
    if layer.kind == "linear":
        return nn.Linear(layer.given or shape[1], layer.number or 0, bias, device="meta")
    if layer.kind in ("gap", "gmp"):
        pool = nn.AdaptiveAvgPool2d if layer.kind == "gap" else nn.AdaptiveMaxPool2d
        return nn.Sequential(pool(1), nn.Flatten())
    return nn.Flatten() if layer.kind == "flatten" else nn.Identity()


def cases() -> dict[str, list[Case]]:
    """Every list of cases, the same at every call."""
    rng = random.Random(0)
    makers = (geometry_cases, count_cases, number_cases, field_cases, chain_cases, config_cases)
    return {name: found for make in makers for name, found in make(rng).items()}


def text() -> str:
    lists = (
        f'"{name}": [\n'
        + ",\n".join(json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in found)
        + "\n]"
        for name, found in cases().items()
    )
    return "{" + ",\n".join(lists) + "}\n"


if __name__ == "__main__":
    TARGET.write_text(text(), "utf8")
