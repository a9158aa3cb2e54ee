"""One training loop, written out: forward, loss on logits, backward, step; then measure in eval mode.

history = fit(model, (train_x, train_y), (test_x, test_y), epochs=15, lr=2e-3)
"""

import signal
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from cnnkit.training import distributed
from cnnkit.training.batches import Data, Epoch, Pairs, as_pairs, open_epoch
from cnnkit.training.checkpoint import CheckpointError, previous
from cnnkit.training.ema import WeightAverage
from cnnkit.training.history import History
from cnnkit.training.interrupts import held_back
from cnnkit.training.measure import Loss, Measured, answers, evaluate
from cnnkit.training.metrics import accuracy
from cnnkit.training.optimizers import make_optimizer
from cnnkit.training.placing import choose_device
from cnnkit.training.progress import Progress
from cnnkit.training.resting import resting
from cnnkit.training.schedule import learning_rate
from cnnkit.training.settings import Settings
from cnnkit.training.state import RandomState, State
from cnnkit.training.step import Objective, WholeLoss, prepare, smoothed, total_loss
from cnnkit.training.whole_batch import normalizing_together

__all__ = ["History", "Measured", "TrainingError", "evaluate", "fit", "measure"]


class TrainingError(ValueError):
    """Training cannot go on: what happened and what to try."""


def fit(
    model: nn.Module,
    train: Data | Callable[[int], Data],
    test: Data | None = None,
    settings: Settings | None = None,
    *,
    augment: Callable[[Tensor, torch.Generator], Tensor] | None = None,
    loss: Loss = F.cross_entropy,
    objective: Objective | None = None,
    after_epoch: Callable[[int], None] | None = None,
    checkpoint: Path | str | None = None,
    save_every: int = 0,
    resume: bool = False,
    about: Mapping[str, Any] | None = None,
    frozen: Sequence[str] = (),
    log: Callable[[str], None] | None = None,
    **changes: Any,
) -> History:
    """Train `model`, by default with AdamW; the same seed, threads and machine give the same weights.

    `train` is `(x, y)` with x `(n, ...)` and y `(n,)`; or batches with a length, as a DataLoader or a list of
    such pairs; or a function of the epoch number 0, 1, … that returns one of these (fresh pictures each
    epoch). `test` is a pair or batches. `settings`, or any field of `Settings` by name (`epochs` at least),
    say how to train. `augment(x, generator)` distorts each batch where it lies; the generator is on the CPU.
    A loss that needs more than the outputs is an `objective(model, x, y)`: it is trained on in place of
    `loss`, which still measures; it takes no mixed or smoothed labels. `after_epoch(epoch)` is called when an
    epoch has been measured. Every image is used once an epoch, the last batch being as small as it must; of
    `(x, y)` a single image left over joins the batch before it, for batch normalization's sake. The caller's
    random state and the model's mode stay as they were; the model stays on the device that the settings
    choose.

    `frozen` names parts of the model (of `named_modules`, as "stem"): they stay as they are, out of the
    optimizer and in eval mode, running statistics included, and no gradient is taken for them. Where the
    model itself is in training mode, modules of it that are in eval mode stay so too, but their weights
    train; a model that comes in eval mode trains whole.

    `checkpoint` is a file, written when an epoch is trained and again when it is measured, after each
    `save_every` steps and, of one process, at Ctrl-C or SIGTERM once the step is done. With `resume=True` a
    run that stopped goes on from it, to the same weights as if it had not stopped; that of a run with another
    model, other settings or other facts in `about` (plain values by name, as the data set's) is refused.
    Started by torchrun and inside `distributed.joined()`, all processes train one model: each takes its share
    of every batch of `(x, y)`, while a loader must give each process its own. All must see the checkpoint.

    What took over two seconds shows a line on a terminal; `log` is given one line an epoch in its place.

    Raises TrainingError when the loss or a weight is no longer a number; the checkpoint stays the last good
    one.

    >>> x, y = torch.tensor([[-2.], [-1.], [1.], [2.]]), torch.tensor([0, 0, 1, 1])
    >>> history = fit(nn.Linear(1, 2), (x, y), epochs=30, lr=0.3)
    >>> len(history.loss), history.train_accuracy[-1]
    (30, 1.0)
    """
    settings = Settings(**changes) if settings is None else replace(settings, **changes)
    if objective is not None and (settings.mixup or settings.label_smoothing):
        raise ValueError(
            f"mixup={settings.mixup}, label_smoothing={settings.label_smoothing}: "
            "an objective takes one label an image; leave both at 0"
        )
    if test is not None:
        as_pairs(test)  # refuses now what could not be measured after an epoch
    if save_every < 0:
        raise ValueError(f"save_every={save_every}: want a number of steps, or 0 for after each epoch alone")
    about = dict(about or {}) | ({"frozen": sorted(frozen)} if frozen else {})
    with (
        resting(model, frozen) as wake,
        nullcontext(_start(model, settings, about)) as run,
        run.caller_random_kept(),
        _normalizing(run),
        closing(Progress(settings.epochs, log)) as progress,
        held_back(checkpoint is not None) as waiting,
    ):
        optimizer, average, batch_loss = run.optimizer, run.average, smoothed(loss, settings.label_smoothing)
        random = _take_up(run, checkpoint, resume)
        forward = _forward(run, objective)
        while run.epoch < settings.epochs:
            epoch, random = _open_epoch(run, train, random), None
            wake()
            for x, y in epoch.batches:
                lr = learning_rate(settings, run.epoch + epoch.part(run.step, settings.batch_size))
                batch, weight = prepare(run, epoch, x, y, augment)
                amp = torch.autocast(run.device.type, torch.bfloat16, enabled=settings.amp)
                with amp, distributed.unused_explained():
                    if objective is None:
                        value = total_loss(forward(batch.x), batch, batch_loss, settings.aux_weight)
                    else:
                        value = forward(batch.x, batch.targets[0][0])
                _check_loss(value, run, lr)
                optimizer.zero_grad()
                (weight * value).backward()
                if settings.clip_norm is not None:
                    nn.utils.clip_grad_norm_(model.parameters(), settings.clip_norm)
                for group in optimizer.param_groups:
                    group["lr"] = lr
                optimizer.step()
                if average is not None:
                    average.update(model)
                run.count_step(value.item(), len(batch.x))
                progress.step(run, epoch.steps)
                due = save_every and run.history.steps % save_every == 0
                if checkpoint is not None and (waiting or due):
                    _check_weights(run)
                    run.save(checkpoint)
                    if waiting:
                        signal.raise_signal(waiting.pop())
            _check_weights(run)
            if checkpoint is not None:
                run.save(checkpoint)  # what follows may fail
            averaged = nullcontext() if average is None else average.applied(model)
            with run.random_kept(), averaged:  # a loader draws, a callback may
                _close_epoch(run, test, epoch.pairs, loss)
                progress.epoch(run.history)
                if after_epoch is not None:
                    after_epoch(run.epoch - 1)
            if checkpoint is not None:
                run.save(checkpoint)
    if average is not None:
        model.load_state_dict(average.tensors)
    return run.history


def _start(model: nn.Module, settings: Settings, about: Mapping[str, Any]) -> State:
    device = choose_device(model, settings.device)
    model.to(device)
    distributed.start_alike(model)
    if settings.channels_last:
        model.to(memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]
    return State(
        model,
        settings,
        make_optimizer(model, settings),
        None if settings.ema_decay is None else WeightAverage(model, settings.ema_decay),
        History(settings.seed),
        torch.Generator().manual_seed(settings.seed),
        device,
        about,
    )


def _take_up(run: State, checkpoint: Path | str | None, resume: bool) -> RandomState | None:
    """Go on where the checkpoint stopped, if asked to; its random state, or None for a fresh start."""
    if checkpoint is None:
        if resume:
            raise ValueError("resume=True: name the checkpoint to go on from")
        return None
    random = None
    if Path(checkpoint).exists():
        if not resume:
            raise ValueError(
                f"{checkpoint} is there already: resume=True goes on from it; or name another file"
            )
        random = run.restore(checkpoint)
    elif previous(checkpoint).exists():
        raise CheckpointError(f"there is no {checkpoint}, but {previous(checkpoint)}: rename it to go on")
    mine = torch.tensor([random is not None, run.epoch, run.step])
    if any(not torch.equal(mine, other) for other in distributed.gathered(mine)):
        raise CheckpointError(
            f"the processes do not find the same checkpoint {checkpoint}: all need one folder that they share"
        )
    return random


def _forward(run: State, objective: Objective | None) -> Callable:
    whole = run.model if objective is None else WholeLoss(run.model, objective)
    forward = distributed.data_parallel(whole, run.device, run.settings.find_unused)
    return torch.compile(forward) if run.settings.compile else forward


def _normalizing(run: State) -> AbstractContextManager[None]:
    together = distributed.count() > 1 and run.settings.sync_batch_norm
    return normalizing_together(run.model) if together else nullcontext()


def _open_epoch(run: State, train: Data | Callable[[int], Data], random: RandomState | None) -> Epoch:
    """The epoch's batches; in a resumed run those that are left, in the order that was drawn then."""
    if random is not None:
        run.set_random_state(run.epoch_random if run.step else random)
    run.begin_epoch()
    epoch = open_epoch(train, run.epoch, run.settings.batch_size, run.generator, run.step)
    if random is not None and run.step:
        run.set_random_state(random)
    return epoch


def _close_epoch(run: State, test: Data | None, clean: Pairs | None, loss: Loss) -> None:
    """Measure, write the history, and go to the next epoch."""
    history = run.history
    loss_sum, images = distributed.total(run.loss_sum, run.images)
    history.loss.append(loss_sum / images)
    history.lr.append(run.optimizer.param_groups[0]["lr"])
    history.images_per_second.append(run.images_per_second())
    if clean is not None:
        x, y = clean
        drawn = torch.randperm(len(x), generator=torch.Generator().manual_seed(0))[:1000].sort().values
        history.train_accuracy.append(evaluate(run.model, x[drawn], y[drawn], loss=loss).accuracy)
    if test is not None:
        measured = measure(run.model, test, loss)
        history.test_loss.append(measured.loss)
        history.test_accuracy.append(measured.accuracy)
    run.next_epoch()


def measure(model: nn.Module, test: Data, loss: Loss) -> Measured:
    """Of a pair each process measures all; of a loader its own share, and the results are put together."""
    pairs = as_pairs(test)
    if pairs is not None:
        return evaluate(model, *pairs, loss=loss)
    logits, y = answers(model, test)  # pyright: ignore[reportArgumentType]
    if distributed.count() == 1:
        return Measured(loss(logits, y).item(), accuracy(logits, y))
    n = len(y)
    losses, right, images = distributed.total(n * loss(logits, y).item(), n * accuracy(logits, y), n)
    return Measured(losses / images, right / images)


def _check_loss(value: Tensor, run: State, lr: float) -> None:
    if not torch.isfinite(value):
        raise TrainingError(
            f"the loss became {value.item()} in epoch {run.epoch + 1}, step {run.step + 1}, at lr={lr:g}: "
            f"try a smaller lr (say {_smaller(run.settings):g}), and look for inputs that are not finite or "
            "not scaled to about 0 to 1"
        )


def _smaller(settings: Settings) -> float:
    """A tenth, and no more than what these optimizers usually start from."""
    return min(settings.lr / 10, 1e-3 if settings.optimizer == "adamw" else 0.1)


def _check_weights(run: State) -> None:
    """After a finite loss a step can still lead to weights that are not, and from these none can go on."""
    for name, value in run.model.state_dict().items():
        if not torch.isfinite(value).all():
            lr = run.optimizer.param_groups[0]["lr"]
            raise TrainingError(
                f"{name} is not finite after step {run.history.steps}, at lr={lr:g}: try a smaller lr (say "
                f"{_smaller(run.settings):g}), or clip_norm=1"
            )
