"""Golden vectors of `front/lib/network.js`: two small networks with branches as Python tells them.

`python tests/golden/make_network.py` rewrites network.json: for each network what a page gets (`told`) and
what `cnnkit.summary` says of it: `edges`, and sums of parameters and multiplications by stage (`stages`).
"""

import json
from pathlib import Path
from typing import Any

import torch

from cnnkit.models.create import create_model, model_info
from cnnkit.summary.measure import summarize
from cnnkit.summary.table import Summary
from cnnkit.widgets.network import network_rows

TARGET = Path(__file__).with_name("network.json")
NETWORKS = ("resnet20_cifar", "squeezenet1_1")


def summary_of(name: str) -> Summary:
    with torch.device("meta"):
        model = create_model(name)
    return summarize(model, (1, *model_info(name).input_shape))


def case(name: str) -> dict[str, Any]:
    summary = summary_of(name)
    stages: dict[str, list[int]] = {}
    for row in summary.rows:
        sums = stages.setdefault(row.name.split(".")[0], [0, 0])
        sums[0] += row.params
        sums[1] += row.macs
    return {
        "network": name, "told": network_rows(summary), "edges": sorted(map(list, summary.edges)),
        "params": summary.params, "macs": summary.macs, "stages": [[k, *v] for k, v in stages.items()],
    }  # fmt: skip


def text() -> str:
    return "[\n" + ",\n".join(json.dumps(case(name), separators=(",", ":")) for name in NETWORKS) + "\n]\n"


if __name__ == "__main__":
    TARGET.write_text(text(), "utf8")
