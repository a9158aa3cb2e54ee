"""Entries: the first residual networks, and the plain ones that they were compared with."""

from collections.abc import Callable
from functools import partial

from torch import nn

from cnnkit.blocks.residual import padded_identity, projected, projected_where_needed
from cnnkit.models.catalog.entry import Entry, Variant, cifar10, imagenet
from cnnkit.models.catalog.reported import CIFAR10_TEST, IMAGENET_VALIDATION, Printed, Reported, transcribed
from cnnkit.models.resnet import plain18, plain34, resnet18, resnet34, resnet50, resnet101, resnet152
from cnnkit.models.resnet_cifar import (
    plain20_cifar,
    plain56_cifar,
    resnet20_cifar,
    resnet32_cifar,
    resnet44_cifar,
    resnet56_cifar,
    resnet110_cifar,
    resnet1202_cifar,
)

__all__ = ["ENTRIES"]

LATER_STRIDE = "the stride of a bottleneck is on its 3×3 convolution"
NO_BOTTLENECK = "as {default!r}: torchvision moves a bottleneck's stride, and there is none"
CIFAR_B = "1×1 projections where the shape changes; the paper's CIFAR networks have none (option A)"
FOUR_STAGES = ("stem", "body.stage1", "body.stage2", "body.stage3", "body.stage4", "head")

_paper = {
    "citation": "he2016deep",
    "year": 2015,
    "year_of_print": 2016,
    "page": "architectures/resnet",
}
_resnet = partial(imagenet, sides=(17, None), stages=FOUR_STAGES, **_paper)
_cifar_resnet = partial(
    cifar10, sides=(3, None), stages=("stem", "body.stage1", "body.stage2", "body.stage3", "head"), **_paper
)
_ten_crops = partial(
    Reported, dataset=IMAGENET_VALIDATION, citation="he2016deep", crops=10, side=224,
    checked_in=transcribed(38706688507),
)  # fmt: skip
_whole = partial(
    Reported,
    dataset=IMAGENET_VALIDATION,
    citation="he2016deep",
    place="table 4",
    whole=True,
    note="five scales, 224 to 640 pixels, averaged",
    checked_in=transcribed(38706688507),
)


def _table_1(macs: str) -> Printed:
    return Printed(place="table 1", macs=macs)


def _bottleneck(
    build: Callable[..., nn.Module],
    *,
    params: int,
    macs: int,
    later_macs: int,
    printed_macs: str,
    ten_crops: tuple[float, float],
    whole: tuple[float, float],
) -> Entry:
    """`later_macs`: with the later stride; errors: top-1 and top-5, of tables 3 and 4."""
    errors = (
        _ten_crops(place="table 3", top1=ten_crops[0], top5=ten_crops[1]),
        _whole(top1=whole[0], top5=whole[1]),
    )
    return _resnet(
        name=build.__name__,
        variants={
            "paper": Variant(build, params=params, macs=macs, printed=_table_1(printed_macs), errors=errors),
            "torchvision": Variant(
                partial(build, stride_on="conv2"), params=params, macs=later_macs, differs=LATER_STRIDE
            ),
        },
    )


PLAIN: tuple[Entry, ...] = (
    _resnet(
        name="plain18",
        variants={
            "paper": Variant(
                plain18,
                params=11_515_688,
                macs=1_794_805_760,
                errors=(_ten_crops(place="table 2", top1=27.94),),
            )
        },
    ),
    _resnet(
        name="plain34",
        variants={
            "paper": Variant(
                plain34,
                params=21_623_848,
                macs=3_644_493_824,
                printed=Printed(place="figure 3", macs="3.6 G"),
                errors=(_ten_crops(place="table 3", top1=28.54, top5=10.02),),
            )
        },
    ),
)

RESNET: tuple[Entry, ...] = (
    _resnet(
        name="resnet18",
        variants={
            "option_b": Variant(
                resnet18,
                params=11_689_512,
                macs=1_814_073_344,
                differs="option B shortcuts, with projections; the paper's 18 layers had option A",
            ),
            "torchvision": Variant(
                resnet18,
                params=11_689_512,
                macs=1_814_073_344,
                differs=NO_BOTTLENECK.format(default="option_b"),
            ),
            "paper": Variant(  # option A: zeros for the new channels, no parameters
                partial(resnet18, shortcut=padded_identity),
                params=11_515_688,
                macs=1_794_805_760,
                printed=_table_1("1.8 G"),
                errors=(_ten_crops(place="table 2", top1=27.88),),
            ),
        },
    ),
    _resnet(
        name="resnet34",
        variants={
            "paper": Variant(
                resnet34,
                params=21_797_672,
                macs=3_663_761_408,
                printed=_table_1("3.6 G"),
                errors=(
                    _ten_crops(place="table 3", top1=24.52, top5=7.46),
                    _whole(top1=21.84, top5=5.71),
                ),
            ),
            "torchvision": Variant(
                resnet34,
                params=21_797_672,
                macs=3_663_761_408,
                differs=NO_BOTTLENECK.format(default="paper"),
            ),
            "option_a": Variant(
                partial(resnet34, shortcut=padded_identity),
                params=21_623_848,
                macs=3_644_493_824,
                differs="option A shortcuts, also in the paper: zeros for the new channels, no parameters",
                errors=(_ten_crops(place="table 3", top1=25.03, top5=7.76),),
            ),
            "option_c": Variant(
                partial(resnet34, shortcut=projected),
                params=22_716_840,
                macs=3_830_747_136,
                differs="option C shortcuts, also in the paper: a 1×1 projection around every block",
                errors=(
                    _ten_crops(place="table 3", top1=24.19, top5=7.40),
                    _whole(top1=21.53, top5=5.60),
                ),
            ),
        },
    ),
    _bottleneck(
        resnet50,
        params=25_557_032,
        macs=3_857_973_248,
        later_macs=4_089_184_256,
        printed_macs="3.8 G",
        ten_crops=(22.85, 6.71),
        whole=(20.74, 5.25),
    ),
    _bottleneck(
        resnet101,
        params=44_549_160,
        macs=7_570_194_432,
        later_macs=7_801_405_440,
        printed_macs="7.6 G",
        ten_crops=(21.75, 6.05),
        whole=(19.87, 4.60),
    ),
    _bottleneck(
        resnet152,
        params=60_192_808,
        macs=11_282_415_616,
        later_macs=11_513_626_624,
        printed_macs="11.3 G",
        ten_crops=(21.43, 5.71),
        whole=(19.38, 4.49),
    ),
)


def _table_6(
    build: Callable[..., nn.Module], *, params: int, printed: str, macs: int, top1: float, note: str = ""
) -> Variant:
    """A row of the paper's table: one view of each test picture, as it is."""
    error = Reported(
        dataset=CIFAR10_TEST, citation="he2016deep", place="table 6", top1=top1, crops=1, side=32, note=note,
        checked_in=transcribed(55137226131),
    )  # fmt: skip
    return Variant(
        build,
        params=params,
        macs=macs,
        printed=Printed(place="table 6", params=printed),
        errors=(error,),
    )


def _cifar(paper: Variant, *, params_b: int, macs_b: int, weights: tuple[str, ...] = ()) -> Entry:
    """With shortcuts of option A, which the paper has here, and of option B (`params_b`, `macs_b`)."""
    return _cifar_resnet(
        name=paper.build.__name__,
        variants={
            "paper": paper,
            "option_b": Variant(
                partial(paper.build, shortcut=projected_where_needed),
                params=params_b,
                macs=macs_b,
                differs=CIFAR_B,
            ),
        },
        weights=weights,
    )


CIFAR: tuple[Entry, ...] = (
    _cifar_resnet(
        name="plain20_cifar", variants={"paper": Variant(plain20_cifar, params=269_722, macs=40_551_040)}
    ),
    _cifar_resnet(
        name="plain56_cifar", variants={"paper": Variant(plain56_cifar, params=853_018, macs=125_485_696)}
    ),
    _cifar(
        _table_6(resnet20_cifar, params=269_722, printed="0.27 M", macs=40_551_040, top1=8.75),
        params_b=272_474,
        macs_b=40_813_184,
        weights=("shapes",),
    ),
    _cifar(
        _table_6(resnet32_cifar, params=464_154, printed="0.46 M", macs=68_862_592, top1=7.51),
        params_b=466_906,
        macs_b=69_124_736,
    ),
    _cifar(
        _table_6(resnet44_cifar, params=658_586, printed="0.66 M", macs=97_174_144, top1=7.17),
        params_b=661_338,
        macs_b=97_436_288,
    ),
    _cifar(
        _table_6(resnet56_cifar, params=853_018, printed="0.85 M", macs=125_485_696, top1=6.97),
        params_b=855_770,
        macs_b=125_747_840,
    ),
    _cifar(
        _table_6(
            resnet110_cifar,
            params=1_727_962,
            printed="1.7 M",
            macs=252_887_680,
            top1=6.43,
            note="the best of five runs (mean 6.61)",
        ),
        params_b=1_730_714,
        macs_b=253_149_824,
    ),
    _cifar_resnet(
        name="resnet1202_cifar",
        variants={
            "paper": _table_6(
                resnet1202_cifar, params=19_421_274, printed="19.4 M", macs=2_829_238_912, top1=7.93
            )
        },
    ),
)

ENTRIES: tuple[Entry, ...] = (*PLAIN, *RESNET, *CIFAR)
