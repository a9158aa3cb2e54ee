"""Flatten against global max pooling on generated shapes, more seeds than a page can wait for.

The settings are those of book/basics/global-pooling.md, which trains seed 0 while it is built.
"""

import torch

from cnnkit.data.shapes import fresh_shapes, load_shapes, standardize
from cnnkit.models.cifar10_convnet import cifar10_convnet, cifar10_convnet_gmp
from cnnkit.recipes.store import REPOSITORY, provenance, save_json
from cnnkit.training.loop import fit

SEEDS, CLASSES, EPOCHS = [1, 2], 6, 8
RESULTS = REPOSITORY / "book" / "basics" / "results" / "heads.json"


def main() -> None:
    torch.set_num_threads(1)
    x, y = load_shapes(10, 900, num_classes=CLASSES)[2:]
    held_out = standardize(x), y
    content = provenance("heads_on_shapes", SEEDS) | {"epochs": EPOCHS, "classes": CLASSES}
    for head, make in (("flatten", cifar10_convnet), ("global max", cifar10_convnet_gmp)):
        for seed in SEEDS:
            pictures = fresh_shapes(2400, seed=seed, num_classes=CLASSES)

            def train(epoch: int, draw=pictures) -> tuple[torch.Tensor, torch.Tensor]:
                x, y = draw(epoch)
                return standardize(x), y

            torch.manual_seed(seed)
            history = fit(
                make(num_classes=CLASSES), train, held_out,
                epochs=EPOCHS, lr=1e-3, batch_size=32, cosine=True, seed=seed,
            )  # fmt: skip
            content[f"{head}, seed {seed}"] = [round(a, 4) for a in history.test_accuracy]
            print(f"{head}, seed {seed}: {history.test_accuracy[-1]:.3f}, {history.seconds:.0f} s")
    print(save_json(RESULTS, content))
