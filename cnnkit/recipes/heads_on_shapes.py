"""Flatten against global max pooling on generated shapes, and flatten from PyTorch's own start: every seed.

The settings are those of book/basics/complete-convnet.md and global-pooling.md, which train one seed each
while they are built and read the other runs from here.
"""

from collections.abc import Callable
from datetime import date

import torch
from torch import nn

from cnnkit.data.shapes import fresh_shapes, standardized
from cnnkit.models.cifar10_convnet import cifar10_convnet, cifar10_convnet_gmp
from cnnkit.recipes.on_shapes import held_out_shapes
from cnnkit.recipes.store import REPOSITORY, provenance, save_json
from cnnkit.training.loop import fit

SEEDS, CLASSES, EPOCHS = [0, 1, 2, 3, 4], 6, 8
RESULTS = REPOSITORY / "book" / "basics" / "results" / "heads.json"


def pytorch_start() -> nn.Module:
    """The flatten network with the weights that PyTorch's layers give themselves."""
    net = cifar10_convnet(num_classes=CLASSES)
    for layer in net.modules():
        if isinstance(layer, nn.Conv2d | nn.Linear):
            layer.reset_parameters()
    return net


NETWORKS: dict[str, Callable[[], nn.Module]] = {
    "flatten": lambda: cifar10_convnet(num_classes=CLASSES),
    "global max": lambda: cifar10_convnet_gmp(num_classes=CLASSES),
    "flatten, PyTorch's start": pytorch_start,
}


def main() -> None:
    torch.set_num_threads(1)
    held_out = held_out_shapes(CLASSES)
    content = provenance("heads_on_shapes", SEEDS) | {
        "date": date.today().isoformat(), "epochs": EPOCHS, "classes": CLASSES,
    }  # fmt: skip
    for name, make in NETWORKS.items():
        for seed in SEEDS:
            train = standardized(fresh_shapes(2400, seed=seed, num_classes=CLASSES))

            torch.manual_seed(seed)
            history = fit(
                make(), train, held_out,
                epochs=EPOCHS, lr=1e-3, batch_size=32, cosine=True, seed=seed,
            )  # fmt: skip
            content[f"{name}, seed {seed}"] = [round(a, 4) for a in history.test_accuracy]
            print(
                f"{name}, seed {seed}: {history.test_accuracy[-1]:.3f}, {history.seconds:.0f} s", flush=True
            )
    print(save_json(RESULTS, content))
