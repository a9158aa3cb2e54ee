"""Entries: gates, paths, masks and capsules decide where a signal goes."""

from functools import partial

from cnnkit.models.catalog.entry import Entry, Variant, cifar10, imagenet
from cnnkit.models.fractalnet import fractalnet20_cifar, fractalnet40_cifar
from cnnkit.models.residual_attention import (
    residual_attention_56,
    residual_attention_92,
    residual_attention_452_cifar,
)

__all__ = ["ENTRIES"]

AUTHORS_FILE = "the authors' published file, with max pools that round up and a unit on each skip of the mask"

_fractal = partial(
    cifar10,
    citation="larsson2017fractalnet",
    year=2016,
    sides=(32, 63),
    page="architectures/wider-denser",
)
_attention = partial(
    imagenet,
    citation="wang2017residual",
    year=2017,
    sides=(31, None),
    page="architectures/choosing",
)

FRACTAL: tuple[Entry, ...] = (
    _fractal(
        name="fractalnet20_cifar",
        variants={
            "paper": Variant(
                fractalnet20_cifar,
                33_724_618,
                845_222_912,
                "filters of the authors' script; table 1 prints 38.6 M parameters, which they do not give",
            )
        },
        top1_error=4.60,  # CIFAR-10 test set, table 1, column C10+: shifted, mirrored, drop-path and dropout
    ),
    _fractal(
        name="fractalnet40_cifar",
        variants={
            "paper": Variant(
                fractalnet40_cifar,
                4_767_210,
                128_582_912,
                "the network of table 3; the filters of the wider one in table 1 (22.9 M) are not printed",
            )
        },
    ),
)

ATTENTION: tuple[Entry, ...] = (
    _attention(
        name="residual_attention_56",
        variants={"released": Variant(residual_attention_56, 31_810_728, 6_270_836_736, AUTHORS_FILE)},
        top1_error=21.76,  # the page of the published files, tested at 224 pixels
        top5_error=5.9,
    ),
    _attention(
        name="residual_attention_92",
        variants={"released": Variant(residual_attention_92, 52_466_344, 10_533_789_696, AUTHORS_FILE)},
        top1_error=19.5,  # the page of the published files, tested at 320 pixels
        top5_error=4.8,
    ),
    cifar10(
        name="residual_attention_452_cifar",
        variants={
            "released": Variant(
                residual_attention_452_cifar,
                41_647_722,
                4_268_206_080,
                "GluonCV's stage table, 398 layers on the trunk; the paper (8.6 M) does not print its widths",
            )
        },
        citation="wang2017residual",
        year=2017,
        sides=(4, None),
        page="architectures/choosing",
    ),
)

ENTRIES: tuple[Entry, ...] = (*FRACTAL, *ATTENTION)
