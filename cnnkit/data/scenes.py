"""Generated scenes: shapes and handwritten digits before a textured background, with exact boxes and masks.

For localization (one object a scene), semantic and instance segmentation, and detection. An object that comes
later in the list covers those before it. So there are two truths about an object, and both are here: what can
be seen of it (`boxes`, `masks`) and all of it, hidden parts too (`full_boxes`, `full_masks`).
"""

import math
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from cnnkit.data.digits import load_digits
from cnnkit.data.outlines import OUTLINES
from cnnkit.data.shapes import SHAPES, TEST_SEEDS
from cnnkit.data.textures import pixel_middles, texture

__all__ = ["CLASSES", "Scenes", "draw_scenes", "load_scenes", "mask_boxes"]

DIGITS = tuple(f"digit {i}" for i in range(10))
CLASSES = SHAPES + DIGITS
EMPTY = -1  # the label of a slot without an object
TRIES = 20  # places that are tried for an object
FRAME = 0.85  # half the side of a digit's 8×8 counts, in units of the object's radius
INK = 0.4  # from this share of black pixels on a place belongs to the digit
TILT = math.radians(15)  # digits stand upright, more or less; shapes turn freely


class Scenes(NamedTuple):
    """`n` scenes with at most `m` objects each, farthest first; unused slots come last.

    `images` `(n, 3, size, size)` float32 in [0, 1]. `labels` `(n, m)` int64, places in the list of classes,
    -1 where the slot is empty. `boxes` and `full_boxes` `(n, m, 4)` float32, x0 y0 x1 y1 in pixels: the
    tight boxes of `masks` and `full_masks`; pixel j reaches from j to j + 1, so x1 - x0 is the number of
    columns. Zeros where there is nothing. `instances` `(n, size, size)` uint8: 1 + the slot of the object
    that is seen at a pixel, 0 for background. `full_masks` `(n, m, size, size)` bool. `visible` `(n, m)`: the
    share of the full mask that is seen.
    """

    images: Tensor
    labels: Tensor
    boxes: Tensor
    full_boxes: Tensor
    instances: Tensor
    full_masks: Tensor
    visible: Tensor

    @property
    def masks(self) -> Tensor:
        """What is seen of each object, `(n, m, size, size)` bool; no two of a scene overlap."""
        return _seen(self.instances, self.labels.shape[1])

    @property
    def semantic(self) -> Tensor:
        """`(n, size, size)` int64: 1 + the class of the object at each pixel, 0 for background."""
        of_slot = F.pad(self.labels + 1, (1, 0))  # slot 0 is the background
        return of_slot.gather(1, self.instances.flatten(1).long()).view(self.instances.shape)

    def take(self, index: Tensor) -> "Scenes":
        """The scenes at these places, or where a mask `(n,)` is true."""
        return Scenes(*(field[index] for field in self))

    def to(self, device: torch.device | str) -> "Scenes":
        return Scenes(*(field.to(device) for field in self))

    def truth(self, *, least: float = 0.0, full: bool = False) -> list[tuple[Tensor, Tensor]]:
        """A pair a scene of boxes `(k, 4)` and labels `(k,)`: of the objects of which at least the share
        `least`, and at least one pixel, is seen. `full` gives the boxes of the whole objects.
        """
        chosen = (self.labels != EMPTY) & (self.visible > 0) & (self.visible >= least)
        boxes = self.full_boxes if full else self.boxes
        return [(b[keep], y[keep]) for b, y, keep in zip(boxes, self.labels, chosen, strict=True)]


class _Objects(NamedTuple):
    """Placed objects: `scene`, `slot`, `label`, `radius` `(k,)`; `centre` `(k, 2)`, x and y; in parts of the
    side.
    """

    scene: Tensor
    slot: Tensor
    label: Tensor
    radius: Tensor
    centre: Tensor


def load_scenes(n_train: int, n_test: int, *, seed: int = 0, **settings) -> tuple[Scenes, Scenes]:
    """Training scenes and held-out ones, from other seeds and other hands; settings of `draw_scenes`.

    >>> train, test = load_scenes(4, 2)
    >>> train.images.shape, len(test.images)
    (torch.Size([4, 3, 64, 64]), 2)
    """
    if not 0 <= seed < TEST_SEEDS:
        raise ValueError(f"seed={seed}: want 0 to 2**31 - 1, larger seeds draw the held-out scenes")
    train = draw_scenes(n_train, seed=seed, **settings)
    return train, draw_scenes(n_test, seed=TEST_SEEDS + seed, **settings)


def draw_scenes(
    n: int,
    *,
    seed: int = 0,
    size: int = 64,
    objects: tuple[int, int] = (1, 4),
    classes: Sequence[str] = CLASSES,
    radius: tuple[float, float] = (0.12, 0.25),
    overlap: float = 0.4,
    clutter: tuple[int, int] = (0, 0),
) -> Scenes:
    """`n` scenes of `size` × `size` pixels (64 to 256 are usual).

    `objects`: fewest and most in a scene, each number equally often. `classes`: names out of `CLASSES` (ten
    shapes, ten handwritten digits); a label is a place in this list. `radius`: of the circle that holds an
    object, smallest and largest, in parts of the side; the frame cuts none. `overlap`: how far two circles
    may reach into each other, 0 (not at all: nothing is hidden) to 1; their middles are at least (1 -
    overlap) times the sum of their radii apart. An object that finds no such place in twenty tries is left
    out, so a crowded scene may have fewer than were drawn, but never fewer than one if `objects` starts at
    one. `clutter`: fewest and most strokes behind the objects, as bright as they are; they belong to no
    class and have no box. Seeds from 2**31 on use the held-out handwriting. Made on the CPU; the same seed
    gives the same scenes.

    >>> scenes = draw_scenes(2, objects=(2, 2))
    >>> scenes.images.shape, scenes.boxes.shape
    (torch.Size([2, 3, 64, 64]), torch.Size([2, 2, 4]))
    """
    _check(n, seed, size, objects, classes, radius, overlap, clutter)
    with torch.device("cpu"):
        generator = torch.Generator().manual_seed(seed)
        placed = _place(generator, n, size, objects, len(classes), radius, overlap)
        ground = torch.rand(n, 3, 1, 1, generator=generator)
        hue = 2 * torch.rand(n, 3, 1, 1, generator=generator) - 1
        images = (ground + 0.16 * texture(generator, n, size) * hue).clamp_(0, 1)
        if clutter[1]:
            images = _scribbled(generator, images, ground, clutter)
        instances, full_masks = _paint(
            generator, images, ground, placed, classes, objects[1], seed >= TEST_SEEDS
        )
        images += 0.04 * torch.randn(images.shape, generator=generator)
    labels = torch.full((n, objects[1]), EMPTY)
    labels[placed.scene, placed.slot] = placed.label
    masks = _seen(instances, objects[1])
    visible = masks.sum((2, 3)) / full_masks.sum((2, 3)).clamp(min=1)
    boxes, full_boxes = mask_boxes(masks), mask_boxes(full_masks)
    return Scenes(images.clamp_(0, 1), labels, boxes, full_boxes, instances, full_masks, visible)


def mask_boxes(masks: Tensor) -> Tensor:
    """The tight box of each mask `(..., h, w)` -> `(..., 4)` float32, x0 y0 x1 y1 in pixels.

    x0 is the first column with a set pixel, x1 the last one plus 1: a pixel is a square of side 1. An empty
    mask gives zeros.

    >>> mask = torch.zeros(5, 5, dtype=torch.bool)
    >>> mask[1:3, 2:5] = True
    >>> mask_boxes(mask)
    tensor([2., 1., 5., 3.])
    """
    if masks.ndim < 2:
        raise ValueError(f"mask_boxes wants masks (..., h, w), got shape {tuple(masks.shape)}")
    masks = masks.bool()
    ends = []
    for axis in (-2, -1):  # columns that hold something, then rows
        line = masks.any(axis).to(torch.uint8)
        first, last = line.argmax(-1), line.shape[-1] - line.flip(-1).argmax(-1)
        some = line.amax(-1) > 0
        ends.append((first * some, last * some))
    (x0, x1), (y0, y1) = ends
    return torch.stack([x0, y0, x1, y1], -1).float()


def _seen(instances: Tensor, most: int) -> Tensor:
    slots = torch.arange(1, most + 1, device=instances.device, dtype=instances.dtype)
    return instances[:, None] == slots[:, None, None]


def _place(
    generator: torch.Generator, n: int, size: int, objects, num_classes: int, radius_range, overlap: float
) -> _Objects:
    """Slot by slot, each object at the first of its tried places that keeps its distance from those there."""
    fewest, most = objects
    smallest, largest = radius_range
    label = torch.randint(num_classes, (n, most), generator=generator)
    radius = smallest + (largest - smallest) * torch.rand(n, most, generator=generator)
    tried = torch.rand(n, most, TRIES, 2, generator=generator)
    margin = (radius + 1 / size)[:, :, None, None]
    tried = margin + (1 - 2 * margin) * tried
    count = torch.randint(fewest, most + 1, (n, 1), generator=generator)
    there = torch.arange(most) < count
    centre = tried[:, :, 0].clone()
    for slot in range(1, most):
        apart = torch.cdist(tried[:, slot], centre[:, :slot])  # n, tries, earlier objects
        least = (1 - overlap) * (radius[:, slot, None] + radius[:, :slot])
        free = ((apart >= least[:, None]) | ~there[:, None, :slot]).all(2)
        first = free.to(torch.uint8).argmax(1)
        centre[:, slot] = tried[torch.arange(n), slot, first]
        there[:, slot] &= free.any(1)
    scene, drawn_as = there.nonzero(as_tuple=True)
    slot = (there.cumsum(1) - 1)[scene, drawn_as]  # no gaps
    return _Objects(scene, slot, label[there], radius[there], centre[there])


def _paint(
    generator: torch.Generator,
    images: Tensor,
    ground: Tensor,
    placed: _Objects,
    classes,
    most: int,
    held_out: bool,
) -> tuple[Tensor, Tensor]:
    """Paint the objects into `images`, farthest first -> instances, full masks (see `Scenes`).

    An object is drawn in a window that holds its circle, not in the whole frame: four times less work.
    """
    n, _, size, _ = images.shape
    window = min(size, 2 * math.ceil(float(placed.radius.max()) * size) + 3) if len(placed.scene) else 1
    corner = ((placed.centre - placed.radius[:, None]) * size).floor().long() - 1
    corner = corner.clamp(0, size - window)
    across = torch.arange(window)
    columns, rows = corner[:, 0, None] + across, corner[:, 1, None] + across  # k, window
    alpha = _alpha(generator, placed, columns, rows, size, classes, held_out)
    surface = _surfaces(generator, ground[placed.scene], window)
    instances = torch.zeros(n, size, size, dtype=torch.uint8)
    full_masks = torch.zeros(n, most, size, size, dtype=torch.bool)
    for slot in range(most):
        k = placed.slot == slot
        scene, y, x = placed.scene[k, None, None], rows[k, :, None], columns[k, None, :]
        inside = alpha[k] >= 0.5
        full_masks[scene, slot, y, x] = inside
        instances[scene, y, x] = torch.where(inside, slot + 1, instances[scene, y, x]).to(torch.uint8)
        behind = images[scene, :, y, x]  # k, window, window, 3
        images[scene, :, y, x] = torch.lerp(behind, surface[k].permute(0, 2, 3, 1), alpha[k, :, :, None])
    return instances, full_masks


def _scribbled(
    generator: torch.Generator, images: Tensor, ground: Tensor, clutter: tuple[int, int]
) -> Tensor:
    """Straight strokes anywhere, some cut by the frame, each of one colour away from the background's."""
    n, _, size, _ = images.shape
    count = torch.randint(clutter[0], clutter[1] + 1, (n,), generator=generator)
    at = pixel_middles(size)
    for k in range(clutter[1]):
        x, y, turn, long, wide = torch.rand(5, n, 1, 1, generator=generator).unbind()
        colour = _away(generator, ground)
        angle = math.pi * turn
        dx, dy = at[None, None, :] - x, at[None, :, None] - y
        along = (angle.cos() * dx + angle.sin() * dy).abs()
        across = (angle.cos() * dy - angle.sin() * dx).abs()
        inside = torch.minimum(0.05 + 0.15 * long - along, 0.008 + 0.012 * wide - across)
        alpha = (inside * size + 0.5).clamp_(0, 1) * (k < count)[:, None, None]
        images = torch.lerp(images, colour.expand_as(images), alpha[:, None])
    return images


def _alpha(
    generator: torch.Generator,
    placed: _Objects,
    columns: Tensor,
    rows: Tensor,
    size: int,
    classes,
    held_out: bool,
) -> Tensor:
    """`(k, window, window)`: 1 inside an object, 0 outside, soft over one pixel; 0.5 is its edge."""
    turn = 2 * torch.rand(len(placed.scene), 1, 1, generator=generator) - 1
    is_digit = torch.tensor([name in DIGITS for name in classes])[placed.label][:, None, None]
    angle = turn * torch.where(is_digit, TILT, math.pi)
    radius = placed.radius[:, None, None]
    dx = ((columns + 0.5) / size - placed.centre[:, 0, None])[:, None, :] / radius
    dy = ((rows + 0.5) / size - placed.centre[:, 1, None])[:, :, None] / radius
    u, v = angle.cos() * dx + angle.sin() * dy, angle.cos() * dy - angle.sin() * dx
    inside = torch.empty_like(u)
    for label, name in enumerate(classes):
        k = (placed.label == label).nonzero()[:, 0]
        if name in OUTLINES:
            inside[k] = OUTLINES[name](u[k], v[k])
        else:
            inside[k] = _digit(generator, DIGITS.index(name), u[k], v[k], held_out)
    return (inside * radius * size + 0.5).clamp_(0, 1)


def _digit(generator: torch.Generator, digit: int, u: Tensor, v: Tensor, held_out: bool) -> Tensor:
    """Like an outline: positive on the ink of some handwritten digits, one a row of `u` and `v`."""
    bank = _handwriting(digit, held_out)
    chosen = bank[torch.randint(len(bank), (len(u),), generator=generator)]
    at = torch.stack([u, v], -1) / FRAME
    ink = F.grid_sample(chosen, at, align_corners=False)[:, 0]
    cell = 2 * FRAME / chosen.shape[-1]  # so much of the radius does one count cover
    return torch.minimum((ink - INK) * cell, 1 - torch.hypot(u, v))


@cache
def _handwriting(digit: int, held_out: bool) -> Tensor:
    digits = load_digits(8)
    x, y = (digits.test_x, digits.test_y) if held_out else (digits.train_x, digits.train_y)
    return x[y == digit]


def _surfaces(generator: torch.Generator, ground: Tensor, size: int) -> Tensor:
    """`(k, 3, size, size)`: textured colours away from that of the background."""
    k = len(ground)
    colour = _away(generator, ground)
    hue = 2 * torch.rand(k, 3, 1, 1, generator=generator) - 1
    return (colour + 0.16 * texture(generator, k, size) * hue).clamp_(0, 1)


def _away(generator: torch.Generator, ground: Tensor) -> Tensor:
    """A colour for each of `ground` `(k, 3, 1, 1)`, of which one channel at least differs for certain."""
    k = len(ground)
    colour = torch.rand(k, 3, 1, 1, generator=generator)
    away = 0.4 + 0.2 * torch.rand(k, 1, 1, 1, generator=generator)
    chosen = torch.randint(3, (k, 1, 1, 1), generator=generator)
    there = ground.gather(1, chosen)
    return colour.scatter(1, chosen, torch.where(there > 0.5, there - away, there + away))


def _check(n: int, seed: int, size: int, objects, classes, radius, overlap: float, clutter) -> None:
    if n < 1:
        raise ValueError(f"n={n}: want at least one scene")
    if not 0 <= seed < 2**32:
        raise ValueError(f"seed={seed}: want 0 to 2**32 - 1")
    if size < 16:
        raise ValueError(f"size={size}: want at least 16 pixels; 64 to 256 are usual")
    if not 0 <= objects[0] <= objects[1] or not 1 <= objects[1] <= 255:
        raise ValueError(f"objects={objects}: want fewest and most in a scene, from (0, 1) to (255, 255)")
    unknown = [name for name in classes if name not in CLASSES]
    if unknown or not classes or len(set(classes)) < len(classes):
        raise ValueError(f"classes={tuple(classes)}: want some of {', '.join(CLASSES)}, each once")
    if not 0 < radius[0] <= radius[1] <= 0.45:
        raise ValueError(f"radius={radius}: want smallest and largest, above 0 and at most 0.45 of the side")
    if not 0 <= overlap <= 1:
        raise ValueError(f"overlap={overlap}: want 0 (nothing is hidden) to 1")
    if not 0 <= clutter[0] <= clutter[1]:
        raise ValueError(f"clutter={clutter}: want fewest and most strokes in a scene, from (0, 0) on")
