"""What the attribution methods are worth on the real network: a planted cup, weights that lose their sense.

`python -m cnnkit.recipes attribution_checks` writes book/visualization/results/attribution.json, which the
pages on attribution read:

- planted: 50 times a small photograph of a cup of coffee is set into one of three textures; how often a
  method's peak lies in it, and what share of the map does.
- randomised (J. Adebayo and others, "Sanity Checks for Saliency Maps", 2018, arXiv 1810.03292): the weights
  of SqueezeNet are shuffled within each layer, from the last layer down; how alike the map stays (rank
  correlation).
- sums: by how much the sum of integrated gradients misses F(x) - F(black), as a share of it, in float64, by
  the number of stretches where none is halved.
- held: the same for the function as it is called, for every bundled photograph, and how many slopes it took.
"""

from collections.abc import Callable
from datetime import date

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from cnnkit import visualize
from cnnkit.data.photos import PHOTOS, photo
from cnnkit.recipes.real_network import network
from cnnkit.recipes.store import REPOSITORY, provenance, save_json

RESULTS = REPOSITORY / "book" / "visualization" / "results" / "attribution.json"
SIDE, PATCH, SCENES, SEED = 224, 80, 50, 0
TEXTURES = ("brick", "grass", "gravel")
WINDOW, STRIDE, CELL = 56, 28, 28
ESPRESSO, EGYPTIAN_CAT = 967, 285

Method = Callable[[nn.Module, Tensor, int], Tensor]
METHODS: dict[str, Method] = {
    "saliency": visualize.saliency,
    "smoothgrad": lambda net, x, c: visualize.smoothgrad(net, x, c, samples=8),
    "integrated_gradients": lambda net, x, c: visualize.integrated_gradients(
        net, x, c, 0, 10, tolerance=None
    ),
    "guided_backprop": visualize.guided_backprop,
    "deconvnet": visualize.deconvnet,
    "occlusion": lambda net, x, c: visualize.occlusion(net, x, c, WINDOW, STRIDE, 0.5),
    "grad_cam": lambda net, x, c: visualize.grad_cam(net, x, c, "body.fire9"),
    "cam": visualize.cam,
}


def one_map(method: str, net: nn.Module, x: Tensor, target: int) -> Tensor:
    """A method's answer to one picture `(1, 3, h, w)` as a map `(h, w)` without signs: slopes by size, summed
    over colours; of the others what speaks for the class, spread over the pixels that it covers.
    """
    said = METHODS[method](net, x, target)
    if said.ndim == 4:
        return said[0].abs().sum(0)
    said = said.clamp(min=0)[None]
    if method == "occlusion":
        spread = nn.functional.conv_transpose2d(said, said.new_ones(1, 1, WINDOW, WINDOW), stride=STRIDE)
        count = F.conv_transpose2d(torch.ones_like(said), said.new_ones(1, 1, WINDOW, WINDOW), stride=STRIDE)
        return (spread / count)[0, 0]
    return F.interpolate(said, x.shape[2:], mode="bilinear", align_corners=False)[0, 0]


def scene(number: int) -> tuple[Tensor, tuple[int, int]]:
    """A texture `(1, 3, 224, 224)` with the cup set in, and the patch's first row and column."""
    generator = torch.Generator().manual_seed(SEED + number)
    x = photo(TEXTURES[number % len(TEXTURES)], SIDE)[None].clone()
    top, left = (int(v) for v in torch.randint(0, SIDE - PATCH + 1, (2,), generator=generator))
    x[0, :, top : top + PATCH, left : left + PATCH] = photo("coffee", PATCH)
    return x, (top, left)


def planted(net: nn.Module) -> dict[str, dict[str, float]]:
    """For each method the share of scenes whose peak (of cells of 28 pixels) lies in the patch, and the mean
    share of the map inside it.
    """
    found = {method: {"hits": 0.0, "inside": 0.0} for method in METHODS}
    for number in range(SCENES):
        x, (top, left) = scene(number)
        for method, row in found.items():
            where = one_map(method, net, x, ESPRESSO)
            cells = F.avg_pool2d(where[None, None], CELL, CELL // 2)[0, 0]
            i, j = divmod(int(cells.argmax()), cells.shape[1])
            middle = CELL // 2 * i + CELL / 2, CELL // 2 * j + CELL / 2
            inside = where[top : top + PATCH, left : left + PATCH].sum() / where.sum().clamp(min=1e-30)
            row["hits"] += (top <= middle[0] < top + PATCH and left <= middle[1] < left + PATCH) / SCENES
            row["inside"] += inside.item() / SCENES
        print(f"scene {number}: { ({m: round(r['hits'], 2) for m, r in found.items()}) }", flush=True)
    return {method: {key: round(v, 4) for key, v in row.items()} for method, row in found.items()}


@torch.no_grad()
def shuffle(weight: Tensor, seed: int = SEED) -> None:
    """The same numbers in another order: as large, as many, and saying nothing."""
    order = torch.randperm(weight.numel(), generator=torch.Generator().manual_seed(seed))
    weight.copy_(weight.flatten()[order].view_as(weight))


def shuffle_group(net: nn.Module, group: str) -> None:
    """The filters of every convolution in a part of the network."""
    for part in net.get_submodule(group).modules():
        if isinstance(part, nn.Conv2d):
            shuffle(part.weight)


def rank_correlation(a: Tensor, b: Tensor) -> float | None:
    """Spearman's; None where a map is the same everywhere."""
    if a.min() == a.max() or b.min() == b.max():
        return None
    ranks = [v.flatten().argsort().argsort().double() for v in (a, b)]
    return round(torch.corrcoef(torch.stack(ranks))[0, 1].item(), 4)


GROUPS = ("head.conv10", *(f"body.fire{n}" for n in range(9, 1, -1)), "body.conv1")
PICTURES = {"coffee": ESPRESSO, "cat": EGYPTIAN_CAT}
STEPS = (10, 20, 50, 200)


def randomised() -> dict[str, dict[str, list[float | None]]]:
    """By picture and method the likeness to the first map, after each of GROUPS has been shuffled as well."""
    found: dict[str, dict[str, list[float | None]]] = {}
    for name, target in PICTURES.items():
        net, x = network(), photo(name, SIDE)[None]
        first = {method: one_map(method, net, x, target) for method in METHODS}
        rows = found.setdefault(name, {method: [] for method in METHODS})
        for group in GROUPS:
            shuffle_group(net, group)
            for method, row in rows.items():
                row.append(rank_correlation(first[method], one_map(method, net, x, target)))
            print(f"{name} {group}: { ({m: r[-1] for m, r in rows.items()}) }", flush=True)
    return found


def rise(net: nn.Module, x: Tensor, target: int) -> float:
    """F(x) - F(black)."""
    with torch.no_grad():
        return (net(x) - net(torch.zeros_like(x)))[0, target].item()


def sums() -> dict[str, dict[str, float]]:
    """By picture and steps what the sum misses, as a share of the rise; signed."""
    net, found = network().double(), dict[str, dict[str, float]]()
    for name, target in PICTURES.items():
        x = photo(name, SIDE)[None].double()
        row = found.setdefault(name, {})
        for steps in STEPS:
            total = visualize.integrated_gradients(net, x, target, 0, steps, tolerance=None).sum().item()
            row[str(steps)] = float(f"{total / rise(net, x, target) - 1:.2e}")
            print(f"{name}, {steps} steps: {row[str(steps)]}", flush=True)
    return found


def held(name: str, net: nn.Module) -> dict[str, float]:
    """Of a photograph's first class to `net`: what the sum misses, and how many slopes were taken."""
    x = photo(name, SIDE)[None].to(next(net.parameters()))
    with torch.no_grad():
        target = int(net(x).argmax())
    slopes = 0

    def count(part: nn.Module, given: tuple[Tensor, ...]) -> None:
        nonlocal slopes
        slopes += len(given[0])

    handle = net.register_forward_pre_hook(count)
    total = visualize.integrated_gradients(net, x, target).sum().item()
    handle.remove()
    row = {"slopes": slopes, "off": float(f"{total / rise(net, x, target) - 1:.2e}")}
    print(f"{name}, class {target}: {row}", flush=True)
    return row


def main() -> None:
    torch.set_num_threads(1)
    content = provenance("attribution_checks", SEED) | {
        "date": date.today().isoformat(), "side": SIDE, "patch": PATCH, "scenes": SCENES,
        "groups": list(GROUPS), "area": round(PATCH**2 / SIDE**2, 4),
    }  # fmt: skip
    run = {"held": {name: held(name, network().double()) for name in PHOTOS}}
    run |= {"sums": sums(), "randomised": randomised(), "planted": planted(network())}
    print(save_json(RESULTS, content | run))
