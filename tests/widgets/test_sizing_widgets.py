"""Predict, Quiz, ShapeCalc, StackBuilder, CostExplorer: Python says what the page says, and errors teach."""

import importlib.util
import json
from html.parser import HTMLParser
from types import ModuleType

import pytest
import torch
from traitlets import TraitError

from cnnkit.sizing import conv_output_size, explain_conv
from cnnkit.widgets import CostExplorer, Predict, Quiz, ShapeCalc, StackBuilder
from cnnkit.widgets.chain import trace
from cnnkit.widgets.items import rich, right_places
from cnnkit.widgets.stack_presets import PRESETS
from tests.conftest import ROOT

OPTIONS = [
    {"text": "4", "right": True, "why": "They start at 0, 2, 4, 6."},
    {"text": "5", "why": "The fifth would need column 10."},
]
OPTIONS_OF_WORDS = [
    {"text": "blue", "right": True, "why": "x"},
    {"text": "red", "why": "y"},
    {"text": "green", "why": "z"},
]
NUMBER = {
    "question": "How many steps?",
    "answer": 469,
    "why": "468.75 is rounded up.",
    "traps": {468: "Dropped."},
}


def make_sizing() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_sizing", ROOT / "tests/golden/make_sizing.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_golden_vectors_are_what_python_says_today() -> None:
    stored = (ROOT / "tests/golden/sizing.json").read_text("utf8")
    assert stored == make_sizing().text(), "run: python tests/golden/make_sizing.py"
    assert min(len(cases) for cases in json.loads(stored).values()) >= 10


class Text(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.words, self.tags = "", []
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)


def test_text_keeps_bare_inline_tags_and_nothing_else() -> None:
    assert rich("x<sup>2</sup> & <b>y</b>") == "x<sup>2</sup> &amp; &lt;b&gt;y&lt;/b&gt;"
    assert Text(rich('<code onclick="x()">a</code><script>b()</script>')).tags == []


def test_predict_reads_without_javascript() -> None:
    still = Text(Predict("How <em>many</em> windows?", OPTIONS).still)
    for words in ("How many windows?", "5", "They start at 0, 2, 4, 6."):
        assert words in still.words
    assert {"ul", "details", "em"} <= set(still.tags)
    assert "469 steps" in Text(Predict("How many?", answer=469, unit="steps", why="x").still).words


def test_several_may_be_ticked_in_the_order_in_which_they_are_written() -> None:
    rows = [{"text": "b", "right": True}, {"text": "a"}, {"text": "c", "right": True}]
    tick = Predict("Which?", rows, several=True, why="Two do not add up.")
    assert [(option["text"], option["right"]) for option in tick.item["options"]] == [
        ("b", True), ("a", False), ("c", True),
    ]  # fmt: skip
    assert "b; c. Two do not add up." in Text(tick.still).words
    assert right_places([tick.item]) == []


def test_number_like_options_are_sorted_by_size_and_others_permuted_by_their_question() -> None:
    def order(*texts: str, question: str = "Which?") -> list[str]:
        options = [{"text": text, "why": "x", "right": not i} for i, text in enumerate(texts)]
        return [option["text"] for option in Predict(question, options).item["options"]]

    assert order("0", "2", "−2", "−4") == ["−4", "−2", "0", "2"]
    assert order("1,520", "9", "10") == ["9", "10", "1,520"]
    assert order("64 maps of 6×6", "64 maps of 4×4", "32 maps of 6×6") == [
        "32 maps of 6×6", "64 maps of 4×4", "64 maps of 6×6",
    ]  # fmt: skip
    words = ("Only at the border", "Nowhere", "Everywhere")
    assert order(*words) == order(*reversed(words)), "the order in which they are written does not matter"
    orders = {tuple(order(*words, question=f"Question {i}?")) for i in range(60)}
    assert len(orders) == 6


def test_the_right_option_is_spread_evenly_over_questions_and_within_a_quiz() -> None:
    options = [
        {"text": "right", "right": True, "why": "x"},
        {"text": "wrong", "why": "x"},
        {"text": "bad", "why": "x"},
    ]
    places = right_places([Predict(f"Question {i}?", options).item for i in range(300)])
    assert all(75 <= places.count(place) <= 125 for place in range(3))
    for start in range(40):
        quiz = Quiz([{"question": f"Item {start + i}?", "options": options} for i in range(3)])
        assert len(set(right_places(quiz.items))) > 1


def test_print_and_page_show_the_same_order() -> None:
    quiz = Quiz([{"question": f"Item {i}?", "options": OPTIONS_OF_WORDS} for i in range(4)])
    for item in quiz.items:
        listed = "".join(f"<li>{option['text']}</li>" for option in item["options"])
        assert listed in quiz.still


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"question": ""}, "no `question`"),
        ({"question": "?"}, "either `options`"),
        ({"question": "?", "options": OPTIONS, "answer": 4}, "not both"),
        ({"question": "?", "options": OPTIONS[:1]}, "at least 2"),
        ({"question": "?", "options": OPTIONS[1:] * 2}, "exactly one"),
        ({"question": "?", "options": [OPTIONS[0], {"text": "5"}]}, "option 2"),
        ({"question": "?", "options": [OPTIONS[0], OPTIONS[1] | {"wrong": True}]}, "['wrong']"),
        ({"question": "?", "options": [{"text": "5", "right": True}], "several": True}, "some must be right"),
        ({"question": "?", "options": OPTIONS, "several": True, "why": "x"}, "needs `text`"),
        (
            {"question": "?", "options": [{"text": "5", "right": True}, {"text": "6"}], "several": True},
            "no `why`",
        ),
        ({"question": "?", "answer": "many", "why": "x"}, "must be numbers"),
        ({"question": "?", "answer": 4}, "no `why`"),
        ({"question": "?", "answer": 4, "why": "x", "traps": {4: "y"}}, "trap 4"),
        ({"question": "?", "answer": 4, "why": "x", "tolerance": -1}, "tolerance -1"),
        ({"question": "?", "answer": 4, "why": "x", "low": 0}, "needs both"),
        ({"question": "?", "answer": 4, "why": "x", "low": 5, "high": 9}, "outside the slider"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(arguments: dict, says: str) -> None:
    with pytest.raises(ValueError, match=r".") as error:
        Predict(**arguments)
    assert says in str(error.value)


TAUGHT = {"text": "1.4 Sharing", "href": "../basics/sharing.html#count-them"}


def test_where_an_answer_is_taught_can_be_read_without_javascript() -> None:
    assert f'<a href="{TAUGHT["href"]}">1.4 Sharing</a>' in Quiz([{**NUMBER, "see": [TAUGHT]}]).still
    assert "Taught" not in Quiz([NUMBER]).still


@pytest.mark.parametrize(
    "see",
    [
        [],
        TAUGHT,
        [{"text": "1.4 Sharing"}],
        [{"text": "", "href": TAUGHT["href"]}],
        *(
            [{**TAUGHT, "href": href}]
            for href in ("javascript:alert(1)", "https://example.org/a.html", "//a/b.html", 'a.html#x" y')
        ),
    ],
)
def test_a_place_that_is_no_page_of_the_book_is_refused(see: object) -> None:
    with pytest.raises(
        ValueError, match=r"item 1: `see` holds .* a page of the book such as \.\./basics/sharing"
    ):
        Quiz([{**NUMBER, "see": see}])


def test_quiz_names_the_item_that_is_wrong() -> None:
    with pytest.raises(ValueError, match="item 2 has no `question`"):
        Quiz([NUMBER, {"options": OPTIONS}])
    with pytest.raises(ValueError, match="without items"):
        Quiz([])
    quiz = Quiz([NUMBER, {"question": "Which?", "options": OPTIONS}])
    assert quiz.items[0]["traps"] == [[468.0, "Dropped."]]
    assert Text(quiz.still).tags.count("details") == 2


def test_shape_calc_starts_with_the_dropped_column() -> None:
    calc = ShapeCalc()
    assert (calc.n, calc.kernel, calc.stride, calc.pad_left, calc.pad_right) == (10, 3, 2, 0, 0)
    assert calc.size == 4
    assert calc.explanation == explain_conv(10, 3, 2).text
    assert "never read" in calc.still
    assert calc.explanation in Text(calc.still).words


@pytest.mark.parametrize(("n", "k", "s"), [(10, 3, 2), (9, 3, 2), (10, 4, 1), (7, 2, 3)])
def test_same_gives_ceil_and_valid_pads_nothing(n: int, k: int, s: int) -> None:
    assert ShapeCalc(n, k, s, "same").size == -(-n // s)
    assert ShapeCalc(n, k, s, "valid").size == conv_output_size(n, k, s)
    assert ShapeCalc(n, k, s, (1, 2)).size == conv_output_size(n, k, s, (1, 2))


def test_shape_calc_explains_what_cannot_be() -> None:
    calc = ShapeCalc(4, 5, 1)
    assert calc.size is None
    assert "kernel at most 4" in calc.explanation
    assert "at most half the kernel" in ShapeCalc(10, 3, 2, 2, mode="max_pool").explanation
    assert ShapeCalc(10, 3, 2, mode="max_pool", ceil_mode=True).size == 5
    assert ShapeCalc(10, 3, 2, ceil_mode=True).size == 4, "a convolution has no ceil mode"


@pytest.mark.parametrize(
    ("trait", "value", "legal"),
    [
        ("kernel", 0, "from 1 to 64"),
        ("stride", 2.0, "whole number"),
        ("stride", True, "whole number"),
        ("n", "10", "from 1 to 256"),
        ("pad_left", -1, "from 0 to 32"),
        ("mode", "pool", "'max_pool'"),
    ],
)
def test_a_value_that_cannot_be_is_refused_and_nothing_is_lost(trait: str, value: object, legal: str) -> None:
    calc = ShapeCalc()
    before = getattr(calc, trait)
    with pytest.raises(ValueError, match=trait) as error:
        setattr(calc, trait, value)
    assert legal in str(error.value)
    assert repr(value) in str(error.value)
    assert isinstance(error.value, TraitError)
    assert getattr(calc, trait) == before


def test_presets_of_shape_calc_are_legal_traits() -> None:
    for presets in ("size", "padding"):
        calc = ShapeCalc(presets=presets)
        for preset in calc.presets:
            calc.set_trait("n", 10)
            for name, value in preset.items():
                if name != "label":
                    setattr(calc, name, value)
            assert calc.explanation
    with pytest.raises(ValueError, match=r"\['padding', 'size'\]"):
        ShapeCalc(presets="sizes")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("preset", "params", "sides"),
    [
        ("cifar_whole", 703_594, [30, 28, 14, 12, 10, 5, 3]),
        ("cifar_gmp", 179_306, [30, 28, 14, 12, 10, 5, 3]),
        ("lenet5", 61_706, [28, 14, 10, 5]),
        ("alexnet_227", 62_378_344, [55, 27, 27, 13, 13, 13, 13, 6]),
        ("vgg16", 138_357_544, [224, 224, 112, 112, 112, 56, 56, 56, 56, 28, 28, 28, 28, 14, 14, 14, 14, 7]),
    ],
)
def test_known_networks_have_their_published_numbers(preset: str, params: int, sides: list[int]) -> None:
    stack = StackBuilder(preset)
    assert stack.error is None
    assert stack.params == params
    assert [row.shape[2] for row in stack.rows if len(row.shape) == 3] == sides
    assert f"{params:,}" in stack.still


def test_vgg_is_written_as_its_table_writes_it() -> None:
    stack = StackBuilder("vgg11", by_config=True)
    assert stack.config == "64 M 128 M 256 256 M 512 512 M 512 512 M"
    assert stack.params == 132_863_336
    stack.config = "64 64 M 128 128 M 256 256 256 M 512 512 512 M 512 512 512 M"
    assert stack.params == 138_357_544
    assert stack.layers.endswith("flatten\nlinear 4096\nlinear 4096\nlinear 1000")
    with pytest.raises(ValueError, match=r"“3x3” cannot be read\. Legal: a number of filters"):
        stack.config = "64 3x3"
    assert stack.params == 138_357_544
    assert StackBuilder("alexnet_227").config == ""


def test_receptive_fields_at_the_last_pool() -> None:
    assert StackBuilder("alexnet_cone").rows[-1].field.size == 195
    assert StackBuilder("vgg16_cone").rows[-1].field.size == 212
    assert StackBuilder("pool_last").rows[-1].field.size == 6
    assert StackBuilder("pool_first").rows[-1].field.size == 10


def test_the_wrong_number_breaks_the_chain_as_in_torch_and_one_edit_mends_it() -> None:
    stack = StackBuilder("cifar")
    with pytest.raises(RuntimeError, match="mat1 and mat2") as torch_says:
        torch.nn.Linear(1600, 1024)(torch.zeros(1, 576))
    shapes = "(1x576 and 1600x1024)"
    assert shapes in str(torch_says.value)
    assert stack.error is not None
    assert shapes.replace("x", "×") in stack.error
    assert "Likely fix: in 576" in stack.error
    assert "1600 = 64·5·5 is what “pool 2” gives" in stack.error
    assert stack.error in Text(stack.still).words
    stack.layers = stack.layers.replace("in 1600", "in 576")
    assert stack.error is None
    assert stack.params == 703_594


def test_the_false_alexnet_is_mended_by_one_word() -> None:
    stack = StackBuilder("alexnet_false")
    assert [row.shape[2] for row in stack.rows if row.text != "pad 0" and len(row.shape) == 3] == [
        55, 27, 23, 11, 9, 7, 5, 2,
    ]  # fmt: skip
    assert "expects maps of 6×6" in (stack.error or "")
    stack.layers = stack.layers.replace("pad 0", "pad same")
    assert stack.error is None
    assert stack.params == StackBuilder("alexnet_227").params


@pytest.mark.parametrize(
    ("layers", "line", "says"),
    [
        ("conv 8 k3\nconf 8 k3", 1, "Legal: conv, pool"),
        ("conv 8", 0, "names no kernel"),
        ("conv 8 k2.5", 0, "“k2.5” cannot be read"),
        ("conv 8 k3 s0", 0, "s is 0; legal: 1 or more"),
        ("conv 99999999999999999999 k3", 0, "the number is larger than 9,999,999"),
        ("constructor 3", 0, "no layer is called “constructor”"),
        ("flatten\nlinear 10 in 1", 1, "told to read 1 number, but"),
        ("conv 8 k9", 0, "does not fit"),
        ("conv 8 k3 in 4", 0, "Likely fix: in 3"),
        ("conv 8 k3 g2", 0, "do not split into 2 groups"),
        ("conv 8 k3 s2 p same", 0, "only at stride 1"),
        ("pool 2 p2", 0, "at most half the kernel"),
        ("flatten\nconv 8 k3", 1, "move it above the flatten"),
        ("linear 10", 0, "flatten first"),
        ("linear 10 in 8", 0, "would run on each of the 24 rows"),
    ],
)
def test_a_chain_that_cannot_be_built_is_explained_where_it_breaks(layers: str, line: int, says: str) -> None:
    rows, error = trace(layers, (3, 8, 8))
    assert error is not None
    assert error.line == line == len(rows)
    assert says in str(error)


def test_an_empty_chain_costs_nothing() -> None:
    stack = StackBuilder(layers="\n# nothing\n")
    assert (stack.rows, stack.error, stack.params, stack.macs) == ([], None, 0, 0)


def test_stack_builder_refuses_what_it_cannot_show() -> None:
    with pytest.raises(ValueError, match="legal: cifar"):
        StackBuilder("resnet")
    with pytest.raises(ValueError, match="selected=9: 0 is the input, 1 to 3 are the layers"):
        StackBuilder("pool_last", selected=9)
    with pytest.raises(ValueError, match="three whole numbers"):
        StackBuilder(input=(3, 32))
    with pytest.raises(ValueError, match='"cat"'):
        StackBuilder(image="dog")


def test_the_cat_ships_and_is_small() -> None:
    assert 2_000 < len(StackBuilder("pool_last", image="cat").image) < 20_000


def test_every_preset_starts_a_stack_and_brings_its_family() -> None:
    for name, (claim, traits) in PRESETS.items():
        stack = StackBuilder(name)
        assert StackBuilder(claim.lower()).layers == stack.layers
        assert stack.layers == traits["layers"]
        assert stack.presets[0] == {"label": claim, **traits}
        assert 0 <= stack.selected <= len(stack.layers.splitlines())
        assert bool(stack.image) == stack.cone
    assert StackBuilder("pool_last").presets[1]["label"] == "Pool first"
    assert StackBuilder("pool_last", image=b"").image == b""


def test_cost_explorer_counts_the_notorious_volume() -> None:
    cost = CostExplorer(doubled=None)
    assert (cost.weights, cost.params, cost.macs) == (589_824, 590_080, 462_422_016)
    doubled = CostExplorer()
    assert (doubled.weights, doubled.macs) == (cost.weights, 4 * cost.macs)
    assert doubled.start == [28, 256, 3, 256]
    assert "weights ×1; multiplications ×4" in doubled.still
    with pytest.raises(ValueError, match="from 1 to 15"):
        cost.k = 0
    with pytest.raises(ValueError, match=r"doubled='side'.*h, c_in, k, c_out"):
        CostExplorer(doubled="side")


def test_a_squeeze_and_a_wiring_are_counted_as_torch_does() -> None:
    squeeze = CostExplorer.squeeze()
    assert squeeze.form == "cost-explorer.squeeze"
    assert (squeeze.block.weights, squeeze.block.macs) == (212_992, 166_985_728)
    assert "212,992" in squeeze.still
    assert " ms" not in squeeze.still
    wiring = CostExplorer.wiring(groups=4)
    assert (wiring.block.kernels, wiring.block.weights) == (16, 144)
    assert CostExplorer.wiring(kind="separable").block.weights == 72 + 64
    assert CostExplorer.wiring(kind="factorised").block.weights == 2 * 192
    assert CostExplorer.wiring(groups=3).layers == []


def test_squeeze_and_wiring_say_what_would_be_legal() -> None:
    with pytest.raises(ValueError, match="1 to 256 of 256 maps"):
        CostExplorer.squeeze(256, 300)
    with pytest.raises(ValueError, match="k odd"):
        CostExplorer.squeeze(k=2)
    with pytest.raises(ValueError, match="2 to 16 maps can be drawn"):
        CostExplorer.wiring(64)
    with pytest.raises(ValueError, match="1 to 8 of 8 maps"):
        CostExplorer.wiring(groups=9)


def test_the_golden_vectors_of_blocks_are_torch_s() -> None:
    spec = importlib.util.spec_from_file_location("make_blocks", ROOT / "tests/golden/make_blocks.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert json.loads((ROOT / "tests/golden/blocks.json").read_text("utf8")) == json.loads(module.text())
