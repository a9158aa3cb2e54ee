"""M. Zeiler, R. Fergus, "Visualizing and Understanding Convolutional Networks", 2013 (arXiv 1311.2901),
section 2.1: unpool along the switches, rectify, filter with the transposed kernels; through a ReLU
R_in = R_out · [R_out > 0].
"""

from torch import Tensor, nn

from cnnkit.visualize.attribution.relu_rules import relu_rule
from cnnkit.visualize.attribution.slope import Target, input_slope
from cnnkit.visualize.looking.layers import Layer

__all__ = ["deconvnet"]


def deconvnet(model: nn.Module, x: Tensor, target: Target, layer: Layer | None = None) -> Tensor:
    """What the target's unit draws when its activity runs backwards; signed, of x's shape.

    A transposed convolution and unpooling along the switches (the places of the maxima of this very picture)
    are what slopes do anyway; only the ReLU differs, which rectifies what comes back and does not ask what
    came in. The unit starts with 1: the paper starts with its activity, and its picture is ours times that.
    Local response normalization keeps its slope here, the paper leaves it out.

    Sanity check (`attribution_checks`): with SqueezeNet's last layer shuffled the map stays 0.99 alike to
    that of the intact network; with more shuffled, nothing came back at all.

    Args:
        model: answers logits `(n, classes)`; it is left as it was.
        x: `(n, c, h, w)`.
        target: a class for each picture, or one for all; with `layer` a channel of it, where it is largest.
        layer: a name or a module, for a unit in the middle of the network.

    Raises:
        ValueError: pictures, target or layer are not as said, or an activation runs that is no ReLU.

    Warns:
        UserWarning: no ReLU ran, so that this is the plain gradient.

    >>> model = nn.Sequential(nn.ReLU(), nn.MaxPool2d(2), nn.Flatten())
    >>> deconvnet(model, torch.tensor([[[[1., -2.], [3., 4.]]]]), target=0)  # where the maximum was
    tensor([[[[0., 0.],
              [0., 1.]]]])
    """
    with relu_rule("deconvnet"):
        return input_slope(model, x, target, layer)
