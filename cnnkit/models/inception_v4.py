"""Inception-v4: C. Szegedy, S. Ioffe, V. Vanhoucke, A. Alemi, "Inception-v4, Inception-ResNet and the impact
of residual connections on learning", AAAI 2017 (arXiv 1602.07261), figures 3 to 9.

Inception-v3 tidied up: one kind of module a grid size, and more of them. No residuals, no auxiliary head.

`(n, 3, h, w) -> (n, 1000)` logits; 75 pixels or more a side, as a rule 299, else `ValueError`.

Published: no counts. Here: 42,679,816 parameters, 12.3 billion multiplications. Deviations from the paper:
- figure 5 prints two 1×7 in its third branch; the second must be a 7×1, its other half;
- where the figures and the released network set 1×7 and 7×1 in different orders, it follows the latter;
- a trainable scale in each normalization (TF-Slim: shift only); momentum 0.1 for its running statistics,
  where TF-Slim's 0.0003 needs tens of thousands of steps.
Batch-norm eps 1e-3 and weights from a normal distribution of variance 2/inputs, cut at two standard
deviations, as in the released code; dropout 0.2 as in figure 9, which prints the share that is kept.

Computes the same function as timm's `inception_v4`, which expects pixels scaled to [-1, 1].
"""

from __future__ import annotations

from torch import Tensor, nn

from cnnkit.blocks.inception import AvgPool, Branch, Branches, Conv, Fork, MaxPool, normalized, stack
from cnnkit.blocks.inception_v4 import STEM, ReductionA, reduction_a
from cnnkit.blocks.initialization import start_truncated
from cnnkit.blocks.input_check import check_images

__all__ = ["InceptionV4", "inception_v4"]

# Figure 4, at 35×35.
MODULE_A: tuple[Branch, ...] = (
    (Conv(96, 1),),
    (Conv(64, 1), Conv(96, 3)),
    (Conv(64, 1), Conv(96, 3), Conv(96, 3)),
    (AvgPool(), Conv(96, 1)),
)
# Figure 5, at 17×17.
MODULE_B: tuple[Branch, ...] = (
    (Conv(384, 1),),
    (Conv(192, 1), Conv(224, (1, 7)), Conv(256, (7, 1))),
    (Conv(192, 1), Conv(192, (7, 1)), Conv(224, (1, 7)), Conv(224, (7, 1)), Conv(256, (1, 7))),
    (AvgPool(), Conv(128, 1)),
)
SPLIT_3 = Fork(((Conv(256, (1, 3)),), (Conv(256, (3, 1)),)))
# Figure 6, at 8×8.
MODULE_C: tuple[Branch, ...] = (
    (Conv(256, 1),),
    (Conv(384, 1), SPLIT_3),
    (Conv(384, 1), Conv(448, (3, 1)), Conv(512, (1, 3)), SPLIT_3),
    (AvgPool(), Conv(256, 1)),
)
# Table 1 and figure 7.
REDUCTION_A = reduction_a(ReductionA(k=192, l=224, m=256, n=384))
# Figure 8.
REDUCTION_B: tuple[Branch, ...] = (
    (Conv(192, 1), Conv(192, 3, 2, valid=True)),
    (Conv(256, 1), Conv(256, (1, 7)), Conv(320, (7, 1)), Conv(320, 3, 2, valid=True)),
    (MaxPool(2, valid=True),),
)
# Figure 9.
BODY: dict[str, tuple[Branch, ...]] = {
    **{f"module_a{i}": MODULE_A for i in range(1, 5)},
    "reduction_a": REDUCTION_A,
    **{f"module_b{i}": MODULE_B for i in range(1, 8)},
    "reduction_b": REDUCTION_B,
    **{f"module_c{i}": MODULE_C for i in range(1, 4)},
}


class InceptionV4(nn.Module):
    """The network; see the module's docstring."""

    def __init__(self, num_classes: int = 1000, in_channels: int = 3) -> None:
        super().__init__()
        self.in_channels = in_channels
        self.stem, channels = stack(in_channels, STEM, normalized)
        self.body = nn.Sequential()
        for name, branches in BODY.items():
            module = Branches(channels, branches, normalized)
            self.body.add_module(name, module)
            channels = module.out_channels
        self.head = nn.Sequential(
            nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.2), nn.Linear(channels, num_classes)
        )
        start_truncated(self)

    def forward(self, x: Tensor) -> Tensor:
        check_images(self, x, 75, "reduction_b must read 3×3")
        x = self.stem(x)  # n 384 h/8 w/8
        x = self.body(x)  # n 1536 h/32 w/32
        return self.head(x)  # n classes


def inception_v4(num_classes: int = 1000, in_channels: int = 3) -> InceptionV4:
    """Figure 9: 42,679,816 parameters."""
    return InceptionV4(num_classes, in_channels)
