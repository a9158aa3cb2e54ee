"""The table of published files: one row a network, with the variant that computes the same function.

Addresses are those of torchvision 0.29 (its first recipe, `IMAGENET1K_V1`, nearest to the papers) and of timm
1.0; where timm has moved a file to a hub whose address carries no checksum, the release of its older address
is taken. The digits before the suffix of every file are the first of its SHA-256.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["PUBLISHED", "Published"]

TORCHVISION = "https://download.pytorch.org/models"
TIMM = "https://github.com/rwightman/pytorch-image-models/releases/download"

Colour = tuple[float, float, float]
IMAGENET_MEAN: Colour = (0.485, 0.456, 0.406)
IMAGENET_STD: Colour = (0.229, 0.224, 0.225)
HALF: Colour = (0.5, 0.5, 0.5)


@dataclass(frozen=True, kw_only=True)
class Published:
    url: str
    peer: str
    """Whose network the file is: `library name`."""
    variants: tuple[str, ...]
    """Of ours: those that compute the same function."""
    keys: str
    """Module of `cnnkit.models.published.keys` that says which of our tensors each of the file's is."""
    resize: int = 256
    """Shorter side of an image before the centre `crop` is taken, in pixels."""
    crop: int = 224
    mean: Colour = IMAGENET_MEAN
    """Images in [0, 1], red, green, blue, enter as `(image - mean) / std`."""
    std: Colour = IMAGENET_STD
    background: bool = False
    """The file has 1,001 classes: class 0, "background", is left out."""
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


def _torchvision(
    file: str,
    keys: str,
    *variants: str,
    resize: int = 256,
    crop: int = 224,
    mean: Colour = IMAGENET_MEAN,
    std: Colour = IMAGENET_STD,
) -> Published:
    return Published(
        url=f"{TORCHVISION}/{file}",
        peer=f"torchvision {file.partition('-')[0]}",
        variants=variants or ("paper",),
        keys=keys,
        resize=resize,
        crop=crop,
        mean=mean,
        std=std,
    )


PUBLISHED: dict[str, Published] = {
    "alexnet": _torchvision("alexnet-owt-7be5be79.pth", "alexnet", "torchvision"),
    "vgg11": _torchvision("vgg11-8a719046.pth", "vgg"),
    "vgg13": _torchvision("vgg13-19584684.pth", "vgg"),
    "vgg16": _torchvision("vgg16-397923af.pth", "vgg"),
    "vgg19": _torchvision("vgg19-dcbb9e9d.pth", "vgg"),
    "vgg11_bn": _torchvision("vgg11_bn-6002323d.pth", "vgg", "torchvision"),
    "vgg13_bn": _torchvision("vgg13_bn-abd245e5.pth", "vgg", "torchvision"),
    "vgg16_bn": _torchvision("vgg16_bn-6c64b313.pth", "vgg", "torchvision"),
    "vgg19_bn": _torchvision("vgg19_bn-c79401a0.pth", "vgg", "torchvision"),
    "resnet18": _torchvision("resnet18-f37072fd.pth", "resnet", "paper", "torchvision"),
    "resnet34": _torchvision("resnet34-b627a593.pth", "resnet", "paper", "torchvision"),
    "resnet50": _torchvision("resnet50-0676ba61.pth", "resnet", "torchvision"),
    "resnet101": _torchvision("resnet101-63fe2227.pth", "resnet", "torchvision"),
    "resnet152": _torchvision("resnet152-394f9c45.pth", "resnet", "torchvision"),
    "wide_resnet50_2": _torchvision("wide_resnet50_2-95faca4d.pth", "resnet"),
    "resnext50_32x4d": _torchvision("resnext50_32x4d-7cdf4587.pth", "resnet"),
    "resnext101_32x8d": _torchvision("resnext101_32x8d-8ba56ff5.pth", "resnet"),
    "densenet121": _torchvision("densenet121-a639ec97.pth", "densenet"),
    "densenet169": _torchvision("densenet169-b2777c0a.pth", "densenet"),
    "densenet201": _torchvision("densenet201-c1103571.pth", "densenet"),
    "mobilenet_v2": _torchvision("mobilenet_v2-b0353104.pth", "mobilenet_v2", "torchvision"),
    "se_resnet50": Published(
        url=f"{TIMM}/v0.1-cadene/se_resnet50-ce0d4300.pth",
        peer="timm legacy_seresnet50",
        variants=("paper",),
        keys="se_resnet",
    ),
    "se_resnext50_32x4d": Published(
        url=f"{TIMM}/v0.1-weights/legacy_se_resnext50_32x4d-f3651bad.pth",
        peer="timm legacy_seresnext50_32x4d",
        variants=("paper",),
        keys="se_resnet",
    ),
}
