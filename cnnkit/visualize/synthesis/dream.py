"""Deep Dream: show a photograph to a layer and give it more of whatever it sees there.

A. Mordvintsev, C. Olah, M. Tyka, "Inceptionism: going deeper into neural networks", Google Research Blog
2015. Putting the layer's output z in the place of its gradient is the same as climbing L = ½ Σ z²: dL/dz = z.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
import torch.nn.functional as F
from torch import Generator, Tensor, nn

from cnnkit.visualize.looking.layers import Layer, layer_name, run_to
from cnnkit.visualize.looking.pictures import check_pictures
from cnnkit.visualize.looking.progress import counted
from cnnkit.visualize.looking.untouched import untouched
from cnnkit.visualize.synthesis.steps import drawn_shift, uphill

__all__ = ["deep_dream", "dream_energy", "octave_sizes"]

Watch = Callable[[int, Tensor], None]


def deep_dream(
    model: nn.Module,
    image: Tensor,
    layer: Layer,
    steps: int = 12,
    *,
    octaves: int = 3,
    octave_scale: float = 1.35,
    lr: float = 0.02,
    jitter: int = 16,
    seed: int = 0,
    watch: Watch | None = None,
) -> Tensor:
    """Pictures of image's shape, in [0, 1], in which `layer` sees more than in `image`.

    Args:
        model: takes pictures in [0, 1]; it is run in eval mode and left as it was.
        image: `(n, c, h, w)` in [0, 1], any sides.
        layer: a name or a module, of one tensor.
        steps: in each octave.
        octaves: how many sizes, small ones first, so that what a layer adds comes large and small; the last
            is image's own. 1: no others.
        octave_scale: from one size to the next, above 1.
        lr: how far a pixel moves in a step, on average.
        jitter: each step is taken on the picture rolled by up to so many pixels, so that the layer's grid
            leaves no trace; 0: none.
        seed: of the jitter, drawn on the CPU.
        watch: called with the number of steps taken in all and the picture in image's size, at the start (0)
            and after each step.

    What an octave added is enlarged and put on the next size of `image` itself, so that its detail is never
    lost. Raises `ValueError` for what is not legal, and for an octave too small for the network.

    >>> image = torch.full((1, 3, 32, 32), 0.5)
    >>> deep_dream(nn.Sequential(nn.Conv2d(3, 2, 3)), image, "0", steps=1, octaves=2).shape
    torch.Size([1, 3, 32, 32])
    """
    check_pictures(image, "image", unit_range=True)
    if steps < 0 or octaves < 1 or not octave_scale > 1 or not lr > 0 or jitter < 0:
        raise ValueError(
            f"steps={steps}, octaves={octaves}, octave_scale={octave_scale}, lr={lr}, jitter={jitter}; want "
            "at least 0 steps, 1 octave, a scale above 1, a rate above 0, a jitter of at least 0"
        )
    name = layer_name(model, layer)
    base, generator = image.detach(), Generator().manual_seed(seed)
    base = base if base.dtype == torch.float64 else base.float()
    sizes = octave_sizes((image.shape[-2], image.shape[-1]), octaves, octave_scale)
    added, done = torch.zeros_like(base), 0
    with untouched(model):
        if watch:
            watch(0, base.clone())
        for step in counted(steps * octaves, "dreaming: step"):
            octave = step // steps
            if step % steps == 0:
                h, w = sizes[octave]
                small = _resized(base, sizes[octave])
                x = (small + _resized(added, sizes[octave])).clamp(0, 1)
            try:
                x = _dreamt(model, x, layer, lr, drawn_shift(jitter, generator), image.dtype)
            except (RuntimeError, ValueError) as error:
                if octave == octaves - 1:
                    raise
                raise ValueError(
                    f"octave {octave + 1} of {octaves} has {h}×{w} pixels, and {name!r} is not reached with "
                    f"these ({error}); fewer octaves, or a larger picture"
                ) from error
            added, done = x - small, step + 1
            if watch:
                watch(done, (base + _resized(added, sizes[-1])).clamp(0, 1))
    return (base + added).clamp(0, 1).to(image.dtype)


def octave_sizes(sides: tuple[int, int], octaves: int, scale: float) -> list[tuple[int, int]]:
    """(h, w) of each octave, the last as given."""
    powers = [scale**-smaller for smaller in reversed(range(octaves))]
    return [(max(1, round(sides[0] * p)), max(1, round(sides[1] * p))) for p in powers]


def dream_energy(model: nn.Module, x: Tensor, layer: Layer) -> Tensor:
    """½ Σ z² of what the layer says, one number a picture: `(n,)`. Call it inside `untouched(model)`."""
    return 0.5 * run_to(model, x, layer).flatten(1).square().sum(1)


def _dreamt(
    model: nn.Module, x: Tensor, layer: Layer, lr: float, shift: tuple[int, int], dtype: torch.dtype
) -> Tensor:
    """The picture after one step, taken at that shift."""
    rolled = x.roll(shift, (-2, -1)).requires_grad_()
    energy = dream_energy(model, rolled.to(dtype), layer)
    (gradient,) = torch.autograd.grad(energy.sum(), rolled)
    return uphill(rolled.detach(), gradient, lr).roll((-shift[0], -shift[1]), (-2, -1))


def _resized(x: Tensor, sides: Sequence[int]) -> Tensor:
    if tuple(x.shape[-2:]) == tuple(sides):
        return x
    return F.interpolate(x, size=tuple(sides), mode="bilinear", antialias=True)
