"""The work of `cnnkit train`: a network of the catalogue, a data set, a preset, and a folder of results."""

import os
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from cnnkit.data.augment import normalize
from cnnkit.data.imagefolder import UNREADABLE, ImageFolder
from cnnkit.data.images import DataError
from cnnkit.models.capsnet import CapsNet, capsule_loss, margin_loss
from cnnkit.models.create import create_model, model_info, stages
from cnnkit.models.features import stage_parts
from cnnkit.models.nasnet import NASNet
from cnnkit.recipes.pictures import DATA, Pictures, RequestError, Wanted
from cnnkit.recipes.presets import PRESETS
from cnnkit.recipes.run_folder import held, write_results
from cnnkit.recipes.starting_weights import colours_of, weights_of
from cnnkit.training import distributed
from cnnkit.training.batches import Data
from cnnkit.training.loop import fit, measure
from cnnkit.training.placing import choose_device
from cnnkit.training.settings import Settings

__all__ = ["Request", "RequestError", "train"]

EachEpoch = Data | Callable[[int], Data]
MOST = 20  # faults that are told one by one
LOSSES = {"capsnet": margin_loss}  # its outputs are lengths, no logits


@dataclass(frozen=True, kw_only=True)
class Request:
    """What the command line says; `changes` are the fields of `Settings` that it names."""

    name: str
    data: str
    variant: str | None = None
    weights: str | None = None
    """A file, or a name that the catalogue lists."""
    freeze: Sequence[str] = ()
    """Stages, or other parts by name."""
    test_only: bool = False
    recipe: str | None = None
    changes: Mapping[str, Any] = field(default_factory=dict)
    size: int | None = None
    download: bool = False
    workers: int | None = None
    classes: Sequence[str] | None = None
    """Of a folder in VOC's form, for detectors."""
    out: Path | None = None
    resume: bool = False
    save_every: int = 0

    @property
    def kind(self) -> str:
        """Of the data set."""
        return self.data.partition(":")[0]

    @property
    def folder(self) -> Path:
        """Where the results go."""
        return Path("runs") / f"{self.name}-{self.kind}" if self.out is None else self.out

    @property
    def checkpoint(self) -> Path:
        """What a run that stopped goes on from."""
        return self.folder / "checkpoint.pt"


def train(request: Request) -> Path:
    """Train, say how well, and return the folder with what came out: `weights.safetensors`, `history.json`,
    `curves.html` and `checkpoint.pt`. Under torchrun all processes work together and rank 0 speaks.

    Raises RequestError for what does not exist, ValueError for what cannot be done, DataError for pictures
    that cannot be read.
    """
    try:
        return _train(request)
    except DataError as error:
        raise _every_fault(request, error) from None


def _train(request: Request) -> Path:
    settings, out = _settings(request), request.folder
    if request.test_only and request.weights is None:
        raise RequestError("--test-only measures weights: --weights FILE, or the name of some")
    if request.classes is not None:
        raise RequestError(f"{request.name} takes no --classes; that is for detectors on voc:PATH")
    if request.checkpoint.exists() and not (request.resume or request.test_only):
        raise RequestError(f"{out} holds a run already: --resume goes on with it, --out names another folder")
    with distributed.joined():
        pictures = _open(request, settings)
        model = _build(request, pictures, settings)
        if request.test_only:
            _test(request, model, pictures, settings)
            return out
        frozen = _frozen(request, model)
        with held(out):
            what = f"{settings.epochs} epochs, lr {settings.lr:g}"
            _say(f"{request.name} on {request.kind}: {what}, into {out}")
            history = fit(
                model,
                _scheduled(model, pictures.train, settings.epochs),
                pictures.test,
                settings,
                augment=pictures.augment,
                loss=LOSSES.get(request.name, F.cross_entropy),
                objective=partial(_draw_too, pictures.facts) if request.name == "capsnet" else None,
                checkpoint=request.checkpoint,
                save_every=request.save_every,
                resume=request.resume,
                about=_about(request, pictures),
                frozen=frozen,
                log=None if sys.stderr is not None and sys.stderr.isatty() else _say,
            )
            accuracy = history.test_accuracy[-1]
            _say(
                f"held out: {accuracy:.3f} of {pictures.held_out:,} images right, after "
                f"{settings.epochs} epochs and {history.seconds:.0f} s"
            )
            if distributed.rank() == 0:
                facts = _facts(request, pictures) | {"data": request.data} | dict(pictures.facts)
                written = write_results(out, model, history, settings, facts)
                _say("wrote " + ", ".join(map(str, [*written, request.checkpoint])))
    return out


def _every_fault(request: Request, error: DataError) -> DataError:
    """What is wrong with all unreadable pictures, where one of them has ended the run."""
    _, _, place = request.data.partition(":")
    if request.kind != "imagefolder" or UNREADABLE not in str(error):
        return error
    _say("a picture cannot be read; looking at all of them")
    parts = [path for name in ("train", "val", "test") if (path := Path(place) / name).is_dir()]
    faults = [fault for part in parts for fault in ImageFolder(part).unreadable()]
    more = [f"and {len(faults) - MOST} more"] if len(faults) > MOST else []
    return DataError("\n".join([*faults[:MOST], *more])) if len(faults) > 1 else error


def _settings(request: Request) -> Settings:
    kind = request.kind
    if kind not in DATA:
        raise RequestError(f"no data set is called {kind!r}; there are {', '.join(DATA)}:PATH")
    preset = request.recipe or DATA[kind][0]
    if preset not in PRESETS:
        raise RequestError(f"no recipe is called {preset!r}; there are {', '.join(PRESETS)}")
    changes = dict(request.changes)
    if changes.get("epochs", 1) < 1:
        raise RequestError("want at least one epoch")
    if request.save_every < 0:
        raise RequestError(f"save-every {request.save_every}: want a number of steps, or 0 for epochs alone")
    if "epochs" in changes:  # a shorter run keeps the shape of the whole one
        whole = PRESETS[preset]
        changes.setdefault("warmup_epochs", whole.warmup_epochs * changes["epochs"] / whole.epochs)
    if "milestones" in changes:
        changes["milestones"] = tuple(changes["milestones"])
        changes.setdefault("cosine", False)  # one way down takes the place of the recipe's other one
    elif changes.get("cosine"):
        changes["milestones"] = ()
    try:
        return replace(PRESETS[preset], **changes)
    except ValueError as error:
        raise RequestError(str(error)) from error


def _open(request: Request, settings: Settings) -> Pictures:
    kind, _, place = request.data.partition(":")
    folder = Path(place) if place else None
    try:
        entry = model_info(request.name)
    except ValueError as error:
        raise RequestError(str(error)) from error
    if len(entry.input_shape) != 3:
        raise RequestError(f"{request.name} reads words, and {kind} are pictures")
    if folder is not None and kind in ("digits", "shapes"):
        raise RequestError(f"{kind} come with cnnkit: --data {kind}, without :{folder}")
    variant = entry.variants.get(request.variant or entry.default)  # create_model refuses an unknown one
    smallest, largest = variant.sides if variant and variant.sides else entry.sides
    wanted = Wanted(
        smallest=smallest,
        largest=largest,
        usual=entry.input_shape[-1],
        folder=folder,
        download=request.download,
        size=request.size,
        batch_size=settings.batch_size,
        workers=request.workers,
        seed=settings.seed,
        colours=colours_of(request.name, request.weights),
    )
    return DATA[kind][1](wanted)


def _build(request: Request, pictures: Pictures, settings: Settings) -> nn.Module:
    torch.manual_seed(settings.seed)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", UserWarning)
        try:
            model = create_model(
                request.name,
                num_classes=len(pictures.classes),
                in_channels=pictures.shape[0],
                variant=request.variant,
                weights=None if request.weights is None else weights_of(request.name, request.weights),
                inplace=True,
            )
        except ValueError as error:
            raise RequestError(str(error)) from error
    for warning in told:
        if request.test_only:
            raise RequestError(f"--test-only: {warning.message}")
        _say(str(warning.message))
    return model


def _frozen(request: Request, model: nn.Module) -> list[str]:
    """The layers of the stages and parts to freeze."""
    names, parts = stages(request.name, request.variant), dict(model.named_modules())
    frozen = []
    for name in request.freeze:
        if name not in names and name not in parts:
            raise RequestError(
                f"{request.name} has no stage {name!r} to freeze; there are {', '.join(names)}"
            )
        frozen += stage_parts(model, names, name) if name in names else [name]
    return frozen


def _test(request: Request, model: nn.Module, pictures: Pictures, settings: Settings) -> None:
    model.to(choose_device(model, settings.device))
    loss, accuracy = measure(model, pictures.test, LOSSES.get(request.name, F.cross_entropy))
    _say(f"held out: {accuracy:.3f} of {pictures.held_out:,} images right, loss {loss:.3f}")


def _facts(request: Request, pictures: Pictures) -> dict[str, Any]:
    started = {"weights": request.weights, "frozen": list(request.freeze)}
    return {name: value for name, value in started.items() if value} | {
        "network": request.name,
        "variant": request.variant or model_info(request.name).default,
        "data": request.kind,
        "input": list(pictures.shape),
        "in_channels": pictures.shape[0],
        "classes": list(pictures.classes),
        "num_classes": len(pictures.classes),
    }


def _about(request: Request, pictures: Pictures) -> dict[str, Any]:
    """What a run must share with its checkpoint; the folder of the data may have moved."""
    images = len(pictures.train[0]) if isinstance(pictures.train, tuple) else pictures.images
    return _facts(request, pictures) | {"images": images, "held_out_images": pictures.held_out}


def _scheduled(model: nn.Module, train: EachEpoch, epochs: int) -> EachEpoch:
    """The pictures; before an epoch's, a NASNet is told how much of the training is over."""
    if not isinstance(model, NASNet):
        return train

    def of_epoch(epoch: int) -> Data:
        model.schedule_drop_path(epoch / epochs)
        return train(epoch) if callable(train) else train

    return of_epoch


def _draw_too(facts: Mapping[str, Any], model: nn.Module, x: Tensor, y: Tensor) -> Tensor:
    """CapsNet's whole loss; its decoder draws pixels from 0 to 1, and `facts` say what became of them."""
    mean, std = facts.get("mean", [0.0] * x.shape[1]), facts.get("std", [1.0] * x.shape[1])
    pixels = normalize(x, [-m / s for m, s in zip(mean, std, strict=True)], [1 / s for s in std])
    return capsule_loss(cast(CapsNet, model), x, y, pixels)


def _say(text: str) -> None:
    if distributed.rank() != 0:
        return
    try:
        print(text, flush=True)
    except OSError as error:  # the reader has left, as `head` does, or the disk with the log is full
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        with suppress(OSError):
            print(f"cnnkit: the output cannot be written ({error}); training goes on", file=sys.stderr)
