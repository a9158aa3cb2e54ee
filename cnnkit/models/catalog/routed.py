"""Entries: paths and masks decide where a signal goes."""

from functools import partial

from cnnkit.models.catalog.entry import Entry, Variant, cifar10, imagenet
from cnnkit.models.catalog.reported import (
    CIFAR10_TEST,
    IMAGENET_VALIDATION,
    Printed,
    Reported,
    Unbuilt,
    noted,
    readme,
)
from cnnkit.models.fractalnet import fractalnet20_cifar, fractalnet40_cifar
from cnnkit.models.residual_attention import (
    residual_attention_56,
    residual_attention_92,
    residual_attention_452_cifar,
)

__all__ = ["ENTRIES"]

AUTHORS_FILE = "the authors' published file, with max pools that round up and a unit on each skip of the mask"
NOT_QUITE = "the network of the authors' file is not quite that of the table"
FILES_PAGE = "the page of the authors' published files"

_fractal = partial(
    cifar10,
    citation="larsson2017fractalnet",
    year=2016,
    year_of_print=2017,
    sides=(32, 63),
    stages=("body.block1", "body.block2", "body.block3", "body.block4", "body.block5", "head"),
    page="architectures/wider-denser",
)
_attention_paper = {
    "citation": "wang2017residual",
    "year": 2017,
    "year_of_print": 2017,
    "page": "architectures/choosing",
}
_attention_error = partial(
    Reported,
    dataset=IMAGENET_VALIDATION,
    citation=None,
    place=FILES_PAGE,
    checked_in=readme("fwang91/residual-attention-network"),
)

FRACTAL: tuple[Entry, ...] = (
    _fractal(
        name="fractalnet20_cifar",
        variants={
            "released": Variant(
                fractalnet20_cifar,
                params=33_724_618,
                macs=845_222_912,
                differs="filters of the authors' script, which do not give the parameters of table 1",
            )
        },
        unbuilt=(
            Unbuilt(
                network="20 layers of table 1, whose filters are not printed",
                printed=Printed(place="table 1", params="38.6 M"),
                errors=(
                    Reported(
                        dataset=CIFAR10_TEST,
                        citation="larsson2017fractalnet",
                        place="table 1",
                        top1=4.60,
                        side=32,
                        note="trained on shifted and mirrored pictures, with drop-path and dropout",
                    ),
                ),
            ),
        ),
    ),
    _fractal(
        name="fractalnet40_cifar",
        variants={
            "table_3": Variant(
                fractalnet40_cifar,
                params=4_767_210,
                macs=128_582_912,
                differs="the network of table 3; the filters of the wider one in table 1 are not printed",
                printed=Printed(place="table 3", params="4.8 M"),
            )
        },
        unbuilt=(
            Unbuilt(
                network="40 layers of table 1, whose filters are not printed",
                printed=Printed(place="table 1", params="22.9 M"),
            ),
        ),
    ),
)

ATTENTION: tuple[Entry, ...] = (
    imagenet(
        name="residual_attention_56",
        variants={
            "released": Variant(
                residual_attention_56,
                params=31_810_728,
                macs=6_270_836_736,
                differs=AUTHORS_FILE,
                printed=Printed(place="table 2", params="31.9 M", macs="6.2 G", differs=NOT_QUITE),
                errors=(_attention_error(top1=21.76, top5=5.9, side=224),),
            )
        },
        sides=(31, None),
        stages=(
            "stem",
            "body.attention1_1",
            "body.attention2_1",
            "body.attention3_1",
            "body.unit4_3",
            "head",
        ),
        **_attention_paper,
    ),
    imagenet(
        name="residual_attention_92",
        variants={
            "released": Variant(
                residual_attention_92,
                params=52_466_344,
                macs=10_533_789_696,
                differs=AUTHORS_FILE,
                printed=Printed(place="table 2", params="51.3 M", macs="10.4 G", differs=NOT_QUITE),
                errors=(_attention_error(top1=19.5, top5=4.8, side=320),),
            )
        },
        sides=(31, None),
        stages=(
            "stem",
            "body.attention1_1",
            "body.attention2_2",
            "body.attention3_3",
            "body.unit4_3",
            "head",
        ),
        **_attention_paper,
    ),
    cifar10(
        name="residual_attention_452_cifar",
        variants={
            "gluoncv": Variant(
                residual_attention_452_cifar,
                params=41_647_722,
                macs=4_268_206_080,
                differs="GluonCV's stage table, 398 layers on the trunk; the paper does not print its widths",
            )
        },
        sides=(4, None),
        stages=(
            "stem",
            "body.attention1_5",
            "body.attention2_6",
            "body.attention3_7",
            "body.unit4_3",
            "head",
        ),
        unbuilt=(
            Unbuilt(
                network="the paper's own Attention-452, whose widths are not printed",
                printed=Printed(place="the comparison on CIFAR", params="8.6 M"),
                errors=(
                    Reported(
                        dataset=CIFAR10_TEST,
                        citation="wang2017residual",
                        place="abstract",
                        top1=3.90,
                        side=32,
                        checked_in=noted(4853429528),
                    ),
                ),
            ),
        ),
        **_attention_paper,
    ),
)

ENTRIES: tuple[Entry, ...] = (*FRACTAL, *ATTENTION)
