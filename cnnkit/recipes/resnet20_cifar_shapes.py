"""The shipped residual network: ResNet-20 on textured shapes of 64 pixels.

It is the network of the visualization chapter: deep enough to have something to look at, small enough to
ship.
"""

import json
import sys

import torch

from cnnkit.data.shapes import SHAPES, draw_shapes, fresh_shapes, standardize, standardized
from cnnkit.models.resnet_cifar import resnet20_cifar
from cnnkit.recipes.store import provenance, save_weights
from cnnkit.training.loop import evaluate, fit

SEED, SIZE = 0, 64
# Pixels, epochs, fresh pictures an epoch, step size: it learns to tell shapes on small pictures, four times
# as fast, and then sees them at their size.
PHASES = ((32, 14, 4000, 3e-3), (SIZE, 5, 3000, 1.5e-3))
TEST_SEED = 2**31


def main() -> None:
    torch.manual_seed(SEED)
    model, seconds = resnet20_cifar(num_classes=len(SHAPES)), 0.0
    for phase, (size, epochs, pictures, lr) in enumerate(PHASES):
        draw = fresh_shapes(pictures, seed=SEED + phase, size=size)
        history = fit(
            model, standardized(draw), epochs=epochs, lr=lr, batch_size=50, weight_decay=0.05,
            cosine=True, seed=SEED, log=lambda line: print(line, file=sys.stderr, flush=True),
        )  # fmt: skip
        seconds += history.seconds
    accuracy = {}
    for kind, is_hard in (("plain", False), ("hard", True)):
        x, y = draw_shapes(1000, seed=TEST_SEED, size=SIZE, hard=is_hard)
        accuracy[kind] = evaluate(model, standardize(x), y).accuracy
    facts = provenance("resnet20_cifar_shapes", SEED) | {
        "num_classes": len(SHAPES),
        "in_channels": 3,
        "classes": json.dumps(SHAPES),
        "input": f"{SIZE} pixels, cnnkit.data.shapes.standardize",
        "accuracy_1000_plain": round(accuracy["plain"], 4),
        "accuracy_1000_hard": round(accuracy["hard"], 4),
        "phases": json.dumps(PHASES),
    }
    path = save_weights("resnet20_cifar_shapes", model.state_dict(), facts)
    print(f"{path}: plain {accuracy['plain']:.3f}, hard {accuracy['hard']:.3f}, {seconds:.0f} s")
