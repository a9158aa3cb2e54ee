"""`FilterGallery`: the real first filters of SqueezeNet 1.1, and what each says of a photograph."""

import numpy as np
import traitlets as t

from cnnkit.widgets.arrays import check_range
from cnnkit.widgets.forward import conv2d
from cnnkit.widgets.items import WidgetError
from cnnkit.widgets.real_network import WEIGHTS, Photographs, photograph_img, photograph_pixels
from cnnkit.widgets.stills import filter_image, map_image, page
from cnnkit.widgets.traits import Whole
from cnnkit.widgets.weights import shipped

STRIDE = 2
SCALES = ("own", "one")


def first_filters() -> tuple[np.ndarray, np.ndarray]:
    """Weights `(64, 3, 3, 3)` and biases `(64,)` of conv1, as torch has them."""
    file = shipped(WEIGHTS)
    weight = file["body.conv1.weight"].astype(np.float32)
    return weight * file["body.conv1.weight_step"][:, None, None, None], file["body.conv1.bias"]


class FilterGallery(Photographs):
    """All 64 filters of the first layer; one of them enlarged, and its answer to a photograph.

        FilterGallery()                            # a filter that likes an edge, on the cat
        FilterGallery(chosen=5, picture="coffee", scale="one")

    `scale`: "own" paints each filter up to its own largest weight, "one" all up to the largest of all. The
    answer is that before the ReLU. Raises `WidgetError` for a filter or a photograph that is not there.
    """

    slug = "filter-gallery"

    question = t.Unicode("What does a first filter look for, and where does it find it?").tag(sync=True)
    chosen = Whole(22, min=0, max=63, help="the filter shown, 0 to 63").tag(sync=True)
    scale = t.Unicode("own", help='"own" or "one"').tag(sync=True)
    filters = t.Bytes(b"", help="float32: 64 × 27 weights, then 64 biases").tag(sync=True)

    def open(self) -> None:
        """Traits are checked together before they reach a page."""
        if not self.filters:
            self.filters = b"".join(part.astype("<f4").tobytes() for part in first_filters())
        check_range(self.chosen, "chosen", 0, 63, "filters are counted from 0")
        if self.scale not in SCALES:
            raise WidgetError(f"scale={self.scale!r}: legal are {' and '.join(SCALES)}")
        super().open()

    @property
    def response(self) -> np.ndarray:
        """What the chosen filter says of the photograph, before the ReLU: `(111, 111)`."""
        weight, bias = first_filters()
        k = self.chosen
        whole = conv2d(photograph_pixels(self.picture), weight[k : k + 1], bias[k : k + 1])
        return whole[0, ::STRIDE, ::STRIDE]

    @property
    def sentence(self) -> str:
        """What the page says."""
        z = self.response
        row, column = divmod(int(z.argmax()), z.shape[1])
        low, high = (f"{v:.2f}".replace("-", "−") for v in (z.min(), z.max()))
        kept = round(100 * float((z > 0).mean()))
        return (
            f"Filter {self.chosen} says {low} to {high} of {self.shows}. Above zero, and so let through by "
            f"the ReLU, are {kept} % of its places; the strongest is in row {row}, column {column}."
        )

    @t.default("still")
    def _still(self) -> str:
        weight, _ = first_filters()
        z = self.response
        return page(
            self.question,
            filter_image(weight, "The 64 filters of the first layer", 250, columns=8),
            photograph_img(self.picture, self.shows),
            map_image(z[None], f"What filter {self.chosen} says of it", 224, 1, float(np.abs(z).max())),
            words=self.sentence,
        )
