"""`Conv1dStepper`: filters of width two and three slide over a sentence, along the words and nothing else."""

import re
from typing import Any

import traitlets as t

from cnnkit.visualize.drawing import Drawing
from cnnkit.widgets.arithmetic import conv1d
from cnnkit.widgets.arrays import check_depth, check_presets, check_range
from cnnkit.widgets.base import Widget
from cnnkit.widgets.items import WidgetError
from cnnkit.widgets.traits import Place, Whole

MOST_WORDS = 9
VOCABULARY = {
    "the": [0, 0, -1, 1], "a": [0, 0, -1, 1], "plot": [0, 0, 0, 3], "film": [0, 0, 0, 3],
    "acting": [0, 0, 1, 3], "is": [0, 0, 0, -1], "was": [0, 0, 0, -1], "not": [3, -1, 1, 0],
    "never": [3, -1, 2, 0], "good": [0, 3, 1, 0], "great": [0, 4, 2, 0], "bad": [0, -3, 1, 0],
    "dull": [0, -3, 0, 1],
    "very": [0, 0, 3, 0], "so": [0, 0, 2, 0], "at": [0, 0, -1, 0], "all": [0, 0, 2, 1],
    "and": [0, 0, 0, 0], "but": [1, 0, 1, 0], "it": [0, 0, -1, 2],
}  # fmt: skip
FILTERS = [
    {"name": "negated praise", "weight": [[1, 0], [0, 1], [0, 0], [0, 0]], "bias": -4},
    {"name": "praise", "weight": [[-1, 0], [0, 1], [0, 0], [0, 0]], "bias": -2},
    {"name": "negated praise", "weight": [[1, 0, 0], [0, 1, 1], [0, 0, 0], [0, 0, 0]], "bias": -4},
]


class Conv1dStepper(Widget):
    """Words are columns, channels are rows; a filter reads all channels of its words at each step.

        Conv1dStepper()                                      # "the plot is not good at all"
        Conv1dStepper(sentence="the film is not very good")  # two words are too few to see the negation

    `vocabulary` maps a word to its vector (one number for each name in `channels`), made by hand so that the
    sums can be followed; other words are zeros. `filters` is a list of `{"name", "weight": [c][k], "bias"}`
    with k of 1 to 4. `filter` and `position` choose what is shown.

    Raises WidgetError (a ValueError) for a sentence of no words or more than 9, a filter that does not fit
    on it, and vectors or weights of another depth.
    """

    slug = "conv1d-stepper"

    sentence = t.Unicode("the plot is not good at all").tag(sync=True)
    vocabulary = t.Dict(default_value=VOCABULARY).tag(sync=True)
    channels = t.List(t.Unicode(), ["negation", "praise", "stress", "thing"]).tag(sync=True)
    filters = t.List(t.Dict(), FILTERS).tag(sync=True)
    filter = Place(0, lambda w: len(w.filters)).tag(sync=True)
    position = Whole(3, min=0, max=MOST_WORDS - 1).tag(sync=True)
    presets = t.List(t.Dict()).tag(sync=True)

    def open(self) -> None:
        """Traits are checked together before they reach a page: called when the widget is made."""
        depth, count = len(self.channels), len(self.words)
        if not 1 <= count <= MOST_WORDS:
            raise WidgetError(f"the sentence {self.sentence!r} has {count} words; legal is 1 to {MOST_WORDS}")
        for word, vector in self.vocabulary.items():
            if check_depth(vector, f"the vector of {word!r}", (1,), "a list of numbers") != (depth,):
                raise WidgetError(
                    f"the vector of {word!r} has {len(vector)} numbers; there are {depth} channels"
                )
        for index, entry in enumerate(self.filters):
            self._check_filter(index, entry, depth, count)
        check_range(self.filter, "filter", 0, len(self.filters) - 1, f"there are {len(self.filters)} filters")
        places = len(self.output[self.filter])
        check_range(self.position, "position", 0, places - 1, f"the filter stands in {places} places")
        super().open()

    @property
    def words(self) -> list[str]:
        """The sentence in lower case, without punctuation."""
        return re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", self.sentence.lower())

    @property
    def embedded(self) -> list[list[float]]:
        """The sentence as `[c][l]`: the layout that `torch.nn.Conv1d` takes."""
        zeros = [0] * len(self.channels)
        vectors = [self.vocabulary.get(word, zeros) for word in self.words]
        return [[vector[c] for vector in vectors] for c in range(len(self.channels))]

    @property
    def output(self) -> list[list[float]]:
        """One list a filter, after ReLU: `relu(conv1d(embedded, weight, bias))`."""
        return [
            [max(0, z) for z in conv1d(self.embedded, entry["weight"], entry["bias"])]
            for entry in self.filters
        ]

    @staticmethod
    def _check_filter(index: int, entry: dict[str, Any], depth: int, count: int) -> None:
        if set(entry) != {"name", "weight", "bias"}:
            raise WidgetError(f"filter {index} has {sorted(entry)}; it needs name, weight and bias")
        shape = check_depth(entry["weight"], f"the weight of filter {index}", (2,), "[c][k]")
        if shape[0] != depth:
            raise WidgetError(
                f"filter {index} is {shape[0]} deep; the words have {depth} channels, and it reads all"
            )
        check_range(shape[1], f"the width of filter {index}", 1, 4)
        if shape[1] > count:
            raise WidgetError(
                f"filter {index} reads {shape[1]} words at a time; the sentence has {count}. "
                "Write more words, or take a narrower filter"
            )

    @t.validate("presets")
    def _valid_presets(self, proposal: Any) -> Any:
        return check_presets(proposal.value, {"sentence", "filter", "position"})

    @t.default("presets")
    def _presets(self) -> list[dict[str, Any]]:
        late = {"sentence": "the film is not very good", "position": 3}
        return [
            {"label": "Width 2 misses “not very good”", **late, "filter": 0},
            {"label": "Width 3 sees it", **late, "filter": 2},
            {
                "label": "“not bad” fires nothing",
                "sentence": "the acting was not bad",
                "filter": 0,
                "position": 3,
            },
        ]

    @t.default("still")
    def _still(self) -> str:
        return f"<p><strong>{self.question}</strong></p>{self._drawing().svg()}"

    def _drawing(self) -> Drawing:
        """The first frame: the embedded sentence, the window, and the map of the chosen filter."""
        cell, left = 66, 84
        entry, output = self.filters[self.filter], self.output[self.filter]
        width, depth = len(entry["weight"][0]), len(self.channels)
        read = " ".join(self.words[self.position : self.position + width])
        picture = Drawing(
            left + cell * len(self.words) + 8,
            36 + cell * 0.55 * depth + 110,
            alt=f"The sentence “{self.sentence}” as {depth} rows of numbers. A filter of width {width} "
            f"reads all channels of “{read}” and gives {output[self.position]:g}.",
        )
        row = cell * 0.55
        for i, word in enumerate(self.words):
            picture.text(left + (i + 0.5) * cell, 18, word, bold=True)
        for c, name in enumerate(self.channels):
            picture.text(left - 10, 36 + (c + 0.5) * row, name, anchor="end", fill="muted")
            for i, value in enumerate(self.embedded[c]):
                inside = self.position <= i < self.position + width
                picture.rect(left + i * cell, 36 + c * row, cell, row, fill="sky" if inside else "paper")
                picture.text(left + (i + 0.5) * cell, 36 + (c + 0.5) * row, f"{value:g}".replace("-", "−"))
        bottom = 36 + depth * row + 50
        picture.text(left, bottom - 16, f"map of the filter “{entry['name']}”", anchor="start", fill="muted")
        for i, value in enumerate(output):
            x = left + (i + (width - 1) / 2) * cell
            picture.rect(x, bottom, cell, row, fill="yellow" if value > 0 else "paper")
            picture.text(x + cell / 2, bottom + row / 2, f"{value:g}", bold=value > 0)
        return picture.rect(
            left + self.position * cell,
            4,
            width * cell,
            32 + depth * row,
            fill="none",
            stroke="blue",
            width=3,
        )
