"""Entries: chains of layers without branches."""

from functools import partial

from cnnkit.models.alexnet import alexnet
from cnnkit.models.catalog.entry import Entry, Variant
from cnnkit.models.cifar10_convnet import cifar10_convnet, cifar10_convnet_gmp
from cnnkit.models.imdb_conv1d import imdb_conv1d
from cnnkit.models.lenet import lenet5
from cnnkit.models.vgg import vgg16

__all__ = ["ENTRIES"]

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
        name="alexnet",
        variants={
            "paper": Variant(alexnet, 62_378_344, 1_135_256_096, "one tower, not two"),
            "two_towers": Variant(partial(alexnet, two_towers=True), 60_965_224, 724_406_816),
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
