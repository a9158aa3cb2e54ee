"""The data sets that `cnnkit train` knows, each made ready for a network: size, channels, normalization."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.utils.data import DataLoader

from cnnkit.data.augment import augment, crop_and_flip, normalize
from cnnkit.data.cifar import load_cifar10, load_cifar100
from cnnkit.data.digits import SIZES, load_digits
from cnnkit.data.imagefolder import ImageFolder
from cnnkit.data.images import DataError, Images, channel_statistics
from cnnkit.data.mnist import load_mnist
from cnnkit.data.shapes import SHAPES, fresh_shapes, load_shapes, standardize, standardized
from cnnkit.training import distributed
from cnnkit.training.batches import Data, split

__all__ = ["DATA", "Colours", "Pictures", "RequestError", "Wanted"]

FRESH_SHAPES, HELD_OUT_SHAPES = 4000, 1000
SAMPLE = 512  # pictures of a folder from which its mean and spread are taken


Colours = tuple[Sequence[float], Sequence[float]]
"""Mean and standard deviation of each channel."""


class RequestError(ValueError):
    """Something was asked for that does not exist or does not fit."""


@dataclass(frozen=True)
class Wanted:
    """What the network takes, and how to read: sides in pixels, None for no largest; None `workers` for one
    a processor, at most 4.
    """

    smallest: int
    largest: int | None
    usual: int
    folder: Path | None
    download: bool
    size: int | None
    batch_size: int
    workers: int | None
    seed: int
    colours: Colours | None = None
    """What weights to start from were trained on, in place of the data's own mean and spread."""

    def side(self, name: str, sides: Sequence[int], preferred: int) -> int:
        """The side to train at, of those that the data set comes in (none listed: any)."""
        if self.size is not None and sides and self.size not in sides:
            raise RequestError(f"size {self.size}: {name} come in {', '.join(map(str, sides))} pixels")
        choice = [self.size] if self.size is not None else [preferred, *sides, self.smallest]
        for side in choice:
            fits = side >= self.smallest and (self.largest is None or side <= self.largest)
            if fits and (not sides or side in sides):
                return side
        legal = f"of {self.smallest}" + (" or more" if self.largest is None else f" to {self.largest}")
        here = ", ".join(map(str, choice if self.size is not None else sides))
        raise RequestError(f"the network takes sides {legal} pixels, and {name} would have {here}")


@dataclass(frozen=True)
class Pictures:
    """Ready for `fit`. `facts` say how pixels in [0, 1] become the network's input."""

    train: Data | Callable[[int], Data]
    test: Data
    held_out: int
    shape: tuple[int, int, int]
    classes: tuple[str, ...]
    augment: Callable[[Tensor, torch.Generator], Tensor] | None
    facts: Mapping[str, object]
    images: int | None = None
    """For training, where they are neither in `train` to be counted nor drawn anew each epoch."""


def _digits(wanted: Wanted) -> Pictures:
    side = wanted.side("digits", list(SIZES), 32)
    x, y, test_x, test_y = load_digits(side)
    names = tuple("0123456789")
    return Pictures((x, y), (test_x, test_y), len(test_y), (1, side, side), names, augment, {})


def _shapes(wanted: Wanted) -> Pictures:
    side = wanted.side("shapes", [], 32)
    train = standardized(fresh_shapes(FRESH_SHAPES, seed=wanted.seed, size=side))
    test_x, test_y = load_shapes(10, HELD_OUT_SHAPES, size=side)[2:]
    facts = {"mean": [0.5] * 3, "std": [0.25] * 3}
    return Pictures(train, (standardize(test_x), test_y), len(test_y), (3, side, side), SHAPES, None, facts)


def _mnist(wanted: Wanted) -> Pictures:
    side = wanted.side("MNIST's digits, bare or with a border,", [28, 32], 28)
    images = load_mnist(wanted.folder, download=wanted.download)
    border = [(side - 28) // 2] * 4
    framed = images._replace(train_x=F.pad(images.train_x, border), test_x=F.pad(images.test_x, border))
    mean, std = wanted.colours or channel_statistics(framed.train_x)
    return _stored(framed, mean, std, partial(_before_black, -mean[0] / std[0]))


def _before_black(black: float, x: Tensor, generator: torch.Generator) -> Tensor:
    """Normalized digits distorted. `augment` lets 0 in from outside, and here that is the mean grey."""
    return augment(x - black, generator, rotation_deg=10, shift=0.06) + black


def _cifar(load: Callable[..., Images], wanted: Wanted) -> Pictures:
    wanted.side("CIFAR's images", [32], 32)
    images = load(wanted.folder, download=wanted.download)
    return _stored(images, *(wanted.colours or channel_statistics(images.train_x)), crop_and_flip)


def _stored(
    images: Images,
    mean: Sequence[float],
    std: Sequence[float],
    distort: Callable[[Tensor, torch.Generator], Tensor],
) -> Pictures:
    train_x, test_x = normalize(images.train_x, mean, std), normalize(images.test_x, mean, std)
    c, h, w = train_x.shape[1:]
    facts = {"mean": list(mean), "std": list(std)}
    return Pictures(
        (train_x, images.train_y), (test_x, images.test_y), len(test_x), (c, h, w), images.classes, distort,
        facts,
    )  # fmt: skip


def _image_folder(wanted: Wanted) -> Pictures:
    if wanted.folder is None:
        raise RequestError("imagefolder needs a place: imagefolder:PATH, with PATH/train/CLASS/picture.jpg")
    side = wanted.side("photographs", [], wanted.usual)
    held_out = next((wanted.folder / n for n in ("val", "test") if (wanted.folder / n).is_dir()), None)
    if held_out is None:
        raise DataError(f"{wanted.folder}: expected train and val (or test), found no folder val")
    train = ImageFolder(wanted.folder / "train", size=side, train=True, seed=wanted.seed)
    train.refuse_other_classes(held_out)
    test = ImageFolder(held_out, size=side, classes=train.classes)
    mean, std = wanted.colours or _sampled(ImageFolder(wanted.folder / "train", size=side))
    workers = min(4, _processors()) if wanted.workers is None else wanted.workers
    loader = partial(_loader, workers=workers, mean=mean, std=std)

    def batches(epoch: int) -> DataLoader:
        train.set_epoch(epoch)
        generator = torch.Generator().manual_seed((wanted.seed * 100_003 + epoch) % 2**63)
        return loader(train, split(torch.randperm(len(train), generator=generator), wanted.batch_size))

    in_order = torch.arange(len(test)).split(wanted.batch_size)
    facts = {"mean": list(mean), "std": list(std)}
    unseen, shape = loader(test, in_order), (3, side, side)
    return Pictures(batches, unseen, len(test), shape, train.classes, None, facts, len(train))


def _sampled(pictures: ImageFolder) -> Colours:
    some = range(0, len(pictures), max(1, len(pictures) // SAMPLE))
    return channel_statistics(torch.stack([pictures[i][0] for i in some]))


def _processors() -> int:
    """That this process may use, where the system can tell."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Order(list[list[int]]):
    """The batches of one epoch, this process's share of each; a resumed run reads those after
    `skip_batches`.
    """

    skip_batches = 0

    def __iter__(self) -> Iterator[list[int]]:
        return islice(super().__iter__(), self.skip_batches, None)


def _loader(
    data: ImageFolder, order: Sequence[Tensor], workers: int, mean: Sequence[float], std: Sequence[float]
) -> DataLoader:
    return DataLoader(
        data,
        batch_sampler=_Order(share for batch in order if (share := distributed.share(batch).tolist())),
        num_workers=workers,
        collate_fn=partial(_normalized, mean, std),
        pin_memory=torch.cuda.is_available(),
    )


def _normalized(
    mean: Sequence[float], std: Sequence[float], pairs: Sequence[tuple[Tensor, int]]
) -> tuple[Tensor, Tensor]:
    x, y = zip(*pairs, strict=True)
    return normalize(torch.stack(x), mean, std), torch.tensor(y)


DATA: dict[str, tuple[str, Callable[[Wanted], Pictures]]] = {
    "digits": ("small", _digits),
    "shapes": ("small", _shapes),
    "mnist": ("small", _mnist),
    "cifar10": ("cifar", partial(_cifar, load_cifar10)),
    "cifar100": ("cifar", partial(_cifar, load_cifar100)),
    "imagefolder": ("imagenet", _image_folder),
}
"""Name: the preset that suits it, and how it is opened."""
