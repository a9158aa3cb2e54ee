"""Entries: networks with few weights or few multiplications, and the ones that a search has found."""

from functools import partial

from torch import nn

from cnnkit.models.catalog.entry import Entry, Variant, imagenet
from cnnkit.models.catalog.reported import IMAGENET_VALIDATION, Printed, Reported, noted, transcribed
from cnnkit.models.mobilenet_v1 import mobilenet_v1
from cnnkit.models.mobilenet_v2 import mobilenet_v2
from cnnkit.models.nasnet import nasnet_large, nasnet_mobile
from cnnkit.models.squeezenet import squeezenet1_0, squeezenet1_1

__all__ = ["ENTRIES"]

# How many crops were averaged, none of these papers prints.
_error = partial(Reported, dataset=IMAGENET_VALIDATION)

SQUEEZENETS: tuple[Entry, ...] = (
    Entry(
        name="squeezenet1_0",
        variants={
            "paper": Variant(
                squeezenet1_0,
                params=1_248_424,
                macs=832_667_936,  # 818,924,576 at 224 pixels
                printed=Printed(place="table 1", params="1,248,424"),
                errors=(
                    _error(
                        citation="iandola2016squeezenet",
                        place="table 2",
                        top1=42.5,
                        top5=19.7,
                        checked_in=noted(59058198923),
                    ),
                ),
            )
        },
        citation="iandola2016squeezenet",
        year=2016,
        dataset="ImageNet",
        input_shape=(3, 227, 227),
        num_classes=1000,
        sides=(21, None),
        stages=("body.pool1", "body.pool4", "body.pool8", "body.fire9", "head"),
        page="architectures/separable-nets",
    ),
    imagenet(
        name="squeezenet1_1",
        variants={
            "released": Variant(
                squeezenet1_1,
                params=1_235_496,
                macs=349_151_936,
                differs="the authors' later release: 64 filters of 3×3 first, pools after conv1, fire3 "
                "and fire5",
                errors=(  # the authors of the release print none
                    _error(
                        citation=None,
                        place="torchvision's metadata of its weights IMAGENET1K_V1",
                        top1=41.82,
                        top5=19.38,
                        checked_in="torchvision/models/squeezenet.py, github.com/pytorch/vision",
                        crops=1,
                        side=224,
                    ),
                ),
            )
        },
        citation="iandola2016squeezenet",
        year=2016,
        sides=(17, None),
        stages=("body.pool1", "body.pool3", "body.pool5", "body.fire9", "head"),
        page="architectures/separable-nets",
        weights=("imagenet",),
    ),
)

MOBILENETS: tuple[Entry, ...] = (
    imagenet(
        name="mobilenet_v1",
        variants={
            "paper": Variant(
                mobilenet_v1,
                params=4_231_976,
                macs=568_740_352,
                printed=Printed(place="tables 6 and 7", params="4.2 M", macs="569 M"),
                errors=(
                    _error(
                        citation="howard2017mobilenets",
                        place="table 6",
                        top1=29.4,
                        side=224,
                        checked_in=transcribed(71240036512),
                    ),
                ),
            ),
            "timm": Variant(
                partial(mobilenet_v1, act=nn.ReLU6, eps=1e-5),
                params=4_231_976,
                macs=568_740_352,
                differs="ReLUs capped at 6; batch normalization with eps 1e-5",
            ),
        },
        citation="howard2017mobilenets",
        year=2017,
        sides=(17, None),
        stages=(
            "stem",
            "body.separable1",
            "body.separable3",
            "body.separable5",
            "body.separable11",
            "body.separable13",
            "head",
        ),
        page="architectures/separable-nets",
    ),
    imagenet(
        name="mobilenet_v2",
        variants={
            "paper": Variant(
                mobilenet_v2,
                params=3_504_872,
                macs=300_774_272,
                printed=Printed(
                    place="table 4",
                    params="3.4 M",
                    macs="300 M",
                    differs="its convolutions and its dense layer have 3,469,760 weights; we count biases "
                    "and normalizations too",
                ),
                errors=(
                    _error(
                        citation="sandler2018mobilenetv2",
                        place="table 4",
                        top1=28.0,
                        side=224,
                        checked_in=transcribed(38061017573),
                    ),
                ),
            ),
            "torchvision": Variant(
                partial(mobilenet_v2, eps=1e-5),
                params=3_504_872,
                macs=300_774_272,
                differs="batch normalization with eps 1e-5",
            ),
        },
        citation="sandler2018mobilenetv2",
        year=2018,
        year_of_print=2018,
        sides=(17, None),
        stages=(
            "stem",
            "body.block1_1",
            "body.block2_2",
            "body.block3_3",
            "body.block4_4",
            "body.block5_3",
            "body.block6_3",
            "body.block7_1",
            "body.last",
            "head",
        ),
        page="architectures/separable-nets",
    ),
)

_nasnet = partial(
    Entry,
    dataset="ImageNet",
    num_classes=1000,
    citation="zoph2018learning",
    year=2017,
    year_of_print=2018,
    sides=(19, None),
    page="architectures/choosing",
)
NASNETS: tuple[Entry, ...] = (
    _nasnet(
        name="nasnet_mobile",
        variants={
            "paper": Variant(
                nasnet_mobile,
                params=5_289_978,
                macs=563_638_816,
                printed=Printed(place="table 3", params="5.3 M", macs="564 M"),
                errors=(
                    _error(
                        citation="zoph2018learning",
                        place="table 3",
                        top1=26.0,
                        top5=8.4,
                        side=224,
                        checked_in=noted(8894080840),
                    ),
                ),
            )
        },
        input_shape=(3, 224, 224),
        stages=("stem", "body.stem2", "body.normal4", "body.normal8", "body.normal12", "head"),
    ),
    _nasnet(
        name="nasnet_large",
        variants={
            "paper": Variant(
                nasnet_large,
                params=88_753_150,
                macs=23_783_414_658,
                printed=Printed(
                    place="table 2",
                    params="88.9 M",
                    macs="23.8 G",
                    differs="running statistics are counted too, 88,949,818 numbers together",
                ),
                errors=(
                    _error(
                        citation="zoph2018learning",
                        place="table 2",
                        top1=17.3,
                        top5=3.8,
                        side=331,
                        checked_in=transcribed(38670690916),
                    ),
                ),
            ),
            "timm": Variant(
                partial(nasnet_large, count_zeros=True),
                params=88_753_150,
                macs=23_783_414_658,
                differs="strided average pools count the zeros of the padding",
            ),
        },
        input_shape=(3, 331, 331),
        stages=("stem", "body.stem2", "body.normal6", "body.normal12", "body.normal18", "head"),
    ),
)

ENTRIES: tuple[Entry, ...] = (*SQUEEZENETS, *MOBILENETS, *NASNETS)
