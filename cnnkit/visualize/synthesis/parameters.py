"""Two ways to write a picture down so that it can climb: its pixels, or waves of all lengths.

A step on pixels moves each for itself, and what nets like best of that is fine noise. A step on the strength
of waves moves the whole picture at once; long waves may be stronger, as in photographs. The climb is the
same, only the coordinates differ (C. Olah, A. Mordvintsev, L. Schubert, "Feature visualization", Distill
2017).
"""

from __future__ import annotations

import math
from typing import Protocol

import torch
from torch import Tensor

from cnnkit.visualize.synthesis.colours import decorrelated, mixed
from cnnkit.visualize.synthesis.steps import uphill

__all__ = ["Fourier", "Parameters", "Pixels", "wave_scale"]

SHADES = 0.01
"""A start picture's black and white stay so far from 0 and 1: no sigmoid reaches these."""


class Parameters(Protocol):
    """What climbs."""

    values: Tensor
    """What has a gradient."""

    def picture(self) -> Tensor:
        """`(n, c, h, w)` in [0, 1], a function of `values`."""
        ...

    def climb(self, gradient: Tensor, lr: float) -> None:
        """One step of `values` up their gradient."""
        ...


class Pixels:
    """The brightness of each pixel; a step moves it by `lr` on average."""

    def __init__(self, start: Tensor) -> None:
        self.values = start.clone().requires_grad_()

    def picture(self) -> Tensor:
        return self.values

    @torch.no_grad()
    def climb(self, gradient: Tensor, lr: float) -> None:
        self.put(uphill(self.values, gradient, lr))

    @torch.no_grad()
    def put(self, picture: Tensor) -> None:
        """Another picture in place of this one: what a prior made of it."""
        self.values.copy_(picture)


class Fourier:
    """Strengths of waves, `(n, c, h, w // 2 + 1, 2)`: real and imaginary part of half a spectrum.

    They are divided by their frequency, made into pixels of variance 1 if the strengths have it, mixed into
    colours, and squeezed into [0, 1] by a sigmoid. Adam takes the steps (D. Kingma, J. Ba, 2015): the waves'
    gradients differ by orders of size.
    """

    def __init__(self, start: Tensor) -> None:
        self.sides = (start.shape[-2], start.shape[-1])
        self.scale = wave_scale(*self.sides).to(start)[..., None]
        free = decorrelated(start.clamp(SHADES, 1 - SHADES).logit())
        waves = torch.view_as_real(torch.fft.rfft2(free, norm="ortho"))
        self.values = (waves / self.scale).requires_grad_()
        self.adam = torch.optim.Adam([self.values], maximize=True)

    def picture(self) -> Tensor:
        waves = torch.view_as_complex(self.values * self.scale)
        return mixed(torch.fft.irfft2(waves, s=self.sides, norm="ortho")).sigmoid()

    def climb(self, gradient: Tensor, lr: float) -> None:
        self.values.grad, self.adam.param_groups[0]["lr"] = gradient, lr
        self.adam.step()
        self.values.grad = None


def wave_scale(h: int, w: int) -> Tensor:
    """`(h, w // 2 + 1)`: 1 / frequency for each wave of an `h`×`w` picture, the constant one like the
    longest.

    Scaled so that independent strengths of variance 1 make pixels of variance 1, in all sizes, odd ones too.
    """
    down = torch.fft.fftfreq(h, dtype=torch.float64)[:, None]
    across = torch.fft.rfftfreq(w, dtype=torch.float64)[None]
    scale = 1 / (down.square() + across.square()).sqrt().clamp(min=1 / max(h, w))
    # A column whose mirror image is not stored counts twice, real and imaginary part each. The first column,
    # and the last where w is even, are their own mirror images: half of what is written there falls away.
    share = torch.full((w // 2 + 1,), 4.0, dtype=torch.float64)
    share[0] = 1.0
    if w % 2 == 0:
        share[-1] = 1.0
    return scale * math.sqrt(h * w / (scale.square() * share).sum().item())
