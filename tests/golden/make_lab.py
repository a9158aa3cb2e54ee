"""Writes tests/golden/lab.json: runs of `train-lab` in plain torch, for tests/js/lab.test.mjs.

python tests/golden/make_lab.py
"""

import base64
import json
from pathlib import Path
from typing import Any

import torch

from cnnkit.widgets.lab_network import LabNetwork
from cnnkit.widgets.lab_switches import Switches
from cnnkit.widgets.lab_training import STEPS, train
from cnnkit.widgets.train_lab import packed_digits

SLOW = Switches(depth=8, rate=0.01)
TEN = [
    SLOW,
    SLOW.but(skip=True),
    SLOW.but(norm=False),
    SLOW.but(dropout=0.2, wrong=0.3),
    SLOW.but(skip=True, activation="tanh", scale=0.3, warmup=20, width=4),
]
"""Ten losses agree."""
FIRST = [Switches(depth=depth, skip=skip) for depth in (20, 56) for skip in (False, True)]
"""The first loss agrees; then torch's float32 and float64 part as well."""
EXPLODES = Switches(depth=56, skip=True, norm=False)


def vectors() -> dict[str, Any]:
    losses = []
    for switches in (*TEN, *FIRST):
        single, double = (
            train(switches, 1, steps=10, dtype=dtype) for dtype in (torch.float32, torch.float64)
        )
        losses.append(
            {
                "switches": switches.as_dict(),
                "key": switches.key,
                "agree": 10 if switches in TEN else 1,
                "parameters": [[name, p.numel()] for name, p in LabNetwork(switches).named_parameters()],
                "loss": [float(f"{v:.8g}") for v in single.loss],
                "loss64": [float(f"{v:.8g}") for v in double.loss],
                "right": single.right,
                "norms": [float(f"{v:.6g}") for v in double.norms[1]],
            }
        )
    whole = train(SLOW.but(rate=0.05), 1, steps=STEPS)
    epoch = {"switches": whole.switches.as_dict(), "held": whole.held_out, "accuracy": whole.accuracy()}
    epoch |= {"curve": whole.curve()}
    stopped = {"switches": EXPLODES.as_dict(), "steps": len(train(EXPLODES, 1).loss)}
    return {"losses": losses, "epoch": [epoch], "stopped": [stopped]}


def main() -> None:
    torch.set_num_threads(1)
    data = base64.b64encode(packed_digits()).decode("ascii")
    path = Path(__file__).with_name("lab.json")
    text = json.dumps({**vectors(), "unpack": data}, separators=(",", ":"))
    path.write_text(text + "\n", encoding="utf-8")
    print(f"{path}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
