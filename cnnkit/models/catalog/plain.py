"""Entries: chains of layers without branches, with gates or capsules in some."""

from functools import partial

from cnnkit.models.alexnet import alexnet, alexnet_torchvision
from cnnkit.models.capsnet import capsnet
from cnnkit.models.catalog.entry import Entry, Variant
from cnnkit.models.cifar10_convnet import cifar10_convnet, cifar10_convnet_gmp
from cnnkit.models.highway import highway19_cifar, highway32_cifar
from cnnkit.models.imdb_conv1d import imdb_conv1d
from cnnkit.models.lenet import lenet5
from cnnkit.models.lenet_1998 import lenet5_1998
from cnnkit.models.nin_cifar10 import nin_cifar10
from cnnkit.models.vgg import vgg11, vgg11_bn, vgg13, vgg13_bn, vgg16, vgg16_bn, vgg19, vgg19_bn
from cnnkit.models.zfnet import zfnet

__all__ = ["ENTRIES"]

ADDED_NORM = "batch normalization after each convolution; the paper has none"

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
        top1_error=0.95,  # MNIST test set, section III.B, training set without distortions
    ),
    Entry(
        name="alexnet",
        variants={
            "paper": Variant(alexnet, 62_378_344, 1_135_256_096, "one tower, not two"),
            "two_towers": Variant(partial(alexnet, two_towers=True), 60_965_224, 724_406_816),
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
        top1_error=40.7,  # section 6, table 2, "1 CNN"; it had two towers
        top5_error=18.2,
    ),
    Entry(
        name="zfnet",
        variants={
            "paper": Variant(zfnet, 62_357_608, 1_168_032_896),
            "wide": Variant(partial(zfnet, wide=True), 107_627_624, 2_476_704_896),
        },
        citation="zeiler2014visualizing",
        year=2013,
        input_shape=(3, 224, 224),
        num_classes=1000,
        sides=(207, 238),
        page="architectures/vgg",
        top1_error=38.4,  # table 2, "1 convnet as per Fig. 3"; the wide one: 37.5 and 16.0
        top5_error=16.5,
    ),
    Entry(
        name="nin_cifar10",
        variants={
            "paper": Variant(nin_cifar10, 966_986, 222_486_528),
            "caffe": Variant(
                partial(nin_cifar10, average_pool=True), 966_986, 222_486_528, "the second pool averages"
            ),
        },
        citation="lin2013network",
        year=2013,
        input_shape=(3, 32, 32),
        num_classes=10,
        sides=(4, None),
        page="blocks/one-by-one",
        top1_error=10.41,  # CIFAR-10 test set, table 1, without augmentation; 8.81 with it
    ),
    Entry(
        name="vgg11",
        variants={"paper": Variant(vgg11, 132_863_336, 7_609_090_048)},
        citation="simonyan2015very",
        year=2014,
        input_shape=(3, 224, 224),
        num_classes=1000,
        sides=(224, 255),
        page="architectures/vgg",
        top1_error=29.6,  # table 3, column A, trained and tested at 256
        top5_error=10.4,
    ),
    Entry(
        name="vgg13",
        variants={"paper": Variant(vgg13, 133_047_848, 11_308_466_176)},
        citation="simonyan2015very",
        year=2014,
        input_shape=(3, 224, 224),
        num_classes=1000,
        sides=(224, 255),
        page="architectures/vgg",
        top1_error=28.7,  # table 3, column B, trained and tested at 256
        top5_error=9.9,
    ),
    Entry(
        name="vgg16",
        variants={"paper": Variant(vgg16, 138_357_544, 15_470_264_320)},
        citation="simonyan2015very",
        year=2014,
        input_shape=(3, 224, 224),
        num_classes=1000,
        sides=(224, 255),
        page="architectures/vgg",
        top1_error=25.6,  # table 3, column D, trained at 256 to 512, tested at 384
        top5_error=8.1,
    ),
    Entry(
        name="vgg19",
        variants={"paper": Variant(vgg19, 143_667_240, 19_632_062_464)},
        citation="simonyan2015very",
        year=2014,
        input_shape=(3, 224, 224),
        num_classes=1000,
        sides=(224, 255),
        page="architectures/vgg",
        top1_error=25.5,  # table 3, column E, trained at 256 to 512, tested at 384
        top5_error=8.0,
    ),
    Entry(
        name="vgg11_bn",
        variants={"torchvision": Variant(vgg11_bn, 132_868_840, 7_609_090_048, ADDED_NORM)},
        citation="simonyan2015very",
        year=2014,
        input_shape=(3, 224, 224),
        num_classes=1000,
        sides=(224, 255),
        page="architectures/vgg",
        top1_error=29.63,  # torchvision's weights
        top5_error=10.19,
    ),
    Entry(
        name="vgg13_bn",
        variants={"torchvision": Variant(vgg13_bn, 133_053_736, 11_308_466_176, ADDED_NORM)},
        citation="simonyan2015very",
        year=2014,
        input_shape=(3, 224, 224),
        num_classes=1000,
        sides=(224, 255),
        page="architectures/vgg",
        top1_error=28.41,  # torchvision's weights
        top5_error=9.63,
    ),
    Entry(
        name="vgg16_bn",
        variants={"torchvision": Variant(vgg16_bn, 138_365_992, 15_470_264_320, ADDED_NORM)},
        citation="simonyan2015very",
        year=2014,
        input_shape=(3, 224, 224),
        num_classes=1000,
        sides=(224, 255),
        page="architectures/vgg",
        top1_error=26.64,  # torchvision's weights
        top5_error=8.48,
    ),
    Entry(
        name="vgg19_bn",
        variants={"torchvision": Variant(vgg19_bn, 143_678_248, 19_632_062_464, ADDED_NORM)},
        citation="simonyan2015very",
        year=2014,
        input_shape=(3, 224, 224),
        num_classes=1000,
        sides=(224, 255),
        page="architectures/vgg",
        top1_error=25.78,  # torchvision's weights
        top5_error=8.16,
    ),
    Entry(
        name="highway19_cifar",
        variants={"paper": Variant(highway19_cifar, 2_256_838, 330_826_728)},
        citation="srivastava2015training",
        year=2015,
        input_shape=(3, 32, 32),
        num_classes=10,
        sides=(4, None),
        page="architectures/wider-denser",
        top1_error=7.6,  # CIFAR-10 test set, table 3, the best of five runs; on average 7.69
    ),
    Entry(
        name="highway32_cifar",
        variants={
            "paper": Variant(highway32_cifar, 1_244_646, 184_495_080, "its numbers of filters are assumed")
        },
        citation="srivastava2015training",
        year=2015,
        input_shape=(3, 32, 32),
        num_classes=10,
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
        top1_error=0.25,  # MNIST test set, table 1, three rounds and the decoder
    ),
    Entry(
        name="cifar10_convnet",
        variants={"paper": Variant(cifar10_convnet, 703_594, 15_275_392)},
        citation=None,
        year=None,
        input_shape=(3, 32, 32),
        num_classes=10,
        sides=(32, 35),
        page="basics/complete-convnet",
    ),
    Entry(
        name="cifar10_convnet_gmp",
        variants={"paper": Variant(cifar10_convnet_gmp, 179_306, 14_751_104)},
        citation=None,
        year=None,
        input_shape=(3, 32, 32),
        num_classes=10,
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
