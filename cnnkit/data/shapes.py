"""Generated pictures: one textured shape before a textured background. Exact labels, no download, any number.

Place, size, rotation, colours, texture, light and noise change from picture to picture; the shape alone
is the class. Everything is drawn for a whole batch at once from one seeded generator.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor

from cnnkit.data.outlines import OUTLINES
from cnnkit.data.textures import pixel_middles, texture

__all__ = [
    "SHAPES",
    "Layers",
    "Shapes",
    "draw_layers",
    "draw_shapes",
    "fresh_shapes",
    "load_shapes",
    "standardize",
]

SHAPES = tuple(OUTLINES)

WHOLE = (0.0, 0.0, 1.0, 1.0)
RADIUS, RADIUS_HARD = (0.22, 0.36), (0.16, 0.28)  # of the picture's side
# Held-out pictures have seeds from here on, training pictures below: the two never meet. (torch's generator
# reads 32 bits of a seed: a larger one would quietly be another's twin.)
TEST_SEEDS = 2**31


class Shapes(NamedTuple):
    """Pictures `(n, 3, size, size)`, float32 in [0, 1]; labels `(n,)`, int64, places in `SHAPES`."""

    train_x: Tensor
    train_y: Tensor
    test_x: Tensor
    test_y: Tensor


class Layers(NamedTuple):
    """What a picture is made of: `alpha * surface + (1 - alpha) * background`, noise apart.

    `background` and `surface` are `(n, 3, size, size)`, `alpha` `(n, 1, size, size)` with soft edges, `y`
    `(n,)`, `centre` `(n, 2)` x and y of the shape's middle in parts of the side.
    """

    background: Tensor
    surface: Tensor
    alpha: Tensor
    y: Tensor
    centre: Tensor


def load_shapes(
    n_train: int = 2400,
    n_test: int = 1000,
    *,
    seed: int = 0,
    size: int = 32,
    num_classes: int = 10,
    region: tuple[float, float, float, float] = WHOLE,
    radius: tuple[float, float] | None = None,
    hard: bool = False,
) -> Shapes:
    """A fixed training set and a held-out set from other seeds; the settings are those of `draw_shapes`.

    >>> shapes = load_shapes(20, 10)
    >>> [part.shape for part in shapes]
    [torch.Size([20, 3, 32, 32]), torch.Size([20]), torch.Size([10, 3, 32, 32]), torch.Size([10])]
    """
    if not 0 <= seed < TEST_SEEDS:
        raise ValueError(f"seed={seed}: want 0 to 2**31 - 1, larger seeds draw the held-out pictures")
    settings = {"size": size, "num_classes": num_classes, "region": region, "radius": radius, "hard": hard}
    train = draw_shapes(n_train, seed=seed, **settings)
    return Shapes(*train, *draw_shapes(n_test, seed=TEST_SEEDS + seed, **settings))


def fresh_shapes(n: int, *, seed: int = 0, **settings) -> Callable[[int], tuple[Tensor, Tensor]]:
    """A function of the epoch that draws `n` new training pictures each time, for `cnnkit.training.fit`.

    >>> draw = fresh_shapes(10)
    >>> x, y = draw(0)  # of epoch 0
    >>> x.shape, torch.equal(x, draw(1)[0])
    (torch.Size([10, 3, 32, 32]), False)
    """
    return lambda epoch: draw_shapes(n, seed=((seed + 1) * 100_003 + epoch) % TEST_SEEDS, **settings)


def standardize(x: Tensor) -> Tensor:
    """Pictures from [0, 1] to about mean 0, spread 1: a deep chain hardly starts to learn without it.

    >>> standardize(torch.tensor([0., 0.5, 1.]))
    tensor([-2.,  0.,  2.])
    """
    return (x - 0.5) / 0.25


def standardized(draw: Callable[[int], tuple[Tensor, Tensor]]) -> Callable[[int], tuple[Tensor, Tensor]]:
    """The same function of the epoch, its pictures standardized."""

    def drawn(epoch: int) -> tuple[Tensor, Tensor]:
        x, y = draw(epoch)
        return standardize(x), y

    return drawn


def draw_shapes(
    n: int,
    *,
    seed: int = 0,
    size: int = 32,
    num_classes: int = 10,
    region: tuple[float, float, float, float] = WHOLE,
    radius: tuple[float, float] | None = None,
    hard: bool = False,
) -> tuple[Tensor, Tensor]:
    """`n` pictures `(n, 3, size, size)` in [0, 1] and their labels `(n,)`; each class equally often,
    shuffled.

    `region` (x0, y0, x1, y1 in parts of the side) holds the shape's middle; the frame never cuts a shape.
    `radius`: smallest and largest, in parts of the side (None: 0.22 to 0.36, hard 0.16 to 0.28).
    `hard`: smaller shapes, less contrast, more noise, and a bar in front of each picture.
    Made on the CPU, whatever the default device: the same seed gives the same pictures.

    >>> x, y = draw_shapes(20, seed=1, size=24)
    >>> x.shape, torch.bincount(y).tolist()  # each of ten classes equally often
    (torch.Size([20, 3, 24, 24]), [2, 2, 2, 2, 2, 2, 2, 2, 2, 2])
    """
    with torch.device("cpu"):
        generator = _generator(seed)
        layers = _draw(generator, n, size, num_classes, region, radius, hard)
        x = torch.lerp(layers.background, layers.surface, layers.alpha)
        if hard:
            x = _put_bar_in_front(x, generator)
        x += (0.08 if hard else 0.04) * torch.randn(x.shape, generator=generator)
    return x.clamp_(0, 1), layers.y


def draw_layers(
    n: int,
    *,
    seed: int = 0,
    size: int = 32,
    num_classes: int = 10,
    region: tuple[float, float, float, float] = WHOLE,
    radius: tuple[float, float] | None = None,
    hard: bool = False,
) -> Layers:
    """The layers of the pictures of `draw_shapes` with the same settings, before noise and bar.

    >>> layers = draw_layers(4)
    >>> layers.background.shape, layers.alpha.shape
    (torch.Size([4, 3, 32, 32]), torch.Size([4, 1, 32, 32]))
    """
    with torch.device("cpu"):
        return _draw(_generator(seed), n, size, num_classes, region, radius, hard)


def _generator(seed: int) -> torch.Generator:
    if not 0 <= seed < 2**32:
        raise ValueError(f"seed={seed}: want 0 to 2**32 - 1")
    return torch.Generator().manual_seed(seed)


def _draw(
    generator: torch.Generator, n: int, size: int, num_classes: int, region, radius_range, hard: bool
) -> Layers:
    _check(n, size, num_classes, region, radius_range)

    def uniform(low: float, high: float, *shape: int) -> Tensor:
        return low + (high - low) * torch.rand(n, *shape, generator=generator)

    y = (torch.arange(n) % num_classes)[torch.randperm(n, generator=generator)]
    smallest, largest = radius_range or (RADIUS_HARD if hard else RADIUS)
    radius = uniform(smallest, largest)
    x0, y0, x1, y1 = region
    place = torch.stack([uniform(x0, x1), uniform(y0, y1)], 1)
    margin = radius[:, None] + 1 / size
    centre = place.clamp(min=margin, max=1 - margin)
    outline = _outline(y, centre, radius, uniform(0, 2 * math.pi), size)
    alpha = (outline * radius[:, None, None] * size + 0.5).clamp_(0, 1)[:, None]  # soft over one pixel

    ground = uniform(0, 1, 3, 1, 1)
    away = uniform(*((0.15, 0.3) if hard else (0.3, 0.6)), 3, 1, 1)
    surface = torch.where(ground > 0.5, ground - away, ground + away)
    contrast = 0.25 if hard else 0.16
    background = ground + contrast * texture(generator, n, size) * uniform(-1, 1, 3, 1, 1)
    surface = surface + contrast * texture(generator, n, size) * uniform(-1, 1, 3, 1, 1)
    return Layers(background.clamp_(0, 1), surface.clamp_(0, 1), alpha, y, centre)


def _outline(y: Tensor, centre: Tensor, radius: Tensor, angle: Tensor, size: int) -> Tensor:
    """Signed distance to each shape's edge in units of its radius, `(n, size, size)`, positive inside."""
    at = pixel_middles(size)
    dx = ((at - centre[:, 0, None]) / radius[:, None])[:, None, :]
    dy = ((at - centre[:, 1, None]) / radius[:, None])[:, :, None]
    cos, sin = angle.cos()[:, None, None], angle.sin()[:, None, None]
    u, v = cos * dx + sin * dy, cos * dy - sin * dx
    out = torch.empty(len(y), size, size)
    for label, outline in enumerate(OUTLINES.values()):
        members = (y == label).nonzero()[:, 0]
        if len(members):
            out[members] = outline(u[members], v[members])
    return out


def _put_bar_in_front(x: Tensor, generator: torch.Generator) -> Tensor:
    n, size = len(x), x.shape[-1]
    angle, offset, grey = torch.rand(3, n, 1, 1, generator=generator).unbind()
    at = pixel_middles(size) - 0.5
    distance = (math.pi * angle).cos() * at[None, None, :] + (math.pi * angle).sin() * at[None, :, None]
    bar = (0.5 + size * (0.04 - (distance - 0.5 * (offset - 0.5)).abs())).clamp_(0, 1)[:, None]
    return torch.lerp(x, grey[:, None].expand_as(x), bar)


def _check(n: int, size: int, num_classes: int, region, radius) -> None:
    if n < 1:
        raise ValueError(f"n={n}: want at least one picture")
    if size < 8:
        raise ValueError(f"size={size}: below 8 pixels the shapes cannot be told apart; 32 and 64 are usual")
    if not 2 <= num_classes <= len(SHAPES):
        raise ValueError(f"num_classes={num_classes}: there are {len(SHAPES)} shapes, so 2 to {len(SHAPES)}")
    x0, y0, x1, y1 = region
    if not (0 <= x0 <= x1 <= 1 and 0 <= y0 <= y1 <= 1):
        raise ValueError(f"region={region}: want x0, y0, x1, y1 in [0, 1] with x0 <= x1 and y0 <= y1")
    if radius is not None and not 0 < radius[0] <= radius[1] <= 0.45:
        raise ValueError(f"radius={radius}: want smallest and largest, above 0 and at most 0.45 of the side")
