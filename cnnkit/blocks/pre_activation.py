"""Pre-activation blocks: K. He, X. Zhang, S. Ren, J. Sun, "Identity mappings in deep residual networks",
ECCV 2016, figure 1b.

Normalization and ReLU move before the convolutions, and nothing is left on the way of the sum: a signal
reaches every later block unchanged.
"""

from __future__ import annotations

from torch import Tensor, nn

__all__ = ["PreActivation", "activated_head"]


class PreActivation(nn.Module):
    """Two 3×3 convolutions: `(n, in_channels, h, w) -> (n, out_channels, ⌈h/s⌉, ⌈w/s⌉)`.

    Where the shape changes, the shortcut is a bare 1×1 convolution of the activated input, else the input.

    Args:
        dropout: share of values dropped before the second convolution (S. Zagoruyko, N. Komodakis, "Wide
            residual networks", 2016, section 2.4).
        gate: scales the branch before the sum; called with the branch and the shortcut.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        stride: int,
        dropout: float = 0.0,
        gate: nn.Module | None = None,
    ) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(in_channels)
        self.relu1 = nn.ReLU()
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(out_channels)
        self.relu2 = nn.ReLU()
        self.dropout = nn.Dropout(dropout)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, 1, 1, bias=False)
        reshapes = in_channels != out_channels or stride != 1
        self.shortcut = nn.Conv2d(in_channels, out_channels, 1, stride, bias=False) if reshapes else None
        self.gate = gate

    def forward(self, x: Tensor) -> Tensor:
        active = self.relu1(self.norm1(x))
        shortcut = x if self.shortcut is None else self.shortcut(active)
        branch = self.relu2(self.norm2(self.conv1(active)))
        branch = self.conv2(self.dropout(branch))
        if self.gate is not None:
            branch = self.gate(branch, shortcut)
        return branch + shortcut


def activated_head(in_channels: int, num_classes: int) -> nn.Sequential:
    """`(n, in_channels, h, w) -> (n, num_classes)`: after the last sum come a normalization and a ReLU of
    their own, then the means of the maps and a dense layer.

    >>> activated_head(64, 10)(torch.zeros(2, 64, 8, 8)).shape
    torch.Size([2, 10])
    """
    return nn.Sequential(
        nn.BatchNorm2d(in_channels),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(in_channels, num_classes),
    )
