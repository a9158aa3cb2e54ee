"""The numbers page recomputes every checkable fact of the finished chapters, as the fact list has it."""

import re
from pathlib import Path

import pytest
import yaml

from cnnkit.publish.chapters import chapters

ROOT = Path(__file__).parents[2]
ALL = {fact["id"]: fact for fact in yaml.safe_load((ROOT / "tests/sources/facts.yaml").read_text())}
"""A chapter in preparation may have some of its facts on the page already."""
_FINISHED = {chapter.source for chapter in chapters() if chapter.finished}
FACTS = {name: fact for name, fact in ALL.items() if fact["chapter"] in _FINISHED}
# Facts that no arithmetic decides, or that another test decides by running code; the value says which.
ELSEWHERE = {
    "transfer-97-60": "unverifiable: one run on data without a name; the errata page has it as E119",
    "voc-map": "unverifiable here: table 7 of the paper; book/architectures/transfer.md quotes it",
    "coco-map": "unverifiable here: table 8 of the paper; book/architectures/transfer.md quotes it",
    "template-matching-max": "tests/sources/test_statements.py",
    "conv-as-sparse-fc": "tests/sources/test_statements.py",
    "gmp-no-accuracy-loss": "book/basics/results/heads.json measures both",
    "pooling-dropped-by-resnet-inception": "unverifiable here: those networks come with a later chapter",
    "lenet-1epoch-accuracy": "unverifiable: one run on data that we do not ship",
    "mnist-sizes": "unverifiable here: the data set is not shipped",
    "hubel-wiesel": "unverifiable: history",
    "neocognitron": "unverifiable: history",
    "lenet-year": "unverifiable: history",
    "dense-fail-reasons-missing": "unverifiable: text lost in the source",
    "depth-power-of-two": "unverifiable: a convention",
    "factor-m-12-20": "unverifiable here: what the paper found on ImageNet",
    "dropout-keep-vs-drop": "unverifiable: usual values, a habit",
    "bn-inventor": "unverifiable: history",
    "bn-inception-l2-5x": "unverifiable here: settings of the paper on ImageNet",
    "label-smoothing-02": "unverifiable here: what the paper found on ImageNet",
    "residual-scaling": "unverifiable here: what the paper found on ImageNet",
    "capsule-def": "a definition; cnnkit/blocks/capsule.py is it in code",
    "depthwise-transformers": "unverifiable: an analogy",
    "vanishing-20-30-layers": "unverifiable: history",
    "yolo-single-pass": "a definition; book/detection/yolo.md has the milliseconds of both",
    "det-resnet-five-wins": "unverifiable: history",
    "det-rcnn-cost": "unverifiable here: what the papers report; book/detection/regions.md quotes it",
    "det-families": "unverifiable: history; book/detection/regions.md and yolo.md tell it",
    "vis-class-max-sign": "false as printed: the errata page computes E123",
    "vis-dream-sign": "false as printed: the errata page computes E124",
    "vis-guided-layers": "false as printed: the errata page computes E127",
    "vis-deconv-net": "false as printed: the errata page has it as E128",
    "vis-init-zero": "a step of the algorithm; book/visualization/class-images.md starts from black",
    "vis-adversarial-diffs": "a step of the algorithm; book/visualization/adversarial.md takes it",
    "vis-dream-init": "unverifiable: a figure's description",
    "det-segm-5-labels": "unverifiable: the figure is lost; segmentation.md draws its own",
    "vis-8-layer-activations": "unverifiable: the figure is lost; filters-and-maps.md draws its own",
    "vis-resnet56-surface": "book/architectures/results/loss_surfaces.json holds our own",
    "resnet-1202-overfit": "unverifiable here: what the paper found on CIFAR-10; the page quotes its table",
    "tencrop-vgg16": "unverifiable here: what the paper prints of another's network",
    "tencrop-googlenet": "unverifiable here: what the paper prints of another's network",
    "tencrop-prelu": "unverifiable here: what the paper prints of another's network",
    "ensemble-vgg": "unverifiable here: what the paper prints of others' ensembles",
    "ensemble-googlenet": "unverifiable here: what the paper prints of others' ensembles",
    "ensemble-vgg-v5": "unverifiable here: what the paper prints of others' ensembles",
    "ensemble-prelu": "unverifiable here: what the paper prints of others' ensembles",
    "ensemble-bn-inception": "unverifiable here: what the paper prints of others' ensembles",
    "plain-degradation-cause": "false as printed: the errata page has it as E038",
    "degradation-training-error-sign": "false as printed: the errata page has it as E039",
    "fig4-vgg19-vs-34": "false as printed: the errata page computes E102",
    "vgg-18-34-home-test": "unverifiable: E106, no data or settings",
    "resnet-cites": "unverifiable: E122, a number that grows",
    "resnet-skip-identity-type": "false as printed: the errata page has it as E037",
    "resnet-options-abc": "definitions; cnnkit/blocks/residual.py has all three in code",
    "zfnet-112": "false as printed: the errata page has it as E058",
    "zfnet-117": "unverifiable: history",
    "vgg-winner": "false as printed: the errata page has it as E054",
    "vgg-14m-1000": "false as printed: the errata page has it as E081",
    "vgg-year": "unverifiable: history",
    "googlenet-year-survey": "unverifiable: history",
    "inception-runner-up": "unverifiable: history",
    "inception-v3-rmsprop": "unverifiable here: what the paper added on ImageNet",
    "inception-principles": "unverifiable here: rules that the authors state from experience",
    "lenet5-activations": "false as printed: the errata page has it as E062",
    "imagenet-sizes-002": "false as printed: the errata page has it as E112",
    "imagenet-sizes-003": "unverifiable here: the data set is not shipped",
    "imagenet-21k": "unverifiable here: the data set is not shipped",
    "imagenet-release": "unverifiable: history",
    "ilsvrc-human": "history: cnnkit/models/catalog/contest.py has it with its sources; E114",
    "capsule-adversarial": "unverifiable here: a claim of the authors, contested later",
    "bn-shuffle": "false as printed: the errata page has it as E093",
    "every-winner-deeper": "false as printed: the errata page computes E104",
    "alexnet-cite-2017": "false as printed: the proceedings of 2012 are cited, those of 2017 reprint them",
    "alexnet-top5-154": "false as printed: the errata page has it as E057",
    "alexnet-top5-164": "false as printed: the errata page has it as E057",
    "alexnet-gpus": "unverifiable: history",
    "alexnet-relu-6x": "unverifiable here: what the paper found; Blocks measures digits",
    "alexnet-aug-15m": "false as printed: the errata page has it as E073",
    "survey-nin": "a published error; book/architectures/choosing.md says what it is",
    "survey-vgg": "a published error; book/architectures/choosing.md says what it is",
    "survey-googlenet": "a published error; book/architectures/choosing.md says what it is",
    "survey-incv3": "a published error; book/architectures/choosing.md says what it is",
    "survey-highway": "a published error; book/architectures/choosing.md says what it is",
    "survey-incv4": "a published error; book/architectures/choosing.md says what it is",
    "survey-resnet": "a published error; book/architectures/choosing.md says what it is",
    "survey-incresv2": "a published error; book/architectures/choosing.md says what it is",
    "survey-fractal": "a published error; book/architectures/choosing.md says what it is",
    "survey-wrn": "a published error; book/architectures/choosing.md says what it is",
    "survey-xception": "a published error; book/architectures/choosing.md says what it is",
    "survey-ran": "a published error; book/architectures/choosing.md says what it is",
    "survey-senet": "a published error; book/architectures/choosing.md says what it is",
    "survey-densenet": "a published error; book/architectures/choosing.md says what it is",
    "survey-cmpe": "a published error; book/architectures/choosing.md says what it is",
    "survey-mbv2": "a published error; book/architectures/choosing.md says what it is",
    "survey-caps": "a published error; book/architectures/choosing.md says what it is",
    "survey-hrnet": "a published error; book/architectures/choosing.md says what it is",
    "nin-depth-3": "unverifiable: three mlpconv blocks, counted by the survey",
    "highway-origin": "unverifiable: history",
    "se-motivation": "a list; book/architectures/choosing.md and the cards say it",
    "det-box-4-corners": "false as printed: the errata page computes E131",
    "det-two-heads-loss": "a definition; cnnkit/detection/localization.py is it in code, and E133 its weight",
    "keras-table": "the figure is lost; book/architectures/choosing.md names the networks",
    "augmentation-kinds": "a list; book/architectures/alexnet.md names the four",
}


def numbers(value: object) -> list[float]:
    """All numbers in a fact's value, in order: "14x14x32, 5x5x64" holds six."""
    return [float(n.replace(",", "")) for n in re.findall(r"\d[\d,]*\.?\d*", str(value).replace(", ", " "))]


@pytest.fixture(scope="module")
def page() -> dict[str, object]:
    """The names that the page's cells define, without the last two, which show them."""
    text = (ROOT / "book/appendix/numbers.md").read_text()
    cells = re.findall(r"^```\{code-cell\} python\n(?::[^\n]*\n)*(.*?)^```", text, flags=re.M | re.S)
    names: dict[str, object] = {}
    for cell in cells[:-2]:
        exec(cell, names)
    return names


def test_every_fact_of_the_finished_chapters_is_recomputed_or_listed(page):
    there = set(page["COMPUTED"]) | set(page["HOLDS"]) | set(ELSEWHERE)
    assert set(FACTS) <= there <= set(ALL)


# Where the fact's text mixes its answer with other numbers: the answer, from the fact's own `check`.
EXPECTED = {
    "resnet50-stage2-64": [56, 56, 256],
    "resnet50-stage5-512": [7, 7, 2048],
    "vgg16-shapes": [112, 56, 28, 14, 7, 25_088],
    "googlenet-5m": [6_998_552],
    "googlenet-stem-2p7k": [9.4, 118, 2.7, 34],
    "conv1d-small-example": [4, 4],
    "maxpool-f3-s1-p1": [28, 28],
    "same-stride2-keras": [16],
    "alexnet-224-nonint": [54, 55, 55],
    "alexnet-first-layer-64": [64],
    "grouped-params": [70_144, 69_632, 589_824],
    "vis-fc2-dim": [4096],
    "lenet001-fc3": [850],
    "dwsep-factor-9": [7.0, 7.9, 8.7, 8.9],
}


def as_listed(page: dict[str, object], name: str) -> None:
    """The page computes what the list of facts says, or holds the statement."""
    if name in page["HOLDS"]:  # type: ignore[operator]
        assert page["HOLDS"][name] is True, name  # type: ignore[index]
        return
    fact = ALL[name]
    want = EXPECTED.get(name) or numbers(fact.get("correct_value", fact["value"]))
    value = page["COMPUTED"][name]  # type: ignore[index]
    assert [float(v) for v in (value if isinstance(value, tuple) else (value,))] == want, name


@pytest.mark.parametrize("name", [n for n in FACTS if n not in ELSEWHERE])
def test_the_page_computes_what_the_fact_list_says(page, name):
    as_listed(page, name)


def test_so_it_does_for_chapters_in_preparation(page):
    for name in {*page["COMPUTED"], *page["HOLDS"]} - set(FACTS):
        as_listed(page, name)
