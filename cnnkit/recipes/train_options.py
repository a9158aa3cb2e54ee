"""The options of `cnnkit train`; nothing heavy is imported here, for `--help` must not wait for torch."""

import argparse
from pathlib import Path

__all__ = ["REQUEST", "SETTINGS", "add_options"]

REQUEST = (
    "name", "data", "variant", "weights", "freeze", "test_only", "recipe", "size", "download", "workers",
    "classes", "out", "resume", "save_every",
)  # fmt: skip
"""Fields of `cnnkit.recipes.train.Request`."""
SETTINGS = (
    "epochs", "batch_size", "lr", "optimizer", "momentum", "nesterov", "weight_decay", "decay_all",
    "warmup_epochs", "cosine", "milestones", "label_smoothing", "mixup", "aux_weight", "clip_norm",
    "ema_decay", "seed", "device", "amp", "channels_last", "compile", "find_unused", "sync_batch_norm",
)  # fmt: skip
"""Fields of `cnnkit.training.Settings`."""


def add_options(command: argparse.ArgumentParser) -> None:
    """All of them; what is not given is None, and the recipe decides."""
    command.add_argument("name", metavar="NAME", help="a network, for example lenet5 or resnet20_cifar")
    command.add_argument(
        "--data",
        required=True,
        metavar="DATA[:PATH]",
        help="digits or shapes (no download), mnist, cifar10 or cifar100 (PATH: the folder of their files), "
        "or imagefolder:PATH with PATH/train/CLASS/*.jpg and PATH/val",
    )
    command.add_argument("--download", action="store_true", help="fetch the data set if it is not there")
    command.add_argument("--recipe", help="small, cifar or imagenet (default: what suits the data)")
    command.add_argument("--variant", help="a variant of the network that the catalogue lists")
    command.add_argument("--size", type=int, metavar="PIXELS", help="side of the images")
    command.add_argument("--workers", type=int, metavar="N", help="readers of photographs (default: up to 4)")
    command.add_argument(
        "--classes",
        nargs="+",
        metavar="NAME",
        help="of voc:PATH, in the order of their labels (default: VOC's 20, or those in the files)",
    )
    command.add_argument("--out", type=Path, metavar="FOLDER", help="default: runs/NAME-DATA")
    command.add_argument("--resume", action="store_true", help="go on with the run in the folder, if any")
    command.add_argument("--save-every", type=int, default=0, metavar="STEPS", help="also within an epoch")
    _add_start(command.add_argument_group("where to start from"))
    _add_settings(command.add_argument_group("how to train (default: what the recipe says)"))
    _add_machine(command.add_argument_group("where to train"))


def _add_start(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--weights",
        metavar="FILE|NAME",
        help="a file that a run has written, or weights that the catalogue lists, as imagenet (of a "
        "detector: scenes); of other classes than the data's, the last layer is new",
    )
    group.add_argument(
        "--freeze",
        nargs="+",
        default=(),
        metavar="STAGE",
        help="stages or other parts that stay as they are, normalizations too, for example stem body.stage1",
    )
    group.add_argument("--test-only", action="store_true", help="measure the weights and write nothing")


def _add_settings(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--epochs", type=int, metavar="N")
    group.add_argument("--batch-size", type=int, metavar="N", help="images a step, over all processes")
    group.add_argument("--lr", type=float, help="largest step size")
    group.add_argument("--optimizer", metavar="NAME", help="adamw or sgd")
    group.add_argument("--momentum", type=float, metavar="M", help="of SGD")
    group.add_argument("--nesterov", action=argparse.BooleanOptionalAction, help="look ahead along it")
    group.add_argument("--weight-decay", type=float, metavar="D")
    group.add_argument(
        "--decay-all", action=argparse.BooleanOptionalAction, help="biases and normalizations decay too"
    )
    group.add_argument(
        "--warmup",
        dest="warmup_epochs",
        type=float,
        metavar="EPOCHS",
        help="the step size grows along a line",
    )
    group.add_argument(
        "--cosine", action=argparse.BooleanOptionalAction, help="then the step size falls along half a cosine"
    )
    group.add_argument(
        "--milestones",
        nargs="*",
        type=float,
        metavar="PART",
        help="or is divided by 10 at these parts of the run, as 0.5 0.75",
    )
    group.add_argument("--label-smoothing", type=float, metavar="SHARE", help="spread over all classes")
    group.add_argument("--mixup", type=float, metavar="ALPHA", help="mix pairs of images")
    group.add_argument("--aux-weight", type=float, metavar="W", help="of auxiliary heads' losses")
    group.add_argument("--clip-norm", type=float, metavar="LENGTH", help="shorten longer gradients")
    group.add_argument("--ema-decay", type=float, metavar="D", help="average the weights, as 0.999")
    group.add_argument("--seed", type=int, metavar="N")


def _add_machine(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--device", default="auto", help="auto (default), cpu, cuda, cuda:1, …")
    group.add_argument("--amp", action="store_true", default=None, help="forward pass in bfloat16")
    group.add_argument("--channels-last", action="store_true", default=None, help="channels innermost")
    group.add_argument("--compile", action="store_true", default=None, help="compile the network first")
    group.add_argument(
        "--find-unused", action="store_true", default=None, help="under torchrun, for networks with drop-path"
    )
    group.add_argument(
        "--local-batch-norm",
        dest="sync_batch_norm",
        action="store_false",
        default=None,
        help="under torchrun, each process normalizes its share of the batch: faster, but no longer the run "
        "of one process",
    )
