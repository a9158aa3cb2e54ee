"""`DigitNet`: draw a digit and watch it pass through every layer of a trained LeNet."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import traitlets as t

from cnnkit.widgets.lenet_digits import LeNetDigits
from cnnkit.widgets.stills import bars, map_image, page, picture
from cnnkit.widgets.traits import Numbers


class DigitNet(LeNetDigits):
    """A drawing pad, and behind it LeNet-5 with every map alive.

    What is drawn takes the road of the data set (frame, stroke, 4×4 counts, enlarging) and never leaves
    the page. The first frame is computed here, so that a page shows it without fetching the weights; they
    come when the reader first touches the widget.

        DigitNet()                               # the weights that ship with cnnkit
        DigitNet(model.state_dict(), example=3)  # starts with the held-out 3

    Weights and errors as in `LeNetDigits`.
    """

    slug = "digit-net"

    question = t.Unicode("Draw a digit. In which layer do you stop recognising it?").tag(sync=True)

    opening = t.Bytes(
        b"", help="the first layer's weights, with the page: one unit is taken apart at once"
    ).tag(sync=True)
    unit = Numbers(
        [0, 3, 8, 15], min=0, max=119, help="the unit pointed at: [layer, map, row, column], or nothing"
    ).tag(sync=True)

    def __init__(self, weights: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(weights, **kwargs)
        self.opening = self.weights[: 4 * (150 + 6)]
        layers = self.layers()
        # whole numbers from −127 to 127
        self.first = np.concatenate([np.rint(127 * a).astype(np.int8).ravel() for a in layers[:-1]]).tobytes()
        if not self.still:
            self.still = self._first_still(self.counts[self.example] / 16, layers[0])

    def _first_still(self, x: np.ndarray, maps: np.ndarray) -> str:
        best = int(np.argmax(self.probabilities))
        return page(
            self.question,
            picture(x, f"A handwritten {self.example} of 8 by 8 pixels"),
            map_image(maps, "Its six maps after the first convolution", 330, columns=6),
            bars(self.probabilities, f"Ten probabilities, the largest for {best}"),
            words=f"The network reads {best} with probability {self.probabilities[best]:.2f}.",
        )
