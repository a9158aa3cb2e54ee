"""CapsNet: S. Sabour, N. Frosst, G. Hinton, "Dynamic routing between capsules", NIPS 2017, figures 1 and 2,
sections 2 to 4.

A capsule says with its length whether a thing is there and with its direction how it lies. Each part sends
every whole a vote, and listens more to the wholes that its vote agrees with.

`(n, 1, 28, 28) -> (n, 10)`, 28 pixels a side, else `ValueError`. What comes out where other networks have
logits are the lengths of the ten capsules, each from 0 to 1. The longest wins, as with logits, but they are
made for `margin_loss`, not for cross-entropy. `capsule_loss` is the paper's whole loss: the margins, and
0.0005 times the squared errors of the picture that `reconstruct` draws from the right capsule.

Published: 8.2 million parameters, 6.8 million without the decoder. Here: 8,215,568 and 6,804,224. The paper
does not say how weights start, nor what the gradient does inside the routing. As in the authors' code
(Sarasra/models): truncated normal weights of spread 0.1 (0.05 in the first layer), biases at 0.1; the
gradient flows through all three rounds. That code also has what the paper has not, nor have we: biases of
the ten capsules, half of the margin loss, and sums of the primary capsules divided by 32, the number of
their types. For this last one their weights start 32 times smaller here.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from cnnkit.blocks.capsule import route, squash
from cnnkit.blocks.input_check import check_images

__all__ = ["CapsNet", "capsnet", "capsule_loss", "margin_loss", "reconstruction_loss"]

TYPES = 32
PRIMARY_SIZE = 8
DIGIT_SIZE = 16
GRID = 6
DECODER: tuple[int, ...] = (512, 1024)


class PrimaryCapsules(nn.Module):
    """A convolution whose maps are read eight at a time, as capsules: `(n, 256, h, w) -> (n, 1152, 8)`."""

    def __init__(self, types: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(types * PRIMARY_SIZE, types * PRIMARY_SIZE, 9, stride=2)

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv(x).unflatten(1, (-1, PRIMARY_SIZE))  # n 32 8 6 6
        return squash(x.flatten(3).transpose(2, 3).flatten(1, 2))


class DigitCapsules(nn.Module):
    """One matrix for every part and whole makes the votes: `(n, 1152, 8) -> (n, classes, 16)`."""

    def __init__(self, num_classes: int, types: int = TYPES) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(types * GRID**2, num_classes, DIGIT_SIZE, PRIMARY_SIZE))

    def forward(self, parts: Tensor) -> Tensor:
        votes = torch.einsum("ijdk,nik->nijd", self.weight, parts)
        return route(votes)[0]


class CapsNet(nn.Module):
    """The network; see the module's docstring. With fewer `types` of primary capsules both convolutions are
    narrower than the paper's, eight filters a type, and all else is as it was.
    """

    def __init__(
        self, num_classes: int = 10, in_channels: int = 1, *, decoder: bool = True, types: int = TYPES
    ) -> None:
        super().__init__()
        self.in_channels = in_channels
        self.stem = nn.Sequential(nn.Conv2d(in_channels, types * PRIMARY_SIZE, 9), nn.ReLU())
        self.body = PrimaryCapsules(types)
        self.head = DigitCapsules(num_classes, types)
        self.decoder = _decoder(num_classes, in_channels) if decoder else None
        spreads = {"stem.0.weight": 0.05, "body.conv.weight": 0.1 / types}
        for name, parameter in self.named_parameters():
            if name.endswith("bias"):
                nn.init.constant_(parameter, 0.1)
            else:
                spread = spreads.get(name, 0.1)
                nn.init.trunc_normal_(parameter, std=spread, a=-2 * spread, b=2 * spread)

    def forward(self, x: Tensor) -> Tensor:
        return torch.linalg.vector_norm(self.capsules(x), dim=-1)  # n classes

    def capsules(self, x: Tensor) -> Tensor:
        """The capsules of the classes, `(n, classes, 16)`."""
        check_images(self, x, range(28, 29), "`body` must end at 6×6 and the decoder draws 28×28")
        x = self.stem(x)  # n 256 20 20
        x = self.body(x)  # n 1152 8
        return self.head(x)

    def reconstruct(self, capsules: Tensor, target: Tensor | None = None) -> Tensor:
        """Pictures `(n, c, 28, 28)` in [0, 1] from `capsules(x)`: the decoder sees the capsule of class
        `target` `(n,)` alone, or the longest.
        """
        if self.decoder is None:
            raise ValueError("this CapsNet was built without its decoder; the variant 'paper' has one")
        chosen = torch.linalg.vector_norm(capsules, dim=-1).argmax(1) if target is None else target
        return self.decoder(capsules * F.one_hot(chosen, capsules.shape[1])[..., None])


def _decoder(num_classes: int, in_channels: int) -> nn.Sequential:
    """Figure 2."""
    decoder = nn.Sequential(nn.Flatten())
    size = num_classes * DIGIT_SIZE
    for i, units in enumerate(DECODER, start=1):
        decoder.add_module(f"fc{i}", nn.Linear(size, units))
        decoder.add_module(f"relu{i}", nn.ReLU())
        size = units
    decoder.add_module("fc3", nn.Linear(size, in_channels * 28 * 28))
    decoder.add_module("sigmoid", nn.Sigmoid())
    decoder.add_module("unflatten", nn.Unflatten(1, (in_channels, 28, 28)))
    return decoder


def margin_loss(lengths: Tensor, target: Tensor) -> Tensor:
    """Equation 4, summed over the classes, mean over the batch: the right capsule should be longer than 0.9,
    all others shorter than 0.1; `lengths` `(n, classes)`, `target` `(n,)`.
    """
    right = F.one_hot(target, lengths.shape[1])
    present, absent = (0.9 - lengths).relu().square(), (lengths - 0.1).relu().square()
    return (right * present + 0.5 * (1 - right) * absent).sum(1).mean()


def reconstruction_loss(drawn: Tensor, x: Tensor) -> Tensor:
    """Squared errors summed over the pixels of a picture (section 4.1), mean over the batch."""
    return (drawn - x).square().flatten(1).sum(1).mean()


def capsule_loss(network: CapsNet, x: Tensor, target: Tensor, pixels: Tensor | None = None) -> Tensor:
    """Margin loss, and 0.0005 times the reconstruction loss (section 4.1) where there is a decoder, which
    draws `pixels` in [0, 1]: `x` as it was before anything was subtracted; None: `x` itself.
    """
    capsules = network.capsules(x)
    loss = margin_loss(torch.linalg.vector_norm(capsules, dim=-1), target)
    if network.decoder is None:
        return loss
    drawn = network.reconstruct(capsules, target)
    return loss + 0.0005 * reconstruction_loss(drawn, x if pixels is None else pixels)


def capsnet(num_classes: int = 10, in_channels: int = 1, *, decoder: bool = True) -> CapsNet:
    """Three layers and a decoder, 8,215,568 parameters; 6,804,224 with `decoder=False`."""
    return CapsNet(num_classes, in_channels, decoder=decoder)
