"""Activation maximization: start from noise and climb what a unit or a class says, weights held.

D. Erhan et al., "Visualizing higher-layer features of a deep network", 2009; for classes K. Simonyan, A.
Vedaldi, A. Zisserman, "Deep inside convolutional networks", 2013 (arXiv 1312.6034), equation 1: the picture I
that makes S_c(I) − λ‖I‖² largest. It is climbed, so the step has a plus: I + η dL/dI.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Generator, Tensor, nn

from cnnkit.visualize.looking.layers import Layer, layer_name
from cnnkit.visualize.looking.pictures import check_pictures
from cnnkit.visualize.looking.progress import counted
from cnnkit.visualize.looking.untouched import untouched
from cnnkit.visualize.synthesis.parameters import Fourier, Pixels
from cnnkit.visualize.synthesis.priors import GREY, blurred, clip_small, jittered, square_norm, zoomed
from cnnkit.visualize.synthesis.scores import unit_scores
from cnnkit.visualize.synthesis.variation import total_variation

__all__ = ["maximize_activation"]

Watch = Callable[[int, Tensor, Tensor], None]
NOISE = 0.01
"""How far the pixels of a start of noise lie from grey, as a standard deviation."""
RATES = {"fourier": 0.1, "pixels": 0.02}


def maximize_activation(
    model: nn.Module,
    layer: Layer | None,
    channel: int | Sequence[int],
    size: int | tuple[int, int] = 160,
    steps: int = 120,
    *,
    parameters: Literal["fourier", "pixels"] = "fourier",
    start: Literal["noise", "grey", "black"] | Tensor = "noise",
    lr: float | None = None,
    jitter: int = 8,
    zoom: float = 0.05,
    l2: float = 0.0,
    tv: float = 0.0,
    tv_beta: float | None = None,
    blur: float = 0.0,
    clip_pixels: float = 0.0,
    clip_gradients: float = 0.0,
    place: tuple[int, int] | None = None,
    seed: int = 0,
    watch: Watch | None = None,
) -> Tensor:
    """Pictures `(n, c, h, w)` in [0, 1] that excite a channel, one for each of `channel`.

    Args:
        model: takes pictures in [0, 1]; it is run in eval mode and left as it was.
        layer: a name or a module; None: the logits, and `channel` is a class.
        channel: one, or several that climb side by side.
        size: of the square, or `(h, w)`.
        steps: upwards; 0 gives the start.
        parameters: "fourier" climbs in waves and colours without correlation, "pixels" in the pixels
            themselves.
        start: grey with a little noise, all grey, all black, or pictures: `(n, c, h, w)`, or `(1, c, h, w)`
            for all; `size` then does not count.
        lr: for waves the step of Adam (0.1), for pixels the mean step in brightness (0.02).
        jitter, zoom: the network sees each step's picture rolled by up to so many pixels, and scaled by up to
            that share; 0 leaves either out.
        l2, tv: weights of ‖x − grey‖² and of `total_variation(x, tv_beta)`, taken off the score.
        blur, clip_pixels, clip_gradients: for pixels alone, after each step: a Gaussian of so many pixels;
            that share of the pixels made grey that are nearest to grey, or whose gradient is smallest.
        place: (row, column) on the layer's map; None: the mean over the map.
        seed: of noise, jitter and zoom; drawn on the CPU, so the same on each device.
        watch: called with the number of steps taken, the picture, and its scores `(n,)` as the network sees
            it, from the start (0) to the end (`steps`).

    The pictures are float32 (float64 for a model of that), on the model's device; the network sees them in
    its own dtype. Warns (`UserWarning`) where the score's gradient is 0 at the start: such a picture stays
    grey. Unlike in the paper pixels stay in [0, 1], and a step's length does not depend on the gradient's.
    Raises `ValueError` for what is not legal.

    >>> model = nn.Sequential(nn.Conv2d(3, 2, 3), nn.ReLU())
    >>> maximize_activation(model, "0", channel=[0, 1], size=16, steps=2).shape
    torch.Size([2, 3, 16, 16])
    """
    channels = [channel] if isinstance(channel, int) else list(channel)
    priors = _Priors(jitter, zoom, l2, tv, tv_beta, blur, clip_pixels, clip_gradients)
    _check(parameters, priors, channels, steps, lr)
    first = _first(model, start, size, len(channels), seed)
    climber = Fourier(first) if parameters == "fourier" else Pixels(first)
    rate, generator = RATES[parameters] if lr is None else lr, Generator().manual_seed(seed + 1)
    dtype = _weights(model).dtype
    with untouched(model):
        for step in counted(steps, "climbing: step"):
            picture = climber.picture()
            seen = priors.seen(picture, generator).to(dtype)
            scores = unit_scores(model, seen, layer, channels, place)
            (slope,) = torch.autograd.grad(scores.sum(), picture, retain_graph=True)
            if step == 0:
                _warn_of_dead(model, layer, channels, slope)
            if watch:
                watch(step, picture.detach().clone(), scores.detach())
            uphill = slope - priors.slope(picture)
            (gradient,) = torch.autograd.grad(picture, climber.values, uphill)
            climber.climb(gradient, rate)
            if isinstance(climber, Pixels):
                climber.put(priors.applied(climber.values.detach(), slope))
        with torch.no_grad():
            last = climber.picture().clone()
            if watch:
                watch(steps, last, unit_scores(model, last.to(dtype), layer, channels, place))
    return last


@dataclass(frozen=True)
class _Priors:
    """The options of a climb that are no business of the network."""

    jitter: int
    zoom: float
    l2: float
    tv: float
    tv_beta: float | None
    blur: float
    clip_pixels: float
    clip_gradients: float

    def seen(self, picture: Tensor, generator: Generator) -> Tensor:
        """The picture as the network is shown it this time."""
        if self.jitter:
            picture = jittered(picture, self.jitter, generator)
        return zoomed(picture, self.zoom, generator) if self.zoom else picture

    def slope(self, picture: Tensor) -> Tensor:
        """The gradient of what is taken off the score."""
        x = picture.detach().requires_grad_()
        price = self.l2 * square_norm(x)
        if self.tv:
            price = price + self.tv * total_variation(x, self.tv_beta)
        return torch.autograd.grad(price, x)[0]

    def applied(self, picture: Tensor, slope: Tensor) -> Tensor:
        """What is left of the picture after a step."""
        if self.blur:
            picture = blurred(picture, self.blur)
        if self.clip_pixels:
            picture = clip_small(picture, picture - GREY, self.clip_pixels)
        return clip_small(picture, slope, self.clip_gradients) if self.clip_gradients else picture


def _check(parameters: str, priors: _Priors, channels: Sequence[int], steps: int, lr: float | None) -> None:
    """`ValueError` for options that cannot be."""
    if parameters not in RATES:
        raise ValueError(f"parameters={parameters!r}; want one of {', '.join(RATES)}")
    if not channels:
        raise ValueError("no channel: want a number, or several")
    if steps < 0 or (lr is not None and not lr > 0):
        raise ValueError(f"steps={steps}, lr={lr}; want steps of at least 0 and a rate above 0")
    for name in ("jitter", "l2", "tv", "blur"):
        if not getattr(priors, name) >= 0:
            raise ValueError(f"{name}={getattr(priors, name)}; want 0 or more")
    for name in ("zoom", "clip_pixels", "clip_gradients"):
        if not 0 <= getattr(priors, name) < 1:
            raise ValueError(f"{name}={getattr(priors, name)}; want a share, 0 or more and below 1")
    pixels_alone = [n for n in ("blur", "clip_pixels", "clip_gradients") if getattr(priors, n)]
    if parameters == "fourier" and pixels_alone:
        raise ValueError(
            f"{', '.join(pixels_alone)}: waves have no pixels to change; parameters='pixels' has"
        )


def _first(
    model: nn.Module, start: str | Tensor, size: int | tuple[int, int], count: int, seed: int
) -> Tensor:
    """Where `count` pictures start, with the type that they climb in."""
    like = _weights(model)
    wide = torch.float64 if like.dtype == torch.float64 else torch.float32
    if isinstance(start, Tensor):
        check_pictures(start, "start", unit_range=True)
        if len(start) not in (1, count):
            raise ValueError(f"start holds {len(start)} pictures for {count} channels; want 1 or {count}")
        return start.detach().to(like.device, wide).expand(count, -1, -1, -1).clone()
    h, w = (size, size) if isinstance(size, int) else size
    if h < 1 or w < 1:
        raise ValueError(f"size={size}: want one or two numbers of pixels, at least 1")
    shape = (count, _in_channels(model), h, w)
    if start == "noise":
        noise = torch.randn(shape, generator=Generator().manual_seed(seed), dtype=wide)
        return (GREY + NOISE * noise).clamp(0, 1).to(like.device)
    if start in ("grey", "black"):
        return torch.full(shape, GREY if start == "grey" else 0.0, dtype=wide, device=like.device)
    raise ValueError(f"start={start!r}; want noise, grey, black, or pictures (n, c, h, w)")


def _weights(model: nn.Module) -> Tensor:
    """A parameter of floats, whose device and type the pictures take; without any, the defaults."""
    return next((p for p in model.parameters() if p.is_floating_point()), torch.empty(0))


def _in_channels(model: nn.Module) -> int:
    """What the first convolution reads; 3 where there is none."""
    return next((part.in_channels for part in model.modules() if isinstance(part, nn.Conv2d)), 3)


def _warn_of_dead(model: nn.Module, layer: Layer | None, channels: Sequence[int], slope: Tensor) -> None:
    """Says which of the channels cannot climb from here, and what to try."""
    if slope.is_meta:
        return
    dead = [c for c, one in zip(channels, slope, strict=True) if not one.any()]
    if not dead:
        return
    where = "the logits" if layer is None else repr(layer_name(model, layer))
    numbers = ", ".join(map(str, dead))
    warnings.warn(
        f"channel {numbers} of {where}: the gradient at the start is exactly 0, so nothing moves and the "
        "picture stays as it is. Behind a ReLU that is silent: take the layer before the ReLU, or start from "
        "a picture that excites it (start=patch). A black picture, and no biases: start='noise'.",
        UserWarning,
        stacklevel=3,
    )
