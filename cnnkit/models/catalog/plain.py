"""Entries: chains of layers without branches, with gates or capsules in some."""

from functools import partial

from cnnkit.models.alexnet import alexnet, alexnet_torchvision
from cnnkit.models.capsnet import capsnet
from cnnkit.models.catalog.entry import Entry, Variant, cifar10
from cnnkit.models.catalog.reported import (
    CIFAR10_TEST,
    IMAGENET_VALIDATION,
    MNIST_TEST,
    Printed,
    Reported,
    Unbuilt,
    noted,
    transcribed,
)
from cnnkit.models.catalog.vgg import VGGS
from cnnkit.models.cifar10_convnet import cifar10_convnet, cifar10_convnet_gmp
from cnnkit.models.highway import highway19_cifar, highway32_cifar
from cnnkit.models.imdb_conv1d import imdb_conv1d
from cnnkit.models.lenet import lenet5
from cnnkit.models.lenet_1998 import lenet5_1998
from cnnkit.models.nin_cifar10 import nin_cifar10
from cnnkit.models.zfnet import zfnet

__all__ = ["ENTRIES"]

_lenet = partial(
    Entry,
    citation="lecun1998gradient",
    year=1998,
    year_of_print=1998,
    dataset="MNIST",
    input_shape=(1, 32, 32),
    num_classes=10,
    sides=(32, 35),
    page="architectures/lenet",
)
_lenet_error = partial(Reported, dataset=MNIST_TEST, citation="lecun1998gradient", place="section III.B")
LENET = (
    _lenet(
        name="lenet5",
        variants={
            "modern": Variant(
                lenet5,
                params=61_706,
                macs=416_520,
                differs="as later texts build it: C3 reads all six maps, pools only average, the last layer "
                "is dense in place of drawings of the digits",
            )
        },
        stages=("stem", "body", "head"),
        weights=("digits",),
    ),
    _lenet(
        name="lenet5_1998",
        variants={
            "paper": Variant(
                lenet5_1998,
                params=60_000,
                macs=325_680,
                printed=Printed(place="section II.B", params="60,000"),
                errors=(
                    _lenet_error(top1=0.95, checked_in="notes on the paper, awesome.papernotes.org"),
                    _lenet_error(
                        top1=0.8,
                        note="trained on distorted digits too",
                        checked_in="a copy of its author's page on MNIST",
                    ),
                ),
            )
        },
        stages=("stem", "body.tanh4", "body.tanh5", "head"),
    ),
)

_alexnet_error = partial(
    Reported,
    dataset=IMAGENET_VALIDATION,
    citation="krizhevsky2012imagenet",
    checked_in=transcribed(38021417021),
    place="table 2",
    crops=10,
    side=224,
)
ALEXNET = Entry(
    name="alexnet",
    variants={
        "single_tower": Variant(alexnet, params=62_378_344, macs=1_135_256_096, differs="one tower, not two"),
        "two_towers": Variant(
            partial(alexnet, two_towers=True),
            params=60_965_224,
            macs=724_406_816,
            differs="response normalization reads across the border between the towers; the paper leaves "
            "open whether it does",
            printed=Printed(place="abstract", params="60 M"),
            errors=(
                _alexnet_error(top1=40.7, top5=18.2),
                _alexnet_error(top1=38.1, top5=16.4, networks=5),
            ),
        ),
        "torchvision": Variant(
            alexnet_torchvision,
            params=61_100_840,
            macs=716_767_232,  # 714,188,480 at 224 pixels
            differs="the tower of a later paper: 64 filters first, padded, no response normalization",
            sides=(223, 254),
        ),
    },
    citation="krizhevsky2012imagenet",
    year=2012,
    year_of_print=2012,
    dataset="ImageNet",
    input_shape=(3, 227, 227),
    num_classes=1000,
    sides=(227, 258),
    stages=("body.pool1", "body.pool2", "body.pool5", "head"),
    page="architectures/alexnet",
)

# "1 convnet as per Fig. 3" and network (b) of table 2, ten crops (section 3).
_zfnet_error = partial(
    Reported,
    dataset=IMAGENET_VALIDATION,
    citation="zeiler2014visualizing",
    checked_in=transcribed(38411096535),
    place="table 2",
    crops=10,
    side=224,
)
ZFNET = Entry(
    name="zfnet",
    variants={
        "paper": Variant(
            zfnet, params=62_357_608, macs=1_168_032_896, errors=(_zfnet_error(top1=38.4, top5=16.5),)
        ),
        "wide": Variant(
            partial(zfnet, wide=True),
            params=107_627_624,
            macs=2_476_704_896,
            differs="network (b) of table 2: 512, 1,024 and 512 filters in layers 3 to 5",
            errors=(_zfnet_error(top1=37.5, top5=16.0),),
        ),
    },
    citation="zeiler2014visualizing",
    year=2013,
    year_of_print=2014,
    dataset="ImageNet",
    input_shape=(3, 224, 224),
    num_classes=1000,
    sides=(207, 238),
    stages=("body.norm1", "body.norm2", "body.pool5", "head"),
    page="architectures/vgg",
)

_nin_error = partial(
    Reported, dataset=CIFAR10_TEST, citation="lin2013network", place="table 1", side=32,
    checked_in=noted(9758416154),
)  # fmt: skip
NIN = cifar10(
    name="nin_cifar10",
    variants={
        "paper": Variant(
            nin_cifar10,
            params=966_986,
            macs=222_486_528,
            errors=(
                _nin_error(top1=10.41),
                _nin_error(top1=8.81, note="trained on shifted and mirrored pictures"),
            ),
        ),
        "caffe": Variant(
            partial(nin_cifar10, average_pool=True),
            params=966_986,
            macs=222_486_528,
            differs="the second pool averages",
        ),
    },
    citation="lin2013network",
    year=2013,
    year_of_print=2014,
    sides=(4, None),
    stages=("body.pool1", "body.pool2", "body.mlpconv3", "head"),
    page="blocks/one-by-one",
)

_highway = partial(
    cifar10,
    citation="srivastava2015training",
    year=2015,
    year_of_print=2015,
    sides=(4, None),
    stages=("body.pool1", "body.pool2", "body.group3", "head"),
    page="architectures/wider-denser",
)
_highway_error = partial(Reported, dataset=CIFAR10_TEST, citation="srivastava2015training", side=32)
HIGHWAY = (
    _highway(
        name="highway19_cifar",
        variants={
            "paper": Variant(
                highway19_cifar,
                params=2_256_838,
                macs=330_826_728,
                printed=Printed(place="table 3", params="2.3 M"),
                errors=(
                    _highway_error(
                        top1=7.6,
                        place="table 3",
                        note="the best of five runs (mean 7.69), trained on shifted and mirrored pictures",
                        checked_in="a copy of the table, paperswithcode.com",
                    ),
                ),
            )
        },
    ),
    _highway(
        name="highway32_cifar",
        variants={
            "assumed_filters": Variant(
                highway32_cifar,
                params=1_244_646,
                macs=184_495_080,
                differs="its numbers of filters are assumed; the paper does not print them",
            )
        },
        unbuilt=(
            Unbuilt(
                network="Highway C, whose numbers of filters are not printed",
                printed=Printed(place="table 2", params="1.25 M"),
                errors=(_highway_error(top1=8.8, place="table 2", checked_in=transcribed(23606351309)),),
            ),
        ),
    ),
)

_capsnet_error = partial(
    Reported,
    dataset=MNIST_TEST,
    citation="sabour2017dynamic",
    checked_in=noted(56955935347),
    place="table 1",
    side=28,
    note="three rounds of routing, mean of three runs",
)
CAPSNET = Entry(
    name="capsnet",
    variants={
        "paper": Variant(
            capsnet,
            params=8_215_568,
            macs=199_397_376,
            printed=Printed(place="section 5", params="8.2 M"),
            errors=(_capsnet_error(top1=0.25),),
        ),
        "no_decoder": Variant(
            partial(capsnet, decoder=False),
            params=6_804_224,
            macs=199_397_376,
            differs="no decoder (table 1, rows without)",
            printed=Printed(place="section 5", params="6.8 M"),
            errors=(_capsnet_error(top1=0.35),),
        ),
    },
    citation="sabour2017dynamic",
    year=2017,
    year_of_print=2017,
    dataset="MNIST",
    input_shape=(1, 28, 28),
    num_classes=10,
    sides=(28, 28),
    stages=("stem", "body", "head"),
    page="blocks/gates-capsules",
)

_listing = partial(
    cifar10, citation=None, year=None, stages=("body.pool1", "body.pool2", "body.relu5", "head")
)
LISTINGS = (
    _listing(
        name="cifar10_convnet",
        variants={"listing": Variant(cifar10_convnet, params=703_594, macs=15_275_392)},
        sides=(32, 35),
        page="basics/complete-convnet",
    ),
    _listing(
        name="cifar10_convnet_gmp",
        variants={"listing": Variant(cifar10_convnet_gmp, params=179_306, macs=14_751_104)},
        sides=(24, None),
        page="basics/global-pooling",
        weights=("digits",),
    ),
    Entry(
        name="imdb_conv1d",
        variants={
            "listing": Variant(
                imdb_conv1d,
                params=1_315_937,
                macs=14_823_456,
                printed=Printed(place="section 6.4.3", params="1,315,937"),
            )
        },
        citation="chollet2017deep",
        year=2017,
        year_of_print=2017,
        dataset="IMDB reviews",
        input_shape=(500,),
        num_classes=1,
        sides=(41, None),
        stages=("stem", "body", "head"),
        page="sizing/one-dimension",
    ),
)

ENTRIES: tuple[Entry, ...] = (*LENET, ALEXNET, ZFNET, NIN, *VGGS, *HIGHWAY, CAPSNET, *LISTINGS)
