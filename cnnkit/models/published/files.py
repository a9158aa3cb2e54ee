"""The table of published files: one row a network, with the variants that compute the same function.

Addresses are those of torchvision 0.29 (its first recipe, `IMAGENET1K_V1`, nearest to the papers) and of timm
1.0; where timm has moved a file to a hub whose address carries no checksum, the release of its older address
is taken. The digits before the suffix of every file are the first of its SHA-256.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["PUBLISHED", "Preparation", "Published"]

Colour = tuple[float, float, float]


class Preparation(NamedTuple):
    """How an image must enter."""

    resize: int
    """Its shorter side in pixels, before the square in the centre is cut out."""
    crop: int
    """Side of that square in pixels."""
    mean: Colour
    """Red, green and blue in [0, 1] enter as `(image - mean) / std`."""
    std: Colour


IMAGENET_MEAN: Colour = (0.485, 0.456, 0.406)
IMAGENET_STD: Colour = (0.229, 0.224, 0.225)
HALF: Colour = (0.5, 0.5, 0.5)
STANDARD = Preparation(256, 224, IMAGENET_MEAN, IMAGENET_STD)


class Published(NamedTuple):
    url: str
    peer: str
    """Whose network the file is: `library name`."""
    keys: str
    """Module of `cnnkit.models.published.keys` that says which of our tensors each of the file's is."""
    variants: tuple[str, ...] = ("paper",)
    """Of ours: those that compute the same function."""
    preparation: Preparation = STANDARD
    background: bool = False
    """The file has one class more, number 0, "background"; it is left out."""
    note: str = ""
    """What else a user must know."""
    num_classes: int = 1000
    in_channels: int = 3

    @property
    def file(self) -> str:
        """Name of the file, at its source and in the cache folder."""
        return self.url.rpartition("/")[2]

    @property
    def checksum(self) -> str:
        """`sha256:` and the first digits, which the file's name ends with."""
        return "sha256:" + self.file.rpartition(".")[0].rpartition("-")[2]


TORCHVISION = "https://download.pytorch.org/models"
TIMM = "https://github.com/rwightman/pytorch-image-models/releases/download"

PUBLISHED: dict[str, Published] = {
    "alexnet": Published(
        f"{TORCHVISION}/alexnet-owt-7be5be79.pth", "torchvision alexnet", "alexnet", ("torchvision",)
    ),
    "vgg11": Published(f"{TORCHVISION}/vgg11-8a719046.pth", "torchvision vgg11", "vgg"),
    "vgg13": Published(f"{TORCHVISION}/vgg13-19584684.pth", "torchvision vgg13", "vgg"),
    "vgg16": Published(f"{TORCHVISION}/vgg16-397923af.pth", "torchvision vgg16", "vgg"),
    "vgg19": Published(f"{TORCHVISION}/vgg19-dcbb9e9d.pth", "torchvision vgg19", "vgg"),
    "vgg11_bn": Published(
        f"{TORCHVISION}/vgg11_bn-6002323d.pth", "torchvision vgg11_bn", "vgg", ("torchvision",)
    ),
    "vgg13_bn": Published(
        f"{TORCHVISION}/vgg13_bn-abd245e5.pth", "torchvision vgg13_bn", "vgg", ("torchvision",)
    ),
    "vgg16_bn": Published(
        f"{TORCHVISION}/vgg16_bn-6c64b313.pth", "torchvision vgg16_bn", "vgg", ("torchvision",)
    ),
    "vgg19_bn": Published(
        f"{TORCHVISION}/vgg19_bn-c79401a0.pth", "torchvision vgg19_bn", "vgg", ("torchvision",)
    ),
    "googlenet": Published(
        f"{TORCHVISION}/googlenet-1378be20.pth",
        "torchvision googlenet",
        "googlenet",
        ("torchvision",),
        Preparation(256, 224, HALF, HALF),
        note="the auxiliary heads in the file were never trained",
    ),
    "inception_v3": Published(
        f"{TORCHVISION}/inception_v3_google-0cc3c7bd.pth",
        "torchvision inception_v3",
        "inception_v3",
        ("torchvision",),
        Preparation(342, 299, HALF, HALF),
    ),
    "inception_v4": Published(
        f"{TIMM}/v0.1-cadene/inceptionv4-8e4777a0.pth",
        "timm inception_v4",
        "inception_v4",
        preparation=Preparation(341, 299, HALF, HALF),
        background=True,
    ),
    "inception_resnet_v2": Published(
        f"{TIMM}/v0.1-weights/inception_resnet_v2-940b1cd6.pth",
        "timm inception_resnet_v2",
        "inception_resnet_v2",
        ("timm",),
        Preparation(333, 299, HALF, HALF),
        background=True,
    ),
    "resnet18": Published(
        f"{TORCHVISION}/resnet18-f37072fd.pth", "torchvision resnet18", "resnet", ("paper", "torchvision")
    ),
    "resnet34": Published(
        f"{TORCHVISION}/resnet34-b627a593.pth", "torchvision resnet34", "resnet", ("paper", "torchvision")
    ),
    "resnet50": Published(
        f"{TORCHVISION}/resnet50-0676ba61.pth", "torchvision resnet50", "resnet", ("torchvision",)
    ),
    "resnet101": Published(
        f"{TORCHVISION}/resnet101-63fe2227.pth", "torchvision resnet101", "resnet", ("torchvision",)
    ),
    "resnet152": Published(
        f"{TORCHVISION}/resnet152-394f9c45.pth", "torchvision resnet152", "resnet", ("torchvision",)
    ),
    "wide_resnet50_2": Published(
        f"{TORCHVISION}/wide_resnet50_2-95faca4d.pth", "torchvision wide_resnet50_2", "resnet"
    ),
    "resnext50_32x4d": Published(
        f"{TORCHVISION}/resnext50_32x4d-7cdf4587.pth", "torchvision resnext50_32x4d", "resnet"
    ),
    "resnext101_32x8d": Published(
        f"{TORCHVISION}/resnext101_32x8d-8ba56ff5.pth", "torchvision resnext101_32x8d", "resnet"
    ),
    "se_resnet50": Published(
        f"{TIMM}/v0.1-cadene/se_resnet50-ce0d4300.pth", "timm legacy_seresnet50", "se_resnet"
    ),
    "se_resnext50_32x4d": Published(
        f"{TIMM}/v0.1-weights/legacy_se_resnext50_32x4d-f3651bad.pth",
        "timm legacy_seresnext50_32x4d",
        "se_resnet",
    ),
    "densenet121": Published(
        f"{TORCHVISION}/densenet121-a639ec97.pth", "torchvision densenet121", "densenet"
    ),
    "densenet169": Published(
        f"{TORCHVISION}/densenet169-b2777c0a.pth", "torchvision densenet169", "densenet"
    ),
    "densenet201": Published(
        f"{TORCHVISION}/densenet201-c1103571.pth", "torchvision densenet201", "densenet"
    ),
    "hrnet_w18": Published(
        f"{TIMM}/v0.1-hrnet/hrnetv2_w18-8cb57bb9.pth", "timm hrnet_w18", "hrnet", ("timm",)
    ),
    "hrnet_w32": Published(
        f"{TIMM}/v0.1-hrnet/hrnetv2_w32-90d8c5fb.pth", "timm hrnet_w32", "hrnet", ("timm",)
    ),
    "hrnet_w48": Published(
        f"{TIMM}/v0.1-hrnet/hrnetv2_w48-abd2e6ab.pth", "timm hrnet_w48", "hrnet", ("timm",)
    ),
    "xception": Published(
        f"{TIMM}/v0.1-cadene/xception-43020ad28.pth",
        "timm legacy_xception",
        "xception",
        ("timm",),
        Preparation(333, 299, HALF, HALF),
    ),
    "nasnet_large": Published(
        f"{TIMM}/v0.1-weights/nasnetalarge-dc4a7b8b.pth",
        "timm nasnetalarge",
        "nasnet",
        ("timm",),
        Preparation(363, 331, HALF, HALF),
    ),
    "mobilenet_v2": Published(
        f"{TORCHVISION}/mobilenet_v2-b0353104.pth",
        "torchvision mobilenet_v2",
        "mobilenet_v2",
        ("torchvision",),
    ),
}
