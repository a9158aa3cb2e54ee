"""Convolution, batch normalization, activation: the unit of most networks since 2015.

The convolution has no bias: the normalization would subtract it again (S. Ioffe, C. Szegedy, "Batch
normalization", ICML 2015, section 3.2).
"""

from __future__ import annotations

from collections.abc import Callable

from torch import Tensor, nn

__all__ = ["ConvNormAct"]


class ConvNormAct(nn.Module):
    """`(n, in_channels, h, w) -> (n, out_channels, h', w')`; `act=None` leaves the activation out."""

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int | tuple[int, int],
        stride: int = 1,
        padding: int | tuple[int, int] | str = 0,
        groups: int = 1,
        eps: float = 1e-5,
        momentum: float = 0.1,
        act: Callable[[], nn.Module] | None = nn.ReLU,
    ) -> None:
        super().__init__()
        self.conv = nn.Conv2d(
            in_channels, out_channels, kernel_size, stride, padding, groups=groups, bias=False
        )
        self.norm = nn.BatchNorm2d(out_channels, eps, momentum)
        self.act = nn.Identity() if act is None else act()

    def forward(self, x: Tensor) -> Tensor:
        return self.act(self.norm(self.conv(x)))
