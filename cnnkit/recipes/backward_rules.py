"""The network of `BackwardRules`: two convolutions with ReLUs and max pools, trained on the digits.

`python -m cnnkit.recipes backward_rules` writes `cnnkit/widgets/data/backward_rules.json`: layers, weights,
how alike the rules' maps for two classes are, and the maps of one digit for all classes.
"""

import base64

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from cnnkit.data.digits import enlarge, load_digits
from cnnkit.recipes.store import WIDGET_DATA, provenance, save_json
from cnnkit.visualize.attribution.relu_rules import relu_rule
from cnnkit.widgets.backward_rules import DIGIT, RULES
from cnnkit.widgets.engine import describe, engine_weights
from cnnkit.widgets.stills import first_of_each_class

SEED, EPOCHS, RATE = 0, 12, 2e-3


def build() -> nn.Sequential:
    """LeNet's shape with the layers of today: `(n, 1, 32, 32) -> (n, 10)`."""
    net = nn.Sequential()
    for name, part in (
        ("conv1", nn.Conv2d(1, 8, 5)),
        ("relu1", nn.ReLU()),
        ("pool1", nn.MaxPool2d(2)),
        ("conv2", nn.Conv2d(8, 16, 5)),
        ("relu2", nn.ReLU()),
        ("pool2", nn.MaxPool2d(2)),
        ("flatten", nn.Flatten()),
        ("dense", nn.Linear(400, 48)),
        ("relu3", nn.ReLU()),
        ("head", nn.Linear(48, 10)),
    ):
        net.add_module(name, part)
    return net


def train(net: nn.Sequential) -> float:
    """By Adam on the shipped digits of 32 pixels; the share of held-out digits that are read."""
    digits = load_digits(size=32)
    steps = torch.optim.Adam(net.parameters(), lr=RATE)
    for _ in range(EPOCHS):
        for some in torch.randperm(len(digits.train_x)).split(64):
            steps.zero_grad()
            F.cross_entropy(net(digits.train_x[some]), digits.train_y[some]).backward()
            steps.step()
    with torch.no_grad():
        return (net(digits.test_x).argmax(1) == digits.test_y).double().mean().item()


def drawn(net: nn.Module, x: Tensor, target: int, rule: str) -> Tensor:
    """`(32, 32)`: what comes back to the picture `x` `(1, 1, 32, 32)` from one class."""
    leaf = x.clone().requires_grad_()
    if rule == "gradient":
        net(leaf)[0, target].backward()
    else:
        with relu_rule(rule):  # pyright: ignore[reportArgumentType]
            net(leaf)[0, target].backward()
    assert leaf.grad is not None
    return leaf.grad[0, 0]


def main() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    net = build()
    accuracy = train(net)
    net.eval()
    weights = engine_weights(net)
    flat = b"".join(array.astype("<f2").tobytes() for array in weights.values())
    net.load_state_dict(
        {name: torch.from_numpy(a.astype("<f2").astype("<f4")) for name, a in weights.items()}
    )
    pictures = enlarge(torch.from_numpy(first_of_each_class() / 16).float()[:, None], 32)
    maps = torch.stack(
        [
            torch.stack([torch.stack([drawn(net, x[None], c, rule) for c in range(10)]) for rule in RULES])
            for x in pictures
        ]
    )  # digit rule class 32 32
    unit = F.normalize(maps.flatten(3), dim=3)
    alike = torch.einsum("dri,drci->drc", _own(unit), unit)
    content = provenance("backward_rules", SEED) | {"epochs": EPOCHS, "accuracy": round(accuracy, 4)}
    content["description"] = describe(net, (1, 32, 32))
    content["manifest"] = [[name, list(array.shape)] for name, array in weights.items()]
    content["weights"] = base64.b64encode(flat).decode("ascii")
    with torch.no_grad():
        content["reads"] = net(pictures).argmax(1).tolist()
    content["alike"] = [[[round(v, 3) for v in row] for row in rules] for rules in alike.tolist()]
    peaks = maps[DIGIT].abs().amax((2, 3), keepdim=True)
    steps = (127 * maps[DIGIT] / peaks).round().to(torch.int8)
    content["maps"] = base64.b64encode(steps.numpy().tobytes()).decode("ascii")
    print(f"{accuracy:.3f} held out, {len(flat)} bytes of weights")
    print(save_json(WIDGET_DATA / "backward_rules.json", content))


def _own(unit: Tensor) -> Tensor:
    """Of maps `(digit, rule, class, places)` those of the digit's own class."""
    return torch.stack([rules[:, k] for k, rules in enumerate(unit)])
