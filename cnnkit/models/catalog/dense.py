"""Entries: every layer reads all before it, or every resolution all others."""

from collections.abc import Callable
from functools import partial

from torch import nn

from cnnkit.models.catalog.entry import Entry, Variant, cifar10, imagenet
from cnnkit.models.catalog.reported import (
    CIFAR10_TEST,
    IMAGENET_VALIDATION,
    Printed,
    Reported,
    readme,
    transcribed,
)
from cnnkit.models.densenet import densenet121, densenet169, densenet201, densenet264, densenet_bc_100_12
from cnnkit.models.hrnet import ConcatenatedHead, hrnet_w18, hrnet_w32, hrnet_w48

__all__ = ["ENTRIES"]

_Errors = tuple[float, float]
_densenet_facts = {
    "citation": "huang2017densely",
    "year": 2016,
    "year_of_print": 2017,
    "page": "architectures/wider-denser",
}


def _densenet(
    build: Callable[..., nn.Module],
    *,
    params: int,
    macs: int,
    one_crop: _Errors,
    ten_crops: _Errors,
    printed: Printed | None = None,
) -> Entry:
    """One of the networks for ImageNet; errors are top-1 and top-5, from table 3."""
    errors = tuple(
        Reported(
            dataset=IMAGENET_VALIDATION,
            citation="huang2017densely",
            place="table 3",
            checked_in=transcribed(37958356431),
            top1=top1,
            top5=top5,
            crops=crops,
            side=224,
        )
        for crops, (top1, top5) in ((1, one_crop), (10, ten_crops))
    )
    return imagenet(
        name=build.__name__,
        variants={"paper": Variant(build, params=params, macs=macs, printed=printed, errors=errors)},
        sides=(29, None),
        stages=("stem", "body.transition1", "body.transition2", "body.transition3", "body.relu", "head"),
        **_densenet_facts,
    )


_cifar_error = partial(
    Reported, dataset=CIFAR10_TEST, citation="huang2017densely", place="table 2", side=32,
    checked_in=readme("liuzhuang13/DenseNet"),
)  # fmt: skip
DENSENETS: tuple[Entry, ...] = (
    _densenet(
        densenet121,
        params=7_978_856,
        macs=2_834_161_664,
        one_crop=(25.02, 7.71),
        ten_crops=(23.61, 6.66),
    ),
    _densenet(
        densenet169,
        params=14_149_480,
        macs=3_359_843_328,
        one_crop=(23.80, 6.85),
        ten_crops=(22.08, 5.92),
    ),
    _densenet(
        densenet201,
        params=20_013_928,
        macs=4_291_365_888,
        one_crop=(22.58, 6.34),
        ten_crops=(21.46, 5.54),
        printed=Printed(place="section 4.4", params="20 M"),
    ),
    _densenet(
        densenet264,
        params=33_337_704,
        macs=5_751_653_376,
        one_crop=(22.15, 6.12),
        ten_crops=(20.80, 5.29),
    ),
    cifar10(
        name="densenet_bc_100_12",
        variants={
            "paper": Variant(
                densenet_bc_100_12,
                params=769_162,
                macs=287_929_692,
                printed=Printed(place="table 2", params="0.8 M"),
                errors=(
                    _cifar_error(top1=4.51, note="trained on shifted and mirrored pictures"),
                    _cifar_error(
                        top1=5.92, note="trained on the pictures as they are, with a dropout of 0.2"
                    ),
                ),
            )
        },
        sides=(4, None),
        stages=("stem", "body.transition1", "body.transition2", "body.relu", "head"),
        **_densenet_facts,
    ),
)


def _hrnet(
    build: Callable[..., nn.Module],
    *,
    params: int,
    macs: int,
    params_v2: int,
    macs_v2: int,
    printed: str,
    top1: float,
    top5: float,
) -> Entry:
    """`v2`: of the representation for segmentation."""
    page = "the authors' page of HRNet for image classification"
    error = Reported(
        dataset=IMAGENET_VALIDATION,
        citation=None,
        place=page,
        top1=top1,
        top5=top5,
        checked_in=readme("HRNet/HRNet-Image-Classification"),
    )
    return imagenet(
        name=build.__name__,
        variants={
            "paper": Variant(build, params=params, macs=macs),
            "timm": Variant(
                partial(build, upsample="nearest"),
                params=params,
                macs=macs,
                differs="coarse maps brought up by repetition, as in the released classification code",
                printed=Printed(place=page, params=printed),
                errors=(error,),
            ),
            "hrnetv2": Variant(
                partial(build, head=ConcatenatedHead),
                params=params_v2,
                macs=macs_v2,
                differs="the representation for segmentation, all maps side by side, pooled",
            ),
        },
        citation="wang2021deep",
        year=2019,
        year_of_print=2021,
        sides=(17, None),
        stages=("stem", "stage1", "body.stage2", "body.stage3", "body.stage4", "head"),
        page="architectures/choosing",
    )


HRNETS: tuple[Entry, ...] = (
    _hrnet(
        hrnet_w18,
        params=21_299_004,
        macs=4_283_537_072,
        params_v2=9_906_700,
        macs_v2=3_510_867_552,
        printed="21.3 M",
        top1=23.2,
        top5=6.6,
    ),
    _hrnet(
        hrnet_w32,
        params=41_232_680,
        macs=8_921_133_056,
        params_v2=30_017_896,
        macs_v2=8_614_494_976,
        printed="41.2 M",
        top1=21.5,
        top5=5.8,
    ),
    _hrnet(
        hrnet_w48,
        params=77_469_864,
        macs=17_277_996_032,
        params_v2=66_565_960,
        macs_v2=17_842_653_312,
        printed="77.5 M",
        top1=20.7,
        top5=5.5,
    ),
)

ENTRIES: tuple[Entry, ...] = (*DENSENETS, *HRNETS)
