"""Nearest neighbours: which pictures of a bank a network, or the pixels, hold most alike.

The last layer's features as a measure of likeness: A. Krizhevsky, I. Sutskever, G. Hinton, "ImageNet
Classification with Deep Convolutional Neural Networks", NIPS 2012, section 6.1, where likeness is the
Euclidean distance of 4,096 numbers.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

__all__ = ["METRICS", "distances", "nearest_neighbors"]

METRICS = ("l2", "cosine")


def nearest_neighbors(
    query: Tensor, bank: Tensor, k: int, *, metric: str = "l2", leave_out: Tensor | None = None
) -> Tensor:
    """Places in the bank of the k nearest, the nearest first; of equally near ones the earlier comes first.

    Args:
        query: `(d,)`, or several as `(q, d)`; more axes behind the first are flattened, so maps may come in
            as they are: `(q, c, h, w)` against `(n, c, h, w)`.
        bank: `(n, d)`.
        k: 1 to n.
        metric: `"l2"`, or `"cosine"` (1 − cos of the angle: lengths do not count).
        leave_out: for each query a place in the bank that is not to be found, as its own: `(q,)`, whole
            numbers. A picture that lies in the bank is its own nearest neighbour.

    Returns:
        `LongTensor (k,)` for one query, `(q, k)` for several, on the bank's device.

    Raises `ValueError` for shapes that do not fit, an unknown metric, a k that the bank does not have, and
    values that are no numbers.

    >>> bank = torch.tensor([[0., 0.], [3., 4.], [1., 1.]])
    >>> nearest_neighbors(torch.tensor([1., 0.9]), bank, k=2)
    tensor([2, 0])
    """
    apart = distances(query, bank, metric=metric)
    single = apart.ndim == 1
    apart = apart[None] if single else apart
    n = len(bank)
    most = n if leave_out is None else n - 1
    if not isinstance(k, int) or isinstance(k, bool) or not 1 <= k <= most:
        spared = "" if leave_out is None else " and one is left out"
        raise ValueError(f"k is {k!r}; the bank holds {n}{spared}: want 1 to {most}")
    if leave_out is not None:
        apart = apart.scatter(1, _places(leave_out, len(apart), n, apart)[:, None], float("inf"))
    near = apart.sort(dim=1, stable=True).indices[:, :k]
    return near[0] if single else near


def distances(query: Tensor, bank: Tensor, *, metric: str = "l2") -> Tensor:
    """How far each of the bank lies from the query: `(n,)` for one query, `(q, n)` for several.

    Differences are taken before they are squared (‖q‖² − 2q·b + ‖b‖² would lose near neighbours to
    rounding), in float32 at least. A vector of zeros has cosine distance 1 to everything.

    >>> distances(torch.tensor([0., 0.]), torch.tensor([[0., 0.], [3., 4.]]))
    tensor([0., 5.])
    """
    if metric not in METRICS:
        raise ValueError(f"metric is {metric!r}; there are {' and '.join(METRICS)}")
    for name, value in (("query", query), ("bank", bank)):
        if not isinstance(value, Tensor) or not (value.is_floating_point() or value.dtype == torch.uint8):
            held = f"holds {value.dtype}" if isinstance(value, Tensor) else f"is a {type(value).__name__}"
            raise ValueError(f"{name} {held}; want a tensor of floats (or bytes)")
    if bank.ndim < 2 or 0 in bank.shape:
        raise ValueError(f"bank has shape {tuple(bank.shape)}; want (n, d), one picture or code a row")
    single = query.shape == bank.shape[1:]
    if not single and query.shape[1:] != bank.shape[1:]:
        one = tuple(bank.shape[1:])
        raise ValueError(
            f"query has shape {tuple(query.shape)} and each row of the bank {one}; want {one} or (q, "
            f"{', '.join(map(str, one))})"
        )
    dtype = torch.promote_types(torch.promote_types(query.dtype, bank.dtype), torch.float32)
    rows, of = (query[None] if single else query).flatten(1).to(dtype), bank.flatten(1).to(dtype)
    if metric == "cosine":
        apart = 1 - F.normalize(rows) @ F.normalize(of).T
    else:
        apart = torch.cdist(rows, of, compute_mode="donot_use_mm_for_euclid_dist")
    if not apart.is_meta and not apart.isfinite().all():
        raise ValueError("a distance is no finite number: does query or bank hold nan or inf?")
    return apart[0] if single else apart


def _places(leave_out: Tensor, q: int, n: int, like: Tensor) -> Tensor:
    places = torch.as_tensor(leave_out).reshape(-1)
    if places.dtype not in (torch.int64, torch.int32) or len(places) != q:
        raise ValueError(
            f"leave_out has {len(places)} entries of {places.dtype}; want {q} whole numbers, one for each "
            "query"
        )
    if not places.is_meta and (int(places.min()) < 0 or int(places.max()) >= n):
        raise ValueError(
            f"leave_out reaches from {int(places.min())} to {int(places.max())}; want 0 to {n - 1}"
        )
    return places.to(like.device, torch.long)
