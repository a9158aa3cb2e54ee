"""The shipped linear classifier of 8×8 digits: ten templates of 64 weights, and ten biases."""

import torch
from torch import nn

from cnnkit.data.digits import load_digits
from cnnkit.recipes.store import provenance, save_weights
from cnnkit.training.loop import evaluate, fit

SEED, EPOCHS = 0, 40


def main() -> None:
    digits = load_digits(8)
    train, test = (digits.train_x.flatten(1), digits.train_y), (digits.test_x.flatten(1), digits.test_y)
    torch.manual_seed(SEED)
    model = nn.Linear(64, 10)
    fit(model, train, test, epochs=EPOCHS, lr=0.03, weight_decay=0.1, cosine=True, seed=SEED)
    accuracy = evaluate(model, *test).accuracy
    facts = provenance("linear_digits", SEED) | {
        "accuracy_held_out_500": round(accuracy, 4),
        "epochs": EPOCHS,
    }
    path = save_weights("linear_digits", model.state_dict(), facts)
    print(f"{path}: held out {accuracy:.3f}")
