"""Milliseconds of one forward pass for every network of the catalogue: one picture, one thread, no GPU.

Each network reads one picture of its own size (`input_shape`), at which its multiplications are counted.
Counted is the thread's processor time, which stands still while other programs run; but these also empty the
caches, so the load of the machine is stored beside the times. A time belongs to a machine: compare ratios.
"""

import os
from datetime import date

import torch
from torch import nn

from cnnkit.models.catalog import CATALOG
from cnnkit.models.create import create_model
from cnnkit.recipes.store import REPOSITORY, provenance, save_json
from cnnkit.summary.timing import side_by_side

ROUNDS = 3
RESULTS = REPOSITORY / "book" / "architectures" / "results" / "cpu_times.json"


def processor() -> str:
    """The processor's name, where the system tells it."""
    try:
        with open("/proc/cpuinfo", encoding="utf8") as info:
            names = [line.partition(":")[2].strip() for line in info if line.startswith("model name")]
    except OSError:
        return "unknown"
    return names[0] if names else "unknown"


def filled(name: str) -> nn.Module:
    """The network with one small number for all weights: its time does not depend on them, a start's does."""
    with torch.device("meta"):
        net = create_model(name)
    net = net.to_empty(device="cpu")
    for tensor in (*net.parameters(), *net.buffers()):
        tensor.data.fill_(0.01 if tensor.is_floating_point() else 0)
    return net


def main() -> None:
    torch.set_num_threads(1)
    before = os.getloadavg()[0]
    times = {}
    for entry in CATALOG:
        if len(entry.input_shape) != 3:  # words, not pictures
            continue
        x = torch.randn(1, *entry.input_shape, generator=torch.Generator().manual_seed(0))
        net = filled(entry.name)
        cost = side_by_side({entry.name: net}, x, rounds=ROUNDS)[entry.name]
        times[entry.name] = {
            "side": entry.input_shape[-1],
            "milliseconds": round(cost.milliseconds, 2),
            "rounds": [round(ms, 2) for ms in cost.rounds],
        }
        print(entry.name, times[entry.name], flush=True)
    content = provenance("cpu_times", 0) | {
        "date": date.today().isoformat(), "processor": processor(), "batch": 1, "rounds": ROUNDS,
        "load": [round(before, 1), round(os.getloadavg()[0], 1)],
        "note": "the thread's processor time; load: programs that wanted a processor, before and after",
    }  # fmt: skip
    print(save_json(RESULTS, content | times))
