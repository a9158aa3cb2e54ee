"""A picture from its code: A. Mahendran, A. Vedaldi, "Understanding deep image representations by inverting
them", CVPR 2015 (arXiv 1412.0035), equations 1 to 4.

Of a picture x₀ only Φ₀ = Φ(x₀) is left, what one layer says of it. Found is a picture x that gets the same
said, by going down from noise on

    ‖Φ(x) − Φ₀‖² / ‖Φ₀‖² + λ_α R_α(x) + λ_V R_V(x).

Many pictures have one code; the two last terms, the priors, say which of them is wanted. R_α, the α-norm,
keeps values in range, R_V, the total variation, keeps neighbours alike:

    R_α(x) = Σ |2x − 1|^α,    R_V(x) = Σ (dx² + dy²)^(β/2).

Other than in the paper: pictures lie in [0, 1] and not round 0, so R_α measures from mid-grey and is 1 at
black and white; both priors are divided by the numbers in a picture, so that a weight means the same at all
sizes; Adam goes down, in place of gradient descent with momentum.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor, nn

from cnnkit.visualize.looking.layers import Layer, layer_name, run_to
from cnnkit.visualize.looking.pictures import check_pictures
from cnnkit.visualize.looking.progress import counted
from cnnkit.visualize.looking.untouched import untouched
from cnnkit.visualize.synthesis.variation import total_variation

__all__ = ["invert_features", "psnr"]


def invert_features(
    model: nn.Module,
    layer: Layer,
    target: Tensor,
    size: int | tuple[int, int],
    steps: int = 200,
    *,
    alpha: float = 6.0,
    alpha_weight: float = 0.01,
    beta: float = 2.0,
    tv_weight: float = 3.0,
    lr: float = 0.05,
    seed: int = 0,
    channels: int = 3,
    watch: Callable[[int, Tensor], object] | None = None,
) -> Tensor:
    """Pictures `(n, channels, h, w)` in [0, 1] of which `layer` says about the same as `target`.

    Args:
        layer: its name, or the module.
        target: what the layer said of the pictures that are looked for: any shape with the batch first.
        size: the pictures' side in pixels, or `(h, w)`.
        steps: of Adam, with rate `lr`, which falls to nothing along half a cosine.
        alpha, alpha_weight, beta, tv_weight: powers and weights of the two priors; a weight of 0 leaves one
            out.
        seed: of the noise at the start, the same on every device.
        watch: called with the number of steps done, 0 at first, and the pictures as they are.

    The model is run in eval mode and left as it was. Raises `ValueError` for a layer that is not in the
    model, for a target that is all zeros (nothing is left to compare with), and where pictures of this size
    would have a code of another shape.

    >>> model = nn.Sequential(nn.Conv2d(3, 2, 3))
    >>> target = model(torch.full((1, 3, 8, 8), 0.7)).detach()
    >>> invert_features(model, "0", target, size=8, steps=2).shape
    torch.Size([1, 3, 8, 8])
    """
    sides = _sides(size)
    _check(target, steps, alpha=alpha, beta=beta, alpha_weight=alpha_weight, tv_weight=tv_weight)
    name = layer_name(model, layer)
    exact = torch.promote_types(target.dtype, torch.float32)  # steps are smaller than 16 bits can hold
    noise = torch.randn((len(target), channels, *sides), generator=torch.Generator().manual_seed(seed))
    wanted = target.detach().to(exact).flatten(1)
    lengths = wanted.square().sum(1)
    if not target.is_meta and not lengths.all():
        raise ValueError(
            f"target is all zeros in picture {int(lengths.argmin())}: {name!r} said nothing of it"
        )

    def distance(x: Tensor) -> Tensor:
        code = run_to(model, x.to(target.dtype), name)
        if code.shape != target.shape:
            raise ValueError(
                f"of pictures of {sides[0]}×{sides[1]} pixels {name!r} says {tuple(code.shape)}, target is "
                f"{tuple(target.shape)}: want the size of the pictures that target was taken from"
            )
        return ((code.to(exact).flatten(1) - wanted).square().sum(1) / lengths).sum()

    with untouched(model):
        x = (0.5 + 0.1 * noise).to(target.device, exact).requires_grad_()
        numbers = x[0].numel()
        adam = torch.optim.Adam([x], lr)
        for step in counted(steps, f"inverting {name}"):
            if watch:
                watch(step, _shown(x, target.dtype))
            loss = distance(x)
            if alpha_weight:
                loss = loss + alpha_weight / numbers * (2 * x - 1).abs().pow(alpha).sum()
            if tv_weight:
                loss = loss + tv_weight / numbers * total_variation(x, beta)
            (x.grad,) = torch.autograd.grad(loss, x)
            adam.param_groups[0]["lr"] = lr * (1 + math.cos(math.pi * step / steps)) / 2
            adam.step()
    if watch:
        watch(steps, _shown(x, target.dtype))
    return _shown(x, target.dtype)


def psnr(x: Tensor, reference: Tensor) -> Tensor:
    """Peak signal-to-noise ratio in decibels, 10 log₁₀(1 / mean squared difference), of each picture: `(n,)`.

    Both `(n, c, h, w)` in [0, 1]. Every 20 dB are a tenth of the difference; equal pictures have infinitely
    many.

    >>> psnr(torch.full((1, 1, 2, 2), 0.5), torch.full((1, 1, 2, 2), 0.6))
    tensor([20.0000])
    """
    x, reference = check_pictures(x), check_pictures(reference, "reference")
    if x.shape != reference.shape:
        raise ValueError(f"x has shape {tuple(x.shape)}, reference {tuple(reference.shape)}; want the same")
    return -10 * (x - reference).square().flatten(1).mean(1).log10()


def _shown(x: Tensor, dtype: torch.dtype) -> Tensor:
    return x.detach().clamp(0, 1).to(dtype)


def _sides(size: int | tuple[int, int]) -> tuple[int, int]:
    sides = (size, size) if isinstance(size, int) else tuple(size)
    if len(sides) != 2 or min(sides) < 1:
        raise ValueError(f"size={size}; want a side in pixels, or (h, w), at least 1")
    return sides[0], sides[1]


def _check(target: Tensor, steps: int, **numbers: float) -> None:
    if not isinstance(target, Tensor) or target.ndim < 2 or not target.is_floating_point():
        tensor = isinstance(target, Tensor)
        came = f"{tuple(target.shape)} of {target.dtype}" if tensor else type(target).__name__
        raise ValueError(f"target is {came}; want what the layer said of pictures, floats, the batch first")
    if steps < 1:
        raise ValueError(f"steps={steps}; want at least 1")
    for name, value in numbers.items():
        if not 0 <= value < math.inf or (value == 0 and not name.endswith("weight")):
            want = "0 (this prior is left out) or more" if name.endswith("weight") else "a power above 0"
            raise ValueError(f"{name}={value}; want {want}")
