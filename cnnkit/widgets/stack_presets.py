"""The chains that `StackBuilder` starts from, each with the claim on its button.

AlexNet stands here as one tower, without groups.
"""

from typing import Any

from cnnkit.widgets.vgg_config import layers_of

_CIFAR = "conv 32 k3\nconv 32 k3\npool 2\nconv 64 k3\nconv 64 k3\npool 2\nconv 64 k3\n"
_DENSE = "flatten\nlinear 4096{expected}\nlinear 4096\nlinear 1000"
_ALEXNET = (
    "{first}conv 96 k11 s4\npool 3 s2\nconv 256 k5{p2}\npool 3 s2\n"
    "conv 384 k3{p1}\nconv 384 k3{p1}\nconv 256 k3{p1}\npool 3 s2\n"
)
_ALEXNET_MAPS = _ALEXNET.format(first="", p2=" p2", p1=" p1")
_ALEXNET_HEAD = _DENSE.format(expected=" in 9216")
_VGG, _VGG_A = (
    "\n".join([*layers_of(config), ""])
    for config in (
        "64 64 M 128 128 M 256 256 256 M 512 512 512 M 512 512 512 M",
        "64 M 128 M 256 256 M 512 512 M 512 512 M",
    )
)
_LENET = "conv 6 k5\navgpool 2\nconv 16 k5\navgpool 2\nflatten\nlinear 120\nlinear 84\nlinear 10"
_PAPER = "The paper's sizes: 55, 27, 27, 13, 13, 13, 13, 6; then 9,216 numbers go into the first Linear."


def _preset(claim: str, shape: tuple[int, int, int], layers: str, note: str = "", **more: Any) -> list[Any]:
    start = {"input": list(shape), "layers": layers.strip(), "note": note, "selected": 0, "cone": False}
    return [claim, start | more]


PRESETS: dict[str, list[Any]] = {
    "cifar": _preset(
        "CIFAR net, one number wrong",
        (3, 32, 32),
        f"{_CIFAR}flatten\nlinear 1024 in 1600\nlinear 10",
        "Built rightly it has 703,594 parameters.",
        selected=9,
    ),
    "cifar_whole": _preset(
        "CIFAR net", (3, 32, 32), f"{_CIFAR}flatten\nlinear 1024 in 576\nlinear 10", selected=9
    ),
    "cifar_gmp": _preset(
        "CIFAR net, global max pooling", (3, 32, 32), f"{_CIFAR}gmp\nlinear 1024 in 64\nlinear 10", selected=9
    ),
    "lenet5": _preset("LeNet-5", (1, 32, 32), _LENET),
    "alexnet_227": _preset("AlexNet from 227", (3, 227, 227), _ALEXNET_MAPS + _ALEXNET_HEAD, _PAPER),
    "alexnet_224": _preset("AlexNet from 224", (3, 224, 224), _ALEXNET_MAPS + _ALEXNET_HEAD, _PAPER),
    "alexnet_false": _preset(
        "AlexNet, false chain",
        (3, 227, 227),
        _ALEXNET.format(first="pad 0\n", p2="", p1="") + _ALEXNET_HEAD,
        _PAPER,
        selected=4,  # the first convolution that should have been padded
    ),
    "vgg11": _preset("VGG-11 (A)", (3, 224, 224), _VGG_A + _DENSE.format(expected=""), selected=15),
    "vgg16": _preset("VGG-16 (D)", (3, 224, 224), _VGG + _DENSE.format(expected=""), selected=20),
    "pool_last": _preset("Pool last", (3, 32, 32), "conv 16 k3\nconv 16 k3\npool 2", cone=True, selected=3),
    "pool_first": _preset("Pool first", (3, 32, 32), "pool 2\nconv 16 k3\nconv 16 k3", cone=True, selected=3),
    "alexnet_cone": _preset("AlexNet: 195 pixels", (3, 227, 227), _ALEXNET_MAPS, cone=True, selected=8),
    "three_3x3": _preset(
        "Three of 3×3",
        (64, 32, 32),
        "conv 64 k3 p1\nrelu\n" * 3,
        "One 7×7 sees as far: 7 pixels.",
        selected=5,
    ),
    "two_and_one": _preset(
        "A 5×5 and a 3×3",
        (64, 32, 32),
        "conv 64 k5 p2\nrelu\nconv 64 k3 p1\nrelu",
        "Two of the three are merged.",
        selected=1,
    ),
    "one_7x7": _preset("One 7×7", (64, 32, 32), "conv 64 k7 p3\nrelu", "All three are merged.", selected=1),
    "vgg16_cone": _preset("VGG-16: 212 pixels", (3, 224, 224), _VGG, cone=True, selected=18),
}
"""`[claim on the button, traits to start from]` by name."""

_FAMILIES = (
    ("three_3x3", "two_and_one", "one_7x7"),
    ("cifar", "cifar_gmp"),
    ("pool_last", "pool_first", "alexnet_cone", "vgg16_cone"),
    ("vgg11", "vgg16"),
    ("alexnet_false", "alexnet_227", "alexnet_224"),
)


def family(name: str) -> list[str]:
    """The preset and those that go with it, itself first."""
    others = [other for members in _FAMILIES if name in members for other in members if other != name]
    return [name, *others]
