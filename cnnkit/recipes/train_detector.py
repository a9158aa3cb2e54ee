"""`cnnkit train yolo --data scenes`: the networks of the chapter on detection, on scenes or own folders."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from cnnkit.data import scene_sets
from cnnkit.data.shapes import standardize
from cnnkit.detection.ready import SIDES
from cnnkit.recipes.boxed_pictures import BoxedPictures, check_parts, classes_of_voc, read_boxed
from cnnkit.recipes.detector_tasks import TASKS, Task, batches_of
from cnnkit.recipes.finders import class_names
from cnnkit.recipes.run_folder import held
from cnnkit.recipes.scene_training import Batches, recoloured
from cnnkit.recipes.segmenter_on_scenes import Loss
from cnnkit.recipes.store import save_tensors
from cnnkit.recipes.train import Request, RequestError
from cnnkit.training import distributed
from cnnkit.training.loop import fit
from cnnkit.training.settings import Settings

__all__ = ["TASKS", "train_detector"]

NOT_TAKEN = ("variant", "freeze", "recipe", "size", "download", "workers")
KINDS = "scenes, voc:PATH or coco:PATH"
UNDRAWN = 100  # scenes drawn at once


def train_detector(request: Request, say: Callable[[str], None]) -> Path:
    """Train, measure on held-out pictures, and return the folder with `weights.safetensors` (which
    `cnnkit detect --weights` takes), `history.json` and `checkpoint.pt`.

    Raises RequestError for what does not exist or is not taken, DataError for files that cannot be read.
    """
    task, settings = TASKS[request.name], _settings(request)
    out = request.out or Path("runs") / f"{request.name}-{request.kind}"
    if request.checkpoint.exists() and not (request.resume or request.test_only):
        raise RequestError(f"{out} holds a run already: --resume goes on with it, --out names another folder")
    train, held_out, names = _pictures(request, task, settings, say)
    torch.manual_seed(settings.seed)
    loss = task.loss()
    try:
        model = _started(request, task, names, say).train()
    except ValueError as error:
        raise RequestError(str(error)) from error
    if request.test_only:
        say(_said(task.scores(model.eval(), held_out)))
        return out
    with held(out):
        say(f"{request.name} on {request.data}: {settings.epochs} epochs, lr {settings.lr:g}, into {out}")
        history = fit(
            model,
            _told(loss, train),
            None,
            settings,
            objective=lambda net, x, y: loss(net(x), y),
            augment=recoloured if request.kind == "scenes" else _as_they_are,
            checkpoint=request.checkpoint,
            save_every=request.save_every,
            resume=request.resume,
            about={"network": request.name, "data": request.kind, "classes": list(names)},
            log=say,
        )
        scores = task.scores(model.cpu().eval(), held_out)
        say(_said(scores))
        facts = {"network": request.name, "data": request.data, "classes": list(names), "scores": scores}
        files = out / "weights.safetensors", out / "history.json"
        save_tensors(files[0], model.state_dict(), {k: json.dumps(v) for k, v in facts.items()})
        numbers = facts | {"loss": history.loss, "seconds": history.seconds}
        files[1].write_text(json.dumps(numbers, indent=1) + "\n", encoding="utf-8")
        say("wrote " + ", ".join(map(str, [*files, request.checkpoint])))
    return out


def _settings(request: Request) -> Settings:
    taken = [name for name in NOT_TAKEN if getattr(request, name)]
    if taken:
        options = ", ".join(f"--{name}" for name in taken)
        raise RequestError(f"{request.name} takes no {options}; it has one size and one recipe")
    if distributed.count() > 1:
        raise RequestError(f"{request.name} is trained by one process")
    if request.save_every and request.name == "segmenter":
        raise RequestError(
            "segmenter takes no --save-every: its loss changes by the step, and is told by epochs"
        )
    if request.test_only and request.weights is None:
        raise RequestError("--test-only measures weights: --weights FILE")
    changes = dict(request.changes)
    for name in ("mixup", "label_smoothing", "aux_weight"):
        if changes.get(name):
            raise RequestError(f"{request.name} takes no --{name.replace('_', '-')}; that is for classifiers")
    if changes.get("epochs", 1) < 1:
        raise RequestError("want at least one epoch")
    if "epochs" in changes:
        changes.setdefault("warmup_epochs", 0.05 * changes["epochs"])
    try:
        return replace(TASKS[request.name].settings, **changes)
    except ValueError as error:
        raise RequestError(str(error)) from error


def _started(request: Request, task: Task, names: tuple[str, ...], say: Callable[[str], None]) -> nn.Module:
    """The network as `--weights` has it; where these know another number of classes, what depends on it is
    new. Measuring wants the very classes."""
    weights = _weights(request)
    known = class_names(weights) if isinstance(weights, Path) else scene_sets.CLASSES
    if request.test_only and known != names:
        raise RequestError(
            f"{weights} knows the classes {', '.join(known)}, and {request.data} has {', '.join(names)}: "
            "--test-only wants the same, in one order"
        )
    if weights is None or len(known) == len(names):
        return task.build(weights, classes=len(names))
    old = task.build(weights, classes=len(known)).state_dict()
    model = task.build(None, classes=len(names))
    own = model.state_dict()
    new = [name for name in own if old[name].shape != own[name].shape]
    model.load_state_dict(old | {name: own[name] for name in new})
    say(f"{len(names)} classes in place of {len(known)}: {', '.join(new)} are new")
    return model


def _weights(request: Request) -> str | Path | None:
    """`scenes`: those that ship, unless a file has that name."""
    if request.weights == "scenes" and not Path("scenes").is_file():
        return "scenes"
    return Path(request.weights) if request.weights else None


def _pictures(
    request: Request, task: Task, settings: Settings, say: Callable[[str], None]
) -> tuple[Callable[[int], Batches], Any, tuple[str, ...]]:
    """Training pictures by epoch, held-out ones, and the names of the classes."""
    kind, _, place = request.data.partition(":")
    if request.classes is not None and kind != "voc":
        raise RequestError(f"--classes names those of voc:PATH; {kind} has its own")
    if kind == "scenes" and not place:
        names = scene_sets.CLASSES
        return Lots(request.name, settings), task.draw(task.held_out, scene_sets.UNSEEN), names
    if kind not in ("voc", "coco") or not place:
        raise RequestError(f"{request.name} is trained on {KINDS}, not on {request.data!r}")
    if not task.folders:
        raise RequestError(f"{request.name} learns a class for every pixel: of {KINDS} it takes scenes")
    folder, side = Path(place), SIDES[request.name]
    names = _voc_classes(request, folder, say) if kind == "voc" else ()
    train, held_out = (read_boxed(kind, folder, part, side, names) for part in ("train", "val"))
    if note := check_parts(folder, train, held_out):
        say(note)
    if request.name == "localizer":
        train, held_out = (_with_an_object(part) for part in (train, held_out))
    batches = batches_of(replace(task, settings=settings), train, len(train.classes))
    return lambda epoch: batches, held_out, train.classes


def _voc_classes(request: Request, folder: Path, say: Callable[[str], None]) -> tuple[str, ...]:
    if request.classes is None:
        names, note = classes_of_voc(folder)
        if note:
            say(note)
        return names
    given = tuple(name.strip() for name in request.classes)
    if "" in given or len(set(given)) < len(given):
        raise RequestError(f"--classes {', '.join(map(repr, given))}: want names, each of them once")
    return given


def _with_an_object(pictures: BoxedPictures) -> BoxedPictures:
    return pictures.take([i for i, (boxes, _) in enumerate(pictures.truth()) if len(boxes)])


def _told(loss: Any, train: Callable[[int], Batches]) -> Callable[[int], Batches]:
    """The batches; a loss that changes by the step is told the step, for a run may go on from any epoch."""

    def of_epoch(epoch: int) -> Batches:
        batches = train(epoch)
        if isinstance(loss, Loss):
            loss.step = epoch * len(batches)
        return batches

    return of_epoch


class Lots:
    """New scenes for every few epochs, the same for the same epoch whatever was asked before."""

    def __init__(self, name: str, settings: Settings) -> None:
        self.task, self.settings, self.number = replace(TASKS[name], settings=settings), settings, -1

    def __call__(self, epoch: int) -> Batches:
        number = epoch // self.task.keep
        if number != self.number:
            first = (self.settings.seed * 1000 + number) * 1000
            parts = [self.task.draw(UNDRAWN, first + i) for i in range(self.task.scenes // UNDRAWN)]
            scenes = type(parts[0])(*(torch.cat(fields) for fields in zip(*parts, strict=True)))
            self.batches = batches_of(self.task, scenes, len(scene_sets.CLASSES))
            self.number = number
        return self.batches


def _as_they_are(x: Tensor, generator: torch.Generator) -> Tensor:
    return standardize(x.float() / 255)


def _said(scores: dict[str, float]) -> str:
    return "held out: " + ", ".join(f"{name} {value:.3f}" for name, value in scores.items())
