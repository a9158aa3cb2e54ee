"""What the command line of `cnnkit demo` takes."""

from __future__ import annotations

import argparse
from pathlib import Path

__all__ = ["EXAMPLES", "add_options"]

EXAMPLES = """examples:
  cnnkit demo                                  all demos, by chapter
  cnnkit demo shape-calc occlusion-drag        these two, in this order
  cnnkit demo occlusion-drag --picture cat.jpg
  cnnkit demo live-maps live-summary --module mynet.py:build --input 3 32 32
"""


def add_options(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help="demos, as shape-calc, or widgets, as ShapeCalc (default: all)",
    )
    command.add_argument("--list", action="store_true", help="print the names and the questions, and end")
    command.add_argument("--port", type=int, default=0, metavar="N", help="default: one that is free")
    command.add_argument(
        "--no-browser", dest="browser", action="store_false", help="print the address, open nothing"
    )
    command.add_argument(
        "--picture",
        dest="pictures",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="a picture of yours, or a folder of them, to press on above each figure that takes one; can be "
        "given several times",
    )
    command.add_argument(
        "--module",
        metavar="FILE:NAME",
        help="a network of yours for the live demos: a torch module, or a function or class that makes "
        "one, in a file (net.py:build) or a package (my.nets:build). ITS CODE IS RUN, as by: python net.py",
    )
    command.add_argument(
        "--input", type=int, nargs=3, metavar=("C", "H", "W"), help="what --module takes (default: 3 224 224)"
    )
    command.add_argument(
        "--labels", type=Path, metavar="FILE", help="names of the classes of --module, one a line"
    )
