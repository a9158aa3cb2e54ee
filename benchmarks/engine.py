"""The page's engine in Node beside its plain loops, and beside torch on one thread.

    python benchmarks/engine.py [SKETCH]

The same plain networks (width 8, 64 digits of 8×8, batch norm, SGD with momentum), and SqueezeNet 1.1;
processor time, the least of the turns. SKETCH is a folder with the sketch that the engine grew from. Writes
benchmarks/results/engine.json.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn

from cnnkit.models.create import create_model
from cnnkit.publish.measured import ratio, store

SCRIPT = Path(__file__).with_suffix(".mjs")

torch.set_num_threads(1)
TURNS = 10


def least(call: Callable[[], object]) -> float:
    """Processor time of a call in ms, the least of `TURNS` after two to warm up."""
    times = []
    for _ in range(TURNS + 2):
        start = time.process_time()
        call()
        times.append(1000 * (time.process_time() - start))
    return min(times[2:])


def plain(depth: int, width: int) -> nn.Module:
    """He et al. 2016, section 4.2, without shortcuts."""
    layers: list[nn.Module] = []
    channels = 1
    for stage in range(3):
        out, convs = width << stage, (depth - 2) // 3 + (stage == 0)
        for number in range(convs):
            stride = 2 if stage and not number else 1
            layers += [
                nn.Conv2d(channels, out, 3, stride, 1, bias=False),
                nn.BatchNorm2d(out),
                nn.ReLU(inplace=True),
            ]
            channels = out
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 10))


def torchs() -> dict[str, float]:
    """Torch's ms for each figure of engine.mjs that it can be asked for."""
    torch.manual_seed(1)
    x, labels = torch.rand(64, 1, 8, 8), torch.arange(64) % 10
    found = {}
    for depth in (8, 20, 56):
        net = plain(depth, 8)
        optimizer = torch.optim.SGD(net.parameters(), 0.01, 0.9, weight_decay=1e-4)

        def step(net: nn.Module = net, optimizer: torch.optim.SGD = optimizer) -> None:
            optimizer.zero_grad()
            F.cross_entropy(net(x), labels).backward()
            optimizer.step()

        found[f"plain-{depth}, one step"] = least(step)
    network = create_model("squeezenet1_1").eval().requires_grad_(False)
    for size in (128, 224):
        picture = torch.rand(1, 3, size, size, requires_grad=True)

        def forward(picture: torch.Tensor = picture) -> None:
            with torch.no_grad():
                network(picture)

        def both(picture: torch.Tensor = picture) -> None:
            network(picture)[:, 7].sum().backward()

        found[f"SqueezeNet {size} px, forward"] = least(forward)
        found[f"SqueezeNet {size} px, forward and back"] = least(both)
    return found


def main() -> None:
    load = os.getloadavg()[0]
    told = subprocess.check_output(
        ["node", str(SCRIPT), str(TURNS), *sys.argv[1:2]], cwd=SCRIPT.parents[1], text=True
    )
    engines, by_torch = [json.loads(line) for line in told.splitlines()], torchs()
    rows, ratios = [], []
    for each in engines:
        name, ours = each["name"], each["engine"]
        peers = {f"torch {torch.__version__}": by_torch.get(name), "its first sketch": each.get("sketch")}
        peers["its plain loops"] = each.get("loops")
        ratios += [ratio(name, peer, ours, ms, "ms") for peer, ms in peers.items() if ms]
        rows.append([name, f"{ours:.1f}", *(f"{ms:.1f}" if ms else "" for ms in peers.values())])
        print(*rows[-1], sep=", ", flush=True)
    node = subprocess.check_output(["node", "--version"], text=True).strip()
    path = store(
        "engine",
        title="The engine in the page",
        command="python benchmarks/engine.py" + " SKETCH" * (len(sys.argv) > 1),
        load=load,
        packages=("torch",),
        about=f"Node {node} (V8, as in Chromium); ms of processor time, the least of {TURNS} turns, torch on "
        "one thread, plain loops of one or two turns. A step: 64 digits of 8×8, width 8, batch norm. "
        "SqueezeNet 1.1 with random weights; back is to the input.",
        columns=["what", "engine", "torch", "sketch", "plain loops"],
        rows=rows,
        ratios=ratios,
    )
    print(f"written to {path}")


if __name__ == "__main__":
    main()
