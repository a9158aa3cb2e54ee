"""Torch beside the page's engine, on one thread: `node benchmarks/engine.mjs FOLDER` asks at its end.

The same plain networks (width 8, 64 digits of 8×8, batch norm, SGD with momentum), and SqueezeNet 1.1;
processor time, the least of ten turns.
"""

import time
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import nn

from cnnkit.models.create import create_model

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


def main() -> None:
    torch.manual_seed(1)
    x, labels = torch.rand(64, 1, 8, 8), torch.arange(64) % 10
    for depth in (8, 20, 56):
        net = plain(depth, 8)
        optimizer = torch.optim.SGD(net.parameters(), 0.01, 0.9, weight_decay=1e-4)

        def step(net: nn.Module = net, optimizer: torch.optim.SGD = optimizer) -> None:
            optimizer.zero_grad()
            F.cross_entropy(net(x), labels).backward()
            optimizer.step()

        print(f"torch {torch.__version__}, plain-{depth}, one step: {least(step):.1f}", flush=True)
    network = create_model("squeezenet1_1").eval().requires_grad_(False)
    for size in (128, 224):
        picture = torch.rand(1, 3, size, size, requires_grad=True)

        def forward(picture: torch.Tensor = picture) -> None:
            with torch.no_grad():
                network(picture)

        def both(picture: torch.Tensor = picture) -> None:
            network(picture)[:, 7].sum().backward()

        times = f"forward: {least(forward):.1f}, forward and back: {least(both):.1f}"
        print(f"torch {torch.__version__}, SqueezeNet {size} px, {times}", flush=True)


if __name__ == "__main__":
    main()
