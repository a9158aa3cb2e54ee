"""`summarize` against torchinfo and fvcore, in one run: time, peak memory, and the counts.

    pip install -e '.[bench]' && python benchmarks/summary.py

Every measurement is a fresh process with one torch thread. The network is built for real (meta rows: without
weights) before the clock starts. Memory is what the first call adds to the process's peak. Time is the least
CPU time of twenty later calls: the wall clock depends on what else the machine does. Writes
benchmarks/results/summary.json.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from cnnkit.publish.measured import ratio, store

NETWORKS = ("lenet5", "alexnet", "vgg16", "residual tower")
TOOLS = ("cnnkit", "cnnkit, meta", "torchinfo", "fvcore")
CALLS = 20


def residual_tower():
    """Fifty convolutions in residual pairs, with batch norm: deep, where the others are wide."""
    from torch import nn

    class Pair(nn.Module):
        def __init__(self, channels: int) -> None:
            super().__init__()
            self.first, self.second = (
                nn.Sequential(
                    nn.Conv2d(channels, channels, 3, padding=1, bias=False), nn.BatchNorm2d(channels)
                )
                for _ in range(2)
            )
            self.relu = nn.ReLU()

        def forward(self, x):
            return self.relu(x + self.second(self.relu(self.first(x))))

    return nn.Sequential(nn.Conv2d(3, 64, 3, padding=1), *(Pair(64) for _ in range(24)), nn.Conv2d(64, 64, 3))


def build(network: str, device: str):
    import torch

    from cnnkit.models import create_model, model_info

    with torch.device(device):
        if network == "residual tower":
            return residual_tower().eval(), (1, 3, 56, 56)
        return create_model(network).eval(), (1, *model_info(network).input_shape)


def run(tool: str, module, shape) -> int:
    """One call of the tool; the multiplications it found."""
    if tool.startswith("cnnkit"):
        from cnnkit.summary import summarize

        return summarize(module, shape).macs
    if tool == "torchinfo":
        from torchinfo import summary

        return summary(module, shape, verbose=0).total_mult_adds
    import logging

    import torch
    from fvcore.nn import FlopCountAnalysis

    logging.getLogger("fvcore").setLevel(logging.ERROR)
    return int(FlopCountAnalysis(module, torch.zeros(shape)).total())


def peak_mib() -> float:
    line = next(x for x in Path("/proc/self/status").read_text().splitlines() if x.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def measure(tool: str, network: str) -> dict:
    import torch

    torch.set_num_threads(1)
    device = "meta" if "meta" in tool else "cpu"
    small, small_shape = build("cifar10_convnet", device)
    begin = time.process_time()
    run(tool, small, small_shape)  # imports and first-use set-up are in a column of their own
    first = (time.process_time() - begin) * 1e3
    start = peak_mib()
    module, shape = build(network, device)
    Path("/proc/self/clear_refs").write_text("5")  # the peak starts again from here
    built = peak_mib()
    macs = run(tool, module, shape)
    peak = peak_mib()
    times = []
    for _ in range(CALLS):
        begin = time.process_time()
        run(tool, module, shape)
        times.append(time.process_time() - begin)
    return {"macs": macs, "first": first, "ms": min(times) * 1e3, "call": peak - built, "all": peak - start}


def main() -> int:
    if len(sys.argv) == 3:
        print(json.dumps(measure(*sys.argv[1:])))
        return 0
    missing = [tool for tool in ("torchinfo", "fvcore") if find_spec(tool) is None]
    if missing:
        print(
            f"not installed, so not compared: {', '.join(missing)} (pip install -e '.[bench]')",
            file=sys.stderr,
        )
    rows, ratios, ours = [], [], {}
    load = os.getloadavg()[0]
    for network in NETWORKS:
        for tool in (t for t in TOOLS if t not in missing):
            print(f"{network}: {tool} …", file=sys.stderr, flush=True)
            command = [sys.executable, __file__, tool, network]
            env = {**os.environ, "OMP_NUM_THREADS": "1"}
            got = json.loads(subprocess.check_output(command, text=True, env=env).splitlines()[-1])
            base = ours.setdefault(network, got)
            times = (f"{got['first']:,.0f}", f"{got['ms']:,.1f}", f"{got['ms'] / base['ms']:.2f}")
            rows.append(
                [network, tool, *times, f"{got['call']:,.1f}", f"{got['all']:,.1f}", f"{got['macs']:,}"]
            )
            if not tool.startswith("cnnkit"):
                peer = f"{tool} {version(tool)}"
                ratios.append(ratio(f"summary of {network}", peer, base["ms"], got["ms"], "ms"))
    told = store(
        "summary",
        title="summarize against its peers",
        command="python benchmarks/summary.py",
        load=load,
        packages=("torch", "torchinfo", "fvcore"),
        about="One torch thread. *first use*: CPU ms of the tool's first call in a process, imports "
        "included, on cifar10_convnet; *ms*: least CPU time of twenty later calls; *ratio*: to cnnkit on the "
        "same network; *call*: MiB that the first call on this network adds; *with weights*: MiB since "
        "before it was built; *MACs*: as the tool counts them.",
        columns=["network", "tool", "first use", "ms", "ratio", "call", "with weights", "MACs"],
        rows=rows,
        ratios=ratios,
    )
    print(f"written to {told}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
