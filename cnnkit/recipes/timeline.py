"""What the widget timeline shows: networks of the catalogue by year, and who won the contest.

Years, errors with their protocols and counts are the catalogue's; depths are measured; typed here are a short
name and an idea in a sentence.
"""

from typing import Any

from cnnkit.models import model_info
from cnnkit.models.catalog.cards import NOT_SEEN, error_text
from cnnkit.models.catalog.contest import CONTEST, HUMAN, Result
from cnnkit.models.catalog.entry import Variant
from cnnkit.models.catalog.reported import Reported
from cnnkit.recipes.on_meta import summary_of
from cnnkit.recipes.store import WIDGET_DATA, save_json
from cnnkit.summary.longest import weighted_depth

TARGET = WIDGET_DATA / "timeline.json"
SHOWN: dict[str, tuple[str, str, str]] = {
    "lenet5_1998": (
        "LeNet-5",
        "paper",
        "Small shared filters, pools that learn, and drawings of the digits at the end.",
    ),
    "alexnet": ("AlexNet", "two_towers", "ReLU, dropout and augmented pictures, on two graphics cards."),
    "zfnet": (
        "ZFNet",
        "paper",
        "AlexNet looked into, then given smaller filters and a smaller stride first.",
    ),
    "nin_cifar10": (
        "Network in network",
        "paper",
        "1×1 convolutions between the others, and an average for a head.",
    ),
    "vgg16": ("VGG-16", "paper", "Nothing but 3×3, pool, double: a rule that makes depth easy to say."),
    "googlenet": (
        "GoogLeNet",
        "paper",
        "Four branches side by side, each squeezed by 1×1 convolutions first.",
    ),
    "highway19_cifar": ("Highway network", "paper", "Gates that learn how much of the input to let past."),
    "inception_v3": (
        "Inception-v3",
        "released",
        "Large filters taken apart into small and into one-sided ones.",
    ),
    "resnet152": (
        "ResNet-152",
        "paper",
        "The input is added to what a block computes: a copy costs nothing.",
    ),
    "squeezenet1_0": (
        "SqueezeNet",
        "paper",
        "Squeeze by 1×1, then expand: AlexNet's error with a fiftieth of its weights.",
    ),
    "inception_v4": (
        "Inception-v4",
        "released",
        "Inception modules made alike and stacked deeper, also with shortcuts.",
    ),
    "wide_resnet50_2": ("Wide ResNet-50-2", "paper", "Fewer layers would do: each is made wider."),
    "fractalnet40_cifar": (
        "FractalNet-40",
        "table_3",
        "Paths of many lengths side by side, some dropped in training; no shortcut.",
    ),
    "densenet201": ("DenseNet-201", "paper", "Each layer reads all layers before it in its block."),
    "xception": ("Xception", "paper", "Every convolution taken apart into places and channels."),
    "resnext50_32x4d": (
        "ResNeXt-50",
        "paper",
        "A residual block in 32 groups: more branches instead of more depth.",
    ),
    "mobilenet_v1": (
        "MobileNet",
        "paper",
        "Separable convolutions all through, and one number that makes it narrower.",
    ),
    "nasnet_large": ("NASNet-A large", "paper", "Cells that a search put together, on small pictures first."),
    "se_resnet50": ("SE-ResNet-50", "paper", "A gate for each channel, computed from the averages of all."),
    "mobilenet_v2": (
        "MobileNetV2",
        "paper",
        "Wide inside and narrow between the blocks; the shortcut joins the narrow ends.",
    ),
    "hrnet_w18": ("HRNet-W18", "timm", "The full resolution is kept to the end beside coarser ones."),
}
"""Short name, the variant whose errors are shown, and the idea."""


def network(name: str) -> dict[str, Any]:
    """One network's line."""
    label, variant, idea = SHOWN[name]
    entry = model_info(name)
    built: Variant = entry.variants[variant]
    return {
        "name": label,
        "year": entry.year,
        "print": entry.year_of_print,
        "dataset": entry.dataset,
        "idea": idea,
        "depth": weighted_depth(summary_of(name, variant)),
        "params": built.params_without_heads,
        "single": [told(error) for error in built.errors if error.networks == 1],
        "several": [told(error) for error in built.errors if error.networks > 1],
        "ten_crops": ten_crops(built),
        "contest": [handed_in(result) for result in CONTEST if result.network == name],
        "page": entry.page,
    }


def told(error: Reported) -> str:
    """As `error_text`, with a dagger in place of where we read it, or did not."""
    *words, seen = error_text(error).split("; ")
    return "; ".join(words) + (" †" if seen == NOT_SEEN else "")


def ten_crops(built: Variant) -> float | None:
    """Top-5 error of one network, ten crops of 224 pixels of ImageNet's validation pictures: one protocol."""
    return next(
        (
            error.top5
            for error in built.errors
            if (error.networks, error.crops, error.side) == (1, 10, 224) and error.top5 is not None
        ),
        None,
    )


def handed_in(result: Result) -> dict[str, Any]:
    place = {1: "won", 2: "came second in"}[result.place]
    many = f" with {result.networks} networks" if result.networks else ""
    note = f" ({result.note})" if result.note else ""
    seen = ", a second-hand number" if result.second_hand else ""
    return {
        "year": result.year,
        "top5": result.top5,
        "text": f"{result.team} {place} ILSVRC {result.year}{many}: {result.top5:g} % top-5 "
        f"on the test pictures{note}{seen}",
    }


def content() -> dict[str, Any]:
    networks = [network(name) for name in SHOWN]
    assert [one["year"] for one in networks] == sorted(one["year"] for one in networks), "by year"
    return {
        "command": "python -m cnnkit.recipes timeline",
        "networks": networks,
        "winners": [
            {"year": result.year, "top5": result.top5, "team": result.team, "networks": result.networks}
            for result in CONTEST
            if result.place == 1
        ],
        "human": {"year": HUMAN.year, "top5": HUMAN.top5, "pictures": HUMAN.pictures, "note": HUMAN.note},
    }


def main() -> None:
    print(save_json(TARGET, content()))
