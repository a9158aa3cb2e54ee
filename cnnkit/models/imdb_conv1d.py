"""A 1-D network for film reviews: F. Chollet, "Deep learning with Python", Manning, 2017, section 6.4.3.

A review is a strip of words, each word a column of 128 numbers: filters slide along the words only.

`(n, l)` word ids below 10,000 `-> (n, 1)` logits; 41 words or more (conv2 must fit), else `ValueError`. Ids
are looked at on the CPU only: on a GPU that would stop it at every batch, and torch itself then ends with a
device-side assertion.

Published: 1,315,937 parameters; the same here. Deviation: torch wants channels before length, so the
embedding is turned round. As there, no activation follows the last layer; its
output is for `BCEWithLogitsLoss`. Weights start as in Keras, the book's library: word vectors evenly within
±0.05, all else Glorot uniform without bias.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from cnnkit.blocks.initialization import start_glorot

__all__ = ["ImdbConv1d", "imdb_conv1d"]

VOCABULARY = 10_000
EMBEDDING = 128
# Filters, kernel of each convolution, and the pool between the two.
CONVOLUTIONS: tuple[tuple[int, int], ...] = ((32, 7), (32, 7))
POOL = 5
LEAST_WORDS = 41


class ImdbConv1d(nn.Module):
    """The network; see the module's docstring."""

    def __init__(self, num_classes: int = 1) -> None:
        super().__init__()
        (first, k1), (second, k2) = CONVOLUTIONS
        self.stem = nn.Embedding(VOCABULARY, EMBEDDING)
        self.body = nn.Sequential(
            nn.Conv1d(EMBEDDING, first, k1),
            nn.ReLU(),
            nn.MaxPool1d(POOL),
            nn.Conv1d(first, second, k2),
            nn.ReLU(),
        )
        self.head = nn.Sequential(nn.AdaptiveMaxPool1d(1), nn.Flatten(), nn.Linear(second, num_classes))
        start_glorot(self)
        nn.init.uniform_(self.stem.weight, -0.05, 0.05)

    def forward(self, ids: Tensor) -> Tensor:
        is_text = isinstance(ids, Tensor) and ids.dim() == 2 and ids.dtype in (torch.int64, torch.int32)
        if not is_text or ids.shape[1] < LEAST_WORDS:
            got = f"{tuple(ids.shape)} of {ids.dtype}" if isinstance(ids, Tensor) else type(ids).__name__
            raise ValueError(
                f"ImdbConv1d got {got}; legal: (n, l) whole numbers, int64 or int32, l of {LEAST_WORDS} or "
                "more: the second convolution of `body` must fit"
            )
        if ids.device.type == "cpu" and not torch.compiler.is_compiling():
            _check_ids(ids)
        x = self.stem(ids).transpose(1, 2)  # n 128 l
        x = self.body(x)  # n 32 (l-6)/5-6
        return self.head(x)  # n classes


def _check_ids(ids: Tensor) -> None:
    if len(ids) == 0:
        return
    least, most = (int(end) for end in ids.aminmax())
    if least < 0 or most >= VOCABULARY:
        raise ValueError(
            f"ImdbConv1d got word ids from {least} to {most}; legal: 0 to {VOCABULARY - 1}, a row of `stem` "
            "each: give rarer words one id that stands for all of them"
        )


def imdb_conv1d(num_classes: int = 1) -> ImdbConv1d:
    """Embedding, two convolutions along the words, global max pooling: 1,315,937 parameters."""
    return ImdbConv1d(num_classes)
