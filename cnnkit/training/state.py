"""All that a training run consists of at one moment: what a checkpoint must hold for an exact resume."""

import reprlib
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from cnnkit.training import distributed
from cnnkit.training.checkpoint import CheckpointError, load_checkpoint, save_checkpoint
from cnnkit.training.ema import WeightAverage
from cnnkit.training.history import History
from cnnkit.training.settings import Settings

__all__ = ["RandomState", "State"]

LONGER = (
    ". A run cannot be lengthened, for its step sizes depend on its length: begin another one from the "
    "weights that this one has left (cnnkit train: --weights FILE --out FOLDER)"
)
RandomState = dict[str, list[Tensor]]
"""States of generators by name; one each process."""


@dataclass
class State:
    """`epoch` and `step` say what comes next; `loss_sum` and `images` are those of the epoch so far."""

    model: nn.Module
    settings: Settings
    optimizer: torch.optim.Optimizer
    average: WeightAverage | None
    history: History
    generator: torch.Generator
    device: torch.device
    about: Mapping[str, Any] = field(default_factory=dict)
    """What else decides the result: plain values that the caller names."""
    epoch: int = 0
    step: int = 0
    loss_sum: float = 0.0
    images: int = 0
    epoch_random: RandomState = field(default_factory=dict)
    """The random state when the epoch began, from which its order is drawn again."""
    started: float = field(default_factory=time.perf_counter)
    """When this process began, less the seconds that the run took before."""
    began: float = 0.0
    images_before: int = 0
    """When this process began with the epoch, and how many images of it were done before."""

    def begin_epoch(self) -> None:
        """The epoch's clock starts, and its random state is kept."""
        self.epoch_random = self.random_state()
        self.began, self.images_before = time.perf_counter(), self.images

    def count_step(self, loss: float, images: int) -> None:
        """A step is done: the mean loss of so many images, those of this process."""
        self.loss_sum += loss * images
        self.images += images
        self.step += 1
        self.history.steps += 1

    def images_per_second(self) -> float:
        """Of all processes, since this one began with the epoch."""
        images = self.images - self.images_before
        return images * distributed.count() / (time.perf_counter() - self.began)

    def next_epoch(self) -> None:
        """The epoch is done and measured."""
        self.epoch, self.step, self.loss_sum, self.images = self.epoch + 1, 0, 0.0, 0
        self.history.seconds = time.perf_counter() - self.started

    def random_state(self) -> RandomState:
        """Of torch's generators and the run's own, in every process."""
        states = {"torch": torch.get_rng_state(), "run": self.generator.get_state()}
        if self.device.type == "cuda":
            states["cuda"] = torch.cuda.get_rng_state(self.device)
        return {name: distributed.gathered(state) for name, state in states.items()}

    def set_random_state(self, states: RandomState) -> None:
        """Take up a random state; a process that was not there before takes that of rank 0."""
        mine = {k: each[distributed.rank() % len(each)] for k, each in states.items()}
        torch.set_rng_state(mine["torch"])
        self.generator.set_state(mine["run"])
        if self.device.type == "cuda" and "cuda" in mine:
            torch.cuda.set_rng_state(mine["cuda"], self.device)

    def save(self, path: Path | str) -> None:
        """Write the checkpoint; every process must call this, rank 0 writes."""
        self.history.seconds = time.perf_counter() - self.started
        random = self.random_state()
        loss_sum, images = distributed.total(self.loss_sum, self.images)
        if distributed.rank() != 0:
            return
        content = {
            "settings": self.decisive(),
            "trained": self.trained(),
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "average": None if self.average is None else self.average.state(),
            "history": asdict(self.history),
            "position": {"epoch": self.epoch, "step": self.step, "loss_sum": loss_sum, "images": images},
            "random": random,
            "epoch_random": self.epoch_random,
        }
        save_checkpoint(path, content)

    def restore(self, path: Path | str) -> RandomState:
        """Take everything from the checkpoint; returns the random state to go on with.

        Raises CheckpointError if the file is damaged, or of another model or other settings; the model is
        then as it was.
        """
        content = load_checkpoint(path)
        self._refuse_another_run(path, content)
        self.optimizer.load_state_dict(content["optimizer"])
        self.model.load_state_dict(content["model"])
        if self.average is not None:
            self.average.restore(content["average"])
        self.history = History(**content["history"])
        self.started -= self.history.seconds
        for name, value in content["position"].items():
            setattr(self, name, value)
        if distributed.rank() != 0:
            self.loss_sum = self.images = 0  # rank 0 has the sums of all
        self.epoch_random = content["epoch_random"]
        return content["random"]

    def decisive(self) -> dict[str, Any]:
        """The settings and facts that decide the result, as a checkpoint can hold them."""
        values = self.settings.of_the_result() | dict(self.about)
        return {name: list(v) if isinstance(v, tuple) else v for name, v in values.items()}

    def trained(self) -> list[str]:
        """The names of the weights that are not frozen."""
        moved = {id(weight) for group in self.optimizer.param_groups for weight in group["params"]}
        return [name for name, weight in self.model.named_parameters() if id(weight) in moved]

    def _refuse_another_run(self, path: Path | str, content: dict[str, Any]) -> None:
        mine, theirs, short = self.decisive(), content["settings"], reprlib.repr
        changed = [
            f"{k}={short(mine.get(k))} (there {short(theirs.get(k))})"
            for k in mine | theirs
            if mine.get(k) != theirs.get(k)
        ]
        if changed:
            longer = "" if mine["epochs"] == theirs["epochs"] else LONGER
            raise CheckpointError(
                f"{path} is of a run with other settings: here {', '.join(changed)}{longer}"
            )
        here, there = _shapes(self.model.state_dict()), _shapes(content["model"])
        for name in here | there:
            if here.get(name) != there.get(name):
                raise CheckpointError(
                    f"{path} is of another model than this {type(self.model).__name__}: {name} has the shape "
                    f"{here.get(name)} here, {there.get(name)} there (None: it is missing)"
                )
        other = sorted({*self.trained()} ^ {*content["trained"]})
        if other:
            where = "there" if other[0] in self.trained() else "here"
            raise CheckpointError(f"{path} is of a run with other weights frozen: {other[0]} only {where}")

    @contextmanager
    def caller_random_kept(self) -> Iterator[None]:
        """The run's own random numbers inside, the caller's afterwards; each process has its own dropout."""
        with self.random_kept():
            torch.manual_seed(self.settings.seed + distributed.rank())
            yield

    def random_kept(self) -> AbstractContextManager[None]:
        """What draws inside changes nothing afterwards."""
        return torch.random.fork_rng(devices=[self.device] if self.device.type == "cuda" else [])


def _shapes(tensors: Mapping[str, Any]) -> dict[str, list[int]]:
    return {name: list(value.shape) for name, value in tensors.items() if isinstance(value, Tensor)}
