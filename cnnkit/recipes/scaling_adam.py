"""Residual networks of 56 layers without batch norm, trained by Adam: branches whole, and times a tenth.

The network, its digits and its epochs are those of `train-lab`, whose own runs take SGD; two rates and three
seeds for each factor. book/blocks/residual-scaling.md reads the training accuracy after the last epoch, null
where the loss or a weight was no longer a number.
"""

from datetime import date

import torch

from cnnkit.data.digits import load_digits
from cnnkit.recipes.store import REPOSITORY, provenance, save_json
from cnnkit.training.loop import TrainingError, fit
from cnnkit.widgets.lab_network import LabNetwork
from cnnkit.widgets.lab_switches import BATCH, EPOCHS, Switches

SEEDS, RATES, SCALES = [1, 2, 3], [1e-4, 1e-3], [1.0, 0.1]
RESULTS = REPOSITORY / "book" / "blocks" / "results" / "scaling_adam.json"


def main() -> None:
    torch.set_num_threads(1)
    digits = load_digits(8)
    train = digits.train_x, digits.train_y
    content = provenance("scaling_adam", SEEDS) | {
        "date": date.today().isoformat(), "epochs": EPOCHS, "rates": RATES, "scales": SCALES,
    }  # fmt: skip
    for scale in SCALES:
        for rate in RATES:
            found = list[float | None]()
            for seed in SEEDS:
                net = LabNetwork(Switches(depth=56, skip=True, norm=False, scale=scale), seed)
                try:
                    history = fit(net, train, epochs=EPOCHS, lr=rate, batch_size=BATCH, seed=seed)
                    found.append(round(history.train_accuracy[-1], 4))
                except TrainingError:
                    found.append(None)
            content[f"times {scale:g}, rate {rate:g}"] = found
            print(scale, rate, found, flush=True)
    print(save_json(RESULTS, content))
