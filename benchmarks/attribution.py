r"""The attribution methods against captum's, in one run: time and peak memory on SqueezeNet 1.1, 224 pixels.

    pip install --no-deps --target /tmp/peers captum==0.9.0 tqdm matplotlib contourpy cycler fonttools \
        kiwisolver pyparsing
    PYTHONPATH=/tmp/peers python benchmarks/attribution.py

Every measurement is a fresh process with one torch thread, twice for each tool, in turn. Time is the least
CPU time of the calls that fit into two seconds, five at least, for the wall clock depends on what else the
machine does. Memory is what these calls add to the process's peak after one forward pass. captum runs with
its defaults. Writes benchmarks/results/attribution.md; without captum it says so and writes nothing.
With `in-turn` it prints the ratio of the least times of calls that alternate in one process.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import subprocess
import sys
import time
import warnings
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

RESULTS = Path(__file__).parent / "results" / "attribution.md"
METHODS = (
    "saliency", "guided_backprop", "deconvnet", "integrated_gradients", "smoothgrad", "occlusion", "grad_cam",
)  # fmt: skip
TOOLS = ("cnnkit", "captum")
CALLS, CALLS_S, TURNS = 5, 2.0, 2
STEPS, SAMPLES, WINDOW, STRIDE, TARGET = 20, 10, 56, 28, 967


def ours(method, net, x):
    from cnnkit import visualize

    more = {
        "integrated_gradients": {"steps": STEPS},
        "smoothgrad": {"samples": SAMPLES},
        "occlusion": {"window": WINDOW, "stride": STRIDE},
        "grad_cam": {"layer": "body.fire9"},
    }.get(method, {})
    return lambda: getattr(visualize, method)(net, x, TARGET, **more)


def captums(method, net, x):
    from captum import attr

    sides = (3, WINDOW, WINDOW), (3, STRIDE, STRIDE)
    return {
        "saliency": lambda: attr.Saliency(net).attribute(x, TARGET),
        "guided_backprop": lambda: attr.GuidedBackprop(net).attribute(x, TARGET),
        "deconvnet": lambda: attr.Deconvolution(net).attribute(x, TARGET),
        "integrated_gradients": lambda: attr.IntegratedGradients(net).attribute(
            x, target=TARGET, n_steps=STEPS
        ),
        "smoothgrad": lambda: attr.NoiseTunnel(attr.Saliency(net)).attribute(
            x, nt_samples=SAMPLES, stdevs=0.15, abs=False, target=TARGET
        ),
        "occlusion": lambda: attr.Occlusion(net).attribute(x, *sides, target=TARGET),
        "grad_cam": lambda: attr.LayerGradCam(net, net.body.fire9).attribute(
            x, TARGET, relu_attributions=True
        ),
    }[method]


def measure(tool: str, method: str) -> dict[str, float]:
    """CPU ms of the fastest call, MiB on top of a forward pass."""
    import torch

    from cnnkit.data.photos import photo
    from cnnkit.models import create_model

    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    net, x = create_model("squeezenet1_1", weights="imagenet").eval(), photo("coffee", 224)[None]
    call = (ours if tool == "cnnkit" else captums)(method, net, x)
    with torch.no_grad():
        net(x)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    times = []
    while len(times) < CALLS or sum(times) < 1e3 * CALLS_S:
        start = time.process_time()
        call()
        times.append(1e3 * (time.process_time() - start))
    return {"ms": min(times), "mib": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024}


def in_turn() -> None:
    """Ours and captum's call by call in one process, so that both meet the same other work of the machine."""
    import torch

    from cnnkit.data.photos import photo
    from cnnkit.models import create_model

    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    net, x = create_model("squeezenet1_1", weights="imagenet").eval(), photo("coffee", 224)[None]
    for method in METHODS:
        calls, times = [ours(method, net, x), captums(method, net, x)], ([], [])
        while sum(map(sum, times)) < CALLS_S or len(times[0]) < 3:
            for call, spent in zip(calls, times, strict=True):
                start = time.process_time()
                call()
                spent.append(time.process_time() - start)
        print(f"{method} {min(times[0]) / min(times[1]):.2f}", flush=True)


def main() -> None:
    if find_spec("captum") is None:
        print("captum is not installed (see the docstring): nothing measured")
        return
    rows = []
    for method in METHODS:
        found: dict[str, dict[str, float]] = {}
        for tool in TOOLS * TURNS:
            environment = os.environ | {"OMP_NUM_THREADS": "1"}
            command = [sys.executable, __file__, tool, method]
            done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
            new = json.loads(done.stdout.splitlines()[-1])
            found[tool] = {key: min(value, found.get(tool, new)[key]) for key, value in new.items()}
        one, other = found["cnnkit"], found["captum"]
        rows.append(
            f"| {method} | {one['ms']:.0f} | {other['ms']:.0f} | {one['ms'] / other['ms']:.2f} "
            f"| {one['mib']:.0f} | {other['mib']:.0f} | {one['mib'] / max(1, other['mib']):.2f} |"
        )
        print(rows[-1], flush=True)
    RESULTS.write_text("\n".join([*header(), *rows]) + "\n", "utf8")
    print(RESULTS)


def header() -> list[str]:
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, one torch thread"
    versions = f"Python {platform.python_version()}, torch {version('torch')}, captum {version('captum')}"
    return [
        "# Attribution against captum",
        "",
        f"Command: `python benchmarks/attribution.py`. {machine}. {versions}.",
        f"SqueezeNet 1.1 on one picture of 224 pixels; {STEPS} steps, {SAMPLES} samples, "
        f"windows of {WINDOW} every {STRIDE} pixels.",
        "",
        "*ms*: least CPU time of a call; *MiB*: what calls add to the peak of a forward pass;",
        "*ratio*: ours to captum's. It takes all steps and samples at once, we up to four.",
        "",
        "| method | ms | captum's | ratio | MiB | captum's | ratio |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]


if __name__ == "__main__":
    if sys.argv[1:] == ["in-turn"]:
        in_turn()
    elif len(sys.argv) == 3:
        print(json.dumps(measure(*sys.argv[1:])))
    else:
        main()
