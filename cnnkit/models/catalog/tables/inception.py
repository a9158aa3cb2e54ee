"""Tables of networks with branches."""

from __future__ import annotations

from cnnkit.models.catalog.reported import transcribed
from cnnkit.models.catalog.tables.line import Line, PaperTable

__all__ = ["TABLES"]

FEWER = "fewer than its own filters have, whose multiplications are printed right"

_googlenet = PaperTable(
    place="table 1",
    checked_in="a text that this course grew from (tests/sources/facts.yaml)",
    note="Its K is 1,024 and it leaves biases out; ours have them, a number a map.",
    kilo=1_024,
    lines=(
        Line(
            label="convolution 7×7/2",
            ends="stem.conv1",
            size="112×112×64",
            params="2.7 K",
            macs="34 M",
            differs="the printed counts are those of a depthwise separable layer, not of 64 filters of 7×7×3",
        ),
        Line(label="max pool", ends="stem.pool1", size="56×56×64"),
        Line(label="convolution 3×3", ends="stem.conv2", size="56×56×192", params="112 K", macs="360 M"),
        Line(label="max pool", ends="stem.pool2", size="28×28×192"),
        Line(
            label="inception (3a)",
            ends="body_4a.inception_3a",
            size="28×28×256",
            params="159 K",
            macs="128 M",
        ),
        Line(
            label="inception (3b)",
            ends="body_4a.inception_3b",
            size="28×28×480",
            params="380 K",
            macs="304 M",
        ),
        Line(label="max pool", ends="body_4a.pool3", size="14×14×480"),
        Line(
            label="inception (4a)",
            ends="body_4a.inception_4a",
            size="14×14×512",
            params="364 K",
            macs="73 M",
            differs=FEWER,
        ),
        Line(
            label="inception (4b)",
            ends="body_4d.inception_4b",
            size="14×14×512",
            params="437 K",
            macs="88 M",
            differs="its filters have 438 K weights, and we count biases too",
        ),
        Line(
            label="inception (4c)",
            ends="body_4d.inception_4c",
            size="14×14×512",
            params="463 K",
            macs="100 M",
            differs=FEWER,
        ),
        Line(
            label="inception (4d)",
            ends="body_4d.inception_4d",
            size="14×14×528",
            params="580 K",
            macs="119 M",
            differs=FEWER,
        ),
        Line(
            label="inception (4e)",
            ends="body_5b.inception_4e",
            size="14×14×832",
            params="840 K",
            macs="170 M",
            differs=FEWER,
        ),
        Line(label="max pool", ends="body_5b.pool4", size="7×7×832"),
        Line(
            label="inception (5a)",
            ends="body_5b.inception_5a",
            size="7×7×832",
            params="1072 K",
            macs="54 M",
            differs="more than its own filters give, in both columns; 176 filters before the 3×3, for the "
            "printed 160, would give both",
        ),
        Line(
            label="inception (5b)",
            ends="body_5b.inception_5b",
            size="7×7×1024",
            params="1388 K",
            macs="71 M",
            differs=FEWER,
        ),
        Line(label="avg pool", ends="head.0", size="1×1×1024"),
        Line(
            label="linear",
            ends="head.3",
            channels=1000,
            params="1000 K",
            macs="1 M",
        ),
    ),
)

FILTERS = "the printed filters add up to this; the printed size does not follow from them"
STRIDE = "the size before the stride is printed, though the row says stride 2"
_bn_inception = PaperTable(
    place="figure 5",
    checked_in=transcribed(62921025462),
    lines=(
        Line(label="convolution 7×7/2", ends="stem.conv1", size="112×112×64"),
        Line(label="max pool", ends="stem.pool1", size="56×56×64"),
        Line(label="convolution 3×3", ends="stem.conv2", size="56×56×192"),
        Line(label="max pool", ends="stem.pool2", size="28×28×192"),
        Line(label="inception (3a)", ends="body.inception_3a", size="28×28×256"),
        Line(label="inception (3b)", ends="body.inception_3b", size="28×28×320"),
        Line(label="inception (3c), stride 2", ends="body.inception_3c", size="28×28×576", differs=STRIDE),
        Line(label="inception (4a)", ends="body.inception_4a", size="14×14×576"),
        Line(label="inception (4b)", ends="body.inception_4b", size="14×14×576"),
        Line(label="inception (4c)", ends="body.inception_4c", size="14×14×576", differs=FILTERS),
        Line(label="inception (4d)", ends="body.inception_4d", size="14×14×576", differs=FILTERS),
        Line(
            label="inception (4e), stride 2",
            ends="body.inception_4e",
            size="14×14×1024",
            differs="as in 3c and in 4d: before the stride, and of other filters",
        ),
        Line(label="inception (5a)", ends="body.inception_5a", size="7×7×1024"),
        Line(label="inception (5b)", ends="body.inception_5b", size="7×7×1024"),
        Line(label="avg pool", ends="head.0", size="1×1×1024"),
    ),
)

_inception_v3 = PaperTable(
    place="table 1, whose sizes are those of what enters the row below",
    checked_in="a text that this course grew from (tests/sources/facts.yaml)",
    lines=(
        Line(label="conv 3×3/2", ends="stem.conv1", size="149×149×32"),
        Line(label="conv 3×3/1", ends="stem.conv2", size="147×147×32"),
        Line(label="conv padded 3×3/1", ends="stem.conv3", size="147×147×64"),
        Line(label="pool 3×3/2", ends="stem.pool1", size="73×73×64"),
        Line(
            label="conv 3×3/1",
            ends="stem.conv4",
            size="71×71×80",
            differs="1×1 in the released network, which keeps the size",
        ),
        Line(
            label="conv 3×3/2",
            ends="stem.conv5",
            size="35×35×192",
            differs="stride 1 in the released network, and a pool after it",
        ),
        Line(
            label="conv 3×3/1",
            ends="stem.pool2",
            size="35×35×288",
            differs="a pool in the released network, whose modules start from 192 maps",
        ),
        Line(
            label="3 × Inception, then the first of the next row shrinks",
            ends="body_17.reduce_to_17",
            size="17×17×768",
        ),
        Line(
            label="5 × Inception, then the first of the next row shrinks",
            ends="body_8.reduce_to_8",
            size="8×8×1280",
            remark="the released network has four modules at 17×17 and the one that shrinks",
        ),
        Line(label="2 × Inception", ends="body_8.module8_2", size="8×8×2048"),
        Line(label="pool 8×8", ends="head.0", size="1×1×2048"),
        Line(label="linear", ends="head.3", channels=1000),
    ),
)


def _stem(first: str, second: str, third: str) -> tuple[Line, ...]:
    return (
        Line(label="3×3 conv (32, stride 2)", ends="stem.conv1", size="149×149×32"),
        Line(label="3×3 conv (32)", ends="stem.conv2", size="147×147×32"),
        Line(label="3×3 conv (64)", ends="stem.conv3", size="147×147×64"),
        Line(label="filter concat", ends="stem.fork1", size=first),
        Line(label="filter concat", ends="stem.fork2", size=second),
        Line(label="filter concat", ends="stem.fork3", size=third),
    )


_FORKED = _stem("73×73×160", "71×71×192", "35×35×384")
_inception_v4 = PaperTable(
    place="figures 3 and 9",
    lines=(
        *_FORKED,
        Line(label="4 × Inception-A", ends="body.module_a4", size="35×35×384"),
        Line(label="Reduction-A", ends="body.reduction_a", size="17×17×1024"),
        Line(label="7 × Inception-B", ends="body.module_b7", size="17×17×1024"),
        Line(label="Reduction-B", ends="body.reduction_b", size="8×8×1536"),
        Line(label="3 × Inception-C", ends="body.module_c3", size="8×8×1536"),
        Line(label="average pooling", ends="head.0", channels=1536),
        Line(label="softmax", ends="head.3", channels=1000),
    ),
)
_inception_resnet_v1 = PaperTable(
    place="figures 14 and 15",
    lines=(
        Line(label="3×3 conv (32, stride 2)", ends="stem.conv1", size="149×149×32"),
        Line(label="3×3 conv (32)", ends="stem.conv2", size="147×147×32"),
        Line(label="3×3 conv (64)", ends="stem.conv3", size="147×147×64"),
        Line(label="3×3 max pool", ends="stem.pool1", size="73×73×64"),
        Line(label="1×1 conv (80)", ends="stem.conv4", size="73×73×80"),
        Line(label="3×3 conv (192)", ends="stem.conv5", size="71×71×192"),
        Line(label="3×3 conv (256, stride 2)", ends="stem.conv6", size="35×35×256"),
        Line(label="5 × Inception-resnet-A", ends="body.module_a5", size="35×35×256"),
        Line(label="Reduction-A", ends="body.reduction_a", size="17×17×896"),
        Line(label="10 × Inception-resnet-B", ends="body.module_b10", size="17×17×896"),
        Line(label="Reduction-B", ends="body.reduction_b", size="8×8×1792"),
        Line(label="5 × Inception-resnet-C", ends="body.module_c5", size="8×8×1792"),
        Line(label="average pooling", ends="head.0", channels=1792),
        Line(label="softmax", ends="head.3", channels=1000),
    ),
)
_inception_resnet_v2 = PaperTable(
    place="figures 3 and 15 to 19",
    lines=(
        *_FORKED,
        Line(label="5 × Inception-resnet-A, 1×1 conv (384 linear)", ends="body.module_a5", channels=384),
        Line(
            label="10 × Inception-resnet-B, 1×1 conv (1154 linear)",
            ends="body.module_b10",
            channels=1154,
            differs="misprinted: the sum has as many maps as Reduction-A makes of 384, 384 and 384",
        ),
        Line(
            label="5 × Inception-resnet-C, 1×1 conv (2048 linear)",
            ends="body.module_c5",
            channels=2048,
            differs="misprinted: the sum has as many maps as Reduction-B hands on",
        ),
        Line(label="softmax", ends="head.3", channels=1000),
    ),
)

_xception = PaperTable(
    place="figure 5",
    lines=(
        Line(label="entry flow, conv 32, 3×3, stride 2", ends="stem.conv1", channels=32),
        Line(label="entry flow, conv 64, 3×3", ends="stem.conv2", channels=64),
        Line(label="entry flow, 128", ends="body.module2", channels=128),
        Line(label="entry flow, 256", ends="body.module3", channels=256),
        Line(label="entry flow, 728", ends="body.module4", size="19×19×728"),
        Line(label="middle flow, eight times", ends="body.module12", size="19×19×728"),
        Line(label="exit flow, 1024", ends="body.module13", channels=1024),
        Line(label="exit flow, 2048", ends="body.module14", channels=2048),
        Line(label="global average pooling", ends="head.0", channels=2048),
    ),
)

TABLES: dict[str, PaperTable] = {
    "googlenet": _googlenet,
    "bn_inception": _bn_inception,
    "inception_v3": _inception_v3,
    "inception_v4": _inception_v4,
    "inception_resnet_v1": _inception_resnet_v1,
    "inception_resnet_v2": _inception_resnet_v2,
    "xception": _xception,
}
