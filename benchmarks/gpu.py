"""Methods of cnnkit.visualize and functions of cnnkit.detection on a GPU: milliseconds a call.

SqueezeNet 1.1, 8 pictures of 224 pixels, and boxes drawn by chance.

    python benchmarks/gpu.py

In float32, in bfloat16, and in bfloat16 with channels last; the median of several calls after one to warm up.
Writes benchmarks/gpu.md. Without a GPU it says so and writes nothing: what was measured before stays.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import torch

from cnnkit import detection as d
from cnnkit import visualize as v
from cnnkit.models import create_model

OUT = Path(__file__).parent / "gpu.md"
BATCH, SIDE, CALLS = 8, 224, 7
LAYER = "body.fire5"
METHODS: dict[str, Callable] = {
    "activations": lambda net, x, y: v.activations(net, x, LAYER),
    "saliency": lambda net, x, y: v.saliency(net, x, y),
    "guided_backprop": lambda net, x, y: v.guided_backprop(net, x, y),
    "deconvnet": lambda net, x, y: v.deconvnet(net, x, y),
    "integrated_gradients, 50 steps": lambda net, x, y: v.integrated_gradients(net, x, y, tolerance=None),
    "smoothgrad, 50 samples": lambda net, x, y: v.smoothgrad(net, x, y),
    "occlusion, 32 px, stride 16": lambda net, x, y: v.occlusion(net, x, y, 32, 16),
    "grad_cam": lambda net, x, y: v.grad_cam(net, x, y, "body.fire9"),
    "cam": lambda net, x, y: v.cam(net, x, y),
    "maximize_activation, 20 steps": lambda net, x, y: v.maximize_activation(net, None, y.tolist(), SIDE, 20),
    "deep_dream, 3 octaves of 4 steps": lambda net, x, y: v.deep_dream(net, x, LAYER, 4),
    "invert_features, 20 steps": lambda net, x, y: v.invert_features(
        net, LAYER, v.activations(net, x, LAYER)[LAYER], SIDE, 20
    ),
    "fgsm": lambda net, x, y: v.fgsm(net, x, y, 2 / 255),
    "pgd, 10 steps": lambda net, x, y: v.pgd(net, x, y, 2 / 255, 0.5 / 255, 10),
    "box_iou, 2,000 by 2,000": lambda net, x, y: d.box_iou(boxes(x, 2000), boxes(x, 2000)),
    "nms, 2,000 boxes": lambda net, x, y: d.nms(boxes(x, 2000), x.flatten()[:2000], 0.5),
    "roi_pool, 8 × 64 regions of 14×14×512": lambda net, x, y: d.roi_pool(
        maps(x), [boxes(x, 64)] * BATCH, 7, 1 / 16
    ),
    "roi_align, 8 × 64 regions of 14×14×512": lambda net, x, y: d.roi_align(
        maps(x), [boxes(x, 64)] * BATCH, 7, 1 / 16, 2
    ),
    "yolo_loss, 8 pictures, 7×7×30": lambda net, x, y: d.yolo_loss(cells(x), cells(x), 7, 2, 20).total(),
}


def boxes(x: torch.Tensor, n: int) -> torch.Tensor:
    """`(n, 4)` from the first numbers of `x`, in pixels of its side."""
    corner, sides = x.flatten()[: 4 * n].view(2, n, 2)
    return torch.cat([corner, corner + sides], 1) * (SIDE / 2)


def maps(x: torch.Tensor) -> torch.Tensor:
    """What a body with strides of 16 might say: `(8, 512, 14, 14)`."""
    return x.flatten()[: BATCH * 512 * 14 * 14].reshape(BATCH, 512, 14, 14)


def cells(x: torch.Tensor) -> torch.Tensor:
    return x.flatten()[: BATCH * 49 * 30].reshape(BATCH, 7, 7, 30)


COLUMNS = ("float32", "bfloat16", "bfloat16, channels last")


def measured(column: str) -> dict[str, float]:
    """Milliseconds of each method."""
    dtype = torch.float32 if column == "float32" else torch.bfloat16
    layout = torch.channels_last if "last" in column else torch.contiguous_format
    net = create_model("squeezenet1_1", weights="imagenet").eval().cuda().to(dtype).to(memory_format=layout)
    x = torch.rand(BATCH, 3, SIDE, SIDE, device="cuda").to(dtype).to(memory_format=layout)
    with torch.no_grad():
        y = net(x).argmax(1)
    found = {}
    for name, method in METHODS.items():
        times = []
        for _ in range(CALLS + 1):
            torch.cuda.synchronize()
            begin = time.perf_counter()
            method(net, x, y)
            torch.cuda.synchronize()
            times.append(1000 * (time.perf_counter() - begin))
        found[name] = statistics.median(times[1:])
        print(f"{column}: {name}: {found[name]:.1f} ms", flush=True)
    return found


def page(columns: dict[str, dict[str, float]], machine: str) -> str:
    """benchmarks/gpu.md; what is missing in `columns` reads *not measured*."""
    rows = [
        f"| {name} | " + " | ".join(_cell(columns.get(column, {}).get(name)) for column in COLUMNS) + " |"
        for name in METHODS
    ]
    return "\n".join(
        [
            "# Methods of cnnkit.visualize and functions of cnnkit.detection on a GPU",
            "",
            f"`python benchmarks/gpu.py`: SqueezeNet 1.1, {BATCH} pictures of {SIDE} pixels, milliseconds,",
            f"the median of {CALLS}; {machine}. `make test-gpu` holds the answers to the CPU's.",
            "",
            "| ms a call | " + " | ".join(COLUMNS) + " |",
            "| --- | " + " | ".join("---:" for _ in COLUMNS) + " |",
            *rows,
            "",
        ]
    )


def _cell(value: float | None) -> str:
    return "*not measured*" if value is None else f"{value:.1f}"


def main() -> None:
    if not torch.cuda.is_available():
        print("there is no GPU that torch could use: benchmarks/gpu.md stays as it is")
        if not OUT.exists():
            OUT.write_text(page({}, "no GPU was to be had when this was written"), encoding="utf-8")
        return
    columns = {column: measured(column) for column in COLUMNS}
    OUT.write_text(
        page(columns, f"{torch.cuda.get_device_name()}, torch {torch.__version__}"), encoding="utf-8"
    )


if __name__ == "__main__":
    main()
