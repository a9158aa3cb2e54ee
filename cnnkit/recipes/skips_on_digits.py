"""Plain and residual CIFAR networks on the small digits, trained alike, for `lesions` and `loss_surfaces`."""

from typing import NamedTuple

import torch

from cnnkit.data.digits import load_digits
from cnnkit.models.create import create_model
from cnnkit.models.resnet_cifar import CifarResNet
from cnnkit.training.loop import evaluate, fit

SEEDS, RATES, EPOCHS = [1, 2, 3], [0.01, 0.03, 0.1], 10
RULE = (
    "rates 0.01, 0.03 and 0.1 are tried with the first seed; the one with the lowest training loss is taken "
    "for all three, for each network by itself"
)


class Trained(NamedTuple):
    rate: float
    networks: list[CifarResNet]
    """One a seed, in eval mode."""
    told: dict[str, list[float]]
    """`train loss`, `train` and `held` (accuracies), one a seed; `tried`, training loss by rate."""


def tuned(name: str) -> Trained:
    """The network `name` with one channel in, at the rate that `RULE` says, one a seed."""
    first = {rate: _run(name, rate, SEEDS[0]) for rate in RATES}
    rate = min(RATES, key=lambda rate: first[rate][1]["train loss"])
    runs = [first[rate], *(_run(name, rate, seed) for seed in SEEDS[1:])]
    told = {key: [round(found[key], 4) for _, found in runs] for key in runs[0][1]}
    told["tried"] = [round(first[rate][1]["train loss"], 4) for rate in RATES]
    print(name, rate, told, flush=True)
    return Trained(rate, [network for network, _ in runs], told)


def _run(name: str, rate: float, seed: int) -> tuple[CifarResNet, dict[str, float]]:
    digits = load_digits(size=8)
    torch.manual_seed(seed)
    network = create_model(name, in_channels=1)
    assert isinstance(network, CifarResNet)
    fit(
        network, (digits.train_x, digits.train_y), epochs=EPOCHS, lr=rate, seed=seed,
        optimizer="sgd", nesterov=True, weight_decay=1e-4, cosine=True, batch_size=64,
    )  # fmt: skip
    train = evaluate(network, digits.train_x, digits.train_y)
    held = evaluate(network, digits.test_x, digits.test_y)
    told = {"train loss": train.loss, "train": train.accuracy, "held": held.accuracy}
    return network.eval(), told
