"""What other libraries build under the same name, where none of our variants is it; each read in its file."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["PEERS", "Peer"]

KERAS = "keras/src/applications/{file}.py, github.com/keras-team/keras"
BGR = "its weights read blue, green, red, less their means, not divided"


@dataclass(frozen=True)
class Peer:
    library: str
    networks: tuple[str, ...]
    """In the catalogue."""
    differs: str
    """From our default variant."""
    place: str
    """Where we read it."""


def _keras(file: str, differs: str, *networks: str) -> Peer:
    return Peer("Keras", networks, differs, KERAS.format(file=file))


PEERS: tuple[Peer, ...] = (
    _keras("vgg16", f"no dropout between the dense layers; {BGR}", "vgg16"),
    _keras(
        "inception_v3",
        "no auxiliary head, and a shift without a scale in each normalization, as in the released network",
        "inception_v3",
    ),
    _keras(
        "xception",
        "max pools pad even sides on the right and below only, the rule of TensorFlow; no dropout",
        "xception",
    ),
    _keras(
        "resnet",
        f"a bias in each convolution, which the normalization behind takes away again; eps 1.001e-5; {BGR}; "
        "the stride of a bottleneck is on its first 1×1, as here",
        "resnet50",
        "resnet101",
        "resnet152",
    ),
    _keras(
        "densenet",
        "normalizations with eps 1.001e-5; all else is the same",
        "densenet121",
        "densenet169",
        "densenet201",
    ),
    _keras(
        "mobilenet",
        "ReLUs capped at 6; layers with stride pad on the right and below only, both as in the released "
        "code; the classifier is a 1×1 convolution behind a dropout",
        "mobilenet_v1",
    ),
)
