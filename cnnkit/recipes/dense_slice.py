"""The loss around a trained dense and a trained residual network, along one filter-normalised direction.

The networks of `dense_on_digits` on the small digits, three seeds; for book/architectures/wider-denser.md.
"""

import time
from datetime import date

import torch
import torch.nn.functional as F

from cnnkit.data.digits import load_digits
from cnnkit.recipes.dense_on_digits import build
from cnnkit.recipes.store import REPOSITORY, provenance, save_json
from cnnkit.training.loop import fit
from cnnkit.visualize.landscape.directions import filter_normalized_direction
from cnnkit.visualize.landscape.surface import loss_surface

SEEDS, RATE, EPOCHS, PICTURES = [1, 2, 3], 0.1, 8, 400
STEPS = [round(-1 + 0.1 * i, 1) for i in range(21)]
RESULTS = REPOSITORY / "book" / "architectures" / "results" / "dense_slice.json"


def slice_of(kind: str, seed: int) -> list[float]:
    """The mean loss on training digits at each of `STEPS`; running statistics recomputed at each."""
    x, y, _, _ = load_digits(size=8)
    torch.manual_seed(seed)
    net = build(kind)
    fit(
        net, (x, y), epochs=EPOCHS, lr=RATE, seed=seed,
        optimizer="sgd", nesterov=True, weight_decay=1e-4, cosine=True,
    )  # fmt: skip
    few, answers = x[:PICTURES], y[:PICTURES]
    direction = filter_normalized_direction(net, seed)
    losses = loss_surface(net, lambda model: F.cross_entropy(model(few), answers), direction, STEPS)
    return [round(v, 4) for v in losses.tolist()]


def main() -> None:
    torch.set_num_threads(1)
    start = time.process_time()
    content = provenance("dense_slice", SEEDS) | {
        "date": date.today().isoformat(), "rate": RATE, "epochs": EPOCHS, "pictures": PICTURES,
        "steps": STEPS,
    }  # fmt: skip
    for kind in ("dense", "residual"):
        content[kind] = [slice_of(kind, seed) for seed in SEEDS]
        print(kind, content[kind], flush=True)
    content["seconds"] = round(time.process_time() - start)
    print(save_json(RESULTS, content))
