"""Capsules: S. Sabour, N. Frosst, G. Hinton, "Dynamic routing between capsules", NIPS 2017, equations 1 to 3
and procedure 1.

A capsule is a vector: its length says whether a thing is there, its direction how it lies. Each part sends
every whole a vote, where that whole would lie if the part were its own; `route` listens more to votes that
agree.
"""

from __future__ import annotations

import torch
from torch import Tensor

__all__ = ["route", "squash"]

ROUNDS = 3


def squash(s: Tensor) -> Tensor:
    """Equation 1, on the last axis: the direction stays, the length l becomes l²/(1 + l²).

    >>> squash(torch.tensor([3., 4.]))  # length 5 becomes 25/26
    tensor([0.5769, 0.7692])
    """
    length = torch.linalg.vector_norm(s, dim=-1, keepdim=True)  # … 1
    return s * (length / (1 + length.square()))


def route(votes: Tensor, rounds: int = ROUNDS) -> tuple[Tensor, Tensor]:
    """Procedure 1: votes `(n, parts, wholes, size)` -> wholes `(n, wholes, size)` and the couplings
    `(n, parts, wholes)` that made them, which sum to 1 over the wholes.

    >>> wholes, couplings = route(torch.ones(1, 6, 3, 4))
    >>> wholes.shape, couplings.shape
    (torch.Size([1, 3, 4]), torch.Size([1, 6, 3]))
    """
    agreement = votes.new_zeros(votes.shape[:3])  # n parts wholes
    for _ in range(rounds - 1):
        couplings = agreement.softmax(-1)  # n parts wholes, one in all over the wholes
        wholes = squash(torch.einsum("nij,nijd->njd", couplings, votes))  # n wholes size
        agreement = agreement + torch.einsum("nijd,njd->nij", votes, wholes)
    couplings = agreement.softmax(-1)
    return squash(torch.einsum("nij,nijd->njd", couplings, votes)), couplings
