"""R. Selvaraju and others, "Grad-CAM: Visual Explanations from Deep Networks via Gradient-based
Localization", 2016 (arXiv 1610.02391), equations 1 and 2: α_k = mean over places of ∂S_c/∂A_k,
map = ReLU(Σ_k α_k A_k).
"""

import torch
from torch import Tensor, nn

from cnnkit.visualize.attribution.slope import Target
from cnnkit.visualize.looking.layers import Layer, layer_name, outputs_of
from cnnkit.visualize.looking.pictures import check_pictures, class_scores, pick
from cnnkit.visualize.looking.untouched import untouched

__all__ = ["grad_cam"]


def grad_cam(model: nn.Module, x: Tensor, target: Target, layer: Layer) -> Tensor:
    """Where a layer speaks for the target: `(n, h, w)` of the layer, 0 or more, not rescaled.

    Sanity check (`attribution_checks`): with SqueezeNet's last layer shuffled the map stays 0.71 alike to
    that of the intact network (rank correlation, a cup of coffee), with half of it −0.05, with all 0.06.

    Args:
        model: answers logits `(n, classes)`; it is left as it was.
        x: `(n, c, h', w')`.
        target: a class for each picture, or one for all.
        layer: a name or a module, whose output is `(n, k, h, w)`; usually the last before the pooling.

    Raises:
        ValueError: pictures, target or layer are not as said, or the target's logit does not read the layer.

    >>> model = nn.Sequential(nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten())
    >>> grad_cam(model, torch.tensor([[[[1., -2.], [3., 4.]]]]), target=0, layer="0")
    tensor([[[0.2500, 0.0000],
             [0.7500, 1.0000]]])
    """
    check_pictures(x)
    name = layer_name(model, layer)
    with untouched(model), outputs_of(model, [name]) as said:
        logits = class_scores(model, x.detach().clone().requires_grad_())
        maps = said[name]  # n k h w
        if maps.ndim != 4:
            raise ValueError(f"{name!r} says {tuple(maps.shape)}; want maps (n, k, h, w)")
        (slopes,) = torch.autograd.grad(pick(logits, target).sum(), maps, allow_unused=True)
        if slopes is None:
            raise ValueError(f"the logits do not depend on {name!r}")
        weights = slopes.mean((2, 3), keepdim=True)
        return (weights * maps).sum(1).relu().detach()
