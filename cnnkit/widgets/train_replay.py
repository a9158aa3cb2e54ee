"""`TrainReplay`: scrub through a recorded training run: filters, maps, loss, and one badly written digit."""

import base64
import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import numpy as np
import traitlets as t

from cnnkit.widgets.base import Widget
from cnnkit.widgets.items import WidgetError
from cnnkit.widgets.stills import bars, map_image, page, picture
from cnnkit.widgets.weights import checked


class TrainReplay(Widget):
    """LeNet learning to read: the epoch is a slider, the learning rate one of those recorded.

        TrainReplay()                    # the record that ships; epoch 0, the middle learning rate
        TrainReplay(record, epoch=14)

    `record` holds, for r learning rates and e epochs (the first before training): `rates` (r,), `loss`
    (r, e) on the training set, `accuracy` (r, e) on held-out digits, `probabilities` (r, e, 10) of one
    held-out digit, its `image` (8, 8) in [0, 1] and `label`, and the first layer's `weight`
    (r, e, 6, 1, 5, 5) and `bias` (r, e, 6). Raises `WidgetError` on other shapes, and on an epoch or rate
    that was not recorded.
    """

    slug = "train-replay"

    question = t.Unicode("When does the network learn this 8?").tag(sync=True)

    rates = t.List(t.Float(), help="recorded learning rates").tag(sync=True)
    loss = t.List(help="[rate][epoch]").tag(sync=True)
    accuracy = t.List(help="[rate][epoch], held out").tag(sync=True)
    probabilities = t.List(help="[rate][epoch][class] of the digit").tag(sync=True)
    filters = t.Bytes(b"", help="float32, for each rate and epoch 150 weights and 6 biases").tag(sync=True)
    image = t.Bytes(b"", help="the digit: 64 counts from 0 to 16").tag(sync=True)
    label = t.Int(8, help="what the digit is").tag(sync=True)

    epoch = t.Int(0, help="0: before training").tag(sync=True)
    rate = t.Int(0, help="which of rates").tag(sync=True)

    def __init__(self, record: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        record = shipped_record() if record is None else record
        r, e = np.shape(record["loss"])
        label = int(record["label"])
        arrays = checked(
            {key: value for key, value in record.items() if key != "label"},
            {
                "rates": (r,), "loss": (r, e), "accuracy": (r, e), "probabilities": (r, e, 10),
                "weight": (r, e, 6, 1, 5, 5), "bias": (r, e, 6), "image": (8, 8),
            },
            "TrainReplay",
        )  # fmt: skip
        super().__init__(label=label, **{"rate": r // 2} | kwargs)
        if not (0 <= self.epoch < e and 0 <= self.rate < r):
            raise WidgetError(
                f"epoch={self.epoch}, rate={self.rate}: recorded are epochs 0–{e - 1}, rates 0–{r - 1}"
            )
        self.rates = [float(f"{rate:g}") for rate in arrays["rates"]]
        for name in ("loss", "accuracy", "probabilities"):
            setattr(self, name, _plain(arrays[name]))
        both = np.concatenate([arrays["weight"].reshape(r, e, 150), arrays["bias"]], axis=2)
        self.filters = both.astype("<f4").tobytes()
        self.image = np.rint(16 * arrays["image"]).astype(np.uint8).tobytes()
        if not self.still:
            self.still = self._first_still(arrays)

    def _first_still(self, arrays: Mapping[str, np.ndarray]) -> str:
        prob, kernels = (
            self.probabilities[self.rate][self.epoch],
            arrays["weight"][self.rate, self.epoch, :, 0],
        )
        best = int(np.argmax(prob))
        return page(
            self.question,
            picture(arrays["image"], f"A badly written {self.label}", 140),
            bars(prob, f"Ten probabilities, the largest for {best}"),
            map_image(kernels, "Six filters of 5 by 5", 300, columns=6, top=float(np.abs(kernels).max())),
            words=f"Epoch {self.epoch}: the {self.label} is read as {best} ({prob[best]:.2f}).",
        )


def _plain(values: np.ndarray) -> list[Any]:
    """Nested lists of four decimals; None where a run has blown up, for JSON knows no NaN."""
    rounded = np.round(values.astype(float), 4).astype(object)
    rounded[~np.isfinite(values)] = None
    return rounded.tolist()


def shipped_record() -> dict[str, Any]:
    """What `python -m cnnkit.recipes train_replay` recorded."""
    file = files("cnnkit") / "widgets" / "data" / "train_replay.json"
    if not file.is_file():
        raise WidgetError(f"no recorded run: {file} is missing")
    saved = json.loads(file.read_text("utf8"))
    runs, followed = saved["runs"], saved["followed"]
    logits = np.array([run["logits"] for run in runs])
    e = np.exp(logits - logits.max(-1, keepdims=True))
    return {
        "rates": [run["lr"] for run in runs],
        "loss": [run["loss"] for run in runs],
        "accuracy": [run["test_accuracy"] for run in runs],
        "probabilities": e / e.sum(-1, keepdims=True),
        "weight": np.array([[_filters(frame) for frame in run["frames"]] for run in runs]),
        "bias": [[frame["bias"] for frame in run["frames"]] for run in runs],
        "image": np.array(followed["counts"]).reshape(8, 8) / 16,
        "label": followed["label"],
    }


def _filters(frame: Mapping[str, Any]) -> np.ndarray:
    """The first layer's weights (6, 1, 5, 5), kept as whole numbers from −127 to 127 and a scale."""
    whole = np.frombuffer(base64.b64decode(frame["filters"]), np.int8)
    return frame["scale"] * whole.reshape(6, 1, 5, 5).astype(np.float32)
