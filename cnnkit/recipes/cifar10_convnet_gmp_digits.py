"""The shipped ConvNet: the small network with global max pooling, on digits.

Held out are the last 500 digits, other people's hands.
"""

import json
from functools import partial

import torch

from cnnkit.data.augment import augment
from cnnkit.data.digits import load_digits
from cnnkit.models.cifar10_convnet import cifar10_convnet_gmp
from cnnkit.recipes.store import provenance, save_weights
from cnnkit.training.loop import evaluate, fit

SEED, EPOCHS = 0, 20


def main() -> None:
    digits = load_digits(32)
    test = digits.test_x, digits.test_y
    torch.manual_seed(SEED)
    model = cifar10_convnet_gmp(in_channels=1)
    distort = partial(augment, rotation_deg=15, shift=0.08, scale=0.2, shear=0.25, stroke=0.5)
    history = fit(
        model, (digits.train_x, digits.train_y), epochs=EPOCHS, lr=1e-3, batch_size=32, weight_decay=0.05,
        cosine=True, augment=distort, seed=SEED,
    )  # fmt: skip
    accuracy = evaluate(model, *test).accuracy
    facts = provenance("cifar10_convnet_gmp_digits", SEED) | {
        "num_classes": 10,
        "in_channels": 1,
        "classes": json.dumps([str(digit) for digit in range(10)]),
        "accuracy_held_out_500": round(accuracy, 4),
        "epochs": EPOCHS,
    }
    path = save_weights("cifar10_convnet_gmp_digits", model.state_dict(), facts)
    print(f"{path}: held out {accuracy:.3f}, {history.seconds:.0f} s")
