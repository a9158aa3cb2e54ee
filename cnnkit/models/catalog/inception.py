"""Entries: branches side by side."""

from functools import partial

from cnnkit.models.bn_inception import bn_inception
from cnnkit.models.catalog.entry import Entry, Variant, imagenet
from cnnkit.models.catalog.reported import IMAGENET_VALIDATION, Printed, Reported, Unbuilt, noted, quoted
from cnnkit.models.googlenet import googlenet
from cnnkit.models.inception_resnet import inception_resnet_v1, inception_resnet_v2
from cnnkit.models.inception_v3 import inception_v3
from cnnkit.models.inception_v4 import inception_v4
from cnnkit.models.xception import xception

__all__ = ["ENTRIES"]

_at_299 = partial(
    Entry,
    dataset="ImageNet",
    input_shape=(3, 299, 299),
    num_classes=1000,
    page="architectures/inception-family",
)
_inception_v4_paper = partial(
    _at_299, citation="szegedy2017inception", year=2016, year_of_print=2017, sides=(75, None)
)
_compared = partial(
    Reported,
    dataset=IMAGENET_VALIDATION,
    citation="szegedy2017inception",
    place="table 2 (table 1 in print)",
    crops=1,
    note="without the pictures on the validation set's blacklist",
)

_IN_SE = quoted("SE networks", "table 8", 56999150139)

_googlenet_error = partial(
    Reported, dataset=IMAGENET_VALIDATION, citation="szegedy2015going", place="table 3", side=224,
    checked_in=noted(47209178167),
)  # fmt: skip
_googlenet_paper = {
    "printed": Printed(
        place="table 1, sums of its columns",
        params="6.8 M",
        macs="1.50 G",
        differs="biases are left out, some rows do not follow from their filters, and the row of the stem "
        "counts a depthwise separable layer",
    ),
    "errors": (
        _googlenet_error(top5=10.07, crops=1),
        _googlenet_error(top5=9.15, crops=10),
        _googlenet_error(top5=7.89, crops=144),
        _googlenet_error(top5=8.09, crops=1, networks=7),
        _googlenet_error(top5=7.62, crops=10, networks=7),
        _googlenet_error(top5=6.67, crops=144, networks=7),
    ),
}
GOOGLENET = imagenet(
    name="googlenet",
    variants={
        "paper": Variant(
            googlenet, params=13_378_280, auxiliary=6_379_728, macs=1_582_671_872, **_googlenet_paper
        ),
        "no_heads": Variant(
            partial(googlenet, heads=False),
            params=6_998_552,
            macs=1_582_671_872,
            differs="no auxiliary heads, which speak in training only",
        ),
        "torchvision": Variant(
            partial(googlenet, torchvision=True),
            params=13_004_888,
            auxiliary=6_379_984,
            macs=1_498_376_192,
            differs="batch normalization, 3×3 in place of 5×5, no response norms, a 2×2 pool before 5a",
        ),
        "torchvision_no_heads": Variant(
            partial(googlenet, torchvision=True, heads=False),
            params=6_624_904,
            macs=1_498_376_192,
            differs="as torchvision's, without auxiliary heads",
        ),
    },
    citation="szegedy2015going",
    year=2014,
    year_of_print=2015,
    sides=(31, None),
    stages=("stem", "body_4a.pool3", "body_5b.pool4", "body_5b.inception_5b", "head"),
    page="architectures/googlenet",
)

BN_INCEPTION = imagenet(
    name="bn_inception",
    variants={
        "plain_stem": Variant(
            bn_inception,
            params=11_285_224,
            macs=2_032_600_064,
            differs="a plain 7×7 stem; figure 5 by its filter columns",
        )
    },
    citation="ioffe2015batch",
    year=2015,
    year_of_print=2015,
    sides=(17, None),
    stages=("stem", "body.inception_3c", "body.inception_4e", "body.inception_5b", "head"),
    page="architectures/inception-family",
    unbuilt=(
        Unbuilt(
            network="the paper's: a depthwise separable stem, and filters that figure 5 does not add up to",
            printed=Printed(place="section 4.2", params="13.6 M"),
            errors=(_compared(top1=25.2, top5=7.8),),
        ),
    ),
)

INCEPTION_V3 = _at_299(
    name="inception_v3",
    variants={
        "released": Variant(
            inception_v3,
            params=27_161_264,
            auxiliary=3_326_696,
            macs=5_713_216_096,
            differs="the released network, which departs from table 1; a scale in each normalization",
            printed=Printed(
                place="abstract",
                params="< 25 M",
                macs="5 G",
                differs="a round number, of the paper's network, whose filters are not printed",
            ),
            errors=(_compared(top1=21.2, top5=5.6, side=299, checked_in=_IN_SE),),
        ),
        "no_heads": Variant(
            partial(inception_v3, heads=False),
            params=23_834_568,
            macs=5_713_216_096,
            differs="no auxiliary head, which speaks in training only",
        ),
        "torchvision": Variant(
            partial(inception_v3, torchvision=True),
            params=27_161_264,
            auxiliary=3_326_696,
            macs=5_713_216_096,
            differs="mean pools count the padding's zeros; dropout 0.5",
        ),
        "torchvision_no_heads": Variant(
            partial(inception_v3, torchvision=True, heads=False),
            params=23_834_568,
            macs=5_713_216_096,
            differs="as torchvision's, without the auxiliary head",
        ),
    },
    citation="szegedy2016rethinking",
    year=2015,
    year_of_print=2016,
    sides=(75, None),
    stages=("stem", "body_17.module35_3", "body_17.module17_4", "body_8.module8_2", "head"),
)

INCEPTION_V4 = _inception_v4_paper(
    name="inception_v4",
    variants={
        "released": Variant(
            inception_v4,
            params=42_679_816,
            macs=12_253_974_624,
            differs="a scale in each normalization; 1×7 and 7×1 in the released order",
            errors=(_compared(top1=20.0, top5=5.0, side=299, checked_in=_IN_SE),),
        )
    },
    stages=("stem", "body.module_a4", "body.module_b7", "body.module_c3", "head"),
)

INCEPTION_RESNETS = (
    _inception_v4_paper(
        name="inception_resnet_v1",
        variants={
            "scaled_norm": Variant(
                inception_resnet_v1,
                params=22_756_328,
                macs=6_206_361_696,
                differs="a scale in each normalization",
                errors=(_compared(top1=21.3, top5=5.5, side=299),),
            )
        },
        stages=("stem", "body.module_a5", "body.module_b10", "body.module_c5", "head"),
    ),
    _inception_v4_paper(
        name="inception_resnet_v2",
        variants={
            "mended_filters": Variant(
                inception_resnet_v2,
                params=32_433_928,
                macs=9_257_953_632,
                differs="misprinted widths mended (1152 for 1154, 2144 for 2048); "
                "a scale in each normalization",
            ),
            "timm": Variant(
                partial(inception_resnet_v2, released=True),
                params=55_843_464,
                macs=13_155_794_016,
                differs="the released network: another stem, twice the modules, a last 1×1 convolution",
                stages=("stem", "body.module_a10", "body.module_b20", "body.last", "head"),
            ),
        },
        stages=("stem", "body.module_a5", "body.module_b10", "body.module_c5", "head"),
        unbuilt=(
            Unbuilt(
                network="the paper's own, which may be that of its figures or the one released later",
                errors=(_compared(top1=19.9, top5=4.9, side=299, checked_in=_IN_SE),),
            ),
        ),
    ),
)

XCEPTION = _at_299(
    name="xception",
    variants={
        "paper": Variant(
            xception,
            params=22_855_952,
            macs=8_357_403_496,
            printed=Printed(place="table 3", params="22,855,952"),
            errors=(
                Reported(
                    dataset=IMAGENET_VALIDATION,
                    citation="chollet2017xception",
                    place="table 1",
                    top1=21.0,
                    top5=5.5,
                    crops=1,
                    side=299,
                    checked_in="the documentation of Keras, whose author wrote the paper",
                ),
            ),
        ),
        "timm": Variant(
            partial(xception, eps=1e-5, dropout=0.0),
            params=22_855_952,
            macs=8_357_403_496,
            differs="batch-norm eps 1e-5 in place of 1e-3; no dropout",
        ),
    },
    citation="chollet2017xception",
    year=2016,
    year_of_print=2017,
    sides=(23, None),
    stages=("stem", "body.module4", "body.module12", "body.module14", "head"),
    page="architectures/separable-nets",
)

ENTRIES: tuple[Entry, ...] = (
    GOOGLENET,
    BN_INCEPTION,
    INCEPTION_V3,
    INCEPTION_V4,
    *INCEPTION_RESNETS,
    XCEPTION,
)
