"""Every widget that `cnnkit.widgets` exports: in the table, with golden vectors and a still frame."""

import json
from html.parser import HTMLParser

import pytest
from IPython.core.formatters import DisplayFormatter

from cnnkit.widgets.base import DIST, ENGINE, Widget
from cnnkit.widgets.examples import EXAMPLES, exported_widgets
from tests.conftest import ROOT

GOLDEN = {
    "conv-stepper": {"grid": ["starts", "unread", "flipped", "patch", "partialSums", "conv2d"]},
    "conv-matrix": {"grid": ["convMatrix"]},
    "pool-stepper": {"grid": ["pool2d", "winners", "unnoticed"]},
    "conv1d-stepper": {"grid": ["conv1d"]},
    "digit-net": {"net": ["softmax", "fieldOf", "rasterize"], "engine": ["branches, one picture"]},
    "template-match": {"net": ["shift", "normalizeBitmap"], "engine": ["branches, one picture"]},
    "head-switch": {"net": ["softmax"], "engine": ["branches", "branches, one picture", "means first"]},
    "arch-explorer": {"layers": ["layerTree", "layerSums"]},
    "train-lab": {"lab": ["losses", "epoch", "stopped", "unpack"]},
    "train-replay": {"net": ["unpack", "tensor", "conv2d", "tanh"], "recording": ["at", "along", "frame"]},
    "shape-calc": {"sizing": ["geometry", "problem", "outputSize", "explain", "samePadding", "decimal"]},
    "cost-explorer": {
        "sizing": ["convParams", "convMacs"],
        "blocks": ["squeezeLayers", "blockLayers", "layerCosts", "breakEven"],
    },
    "inception-bench": {"inception": ["inception"], "blocks": ["blockLayers", "layerCosts"]},
    "stack-builder": {"sizing": ["readLayers", "trace", "receptiveField", "cone", "linearParams"]},
    "capsule-routing": {"capsule": ["squash", "route"]},
    "bn-stream": {"steady": ["batchOf", "batchNorm"]},
    "adversarial-slider": {"attack": ["moved", "projected", "coins", "unpackSigns", "enlarged"]},
    "residual-block": {"residual": ["residual"]},
    "dense-growth": {"dense": ["dense"]},
    "dropout-sim": {"steady": ["dropoutSums", "meansSoFar"], "random": ["uniform"]},
    "step-scrubber": {"ascent": ["rolled", "uphill", "priceSlope", "blurred", "clipSmall", "fromGrey"]},
    "filter-gallery": {"net": ["conv2d"], "real": ["display"]},
    "picture-walk": {"layers": ["layerTree", "layerSums"], "engine": ["branches, one picture"]},
    "digit-walk": {
        "layers": ["layerTree", "layerSums"],
        "net": ["softmax", "rasterize", "normalizeBitmap", "countBlocks", "enlarge"],
        "engine": ["branches, one picture"],
    },
    "map-explorer": {"real": ["fields", "logits"]},
    "layer-randomizer": {"real": ["gradCam", "spread", "rankCorrelation"]},
    "freezer": {"probe": ["means", "ridge"]},
    "neighbour-browser": {"real": ["nearest", "codes"]},
    "backward-rules": {"backward": ["back"], "engine": ["branches, one picture"]},
    "occlusion-drag": {"covers": ["covered", "blurred"], "engine": ["branches, one picture"]},
    "timeline": {"timeline": ["told", "deepestBefore", "nearYear"]},
    "compare-plot": {"compare": ["told", "onFront", "shown"]},
    "c3-table": {"c3": ["counted", "told", "switched"]},
    "lesion-toggles": {"lesions": ["pathLengths", "place", "pathsLeft"]},
    "loss-surface": {"surface": ["heights", "cut", "dents", "seen", "faces"]},
    "iou-drag": {"suppression": ["sides"]},
    "nms-stepper": {"suppression": ["suppressed", "met"]},
    "live-detector": {"detector": ["outlines", "paint", "answers"]},
    "yolo-grid": {"yolo": ["encode", "decode", "responsible", "guess"]},
    "roi-grid": {"regions": ["binsOf", "roiPool", "readBox", "places", "roiAlign"]},
    "label-painter": {"labels": ["counted", "told", "stamped", "covered"]},
    "two-heads": {"two-heads": ["pictures", "answers", "terms", "trained"], "random": ["uniform"]},
    # they compute nothing: `tests/js/typed-number.test.mjs` holds what they read
    "pr-builder": {"precision": ["matched", "kindOf", "curve", "averagePrecision"]},
    "predict": {},
    "quiz": {},
}
"""What the JavaScript of each widget computes, held to Python's numbers in tests/golden and tests/js."""


class Page(HTMLParser):
    """The words and the pictures of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words, self.pictures, self.tags = "", 0, []
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        names = dict(attrs)
        self.pictures += tag == "table" or bool(
            tag in ("svg", "img") and (names.get("aria-label") or names.get("alt"))
        )


def test_every_exported_widget_has_an_example_and_every_slug_a_bundle() -> None:
    slugs = {widget.slug for widget in exported_widgets()}
    assert {name.partition(".")[0] for name in EXAMPLES} == slugs
    assert {path.stem for path in DIST.glob("*.js") if path != ENGINE} == slugs
    for name, make in EXAMPLES.items():
        assert make().slug == name.partition(".")[0]


@pytest.mark.parametrize("widget", exported_widgets(), ids=lambda widget: widget.slug)
def test_what_it_computes_has_golden_vectors(widget: type[Widget]) -> None:
    for file, functions in GOLDEN[widget.slug].items():
        vectors = json.loads((ROOT / "tests" / "golden" / f"{file}.json").read_text("utf8"))
        assert [name for name in functions if not vectors.get(name)] == []
        code = (ROOT / "tests" / "js" / f"{file}.test.mjs").read_text("utf8")
        assert f"golden/{file}.json" in code


@pytest.mark.parametrize("name", EXAMPLES)
def test_still_frame_asks_and_shows(name: str) -> None:
    widget = EXAMPLES[name]()
    still = Page(widget.still)
    assert widget.question in still.words
    assert still.pictures or widget.slug in ("predict", "quiz"), "a picture with alt text, or a table"
    assert len(widget.still) < 80_000
    assert "script" not in still.tags


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_saved_notebook_keeps_the_still_frame(name: str) -> None:
    widget = EXAMPLES[name]()
    shown = DisplayFormatter().format(widget)[0] or widget._repr_mimebundle_()[0]  # type: ignore[index]
    assert widget.still in shown["text/html"]
    assert widget.question in shown["text/plain"]
    assert "object at 0x" not in shown["text/plain"] + repr(widget)
    assert "<" not in shown["text/plain"].replace("< ", "")
