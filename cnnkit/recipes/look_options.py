"""The methods and options of `cnnkit look`; nothing heavy is imported, or `--help` waits for torch."""

import argparse
from pathlib import Path
from typing import NamedTuple

__all__ = ["EXAMPLES", "METHODS", "add_options"]


class About(NamedTuple):
    shows: str
    takes: tuple[str, ...] = ()
    """Its options beside those that all take."""


METHODS: dict[str, About] = {
    "activations": About("the maps of a layer, blue below 0 and orange above", ("layer",)),
    "filter-grid": About("the filters of the first layer, whatever the picture"),
    "nearest-neighbors": About("bundled photographs that a layer finds most like it", ("layer",)),
    "top-patches": About("the places that excite a channel of a layer most", ("layer", "channel")),
    "saliency": About("which pixels' changes change the score of a class", ("class",)),
    "guided-backprop": About("its slope, gated twice at each ReLU", ("class",)),
    "deconvnet": About("the score led back through a DeconvNet", ("class",)),
    "integrated-gradients": About("each pixel's part of the score, from black on", ("class",)),
    "smoothgrad": About("the mean slope of noisy copies", ("class", "seed")),
    "occlusion": About("what a grey square costs the score, place by place", ("class",)),
    "grad-cam": About("where a layer speaks for the class", ("class", "layer")),
    "cam": About("the map of the class, where logits are means of maps", ("class",)),
    "maximize-activation": About(
        "the picture, changed until the class's score is high", ("class", "steps", "seed")
    ),
    "deep-dream": About("more of what a layer sees", ("layer", "steps", "seed")),
    "invert-features": About("the picture, from what a layer says of it alone", ("layer", "steps", "seed")),
    "fgsm": About("an attack: another answer after one step", ("class", "eps")),
    "pgd": About("an attack in several steps", ("class", "eps", "steps")),
    "equal-noise": About("noise as large as an attack, to compare", ("eps", "seed")),
}
"""Under the names of their functions in cnnkit.visualize, written with hyphens."""

_WIDTH = max(map(len, METHODS))
_LIST = "\n".join(f"  {name:{_WIDTH}}  {about.shows}" for name, about in METHODS.items())
EXAMPLES = f"""METHOD is one of
{_LIST}

examples: cnnkit look grad-cam cat.jpg
          cnnkit look deep-dream clouds.jpg --layer body.fire5 -o dream.png
          cnnkit look pgd cup.jpg --eps 0.004
(exit code 0: the picture is written; 1: it could not be; 2: no such file, method, network, layer or class)"""


def add_options(command: argparse.ArgumentParser) -> None:
    """All of them; what is not given is None, and the method decides."""
    command.add_argument("method", metavar="METHOD", help="see below")
    command.add_argument("picture", type=Path, metavar="PICTURE", help="JPEG, PNG, WebP, …")
    command.add_argument(
        "--model",
        default="squeezenet1_1",
        metavar="NAME",
        help="a network with weights for ImageNet; but for squeezenet1_1, which ships, they are downloaded",
    )
    command.add_argument("--layer", help="its name, as in `cnnkit summary NAME` (default: the method's own)")
    command.add_argument(
        "--class", dest="target", metavar="CLASS", help="by name or number (default: the likeliest)"
    )
    command.add_argument("--channel", type=int, help="of the layer (default: the one that answers most)")
    command.add_argument("--eps", type=float, help="of attacks: change of a pixel, of 1 (default: 2/255)")
    command.add_argument("--steps", type=int, help="of methods that go in steps")
    command.add_argument(
        "--size", type=int, metavar="PIXELS", help="side of the square (default: the network's)"
    )
    command.add_argument("--seed", type=int, help="of methods that draw at random (default: 0)")
    command.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="default: PICTURE-METHOD.png in this folder"
    )
