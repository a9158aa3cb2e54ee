"""Writes what captum and grad-cam say of the networks of nets.py into peers.json, with versions and the day.

    PYTHONPATH=/tmp/peers:. python tests/visualize/attribution/record_peers.py

Needs both in a folder of their own, which neither the package nor its tests import:
`pip install --no-deps --target /tmp/peers captum==0.9.0 grad-cam==1.5.7 ttach tqdm matplotlib contourpy
cycler fonttools kiwisolver pyparsing opencv-python-headless scikit-learn
joblib scipy threadpoolctl`.
"""

import datetime
import json
import sys
from importlib.metadata import version
from pathlib import Path
from unittest.mock import MagicMock

import torch

# grad-cam imports torchvision for its preparations alone, which are not used here
for name in ("torchvision", "torchvision.transforms", "torchvision.transforms.functional"):
    sys.modules[name] = MagicMock()

from captum import attr  # noqa: E402
from pytorch_grad_cam import GuidedBackpropReLUModel  # noqa: E402

from tests.visualize.attribution.nets import WRITTEN, Modules, pictures  # noqa: E402

TARGETS = torch.tensor([1, 3])
METHODS = {
    "saliency": lambda net, x: attr.Saliency(net).attribute(x, TARGETS),
    "guided_backprop": lambda net, x: attr.GuidedBackprop(net).attribute(x, TARGETS),
    "deconvnet": lambda net, x: attr.Deconvolution(net).attribute(x, TARGETS),
    "integrated_gradients": lambda net, x: attr.IntegratedGradients(net).attribute(
        x, torch.zeros_like(x), TARGETS, n_steps=2000
    ),
    "grad_cam": lambda net, x: attr.LayerGradCam(net, net.conv2).attribute(
        x, TARGETS, relu_attributions=True
    ),
    "occlusion": lambda net, x: attr.Occlusion(net).attribute(x, (3, 4, 4), (3, 4, 4), 0.5, TARGETS),
}


GUIDED = {
    "captum": METHODS["guided_backprop"],
    "grad-cam": lambda net, x: torch.stack(
        [torch.as_tensor(GuidedBackpropReLUModel(net, "cpu")(x[i : i + 1], int(TARGETS[i]))) for i in (0, 1)]
    ).movedim(3, 1),
}


def verdict(said, x):
    """What a peer's guided back-propagation is: that of the network with modules, or something else."""
    plain = attr.Saliency(Modules().double()).attribute(x, TARGETS, abs=False)
    right = METHODS["guided_backprop"](Modules().double(), x)
    assert not torch.allclose(right, plain, 1e-3)
    if torch.allclose(said.double(), right, 1e-5, 1e-9):
        return "right"
    return "the plain gradient" if torch.allclose(said.double(), plain, 1e-5, 1e-9) else "neither"


def numbers(said):
    return [float(f"{v:.9g}") for v in said.detach().flatten().tolist()]


def record():
    x = pictures()
    found = {
        "made": {
            "day": datetime.date.today().isoformat(),
            **{name: version(name) for name in ("captum", "grad-cam", "torch")},
        },
        "methods": {method: numbers(say(Modules().double(), x)) for method, say in METHODS.items()},
        "guided_backprop": {
            peer: {kind.__name__: verdict(say(kind().double(), x), x) for kind in WRITTEN}
            for peer, say in GUIDED.items()
        },
    }
    Path(__file__).with_name("peers.json").write_text(json.dumps(found).replace("]", "]\n") + "\n", "utf8")


if __name__ == "__main__":
    record()
