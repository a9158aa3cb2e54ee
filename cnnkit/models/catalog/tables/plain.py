"""Tables of chains: LeNet to VGG, and the listings."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from cnnkit.models.catalog.reported import transcribed
from cnnkit.models.catalog.tables.line import Line, PaperTable

__all__ = ["TABLES"]

LISTED = "a text that this course grew from (tests/sources/facts.yaml)"

_1998 = {
    "C1": Line(label="C1", ends="stem.c1", size="28×28×6", params="156"),
    "S2": Line(label="S2", ends="stem.s2", size="14×14×6", params="12"),
    "C3": Line(label="C3", ends="body.c3", size="10×10×16", params="1,516"),
    "S4": Line(label="S4", ends="body.s4", size="5×5×16", params="32"),
    "C5": Line(label="C5", ends="body.c5", size="1×1×120", params="48,120"),
    "F6": Line(label="F6", ends="head.f6", channels=84, params="10,164"),
    "OUTPUT": Line(label="OUTPUT", ends="head", channels=10),
}
_AVERAGE = "a plain average, without the weight and bias of each map"
_MODERN = {
    "C1": {"ends": "stem.0"},
    "S2": {"ends": "stem.2", "differs": _AVERAGE},
    "C3": {"ends": "body.0", "differs": "all 16 maps read all six; the paper's table I leaves 36 links out"},
    "S4": {"ends": "body.2", "differs": _AVERAGE},
    "C5": {"ends": "head.1", "size": "", "channels": 120},
    "F6": {"ends": "head.3"},
    "OUTPUT": {
        "remark": "a dense layer with weights; the paper compares with fixed drawings of the characters"
    },
}
_lenet = partial(PaperTable, place="section II.B", checked_in=LISTED)

_alexnet = PaperTable(
    place="figure 2, numbers of neurons",
    checked_in=transcribed(38021417021),
    variant="two_towers",
    lines=(
        Line(
            label="input",
            ends="input",
            units=150_528,
            differs="224×224 pixels are printed; 55×55 maps follow from 227×227 without padding",
        ),
        Line(
            label="conv1",
            ends="body.conv1",
            units=253_440,
            differs="96 maps of 55×55, which the figure draws, hold more than it prints",
        ),
        Line(label="conv2", ends="body.conv2", units=186_624),
        Line(label="conv3", ends="body.conv3", units=64_896),
        Line(label="conv4", ends="body.conv4", units=64_896),
        Line(label="conv5", ends="body.conv5", units=43_264),
        Line(label="fc6", ends="head.fc6", units=4096),
        Line(label="fc7", ends="head.fc7", units=4096),
        Line(label="fc8", ends="head.fc8", units=1000),
    ),
)

_zfnet = PaperTable(
    place="figure 3",
    lines=(
        Line(label="layer 1, filters", ends="body.conv1", size="110×110", channels=96),
        Line(label="layer 1, pool", ends="body.pool1", size="55×55", channels=96),
        Line(label="layer 2, filters", ends="body.conv2", size="26×26", channels=256),
        Line(label="layer 2, pool", ends="body.pool2", size="13×13", channels=256),
        Line(label="layer 3", ends="body.conv3", size="13×13", channels=384),
        Line(label="layer 4", ends="body.conv4", size="13×13", channels=384),
        Line(label="layer 5, filters", ends="body.conv5", size="13×13", channels=256),
        Line(label="layer 5, pool", ends="body.pool5", size="6×6", channels=256),
        Line(label="layer 6", ends="head.fc6", units=4096),
        Line(label="layer 7", ends="head.fc7", units=4096),
    ),
)


def _vgg(*convolutions: int) -> PaperTable:
    """A column of table 1, which prints layers and maps, no sizes; layers by stage."""
    stages = [
        Line(
            label=f"conv3-{maps}" + (f", {count} times" if count > 1 else "") + ", maxpool",
            ends=f"body.pool{number}",
            channels=maps,
            layers=count,
        )
        for number, (count, maps) in enumerate(
            zip(convolutions, (64, 128, 256, 512, 512), strict=True), start=1
        )
    ]
    dense = [
        Line(label=f"FC-{width}", ends=f"head.fc{number}", channels=width, layers=1)
        for number, width in ((6, 4096), (7, 4096), (8, 1000))
    ]
    return PaperTable(place="table 1", checked_in=transcribed(38396974884), lines=(*stages, *dense))


_VGG = {"vgg11": _vgg(1, 1, 2, 2, 2), "vgg13": _vgg(2, 2, 2, 2, 2), "vgg16": _vgg(2, 2, 3, 3, 3)}
_VGG["vgg19"] = _vgg(2, 2, 4, 4, 4)

_capsnet = PaperTable(
    place="figure 1 and section 4",
    lines=(
        Line(label="Conv1", ends="stem", channels=256),
        Line(label="PrimaryCaps: 32 types of 6×6 capsules, 8 numbers each", ends="body.conv", units=9_216),
        Line(label="DigitCaps: 10 capsules, 16 numbers each", ends="head", units=160),
    ),
)

_CIFAR_BODY = (
    Line(label="Conv2D", ends="body.conv1", size="30×30×32", params="896"),
    Line(label="Conv2D", ends="body.conv2", size="28×28×32", params="9,248"),
    Line(label="MaxPooling2D", ends="body.pool1", size="14×14×32"),
    Line(label="Conv2D", ends="body.conv3", size="12×12×64", params="18,496"),
    Line(label="Conv2D", ends="body.conv4", size="10×10×64", params="36,928"),
    Line(label="MaxPooling2D", ends="body.pool2", size="5×5×64"),
    Line(label="Conv2D", ends="body.conv5", size="3×3×64", params="36,928"),
)
_listing = partial(PaperTable, place="the listing's summary", checked_in=LISTED)

_imdb = PaperTable(
    place="section 6.4.3, the listing's summary",
    lines=(
        Line(label="Embedding", ends="stem", params="1,280,000"),
        Line(label="Conv1D", ends="body.0", channels=32, params="28,704"),
        Line(label="Conv1D", ends="body.3", channels=32, params="7,200"),
        Line(label="Dense", ends="head.2", channels=1, params="33"),
    ),
)

TABLES: dict[str, PaperTable] = {
    "lenet5": _lenet(lines=tuple(replace(line, **_MODERN[name]) for name, line in _1998.items())),
    "lenet5_1998": _lenet(lines=tuple(_1998.values())),
    "alexnet": _alexnet,
    "zfnet": _zfnet,
    **_VGG,
    "capsnet": _capsnet,
    "cifar10_convnet": _listing(
        lines=(
            *_CIFAR_BODY,
            Line(label="Dense", ends="head.0", channels=1024, params="590,848"),
            Line(label="Dense", ends="head.2", channels=10, params="10,250"),
        )
    ),
    "cifar10_convnet_gmp": _listing(lines=_CIFAR_BODY),
    "imdb_conv1d": _imdb,
}
