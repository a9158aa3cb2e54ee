"""`Freezer`: how far frozen features carry, by layer and labels; then on the reader's own pictures."""

from collections.abc import Sequence
from html import escape
from typing import Any

import numpy as np
import traitlets as t

from cnnkit.visualize.spans import span
from cnnkit.widgets.arrays import check_range
from cnnkit.widgets.items import WidgetError
from cnnkit.widgets.real_network import PageNetwork
from cnnkit.widgets.stills import page
from cnnkit.widgets.traits import Place, Whole
from cnnkit.widgets.weights import stored

LAYERS = (("body.relu_conv1", 64), ("body.fire3", 128), ("body.fire5", 256), ("body.fire7", 384),
          ("body.fire9", 512))  # fmt: skip
CLASSES, STRENGTH = 4, 0.1
FINE_TUNED, ANEW, HE = "all fine-tuned", "SqueezeNet from scratch", "the same, He's start"
SMALL = "small network from scratch"


class Freezer(PageNetwork):
    """Heads on frozen features against fine-tuning and training from scratch, as recorded; then live.

        Freezer()                         # a head on fire7, 5 labels a class
        Freezer(feature=5, labels=2)      # on fire9, 20 labels

    `feature` counts pixels, conv1, fire3, fire5, fire7, fire9 from 0, `labels` the recorded 1, 5, 20 from 0.
    Once SqueezeNet 1.1 is in the page, the reader's pictures and drawings in up to four classes become codes
    (means of a layer's maps), and a head is solved on the chosen `layer` (conv1, fire3, … from 0): `scores`
    gives the same numbers. `goes` is where the next picture goes: 0 to 3 a class, 4 the test.
    `python -m cnnkit.recipes transfer` made the recording. Raises `WidgetError` for what is not there.
    """

    slug = "freezer"

    question = t.Unicode("Which layer’s features travel best, and do they beat training anew?").tag(sync=True)
    feature = Place(4, lambda w: len(w.features), help="0 to 5").tag(sync=True)
    labels = Place(1, lambda w: len(w.counts), help="0 to 2").tag(sync=True)
    layer = Place(3, lambda w: len(w.layers), help="of the reader's own head: 0 to 4").tag(sync=True)
    goes = Whole(0, min=0, max=CLASSES, help="the next picture: 0 to 3 a class, 4 the test").tag(sync=True)
    features = t.List(t.Unicode()).tag(sync=True)
    counts = t.List(t.Int(), help="labels a class that were tried").tag(sync=True)
    rows = t.List(help="[{name, right, draws, words}, …]: `right` by labels, `draws` by labels and draw").tag(
        sync=True
    )
    layers = t.List(help="[[name, channels], …]").tag(sync=True)
    strength = t.Float(STRENGTH, help="the head's l2, per feature").tag(sync=True)

    def __init__(self, **kwargs: Any) -> None:
        saved = stored("freezer.json")
        traits = {
            "features": saved["features"],
            "counts": saved["labels"],
            "rows": [_row(one) for one in saved["rows"]],
            "layers": [list(one) for one in LAYERS],
        }
        super().__init__(**traits | kwargs)

    def open(self) -> None:
        """Traits are checked together before they reach a page."""
        check_range(self.feature, "feature", 0, len(self.features) - 1, ", ".join(self.features))
        check_range(self.labels, "labels", 0, len(self.counts) - 1, f"places in {self.counts}")
        check_range(self.layer, "layer", 0, len(self.layers) - 1, ", ".join(self.features[1:]))
        check_range(self.goes, "goes", 0, CLASSES, "four classes, then the test")
        super().open()

    def accuracy(self, name: str) -> list[float]:
        """Of a way of learning, by its name in `rows`: one number for each draw at the labels chosen."""
        for row in self.rows:
            if row["name"] == name:
                return row["draws"][self.labels]
        raise WidgetError(f"no way {name!r}; there are {', '.join(row['name'] for row in self.rows)}")

    @property
    def sentence(self) -> str:
        """What the page says before the network is there."""
        count = self.counts[self.labels]
        words = {row["name"]: row["words"][self.labels] for row in self.rows}
        right, spread, weights, seconds = words[self.features[self.feature]]
        draws = len(self.rows[0]["draws"][0])
        many = f"{count} {'label' if count == 1 else 'labels'}"
        return (
            f"{many} a class, a head on {self.features[self.feature]}: {right} right ({spread} over {draws} "
            f"draws), {weights} weights trained in {seconds} s. All fine-tuned: {words[FINE_TUNED][0]}; from "
            f"scratch {words[ANEW][0]}, with He's start {words[HE][0]}; a small network from scratch: "
            f"{words[SMALL][0]}."
        )

    @staticmethod
    def scores(codes: Any, labels: Sequence[int], asked: Any, classes: int = CLASSES) -> np.ndarray:
        """What the page's head answers: `(m, classes)` for codes `(n, d)` and labels, `asked` `(m, d)`."""
        import torch

        from cnnkit.visualize.inside.probe import linear_probe

        x, y, q = torch.as_tensor(codes), torch.as_tensor(labels), torch.as_tensor(asked)
        return linear_probe(x, y, q, classes, l2=STRENGTH * x.shape[1]).numpy()

    @t.default("still")
    def _still(self) -> str:
        named = {row["name"]: row["right"][self.labels] for row in self.rows}
        bars = "".join(
            f'<text x="0" y="{22 * i + 15}" font-size="13" fill="var(--ck-ink)">{escape(name)}</text>'
            f'<rect x="190" y="{22 * i + 4}" width="{130 * value:.0f}" height="14" fill="var(--ck-blue)"/>'
            for i, (name, value) in enumerate(named.items())
        )
        alt = f"Share of right answers by way of learning, {self.counts[self.labels]} labels a class"
        chart = (
            f'<svg viewBox="0 0 320 {22 * len(named)}" width="320" role="img" '
            f'aria-label="{escape(alt, quote=True)}">{bars}</svg>'
        )
        return page(self.question, chart, words=self.sentence)


def _row(one: dict[str, Any]) -> dict[str, Any]:
    """A way of learning as the page shows it; in words too, so that both sides round alike."""
    mean = lambda values: sum(values) / len(values)
    words = [
        [f"{mean(right):.2f}", span(right), f"{one['weights']:,}", _seconds(mean(seconds))]
        for right, seconds in zip(one["right"], one["seconds"], strict=True)
    ]
    return {
        "name": one["name"], "draws": one["right"], "right": [round(mean(r), 4) for r in one["right"]],
        "words": words,
    }  # fmt: skip


def _seconds(value: float) -> str:
    return f"{value:.2f}" if value < 1 else f"{value:.0f}"
