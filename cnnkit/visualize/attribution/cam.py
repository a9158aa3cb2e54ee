"""B. Zhou, A. Khosla, A. Lapedriza, A. Oliva, A. Torralba, "Learning Deep Features for Discriminative
Localization", 2015 (arXiv 1512.04150), equations 1 and 2: S_c = Σ_k w_k^c mean(A_k), so the map
Σ_k w_k^c A_k has the score as its mean.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

import torch
from torch import Tensor, nn

from cnnkit.visualize.attribution.slope import Target
from cnnkit.visualize.looking.pictures import check_pictures, class_scores, targets
from cnnkit.visualize.looking.untouched import untouched

__all__ = ["cam"]

LAST = 16
"""So many of the maps that the network's parts say are kept: the pooling stands near the end."""


def cam(model: nn.Module, x: Tensor, target: Target) -> Tensor:
    """The map `(n, h, w)` whose mean over all places is the target's logit, where the network has one.

    That is the target's own map in front of the pooling (SqueezeNet, NiN: a ReLU behind the last
    convolution is part of it), or, where one linear layer follows the pooling (ResNet, DenseNet), the maps
    weighted by its row, with its bias at each place.

    Sanity check (`attribution_checks`): with SqueezeNet's last layer shuffled the map stays 0.71 alike to
    that of the intact network (rank correlation, a cup of coffee), with half of it −0.05, with all 0.06.

    Args:
        model: answers logits `(n, classes)`; it is left as it was.
        x: `(n, c, h', w')`.
        target: a class for each picture, or one for all.

    Raises:
        ValueError: pictures or target are not as said, or the logits are no means of maps.

    >>> model = nn.Sequential(nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten())
    >>> cam(model, torch.tensor([[[[1., -2.], [3., 4.]]]]), target=0)  # its mean, 2, is the logit
    tensor([[[1., 0.],
             [3., 4.]]])
    """
    check_pictures(x)
    with untouched(model), torch.no_grad():
        seen: deque[Tensor] = deque(maxlen=LAST)
        handles = [
            part.register_forward_hook(lambda _, __, output: _keep(seen, output)) for part in model.modules()
        ]
        try:
            logits = class_scores(model, x.clone())
        finally:
            for handle in handles:
                handle.remove()
        chosen = targets(target, len(x), logits.shape[1], logits)
        for maps in _candidates(model, seen, logits.shape[1]):
            if logits.is_meta or _agree(maps.mean((2, 3)), logits):
                return maps[torch.arange(len(x), device=maps.device), chosen]
    raise ValueError(f"the logits of this {type(model).__name__} are no means of maps; try grad_cam")


def _keep(seen: deque[Tensor], output: object) -> None:
    if isinstance(output, Tensor) and output.ndim == 4:
        seen.append(output.clone())  # what follows may write into it


def _candidates(model: nn.Module, seen: deque[Tensor], classes: int) -> Iterator[Tensor]:
    """Maps `(n, classes, h, w)`, the last first: as they stand, or weighted by a linear layer."""
    wide = [
        each for maps in reversed(seen) if maps.shape[2:].numel() > 1 for each in (maps, maps.relu())
    ]  # a ReLU that is a function says nothing to a hook
    yield from (maps for maps in wide if maps.shape[1] == classes)
    for head in model.modules():
        if isinstance(head, nn.Linear) and head.out_features == classes:
            for maps in wide:
                if maps.shape[1] == head.in_features:
                    yield nn.functional.linear(maps.movedim(1, 3), head.weight, head.bias).movedim(3, 1)


def _agree(means: Tensor, logits: Tensor) -> bool:
    """Up to sums taken in another order."""
    share = 1e-4 if torch.finfo(logits.dtype).bits >= 32 else 0.05
    return bool((means - logits).abs().max() <= share * logits.abs().max())
