"""The attribution methods against captum's, in one run: time and peak memory on SqueezeNet 1.1, 224 pixels.

    make bench-peers && python benchmarks/attribution.py

Every measurement is a fresh process with one torch thread, twice for each tool, in turn. Time is the least
CPU time of the calls that fit into two seconds, five at least (two in the last row), for the wall clock
depends on what else the machine does. Memory is what these calls add to the process's peak after one forward
pass. captum runs with its defaults. The last row asks for the sum rule within a thousandth: of our function
as it is called, and of captum's with the fewest of 50, 100, 200, … steps that do on this picture, four at
once. Writes benchmarks/results/attribution.json; without captum it says so and writes nothing.
With `in-turn` it prints the ratio of the least times of calls that alternate in one process.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
import warnings
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from cnnkit.publish.measured import ratio, store

PEERS = Path(__file__).parents[1] / "_build" / "peers"
TO_THE_SUM = "integrated_gradients to 0.1 %, cat"
METHODS = (
    "saliency", "guided_backprop", "deconvnet", "integrated_gradients", "smoothgrad", "occlusion", "grad_cam",
    TO_THE_SUM,
)  # fmt: skip
TOOLS = ("cnnkit", "captum")
CALLS, CALLS_S, TURNS = 5, 2.0, 2
STEPS, SAMPLES, WINDOW, STRIDE = 20, 10, 56, 28
ESPRESSO, EGYPTIAN_CAT = 967, 285


def case(method):
    """The network, a picture and its class."""
    from cnnkit.data.photos import photo
    from cnnkit.recipes.real_network import network

    name, target = ("cat", EGYPTIAN_CAT) if method == TO_THE_SUM else ("coffee", ESPRESSO)
    return network(), photo(name, 224)[None], target


def ours(method, net, x, target):
    from cnnkit import visualize

    more = {
        "integrated_gradients": {"steps": STEPS, "tolerance": None},
        "smoothgrad": {"samples": SAMPLES},
        "occlusion": {"window": WINDOW, "stride": STRIDE},
        "grad_cam": {"layer": "body.fire9"},
    }.get(method, {})
    return lambda: getattr(visualize, method.split()[0])(net, x, target, **more)


def enough_steps(net, x, target):
    """The fewest of 50, 100, 200, … of captum's steps whose sum is right within a thousandth."""
    import torch
    from captum import attr

    with torch.no_grad():
        rise = (net(x) - net(0 * x))[0, target].item()
    steps, off = 25, 1.0
    while off > 1e-3:
        steps *= 2
        found = attr.IntegratedGradients(net).attribute(x, 0, target, n_steps=steps, internal_batch_size=4)
        off = abs(found.sum().item() / rise - 1)
    return steps


def captums(method, net, x, target):
    from captum import attr

    if method == TO_THE_SUM:
        steps = enough_steps(net, x, target)
        return lambda: attr.IntegratedGradients(net).attribute(
            x, 0, target, n_steps=steps, internal_batch_size=4
        )

    sides = (3, WINDOW, WINDOW), (3, STRIDE, STRIDE)
    return {
        "saliency": lambda: attr.Saliency(net).attribute(x, target),
        "guided_backprop": lambda: attr.GuidedBackprop(net).attribute(x, target),
        "deconvnet": lambda: attr.Deconvolution(net).attribute(x, target),
        "integrated_gradients": lambda: attr.IntegratedGradients(net).attribute(
            x, target=target, n_steps=STEPS
        ),
        "smoothgrad": lambda: attr.NoiseTunnel(attr.Saliency(net)).attribute(
            x, nt_samples=SAMPLES, stdevs=0.15, abs=False, target=target
        ),
        "occlusion": lambda: attr.Occlusion(net).attribute(x, *sides, target=target),
        "grad_cam": lambda: attr.LayerGradCam(net, net.body.fire9).attribute(
            x, target, relu_attributions=True
        ),
    }[method]


def measure(tool: str, method: str) -> dict[str, float]:
    """CPU ms of the fastest call, MiB on top of a forward pass."""
    import torch

    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    net, x, target = case(method)
    with torch.no_grad():
        net(x)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    call = (ours if tool == "cnnkit" else captums)(method, net, x, target)
    times = []
    while len(times) < (2 if method == TO_THE_SUM else CALLS) or sum(times) < 1e3 * CALLS_S:
        start = time.process_time()
        call()
        times.append(1e3 * (time.process_time() - start))
    return {"ms": min(times), "mib": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024}


def in_turn() -> None:
    """Ours and captum's call by call in one process, so that both meet the same other work of the machine."""
    import torch

    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    for method in METHODS:
        given = method, *case(method)
        calls, times = [ours(*given), captums(*given)], ([], [])
        while sum(map(sum, times)) < CALLS_S or len(times[0]) < 3:
            for call, spent in zip(calls, times, strict=True):
                start = time.process_time()
                call()
                spent.append(time.process_time() - start)
        print(f"{method} {min(times[0]) / min(times[1]):.2f}", flush=True)


def main() -> None:
    if find_spec("captum") is None:
        print("captum is not in _build/peers (make bench-peers): nothing measured")
        return
    load = os.getloadavg()[0]
    rows: list[list[str]] = []
    ratios: list[dict] = []
    peer = f"captum {version('captum')}"
    for method in METHODS:
        found: dict[str, dict[str, float]] = {}
        for tool in TOOLS * TURNS:
            environment = os.environ | {"OMP_NUM_THREADS": "1"}
            command = [sys.executable, __file__, tool, method]
            done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
            new = json.loads(done.stdout.splitlines()[-1])
            found[tool] = {key: min(value, found.get(tool, new)[key]) for key, value in new.items()}
        one, other = found["cnnkit"], found["captum"]
        ratios.append(ratio(method, peer, one["ms"], other["ms"], "ms"))
        memory = (max(1, one["mib"]), max(1, other["mib"]))
        ratios.append(ratio(f"{method}, memory", peer, *memory, "MiB"))
        rows.append([method, *(f"{one[key]:.0f} and {other[key]:.0f}" for key in ("ms", "mib"))])
        print(*rows[-1], flush=True)
    print(
        store(
            "attribution",
            title="Attribution against captum",
            command="python benchmarks/attribution.py",
            load=load,
            packages=("torch", "captum"),
            about=f"SqueezeNet 1.1 on one picture of 224 pixels, one torch thread; {STEPS} steps, "
            f"{SAMPLES} samples, windows of {WINDOW} every {STRIDE} pixels. *ms*: least CPU time of a call; "
            "*MiB*: what calls add to the peak of a forward pass; captum takes all steps and samples at "
            "once, we up to four. The last row is the cat with the sum of integrated gradients right to a "
            "thousandth: our call without options, captum with the fewest of 50, 100, 200, … steps that do, "
            "four at once.",
            columns=["method", "ms, ours and captum's", "MiB, ours and captum's"],
            rows=rows,
            ratios=ratios,
        )
    )


if __name__ == "__main__":
    sys.path.append(str(PEERS))
    if sys.argv[1:] == ["in-turn"]:
        in_turn()
    elif len(sys.argv) == 3:
        print(json.dumps(measure(*sys.argv[1:])))
    else:
        main()
