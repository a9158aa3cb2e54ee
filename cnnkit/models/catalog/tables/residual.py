"""Tables of residual and densely connected networks."""

from __future__ import annotations

from functools import partial

from cnnkit.models.catalog.reported import noted
from cnnkit.models.catalog.tables.line import Line, PaperTable

__all__ = ["TABLES"]

SIDES = ("56×56", "28×28", "14×14", "7×7")


def _stages(blocks: tuple[int, ...], widths: tuple[int, ...], told: str) -> tuple[Line, ...]:
    """conv2_x to conv5_x; `told`: what a block is, with the width of its inner layers to put in."""
    wide = widths[0] > 64
    return tuple(
        Line(
            label=f"conv{number}_x: {told.format(inner=maps // 4 if wide else maps, out=maps)}",
            ends=f"body.stage{number - 1}",
            size=side,
            channels=maps,
            times=times,
        )
        for number, (times, maps, side) in enumerate(zip(blocks, widths, SIDES, strict=True), start=2)
    )


def _four_stages(
    blocks: tuple[int, ...],
    *,
    told: str = "",
    place: str = "table 1",
    checked_in: str = "",
) -> PaperTable:
    told = told or ("1×1, {inner}; 3×3, {inner}; 1×1, {out}")
    basic = told.count("{out}") == 2
    widths = (64, 128, 256, 512) if basic else (256, 512, 1024, 2048)
    return PaperTable(
        place=place,
        checked_in=checked_in,
        lines=(
            Line(label="conv1: 7×7, 64, stride 2", ends="stem.conv", size="112×112", channels=64),
            *_stages(blocks, widths, told),
            Line(label="average pool, 1000-d fc, softmax", ends="head", channels=1000),
        ),
    )


GROWN_FROM = "texts that this course grew from, which print the table whole"
_resnet = partial(_four_stages, checked_in=GROWN_FROM)
BASIC = "3×3, {out}; 3×3, {out}"
_plain = partial(_resnet, told=BASIC)


def _cifar(depth: int) -> PaperTable:
    """Section 4.2: 6n + 2 layers."""
    n = (depth - 2) // 6
    return PaperTable(
        place="section 4.2",
        note=f"{depth} layers: n is {n} in the section's rule of 6n + 2.",
        lines=(
            Line(label="1 + 2n layers", ends="body.stage1", size="32×32", channels=16, layers=1 + 2 * n),
            Line(label="2n layers", ends="body.stage2", size="16×16", channels=32, layers=2 * n),
            Line(label="2n layers", ends="body.stage3", size="8×8", channels=64, layers=2 * n),
            Line(label="average pool, 10-way fc, softmax", ends="head", channels=10, layers=1),
        ),
    )


_wide = PaperTable(
    place="table 1, with k = 10 and N = 4",
    lines=(
        Line(label="conv1: 3×3, 16", ends="stem", size="32×32", channels=16),
        Line(label="conv2: 3×3, 16k; 3×3, 16k", ends="body.stage1", size="32×32", channels=160, times=4),
        Line(label="conv3: 3×3, 32k; 3×3, 32k", ends="body.stage2", size="16×16", channels=320, times=4),
        Line(label="conv4: 3×3, 64k; 3×3, 64k", ends="body.stage3", size="8×8", channels=640, times=4),
        Line(label="avg-pool", ends="head.2", size="1×1"),
    ),
)


def _dense(*blocks: int) -> PaperTable:
    """Table 1: sizes and numbers of layers; it prints no maps."""
    lines = [
        Line(label="convolution: 7×7, stride 2", ends="stem.conv", size="112×112"),
        Line(label="pooling: 3×3 max pool, stride 2", ends="stem.pool", size="56×56"),
    ]
    for number, (times, side) in enumerate(zip(blocks, SIDES, strict=True), start=1):
        lines.append(
            Line(
                label=f"dense block ({number}): 1×1 conv; 3×3 conv",
                ends=f"body.block{number}",
                size=side,
                times=times,
                layers=2 * times,
            )
        )
        if number < len(blocks):
            lines.append(
                Line(
                    label=f"transition layer ({number}): 1×1 conv; 2×2 average pool, stride 2",
                    ends=f"body.transition{number}",
                    size=SIDES[number],
                    layers=1,
                )
            )
    lines.append(Line(label="7×7 global average pool", ends="head.0", size="1×1"))
    lines.append(Line(label="1000D fully-connected, softmax", ends="head.2", channels=1000))
    return PaperTable(place="table 1", checked_in=noted(55692920103), lines=tuple(lines))


_attention = PaperTable(
    place="table 2",
    lines=(
        Line(label="conv1: 7×7, 64, stride 2", ends="stem.conv", size="112×112", channels=64),
        Line(label="max pooling", ends="stem.pool", size="56×56"),
        Line(
            label="residual unit, attention module × 1", ends="body.attention1_1", size="56×56", channels=256
        ),
        Line(
            label="residual unit, attention module × 1", ends="body.attention2_1", size="28×28", channels=512
        ),
        Line(
            label="residual unit, attention module × 1", ends="body.attention3_1", size="14×14", channels=1024
        ),
        Line(label="residual unit × 3", ends="body.unit4_3", size="7×7", channels=2048),
        Line(label="average pooling", ends="head.2", size="1×1"),
        Line(label="FC, softmax", ends="head.4", channels=1000),
    ),
)

TABLES: dict[str, PaperTable] = {
    "plain18": _plain((2, 2, 2, 2)),
    "plain34": _plain((3, 4, 6, 3)),
    "resnet18": _plain((2, 2, 2, 2)),
    "resnet34": _plain((3, 4, 6, 3)),
    "resnet50": _resnet((3, 4, 6, 3)),
    "resnet101": _resnet((3, 4, 23, 3)),
    "resnet152": _resnet((3, 8, 36, 3)),
    **{f"plain{depth}_cifar": _cifar(depth) for depth in (20, 56)},
    **{f"resnet{depth}_cifar": _cifar(depth) for depth in (20, 32, 44, 56, 110, 1202)},
    "wide_resnet28_10": _wide,
    "resnext50_32x4d": _four_stages((3, 4, 6, 3), told="1×1; 3×3, C = 32; 1×1, {out}"),
    "se_resnet50": _four_stages((3, 4, 6, 3), told="1×1, {inner}; 3×3, {inner}; 1×1, {out}; fc"),
    "se_resnext50_32x4d": _four_stages((3, 4, 6, 3), told="1×1; 3×3, C = 32; 1×1, {out}; fc"),
    "residual_attention_56": _attention,
    "densenet121": _dense(6, 12, 24, 16),
    "densenet169": _dense(6, 12, 32, 32),
    "densenet201": _dense(6, 12, 48, 32),
    "densenet264": _dense(6, 12, 64, 48),
}
