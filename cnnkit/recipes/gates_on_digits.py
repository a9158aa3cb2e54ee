"""Gates where they have something to do and where not: accuracy, and what is left with gates held still.

*Striped* digits: zeros and ones, half of them with a bright stripe far to the right, which turns the answer
round; two convolutions and a plain head, a gate before it, or one more layer in it. *Everyday* digits: the
ten classes, three convolutions with and without gates. The page book/blocks/gates-capsules.md reads the runs,
and trains the striped networks of seed 0 itself.
"""

from datetime import date

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from cnnkit.blocks.squeeze_excite import SqueezeExcite
from cnnkit.data.digits import load_digits
from cnnkit.recipes.store import REPOSITORY, provenance, save_json

SEEDS = list(range(6))
STRIPED = {"epochs": 40, "rate": 0.02, "width": 8}
EVERYDAY = {"epochs": 8, "rate": 0.01, "width": 16}
RESULTS = REPOSITORY / "book" / "blocks" / "results" / "gates.json"


def striped(x: Tensor, y: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Zeros and ones `(n, 1, 8, 16)`, each without and with a stripe; the class; where the stripe is."""
    x, y = x[y < 2].repeat(2, 1, 1, 1), y[y < 2].repeat(2)
    stripe = torch.arange(len(x)) >= len(x) // 2
    wide = F.pad(x, (0, 8))
    wide[:, 0, :, 13:] = stripe.float()[:, None, None]
    return wide, y ^ stripe.long(), stripe


def striped_network(kind: str) -> nn.Sequential:
    """Two convolutions, and a head that is "plain", has a "gate" before it, or a "hidden" layer in it."""
    c = STRIPED["width"]
    layers: list[nn.Module] = []
    for channels in (1, c):
        layers += [nn.Conv2d(channels, c, 3, padding=1), nn.BatchNorm2d(c), nn.ReLU()]
    layers += [SqueezeExcite(c, reduction=1)] if kind == "gate" else []
    layers += [nn.AdaptiveAvgPool2d(1), nn.Flatten()]
    layers += [nn.Linear(c, c), nn.ReLU()] if kind == "hidden" else []
    return nn.Sequential(*layers, nn.Linear(c, 2))


def everyday_network(kind: str) -> nn.Sequential:
    """Three 3×3 convolutions with batch normalization, each followed by a gate, and a mean per map."""
    layers, channels, width = list[nn.Module](), 1, EVERYDAY["width"]
    for out, stride in ((width, 1), (width, 2), (2 * width, 1)):
        layers += [
            nn.Conv2d(channels, out, 3, stride=stride, padding=1),
            nn.BatchNorm2d(out),
            nn.ReLU(),
        ]
        layers += [SqueezeExcite(out, reduction=4)] if kind == "gate" else []
        channels = out
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 10))


def train(net: nn.Sequential, x: Tensor, y: Tensor, epochs: int, rate: float) -> nn.Sequential:
    """Adam, batches of 64, in an order that torch's random state gives."""
    steps = torch.optim.Adam(net.parameters(), lr=rate)
    for _ in range(epochs):
        for some in torch.randperm(len(x)).split(64):
            steps.zero_grad()
            F.cross_entropy(net(x[some]), y[some]).backward()
            steps.step()
    return net.eval()


def accuracy(net: nn.Sequential, x: Tensor, y: Tensor, *, still: bool = False) -> float:
    """Share that is read right; `still` gives every picture the gates' means over all of them."""
    gates = [layer.sigmoid for layer in net if isinstance(layer, SqueezeExcite) and still]
    hooks = [
        gate.register_forward_hook(lambda _layer, _given, out: out.mean(0, keepdim=True).expand_as(out))
        for gate in gates
    ]
    with torch.inference_mode():
        right = net(x).argmax(1) == y
    for hook in hooks:
        hook.remove()
    return round(right.double().mean().item(), 4)


def moved(net: nn.Sequential, x: Tensor, first: Tensor) -> list[float]:
    """For each gate: how far its means on the pictures `first` and on the others lie apart, over channels."""
    found = list[Tensor]()
    hooks = [
        layer.sigmoid.register_forward_hook(lambda layer, given, out: found.append(out.flatten(1)))
        for layer in net
        if isinstance(layer, SqueezeExcite)
    ]
    with torch.inference_mode():
        net(x)
    for hook in hooks:
        hook.remove()
    return [round((g[first].mean(0) - g[~first].mean(0)).abs().mean().item(), 4) for g in found]


def runs_of_stripes() -> dict[str, list]:
    digits = load_digits(size=8)
    x, y, _ = striped(digits.train_x, digits.train_y)
    test_x, test_y, stripe = striped(digits.test_x, digits.test_y)
    found: dict[str, list] = {"plain": [], "gate": [], "hidden": [], "gates held still": [], "moved": []}
    for seed in SEEDS:
        for kind in ("plain", "gate", "hidden"):
            torch.manual_seed(seed)
            net = train(striped_network(kind), x, y, STRIPED["epochs"], STRIPED["rate"])
            found[kind].append(accuracy(net, test_x, test_y))
            if kind == "gate":
                found["gates held still"].append(accuracy(net, test_x, test_y, still=True))
                found["moved"].append(moved(net, test_x, stripe)[0])
        print(f"striped, seed {seed}:", {kind: values[-1] for kind, values in found.items()}, flush=True)
    return found


def runs_of_every_day() -> dict[str, list]:
    digits = load_digits(size=8)
    zeros_and_ones = digits.test_y < 2
    found: dict[str, list] = {"plain": [], "gate": [], "gates held still": [], "moved": []}
    for seed in SEEDS:
        for kind in ("plain", "gate"):
            torch.manual_seed(seed)
            net = everyday_network(kind)
            train(net, digits.train_x, digits.train_y, EVERYDAY["epochs"], EVERYDAY["rate"])
            found[kind].append(accuracy(net, digits.test_x, digits.test_y))
            if kind == "gate":
                found["gates held still"].append(accuracy(net, digits.test_x, digits.test_y, still=True))
                two = digits.test_x[zeros_and_ones], digits.test_y[zeros_and_ones] == 0
                found["moved"].append(moved(net, *two))
        print(f"everyday, seed {seed}:", {kind: values[-1] for kind, values in found.items()}, flush=True)
    return found


def main() -> None:
    torch.set_num_threads(1)
    content = provenance("gates_on_digits", SEEDS) | {"date": date.today().isoformat()}
    content |= {"striped": STRIPED | runs_of_stripes(), "everyday": EVERYDAY | runs_of_every_day()}
    print(save_json(RESULTS, content))
