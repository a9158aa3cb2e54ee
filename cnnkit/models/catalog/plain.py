"""Entries: chains of layers without branches, with gates or capsules in some."""

from functools import partial

from cnnkit.models.alexnet import alexnet, alexnet_torchvision
from cnnkit.models.capsnet import capsnet
from cnnkit.models.catalog.entry import Entry, Variant, cifar10, imagenet
from cnnkit.models.cifar10_convnet import cifar10_convnet, cifar10_convnet_gmp
from cnnkit.models.highway import highway19_cifar, highway32_cifar
from cnnkit.models.imdb_conv1d import imdb_conv1d
from cnnkit.models.lenet import lenet5
from cnnkit.models.lenet_1998 import lenet5_1998
from cnnkit.models.nin_cifar10 import nin_cifar10
from cnnkit.models.vgg import vgg11, vgg11_bn, vgg13, vgg13_bn, vgg16, vgg16_bn, vgg19, vgg19_bn
from cnnkit.models.zfnet import zfnet

__all__ = ["ENTRIES"]

NORM = "batch normalization after each convolution; the paper has none"


def _vgg(name: str, variants: dict[str, Variant], top1_error: float, top5_error: float) -> Entry:
    """With its errors on ImageNet's validation set, per cent."""
    return imagenet(
        name=name,
        variants=variants,
        citation="simonyan2015very",
        year=2014,
        sides=(224, 255),
        page="architectures/vgg",
        top1_error=top1_error,
        top5_error=top5_error,
    )


def _vgg_bn(name: str, normed: Variant, top1_error: float, top5_error: float) -> Entry:
    """The paper's table with a layer that it does not have, which is torchvision's network: by both names."""
    return _vgg(name, {"paper": normed, "torchvision": normed}, top1_error, top5_error)


VGGS: tuple[Entry, ...] = (
    # Table 3, one scale, whole images: A and B trained and tested at 256, D and E at 256 to 512 and at 384.
    _vgg("vgg11", {"paper": Variant(vgg11, 132_863_336, 7_609_090_048)}, 29.6, 10.4),
    _vgg("vgg13", {"paper": Variant(vgg13, 133_047_848, 11_308_466_176)}, 28.7, 9.9),
    _vgg("vgg16", {"paper": Variant(vgg16, 138_357_544, 15_470_264_320)}, 25.6, 8.1),
    _vgg("vgg19", {"paper": Variant(vgg19, 143_667_240, 19_632_062_464)}, 25.5, 8.0),
    # Torchvision's metadata of its weights (IMAGENET1K_V1), one crop of 224 pixels.
    _vgg_bn("vgg11_bn", Variant(vgg11_bn, 132_868_840, 7_609_090_048, NORM), 29.63, 10.19),
    _vgg_bn("vgg13_bn", Variant(vgg13_bn, 133_053_736, 11_308_466_176, NORM), 28.41, 9.63),
    _vgg_bn("vgg16_bn", Variant(vgg16_bn, 138_365_992, 15_470_264_320, NORM), 26.64, 8.48),
    _vgg_bn("vgg19_bn", Variant(vgg19_bn, 143_678_248, 19_632_062_464, NORM), 25.78, 8.16),
)

ENTRIES: tuple[Entry, ...] = (
    Entry(
        name="lenet5",
        variants={"paper": Variant(lenet5, 61_706, 416_520)},
        citation="lecun1998gradient",
        year=1998,
        input_shape=(1, 32, 32),
        num_classes=10,
        sides=(32, 35),
        page="architectures/lenet",
        weights=("digits",),
    ),
    Entry(
        name="lenet5_1998",
        variants={"paper": Variant(lenet5_1998, 60_000, 325_680)},
        citation="lecun1998gradient",
        year=1998,
        input_shape=(1, 32, 32),
        num_classes=10,
        sides=(32, 35),
        page="architectures/lenet",
        top1_error=0.95,  # MNIST test set, section III.B, trained without distortions
    ),
    Entry(
        name="alexnet",
        variants={
            "paper": Variant(alexnet, 62_378_344, 1_135_256_096, "one tower, not two"),
            "two_towers": Variant(
                partial(alexnet, two_towers=True),
                60_965_224,
                724_406_816,
                "the paper's two towers: conv2, conv4 and conv5 read one half of the maps each",
            ),
            "torchvision": Variant(
                alexnet_torchvision,
                61_100_840,
                716_767_232,  # 714,188,480 at 224 pixels
                "the tower of a later paper: 64 filters first, padded, no response normalization",
                sides=(223, 254),
            ),
        },
        citation="krizhevsky2012imagenet",
        year=2012,
        input_shape=(3, 227, 227),
        num_classes=1000,
        sides=(227, 258),
        page="architectures/alexnet",
        top1_error=40.7,  # table 2, "1 CNN", 10 crops (section 4.1); it had two towers
        top5_error=18.2,
    ),
    imagenet(
        name="zfnet",
        variants={
            "paper": Variant(zfnet, 62_357_608, 1_168_032_896),
            "wide": Variant(
                partial(zfnet, wide=True),
                107_627_624,
                2_476_704_896,
                "network (b) of table 2: 512, 1,024 and 512 filters in layers 3 to 5",
            ),
        },
        citation="zeiler2014visualizing",
        year=2013,
        sides=(207, 238),
        page="architectures/vgg",
        top1_error=38.4,  # table 2, "1 convnet as per Fig. 3", 10 crops (section 3); wide: 37.5 and 16.0
        top5_error=16.5,
    ),
    cifar10(
        name="nin_cifar10",
        variants={
            "paper": Variant(nin_cifar10, 966_986, 222_486_528),
            "caffe": Variant(
                partial(nin_cifar10, average_pool=True), 966_986, 222_486_528, "the second pool averages"
            ),
        },
        citation="lin2013network",
        year=2013,
        sides=(4, None),
        page="blocks/one-by-one",
        top1_error=10.41,  # CIFAR-10 test set, table 1, without augmentation; 8.81 with it
    ),
    *VGGS,
    cifar10(
        name="highway19_cifar",
        variants={"paper": Variant(highway19_cifar, 2_256_838, 330_826_728)},
        citation="srivastava2015training",
        year=2015,
        sides=(4, None),
        page="architectures/wider-denser",
        top1_error=7.6,  # CIFAR-10 test set, table 3, the best of five runs (mean 7.69), shifted, mirrored
    ),
    cifar10(
        name="highway32_cifar",
        variants={
            "paper": Variant(highway32_cifar, 1_244_646, 184_495_080, "its numbers of filters are assumed")
        },
        citation="srivastava2015training",
        year=2015,
        sides=(4, None),
        page="architectures/wider-denser",
        top1_error=8.8,  # CIFAR-10 test set, table 2, Highway C
    ),
    Entry(
        name="capsnet",
        variants={
            "paper": Variant(capsnet, 8_215_568, 199_397_376),
            "no_decoder": Variant(
                partial(capsnet, decoder=False), 6_804_224, 199_397_376, "no decoder (table 1, rows without)"
            ),
        },
        citation="sabour2017dynamic",
        year=2017,
        input_shape=(1, 28, 28),
        num_classes=10,
        sides=(28, 28),
        page="blocks/gates-capsules",
        top1_error=0.25,  # MNIST test set, table 1, three rounds and the decoder; mean of three trials
    ),
    cifar10(
        name="cifar10_convnet",
        variants={"paper": Variant(cifar10_convnet, 703_594, 15_275_392)},
        citation=None,
        year=None,
        sides=(32, 35),
        page="basics/complete-convnet",
    ),
    cifar10(
        name="cifar10_convnet_gmp",
        variants={"paper": Variant(cifar10_convnet_gmp, 179_306, 14_751_104)},
        citation=None,
        year=None,
        sides=(24, None),
        page="basics/global-pooling",
        weights=("digits",),
    ),
    Entry(
        name="imdb_conv1d",
        variants={"paper": Variant(imdb_conv1d, 1_315_937, 14_823_456)},
        citation="chollet2017deep",
        year=2017,
        input_shape=(500,),
        num_classes=1,
        sides=(41, None),
        page="sizing/one-dimension",
    ),
)
