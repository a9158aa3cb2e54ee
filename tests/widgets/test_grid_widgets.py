"""The grid steppers in Python: what they show equals torch, what they refuse they explain."""

import json
import re
import runpy
import subprocess
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnkit.widgets import Conv1dStepper, ConvMatrix, ConvStepper, PoolStepper
from cnnkit.widgets.base import DIST, Widget
from tests.conftest import ROOT, need

GOLDEN = ROOT / "tests" / "golden"
STEPPERS = [ConvStepper, PoolStepper, Conv1dStepper, ConvMatrix]


def cells(height: int, width: int) -> st.SearchStrategy[list[list[int]]]:
    line = st.lists(st.integers(-6, 6), min_size=width, max_size=width)
    return st.lists(line, min_size=height, max_size=height)


@st.composite
def convolutions(draw: Any) -> dict[str, Any]:
    channels, h, w = draw(st.integers(1, 3)), draw(st.integers(1, 7)), draw(st.integers(1, 7))
    kh, kw = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    return {
        "image": [draw(cells(h, w)) for _ in range(channels)],
        "kernel": [draw(cells(kh, kw)) for _ in range(channels)],
        "bias": draw(st.integers(-4, 4)),
        "stride": draw(st.integers(1, 4)),
        "padding": draw(st.integers(0, 3)),
        "dilation": draw(st.integers(1, 3)),
        "relu": draw(st.booleans()),
    }


@settings(max_examples=150, deadline=None)
@given(convolutions())
def test_conv_output_equals_torch_or_says_that_nothing_fits(traits: dict[str, Any]) -> None:
    x, weight = torch.tensor(traits["image"]).double(), torch.tensor(traits["kernel"]).double()
    try:
        z = F.conv2d(
            x[None], weight[None], torch.tensor([traits["bias"]]).double(),
            traits["stride"], traits["padding"], traits["dilation"],
        )[0, 0]  # fmt: skip
    except RuntimeError:
        with pytest.raises(ValueError, match="does not fit"):
            ConvStepper(**traits)
        return
    assert ConvStepper(**traits).output == (z.relu() if traits["relu"] else z).tolist()


def test_flip_is_the_mathematicians_convolution() -> None:
    turned = ConvStepper(kernel=[[1, 2], [3, 4]], flip=True)
    assert turned.output == ConvStepper(kernel=[[4, 3], [2, 1]]).output


def test_first_picture_drops_a_row_and_a_column() -> None:
    first = ConvStepper()
    assert first.sentence == "Windows start at 0, 2; row 4 and column 4 are never read."
    assert len(first.output) == 2
    assert first.sentence in first.still


@pytest.mark.parametrize(
    ("traits", "sentence"),
    [
        ({"stride": 1}, "Windows start at 0, 1, 2, 3; every cell is read."),
        ({"padding": 1}, "Windows start at −1, 1, 3; only padding zeros are never read."),
        ({"dilation": 2}, "Windows start at 0, 2; rows 1, 3 and columns 1, 3 are never read."),
        (
            {"image": [[1, 2, 3, 4], [5, 6, 7, 8]]},
            "Windows start at row 0 and columns 0, 2; every cell is read.",
        ),
        ({"image": [[1, 2, 3], [4, 5, 6]]}, "Windows start at row 0 and column 0; column 2 is never read."),
    ],
)
def test_sentence_names_what_is_never_read(traits: dict[str, Any], sentence: str) -> None:
    assert ConvStepper(**traits).sentence == sentence


def test_channel_mode_starts_with_a_negative_sum_that_relu_cuts() -> None:
    widget = ConvStepper.channels()
    assert len(widget.image) == 3
    assert widget.output[0][0] == 0
    assert ConvStepper.channels(relu=False).output[0][0] < 0


@settings(max_examples=150, deadline=None)
@given(
    st.tuples(st.integers(3, 6), st.integers(3, 6)).flatmap(lambda side: cells(*side)),
    st.integers(2, 3), st.integers(1, 3), st.integers(0, 1), st.sampled_from(["max", "average", "l1", "l2"]),
)  # fmt: skip
def test_pool_output_equals_torch(image: list, size: int, stride: int, padding: int, mode: str) -> None:
    x = torch.tensor(image).double()[None, None]
    want = {
        "max": lambda: F.max_pool2d(x, size, stride, padding),
        "average": lambda: F.avg_pool2d(x, size, stride, padding),
        "l1": lambda: F.lp_pool2d(F.pad(x.abs(), [padding] * 4), 1, size, stride),
        "l2": lambda: F.lp_pool2d(F.pad(x, [padding] * 4), 2, size, stride),
    }[mode]()[0, 0]
    widget = PoolStepper(image=image, size=size, stride=stride, padding=padding, mode=mode)
    torch.testing.assert_close(torch.tensor(widget.output).double(), want)


def test_first_pool_picture_catches_a_maximum_that_starts_at_zero() -> None:
    assert all(value < 0 for line in PoolStepper().output for value in line)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.sampled_from(["the", "not", "good", "bad", "very", "zebra", "never"]), min_size=3, max_size=9)
)
def test_sentence_maps_equal_torch(words: list[str]) -> None:
    widget = Conv1dStepper(sentence=" ".join(words), position=0)
    sequence = torch.tensor(widget.embedded).double()
    for entry, got in zip(widget.filters, widget.output, strict=True):
        weight, bias = torch.tensor(entry["weight"]).double(), torch.tensor([entry["bias"]]).double()
        assert got == F.conv1d(sequence[None], weight[None], bias)[0, 0].relu().tolist()


def test_a_width_two_filter_misses_what_stands_three_words_apart() -> None:
    near, far = Conv1dStepper(), Conv1dStepper(sentence="the film is not very good")
    assert max(near.output[0]) > 0
    assert max(far.output[0]) == 0 < max(far.output[2])


@pytest.mark.parametrize("side", [4, 5, 6])
@pytest.mark.parametrize("size", [2, 3])
@pytest.mark.parametrize("stride", [1, 2])
def test_matrix_does_what_the_convolution_does(side: int, size: int, stride: int) -> None:
    kernel, image = torch.randn(size, size), torch.randn(side, side)
    entries = torch.tensor(ConvMatrix(side=side, size=size, stride=stride, row=0).matrix)
    matrix = torch.where(entries < 0, 0, kernel.flatten()[entries.clamp(min=0)])
    want = F.conv2d(image[None, None], kernel[None, None], stride=stride).flatten()
    torch.testing.assert_close(matrix @ image.flatten(), want)


def test_first_matrix_has_the_counts_of_the_page() -> None:
    assert ConvMatrix().counts == (400, 64, 4)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: ConvStepper(stride=-1), r"stride=-1: legal is 1 to 5; it counts the cells"),
        (lambda: ConvStepper(stride=0), r"stride=0"),
        (lambda: ConvStepper(padding=-2), r"padding=-2: legal is 0 to 3"),
        (lambda: ConvStepper(dilation=0), r"dilation=0"),
        (lambda: ConvStepper(image=[[1, 2], [3]]), r"image is not rectangular: .*\(2,\) and \(1,\)"),
        (lambda: ConvStepper(image=[[]]), r"empty list"),
        (lambda: ConvStepper(image=[1, 2, 3]), r"image has shape \(3,\); legal: \[h\]\[w\]"),
        (lambda: ConvStepper(image=[["a"]]), r"holds 'a', which is no number"),
        (lambda: ConvStepper(image=[[float("nan")]]), r"holds nan: legal are -99 to 99"),
        (lambda: ConvStepper(image=[[0] * 12] * 12), r"up to 4 channels of 9×9"),
        (lambda: ConvStepper(kernel=[[1] * 6] * 6), r"dilation 1 spans 1·\(6 - 1\) \+ 1 = 6 cells"),
        (lambda: ConvStepper(kernel=[[1] * 6] * 6), r"Legal: padding 1 or more"),
        (lambda: ConvStepper(image=[[[1]], [[1]]], kernel=[[1]]), r"image has 2 channels and kernel 1"),
        (lambda: ConvStepper(row=2), r"row=2: legal is 0 to 1; the output has 2 rows"),
        (lambda: ConvStepper(controls=["colour"]), r"controls=\['colour'\]: legal are stride"),
        (lambda: ConvStepper(presets=[{"stride": 1}]), r"needs a label"),
        (lambda: PoolStepper(mode="median"), r"mode='median': legal are max, average, l1, l2"),
        (lambda: PoolStepper(size=5), r"size=5: legal is 1 to 4"),
        (lambda: PoolStepper(padding=2), r"padding=2 is more than half of size=2.*legal is 0 to 1"),
        (lambda: PoolStepper(image=[[1, 2], [3, 4]], size=3), r"window of 3 does not fit: the image is 2×2"),
        (lambda: PoolStepper(image=[[[1]]]), r"each channel is pooled alone"),
        (lambda: Conv1dStepper(sentence=""), r"has 0 words; legal is 1 to 9"),
        (lambda: Conv1dStepper(sentence="so " * 10), r"has 10 words"),
        (lambda: Conv1dStepper(sentence="good"), r"reads 2 words at a time; the sentence has 1"),
        (lambda: Conv1dStepper(vocabulary={"good": [1]}), r"'good' has 1 numbers; there are 4 channels"),
        (lambda: Conv1dStepper(filters=[{"name": "x", "weight": [[1]], "bias": 0}]), r"1 deep; .* reads all"),
        (lambda: Conv1dStepper(filters=[{"weight": [[1]]}]), r"it needs name, weight and bias"),
        (lambda: ConvMatrix(size=4), r"size=4: legal is 2 to 3"),
        (lambda: ConvMatrix(row=16), r"row=16: legal is 0 to 15"),
        (lambda: ConvMatrix(weight=4), r"weight=4: legal is -1 to 3"),
    ],
)  # fmt: skip
def test_bad_traits_are_explained(make: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize("kind", STEPPERS)
def test_a_still_frame_stands_in_without_javascript(kind: type[Widget]) -> None:
    still = kind(question="What is read?").still
    assert "What is read?" in still
    assert re.search(r'role="img" aria-label="[^"]{40,}', still)


@pytest.mark.parametrize("kind", STEPPERS)
def test_bundle_is_small(kind: type[Widget]) -> None:
    import gzip

    files = [DIST / f"{kind.slug}.js", DIST / f"{kind.slug}.css"]
    assert sum(len(gzip.compress(file.read_bytes())) for file in files) <= 12_000


def test_golden_vectors_are_what_torch_says_today() -> None:
    stored = json.loads((GOLDEN / "grid.json").read_text("utf8"))
    fresh = json.loads(json.dumps(runpy.run_path(str(GOLDEN / "make_grid.py"))["vectors"]()))
    assert stored.keys() == fresh.keys()
    for name, cases in fresh.items():
        for case, before in zip(cases, stored[name], strict=True):
            assert before["args"] == case["args"], name
            assert _flat(before["want"]) == pytest.approx(_flat(case["want"]), rel=1e-12, abs=1e-12), name


def test_javascript_holds_to_the_golden_vectors() -> None:
    node = need("node")
    ran = subprocess.run([node, "--test", "tests/js/grid.test.mjs"], cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout[-2000:]


def _flat(value: Any) -> list[float]:
    return [number for item in value for number in _flat(item)] if isinstance(value, list) else [value]
