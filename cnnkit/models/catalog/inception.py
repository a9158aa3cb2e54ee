"""Entries: branches side by side."""

from functools import partial

from cnnkit.models.bn_inception import bn_inception
from cnnkit.models.catalog.entry import Entry, Variant, imagenet
from cnnkit.models.googlenet import googlenet
from cnnkit.models.inception_resnet import inception_resnet_v1, inception_resnet_v2
from cnnkit.models.inception_v3 import inception_v3
from cnnkit.models.inception_v4 import inception_v4
from cnnkit.models.xception import xception

__all__ = ["ENTRIES"]

_at_299 = partial(
    Entry,
    input_shape=(3, 299, 299),
    num_classes=1000,
    sides=(75, None),
    page="architectures/inception-family",
)

# Errors: one crop. From bn_inception on to inception_resnet_v2: table 2 of the Inception-v4 paper (1 in its
# AAAI print), of the validation set without its blacklisted pictures.
ENTRIES: tuple[Entry, ...] = (
    imagenet(
        name="googlenet",
        variants={
            "paper": Variant(googlenet, 13_378_280, 1_582_671_872),
            "no_heads": Variant(
                partial(googlenet, heads=False), 6_998_552, 1_582_671_872, "no auxiliary heads"
            ),
            "torchvision": Variant(
                partial(googlenet, torchvision=True),
                13_004_888,
                1_498_376_192,
                "batch normalization, 3×3 in place of 5×5, no response norms, a 2×2 pool before 5a",
            ),
        },
        citation="szegedy2015going",
        year=2014,
        sides=(31, None),
        page="architectures/googlenet",
        top5_error=10.07,  # table 3, one network, one crop
    ),
    imagenet(
        name="bn_inception",
        variants={
            "paper": Variant(
                bn_inception, 11_285_224, 2_032_600_064, "a plain 7×7 stem; figure 5 by its filter columns"
            )
        },
        citation="ioffe2015batch",
        year=2015,
        sides=(17, None),
        page="architectures/inception-family",
        top1_error=25.2,
        top5_error=7.8,
    ),
    _at_299(
        name="inception_v3",
        variants={
            "paper": Variant(
                inception_v3,
                27_161_264,
                5_713_216_096,
                "the released network, which departs from table 1; a scale in each normalization",
            ),
            "no_heads": Variant(
                partial(inception_v3, heads=False), 23_834_568, 5_713_216_096, "no auxiliary head"
            ),
            "torchvision": Variant(
                partial(inception_v3, torchvision=True),
                27_161_264,
                5_713_216_096,
                "mean pools count the padding's zeros; dropout 0.5",
            ),
        },
        citation="szegedy2016rethinking",
        year=2015,
        top1_error=21.2,
        top5_error=5.6,
    ),
    _at_299(
        name="inception_v4",
        variants={
            "paper": Variant(
                inception_v4,
                42_679_816,
                12_253_974_624,
                "a scale in each normalization; 1×7 and 7×1 in the released order",
            )
        },
        citation="szegedy2017inception",
        year=2016,
        top1_error=20.0,
        top5_error=5.0,
    ),
    _at_299(
        name="inception_resnet_v1",
        variants={
            "paper": Variant(inception_resnet_v1, 22_756_328, 6_206_361_696, "a scale in each normalization")
        },
        citation="szegedy2017inception",
        year=2016,
        top1_error=21.3,
        top5_error=5.5,
    ),
    _at_299(
        name="inception_resnet_v2",
        variants={
            "paper": Variant(
                inception_resnet_v2,
                32_433_928,
                9_257_953_632,
                "misprinted widths mended (1152 for 1154, 2144 for 2048); a scale in each normalization",
            ),
            "timm": Variant(
                partial(inception_resnet_v2, released=True),
                55_843_464,
                13_155_794_016,
                "the released network: another stem, twice the modules, a last 1×1 convolution",
            ),
        },
        citation="szegedy2017inception",
        year=2016,
        top1_error=19.9,
        top5_error=4.9,
    ),
    Entry(
        name="xception",
        variants={
            "paper": Variant(xception, 22_855_952, 8_357_403_496),
            "timm": Variant(
                partial(xception, eps=1e-5, dropout=0.0),
                22_855_952,
                8_357_403_496,
                "batch-norm eps 1e-5 in place of 1e-3; no dropout",
            ),
        },
        citation="chollet2017xception",
        year=2016,
        input_shape=(3, 299, 299),
        num_classes=1000,
        sides=(23, None),
        page="architectures/separable-nets",
        top1_error=21.0,  # table 1, one crop
        top5_error=5.5,
    ),
)
