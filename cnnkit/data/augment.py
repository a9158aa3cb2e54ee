"""Random changes of a whole batch, each image its own, on the device where the batch is.

Every function takes `x` `(n, c, h, w)` and a generator, on x's device or on the CPU: a CPU generator makes
the same pictures on every device, one on x's device saves the way there. Crops, flips and cutout also take
bytes (uint8), and so does `normalize`.
"""

import math
from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor

__all__ = ["augment", "crop_and_flip", "cutout", "normalize", "random_crop", "random_flip"]


def augment(
    x: Tensor,
    generator: torch.Generator | None = None,
    *,
    rotation_deg: float = 10.0,
    shift: float = 0.06,
    scale: float = 0.1,
    shear: float = 0.15,
    stroke: float = 0.0,
) -> Tensor:
    """Each image of `x` `(n, c, h, w)` turned, moved, scaled, slanted and given another pen, at random.

    Drawn evenly: rotation in ±rotation_deg, move in ±shift of the picture's side, each axis scaled by 1 ±
    scale, slant in ±shear, and the stroke mixed with its 3×3 thicker or thinner self by up to `stroke`
    (0: the pen stays). Bilinear; zeros come in from outside. The same generator state gives the same
    pictures.

    >>> x = torch.rand(2, 1, 28, 28)
    >>> augment(x, torch.Generator().manual_seed(0)).shape
    torch.Size([2, 1, 28, 28])
    """
    _want_batch("augment", x)
    if not x.is_floating_point():
        raise ValueError(f"augment wants decimals, got {x.dtype}: of bytes take x.float() / 255")
    if not len(x):
        return x
    turn, dx, dy, sx, sy, slant, pen = (2 * _draw(x, generator, 7) - 1).unbind()
    if stroke:
        x = _repen(x, stroke * pen)
    angle = turn * math.radians(rotation_deg)
    cos, sin, slant = angle.cos(), angle.sin(), shear * slant
    sx, sy = 1 / (1 + scale * sx), 1 / (1 + scale * sy)
    # affine_grid asks where each output pixel is read from, in coordinates from -1 to 1
    theta = torch.stack(
        [
            torch.stack([cos * sx, (slant * cos - sin) * sy, 2 * shift * dx], 1),
            torch.stack([sin * sx, (slant * sin + cos) * sy, 2 * shift * dy], 1),
        ],
        1,
    )
    grid = F.affine_grid(theta, list(x.shape), align_corners=False)
    return F.grid_sample(x, grid, mode="bilinear", padding_mode="zeros", align_corners=False)


def random_crop(x: Tensor, padding: int = 4, generator: torch.Generator | None = None) -> Tensor:
    """Zeros put around each image, `padding` wide, then a piece of the old size cut out anywhere, `(n, c, h,
    w)`: the recipe of the CIFAR networks (He et al. 2016, section 4.2, there after subtracting the mean).

    >>> random_crop(torch.rand(2, 3, 32, 32), padding=4).shape
    torch.Size([2, 3, 32, 32])
    """
    _want_batch("random_crop", x)
    if padding < 0:
        raise ValueError(f"padding={padding}: want 0 or more pixels on each side")
    n, c, h, w = x.shape
    top, left = (_draw(x, generator, 2) * (2 * padding + 1)).long().unbind()
    rows = top[:, None] + torch.arange(h, device=x.device)
    columns = left[:, None] + torch.arange(w, device=x.device)
    image = torch.arange(n, device=x.device)[:, None, None, None]
    channel = torch.arange(c, device=x.device)[:, None, None]
    return F.pad(x, [padding] * 4)[image, channel, rows[:, None, :, None], columns[:, None, None, :]]


def random_flip(x: Tensor, generator: torch.Generator | None = None, *, share: float = 0.5) -> Tensor:
    """Left and right exchanged in about this share of the images.

    >>> random_flip(torch.tensor([[[[1., 2., 3.]]]]), share=1.0)
    tensor([[[[3., 2., 1.]]]])
    """
    _want_batch("random_flip", x)
    flipped = _draw(x, generator, 1)[0] < share
    return torch.where(flipped[:, None, None, None], x.flip(-1), x)


def crop_and_flip(x: Tensor, generator: torch.Generator | None = None) -> Tensor:
    """What nearly every CIFAR network was trained with: `random_crop` by 4 pixels, then `random_flip`.

    >>> crop_and_flip(torch.rand(2, 3, 32, 32)).shape
    torch.Size([2, 3, 32, 32])
    """
    return random_flip(random_crop(x, 4, generator), generator)


def cutout(x: Tensor, side: int, generator: torch.Generator | None = None, *, fill: float = 0.0) -> Tensor:
    """In each image a square of `side` pixels is covered with `fill`. Its middle lies anywhere, so the frame
    may cut it (T. DeVries, G. W. Taylor, Improved Regularization of CNNs with Cutout, 2017).

    >>> covered = int((cutout(torch.ones(1, 1, 8, 8), side=3) == 0).sum())
    >>> 4 <= covered <= 9  # the frame may cut the square
    True
    """
    _want_batch("cutout", x)
    if side < 1:
        raise ValueError(f"side={side}: want at least one pixel")
    h, w = x.shape[2:]
    down, right = _draw(x, generator, 2).unbind()
    covered = []
    for place, length in ((down, h), (right, w)):
        first = (place * length).long()[:, None] - side // 2
        at = torch.arange(length, device=x.device)
        covered.append((at >= first) & (at < first + side))
    rows, columns = covered
    return x.masked_fill((rows[:, :, None] & columns[:, None, :])[:, None], fill)


def normalize(x: Tensor, mean: Sequence[float], std: Sequence[float]) -> Tensor:
    """`(x - mean) / std`, a number a channel, float32. Bytes (uint8) are first divided by 255: mean and std
    always belong to pixels from 0 to 1.

    >>> normalize(torch.tensor([[[[0, 255]]]], dtype=torch.uint8), mean=[0.5], std=[0.25])
    tensor([[[[-2.,  2.]]]])
    """
    _want_batch("normalize", x)
    if not len(mean) == len(std) == x.shape[1] or min(std) <= 0:
        raise ValueError(
            f"mean={tuple(mean)}, std={tuple(std)} for {x.shape[1]} channels: want one number a channel "
            "each, std above 0"
        )
    unit = 255.0 if x.dtype == torch.uint8 else 1.0
    shift = torch.tensor(mean, device=x.device).view(-1, 1, 1) * unit
    scale = torch.tensor(std, device=x.device).view(-1, 1, 1) * unit
    return (x - shift) / scale


def _want_batch(name: str, x: Tensor) -> None:
    if x.ndim != 4:
        raise ValueError(f"{name} wants a batch (n, c, h, w), got shape {tuple(x.shape)}")


def _draw(x: Tensor, generator: torch.Generator | None, rows: int) -> Tensor:
    """`(rows, n)` numbers in [0, 1), drawn where the generator is, on x's device."""
    device = x.device if generator is None else generator.device
    return torch.rand(rows, len(x), generator=generator, device=device).to(x.device)


def _repen(x: Tensor, amount: Tensor) -> Tensor:
    amount = amount.view(-1, 1, 1, 1)
    thick = F.max_pool2d(x, 3, stride=1, padding=1)
    thin = -F.max_pool2d(-x, 3, stride=1, padding=1)
    return x + amount.clamp(min=0) * (thick - x) + (-amount).clamp(min=0) * (thin - x)
