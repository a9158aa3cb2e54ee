"""Entries: identity shortcuts, and what was built on them."""

from collections.abc import Callable
from functools import partial

from torch import nn

from cnnkit.blocks.residual import padded_identity, projected, projected_where_needed
from cnnkit.models.catalog.entry import Entry, Variant, cifar10, imagenet
from cnnkit.models.cmpe_se import cmpe_se_wide_resnet28_10
from cnnkit.models.resnet import plain18, plain34, resnet18, resnet34, resnet50, resnet101, resnet152
from cnnkit.models.resnet_cifar import (
    plain20_cifar,
    plain56_cifar,
    resnet20_cifar,
    resnet32_cifar,
    resnet44_cifar,
    resnet56_cifar,
    resnet110_cifar,
    resnet1202_cifar,
)
from cnnkit.models.resnext import resnext50_32x4d, resnext101_32x8d
from cnnkit.models.se_resnet import se_resnet50, se_resnext50_32x4d
from cnnkit.models.wide_resnet import wide_resnet28_10, wide_resnet50_2

__all__ = ["ENTRIES"]

LATER_STRIDE = "the stride of a bottleneck is on its 3×3 convolution"
NO_BOTTLENECK = 'the same function as "paper": no bottleneck to stride in'
OPTION_A = "option A shortcuts: zeros for the new channels, no parameters"
CIFAR_B = "1×1 projections where the shape changes; the paper's CIFAR networks have none (option A)"

_resnet = partial(imagenet, citation="he2016deep", year=2015, sides=(17, None), page="architectures/resnet")
_cifar_resnet = partial(
    cifar10, citation="he2016deep", year=2015, sides=(3, None), page="architectures/resnet"
)


def _bottleneck(
    build: Callable[..., nn.Module], params: int, macs: int, later_macs: int, top1: float, top5: float
) -> Entry:
    """`later_macs`: with the later stride."""
    return _resnet(
        name=build.__name__,
        variants={
            "paper": Variant(build, params, macs),
            "torchvision": Variant(partial(build, stride_on="conv2"), params, later_macs, LATER_STRIDE),
        },
        top1_error=top1,
        top5_error=top5,
    )


def _two_options(
    build: Callable[..., nn.Module],
    counts: tuple[int, int],
    counts_b: tuple[int, int],
    top1: float,
    weights: tuple[str, ...] = (),
) -> Entry:
    """A CIFAR network with its parameters and multiplications for shortcuts of option A and of option B."""
    return _cifar_resnet(
        name=build.__name__,
        variants={
            "paper": Variant(build, *counts),
            "option_b": Variant(partial(build, shortcut=projected_where_needed), *counts_b, CIFAR_B),
        },
        top1_error=top1,
        weights=weights,
    )


# Errors of the ImageNet plain and residual networks: the paper, 10 crops, tables 2 (18 layers) and 3 (more).
PLAIN_AND_RESNET: tuple[Entry, ...] = (
    _resnet(
        name="plain18", variants={"paper": Variant(plain18, 11_515_688, 1_794_805_760)}, top1_error=27.94
    ),
    _resnet(
        name="plain34",
        variants={"paper": Variant(plain34, 21_623_848, 3_644_493_824)},
        top1_error=28.54,
        top5_error=10.02,
    ),
    _resnet(
        name="resnet18",
        variants={
            "paper": Variant(
                resnet18, 11_689_512, 1_814_073_344, "option B shortcuts; the paper's 18 layers had option A"
            ),
            "torchvision": Variant(resnet18, 11_689_512, 1_814_073_344, NO_BOTTLENECK),
            "option_a": Variant(
                partial(resnet18, shortcut=padded_identity), 11_515_688, 1_794_805_760, OPTION_A
            ),
        },
        top1_error=27.88,  # with option A
    ),
    _resnet(
        name="resnet34",
        variants={
            "paper": Variant(resnet34, 21_797_672, 3_663_761_408),
            "torchvision": Variant(resnet34, 21_797_672, 3_663_761_408, NO_BOTTLENECK),
            "option_a": Variant(
                partial(resnet34, shortcut=padded_identity), 21_623_848, 3_644_493_824, OPTION_A
            ),
            "option_c": Variant(
                partial(resnet34, shortcut=projected),
                22_716_840,
                3_830_747_136,
                "option C shortcuts: a 1×1 projection around every block",
            ),
        },
        top1_error=24.52,
        top5_error=7.46,
    ),
    _bottleneck(resnet50, 25_557_032, 3_857_973_248, 4_089_184_256, 22.85, 6.71),
    _bottleneck(resnet101, 44_549_160, 7_570_194_432, 7_801_405_440, 21.75, 6.05),
    _bottleneck(resnet152, 60_192_808, 11_282_415_616, 11_513_626_624, 21.43, 5.71),
)

# Errors of the CIFAR networks: table 6 of the paper, CIFAR-10 test set; 110 layers: the best of five runs.
CIFAR: tuple[Entry, ...] = (
    _cifar_resnet(name="plain20_cifar", variants={"paper": Variant(plain20_cifar, 269_722, 40_551_040)}),
    _cifar_resnet(name="plain56_cifar", variants={"paper": Variant(plain56_cifar, 853_018, 125_485_696)}),
    _two_options(resnet20_cifar, (269_722, 40_551_040), (272_474, 40_813_184), 8.75, weights=("shapes",)),
    _two_options(resnet32_cifar, (464_154, 68_862_592), (466_906, 69_124_736), 7.51),
    _two_options(resnet44_cifar, (658_586, 97_174_144), (661_338, 97_436_288), 7.17),
    _two_options(resnet56_cifar, (853_018, 125_485_696), (855_770, 125_747_840), 6.97),
    _two_options(resnet110_cifar, (1_727_962, 252_887_680), (1_730_714, 253_149_824), 6.43),
    _cifar_resnet(
        name="resnet1202_cifar",
        variants={"paper": Variant(resnet1202_cifar, 19_421_274, 2_829_238_912)},
        top1_error=7.93,
    ),
)

WIDER: tuple[Entry, ...] = (
    cifar10(
        name="wide_resnet28_10",
        variants={
            "paper": Variant(wide_resnet28_10, 36_479_194, 5_243_328_768),
            "dropout": Variant(
                partial(wide_resnet28_10, dropout=0.3),
                36_479_194,
                5_243_328_768,
                "dropout of 0.3 inside the blocks",
            ),
        },
        page="architectures/wider-denser",
        citation="zagoruyko2016wide",
        year=2016,
        sides=(3, None),
        top1_error=4.0,  # CIFAR-10 test set, table 5, the median of five runs; 3.89 with dropout (table 6)
    ),
    imagenet(
        name="wide_resnet50_2",
        variants={"paper": Variant(wide_resnet50_2, 68_883_240, 11_398_021_120)},
        page="architectures/wider-denser",
        citation="zagoruyko2016wide",
        year=2016,
        sides=(17, None),
        top1_error=21.9,  # table 8, a single crop; table 9 prints a top-5 error of 5.79
        top5_error=6.03,
    ),
    imagenet(
        name="resnext50_32x4d",
        variants={"paper": Variant(resnext50_32x4d, 25_028_904, 4_230_479_872)},
        page="architectures/wider-denser",
        citation="xie2017aggregated",
        year=2016,
        sides=(17, None),
        top1_error=22.2,  # table 3, a single crop; no top-5 error
    ),
    imagenet(
        name="resnext101_32x8d",
        variants={
            "paper": Variant(
                resnext101_32x8d,
                88_791_336,
                16_414_015_488,
                "a size that came later: the paper's 101 layers are 32×4d and 64×4d",
            )
        },
        page="architectures/wider-denser",
        citation="xie2017aggregated",
        year=2016,
        sides=(17, None),
    ),
)

GATED: tuple[Entry, ...] = (
    imagenet(
        name="se_resnet50",
        variants={"paper": Variant(se_resnet50, 28_088_024, 3_860_488_192)},
        page="architectures/choosing",
        citation="hu2018squeeze",
        year=2017,
        sides=(19, None),
        top1_error=23.29,  # table 2, a single crop; the files published later: 22.37 and 6.36
        top5_error=6.62,
    ),
    imagenet(
        name="se_resnext50_32x4d",
        variants={"paper": Variant(se_resnext50_32x4d, 27_559_896, 4_232_994_816)},
        page="architectures/choosing",
        citation="hu2018squeeze",
        year=2017,
        sides=(19, None),
        top1_error=21.10,  # table 2, a single crop; the files published later: 20.97 and 5.54
        top5_error=5.49,
    ),
    cifar10(
        name="cmpe_se_wide_resnet28_10",
        variants={
            "released": Variant(
                cmpe_se_wide_resnet28_10,
                36_883_266,
                5_244_000_768,
                "the published file's default gate, 1×1 filters; the paper itself was not at hand",
            ),
            "conv_2x1": Variant(
                partial(cmpe_se_wide_resnet28_10, gate="conv_2x1"),
                36_749_146,
                5_243_866_368,
                "2×1 filters over the pairs of means",
            ),
            "conv_3x3": Variant(
                partial(cmpe_se_wide_resnet28_10, gate="conv_3x3"),
                36_848_546,
                5_245_781_568,
                "3×3 filters over the means folded into a picture",
            ),
            "double_fc": Variant(
                partial(cmpe_se_wide_resnet28_10, gate="double_fc"),
                37_016_826,
                5_243_866_368,
                "a dense layer each for branch and shortcut, no picture",
            ),
        },
        page="architectures/choosing",
        citation="hu2018competitive",
        year=2018,
        sides=(3, None),
        # No error: surveys quote 3.58 on CIFAR-10, but for 152 layers and an unnamed gate.
    ),
)

ENTRIES: tuple[Entry, ...] = (*PLAIN_AND_RESNET, *CIFAR, *WIDER, *GATED)
