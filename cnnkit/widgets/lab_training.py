"""`train-lab` in plain torch: the run that the page makes, from the same start, in the same order."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import torch
from torch import Tensor
from torch.nn import functional as F

from cnnkit.widgets.lab_network import CLASSES, LabNetwork
from cnnkit.widgets.lab_switches import BATCH, DECAY, EPOCHS, MOMENTUM, Switches
from cnnkit.widgets.random_numbers import order, stream, wrong_labels
from cnnkit.widgets.stills import digits

HELD_OUT = 500
STEPS = (1797 - HELD_OUT) // BATCH
"""Of an epoch; what does not fill a batch waits for the next epoch's order."""
EVERY = 10
"""Steps to a point of the curves."""


@dataclass
class Run:
    """One run. Losses and accuracies in training mode are of the batch, before its update."""

    switches: Switches
    seed: int
    loss: list[float] = field(default_factory=list)
    """Of each step; the last is not finite where the run was stopped for it."""
    right: list[int] = field(default_factory=list)
    """Of each step: how many of the 64 were read as their label, wrong labels included."""
    norms: dict[int, list[float]] = field(default_factory=dict)
    """Of step 1, 10, 20 …: the length of the gradient of each layer's weights, from the input on."""
    network: LabNetwork | None = None
    """As it is now."""
    held_out: list[float] = field(default_factory=list)
    """After each epoch, in evaluation mode: share of the 500 held-out digits that is read right."""

    @property
    def diverged(self) -> bool:
        return bool(self.loss) and not math.isfinite(self.loss[-1])

    def curve(self) -> list[float]:
        """Mean loss over each ten steps, as the page draws it."""
        tens = range(0, len(self.loss) - EVERY + 1, EVERY)
        return [sum(self.loss[i : i + EVERY]) / EVERY for i in tens]

    def ending(self) -> list[float]:
        """The losses behind the last whole ten."""
        return self.loss[len(self.loss) // EVERY * EVERY :]

    def accuracy(self) -> list[float]:
        """Of each whole epoch, in training mode."""
        epochs = range(0, len(self.held_out) * STEPS, STEPS)
        return [sum(self.right[i : i + STEPS]) / (STEPS * BATCH) for i in epochs]

    def __repr__(self) -> str:
        end = "diverged" if self.diverged else f"loss {self.loss[-1]:.3f}" if self.loss else "no step yet"
        return f"Run({self.switches.key}, seed {self.seed}: {len(self.loss)} steps, {end})"


def train(
    switches: Switches, seed: int = 1, steps: int | None = None, dtype: torch.dtype = torch.float32
) -> Run:
    """The whole run, or its first `steps`. `dtype` float64 shows how far float32 drifts by itself."""
    run = Run(switches, seed)
    for _ in training(run, dtype):
        if len(run.loss) == steps:
            break
    return run


def training(run: Run, dtype: torch.dtype = torch.float32, epochs: int = EPOCHS) -> Iterator[Run]:
    """The same step by step: `run` grows, and is given out after each step."""
    switches, seed = run.switches, run.seed
    counts, labels = digits()
    x = torch.from_numpy(counts).to(dtype).view(-1, 1, 8, 8) / 16
    train_x, test_x, test_y = x[:-HELD_OUT], x[-HELD_OUT:], torch.from_numpy(labels[-HELD_OUT:]).long()
    learnt = wrong_labels(seed, stream("labels"), labels[:-HELD_OUT].tolist(), switches.wrong, CLASSES)
    train_y = torch.from_numpy(learnt).long()

    run.network = network = LabNetwork(switches, seed).to(dtype)
    sgd = torch.optim.SGD(network.parameters(), switches.rate, MOMENTUM, weight_decay=DECAY)
    for epoch in range(1, epochs + 1):
        shuffled = torch.from_numpy(order(seed, stream("order", 0, epoch), len(train_x)))
        batches = shuffled.split(BATCH)[:STEPS]
        for batch in batches:
            step = len(run.loss) + 1
            sgd.param_groups[0]["lr"] = switches.rate * min(1, step / max(1, switches.warmup))
            network.train()
            logits = network(train_x[batch])
            loss = F.cross_entropy(logits, train_y[batch])
            sgd.zero_grad()
            loss.backward()
            run.loss.append(loss.item())
            run.right.append(int((logits.argmax(1) == train_y[batch]).sum()))
            if run.diverged:
                yield run
                return
            if step == 1 or step % EVERY == 0:
                run.norms[step] = [gradient_norm(layer.weight) for layer in network.weighted]
            sgd.step()
            if batch is batches[-1]:
                run.held_out.append(_share_right(network, test_x, test_y))
            yield run


def gradient_norm(weight: Tensor) -> float:
    assert weight.grad is not None
    return float(weight.grad.norm())


@torch.no_grad()
def _share_right(network: LabNetwork, x: Tensor, y: Tensor) -> float:
    network.eval()
    return float((network(x).argmax(1) == y).double().mean())


def drift(switches: Switches, seed: int = 1, steps: int = 10) -> list[float]:
    """By how much torch's own float32 and float64 differ in each of the first losses."""
    both = [train(switches, seed, steps, dtype).loss for dtype in (torch.float32, torch.float64)]
    return [abs(a - b) for a, b in zip(*both, strict=True)]
