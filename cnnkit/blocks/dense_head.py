"""Three dense layers on flattened maps: how AlexNet, ZFNet and VGG end, and where most of their weights are.

The layers are numbered 6, 7 and 8, as in AlexNet, whose first five are convolutions. A. Krizhevsky et al.,
NIPS 2012, section 4.2: dropout sets each output of the first two to zero half of the time.
"""

from __future__ import annotations

from torch import nn

__all__ = ["DenseHead"]


class DenseHead(nn.Sequential):
    """`(n, c, h, w) -> (n, num_classes)`, c·h·w being `features`; layers `fc6`, `fc7`, `fc8`.

    `drop_inputs=True` drops what the first two layers read, where the paper drops what they say.
    """

    def __init__(
        self, features: int, num_classes: int, width: int = 4096, *, drop_inputs: bool = False
    ) -> None:
        super().__init__()
        self.flatten = nn.Flatten()
        for i, inputs in ((6, features), (7, width)):
            if drop_inputs:
                self.add_module(f"dropout{i}", nn.Dropout(0.5))
            self.add_module(f"fc{i}", nn.Linear(inputs, width))
            self.add_module(f"relu{i}", nn.ReLU())
            if not drop_inputs:
                self.add_module(f"dropout{i}", nn.Dropout(0.5))
        self.fc8 = nn.Linear(width, num_classes)
