"""What SqueezeNet 1.1 says of the bundled photographs: a record for pages, and 90 crops to hold it to.

The record keeps the failures. So few pictures measure no accuracy: they are examples, and what some of them
show has no class among the thousand.
"""

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from cnnkit.data.photos import PHOTOS, photo
from cnnkit.models.prepare import prepare
from cnnkit.models.published.files import Preparation
from cnnkit.recipes.classify import shipped_network, top_answers
from cnnkit.recipes.store import REPOSITORY, WEIGHTS, provenance, save_json

__all__ = [
    "PREPARATION", "RIGHT", "SEED", "agreement", "crop", "make_record", "save_golden", "save_record",
]  # fmt: skip

SEED, CROPS_EACH, SIDE = 0, 6, 224
GOLDEN = REPOSITORY / "tests" / "golden" / "squeezenet1_1.json"
RECORD = WEIGHTS / "squeezenet1_1_photographs.json"
BLACK, ONE = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)
# Of these two the one that gives right answers the larger probability; both are in the record.
PREPARATION = Preparation(224, 224, BLACK, ONE)
OTHER = Preparation(256, 224, BLACK, ONE)
# Classes that a person would let pass; none where the thousand have no name for what is seen.
RIGHT: dict[str, tuple[str, ...]] = {
    "cat": ("tabby", "tiger cat", "Egyptian cat"),
    "astronaut": ("space shuttle",),  # a model of one stands behind her; people have no class
    "coffee": ("espresso", "cup", "coffee mug"),
    "rocket": ("missile", "projectile"),
    "motorcycle": ("moped", "motor scooter"),  # the nearest: there is no motorcycle
    "camera": ("tripod", "reflex camera"),
    "horse": ("sorrel",),
    "temple": ("stupa", "palace", "monastery"),
}


def make_record() -> dict[str, Any]:
    """For each photograph what it shows, the right classes, the top five with their probabilities, and the
    verdict on the first: "right", "wrong", or "no class" where none of the thousand would be right.
    """
    model, info = shipped_network()
    rows = {}
    for name, (_, _, shows) in PHOTOS.items():
        answers = top_answers(model, prepare(photo(name), info), info.classes)
        right = RIGHT.get(name, ())
        verdict = ("right" if answers[0].name in right else "wrong") if right else "no class"
        top5 = [[answer.name, round(answer.probability, 4)] for answer in answers]
        rows[name] = {"shows": shows, "verdict": verdict, "right": list(right), "top5": top5}
    return rows


@torch.no_grad()
def probability_of_right(preparation: Preparation) -> float:
    """Of all right classes of a photograph together; the mean over those that have one."""
    model, info = shipped_network()
    info = replace(info, preparation=preparation)
    total = 0.0
    for name, right in RIGHT.items():
        probabilities = model(prepare(photo(name), info)[None]).softmax(1)[0]
        total += sum(probabilities[info.classes.index(one)].item() for one in right)
    return total / len(RIGHT)


def save_record() -> Path:
    made = provenance("squeezenet1_1_imagenet", SEED)
    tried = {
        f"resize {p.resize}, crop {p.crop}": round(probability_of_right(p), 3) for p in (PREPARATION, OTHER)
    }
    return save_json(RECORD, {"made": made, "mean_probability_of_right_classes": tried} | make_record())


def save_golden(model: nn.Module) -> dict[str, Any]:
    """Squares of every photograph at random places, and of each the top five classes with their logits."""
    rng, rows = random.Random(SEED), []
    for name in PHOTOS:
        _, height, width = photo(name).shape
        for _ in range(CROPS_EACH):
            side = int(min(height, width) * rng.uniform(0.5, 1))
            rows.append((name, rng.randint(0, height - side), rng.randint(0, width - side), side))
    best = [_logits(model, row).topk(5) for row in rows]
    golden = {
        "made": provenance("squeezenet1_1_imagenet", SEED),
        "crops": rows,
        "top5": [some.indices.tolist() for some in best],
        "logits": [[round(value, 4) for value in some.values.tolist()] for some in best],
    }
    save_json(GOLDEN, golden)
    return golden


def agreement(model: nn.Module, golden: dict[str, Any]) -> int:
    """On how many crops the network's first class is the one in `golden`."""
    first = [_logits(model, row).argmax().item() for row in golden["crops"]]
    return sum(a == b[0] for a, b in zip(first, golden["top5"], strict=True))


def crop(name: str, top: int, left: int, side: int) -> Tensor:
    """A square of a photograph, `(3, 224, 224)` in [0, 1]."""
    square = photo(name)[None, :, top : top + side, left : left + side]
    return F.interpolate(square, size=(SIDE, SIDE), mode="bilinear", antialias=True)[0].clamp(0, 1)


@torch.no_grad()
def _logits(model: nn.Module, row: tuple[str, int, int, int]) -> Tensor:
    return model(crop(*row)[None])[0]
