"""Entries: the columns of VGG, as the paper has them and with batch normalization."""

from __future__ import annotations

from collections.abc import Callable

from torch import nn

from cnnkit.models.catalog.entry import Entry, Variant, imagenet
from cnnkit.models.catalog.reported import IMAGENET_VALIDATION, Printed, Reported, transcribed
from cnnkit.models.vgg import vgg11, vgg11_bn, vgg13, vgg13_bn, vgg16, vgg16_bn, vgg19, vgg19_bn

__all__ = ["VGGS"]

NORM = "batch normalization after each convolution; the paper has none"
AT_384 = {"side": 384, "note": "trained at 256 to 512 pixels"}


def _vgg(name: str, variants: dict[str, Variant]) -> Entry:
    return imagenet(
        name=name,
        variants=variants,
        citation="simonyan2015very",
        year=2014,
        year_of_print=2015,
        sides=(224, 255),
        stages=("body.pool1", "body.pool2", "body.pool3", "body.pool4", "body.pool5", "head"),
        page="architectures/vgg",
    )


def _column(
    build: Callable[..., nn.Module], *, params: int, printed: str, macs: int, top1: float, top5: float,
    side: int = 256, note: str = "",
) -> Entry:  # fmt: skip
    """A column of the paper's tables; `side` and `note`: of the pictures in table 3."""
    error = Reported(
        dataset=IMAGENET_VALIDATION,
        citation="simonyan2015very",
        place="table 3",
        top1=top1,
        top5=top5,
        whole=True,
        side=side,
        note=note,
        checked_in=transcribed(23625432470),
    )
    counts = Printed(place="table 2", params=printed)
    return _vgg(
        build.__name__,
        {"paper": Variant(build, params=params, macs=macs, printed=counts, errors=(error,))},
    )


def _normed(build: Callable[..., nn.Module], *, params: int, macs: int, top1: float, top5: float) -> Entry:
    """The paper's column with a layer that it does not have, torchvision's network: by both names."""
    error = Reported(
        dataset=IMAGENET_VALIDATION,
        citation=None,
        place="torchvision's metadata of its weights IMAGENET1K_V1",
        top1=top1,
        top5=top5,
        crops=1,
        side=224,
        checked_in="torchvision/models/vgg.py, github.com/pytorch/vision",
    )
    variant = Variant(build, params=params, macs=macs, differs=NORM, errors=(error,))
    return _vgg(build.__name__, {"batch_norm": variant, "torchvision": variant})


VGGS: tuple[Entry, ...] = (
    _column(vgg11, params=132_863_336, printed="133 M", macs=7_609_090_048, top1=29.6, top5=10.4),
    _column(vgg13, params=133_047_848, printed="133 M", macs=11_308_466_176, top1=28.7, top5=9.9),
    _column(vgg16, params=138_357_544, printed="138 M", macs=15_470_264_320, top1=25.6, top5=8.1, **AT_384),
    _column(vgg19, params=143_667_240, printed="144 M", macs=19_632_062_464, top1=25.5, top5=8.0, **AT_384),
    _normed(vgg11_bn, params=132_868_840, macs=7_609_090_048, top1=29.63, top5=10.19),
    _normed(vgg13_bn, params=133_053_736, macs=11_308_466_176, top1=28.41, top5=9.63),
    _normed(vgg16_bn, params=138_365_992, macs=15_470_264_320, top1=26.64, top5=8.48),
    _normed(vgg19_bn, params=143_678_248, macs=19_632_062_464, top1=25.78, top5=8.16),
)
