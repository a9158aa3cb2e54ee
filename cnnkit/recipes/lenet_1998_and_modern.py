"""LeNet-5 of 1998 and as it is rebuilt today, on the digits: error by seed, all tuned alike.

One rule for every network: Adam at each of `RATES`; the rate whose mean error on 297 digits is the lowest
is taken, and its errors on the last 500 digits are told. Digits stand in the order of their writers, so the
1,000 that train, the 297 and the 500 come from different hands. The page book/architectures/lenet.md reads
the runs.
"""

import time
from collections.abc import Callable
from datetime import date

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from cnnkit.data.digits import load_digits
from cnnkit.models.lenet import lenet5
from cnnkit.models.lenet_1998 import TableConv2d, lenet5_1998
from cnnkit.recipes.store import REPOSITORY, provenance, save_json

SEEDS, RATES = [0, 1, 2], [0.0003, 0.001, 0.003, 0.01]
EPOCHS, BATCH, CHOSEN_ON = 15, 32, 297
RESULTS = REPOSITORY / "book" / "architectures" / "results" / "lenet_1998.json"


def all_links() -> nn.Module:
    """The network of 1998, but each map of C3 reads all six maps of S2."""
    net = lenet5_1998()
    net.body.c3 = TableConv2d(("X" * 16,) * 6, 5)
    for parameter in net.body.c3.parameters():
        nn.init.uniform_(parameter, -2.4 / 150, 2.4 / 150)
    return net


def relu_and_max() -> nn.Module:
    """The modern network with what came later: ReLU for tanh, the largest of four for their mean."""
    net = lenet5()
    for part in (net.stem, net.body, net.head):
        for i, layer in enumerate(part):
            if isinstance(layer, nn.Tanh):
                part[i] = nn.ReLU()
            elif isinstance(layer, nn.AvgPool2d):
                part[i] = nn.MaxPool2d(2)
    return net


def distance(logits: Tensor, y: Tensor) -> Tensor:
    """The paper's equation 8: how far the last hidden layer is from the right drawing, per pixel of it."""
    return -logits.gather(1, y[:, None]).mean() / 84


Loss = Callable[[Tensor, Tensor], Tensor]
NETWORKS: dict[str, tuple[Callable[[], nn.Module], Loss]] = {
    "1998": (lenet5_1998, distance),
    "1998, all links": (all_links, distance),
    "1998, cross-entropy": (lenet5_1998, F.cross_entropy),
    "modern": (lenet5, F.cross_entropy),
    "ReLU and max": (relu_and_max, F.cross_entropy),
}
"""The networks, each with what it makes small in training."""


def paper_scale(x: Tensor) -> Tensor:
    """Black ink at 1.175 and white paper at -0.1, as the paper scales its pixels."""
    return 1.275 * x - 0.1


def train(
    net: nn.Module, x: Tensor, y: Tensor, *, rate: float, loss: Loss, epochs: int = EPOCHS
) -> nn.Module:
    """Adam, in an order that torch's random state gives."""
    steps = torch.optim.Adam(net.parameters(), lr=rate)
    for _ in range(epochs):
        for some in torch.randperm(len(x)).split(BATCH):
            steps.zero_grad()
            loss(net(x[some]), y[some]).backward()
            steps.step()
    return net.eval()


def error(net: nn.Module, x: Tensor, y: Tensor) -> float:
    """Per cent that are read wrong."""
    with torch.inference_mode():
        return round(100 * (net(x).argmax(1) != y).double().mean().item(), 2)


def main() -> None:
    torch.set_num_threads(1)
    started = time.perf_counter()
    digits = load_digits(32)
    x, test_x = paper_scale(digits.train_x), paper_scale(digits.test_x)
    cut = len(x) - CHOSEN_ON
    runs: dict[str, dict[str, list[list[float]]]] = {}
    for name, (make, loss) in NETWORKS.items():
        runs[name] = {"chosen on": [], "held out": []}
        for rate in RATES:
            found = []
            for seed in SEEDS:
                torch.manual_seed(seed)
                net = train(make(), x[:cut], digits.train_y[:cut], rate=rate, loss=loss)
                found.append((error(net, x[cut:], digits.train_y[cut:]), error(net, test_x, digits.test_y)))
            for key, values in zip(runs[name], zip(*found, strict=True), strict=True):
                runs[name][key].append(list(values))
            print(f"{name}, rate {rate}: {found}", flush=True)
    content = provenance("lenet_1998_and_modern", SEEDS) | {
        "date": date.today().isoformat(), "seconds": round(time.perf_counter() - started),
        "trained_on": cut, "chosen_on": CHOSEN_ON, "held_out": len(test_x), "epochs": EPOCHS, "batch": BATCH,
        "rates": RATES,
    }  # fmt: skip
    print(save_json(RESULTS, content | runs))
