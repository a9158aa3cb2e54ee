"""`TrainReplay`: scrub through a recorded training run: filters, maps, loss, and one badly written digit."""

from pathlib import Path
from typing import Any

import numpy as np
import traitlets as t

from cnnkit.widgets.base import Widget
from cnnkit.widgets.items import WidgetError
from cnnkit.widgets.recording import Recording
from cnnkit.widgets.stills import bars, map_image, page, picture
from cnnkit.widgets.traits import Place

SHIPPED = Path(__file__).parent / "data" / "train_replay.json"
"""What `python -m cnnkit.recipes train_replay` recorded."""
SHAPES = {"loss": (), "accuracy": (), "probabilities": (10,), "bias": (6,), "weight": (6, 1, 5, 5)}
"""Recorded at each rate and epoch: the last two of the first layer, the third of one held-out digit."""


def _axis(widget: "TrainReplay", name: str) -> list:
    """As the page has it; while the widget is made, of the record that it is made of."""
    return (widget.recording or {"axes": widget.record.axes})["axes"][name]


class TrainReplay(Widget):
    """LeNet learning to read: the epoch is a slider, the learning rate one of those recorded.

        TrainReplay()                    # the record that ships; epoch 0, the middle learning rate
        TrainReplay(record, epoch=14)

    `record` has the axes `rate` and `epoch` (the first before training), at each of their places what
    `SHAPES` says (`loss` of the training set, `accuracy` on held-out digits), and in its facts the digit:
    its `label` and its 64 block `counts`, 0 to 16. Raises `WidgetError` on others, and on an epoch or rate
    that was not recorded.
    """

    slug = "train-replay"

    question = t.Unicode("When does the network learn this 8?").tag(sync=True)

    recording = t.Dict(help="axes, facts, series, and what the frames are").tag(sync=True)
    frames = t.Bytes(b"", help="the filters").tag(sync=True)

    epoch = Place(0, lambda w: len(_axis(w, "epoch")), help="0: before training").tag(sync=True)
    rate = Place(0, lambda w: len(_axis(w, "rate")), help="which of rates").tag(sync=True)

    def __init__(self, record: Recording | None = None, **kwargs: Any) -> None:
        self.record = record = Recording.load(SHIPPED) if record is None else record
        if list(record.axes) != ["rate", "epoch"]:
            raise WidgetError(f"TrainReplay: the axes are {', '.join(record.axes)}, it takes rate and epoch")
        record.expect(SHAPES, "TrainReplay")
        if len(record.facts["counts"]) != 64 or not 0 <= record.facts["label"] <= 9:
            raise WidgetError("TrainReplay: the digit is 64 counts and a label from 0 to 9")
        super().__init__(**{"rate": len(record.axes["rate"]) // 2} | kwargs)
        self.recording, self.frames = record.packed()
        self.recording["facts"] = record.facts | {"largest": self._largest()}
        if not self.still:
            self.still = self._first_still()

    @property
    def rates(self) -> list[float]:
        """The learning rates."""
        return self.record.axes["rate"]

    @property
    def loss(self) -> list[list[float]]:
        """[rate][epoch], on the training set."""
        return self.record.at("loss").tolist()

    @property
    def accuracy(self) -> list[list[float]]:
        """[rate][epoch], on held-out digits."""
        return self.record.at("accuracy").tolist()

    @property
    def probabilities(self) -> list[list[list[float]]]:
        """[rate][epoch][class], of the one digit."""
        return self.record.at("probabilities").tolist()

    def _largest(self) -> float:
        """The largest weight of all frames: one scale of colours for all."""
        return 127 * max(self.record.frames["weight"].scales)

    def _first_still(self) -> str:
        label, counts = self.record.facts["label"], self.record.facts["counts"]
        prob = self.record.at("probabilities", rate=self.rate, epoch=self.epoch)
        kernels = self.record.frame("weight", rate=self.rate, epoch=self.epoch)[:, 0]
        best = int(np.argmax(prob))
        return page(
            self.question,
            picture(np.reshape(counts, (8, 8)) / 16, f"A badly written {label}", 140),
            bars(prob.tolist(), f"Ten probabilities, the largest for {best}"),
            map_image(kernels, "Six filters of 5 by 5", 300, columns=6, top=float(np.abs(kernels).max())),
            words=f"Epoch {self.epoch}: the {label} is read as {best} ({prob[best]:.2f}).",
        )
