"""What the numbers of a capsule do in a picture: drawn again with one number moved, and measured."""

import torch
import torch.nn.functional as F
from torch import Tensor

from cnnkit.models.capsnet import CapsNet
from cnnkit.recipes.ink import measures

__all__ = ["MOVES", "alone", "directions", "draw", "effects", "explained", "right_capsules", "row"]

MOVES = [round(-0.25 + 0.05 * i, 2) for i in range(11)]
"""By how much a number is moved: figure 4 of the paper."""


def right_capsules(net: CapsNet, x: Tensor, y: Tensor) -> Tensor:
    """The capsule of each picture's own class, `(n, 16)`."""
    found = [net.capsules(some) for some in x.split(100)]
    return torch.cat(found)[torch.arange(len(x)), y]


def draw(net: CapsNet, capsules: Tensor, digit: int) -> Tensor:
    """What the decoder makes of capsules `(…, 16)` of one class: `(n, 1, 28, 28)`."""
    flat = capsules.reshape(-1, capsules.shape[-1])
    places = F.one_hot(torch.tensor(digit), net.head.weight.shape[1])
    return net.reconstruct(flat[:, None] * places[:, None], torch.full((len(flat),), digit))


def effects(net: CapsNet, capsules: Tensor, digit: int, axes: Tensor, spread: Tensor) -> Tensor:
    """What a move from one end of `MOVES` to the other along each of the axes `(k, 16)` changes: `(k, 6)`.

    A mean over the capsules `(n, 16)`, in standard deviations of that measure over the digits of the class.
    """
    low, high = (measures(draw(net, capsules + end * axes[:, None], digit)) for end in (MOVES[0], MOVES[-1]))
    return (high - low).view(len(axes), len(capsules), -1).mean(1) / spread


def alone(effects: Tensor) -> Tensor:
    """Of all axes `(…, 6)`, which move one measure at least twice as far as any other: `(…,)`, bool."""
    first, second = effects.abs().topk(2, dim=-1).values.unbind(-1)
    return first >= 2 * second


def directions(capsules: Tensor, measured: Tensor) -> Tensor:
    """Where the capsules of pictures lie that have more of a measure: `(6, 16)`, each of length 1."""
    centred = measured - measured.mean(0)
    return F.normalize((centred.T @ (capsules - capsules.mean(0)).double()).float())


def explained(capsules: Tensor, measured: Tensor, test: Tensor, test_measured: Tensor) -> Tensor:
    """Share of each measure's variance over unseen pictures that a weighted sum of the 16 numbers tells."""
    mean = measured.mean(0)
    ones = [torch.cat([c.double(), c.new_ones(len(c), 1).double()], 1) for c in (capsules, test)]
    weights = torch.linalg.lstsq(ones[0], measured - mean).solution
    wrong = (ones[1] @ weights + mean - test_measured).square().mean(0)
    return 1 - wrong / test_measured.var(0, correction=0)


def row(net: CapsNet, capsule: Tensor, digit: int, number: int) -> Tensor:
    """The eleven pictures `(11, 1, 28, 28)` for one number (from 0) of a capsule `(16,)` moved by `MOVES`."""
    return draw(net, capsule + torch.tensor(MOVES)[:, None] * F.one_hot(torch.tensor(number), 16), digit)
