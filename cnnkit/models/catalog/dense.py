"""Entries: every layer reads all before it, or every resolution all others."""

from collections.abc import Callable
from functools import partial

from torch import nn

from cnnkit.models.catalog.entry import Entry, Variant, cifar10, imagenet
from cnnkit.models.densenet import densenet121, densenet169, densenet201, densenet264, densenet_bc_100_12
from cnnkit.models.hrnet import ConcatenatedHead, hrnet_w18, hrnet_w32, hrnet_w48

__all__ = ["ENTRIES"]


def _densenet(build: Callable[..., nn.Module], params: int, macs: int, top1: float, top5: float) -> Entry:
    """One of the networks for ImageNet. Errors: table 3, one crop of 224 pixels."""
    return imagenet(
        name=build.__name__,
        variants={"paper": Variant(build, params, macs)},
        citation="huang2017densely",
        year=2017,
        sides=(29, None),
        page="architectures/wider-denser",
        top1_error=top1,
        top5_error=top5,
    )


def _hrnet(
    build: Callable[..., nn.Module],
    counts: tuple[int, int],
    counts_v2: tuple[int, int],
    top1: float,
    top5: float,
) -> Entry:
    """Counts: parameters and multiplications. Errors: the authors' page of HRNet for image classification."""
    return imagenet(
        name=build.__name__,
        variants={
            "paper": Variant(build, *counts),
            "timm": Variant(
                partial(build, upsample="nearest"),
                *counts,
                "coarse maps brought up by repetition, as in the released classification code",
            ),
            "hrnetv2": Variant(
                partial(build, head=ConcatenatedHead),
                *counts_v2,
                "the representation for segmentation, all maps side by side, pooled",
            ),
        },
        citation="wang2021deep",
        year=2021,
        sides=(17, None),
        page="architectures/choosing",
        top1_error=top1,
        top5_error=top5,
    )


ENTRIES: tuple[Entry, ...] = (
    _densenet(densenet121, 7_978_856, 2_834_161_664, 25.02, 7.71),
    _densenet(densenet169, 14_149_480, 3_359_843_328, 23.80, 6.85),
    _densenet(densenet201, 20_013_928, 4_291_365_888, 22.58, 6.34),
    _densenet(densenet264, 33_337_704, 5_751_653_376, 22.15, 6.12),
    cifar10(
        name="densenet_bc_100_12",
        variants={"paper": Variant(densenet_bc_100_12, 769_162, 287_929_692)},
        citation="huang2017densely",
        year=2017,
        sides=(4, None),
        page="architectures/wider-denser",
        top1_error=4.51,  # CIFAR-10 test set, table 2, column C10+: trained on shifted and mirrored pictures
    ),
    _hrnet(hrnet_w18, (21_299_004, 4_283_537_072), (9_906_700, 3_510_867_552), 23.2, 6.6),
    _hrnet(hrnet_w32, (41_232_680, 8_921_133_056), (30_017_896, 8_614_494_976), 21.5, 5.8),
    _hrnet(hrnet_w48, (77_469_864, 17_277_996_032), (66_565_960, 17_842_653_312), 20.7, 5.5),
)
