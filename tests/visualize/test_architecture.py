"""Drawings of networks: readable on a phone, to scale, complete; blocks as in the papers' figures."""

import re
from functools import cache

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from cnnkit.models import create_model, list_models, model_info
from cnnkit.summary import summarize
from cnnkit.visualize.architecture import draw, standalone
from cnnkit.visualize.drawing import COLUMN_PX, LEAST_PX
from cnnkit.visualize.outline import Outline
from cnnkit.visualize.runs import letters_of, runs_of
from cnnkit.visualize.wiring import lay_out

# One of each kind; `make test-all` draws every variant of every network.
QUICK = {
    "lenet5_1998", "alexnet", "vgg16", "capsnet", "imdb_conv1d", "googlenet", "inception_v4", "resnet18",
    "resnet20_cifar", "se_resnet50", "fractalnet20_cifar", "densenet_bc_100_12", "squeezenet1_1",
    "mobilenet_v2", "nasnet_mobile",
}  # fmt: skip
DRAWN = [
    pytest.param(
        name,
        variant,
        marks=[] if name in QUICK and variant == model_info(name).default else [pytest.mark.slow],
    )
    for name in list_models()
    for variant in model_info(name).variants
]


@cache
def summary_of(name, variant=None):
    with torch.device("meta"):
        model = create_model(name, variant=variant)
    return summarize(model, (1, *model_info(name).input_shape))


@cache
def drawn(name, variant=None):
    return draw(summary_of(name, variant), model_info(name), variant=variant)


@cache
def runs(name, variant=None):
    return runs_of(Outline(summary_of(name, variant)), model_info(name).stages_of(variant))


def frames(drawing):
    """(left, top, right, bottom) of every text, rather too large than too small: 0.6 sizes a character."""
    for text, x, y, size, anchor in drawing._texts:
        half = 0.6 * size * len(text) / 2
        middle = x + {"start": half, "middle": 0, "end": -half}[anchor]
        yield text, (middle - half, y - size / 2, middle + half, y + size / 2)


@pytest.mark.parametrize(("name", "variant"), DRAWN)
def test_labels_are_large_enough_inside_and_apart(name, variant):
    drawing = drawn(name, variant)
    assert drawing.width <= COLUMN_PX
    assert drawing.faults() == []
    assert min(size for _, _, _, size, _ in drawing._texts) >= LEAST_PX
    told = list(frames(drawing))
    for number, (text, (left, top, right, bottom)) in enumerate(told):
        assert left >= 0, text
        assert right <= drawing.width + 1, text
        for other, (left2, top2, right2, bottom2) in told[number + 1 :]:
            apart = right <= left2 or right2 <= left or bottom <= top2 or bottom2 <= top
            assert apart, (text, other)


@pytest.mark.parametrize(("name", "variant"), DRAWN)
def test_every_layer_is_counted_in_exactly_one_line(name, variant):
    summary, lines = summary_of(name, variant), runs(name, variant)
    for count in ("params", "macs", "products"):
        ran = sum(getattr(row, count) for row in summary.rows)
        assert sum(getattr(item.row, count) for run in lines for item in run.items) == ran
    assert [run.stage for run in lines] == sorted(
        (run.stage for run in lines), key=model_info(name).stages_of(variant).index
    )
    assert {run.stage for run in lines} == set(model_info(name).stages_of(variant))


def boxes(block):
    """Labels of a block's boxes, and edges between labels; inputs are "in0", "in1", …"""
    told = [f"{box.times}×({box.text})" if box.times > 1 else box.text for box in block.boxes]
    edges = [(f"in{a}", told[b]) for a, b in block.entries] + [(told[a], told[b]) for a, b in block.edges]
    return sorted(told), sorted(edges)


def blocks(name):
    return {(block.kind, letter): block for block, letter in letters_of(runs(name)).items()}


def test_an_inception_module_is_figure_2b_of_its_paper():
    ((kind, block),) = blocks("googlenet").items()
    assert kind == ("Branches", "A")
    assert boxes(block) == (
        sorted(["1×1", "1×1", "3×3", "1×1", "5×5", "max 3×3", "1×1", "concat"]),
        sorted(
            [
                *[("in0", "1×1")] * 3,
                ("in0", "max 3×3"),
                ("1×1", "3×3"),
                ("1×1", "5×5"),
                ("max 3×3", "1×1"),
                *[(last, "concat") for last in ("1×1", "3×3", "5×5", "1×1")],
            ]
        ),
    )


def test_a_residual_block_has_a_shortcut_with_or_without_a_projection():
    plain, projected = sorted(blocks("resnet20_cifar").values(), key=lambda block: len(block.boxes))
    assert boxes(plain) == (["+", "2×(3×3)"], [("2×(3×3)", "+"), ("in0", "+"), ("in0", "2×(3×3)")])
    assert ("in0", "PaddedIdentity") in boxes(projected)[1]


def test_a_fire_module_squeezes_then_expands_two_ways():
    (block,) = blocks("squeezenet1_1").values()
    assert boxes(block) == (
        ["1×1", "1×1", "3×3", "concat"],
        [("1×1", "1×1"), ("1×1", "3×3"), ("1×1", "concat"), ("3×3", "concat"), ("in0", "1×1")],
    )


def test_maps_that_are_enlarged_between_layers_have_a_box_for_it():
    """HRNet's fusion of two resolutions: the coarse map is mixed, then enlarged by `F.interpolate`."""
    two = min((b for b in blocks("hrnet_w18").values() if b.kind == "Fusion"), key=lambda b: len(b.boxes))
    assert boxes(two) == (
        sorted(["1×1", "enlarge", "+", "3×3", "+"]),
        sorted(
            [
                *[("1×1", "enlarge"), ("enlarge", "+"), ("3×3", "+")],
                *[("in0", "+"), ("in0", "1×1"), ("in1", "+"), ("in1", "3×3")],
            ]
        ),
    )
    mask = [b for b in blocks("residual_attention_56").values() if b.kind == "Hourglass"]
    assert [sum(box.text == "enlarge" for box in b.boxes) for b in mask] == [1, 1, 1]


def test_maps_that_are_resized_outside_all_layers_are_a_line_of_the_chain():
    chain = [(item.text, item.row.in_shape, item.row.out_shape) for item in Outline(resized()).items]
    assert chain == [
        ("enlarge", (1, 3, 4, 4), (1, 3, 8, 8)),
        ("conv 3×3", (1, 3, 8, 8), (1, 8, 4, 4)),
        ("enlarge", (1, 8, 4, 4), (1, 8, 8, 8)),
        ("conv 1×1", (1, 8, 8, 8), (1, 4, 8, 8)),
        ("resize", (1, 4, 8, 8), (1, 4, 4, 4)),
    ]


def resized():
    class Resizing(nn.Module):
        def __init__(self):
            super().__init__()
            self.down = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1), nn.ReLU())
            self.mix = nn.Conv2d(8, 4, 1)

        def forward(self, x):
            x = self.down(F.interpolate(x, scale_factor=2, mode="bicubic"))
            x = self.mix(F.interpolate(x, scale_factor=2, mode="bilinear"))
            return F.interpolate(x, scale_factor=0.5)

    return summarize(Resizing(), (1, 3, 4, 4))


def test_a_searched_cell_is_figure_4_of_its_paper():
    """NASNet-A's normal cell: five sums; two inputs; ten branches of which two are the inputs as they are."""
    block = max(blocks("nasnet_mobile").values(), key=lambda b: sum("mean" in box.text for box in b.boxes))
    told, edges = boxes(block)
    assert told.count("+") == 5
    assert sum(source.startswith("2×(sep") and target == "+" for source, target in edges) == 5
    assert sum(source.startswith("mean") and target == "+" for source, target in edges) == 3
    assert len({source for source, _ in block.entries}) == 2


@pytest.mark.parametrize(
    ("name", "times"),
    [
        ("resnet18", [1, 1, 2, 1, 1, 1, 1, 1, 1, 1, 1]),
        ("vgg16", [2, 1, 2, 1, 3, 1, 3, 1, 3, 1, 2, 1]),
        ("densenet_bc_100_12", [1, 16, 1, 1, 16, 1, 1, 16, 1, 1]),  # (100 - 4) / 6 layers a block
        ("googlenet", [1, 1, 1, 1, 1, 2, 1, 5, 1, 2, 1, 1]),
    ],
)
def test_repeated_parts_stand_once_with_their_number(name, times):
    assert [run.times for run in runs(name)] == times
    shown = [n for text, *_ in drawn(name)._texts if (n := re.match(r"(\d+) × ", text)) and "in" not in text]
    assert len(shown) >= sum(n > 1 for n in times)


def test_two_layers_that_alternate_are_one_part():
    separable = [run for run in runs("mobilenet_v1") if run.period == 2]
    assert [run.times for run in separable] == [2, 2, 6, 2]  # of 13: the first stands alone
    texts = [text for text, *_ in drawn("mobilenet_v1")._texts]
    assert "6 × (dw 3×3, 1×1)" in texts


def test_volumes_are_to_scale():
    """VGG's sides halve and its channels double, so must the drawn ones; the words say the same."""
    svg = drawn("vgg16").svg()
    rects = re.findall(r'<rect x="[\d.]+" y="[\d.]+" width="([\d.]+)" height="([\d.]+)"', svg)
    drawn_sizes = [(float(w), float(h)) for w, h in rects]
    of = {
        run.items[-1].row.out_shape[1:]: size
        for run, size in zip(runs("vgg16"), drawn_sizes[1:], strict=True)
    }
    assert of[64, 224, 224][1] == pytest.approx(2 * of[128, 112, 112][1])
    assert of[128, 112, 112][1] == pytest.approx(2 * of[256, 56, 56][1])
    assert of[128, 112, 112][0] == pytest.approx(2 * of[64, 224, 224][0])
    assert of[512, 28, 28][0] == pytest.approx(8 * of[64, 224, 224][0])


def test_the_words_are_the_summarys():
    texts = [text for text, *_ in drawn("vgg16")._texts]
    assert "138,357,544 parameters" in texts
    assert "15,470,264,320 multiplications (MACs)" in texts
    assert "512×7×7 · /2 · sees 212" in texts
    assert "6,998,552 parameters, 6.38 M more in training" in [t for t, *_ in drawn("googlenet")._texts]


def test_a_step_is_that_from_the_coarser_of_two_inputs():
    texts = [text for text, *_ in drawn("nasnet_mobile")._texts]
    assert "88×28×28 · /2 · sees 135" in texts  # reads 111 and 56 pixels a side
    assert "264×28×28 · sees 199" in texts  # 56 and 28


def test_a_file_of_its_own_is_svg_with_its_meaning():
    file = standalone(drawn("googlenet"))
    assert file.startswith('<svg xmlns="http://www.w3.org/2000/svg" viewBox=')
    assert "prefers-color-scheme:dark" in file
    assert 'aria-label="googlenet, drawn from an input of 3×224×224 to 1000' in file


def test_stages_of_another_network_are_refused():
    with pytest.raises(ValueError, match=r"no body\.stage1 and no .*name the variant"):
        draw(summary_of("lenet5_1998"), model_info("resnet18"))


def test_boxes_lie_apart_and_arrows_lead_down():
    torch.manual_seed(0)
    for _ in range(30):
        n = int(torch.randint(2, 12, ()))
        edges = [(a, b) for a in range(n) for b in range(a + 1, n) if torch.rand(()) < 0.3]
        widths = [20.0 + 40 * float(torch.rand(())) for _ in range(n)]
        layout = lay_out(widths, edges, 1000)
        assert len(layout.arrows) == len(edges)
        for (a, b), arrow in zip(edges, layout.arrows, strict=True):
            assert arrow[0] == layout.boxes[a]
            assert arrow[-1] == layout.boxes[b]
            assert [level for _, level in arrow] == list(range(layout.boxes[a][1], layout.boxes[b][1] + 1))
        for a in range(n):
            for b in range(a):
                if layout.boxes[a][1] == layout.boxes[b][1]:
                    gap = abs(layout.boxes[a][0] - layout.boxes[b][0]) - (widths[a] + widths[b]) / 2
                    assert gap >= 2 - 1e-6


def test_what_does_not_fit_side_by_side_goes_below():
    layout = lay_out([60.0] * 7, [(0, b) for b in range(1, 7)], 200)
    assert max(level for _, level in layout.boxes) == 3  # two and the bends of the other arrows a layer
    with pytest.raises(ValueError, match="needs 300 of 200"):
        lay_out([300.0], [], 200)
