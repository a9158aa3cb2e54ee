"""Golden vectors of `front/lib/layer-tree.js` and `layer-sums.js`: networks as Python counts them.

`python tests/golden/make_layers.py` rewrites layers.json: `layerTree` has what a page gets (`told`), which
modules are open, and the lines that are seen; `layerSums` the arithmetic of every layer and of every line.
"""

import json
from pathlib import Path
from typing import Any

from cnnkit.widgets.layer_sums import layer_sums
from cnnkit.widgets.layer_tree import Network, made_of
from cnnkit.widgets.measured import measured

TARGET = Path(__file__).with_name("layers.json")
OPENED = {
    "alexnet:two_towers": (),
    "googlenet": ("body_5b.inception_5a",),
    "inception_v3": ("body_8.module8_2",),
    "resnet50": ("body.stage2", "body.stage2.0"),
    "mobilenet_v1": ("body.separable6",),
}


def folded(name: str) -> dict[str, Any]:
    network = Network(measured(name))
    lines = [
        [it.name, it.label, it.level, it.first, it.end, it.group, it.open]
        + [it.numbers[key] for key in ("in", "out", "params", "macs", "field")]
        for it in network.lines(OPENED[name])
    ]
    return {"network": name, "told": measured(name), "opened": OPENED[name], "lines": lines}


def summed(name: str) -> dict[str, Any]:
    network = Network(measured(name))
    lines = [network.sums(line) for line in network.lines(OPENED[name])]
    return {
        "network": name, "rows": [[made_of(row), *layer_sums(row).values()] for row in network.rows],
        "lines": [list(sums.values()) for sums in lines],
    }  # fmt: skip


def text() -> str:
    vectors = {"layerTree": [folded(name) for name in OPENED], "layerSums": [summed(name) for name in OPENED]}
    body = ",\n".join(
        f'"{key}":[\n'
        + ",\n".join(json.dumps(one, separators=(",", ":"), ensure_ascii=False) for one in all_of)
        + "\n]"
        for key, all_of in vectors.items()
    )
    return "{" + body + "}\n"


if __name__ == "__main__":
    TARGET.write_text(text(), "utf8")
