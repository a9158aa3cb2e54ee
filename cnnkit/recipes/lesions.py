"""ResNet-20 and its plain twin without some of their blocks: every one of the 2⁹ subsets, on held-out digits,
three seeds.

What is left where a block was is the same in both networks: nothing, or, where the shape changes, the
shortcut of option A, which has no weights. Nothing is trained afterwards. `mended` holds what is read without
single blocks after the running statistics were taken anew on the training digits; `paths` tells along paths
of which length the gradient comes back. book/architectures/why-skips-work.md reads the file; the counts go to
the widget lesion-toggles too.
"""

import time
from datetime import date

import torch
from torch import Tensor, nn

from cnnkit.blocks.residual import Residual, padded_identity
from cnnkit.data.digits import Digits, load_digits
from cnnkit.models.resnet_cifar import CifarResNet
from cnnkit.recipes.skips_on_digits import EPOCHS, RATES, RULE, SEEDS, tuned
from cnnkit.recipes.store import REPOSITORY, WIDGET_DATA, provenance, save_json
from cnnkit.visualize.landscape.paths import gradient_by_path_length
from cnnkit.visualize.landscape.surface import retake_statistics

RESULTS = REPOSITORY / "book" / "architectures" / "results" / "lesions.json"
ARMS = {"plain": "plain20_cifar", "residual": "resnet20_cifar"}
BLOCKS = 9


def blocks_of(network: CifarResNet) -> list[Residual]:
    """In the order in which they run."""
    return [part for part in network.modules() if isinstance(part, Residual)]


def left_behind(network: CifarResNet) -> list[nn.Module]:
    """What stands where each block was: the input, or option A where the shape changes."""
    found = []
    for block in blocks_of(network):
        conv = block.branch.get_submodule("conv1.conv")
        assert isinstance(conv, nn.Conv2d)
        found.append(padded_identity(conv.in_channels, conv.out_channels, conv.stride[0]))
    return found


@torch.no_grad()
def right_by_subset(network: CifarResNet, x: Tensor, y: Tensor) -> list[int]:
    """How many of x are read right, for each of the 2ⁿ sets of blocks taken out; bit i of the place is set
    where block i is out. Maps that several sets share are computed once.
    """
    blocks, instead = blocks_of(network.eval()), left_behind(network)
    found = [0] * 2 ** len(blocks)

    def go(i: int, maps: Tensor, out: int) -> None:
        if i == len(blocks):
            found[out] = int((network.head(maps).argmax(1) == y).sum())
            return
        go(i + 1, blocks[i](maps), out)
        go(i + 1, instead[i](maps), out | 1 << i)

    go(0, network.stem(x), 0)
    return found


@torch.no_grad()
def right_mended(network: CifarResNet, digits: Digits, out: int) -> int:
    """How many held-out digits are read right without block `out`, when every normalization behind it has
    taken the statistics of the training digits as they come now. The network is left as it was.
    """
    blocks, instead = blocks_of(network), left_behind(network)
    kept = {key: value.clone() for key, value in network.state_dict().items()}

    def run(x: Tensor) -> Tensor:
        maps = network.stem(x)
        for i, block in enumerate(blocks):
            maps = instead[i](maps) if i == out else block(maps)
        return network.head(maps)

    retake_statistics(network.eval(), lambda _: run(digits.train_x))
    right = int((run(digits.test_x).argmax(1) == digits.test_y).sum())
    network.load_state_dict(kept)
    return right


def paths(network: CifarResNet, digits: Digits) -> dict[str, list[float]]:
    """By length 0 to 9: what one path brings to the gradient at the input, and the share of all of that
    length.
    """
    rows = gradient_by_path_length(network, digits.test_x[:128], digits.test_y[:128], samples=64)
    return {
        "size": [float(f"{row.size:.3g}") for row in rows],
        "share": [round(row.share, 4) for row in rows],
    }


def main() -> None:
    torch.set_num_threads(1)
    start, digits = time.perf_counter(), load_digits(size=8)
    x, y = digits.test_x, digits.test_y
    content = provenance("lesions", SEEDS) | {
        "date": date.today().isoformat(), "epochs": EPOCHS, "rates": RATES, "rule": RULE, "pictures": len(y),
    }  # fmt: skip
    for arm, name in ARMS.items():
        trained = tuned(name)
        content[arm] = {"network": name, "rate": trained.rate} | trained.told
        counts = [right_by_subset(network, x, y) for network in trained.networks]
        content[f"{arm} subsets"] = counts
        if arm == "residual":
            content["paths"] = [paths(network, digits) for network in trained.networks]
        content[arm]["whole"] = [right[0] for right in counts]
        content[arm]["without"] = [[right[1 << i] for i in range(BLOCKS)] for right in counts]
        content[arm]["mended"] = [
            [right_mended(network, digits, i) for i in range(BLOCKS)] for network in trained.networks
        ]
        print(arm, content[arm], flush=True)
    content["seconds"] = round(time.perf_counter() - start)
    print(save_json(RESULTS, content))
    kept = ("command", "seed", "torch", "machine", "date", "pictures", *(f"{arm} subsets" for arm in ARMS))
    print(save_json(WIDGET_DATA / "lesions.json", {key: content[key] for key in kept}))
