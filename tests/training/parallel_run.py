"""What test_distributed.py starts under torchrun: one run of `fit`, its weights written by rank 0.

torchrun --nproc-per-node 2 parallel_run.py FOLDER [--kill-at STEP] [--frozen]
    [--loader [--all-used]] [--fractal]

With --loader and --fractal it trains both, one after the other: to start takes longer than to train.
"""

import argparse
import json
import os
import signal
from pathlib import Path

import torch
from torch import nn

from cnnkit.models.fractalnet import FractalNet
from cnnkit.training import History, distributed, fit, joined

N, BATCH, EPOCHS = 23, 7, 4  # shares of 4 and 3 images, and of 1 and 1 at the end of an epoch
STEPS = 4  # an epoch
FROZEN = ("0", "1")  # the convolution and the normalization behind it


def net(seed: int = 0) -> nn.Module:
    """In float64, so that 1e-6 is far away."""
    torch.manual_seed(seed)
    return nn.Sequential(
        nn.Conv2d(1, 6, 3), nn.BatchNorm2d(6), nn.Tanh(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(54, 8),
        nn.BatchNorm1d(8, momentum=None, affine=False), nn.Linear(8, 4),
    ).double()  # fmt: skip


def fractal_net(seed: int = 0) -> nn.Module:
    """Drop-path in each step, and layers of one width, which could be taken for each other."""
    torch.manual_seed(seed)
    model = FractalNet((3,) * 5, columns=3, num_classes=4, in_channels=1, drop_path=0.15, column=None)
    for layer in model.modules():
        if isinstance(layer, nn.Dropout):
            layer.p = 0.0  # several processes draw it otherwise than one
    return model.double()


def images(side: int = 8) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(1)
    return torch.rand(N, 1, side, side, generator=generator, dtype=torch.float64), torch.arange(N) % 4


def batches(epoch: int) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """A loader's view: the process's own share of each batch."""
    x, y = images()
    return [
        (distributed.share(a), distributed.share(b))
        for a, b in zip(x.split(BATCH), y.split(BATCH), strict=True)
    ]


def run(
    folder: Path, kill_at: int = 0, loader: bool = False, all_used: bool = False, frozen: bool = False
) -> tuple[nn.Module, History]:
    model, calls = net(distributed.rank()), 0  # other first weights in rank 1: those of rank 0 count
    if loader:
        model[0].spare = nn.Parameter(torch.ones(3))  # no step gives it a gradient

    def distort(x: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
        nonlocal calls
        calls += 1
        if calls == kill_at and distributed.rank() == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        return x + 0.1 * torch.randn(x.shape, generator=generator, dtype=x.dtype)

    history = fit(
        model, batches if loader else images(), images(),
        epochs=EPOCHS, lr=0.05, batch_size=BATCH, optimizer="sgd", weight_decay=1e-3, warmup_epochs=1,
        cosine=True, clip_norm=1.0, ema_decay=0.9, mixup=0.0 if loader else 0.4, label_smoothing=0.1, seed=3,
        augment=None if loader else distort, checkpoint=folder / "checkpoint.pt", save_every=1, resume=True,
        find_unused=loader and not all_used, frozen=FROZEN if frozen else (),
    )  # fmt: skip
    return model, history


def run_fractal() -> tuple[nn.Module, History]:
    model = fractal_net(distributed.rank())
    pictures = images(32)
    return model, fit(model, pictures, pictures, epochs=EPOCHS, lr=0.01, batch_size=BATCH, find_unused=True)


def save(folder: Path, model: nn.Module, history: History) -> None:
    folder.mkdir(exist_ok=True)
    name = f"rank{distributed.rank()}"
    torch.save(model.state_dict(), folder / f"{name}.pt")
    (folder / f"{name}.json").write_text(json.dumps({"loss": history.loss, "lr": history.lr}))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kill-at", type=int, default=0)
    parser.add_argument("--frozen", action="store_true")
    parser.add_argument("--loader", action="store_true")
    parser.add_argument("--all-used", action="store_true", help="say so, wrongly")
    parser.add_argument("--fractal", action="store_true")
    parser.add_argument("--apart", action="store_true", help="each in its own folder, as on unshared disks")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    with joined():
        if arguments.apart:
            arguments.folder /= f"rank{distributed.rank()}"
        if arguments.fractal:
            save(arguments.folder / "fractal", *run_fractal())
        if arguments.loader or not arguments.fractal:
            done = run(
                arguments.folder, arguments.kill_at, arguments.loader, arguments.all_used, arguments.frozen
            )
            save(arguments.folder, *done)
