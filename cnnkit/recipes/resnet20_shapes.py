"""The shipped residual network: ResNet-20 on textured shapes of 64 pixels, plain and hard ones in turn.

It is the network of the visualization chapter: deep enough to have something to look at, small enough to
ship.
"""

import json
import sys

import torch

from cnnkit.data.shapes import SHAPES, draw_shapes, fresh_shapes, standardize
from cnnkit.models.resnet_cifar import resnet20_cifar
from cnnkit.recipes.store import provenance, save_weights
from cnnkit.training.loop import evaluate, fit

SEED, EPOCHS, PER_EPOCH, SIZE = 0, 20, 3000, 64
TEST_SEED = 2**31


def main() -> None:
    plain, hard = (fresh_shapes(PER_EPOCH // 2, seed=SEED, size=SIZE, hard=hard) for hard in (False, True))

    def epoch_of_both(epoch: int) -> tuple[torch.Tensor, torch.Tensor]:
        (x, y), (x_hard, y_hard) = plain(epoch), hard(epoch)
        return standardize(torch.cat([x, x_hard])), torch.cat([y, y_hard])

    torch.manual_seed(SEED)
    model = resnet20_cifar(num_classes=len(SHAPES))
    history = fit(
        model, epoch_of_both, epochs=EPOCHS, lr=3e-3, batch_size=50, weight_decay=0.05, cosine=True,
        seed=SEED, log=lambda line: print(line, file=sys.stderr, flush=True),
    )  # fmt: skip
    accuracy = {}
    for kind, is_hard in (("plain", False), ("hard", True)):
        x, y = draw_shapes(1000, seed=TEST_SEED, size=SIZE, hard=is_hard)
        accuracy[kind] = evaluate(model, standardize(x), y).accuracy
    facts = provenance("resnet20_shapes", SEED) | {
        "num_classes": len(SHAPES),
        "in_channels": 3,
        "classes": json.dumps(SHAPES),
        "input": f"{SIZE} pixels, cnnkit.data.shapes.standardize",
        "accuracy_1000_plain": round(accuracy["plain"], 4),
        "accuracy_1000_hard": round(accuracy["hard"], 4),
        "epochs": EPOCHS,
        "pictures_per_epoch": PER_EPOCH,
    }
    path = save_weights("resnet20_cifar_shapes", model.state_dict(), facts)
    print(f"{path}: plain {accuracy['plain']:.3f}, hard {accuracy['hard']:.3f}, {history.seconds:.0f} s")
