"""The scenes of the chapter on detection: one set of classes, four kinds of scene.

Five shapes and five handwritten digits before textures and stray strokes. Every set takes the number of
scenes and a seed; from `UNSEEN` on the digits come from hands that no training scene holds.
"""

from cnnkit.data.scenes import Scenes, draw_scenes
from cnnkit.data.shapes import TEST_SEEDS

__all__ = ["CLASSES", "UNSEEN", "crowded_scenes", "detection_scenes", "one_object", "pixel_scenes"]

CLASSES = (
    "disc", "square", "triangle", "star", "heart",
    "digit 2", "digit 3", "digit 4", "digit 6", "digit 7",
)  # fmt: skip
UNSEEN = TEST_SEEDS
"""The first seed of unseen scenes; seeds below it are for training."""

_CLUTTER = (0, 4)


def one_object(n: int, seed: int = 0) -> Scenes:
    """`n` scenes of 64 pixels with one object each, for localization.

    >>> one_object(3).boxes.shape
    torch.Size([3, 1, 4])
    """
    return draw_scenes(
        n, seed=seed, size=64, objects=(1, 1), classes=CLASSES, radius=(0.15, 0.32), clutter=_CLUTTER
    )


def pixel_scenes(n: int, seed: int = 0) -> Scenes:
    """`n` scenes of 96 pixels with one to four objects, large enough that a stroke of a digit is a few pixels
    wide, for maps of classes.

    >>> pixel_scenes(2).images.shape
    torch.Size([2, 3, 96, 96])
    """
    return draw_scenes(
        n, seed=seed, size=96, objects=(1, 4), classes=CLASSES, radius=(0.16, 0.28), clutter=_CLUTTER
    )


def detection_scenes(n: int, seed: int = 0) -> Scenes:
    """`n` scenes of 112 pixels with one to five objects; in about a quarter of them one hides part of
    another.

    >>> detection_scenes(2).images.shape
    torch.Size([2, 3, 112, 112])
    """
    return draw_scenes(
        n, seed=seed, size=112, objects=(1, 5), classes=CLASSES, radius=(0.12, 0.21), overlap=0.4,
        clutter=_CLUTTER,
    )  # fmt: skip


def crowded_scenes(n: int, seed: int = 0, radius: tuple[float, float] = (0.08, 0.15)) -> Scenes:
    """`n` scenes of 112 pixels with five to ten objects that reach far into each other: some lie half hidden,
    and some share a cell of a 7×7 grid with another. They are smaller than those of `detection_scenes`, which
    is a difficulty of its own: the `radius` of those is (0.12, 0.21), in parts of the side.

    >>> crowded_scenes(2).images.shape
    torch.Size([2, 3, 112, 112])
    """
    return draw_scenes(
        n, seed=seed, size=112, objects=(5, 10), classes=CLASSES, radius=radius, overlap=0.7, clutter=_CLUTTER
    )
