"""What adversarial-slider shows before the network is fetched: answers by radius, by gradient and by coin.

`python -m cnnkit.recipes adversarial_slider` writes `cnnkit/widgets/data/adversarial_slider.json`. Pictures
are those that a page decodes, and the coins those that it throws.
"""

import base64

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from cnnkit.models.create import weights_info
from cnnkit.models.prepare import class_names
from cnnkit.recipes.real_network import decoded, network, top
from cnnkit.recipes.store import WIDGET_DATA, provenance, save_json
from cnnkit.visualize.attacks.gradient_sign import fgsm, pgd
from cnnkit.widgets.adversarial_slider import LEVELS, STEPS, TARGETS, coins, packed_signs
from cnnkit.widgets.real_network import photograph_files

SHOWN = ("coffee", "motorcycle", "rocket", "cat")
SEED = 0


def attacked(model: nn.Module, x: Tensor, level: float, first: int, target: int | None) -> Tensor:
    """`x` with a radius of `level` of 255: one step away from `first`, or `STEPS` towards a target."""
    eps = level / 255
    if target is None:
        return fgsm(model, x, first, eps)
    return pgd(model, x, target, eps, eps / 4, STEPS, targeted=True)


def main() -> None:
    torch.set_num_threads(1)
    model, names = network(), class_names(weights_info("squeezenet1_1", "imagenet"))
    content = provenance("adversarial_slider", SEED) | {"levels": LEVELS, "steps": STEPS}
    content["targets"] = {name: names.index(name) for name in TARGETS}
    for name in SHOWN:
        x = decoded(photograph_files()[name])[None]
        first = int(model(x).argmax())
        noise = torch.from_numpy(coins(x.numel(), SEED)).view(x.shape)
        arms = {"noise": [top(model, (x + level / 255 * noise).clamp(0, 1)[0]) for level in LEVELS]}
        for target in (None, *TARGETS):
            aim = None if target is None else names.index(target)
            arms[target or "away"] = [
                top(model, attacked(model, x, level, first, aim)[0]) for level in LEVELS
            ]
        open_x = x.clone().requires_grad_()
        loss = F.cross_entropy(model(open_x), torch.tensor([first]))
        signs = torch.autograd.grad(loss, open_x)[0].sign()
        content[f"photograph {name}"] = {
            "first": names[first],
            "arms": arms,
            "signs": base64.b64encode(packed_signs(signs.numpy().astype(np.int8).ravel())).decode("ascii"),
        }
        print(name, names[first], [row[0][0] for row in arms["away"]], flush=True)
    print(save_json(WIDGET_DATA / "adversarial_slider.json", content))
