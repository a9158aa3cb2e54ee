"""Entries: identity shortcuts, and what was built on them."""

from functools import partial

from cnnkit.blocks.residual import padded_identity, projected, projected_where_needed
from cnnkit.models.catalog.entry import Entry, Variant
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
CIFAR_B = "1×1 projections where the shape changes; the paper's CIFAR networks have none (option A)"


def _photos(
    name: str,
    variants: dict[str, Variant],
    page: str = "architectures/resnet",
    citation: str = "he2016deep",
    year: int = 2015,
    smallest: int = 17,
    top1_error: float | None = None,
    top5_error: float | None = None,
) -> Entry:
    """A network for ImageNet."""
    return Entry(
        name=name,
        variants=variants,
        citation=citation,
        year=year,
        input_shape=(3, 224, 224),
        num_classes=1000,
        sides=(smallest, None),
        page=page,
        top1_error=top1_error,
        top5_error=top5_error,
    )


def _cifar(
    name: str,
    variants: dict[str, Variant],
    page: str = "architectures/resnet",
    citation: str = "he2016deep",
    year: int = 2015,
    top1_error: float | None = None,
    weights: tuple[str, ...] = (),
) -> Entry:
    """A network for CIFAR-10, and its error there."""
    return Entry(
        name=name,
        variants=variants,
        citation=citation,
        year=year,
        input_shape=(3, 32, 32),
        num_classes=10,
        sides=(3, None),
        page=page,
        top1_error=top1_error,
        weights=weights,
    )


# Errors of the ImageNet plain and residual networks: the paper, 10 crops, tables 2 (18 layers) and 3 (more).
PLAIN_AND_RESNET: tuple[Entry, ...] = (
    _photos("plain18", {"paper": Variant(plain18, 11_515_688, 1_794_805_760)}, top1_error=27.94),
    _photos(
        "plain34",
        {"paper": Variant(plain34, 21_623_848, 3_644_493_824)},
        top1_error=28.54,
        top5_error=10.02,
    ),
    _photos(
        "resnet18",
        {
            "paper": Variant(
                resnet18, 11_689_512, 1_814_073_344, "option B shortcuts; the paper's 18 layers had option A"
            ),
            "torchvision": Variant(
                resnet18,
                11_689_512,
                1_814_073_344,
                'the same function as "paper": no bottleneck to stride in',
            ),
            "option_a": Variant(partial(resnet18, shortcut=padded_identity), 11_515_688, 1_794_805_760),
        },
        top1_error=27.88,  # with option A
    ),
    _photos(
        "resnet34",
        {
            "paper": Variant(resnet34, 21_797_672, 3_663_761_408),
            "torchvision": Variant(
                resnet34,
                21_797_672,
                3_663_761_408,
                'the same function as "paper": no bottleneck to stride in',
            ),
            "option_a": Variant(partial(resnet34, shortcut=padded_identity), 21_623_848, 3_644_493_824),
            "option_c": Variant(partial(resnet34, shortcut=projected), 22_716_840, 3_830_747_136),
        },
        top1_error=24.52,
        top5_error=7.46,
    ),
    _photos(
        "resnet50",
        {
            "paper": Variant(resnet50, 25_557_032, 3_857_973_248),
            "torchvision": Variant(
                partial(resnet50, stride_on="conv2"), 25_557_032, 4_089_184_256, LATER_STRIDE
            ),
        },
        top1_error=22.85,
        top5_error=6.71,
    ),
    _photos(
        "resnet101",
        {
            "paper": Variant(resnet101, 44_549_160, 7_570_194_432),
            "torchvision": Variant(
                partial(resnet101, stride_on="conv2"), 44_549_160, 7_801_405_440, LATER_STRIDE
            ),
        },
        top1_error=21.75,
        top5_error=6.05,
    ),
    _photos(
        "resnet152",
        {
            "paper": Variant(resnet152, 60_192_808, 11_282_415_616),
            "torchvision": Variant(
                partial(resnet152, stride_on="conv2"), 60_192_808, 11_513_626_624, LATER_STRIDE
            ),
        },
        top1_error=21.43,
        top5_error=5.71,
    ),
)

# Errors of the CIFAR networks: table 6 of the paper, CIFAR-10 test set; 110 layers: the best of five runs.
CIFAR: tuple[Entry, ...] = (
    _cifar("plain20_cifar", {"paper": Variant(plain20_cifar, 269_722, 40_551_040)}),
    _cifar("plain56_cifar", {"paper": Variant(plain56_cifar, 853_018, 125_485_696)}),
    _cifar(
        "resnet20_cifar",
        {
            "paper": Variant(resnet20_cifar, 269_722, 40_551_040),
            "option_b": Variant(
                partial(resnet20_cifar, shortcut=projected_where_needed), 272_474, 40_813_184, CIFAR_B
            ),
        },
        top1_error=8.75,
        weights=("shapes",),
    ),
    _cifar(
        "resnet32_cifar",
        {
            "paper": Variant(resnet32_cifar, 464_154, 68_862_592),
            "option_b": Variant(
                partial(resnet32_cifar, shortcut=projected_where_needed), 466_906, 69_124_736, CIFAR_B
            ),
        },
        top1_error=7.51,
    ),
    _cifar(
        "resnet44_cifar",
        {
            "paper": Variant(resnet44_cifar, 658_586, 97_174_144),
            "option_b": Variant(
                partial(resnet44_cifar, shortcut=projected_where_needed), 661_338, 97_436_288, CIFAR_B
            ),
        },
        top1_error=7.17,
    ),
    _cifar(
        "resnet56_cifar",
        {
            "paper": Variant(resnet56_cifar, 853_018, 125_485_696),
            "option_b": Variant(
                partial(resnet56_cifar, shortcut=projected_where_needed), 855_770, 125_747_840, CIFAR_B
            ),
        },
        top1_error=6.97,
    ),
    _cifar(
        "resnet110_cifar",
        {
            "paper": Variant(resnet110_cifar, 1_727_962, 252_887_680),
            "option_b": Variant(
                partial(resnet110_cifar, shortcut=projected_where_needed), 1_730_714, 253_149_824, CIFAR_B
            ),
        },
        top1_error=6.43,
    ),
    _cifar(
        "resnet1202_cifar",
        {"paper": Variant(resnet1202_cifar, 19_421_274, 2_829_238_912)},
        top1_error=7.93,
    ),
)

WIDER: tuple[Entry, ...] = (
    _cifar(
        "wide_resnet28_10",
        {
            "paper": Variant(wide_resnet28_10, 36_479_194, 5_243_328_768),
            "dropout": Variant(partial(wide_resnet28_10, dropout=0.3), 36_479_194, 5_243_328_768),
        },
        page="architectures/wider-denser",
        citation="zagoruyko2016wide",
        year=2016,
        top1_error=4.0,  # CIFAR-10 test set, table 5, the median of five runs; 3.89 with dropout (table 6)
    ),
    _photos(
        "wide_resnet50_2",
        {"paper": Variant(wide_resnet50_2, 68_883_240, 11_398_021_120)},
        page="architectures/wider-denser",
        citation="zagoruyko2016wide",
        year=2016,
        top1_error=21.9,  # table 8, a single crop; table 9 prints a top-5 error of 5.79
        top5_error=6.03,
    ),
    _photos(
        "resnext50_32x4d",
        {"paper": Variant(resnext50_32x4d, 25_028_904, 4_230_479_872)},
        page="architectures/wider-denser",
        citation="xie2017aggregated",
        year=2016,
        top1_error=22.2,  # table 3, a single crop; no top-5 error
    ),
    _photos(
        "resnext101_32x8d",
        {
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
    ),
)

GATED: tuple[Entry, ...] = (
    _photos(
        "se_resnet50",
        {"paper": Variant(se_resnet50, 28_088_024, 3_860_488_192)},
        page="architectures/choosing",
        citation="hu2018squeeze",
        year=2017,
        smallest=19,
        top1_error=23.29,  # table 2, a single crop; the files published later: 22.37 and 6.36
        top5_error=6.62,
    ),
    _photos(
        "se_resnext50_32x4d",
        {"paper": Variant(se_resnext50_32x4d, 27_559_896, 4_232_994_816)},
        page="architectures/choosing",
        citation="hu2018squeeze",
        year=2017,
        smallest=19,
        top1_error=21.10,  # table 2, a single crop; the files published later: 20.97 and 5.54
        top5_error=5.49,
    ),
    _cifar(
        "cmpe_se_wide_resnet28_10",
        {
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
        # No error: surveys quote 3.58 on CIFAR-10, but for 152 layers and an unnamed gate.
    ),
)

ENTRIES: tuple[Entry, ...] = (*PLAIN_AND_RESNET, *CIFAR, *WIDER, *GATED)
