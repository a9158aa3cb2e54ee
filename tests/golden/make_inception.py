"""Golden vectors of `front/lib/inception.js`: Inception modules of torch, counted by torch.

`python tests/golden/make_inception.py` rewrites inception.json.
"""

import json
import random
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from cnnkit.blocks.inception import Branch, Branches, Conv, MaxPool

TARGET = Path(__file__).with_name("inception.json")
NAMES = ("one", "three", "five", "pool")
WIDTHS = ("c", "h", "conv1", "squeeze3", "conv3", "squeeze5", "conv5", "project")
LECTURE = (256, 28, 128, 0, 192, 0, 96, 0)
SQUEEZED = (256, 28, 128, 64, 192, 64, 96, 64)
FIRST = (192, 28, 64, 96, 128, 16, 32, 32)
"""Of GoogLeNet."""


def bare(in_channels: int, filters: int, kernel: Any, stride: int, padding: Any) -> nn.Conv2d:
    return nn.Conv2d(in_channels, filters, kernel, stride, padding, bias=False)


def measured(module: nn.Module, x: torch.Tensor) -> tuple[int, torch.Tensor]:
    with FlopCounterMode(display=False) as counter:
        out = module(x)
    return counter.get_total_flops() // 2, out


def case(widths: tuple[int, ...], twice: str) -> dict[str, Any]:
    c, h, conv1, squeeze3, conv3, squeeze5, conv5, project = widths
    before = lambda squeeze: (Conv(squeeze, 1),) if squeeze else ()
    behind = (Conv(project, 1),) if project else ()
    table: tuple[Branch, ...] = (
        (Conv(conv1, 1),),
        (*before(squeeze3), Conv(conv3, 3)),
        (*before(squeeze5), Conv(conv5, 5)),
        (MaxPool(), *behind),
    )
    alone: tuple[Branch, ...] = ((Conv(conv1, 1),), (Conv(conv3, 3),), (Conv(conv5, 5),), ())
    with torch.device("meta"):
        module, plain = Branches(c, table, bare), Branches(c, alone, bare)
        x = torch.zeros(1, c, h, h)
        branches: dict[str, dict[str, int]] = {}
        for name, branch, other in zip(NAMES, module.children(), plain.children(), strict=True):
            assert isinstance(branch, nn.Sequential)
            macs, y = measured(branch, x)
            kernel = measured(branch[-1], branch[:-1](x))[0]
            found = {"squeeze": macs - kernel, "kernel": kernel, "plain": measured(other, x)[0]}
            branches[name] = found | {"maps": y.shape[1]}
        once, out = measured(module, x)
        without, _ = measured(plain, x)
    again = branches[twice]["kernel"] if twice else 0
    want = {"branches": branches, "macs": once, "counted": once + again, "plain": without}
    return {"args": [dict(zip(WIDTHS, widths, strict=True)), twice], "want": want | {"maps": out.shape[1]}}


def vectors() -> dict[str, Any]:
    rng = random.Random(0)
    some = lambda low, c: rng.choice([0, rng.randint(1, c)]) if low == 0 else rng.randint(1, 48)
    cases = [(LECTURE, ""), (LECTURE, "five"), (SQUEEZED, ""), (SQUEEZED, "three"), (FIRST, "")]
    for _ in range(16):
        c = rng.randint(1, 40)
        drawn = [some(low, c) for low in (1, 0, 1, 0, 1, 0)]
        cases.append(((c, rng.randint(1, 12), *drawn), rng.choice(["", *NAMES])))
    return {"inception": [case(*one) for one in cases]}


def text() -> str:
    rows = ",\n".join(json.dumps(one, separators=(",", ":")) for one in vectors()["inception"])
    return f'{{"inception": [\n{rows}\n]}}\n'


if __name__ == "__main__":
    TARGET.write_text(text(), "utf8")
