"""Inception-v3: C. Szegedy, V. Vanhoucke, S. Ioffe, J. Shlens, Z. Wojna, "Rethinking the Inception
architecture for computer vision", CVPR 2016, figures 5 to 8, 10 and table 1, as released.

Large filters come apart: 5×5 into two 3×3, 7×7 into 1×7 and 7×1; grids shrink by a convolution and a pool
side by side, so that nothing is squeezed first.

`(n, 3, h, w) -> (n, 1000)` logits; 75 pixels or more a side, as a rule 299, else `ValueError`. In training
mode `TrainingOutput` with the auxiliary head's logits; then 299 pixels or more: the head reads 17×17 maps.

Published: fewer than 25 million parameters and 5 billion multiplications (abstract). Here: 27,161,264 with
the auxiliary head, 23,834,568 without; 5.71 billion multiplications. It follows the released network, from
which the paper departs:
- table 1 has 3×3 convolutions to 80, 192 and 288 maps where the network has 1×1 to 80, 3×3 to 192 and a pool,
  so that its modules at 35×35 start from 192 maps and not 288; table 1 has 5 modules at 17×17, the network 4;
- the modules at 35×35 keep a 5×5 branch of 48 and 64 filters, where figure 5 has two 3×3;
- the filters of the branches are nowhere in the paper.
Deviations from the released network: a trainable scale in each normalization (TF-Slim: shift only); momentum
0.1 for its running statistics, where TF-Slim's 0.0003 needs tens of thousands of steps.
Batch-norm eps 1e-3; weights start from a normal distribution of variance 2/inputs, cut at two standard
deviations, as in the released code; dropout 0.2.

`variant="torchvision"` computes the same function as torchvision's published weights: the mean pools count
the padding's zeros, and dropout is 0.5. It expects pixels scaled to [-1, 1].
"""

from __future__ import annotations

from collections import OrderedDict

from torch import Tensor, nn

from cnnkit.blocks.auxiliary import TrainingOutput
from cnnkit.blocks.inception import AvgPool, Branch, Branches, Conv, MaxPool, normalized, stack
from cnnkit.blocks.inception_asymmetric import asymmetric
from cnnkit.blocks.inception_expanded import expanded
from cnnkit.blocks.initialization import start_truncated
from cnnkit.blocks.input_check import check_images

__all__ = ["InceptionV3", "inception_v3"]

STEM: Branch = (
    Conv(32, 3, 2, valid=True),
    Conv(32, 3, valid=True),
    Conv(64, 3),
    MaxPool(2, valid=True),
    Conv(80, 1),
    Conv(192, 3, valid=True),
    MaxPool(2, valid=True),
)


def module_35(project: int) -> tuple[Branch, ...]:
    """Figure 5, at 35×35."""
    return (
        (Conv(64, 1),),
        (Conv(48, 1), Conv(64, 5)),
        (Conv(64, 1), Conv(96, 3), Conv(96, 3)),
        (AvgPool(), Conv(project, 1)),
    )


# Figure 10, right.
REDUCE_TO_17: tuple[Branch, ...] = (
    (Conv(384, 3, 2, valid=True),),
    (Conv(64, 1), Conv(96, 3), Conv(96, 3, 2, valid=True)),
    (MaxPool(2, valid=True),),
)
REDUCE_TO_8: tuple[Branch, ...] = (
    (Conv(192, 1), Conv(320, 3, 2, valid=True)),
    (Conv(192, 1), Conv(192, (1, 7)), Conv(192, (7, 1)), Conv(192, 3, 2, valid=True)),
    (MaxPool(2, valid=True),),
)
BODY_17: dict[str, tuple[Branch, ...]] = {
    "module35_1": module_35(32),
    "module35_2": module_35(64),
    "module35_3": module_35(64),
    "reduce_to_17": REDUCE_TO_17,
    # figure 6, at 17×17
    "module17_1": asymmetric(128, 192),
    "module17_2": asymmetric(160, 192),
    "module17_3": asymmetric(160, 192),
    "module17_4": asymmetric(192, 192),
}
BODY_8: dict[str, tuple[Branch, ...]] = {
    "reduce_to_8": REDUCE_TO_8,
    # figure 7, at 8×8
    "module8_1": expanded(320, 448, 384, 192),
    "module8_2": expanded(320, 448, 384, 192),
}
FOR_HEAD = 'while training, the auxiliary head must read 17×17 maps; variant="no_heads" trains at 75'


class InceptionV3(nn.Module):
    """The network; see the module's docstring. The body stops where the auxiliary head reads."""

    def __init__(
        self, num_classes: int = 1000, in_channels: int = 3, heads: bool = True, torchvision: bool = False
    ) -> None:
        super().__init__()
        self.in_channels = in_channels
        self.stem, channels = stack(in_channels, STEM, normalized)
        self.body_17, channels = chain(channels, BODY_17)
        self.head_17 = auxiliary_head(channels, num_classes) if heads else None
        self.body_8, channels = chain(channels, BODY_8)
        dropout = nn.Dropout(0.5 if torchvision else 0.2)
        self.head = nn.Sequential(
            nn.AdaptiveAvgPool2d(1), nn.Flatten(), dropout, nn.Linear(channels, num_classes)
        )
        start_truncated(self)
        if torchvision:
            for pool in self.modules():
                if isinstance(pool, nn.AvgPool2d):
                    pool.count_include_pad = True

    def forward(self, x: Tensor) -> Tensor | TrainingOutput:
        head_17 = self.head_17 if self.training else None
        if head_17 is None:
            check_images(self, x, 75, "reduce_to_8 must read 3×3")
            return self.head(self.body_8(self.body_17(self.stem(x))))  # n 2048 h/32 w/32 before the head
        check_images(self, x, 299, FOR_HEAD)
        x = self.body_17(self.stem(x))  # n 768 h/16 w/16
        return TrainingOutput(self.head(self.body_8(x)), (head_17(x),))


def chain(in_channels: int, modules: dict[str, tuple[Branch, ...]]) -> tuple[nn.Sequential, int]:
    """The modules one after the other."""
    body = nn.Sequential()
    for name, branches in modules.items():
        module = Branches(in_channels, branches, normalized)
        body.add_module(name, module)
        in_channels = module.out_channels
    return body, in_channels


def auxiliary_head(in_channels: int, num_classes: int) -> nn.Sequential:
    """Figure 8, normalized (section 4)."""
    return nn.Sequential(
        OrderedDict(
            pool1=nn.AvgPool2d(5, 3),
            conv1=normalized(in_channels, 128, 1, 1, 0),
            conv2=normalized(128, 768, 5, 1, 0),
            pool2=nn.AdaptiveAvgPool2d(1),
            flatten=nn.Flatten(),
            dense=nn.Linear(768, num_classes),
        )
    )


def inception_v3(
    num_classes: int = 1000, in_channels: int = 3, *, heads: bool = True, torchvision: bool = False
) -> InceptionV3:
    """The released network with its auxiliary head, 27,161,264 parameters; 23,834,568 with `heads=False`."""
    return InceptionV3(num_classes, in_channels, heads, torchvision)
