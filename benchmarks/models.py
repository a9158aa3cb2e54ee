"""Our networks against their twins in torchvision, in one run: images per second, forward and with backward.

    make bench-peers && python benchmarks/models.py [--device cuda] [--only resnet18 ...]

Ours work in place, as theirs do. Both live in one process and take turns, so that whatever else the machine
does slows both. Each pair works a few rounds, then a fresh one is made, for where weights lie in memory may
have a say. A pair's ratio is the median over its rounds of (their seconds / ours), above 1 where ours is
faster; printed is the mean over the pairs with its standard error: one round on a shared machine is off by 8
to 12 %, so few rounds cannot tell 0.97 from 1. On the CPU: float32, one thread, half an hour. On a GPU also
bf16 autocast, channels_last, and `torch.compile`. Writes benchmarks/results/models_cpu.json or
models_cuda.json. It also times `import cnnkit.models` against `import torch` in fresh processes.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
import types
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor, nn

from cnnkit.models import create_model, model_info
from cnnkit.publish.measured import machine, store

ROOT = Path(__file__).parents[1]
# Our variant that computes what torchvision's network of the same name does.
TWINS = {
    "resnet18": "torchvision",
    "resnet50": "torchvision",
    "densenet121": "paper",
    "mobilenet_v2": "paper",
    "inception_v3": "torchvision",
}
PAIRS = {"cpu": 16, "cuda": 3}  # on a GPU a step varies less, and each pair is compiled anew
BATCH = {"cpu": 2, "cuda": 64}
Step = Callable[[], object]


def import_torchvision(folder: str):
    """Beside a CPU build of torch, which lacks torchvision's binary operations; these networks use none."""
    sys.path.append(folder)
    name = "torchvision._meta_registrations"
    sys.modules.setdefault(name, types.ModuleType(name))
    import torchvision

    return torchvision


def peer(name: str) -> nn.Module:
    from torchvision import models

    options = {"init_weights": False} if name == "inception_v3" else {}
    return getattr(models, name)(weights=None, **options)


def seconds(step: Step, device: str) -> float:
    if device == "cpu":  # one thread: its processor time, for the wall clock tells what else runs here
        begin = time.process_time()
        step()
        return time.process_time() - begin
    torch.cuda.synchronize()
    begin = time.perf_counter()
    step()
    torch.cuda.synchronize()
    return time.perf_counter() - begin


def compare(ours: Step, theirs: Step, device: str, rounds: int) -> tuple[float, float]:
    """Our seconds and the ratio, medians of the rounds; who goes first changes from round to round."""
    for step in (ours, theirs):
        step()
    found = []
    for i in range(rounds):
        order = (ours, theirs) if i % 2 else (theirs, ours)
        took = {step: seconds(step, device) for step in order}
        found.append((took[ours], took[theirs] / took[ours]))
    took_ours, ratios = zip(*found, strict=True)
    return statistics.median(took_ours), statistics.median(ratios)


def forward(model: nn.Module, x: Tensor, autocast: bool) -> Step:
    def step() -> None:
        with torch.inference_mode(), torch.autocast(x.device.type, torch.bfloat16, enabled=autocast):
            model(x)

    return step


def tensors_of(out: Tensor | tuple) -> list[Tensor]:
    """Logits of all heads: torchvision's stand in one row, ours beside those of the classifier."""
    return (
        [out]
        if isinstance(out, Tensor)
        else [t for part in out if part is not None for t in tensors_of(part)]
    )


def forward_and_backward(model: nn.Module, x: Tensor, autocast: bool) -> Step:
    def step() -> None:
        with torch.autocast(x.device.type, torch.bfloat16, enabled=autocast):
            out = model(x)
            logits = tensors_of(out)
            loss = torch.stack([part.float().square().mean() for part in logits]).sum()
        model.zero_grad(set_to_none=True)
        loss.backward()

    return step


MODES = {
    "cpu": ("float32",),
    "cuda": ("float32", "bf16", "bf16, channels_last", "bf16, channels_last, compiled"),
}


Row = tuple[str, str, str, float, float, float]
"""Network, mode, pass, our images a second, ratio, its standard error."""


def measure(name: str, device: str, mode: str, count: int, rounds: int) -> list[Row]:
    found: dict[str, list[tuple[float, float]]] = {"forward": [], "forward + backward": []}
    batch = BATCH[device]
    for number in range(count):
        torch.manual_seed(0)
        makers = [lambda: create_model(name, variant=TWINS[name], inplace=True), lambda: peer(name)]
        order = 1 if number % 2 else -1
        models = [make().to(device) for make in makers[::order]][::order]
        x = torch.rand(batch, *model_info(name).input_shape, device=device)
        if "channels_last" in mode:
            models = [model.to(memory_format=torch.channels_last) for model in models]
            x = x.to(memory_format=torch.channels_last)
        for what, make in (("forward", forward), ("forward + backward", forward_and_backward)):
            parts = [model.train(make is forward_and_backward) for model in models]
            if "compiled" in mode:
                parts = [torch.compile(model) for model in parts]
            ours, theirs = (make(model, x, "bf16" in mode) for model in parts)  # type: ignore[arg-type]
            found[what].append(compare(ours, theirs, device, rounds))
    rows = []
    for what, pairs in found.items():
        took, ratios = zip(*pairs, strict=True)
        error = statistics.stdev(ratios) / len(ratios) ** 0.5
        speed = batch / statistics.median(took)
        rows.append((name, mode, what, speed, statistics.mean(ratios), error))
        print(*rows[-1], file=sys.stderr, flush=True)
    return rows


def import_ratio(rounds: int = 9) -> float:
    """Median over rounds of `import cnnkit.models` (torch included) against `import torch` alone."""
    ratios = []
    for _ in range(rounds):
        took = []
        for module in ("torch", "cnnkit.models"):
            code = f"import {module}, time; print(time.process_time())"
            took.append(float(subprocess.check_output([sys.executable, "-c", code])))
        ratios.append(took[1] / took[0])
    return statistics.median(ratios)


def main() -> int:
    parser = argparse.ArgumentParser(description="Our networks against torchvision's, in one run.")
    parser.add_argument("--device", choices=MODES, default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--only", nargs="+", choices=TWINS, default=list(TWINS))
    parser.add_argument("--rounds", type=int, default=12, help="of each pair")
    parser.add_argument("--pairs", type=int, help="of networks built, 16 on a processor and 3 on a GPU")
    parser.add_argument("--peers", default=str(ROOT / "_build" / "peers"), help="folder with torchvision")
    arguments = parser.parse_args()
    try:
        torchvision = import_torchvision(arguments.peers)
    except ImportError:
        print(f"torchvision is not in {arguments.peers}: run `make bench-peers` first", file=sys.stderr)
        return 2
    device = arguments.device
    if device == "cpu":
        torch.set_num_threads(1)
    count = arguments.pairs or PAIRS[device]
    load = os.getloadavg()[0]
    rows = [
        row
        for name in arguments.only
        for mode in MODES[device]
        for row in measure(name, device, mode, count, arguments.rounds)
    ]
    ratios = [
        {"what": f"{name}, {mode}, {what}", "peer": f"torchvision {torchvision.__version__}", "unit": ""}
        | {"ratio": mean, "error": error}
        for name, mode, what, _, mean, error in rows
    ]
    told = store(
        f"models_{device}",
        title=f"Networks against torchvision's on {'a GPU' if device == 'cuda' else 'a processor'}",
        command=f"python benchmarks/models.py --device {device}",
        load=load,
        on=(f"{torch.cuda.get_device_name()}, " if device == "cuda" else "") + machine("torch"),
        about=f"Batches of {BATCH[device]}, {count} pairs, {arguments.rounds} rounds of each in "
        f"turns. *images/s*: ours, median{', by processor time of one thread' if device == 'cpu' else ''}. "
        "*ratio*: their time over ours, median of a pair's rounds, mean over the pairs; above 1, ours is "
        f"faster. *±*: its standard error.\n\n`import cnnkit.models` takes {import_ratio():.3f} times as "
        "long as `import torch` (processor time, median of 9 pairs of fresh processes).",
        columns=["network", "mode", "pass", "images/s", "ratio", "±"],
        rows=[[*row[:3], f"{row[3]:,.1f}", f"{row[4]:.3f}", f"{row[5]:.3f}"] for row in rows],
        ratios=ratios,
    )
    print(f"written to {told}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
