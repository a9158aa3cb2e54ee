"""Inception-ResNet: C. Szegedy, S. Ioffe, V. Vanhoucke, A. Alemi, "Inception-v4, Inception-ResNet and the
impact of residual connections on learning", AAAI 2017 (arXiv 1602.07261), figures 7 and 10 to 15 (v1), 3, 7
and 15 to 19 (v2).

Cheap Inception modules compute what to add: a 1×1 convolution without activation brings each module's maps
back to the input's number, and the sum is scaled down, for wide residual networks died early in training.

`(n, 3, h, w) -> (n, 1000)` logits; 75 pixels or more a side, as a rule 299, else `ValueError`.

Published: no counts; v1 is to cost about as much as Inception-v3, v2 as Inception-v4 (5.7 and 12.3 billion
multiplications). Here: v1 22,756,328 parameters and 6.2 billion multiplications, v2 32,433,928 and 9.3
billion.
What the paper leaves open, misprints or contradicts:
- v2 with the module numbers of figure 15 costs a quarter less than Inception-v4; the released one 7 % more;
- figure 17 prints 1154 filters where the sum needs 1152, and figure 19 prints 2048 where it needs 2144;
- section 3.3 scales by 0.1 to 0.3; here 0.17, 0.10 and 0.20 at 35×35, 17×17 and 8×8, as released;
- the 1×1 before the sum has a bias and no normalization, as released; ReLU follows the sum;
- a trainable scale in each normalization (TF-Slim: shift only); momentum 0.1 for its running statistics,
  where TF-Slim's 0.0003 needs tens of thousands of steps.
Batch-norm eps 1e-3 and weights from a normal distribution of variance 2/inputs, cut at two standard
deviations, as in the released code; dropout 0.2 as in figure 15, which prints the share that is kept.

`variant="timm"` of v2 is the network that was released, the same function as timm's `inception_resnet_v2`:
v3's stem and a first module of plain branches, 10, 20 and 10 residual ones where figure 15 has 5, 10 and 5,
so that the sums have 320, 1088 and 2080 maps; neither scale nor ReLU at the last sum; a 1×1 convolution to
1536 maps. 55,843,464 parameters, 13.2 billion multiplications. It expects pixels scaled to [-1, 1].
"""

from __future__ import annotations

from typing import NamedTuple

from torch import Tensor, nn

from cnnkit.blocks.inception import AvgPool, Branch, Branches, Conv, MaxPool, normalized, stack
from cnnkit.blocks.inception_v4 import STEM, ReductionA, reduction_a
from cnnkit.blocks.initialization import start_truncated
from cnnkit.blocks.input_check import check_images
from cnnkit.blocks.scaled_residual import ScaledResidual

__all__ = ["InceptionResNet", "ScaledResidual", "inception_resnet_v1", "inception_resnet_v2"]


class Residuals(NamedTuple):
    """Modules of one kind, one after the other."""

    repeats: int
    scale: float
    branches: tuple[Branch, ...]
    act: bool = True
    """ReLU after the sum."""


class Plan(NamedTuple):
    """One network of figure 15, from the bottom up."""

    stem: Branch
    body: dict[str, Residuals | tuple[Branch, ...]]


def reduction_b(first: int, second: int, third: tuple[int, int]) -> tuple[Branch, ...]:
    """Figures 12 and 18, from 17×17 to 8×8; all branches squeeze to 256 first."""
    return (
        (Conv(256, 1), Conv(first, 3, 2, valid=True)),
        (Conv(256, 1), Conv(second, 3, 2, valid=True)),
        (Conv(256, 1), Conv(third[0], 3), Conv(third[1], 3, 2, valid=True)),
        (MaxPool(2, valid=True),),
    )


STEM_V1: Branch = (
    Conv(32, 3, 2, valid=True),
    Conv(32, 3, valid=True),
    Conv(64, 3),
    MaxPool(2, valid=True),
    Conv(80, 1),
    Conv(192, 3, valid=True),
)
# Figures 10, 11 and 13.
A_V1: tuple[Branch, ...] = (
    (Conv(32, 1),),
    (Conv(32, 1), Conv(32, 3)),
    (Conv(32, 1), Conv(32, 3), Conv(32, 3)),
)
B_V1: tuple[Branch, ...] = ((Conv(128, 1),), (Conv(128, 1), Conv(128, (1, 7)), Conv(128, (7, 1))))
C_V1: tuple[Branch, ...] = ((Conv(192, 1),), (Conv(192, 1), Conv(192, (1, 3)), Conv(192, (3, 1))))
# Figures 16, 17 and 19.
A_V2: tuple[Branch, ...] = (
    (Conv(32, 1),),
    (Conv(32, 1), Conv(32, 3)),
    (Conv(32, 1), Conv(48, 3), Conv(64, 3)),
)
B_V2: tuple[Branch, ...] = ((Conv(192, 1),), (Conv(128, 1), Conv(160, (1, 7)), Conv(192, (7, 1))))
C_V2: tuple[Branch, ...] = ((Conv(192, 1),), (Conv(192, 1), Conv(224, (1, 3)), Conv(256, (3, 1))))

V1 = Plan(
    stem=(*STEM_V1, Conv(256, 3, 2, valid=True)),  # figure 14
    body={
        "module_a": Residuals(5, 0.17, A_V1),
        "reduction_a": reduction_a(ReductionA(k=192, l=192, m=256, n=384)),
        "module_b": Residuals(10, 0.10, B_V1),
        "reduction_b": reduction_b(384, 256, (256, 256)),
        "module_c": Residuals(5, 0.20, C_V1),
    },
)
REDUCTION_A_V2 = reduction_a(ReductionA(k=256, l=256, m=384, n=384))
REDUCTION_B_V2 = reduction_b(384, 288, (288, 320))
V2 = Plan(
    stem=STEM,  # figure 3
    body={
        "module_a": Residuals(5, 0.17, A_V2),
        "reduction_a": REDUCTION_A_V2,
        "module_b": Residuals(10, 0.10, B_V2),
        "reduction_b": REDUCTION_B_V2,
        "module_c": Residuals(5, 0.20, C_V2),
    },
)
V2_RELEASED = Plan(
    stem=(*STEM_V1, MaxPool(2, valid=True)),
    body={
        "first": (
            (Conv(96, 1),),
            (Conv(48, 1), Conv(64, 5)),
            (Conv(64, 1), Conv(96, 3), Conv(96, 3)),
            (AvgPool(), Conv(64, 1)),
        ),
        "module_a": Residuals(10, 0.17, A_V2),
        "reduction_a": REDUCTION_A_V2,
        "module_b": Residuals(20, 0.10, B_V2),
        "reduction_b": REDUCTION_B_V2,
        "module_c": Residuals(9, 0.20, C_V2),
        "last_module_c": Residuals(1, 1.0, C_V2, act=False),
        "last": ((Conv(1536, 1),),),
    },
)


class InceptionResNet(nn.Module):
    """The network of one plan; see the module's docstring."""

    def __init__(self, plan: Plan, num_classes: int = 1000, in_channels: int = 3) -> None:
        super().__init__()
        self.in_channels = in_channels
        self.stem, channels = stack(in_channels, plan.stem, normalized)
        self.body = nn.Sequential()
        for name, part in plan.body.items():
            if isinstance(part, Residuals):
                for i in range(1, part.repeats + 1):
                    self.body.add_module(f"{name}{i}", ScaledResidual(channels, *part[1:]))
            else:
                module = Branches(channels, part, normalized)
                self.body.add_module(name, module)
                channels = module.out_channels
        self.head = nn.Sequential(
            nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.2), nn.Linear(channels, num_classes)
        )
        start_truncated(self)

    def forward(self, x: Tensor) -> Tensor:
        check_images(self, x, 75, "reduction_b must read 3×3")
        x = self.stem(x)  # n c h/8 w/8
        x = self.body(x)  # n c h/32 w/32
        return self.head(x)  # n classes


def inception_resnet_v1(num_classes: int = 1000, in_channels: int = 3) -> InceptionResNet:
    """Figures 10 to 15: 22,756,328 parameters."""
    return InceptionResNet(V1, num_classes, in_channels)


def inception_resnet_v2(
    num_classes: int = 1000, in_channels: int = 3, *, released: bool = False
) -> InceptionResNet:
    """Figures 3 and 15 to 19, 32,433,928 parameters; `released=True` for the published one, 55,843,464."""
    return InceptionResNet(V2_RELEASED if released else V2, num_classes, in_channels)
