"""The `cnnkit` command. Exit codes: 0 done, 1 could not be done, 2 asked for wrongly.

One function adds one subcommand and one runs it; what is heavy to import is imported there.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

Subcommands = Any  # argparse names the type only privately


class UsageError(Exception):
    """The command line asks for something that does not exist; exit code 2."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one subcommand; `argv` defaults to the command line."""
    parser = argparse.ArgumentParser(
        prog="cnnkit", description="Tools of the course on convolutional networks."
    )
    subcommands = parser.add_subparsers(required=True, metavar="COMMAND")
    for add in COMMANDS:
        add(subcommands)
    arguments = parser.parse_args(argv)
    try:
        return arguments.run(arguments)
    except UsageError as error:
        return _complain(error, 2)
    except ValueError as error:  # the package's errors explain themselves
        return _complain(error, 1)
    except BrokenPipeError:  # the reader of the output has left, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _complain(error: Exception, code: int) -> int:
    print(f"cnnkit: {error}", file=sys.stderr)
    return code


def _add_summary(subcommands: Subcommands) -> None:
    command = subcommands.add_parser(
        "summary",
        help="the layers of a network: shapes, parameters, multiplications, receptive fields",
        description="Print the layers of a network of the catalogue: shapes, parameters, multiplications "
        "(MACs), and how many pixels of the input one unit sees.",
        epilog="example: cnnkit summary alexnet --input 3 227 227",
    )
    command.add_argument("name", metavar="NAME", help="a network, for example lenet5 or vgg16")
    command.add_argument(
        "--input",
        type=int,
        nargs="+",
        metavar="SIZE",
        help="input shape without the batch axis, for example 3 227 227 (default: the network's own)",
    )
    command.add_argument("--variant", help="a variant that the catalogue lists (default: its first)")
    command.add_argument("--html", action="store_true", help="an HTML table in place of text")
    command.set_defaults(run=_summary)


def _summary(arguments: argparse.Namespace) -> int:
    import torch

    from cnnkit.models.create import create_model, model_info
    from cnnkit.summary.measure import summarize

    try:
        entry = model_info(arguments.name)
        with torch.device("meta"):
            model = create_model(arguments.name, variant=arguments.variant)
    except ValueError as error:
        raise UsageError(error) from error
    shape = entry.input_shape if arguments.input is None else arguments.input
    summary = summarize(model, (1, *shape))
    print(summary.html if arguments.html else summary.text)
    return 0


COMMANDS: tuple[Callable[[Subcommands], None], ...] = (_add_summary,)

if __name__ == "__main__":
    sys.exit(main())
