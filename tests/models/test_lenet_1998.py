"""LeNet-5 of 1998 against the numbers that the paper prints."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from cnnkit.models.lenet_1998 import DIGITS, RBF, TABLE_I, Subsample, connections, lenet5_1998
from cnnkit.summary import param_count, summarize

# Table I as published: for each map of S2 the maps of C3 that read it.
READERS = [
    [0, 4, 5, 6, 9, 10, 11, 12, 14, 15],
    [0, 1, 5, 6, 7, 10, 11, 12, 13, 15],
    [0, 1, 2, 6, 7, 8, 11, 13, 14, 15],
    [1, 2, 3, 6, 7, 8, 9, 12, 14, 15],
    [2, 3, 4, 7, 8, 9, 10, 12, 13, 15],
    [3, 4, 5, 8, 9, 10, 11, 13, 14, 15],
]


def test_the_table_is_the_papers_row_by_row():
    assert [[j for j, mark in enumerate(row) if mark == "X"] for row in TABLE_I] == READERS
    assert {len(row) for row in TABLE_I} == {16}
    assert sum(row.count("X") for row in TABLE_I) == 60


def test_the_table_is_what_the_text_says_of_it():
    sets = [{i for i in range(6) if TABLE_I[i][j] == "X"} for j in range(16)]
    assert sets[:6] == [{i, (i + 1) % 6, (i + 2) % 6} for i in range(6)]
    assert sets[6:12] == [{(i + k) % 6 for k in range(4)} for i in range(6)]
    discontinuous = sets[12:15]
    assert all(len(s) == 4 and s not in sets[6:12] for s in discontinuous)
    assert sets[15] == set(range(6))
    assert len({frozenset(s) for s in sets}) == 16


def test_c3_is_a_full_convolution_with_zeros_where_the_table_is_empty():
    torch.manual_seed(0)
    c3, x = lenet5_1998().body.c3, torch.randn(2, 6, 14, 14)
    weight, bias = torch.zeros(16, 6, 5, 5), torch.cat([conv.bias for conv in c3.convs])
    kernels = [kernel for conv in c3.convs for filters in conv.weight for kernel in filters]
    columns = [(j, i) for j in range(16) for i in range(6) if j in READERS[i]]
    for (j, i), kernel in zip(columns, kernels, strict=True):
        weight[j, i] = kernel
    assert torch.allclose(c3(x), F.conv2d(x, weight, bias), atol=1e-5)


def test_parameters_and_connections_are_the_papers_layer_by_layer():
    model = lenet5_1998()
    parts = (model.stem.c1, model.stem.s2, model.body.c3, model.body.s4, model.body.c5, model.head.f6)
    assert [param_count(part) for part in parts] == [156, 12, 1_516, 32, 48_120, 10_164]
    assert param_count(model) == 60_000
    counts = connections(model)
    assert list(counts.values()) == [122_304, 5_880, 151_600, 2_000, 48_120, 10_164, 840]
    assert sum(counts.values()) == 340_908
    assert not any(part._forward_hooks for part in model.modules())


def test_a_pool_adds_four_pixels_and_learns_one_weight_and_one_bias_a_map():
    torch.manual_seed(0)
    x, pool = torch.randn(1, 3, 5, 4), Subsample(3)
    for parameter in pool.parameters():
        nn.init.normal_(parameter)
    out = pool(x)
    assert out.shape == (1, 3, 2, 2)
    for c in range(3):
        expected = x[0, c, 2:4, 0:2].sum() * pool.weight[c] + pool.bias[c]
        assert torch.allclose(out[0, c, 1, 0], expected)


def test_tanh_is_scaled_so_that_one_stays_one():
    tanh = lenet5_1998().stem.tanh1
    z = torch.tensor([-100.0, -1.0, 0.0, 1.0, 100.0])
    assert torch.allclose(tanh(z), torch.tensor([-1.7159, -1.0, 0.0, 1.0, 1.7159]), atol=1e-4)


def test_logits_are_minus_squared_distances_to_drawings_that_are_never_trained():
    torch.manual_seed(0)
    model, x = lenet5_1998(), torch.rand(3, 1, 32, 32)
    f6 = model.head[:-1](model.body(model.stem(x)))
    codes = model.head.output.codes
    for n in range(3):
        for k in range(10):
            distance = sum((f6[n, j] - codes[k, j]).item() ** 2 for j in range(84))
            assert model(x)[n, k].item() == pytest.approx(-distance, rel=1e-4)
    assert RBF(codes)(codes).argmax(1).tolist() == list(range(10))
    assert not codes.requires_grad
    assert "head.output.codes" in model.state_dict()


def test_drawings_are_seven_by_twelve_and_far_apart():
    glyphs = list(zip(*(row.split() for row in DIGITS), strict=True))
    assert len(glyphs) == 10
    assert {(len(glyph), *{len(row) for row in glyph}) for glyph in glyphs} == {(12, 7)}
    codes = lenet5_1998().head.output.codes
    assert codes.shape == (10, 84)
    assert set(codes.unique().tolist()) == {-1, 1}
    for k, glyph in enumerate(glyphs):
        assert [value > 0 for value in codes[k].tolist()] == [pixel == "#" for pixel in "".join(glyph)]
        for other in range(k):
            assert (codes[k] != codes[other]).sum() >= 15


def test_the_start_is_even_within_the_papers_bounds():
    torch.manual_seed(0)
    model = lenet5_1998()
    fan_in = {"c1": 25, "s2": 4, "c3.convs.0": 75, "c3.convs.1": 100, "c3.convs.2": 150, "s4": 4, "c5": 400}
    layers = {name.split(".", 1)[1]: part for name, part in model.named_modules() if "." in name}
    for name, inputs in {**fan_in, "f6": 120}.items():
        values = torch.cat([p.flatten() for p in layers[name].parameters()])
        assert values.abs().max() <= 2.4 / inputs
        assert values.abs().max() > 0.7 * 2.4 / inputs


def test_what_a_unit_sees_is_known_through_the_table():
    fields = {row.name: row.receptive_field for row in summarize(lenet5_1998(), (1, 1, 32, 32)).rows}
    names = ("stem.c1", "stem.s2", "body.c3.convs.1", "body.s4", "body.c5")
    assert [fields[name].size for name in names] == [5, 6, 14, 16, 32]


def test_more_classes_than_drawings_are_refused():
    with pytest.raises(ValueError, match="num_classes=11; legal: 1 to 10"):
        lenet5_1998(num_classes=11)
