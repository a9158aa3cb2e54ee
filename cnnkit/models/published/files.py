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


def _torchvision(file: str, keys: str, variants: tuple[str, ...] = ("paper",)) -> Published:
    """A file called after torchvision's network, whose pictures enter as usual."""
    return Published(f"{TORCHVISION}/{file}.pth", f"torchvision {file.partition('-')[0]}", keys, variants)


PUBLISHED: dict[str, Published] = {
    "alexnet": _torchvision("alexnet-owt-7be5be79", "alexnet", ("torchvision",)),
    "vgg11": _torchvision("vgg11-8a719046", "vgg"),
    "vgg13": _torchvision("vgg13-19584684", "vgg"),
    "vgg16": _torchvision("vgg16-397923af", "vgg"),
    "vgg19": _torchvision("vgg19-dcbb9e9d", "vgg"),
    "vgg11_bn": _torchvision("vgg11_bn-6002323d", "vgg", ("batch_norm", "torchvision")),
    "vgg13_bn": _torchvision("vgg13_bn-abd245e5", "vgg", ("batch_norm", "torchvision")),
    "vgg16_bn": _torchvision("vgg16_bn-6c64b313", "vgg", ("batch_norm", "torchvision")),
    "vgg19_bn": _torchvision("vgg19_bn-c79401a0", "vgg", ("batch_norm", "torchvision")),
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
        ("released",),
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
    "resnet18": _torchvision("resnet18-f37072fd", "resnet", ("option_b", "torchvision")),
    "resnet34": _torchvision("resnet34-b627a593", "resnet", ("paper", "torchvision")),
    "resnet50": _torchvision("resnet50-0676ba61", "resnet", ("torchvision",)),
    "resnet101": _torchvision("resnet101-63fe2227", "resnet", ("torchvision",)),
    "resnet152": _torchvision("resnet152-394f9c45", "resnet", ("torchvision",)),
    "wide_resnet50_2": _torchvision("wide_resnet50_2-95faca4d", "resnet"),
    "resnext50_32x4d": _torchvision("resnext50_32x4d-7cdf4587", "resnet"),
    "resnext101_32x8d": _torchvision("resnext101_32x8d-8ba56ff5", "resnet", ("later_size",)),
    "se_resnet50": Published(
        f"{TIMM}/v0.1-cadene/se_resnet50-ce0d4300.pth", "timm legacy_seresnet50", "se_resnet"
    ),
    "se_resnext50_32x4d": Published(
        f"{TIMM}/v0.1-weights/legacy_se_resnext50_32x4d-f3651bad.pth",
        "timm legacy_seresnext50_32x4d",
        "se_resnet",
    ),
    "densenet121": _torchvision("densenet121-a639ec97", "densenet"),
    "densenet169": _torchvision("densenet169-b2777c0a", "densenet"),
    "densenet201": _torchvision("densenet201-c1103571", "densenet"),
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
    "squeezenet1_0": _torchvision("squeezenet1_0-b66bff10", "squeezenet"),
    "mobilenet_v2": _torchvision("mobilenet_v2-b0353104", "mobilenet_v2", ("torchvision",)),
}
