"""What the thousand classes of ImageNet are called, in the order of the logits.

The file holds one name a line, each only once. It is written by `python -m cnnkit.recipes
squeezenet1_1_imagenet`, which says where the names come from.
"""

from functools import cache
from pathlib import Path

__all__ = ["NAMES_FILE", "imagenet_names"]

NAMES_FILE = Path(__file__).parent / "imagenet_classes.txt"


@cache
def imagenet_names() -> tuple[str, ...]:
    """The names of classes 0 to 999, as "tench" or "motor scooter"."""
    return tuple(NAMES_FILE.read_text("utf-8").splitlines())
