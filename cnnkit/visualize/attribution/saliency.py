"""K. Simonyan, A. Vedaldi, A. Zisserman, "Deep Inside Convolutional Networks: Visualising Image
Classification Models and Saliency Maps", 2013 (arXiv 1312.6034), section 3: M = |∂S_c/∂x|.
"""

from torch import Tensor, nn

from cnnkit.visualize.attribution.slope import Target, input_slope
from cnnkit.visualize.looking.layers import Layer

__all__ = ["saliency"]


def saliency(model: nn.Module, x: Tensor, target: Target, layer: Layer | None = None) -> Tensor:
    """How strongly the target's score answers to each number of `x`: the absolute slope, of x's shape.

    The paper draws `.amax(1)`, the largest of a pixel's three. It says how much the score would change for a
    tiny change of the pixel, not how much of the score the pixel made.

    Sanity check (`attribution_checks`): with SqueezeNet's last layer shuffled the map stays 0.67 alike to
    that of the intact network (rank correlation, a cup of coffee), with half of it 0.50, with all 0.31.

    Args:
        model: answers logits `(n, classes)`; it is left as it was.
        x: `(n, c, h, w)`.
        target: a class for each picture, or one for all; with `layer` a channel of it, where it is largest.
        layer: a name or a module, for a unit in the middle of the network.

    Raises:
        ValueError: pictures, target or layer are not as said.

    >>> x = torch.tensor([[[[1., -2.], [3., 4.]]]])
    >>> saliency(nn.Flatten(), x, target=1)  # here the logits are the pixels
    tensor([[[[0., 1.],
              [0., 0.]]]])
    """
    return input_slope(model, x, target, layer).abs_()
