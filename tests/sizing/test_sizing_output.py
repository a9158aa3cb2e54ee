"""conv_output_size and explain_conv against torch itself, over random geometries."""

import re
import subprocess
import sys

import pytest
import torch
import torch.nn.functional as F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from IPython.core.formatters import DisplayFormatter

from cnnkit.sizing import (
    GeometryError,
    adaptive_windows,
    conv_output_size,
    explain_conv,
    geometry,
    same_padding,
)

CONV = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}
TRANSPOSED = {1: F.conv_transpose1d, 2: F.conv_transpose2d, 3: F.conv_transpose3d}
MAX_POOL = {1: F.max_pool1d, 2: F.max_pool2d, 3: F.max_pool3d}
AVG_POOL = {1: F.avg_pool1d, 2: F.avg_pool2d, 3: F.avg_pool3d}

# Together more than 10,000 layers that torch runs, and some thousand that it refuses.
many = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    "derandomize": True,
}


@st.composite
def axis(draw, pool=False, legal=True):
    """One axis: n, kernel, stride, padding, dilation; `legal` ones always fit."""
    kernel = draw(st.integers(1, 7))
    stride = draw(st.integers(1, 5))
    dilation = draw(st.integers(1, 4))
    padding = draw(st.integers(0, kernel // 2 if pool and legal else 6))
    reach = dilation * (kernel - 1) + 1
    least = max(1, reach - 2 * padding) if legal else 1
    return draw(st.integers(least, least + 14)), kernel, stride, padding, dilation


def torch_size(function, *args, **kwargs):
    """The spatial sizes torch gives, or None where it refuses."""
    try:
        return tuple(function(*args, **kwargs).shape[2:])
    except (RuntimeError, ValueError, TypeError):
        return None


def our_size(axes, **kwargs):
    try:
        return tuple(conv_output_size(*one, **kwargs) for one in axes)
    except GeometryError:
        return None


def columns(axes):
    return [tuple(column) for column in zip(*axes, strict=True)]


@pytest.mark.parametrize("dims", [1, 2, 3])
def test_convolutions_equal_torch(dims):
    @settings(max_examples={1: 3000, 2: 1200, 3: 700}[dims], **many)
    @given(st.lists(axis(), min_size=dims, max_size=dims))
    def check(axes):
        n, k, s, p, d = columns(axes)
        theirs = torch_size(
            CONV[dims], torch.zeros((1, 1, *n)), torch.zeros((1, 1, *k)), stride=s, padding=p, dilation=d
        )
        assert theirs is not None
        assert our_size(axes) == theirs

    check()


@pytest.mark.parametrize("dims", [1, 2, 3])
def test_transposed_convolutions_equal_torch(dims):
    @settings(max_examples={1: 1500, 2: 600, 3: 250}[dims], **many)
    @given(
        st.lists(axis(legal=False), min_size=dims, max_size=dims),
        st.lists(st.integers(0, 4), min_size=dims, max_size=dims),
    )
    def check(axes, extra):
        n, k, s, p, d = columns(axes)
        theirs = torch_size(
            TRANSPOSED[dims],
            torch.zeros((1, 1, *n)),
            torch.zeros((1, 1, *k)),
            stride=s,
            padding=p,
            dilation=d,
            output_padding=extra,
        )
        if theirs is not None and 0 in theirs:
            theirs = None  # some of torch's CPU kernels return an empty map where the others refuse
        try:
            ours = tuple(
                conv_output_size(*one, transposed=True, output_padding=more)
                for one, more in zip(axes, extra, strict=True)
            )
        except GeometryError:
            ours = None
        assert ours == theirs

    check()


@pytest.mark.parametrize("dims", [1, 2, 3])
def test_max_pools_equal_torch_legal_or_not(dims):
    @settings(max_examples={1: 2000, 2: 800, 3: 300}[dims], **many)
    @given(st.booleans(), st.booleans(), st.data())
    def check(ceil_mode, legal, data):
        axes = data.draw(st.lists(axis(pool=True, legal=legal), min_size=dims, max_size=dims))
        n, k, s, p, d = columns(axes)
        theirs = torch_size(MAX_POOL[dims], torch.zeros((1, 1, *n)), k, s, p, d, ceil_mode)
        assert our_size(axes, pool=True, ceil_mode=ceil_mode) == theirs

    check()


@pytest.mark.parametrize("dims", [1, 2, 3])
def test_average_pools_equal_torch_legal_or_not(dims):
    @settings(max_examples={1: 900, 2: 450, 3: 250}[dims], **many)
    @given(st.booleans(), st.booleans(), st.data())
    def check(ceil_mode, legal, data):
        axes = data.draw(st.lists(axis(pool=True, legal=legal), min_size=dims, max_size=dims))
        axes = [(*one[:4], 1) for one in axes]  # average pools have no dilation
        n, k, s, p, _ = columns(axes)
        theirs = torch_size(AVG_POOL[dims], torch.zeros((1, 1, *n)), k, s, p, ceil_mode)
        if dims == 3 and any(one[0] < one[1] for one in axes):
            assert theirs is None  # the quirk that conv_output_size's docstring names
        else:
            assert our_size(axes, pool=True, ceil_mode=ceil_mode) == theirs

    check()


@settings(max_examples=1500, **many)
@given(axis(legal=False))
def test_convolutions_are_refused_exactly_where_torch_refuses(one):
    n, k, s, p, d = one
    theirs = torch_size(
        F.conv1d, torch.zeros((1, 1, n)), torch.zeros((1, 1, k)), stride=s, padding=p, dilation=d
    )
    assert our_size([one]) == theirs


@settings(max_examples=800, **many)
@given(axis(legal=False), st.sampled_from(["same", "valid"]), st.booleans())
@pytest.mark.filterwarnings("ignore:Using padding='same'")
def test_padding_words_equal_torch(one, word, strided):
    n, k, s, _, d = one
    s = s if strided else 1
    theirs = torch_size(
        F.conv1d, torch.zeros((1, 1, n)), torch.zeros((1, 1, k)), stride=s, padding=word, dilation=d
    )
    assert our_size([(n, k, s, word, d)]) == theirs


@settings(max_examples=500, **many)
@given(axis(legal=False))
def test_same_padding_gives_ceil_of_n_over_stride(one):
    n, k, s, _, d = one
    left, right = same_padding(n, k, s, d)
    assert right - left in (0, 1)
    if s <= k:  # with fewer taps than steps ceil(n / s) needs no padding at all
        assert conv_output_size(n, k, s, (left, right), d) == -(-n // s)
    padded = F.pad(torch.zeros((1, 1, n)), (left, right))
    size = F.conv1d(padded, torch.zeros((1, 1, k)), stride=s, dilation=d).shape[-1]
    assert conv_output_size(n, k, s, (left, right), d) == size == -(-n // s)


@settings(max_examples=600, **many)
@given(axis(), st.tuples(st.integers(0, 3), st.integers(0, 3)))
def test_windows_and_unread_columns_are_those_with_a_gradient(one, pair):
    n, k, s, _, d = one
    reach = d * (k - 1) + 1
    if n + sum(pair) < reach:
        n = reach
    row = F.pad(torch.zeros(1, 1, n), pair).requires_grad_()
    out = F.conv1d(row, torch.ones(1, 1, k), stride=s, dilation=d)
    out.sum().backward()
    assert row.grad is not None
    unread = tuple(i - pair[0] for i in (row.grad[0, 0] == 0).nonzero().flatten().tolist())
    explanation = explain_conv(n, k, s, pair, d)
    assert explanation.unread == unread
    assert explanation.unread_pixels == sum(0 <= i < n for i in unread)
    assert len(explanation.windows) == explanation.size == out.shape[-1]
    row.grad = None
    F.conv1d(row, torch.ones(1, 1, k), stride=s, dilation=d)[0, 0, -1].backward()
    assert explanation.windows[-1] == row.grad[0, 0].nonzero()[0].item() - pair[0]


@settings(max_examples=600, **many)
@given(axis(legal=False), st.booleans())
def test_every_proposed_choice_is_legal_and_reads_everything(one, pool):
    n, k, s, p, d = one
    try:
        explanation = explain_conv(n, k, s, p, d, pool=pool)
    except GeometryError:
        return
    for choice in explanation.choices:
        options = {"ceil_mode": True} if choice.argument == "ceil_mode" else {}
        args = {"n": n, "kernel_size": k, "stride": s, "padding": p, "dilation": d}
        if choice.argument == "one_side":
            args["padding"] = (p, p + choice.value)
        elif choice.argument != "ceil_mode":
            args["n" if choice.argument == "input" else choice.argument] = choice.value
        size = conv_output_size(**args, pool=pool, strict=True, **options)
        assert size == choice.size, choice
    assert bool(explanation.choices) <= (not explanation.exact)


def test_the_ten_wide_row_is_explained_word_for_word():
    explanation = explain_conv(10, 3, 2)
    assert explanation.text == (
        "(10 - 3 + 2·0)/2 + 1 = 4.5: torch takes 4 and the last column is never read. Exact: stride 1 (8), "
        "an 11-wide input (5), or one zero column on one side (5); padding 1 gives 5.5."
    )
    assert explanation.windows == (0, 2, 4, 6)
    assert explanation.unread == (9,)
    assert (explanation.unread_pixels, explanation.exact, explanation.fraction) == (1, False, 4.5)
    assert [(c.argument, c.value, c.size) for c in explanation.choices] == [
        ("stride", 1, 8),
        ("input", 11, 5),
        ("input", 9, 4),
        ("one_side", 1, 5),
        ("kernel_size", 4, 4),
    ]
    assert explanation.latex == (
        r"\left\lfloor \frac{10 - 3 + 2\cdot 0}{2} + 1 \right\rfloor = \lfloor 4.5 \rfloor = 4"
    )


def test_the_last_line_of_a_cell_shows_what_is_dropped_and_what_would_be_exact():
    explanation = explain_conv(10, 3, 2)
    shown = DisplayFormatter().format(explanation)[0]
    assert shown["text/plain"] == explanation.text
    assert set(shown) == {"text/plain", "text/html"}, "no other form, which might say less, is preferred"
    assert re.sub("<.*?>", "", shown["text/html"]) == explanation.text


@pytest.mark.parametrize(
    ("arguments", "options", "expected"),
    [
        ((10, 3, 1), {}, "= 8: exact, every column is read."),
        ((224, 11, 4), {}, "= 54.25: torch takes 54 and the last column is never read"),
        ((10, 3, 2, 1), {}, "the last column (padding) is never read"),
        ((11, 5, 4, 1), {}, "= 3: exact"),
        ((13, 5, 4, 1), {}, "the last 2 columns (1 of them padding) are never read"),
        ((10, 4, 5, 1), {}, "columns 3, 8, 9, 10 (1 of them padding) are never read"),
        ((10, 2, 4), {}, "columns 2, 3, 6, 7 are never read"),
        ((10, 3, 2, 0, 2), {}, "Dilation 2 spreads the 3 taps over 5 columns"),
        ((10, 3, 2), {"ceil_mode": True}, "the last window hangs one column over the edge"),
        ((11, 2, 2, 1), {"ceil_mode": True}, "that window starts in the right padding, so torch takes 6"),
        ((10, 3, 2), {"pool": True}, "or ceil_mode=True (5)"),
        ((12, 3, 3, 1), {}, "= 4.66…: torch takes 4"),
        ((5, 3, 2, 1), {"transposed": True, "output_padding": 1}, "(5 - 1)·2 - 2·1 + 3 + 1 = 10"),
    ],
)
def test_explanations_say_what_happens(arguments, options, expected):
    assert expected in explain_conv(*arguments, **options).text


@pytest.mark.parametrize(
    ("arguments", "options", "expected"),
    [
        ((10, -3), {}, "kernel_size must be at least 1, got -3"),
        ((10, 3, 2.0), {}, "stride must be a whole number, got 2.0 (float)"),
        ((10, 3, 0), {}, "stride must be at least 1, got 0"),
        ((10, True), {}, "whole number"),
        ((0, 3), {}, "input size must be at least 1, got 0"),
        ((10, 3, 1, -1), {}, "slice the input"),
        ((10, 3, 1, "full"), {}, "'same' or 'valid'"),
        ((10, 3, 1, (1, 2, 3)), {}, "(left, right)"),
        ((10, 3, 1, "same"), {"pool": True}, "pooling padding must be a number"),
        ((10, 3, 1, (1, 0)), {"pool": True}, "one padding for both sides"),
        ((10, 3, 2, "same"), {}, "ceil(10/2) = 5"),
        ((3, 5), {}, "kernel at most 3, padding at least 1, or an input at least 5 wide"),
        ((4, 3, 1, 0, 3), {}, "3 spread over 7 columns by dilation 3"),
        ((6, 3, 2, 2), {"pool": True}, "legal: 0 to 1"),
        ((6, 3, 2), {"output_padding": 1}, "transposed convolutions only"),
        ((6, 3, 2), {"transposed": True, "output_padding": 2}, "legal: 0 to 1"),
        ((1, 1, 1, 1), {"transposed": True}, "the padding cuts everything away"),
        ((6, 3), {"transposed": True, "pool": True}, "not both"),
        ((10, 3, 2), {"strict": True}, "the last column is never read"),
        ((10, 3, 2, 1), {"strict": True}, "the last column (padding) is never read"),
        ((10, 2, 4), {"strict": True}, "columns 2, 3, 6, 7"),
    ],
)
@pytest.mark.parametrize("function", [conv_output_size, explain_conv])
def test_errors_say_what_came_in_and_what_would_be_legal(function, arguments, options, expected):
    with pytest.raises(GeometryError) as error:
        function(*arguments, **options)
    assert expected in str(error.value)


@settings(max_examples=300, **many)
@given(axis(legal=False))
def test_the_legal_choices_in_a_does_not_fit_message_fit(one):
    n, k, s, p, d = one
    try:
        conv_output_size(*one)
    except GeometryError as error:
        numbers = [
            int(word) for word in str(error).split("Legal:")[1].replace(",", "").split() if word.isdigit()
        ]
        kernel, padding, width = numbers
        assert conv_output_size(n, kernel, s, p, d) >= 1
        assert conv_output_size(n, k, s, padding, d) >= 1
        assert conv_output_size(width, k, s, p, d) >= 1
        for more in ((n, kernel + 1, s, p, d), (n, k, s, padding - 1, d), (width - 1, k, s, p, d)):
            with pytest.raises(GeometryError):
                conv_output_size(*more)


@settings(max_examples=300, **many)
@given(st.integers(1, 40), st.integers(1, 40))
def test_adaptive_windows_are_those_that_torch_reads(n, size):
    row = torch.zeros(1, 1, n, requires_grad=True)
    out = F.adaptive_avg_pool1d(row, size)
    for i, (first, end) in enumerate(adaptive_windows(n, size)):
        (gradient,) = torch.autograd.grad(out[0, 0, i], row, retain_graph=True)
        assert gradient[0, 0].nonzero().flatten().tolist() == list(range(first, end))


def test_numpy_integers_are_whole_numbers():
    numpy = pytest.importorskip("numpy")
    assert conv_output_size(numpy.int64(10), numpy.int32(3), 2) == 4


def test_transposed_inputs_that_reach_no_output_are_unread():
    layer = geometry(5, 1, 1, 1, transposed=True)
    assert (layer.size, layer.unread) == (3, (0, 4))


def test_importing_sizing_loads_the_standard_library_only():
    report = "print([m for m in sys.modules if m.partition('.')[0] not in sys.stdlib_module_names])"

    def modules(code):
        return set(
            eval(subprocess.check_output([sys.executable, "-c", f"import sys; {code}{report}"], text=True))
        )

    loaded = modules("import cnnkit.sizing; ") - modules("")  # an editable install leaves modules of its own
    assert "cnnkit.sizing" in loaded
    assert {m for m in loaded if not m.startswith("cnnkit.sizing")} == {"cnnkit"}
