"""Writes what a peer's state dict holds, keys and shapes, into one JSON file a network.

    PYTHONPATH=/work/peers:/work/shared python tests/models/published/record.py [NAME ...]

Needs torchvision and timm, which neither the package nor its required tests import; `peers` makes torchvision
import beside a CPU-only torch. A module is one line: its tensors' shapes, or one number for a batch norm of
so many channels (weight, bias, running_mean, running_var, num_batches_tracked).
"""

import json
import sys
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import torch

from cnnkit.models.published.files import PUBLISHED

HERE = Path(__file__).parent
NORM = {"weight": 1, "bias": 1, "running_mean": 1, "running_var": 1, "num_batches_tracked": 0}


def network(peer, num_classes):
    library, name = peer.split()
    if library == "torchvision":
        options = {"init_weights": False} if name in {"googlenet", "inception_v3"} else {}
        if name == "googlenet":
            options["aux_logits"] = True
        return import_module("torchvision.models").get_model(name, num_classes=num_classes, **options)
    return import_module("timm").create_model(name, num_classes=num_classes)


def record(name):
    published = PUBLISHED[name]
    with torch.device("meta"):
        model = network(published.peer, published.num_classes + published.background)
    modules = {}
    for key, tensor in model.state_dict().items():
        module, _, leaf = key.rpartition(".")
        modules.setdefault(module, {})[leaf] = list(tensor.shape)
    for module, shapes in modules.items():
        if {leaf: len(shape) for leaf, shape in shapes.items()} == NORM:
            modules[module] = shapes["weight"][0]
    library, peer = published.peer.split()
    lines = ",\n".join(f"{json.dumps(module)}: {json.dumps(shapes)}" for module, shapes in modules.items())
    head = json.dumps({"library": library, "version": version(library), "network": peer})
    (HERE / f"{library}_{peer}.json").write_text(f'{{"peer": {head}, "modules": {{\n{lines}\n}}}}\n')


if __name__ == "__main__":
    import_module("peers")
    for name in sys.argv[1:] or PUBLISHED:
        record(name)
        print(name)
