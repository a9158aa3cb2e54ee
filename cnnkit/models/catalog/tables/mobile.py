"""Tables of networks with few weights."""

from __future__ import annotations

from cnnkit.models.catalog.reported import transcribed
from cnnkit.models.catalog.tables.line import Line, PaperTable

__all__ = ["TABLES"]

_squeezenet = PaperTable(
    place="table 1",
    checked_in=transcribed(58126685443),
    lines=(
        Line(
            label="input image",
            ends="input",
            size="224×224×3",
            differs="111×111 maps follow from 227 pixels, which the authors' files cut out",
        ),
        Line(label="conv1", ends="body.conv1", size="111×111×96", params="14,208"),
        Line(label="maxpool1", ends="body.pool1", size="55×55×96"),
        Line(label="fire2", ends="body.fire2", size="55×55×128", params="11,920"),
        Line(label="fire3", ends="body.fire3", size="55×55×128", params="12,432"),
        Line(label="fire4", ends="body.fire4", size="55×55×256", params="45,344"),
        Line(label="maxpool4", ends="body.pool4", size="27×27×256"),
        Line(label="fire5", ends="body.fire5", size="27×27×256", params="49,440"),
        Line(label="fire6", ends="body.fire6", size="27×27×384", params="104,880"),
        Line(label="fire7", ends="body.fire7", size="27×27×384", params="111,024"),
        Line(label="fire8", ends="body.fire8", size="27×27×512", params="188,992"),
        Line(
            label="maxpool8",
            ends="body.pool8",
            size="13×12×512",
            differs="a slip of the table: a square map stays square, and its next row has 13×13",
        ),
        Line(label="fire9", ends="body.fire9", size="13×13×512", params="197,184"),
        Line(label="conv10", ends="head.conv10", size="13×13×1000", params="513,000"),
        Line(label="avgpool10", ends="head.pool10", size="1×1×1000"),
    ),
)

# Table 1 prints what enters a row; what leaves it is what enters the next.
_SEPARABLE = (
    ("112×112×64", 1), ("56×56×128", 2), ("56×56×128", 1), ("28×28×256", 2), ("28×28×256", 1),
    ("14×14×512", 2), *[("14×14×512", 1)] * 5, ("7×7×1024", 2),
)  # fmt: skip
_mobilenet_v1 = PaperTable(
    place="table 1, whose sizes are those of what enters the row below",
    checked_in="the table in a reader's page, github.com/AspectOfJerry/tensorflow-detection",
    lines=(
        Line(label="Conv / s2", ends="stem", size="112×112×32"),
        *(
            Line(label=f"Conv dw / s{stride}, Conv / s1", ends=f"body.separable{number}", size=size)
            for number, (size, stride) in enumerate(_SEPARABLE, start=1)
        ),
        Line(
            label="Conv dw / s2, Conv / s1",
            ends="body.separable13",
            size="7×7×1024",
            remark="with stride 2, as printed, 7×7 maps would not stay 7×7; ours has stride 1",
        ),
        Line(label="Avg Pool / s1", ends="head.0", size="1×1×1024"),
        Line(label="FC / s1, Softmax / s1", ends="head.2", channels=1000),
    ),
)

_V2 = (
    ("112×112×16", 1, 1, 1), ("56×56×24", 6, 2, 2), ("28×28×32", 6, 3, 2), ("14×14×64", 6, 4, 2),
    ("14×14×96", 6, 3, 1), ("7×7×160", 6, 3, 2), ("7×7×320", 6, 1, 1),
)  # fmt: skip
_mobilenet_v2 = PaperTable(
    place="table 2, whose sizes are those of what enters the row below",
    checked_in=transcribed(23858428997),
    lines=(
        Line(label="conv2d, s = 2", ends="stem", size="112×112×32"),
        *(
            Line(
                label=f"bottleneck, t = {t}, n = {n}, s = {s}",
                ends=f"body.block{number}_{n}",
                size=size,
            )
            for number, (size, t, n, s) in enumerate(_V2, start=1)
        ),
        Line(label="conv2d 1×1", ends="body.last", size="7×7×1280"),
        Line(label="avgpool 7×7", ends="head.0", size="1×1×1280"),
        Line(label="conv2d 1×1, k classes", ends="head.3", channels=1000),
    ),
)

TABLES: dict[str, PaperTable] = {
    "squeezenet1_0": _squeezenet,
    "mobilenet_v1": _mobilenet_v1,
    "mobilenet_v2": _mobilenet_v2,
}
