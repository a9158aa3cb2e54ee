"""FGSM, PGD and equal noise on held-out digits, against the shipped LeNet, one that rounds, and trained ones.

book/visualization/adversarial.md reads the shares of right answers by radius. The trained ones, of three
seeds, have seen ordinary digits, or digits that FGSM had changed just before each step (Goodfellow and
others, 2015, section 6); of both, each digit once an epoch.
"""

import warnings
from datetime import date

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from cnnkit.data.digits import Digits, load_digits
from cnnkit.models.create import create_model
from cnnkit.recipes.store import REPOSITORY, provenance, save_json
from cnnkit.visualize.attacks.equal_noise import equal_noise
from cnnkit.visualize.attacks.gradient_sign import fgsm, pgd
from cnnkit.visualize.attacks.robustness import robustness_curve
from cnnkit.visualize.attacks.rounded import Rounded

SEEDS, EPOCHS, RATE, TRAINING_EPS, SHADES, STEPS = [0, 1, 2], 8, 0.002, 0.1, 8, 10
COUNT = 200
EPSILONS = [0.0, 0.02, 0.04, 0.06, 0.08, 0.1, 0.15, 0.2, 0.3]
RESULTS = REPOSITORY / "book" / "visualization" / "results" / "attacks_on_digits.json"


def in_steps(model: nn.Module, x: Tensor, y: Tensor, eps: float) -> Tensor:
    """PGD in ten steps of a quarter of the radius."""
    return pgd(model, x, y, eps, eps / 4, STEPS)


def trained(digits: Digits, seed: int, eps: float) -> nn.Module:
    """A LeNet of this seed; each batch is attacked with `eps` before it is learnt, with 0 it is left."""
    torch.manual_seed(seed)
    net = create_model("lenet5")
    steps = torch.optim.Adam(net.parameters(), lr=RATE)
    for _ in range(EPOCHS):
        for some in torch.randperm(len(digits.train_x)).split(64):
            x, y = digits.train_x[some], digits.train_y[some]
            x = fgsm(net, x, y, eps) if eps else x
            steps.zero_grad()
            F.cross_entropy(net(x), y).backward()
            steps.step()
    return net.eval()


def main() -> None:
    torch.set_num_threads(1)
    digits = load_digits(32)
    x, y = digits.test_x[:COUNT], digits.test_y[:COUNT]

    def curve(model: nn.Module, attack) -> list[float]:
        return [round(share, 4) for share in robustness_curve(model, x, y, EPSILONS, attack)]

    net = create_model("lenet5", weights="digits").eval()
    rounded = Rounded(net, SHADES)
    known = Rounded(net, SHADES, straight_through=True)
    curves = {
        "fgsm": curve(net, fgsm),
        "pgd": curve(net, in_steps),
        "noise": [curve(net, lambda m, x, y, e, s=s: equal_noise(x, e, s)) for s in SEEDS],
        "rounded, attacked through": curve(rounded, lambda m, *rest: in_steps(known, *rest)),
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that no picture has a gradient is the point
        curves["rounded, attacked as it is"] = curve(rounded, in_steps)
    for name, eps in (("trained as usual", 0.0), ("trained on attacked digits", TRAINING_EPS)):
        curves[name] = []
        for seed in SEEDS:
            curves[name].append(curve(trained(digits, seed, eps), in_steps))
            print(f"{name}, seed {seed}: {curves[name][-1]}", flush=True)
    content = provenance("attacks_on_digits", SEEDS) | {
        "date": date.today().isoformat(), "digits": COUNT, "epochs": EPOCHS, "rate": RATE, "steps": STEPS,
        "training_eps": TRAINING_EPS, "shades": SHADES, "epsilons": EPSILONS,
    }  # fmt: skip
    print(save_json(RESULTS, content | {"curves": curves}))
