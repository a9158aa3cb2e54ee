"""The shipped LeNet-5: trained on the 1,297 digits, and on drawn ones so that it reads a mouse as well.

Held out are the last 500 digits, other people's hands; no drawing is among them.
"""

import json
from functools import partial

import torch

from cnnkit.data.augment import augment
from cnnkit.data.digits import load_digits
from cnnkit.data.drawn import draw_digits
from cnnkit.models.lenet import lenet5
from cnnkit.recipes.store import provenance, save_weights
from cnnkit.training.loop import evaluate, fit

SEED, EPOCHS, DRAWN = 0, 50, 600


def main() -> None:
    digits = load_digits(32)
    drawn_x, drawn_y = draw_digits(DRAWN, seed=SEED)
    train = torch.cat([digits.train_x, drawn_x]), torch.cat([digits.train_y, drawn_y])
    test = digits.test_x, digits.test_y

    torch.manual_seed(SEED)
    model = lenet5()
    distort = partial(augment, rotation_deg=15, shift=0.08, scale=0.2, shear=0.25, stroke=0.5)
    history = fit(
        model, train, test, epochs=EPOCHS, lr=2e-3, batch_size=32, weight_decay=0.05, cosine=True,
        augment=distort, seed=SEED,
    )  # fmt: skip
    accuracy = evaluate(model, *test).accuracy
    facts = provenance("lenet5_digits", SEED) | {
        "classes": json.dumps([str(digit) for digit in range(10)]),
        "accuracy_held_out_500": round(accuracy, 4),
        "epochs": EPOCHS,
    }
    path = save_weights("lenet5_digits", model.state_dict(), facts)
    print(f"{path}: held out {accuracy:.3f}, {history.seconds:.0f} s")
