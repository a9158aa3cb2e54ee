"""Small widgets of parts that no shipped widget uses yet: they walk through the common suite with the others.

Their JavaScript is tests/browser/parts/<slug>.js; it is bundled when the tests run, and ships with nothing.
"""

import subprocess
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import traitlets as t

from cnnkit.widgets.base import Widget
from cnnkit.widgets.real_network import RealNetwork
from cnnkit.widgets.recording import Recording
from tests.conftest import ROOT, need

PARTS = ROOT / "tests" / "browser" / "parts"
COLOURS = np.array([[230, 60, 60], [60, 160, 60], [60, 60, 230], [240, 200, 40]], np.uint8)


@cache
def bundles() -> dict[str, tuple[str, str]]:
    """JavaScript and style of each part."""
    node = need("node")
    with tempfile.TemporaryDirectory() as folder:
        command = [node, str(ROOT / "cnnkit/widgets/front/build.mjs"), folder, str(PARTS)]
        subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
        return {
            path.stem: (path.read_text("utf8"), path.with_suffix(".css").read_text("utf8"))
            for path in Path(folder).glob("*.js")
        }


def _widget(slug: str, kind: type[Widget] = Widget, **values: Any) -> Widget:
    """A widget of these traits, each as it is given."""
    kinds = {dict: t.Dict, list: t.List, int: t.Int, str: t.Unicode, bytes: t.Bytes}
    traits = {name: kinds[type(value)]().tag(sync=True) for name, value in values.items()}
    made = type(slug.title().replace("-", ""), (kind,), traits)
    made._esm, made._css = bundles()[slug]  # pyright: ignore[reportAttributeAccessIssue]
    return made(question=f"What can be moved in the {slug}?", still="<p>A part.</p>", **values)


def recorded() -> Recording:
    """Four steps of two priors; the picture of each is one colour, cut by a diagonal."""
    run = Recording({"step": [1, 3, 10, 100], "prior": ["none", "blur"]})
    run.add("score", ("step", "prior"), [[0.01, 0.02], [0.1, 0.05], [2, np.nan], [8, 0.5]])
    run.add("share", ("step", "prior"), np.arange(24).reshape(4, 2, 3) * 5.0)
    pictures = np.zeros((4, 2, 6, 6, 3), np.uint8) + COLOURS[:, None, None, None]
    pictures[:, 1] //= 2
    run.add_pictures("view", ("step", "prior"), pictures, columns=3)
    return run


def _replay() -> Widget:
    header, data = recorded().packed()
    return _widget("replay-part", recording=header, frames=data, step=0, prior=0)


NETS = [
    {"name": "AlexNet", "macs": 7.1e8, "error": 43.5},
    {"name": "VGG-16", "macs": 1.55e10, "error": 28.4},
    {"name": "ResNet-50", "macs": 4.1e9, "error": 23.9},
    {"name": "MobileNet", "macs": 5.7e8, "error": 29.4},
    {"name": "LeNet-5", "macs": 4.2e5, "error": None},
]

DEMOS: dict[str, Callable[[], Widget]] = {
    "boxes-part": lambda: _widget("boxes-part", truth=[3, 3, 11, 12], guess=[7, 5, 15, 13]),
    "wiring-part": lambda: _widget(
        "wiring-part", links=[[(i + j) % 2 == 0 for j in range(3)] for i in range(4)], chosen=[]
    ),
    "list-part": lambda: _widget("list-part", nets=NETS, chosen=""),
    "replay-part": _replay,
    "real-part": lambda: _widget("real-part", RealNetwork),
}
