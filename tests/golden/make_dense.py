"""Golden vectors of `front/lib/dense.js`: a dense block of torch, its weights and what its layers read.

`python tests/golden/make_dense.py` rewrites dense.json.
"""

import json
from pathlib import Path
from typing import Any

import torch
from torch import nn

from cnnkit.blocks.dense import dense_block

TARGET = Path(__file__).with_name("dense.json")


def case(k0: int, growth: int, layers: int) -> dict[str, Any]:
    with torch.device("meta"):
        block = dense_block(k0, layers, growth)
        maps = [torch.zeros(1, k0, 4, 4)]
        for layer in block:
            maps.append(layer(maps[-1]))
    reads = [m.shape[1] for m in maps]
    weights = {1: 0, 3: 0}
    for layer in block.modules():
        if isinstance(layer, nn.Conv2d):
            weights[layer.kernel_size[0]] += layer.weight.numel()
    want = {"reads": reads, "ones": weights[1], "threes": weights[3], "kept": reads[-1], "copied": sum(reads)}
    return {"args": [k0, growth, layers], "want": want}


def vectors() -> dict[str, Any]:
    return {"dense": [case(k0, k, n) for k0 in (1, 24, 64) for k in (1, 12, 32) for n in (1, 2, 6, 12)]}


def text() -> str:
    rows = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in vectors().items()]
    return "{\n" + ",\n".join(rows) + "\n}\n"


if __name__ == "__main__":
    TARGET.write_text(text(), "utf8")
