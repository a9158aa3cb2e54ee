"""Golden vectors of the page's engine, by torch in float64.

`python -m tests.golden.make_engine` rewrites engine.json: cases by name, each with a network's description
and what torch answers. Pictures, weights and masks come from the counter-based generator on both sides: only
answers are stored, and of a large tensor only some places, with its largest value: the measure of its error.

Torch runs the description by functions of its own (`answer`), not through any code of the engine.
"""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor
from torch.nn.modules.utils import _pair

from cnnkit.widgets import random_numbers as numbers

PATH = Path(__file__).with_name("engine.json")
WHOLE, SAMPLE = 160, 96  # a tensor up to so many numbers is stored whole, of others a sample
STEPS = 3


def layer(name: str, kind: str, *sources: str, **settings: Any) -> dict[str, Any]:
    return {"name": name, "kind": kind, **({"from": list(sources)} if sources else {}), **settings}


def conv(name: str, out: int, kernel: Any = 3, *sources: str, **settings: Any) -> dict[str, Any]:
    return layer(name, "conv", *sources, out=out, kernel=kernel, **settings)


def residual(depth: int, width: int, size: int, *, skip: bool, norm: bool, act: str) -> dict[str, Any]:
    """He et al. 2016, section 4.2, option A, or its plain twin."""
    layers = []

    def block(name: str, out: int, stride: int, last: bool) -> None:
        layers.append(conv(f"{name}.conv", out, stride=stride, padding=1, bias=not norm))
        if norm:
            layers.append(layer(f"{name}.norm", "norm"))
        if not last:
            layers.append(layer(f"{name}.act", act))

    block("stem", width, 1, False)
    for stage in range(3):
        for number in range((depth - 2) // 6):
            name, out = f"s{stage}b{number}", width << stage
            before, stride = layers[-1]["name"], 2 if stage and not number else 1
            block(f"{name}a", out, stride, False)
            block(f"{name}b", out, 1, skip)
            if skip:
                end = layers[-1]["name"]
                layers.append(layer(f"{name}.skip", "shortcut", before, stride=stride, channels=out))
                layers.append(layer(f"{name}.add", "add", end, f"{name}.skip"))
                layers.append(layer(f"{name}.act", act))
    layers += [layer("gap", "gap"), layer("head", "linear", out=10)]
    return {"input": [1, size, size], "layers": layers}


def squeezenet() -> dict[str, Any]:
    """SqueezeNet 1.1's layers at 47 pixels."""
    layers = [
        conv("conv1", 64, 3, stride=2),
        layer("relu1", "relu"),
        layer("pool1", "maxpool", kernel=3, stride=2),
    ]
    for number, (squeeze, expand) in enumerate(
        [(16, 64), (16, 64), (32, 128), (32, 128), (48, 192), (48, 192), (64, 256), (64, 256)], 2
    ):
        fire = f"fire{number}"
        layers += [conv(f"{fire}.squeeze", squeeze, 1), layer(f"{fire}.relu", "relu")]
        for kernel in (1, 3):
            side = f"{fire}.expand{kernel}"
            layers.append(conv(side, expand, kernel, f"{fire}.relu", padding=kernel // 2))
            layers.append(layer(f"{side}.relu", "relu"))
        layers.append(layer(fire, "concat", f"{fire}.expand1.relu", f"{fire}.expand3.relu"))
        if number in (3, 5):
            layers.append(layer(f"pool{number}", "maxpool", kernel=3, stride=2, ceil=True))
    return {"input": [3, 47, 47], "layers": [*layers, conv("conv10", 1000, 1), layer("gap", "gap")]}


BRANCHES = {
    "input": [3, 11, 9],
    "layers": [
        conv("stem", 8, [3, 5], stride=[1, 2], padding=[1, 2]),
        layer("stem.relu", "relu"),
        conv("left", 6, 1, "stem.relu"),
        conv("middle", 8, 3, "stem.relu", padding=2, dilation=2, groups=2),
        layer("pool", "maxpool", "stem.relu", kernel=3, stride=1, padding=1),
        conv("right", 4, [1, 3], "pool", padding=[0, 1]),
        layer("join", "concat", "left", "middle", "right"),
        layer("join.relu", "relu"),
        layer("average", "avgpool", kernel=3, stride=2, padding=1),
        layer("inside", "avgpool", "join.relu", kernel=3, stride=2, padding=1, count_include_pad=False),
        layer("half", "scale", "inside", factor=0.5),
        layer("sum", "add", "average", "half"),
        layer("largest", "maxpool", kernel=2, stride=2, ceil=True),
        conv("depthwise", 18, 3, padding=1, groups=18),
        layer("bend", "leaky", slope=0.1),
        conv("twice", 36, 2, groups=18, padding=1),
        layer("flat", "flatten"),
        layer("dense", "linear", out=12),
        layer("tanh", "tanh"),
        layer("head", "linear", out=7),
    ],
}  # fmt: skip
SMALL = {
    "input": [2, 7, 7],
    "layers": [
        conv("one", 5, padding=1, bias=False),
        layer("one.norm", "norm"),
        layer("one.relu", "relu"),
        layer("drop", "dropout", p=0.4),
        conv("two", 6, stride=2),
        layer("two.relu", "relu"),
        layer("flat", "flatten"),
        layer("head", "linear", out=4),
    ],
}  # fmt: skip
DENSE = {
    "input": [2, 6, 5],
    "layers": [
        conv("a", 3, padding=1),
        layer("a.relu", "relu"),
        conv("b", 4, padding=1),
        layer("ab", "concat", "a.relu", "b"),
        conv("c", 3, padding=1),
        layer("abc", "concat", "a.relu", "b", "c"),
        # windows that end beyond the picture; one that would begin beyond it
        layer("clipped", "avgpool", kernel=3, stride=2, ceil=True),
        layer("edge", "maxpool", "a.relu", kernel=2, stride=3, padding=1, ceil=True),
        layer("both", "concat", "clipped", "edge"),
        layer("gap", "gap"),
        layer("head", "linear", out=5),
    ],
}  # fmt: skip
MEANS = {
    "input": [3, 6, 6],
    "layers": [
        conv("one", 6, 3),
        layer("one.sigmoid", "sigmoid"),
        conv("last", 5, 1, bias=False),
        layer("gap", "gap"),
    ],
}  # fmt: skip

ADAM = {"kind": "adam", "rate": 0.01, "decay": 1e-3, "warmup": 2}
SGD = {"rate": 0.05, "momentum": 0.9, "decay": 1e-3}
RESIDUAL = residual(8, 4, 8, skip=True, norm=True, act="relu")
CASES: list[dict[str, Any]] = [
    {"name": "plain 8", "net": residual(8, 4, 8, skip=False, norm=True, act="relu"), "batch": 16},
    {"name": "residual 8", "net": RESIDUAL, "batch": 8},
    {"name": "residual 8, tanh", "net": residual(8, 3, 8, skip=True, norm=False, act="tanh"), "batch": 8},
    {"name": "plain 8, sigmoid", "net": residual(8, 3, 8, skip=False, norm=True, act="sigmoid"), "batch": 8},
    {"name": "residual 8, Adam, warm-up", "net": RESIDUAL, "batch": 8, "optimizer": ADAM},
    {"name": "branches", "net": BRANCHES, "batch": 8, "optimizer": SGD | {"rate": 0.01}},
    {"name": "branches, one picture", "net": BRANCHES, "batch": 1, "optimizer": SGD | {"rate": 0.002}},
    {"name": "residual 8, one picture", "net": RESIDUAL, "batch": 1, "optimizer": SGD | {"rate": 0.005}},
    {"name": "dropout, five pictures", "net": SMALL, "batch": 5},
    {"name": "squared loss", "net": SMALL, "batch": 3, "loss": "squared"},
    {"name": "smooth L1", "net": SMALL, "batch": 9, "loss": "smoothL1"},
    {"name": "dense", "net": DENSE, "batch": 8},
    {"name": "dense, one picture", "net": DENSE, "batch": 1},
    {"name": "means first", "net": MEANS, "batch": 8},
    {"name": "means first, one picture", "net": MEANS, "batch": 1},
    {"name": "SqueezeNet 1.1", "net": squeezenet(), "inside": "fire5", "batch": 1, "optimizer": None},
    {"name": "deconvnet", "net": BRANCHES, "rule": "deconvnet", "inside": "join.relu", "batch": 1,
     "optimizer": None},
    {"name": "guided", "net": BRANCHES, "rule": "guided", "inside": "join.relu", "batch": 8,
     "optimizer": None},
    {"name": "guided, residual", "net": RESIDUAL, "rule": "guided", "inside": "s1b0.act", "batch": 1,
     "optimizer": None},
]  # fmt: skip


class Ruled(torch.autograd.Function):
    """ReLU with the way back of DeconvNet or of guided backpropagation."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, rule: str) -> Tensor:
        ctx.save_for_backward(x)
        ctx.rule = rule
        return x.clamp(min=0)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None]:
        (x,), (gradient,) = ctx.saved_tensors, gradients
        kept = gradient.clamp(min=0)
        return (kept * (x > 0) if ctx.rule == "guided" else kept), None


def sizes(net: dict[str, Any]) -> Iterator[tuple[str, list[int], float, float]]:
    """Name, shape, lowest and highest starting value of each parameter and running statistic."""
    before, x = "input", torch.empty(1, *net["input"], device="meta")
    outputs = {"input": x}
    for one in net["layers"]:
        c = outputs[one.get("from", [before])[0]].shape[1]
        name, kind = one["name"], one["kind"]
        if kind in ("conv", "linear"):
            kernel = _pair(one.get("kernel", 1)) if kind == "conv" else ()
            inputs = c // one.get("groups", 1)
            bound = float(np.sqrt(6 / (inputs * int(np.prod(kernel or [1])))))
            yield f"{name}.weight", [one["out"], inputs, *kernel], -bound, bound
            if one.get("bias", True):
                yield f"{name}.bias", [one["out"]], -0.2, 0.2
        if kind == "norm":
            yield f"{name}.weight", [c], 0.6, 1.4
            yield f"{name}.bias", [c], -0.3, 0.3
            yield f"{name}.running_mean", [c], -0.2, 0.2
            yield f"{name}.running_var", [c], 0.5, 1.5
        outputs[name] = shape_of(one, [outputs[s] for s in one.get("from", [before])])
        before = name


def shape_of(one: dict[str, Any], sources: list[Tensor]) -> Tensor:
    """The layer's answer on the meta device, whatever its weights."""
    c = sources[0].shape[1]
    kernel = _pair(one.get("kernel", 1))
    made = {
        f"{one['name']}.weight": torch.empty(
            one.get("out", c), c // one.get("groups", 1), *kernel, device="meta"
        )
    }
    if one["kind"] == "linear":
        return torch.empty(1, one["out"], device="meta")
    if one["kind"] in ("norm", "dropout"):
        return sources[0]
    return compute(one | {"bias": False}, sources, made, "plain", False, 0)


def compute(
    one: dict[str, Any],
    sources: list[Tensor],
    values: dict[str, Tensor],
    rule: str,
    training: bool,
    step: int,
) -> Tensor:
    """One layer by torch."""
    x, name, kind = sources[0], one["name"], one["kind"]
    window = {key: one[key] for key in ("stride", "padding") if key in one}
    ceil = {"ceil_mode": one.get("ceil", False)}
    if kind == "conv":
        bias = values[f"{name}.bias"] if one.get("bias", True) else None
        more = {key: one[key] for key in ("dilation", "groups") if key in one}
        return F.conv2d(x, values[f"{name}.weight"], bias, **window, **more)
    if kind == "linear":
        return F.linear(x.flatten(1), values[f"{name}.weight"], values.get(f"{name}.bias"))
    if kind == "norm":
        mean, var, w, b = (values[f"{name}.{k}"] for k in ("running_mean", "running_var", "weight", "bias"))
        return F.batch_norm(x, mean, var, w, b, training, one.get("momentum", 0.1), one.get("eps", 1e-5))
    if kind == "maxpool":
        return F.max_pool2d(x, one["kernel"], **window, **ceil, dilation=one.get("dilation", 1))
    if kind == "avgpool":
        include = one.get("count_include_pad", True)
        return F.avg_pool2d(x, one["kernel"], **window, **ceil, count_include_pad=include)
    if kind == "shortcut":
        stride, new = one.get("stride", 1), one.get("channels", x.shape[1]) - x.shape[1]
        return F.pad(x[:, :, ::stride, ::stride], (0, 0, 0, 0, 0, new))
    if kind == "dropout":
        if not training:
            return x
        mask = numbers.dropout_mask(SEED, numbers.stream("dropout", 0, step), x.numel(), one["p"])
        return x * torch.from_numpy(mask.reshape(x.shape)).double()
    if kind == "relu":
        return x.relu() if rule == "plain" else Ruled.apply(x, rule)  # pyright: ignore[reportReturnType]
    simple: dict[str, Any] = {
        "gap": lambda: x.mean((2, 3)), "flatten": lambda: x.flatten(1), "tanh": x.tanh, "sigmoid": x.sigmoid,
        "concat": lambda: torch.cat(sources, 1), "add": lambda: sum(sources[1:], sources[0]),
        "leaky": lambda: F.leaky_relu(x, one.get("slope", 0)), "scale": lambda: x * one.get("factor", 1),
    }  # fmt: skip
    return simple[kind]()


def answer(
    net: dict[str, Any],
    values: dict[str, Tensor],
    x: Tensor,
    *,
    rule: str = "plain",
    training: bool = False,
    step: int = 0,
) -> dict[str, Tensor]:
    """What every layer of a described network answers."""
    outputs, before = {"input": x}, "input"
    for one in net["layers"]:
        sources = [outputs[source] for source in one.get("from", [before])]
        before = one["name"]
        outputs[before] = compute(one, sources, values, rule, training, step)
    return outputs


SEED = 1


def drawn(number: int, shape: list[int], low: float, high: float) -> Tensor:
    """Numbers that the test draws too: uniform, as float32."""
    size = int(np.prod(shape))
    u = numbers.uniform(SEED, numbers.stream("start", number), size)
    return torch.from_numpy((low + (high - low) * u).astype(np.float32).reshape(shape))


def run(case: dict[str, Any], dtype: torch.dtype = torch.float64) -> dict[str, Tensor]:
    """Every answer of a case: logits, gradients, running statistics, weights after three updates."""
    net, batch, rule = case["net"], case["batch"], case.get("rule", "plain")
    values = {
        name: drawn(number, shape, low, high).to(dtype)
        for number, (name, shape, low, high) in enumerate(sizes(net))
    }
    learnt = [name for name in values if "running" not in name]
    for name in learnt:
        values[name].requires_grad_()
    pictures = [drawn(200 + step, [batch, *net["input"]], 0, 1).to(dtype) for step in range(STEPS)]
    last = net["layers"][-1]["name"]
    x = pictures[0].clone().requires_grad_()
    outputs = answer(net, values, x, rule=rule)
    out = {"forward output": outputs[last]}
    if inside := case.get("inside"):
        # gradients come in at two layers at once, and one between them is read
        came = [outputs[inside], outputs[last]]
        seeds = [drawn(210 + i, list(each.shape), -1, 1).to(dtype) for i, each in enumerate(came)]
        total = torch.stack([(each * seed).sum() for each, seed in zip(came, seeds, strict=True)]).sum()
        out["forward inside"] = outputs[inside]
        out["gradient input"], out["gradient inside"] = torch.autograd.grad(total, [x, outputs[inside]])
    if (how := case.get("optimizer", SGD)) is None:
        return out
    parameters = [values[name] for name in learnt]
    optimizer = (
        torch.optim.Adam(parameters, how["rate"], weight_decay=how["decay"])
        if how.get("kind") == "adam"
        else torch.optim.SGD(parameters, how["rate"], how["momentum"], weight_decay=how["decay"])
    )
    for step in range(STEPS):
        x = pictures[step].clone().requires_grad_()
        outputs = answer(net, values, x, training=True, step=step)
        optimizer.zero_grad()
        loss = lost(case, outputs[last], step)
        loss.backward()
        if step == 0:
            out["forward loss"] = loss.reshape(1)
            out["gradient input"] = x.grad  # pyright: ignore[reportArgumentType]
            out |= {f"gradient {name}": values[name].grad.clone() for name in learnt}  # pyright: ignore[reportOptionalMemberAccess]
        for group in optimizer.param_groups:
            group["lr"] = how["rate"] * min(1, (step + 1) / max(1, how.get("warmup", 0)))
        optimizer.step()
        out |= {f"update {name} {step + 1}": v.clone() for name, v in values.items() if "running" in name}
    out |= {f"update {name}": values[name].detach() for name in learnt}
    out["update output"] = answer(net, values, pictures[0])[last]
    return out


def lost(case: dict[str, Any], output: Tensor, step: int) -> Tensor:
    kind = case.get("loss", "crossEntropy")
    if kind == "crossEntropy":
        labels = torch.tensor([(3 * b + step) % output.shape[1] for b in range(case["batch"])])
        return F.cross_entropy(output, labels)
    targets = drawn(220 + step, list(output.shape), -1, 1).to(output.dtype)
    return F.mse_loss(output, targets) if kind == "squared" else F.smooth_l1_loss(output, targets)


def packed(tensor: Tensor) -> dict[str, Any]:
    """How many numbers, the largest absolute one, and all or a sample of them as base64 of float32."""
    flat = tensor.detach().double().flatten().numpy()
    size = flat.size
    places = np.arange(size) if size <= WHOLE else numbers.order(SEED, 0, size)[:SAMPLE]
    kept = base64.b64encode(flat[places].astype("<f4").tobytes()).decode()
    return {"size": size, "top": float(f"{np.abs(flat).max():.9g}"), "values": kept}


def text() -> str:
    """The file's content, one case a line."""
    cases = []
    for case in CASES:
        stored = case | {"optimizer": case.get("optimizer", SGD)}
        stored["weights"] = [list(each) for each in sizes(case["net"])]
        stored["out"] = {name: packed(tensor) for name, tensor in run(case).items()}
        cases.append(f"{json.dumps(case['name'])}: {json.dumps(stored, separators=(',', ':'))}")
    return "{\n" + ",\n".join(cases) + "\n}\n"


if __name__ == "__main__":
    PATH.write_text(text(), "utf8")
