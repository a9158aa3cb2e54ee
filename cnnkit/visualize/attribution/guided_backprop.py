"""J. Springenberg, A. Dosovitskiy, T. Brox, M. Riedmiller, "Striving for Simplicity: The All Convolutional
Net", 2014 (arXiv 1412.6806), section 3.4, figure 1: through a ReLU R_in = R_out · [R_out > 0] · [x > 0].
"""

from torch import Tensor, nn

from cnnkit.visualize.attribution.relu_rules import relu_rule
from cnnkit.visualize.attribution.slope import Target, input_slope
from cnnkit.visualize.looking.layers import Layer

__all__ = ["guided_backprop"]


def guided_backprop(model: nn.Module, x: Tensor, target: Target, layer: Layer | None = None) -> Tensor:
    """The slope of the target's score, negative parts left out at each ReLU; signed, of x's shape.

    Right for ReLUs that are modules, functions, called twice or in place; see `relu_rules`.

    Sanity check (`attribution_checks`): with SqueezeNet's last layer shuffled the map stays 1.00 alike to
    that of the intact network (rank correlation, a cup of coffee), with half of it 0.89, with all 0.49.

    Args:
        model: answers logits `(n, classes)`; it is left as it was.
        x: `(n, c, h, w)`.
        target: a class for each picture, or one for all; with `layer` a channel of it, where it is largest.
        layer: a name or a module, for a unit in the middle of the network.

    Raises:
        ValueError: pictures, target or layer are not as said, or an activation runs that is no ReLU.

    Warns:
        UserWarning: no ReLU ran, so that this is the plain gradient.

    >>> model = nn.Sequential(nn.ReLU(), nn.Flatten())
    >>> guided_backprop(model, torch.tensor([[[[1., -2.], [3., 4.]]]]), target=2)
    tensor([[[[0., 0.],
              [1., 0.]]]])
    """
    with relu_rule("guided"):
        return input_slope(model, x, target, layer)
