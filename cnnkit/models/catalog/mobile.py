"""Entries: networks with few weights or few multiplications, and the ones that a search has found."""

from functools import partial

from torch import nn

from cnnkit.models.catalog.entry import Entry, Variant, imagenet
from cnnkit.models.mobilenet_v1 import mobilenet_v1
from cnnkit.models.mobilenet_v2 import mobilenet_v2
from cnnkit.models.nasnet import nasnet_large, nasnet_mobile
from cnnkit.models.squeezenet import squeezenet1_0, squeezenet1_1

__all__ = ["ENTRIES"]

ENTRIES: tuple[Entry, ...] = (
    Entry(
        name="squeezenet1_0",
        variants={"paper": Variant(squeezenet1_0, 1_248_424, 832_667_936)},  # 818,924,576 at 224 pixels
        citation="iandola2016squeezenet",
        year=2016,
        input_shape=(3, 227, 227),
        num_classes=1000,
        sides=(21, None),
        page="architectures/separable-nets",
        top1_error=42.5,  # table 2, uncompressed; the crops are not printed
        top5_error=19.7,
    ),
    imagenet(
        name="squeezenet1_1",
        variants={
            "released": Variant(
                squeezenet1_1,
                1_235_496,
                349_151_936,
                "the authors' later release: 64 filters of 3×3 first, pools after conv1, fire3 and fire5",
            )
        },
        citation="iandola2016squeezenet",
        year=2016,
        sides=(17, None),
        page="architectures/separable-nets",
        # Torchvision's metadata of its own weights (IMAGENET1K_V1), one crop of 224 pixels; the authors of
        # the release print none.
        top1_error=41.82,
        top5_error=19.38,
    ),
    imagenet(
        name="mobilenet_v1",
        variants={
            "paper": Variant(mobilenet_v1, 4_231_976, 568_740_352),
            "timm": Variant(
                partial(mobilenet_v1, act=nn.ReLU6, eps=1e-5),
                4_231_976,
                568_740_352,
                "ReLUs capped at 6; batch normalization with eps 1e-5",
            ),
        },
        citation="howard2017mobilenets",
        year=2017,
        sides=(17, None),
        page="architectures/separable-nets",
        top1_error=29.4,  # table 6, 1.0 MobileNet-224, at 224 pixels; the crops are not printed
    ),
    imagenet(
        name="mobilenet_v2",
        variants={
            "paper": Variant(mobilenet_v2, 3_504_872, 300_774_272),
            "torchvision": Variant(
                partial(mobilenet_v2, eps=1e-5),
                3_504_872,
                300_774_272,
                "batch normalization with eps 1e-5",
            ),
        },
        citation="sandler2018mobilenetv2",
        year=2018,
        sides=(17, None),
        page="architectures/separable-nets",
        top1_error=28.0,  # table 4, MobileNetV2, at 224 pixels; the crops are not printed
    ),
    imagenet(
        name="nasnet_mobile",
        variants={"paper": Variant(nasnet_mobile, 5_289_978, 563_638_816)},
        citation="zoph2018learning",
        year=2018,
        sides=(19, None),
        page="architectures/choosing",
        top1_error=26.0,  # table 3, NASNet-A (4 @ 1056), at 224 pixels; the crops are not printed
        top5_error=8.4,
    ),
    Entry(
        name="nasnet_large",
        variants={
            "paper": Variant(nasnet_large, 88_753_150, 23_783_414_658),
            "timm": Variant(
                partial(nasnet_large, count_zeros=True),
                88_753_150,
                23_783_414_658,
                "strided average pools count the zeros of the padding",
            ),
        },
        citation="zoph2018learning",
        year=2018,
        input_shape=(3, 331, 331),
        num_classes=1000,
        sides=(19, None),
        page="architectures/choosing",
        top1_error=17.3,  # table 2, NASNet-A (6 @ 4032), at 331 pixels; the crops are not printed
        top5_error=3.8,
    ),
)
