"""The networks of chapter 4, narrow, on generated shapes: every arm with the same tuning and three seeds.

The rule, the same for every arm: two rates are tried with one seed of their own, the better on 600 tuning
pictures is kept, and three other seeds train with it; their accuracies are those on 900 held-out pictures,
which nobody has tuned on. Arms that are compared see equally many pictures in equally many steps. Pages of
chapter 4 read the file.

The shapes are larger than elsewhere (`RADIUS`): with the usual ones these networks, which see some thousand
pictures, were still guessing.
"""

import time
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import torch
from torch import Tensor, nn

from cnnkit.data.augment import crop_and_flip
from cnnkit.data.shapes import draw_shapes, fresh_shapes, standardize, standardized
from cnnkit.recipes.narrow_nets import ARMS, CLASSES, SIDE
from cnnkit.recipes.store import REPOSITORY, provenance, save_json
from cnnkit.summary import macs, param_count
from cnnkit.training.loop import TrainingError, evaluate, fit

SEEDS, TUNING_SEED, RATES, BATCH = [0, 1, 2], 100, [1e-3, 4e-3], 32
RADIUS = (0.34, 0.44)
PICTURES, EPOCHS = 1000, 8
FEW, MANY_EPOCHS = 600, 16
"""Of the arms that ask what augmentation is worth: pictures that come back in every epoch."""
TUNING, HELD_OUT = (600, 2**31 + 1), (900, 2**31)
"""Pictures and the seed that draws them: beyond those of training (`cnnkit.data.shapes.TEST_SEEDS`)."""
RESULTS = REPOSITORY / "book" / "architectures" / "results" / "narrow_nets.json"
RULE = (
    "AdamW, batches of 32, a cosine to zero. Each of `rates` is tried once with seed 100 and measured on "
    "600 tuning pictures; the better one trains seeds 0, 1 and 2, measured on 900 other pictures."
)

Pictures = tuple[Tensor, Tensor]


def pictures_to_test(count: int, seed: int) -> Pictures:
    x, y = draw_shapes(count, seed=seed, num_classes=CLASSES, radius=RADIUS)
    return standardize(x), y


def trained(arm: str, rate: float, seed: int) -> nn.Module | None:
    """The arm's network at this rate; None where training blew up."""
    torch.manual_seed(seed)
    net = ARMS[arm]()
    how: dict[str, Any] = {"lr": rate, "batch_size": BATCH, "cosine": True, "seed": seed}
    pictures = budget(arm)["pictures"]
    draw = standardized(fresh_shapes(pictures, seed=seed, num_classes=CLASSES, radius=RADIUS))
    try:
        if arm.startswith("alexnet"):
            augment = crop_and_flip if arm.endswith("augmented") else None
            fit(net, draw(0), epochs=MANY_EPOCHS, augment=augment, **how)
        else:
            fit(net, draw, epochs=EPOCHS, **how)
    except TrainingError:
        return None
    return net


def budget(arm: str) -> dict[str, Any]:
    """Pictures an epoch, epochs, and whether each epoch brings new ones."""
    if arm.startswith("alexnet"):
        return {"pictures": FEW, "epochs": MANY_EPOCHS, "fresh": False}
    return {"pictures": PICTURES, "epochs": EPOCHS, "fresh": True}


def right(net: nn.Module | None, pictures: Pictures) -> float:
    """Share of right answers; of a network that blew up, what guessing gets."""
    return 1 / CLASSES if net is None else round(evaluate(net, *pictures).accuracy, 4)


def run(arm: str, tuning: Pictures, held_out: Pictures) -> dict[str, Any]:
    """All runs of one arm."""
    start = time.process_time()
    tried = {f"{rate:g}": right(trained(arm, rate, TUNING_SEED), tuning) for rate in RATES}
    chosen = max(tried, key=tried.__getitem__)
    tuning_s = time.process_time() - start
    accuracies, seconds = [], []
    for seed in SEEDS:
        start = time.process_time()
        accuracies.append(right(trained(arm, float(chosen), seed), held_out))
        seconds.append(round(time.process_time() - start, 1))
    return {
        **sizes(ARMS[arm]), **budget(arm), "tried": tried, "rate": float(chosen),
        "accuracy": accuracies, "seconds": seconds, "tuning_seconds": round(tuning_s, 1),
    }  # fmt: skip


def sizes(make: Callable[[], nn.Module]) -> dict[str, int]:
    """Parameters that answer (those of training heads apart) and multiplications for one picture."""
    net = make()
    heads = sum(p.numel() for p in getattr(net, "heads", nn.Identity()).parameters())
    return {
        "params": param_count(net) - heads,
        "head_params": heads,
        "macs": macs(net, (1, 3, SIDE, SIDE)),
    }


def main(arms: Iterable[str] = ARMS) -> None:
    torch.set_num_threads(1)
    content = provenance("narrow_nets_on_shapes", SEEDS) | {
        "date": date.today().isoformat(), "rule": RULE, "rates": RATES, "tuning_seed": TUNING_SEED,
        "batch": BATCH, "classes": CLASSES, "side": SIDE, "radius": RADIUS, "held_out": HELD_OUT[0],
    }  # fmt: skip
    tuning, held_out = pictures_to_test(*TUNING), pictures_to_test(*HELD_OUT)
    for arm in arms:
        content[arm] = run(arm, tuning, held_out)
        print(arm, content[arm], flush=True)
    print(save_json(RESULTS, content))
