"""Receptive fields against the set of pixels that have a gradient."""

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnkit.sizing import Field, GeometryError, receptive_field

quick = settings(max_examples=300, deadline=None, derandomize=True)


def seen(row, unit):
    """First and past-the-last pixel with a gradient; all weights are positive, so none can cancel."""
    (gradient,) = torch.autograd.grad(unit, row, retain_graph=True)
    pixels = gradient.flatten().nonzero().flatten().tolist()
    return (pixels[0], pixels[-1] + 1) if pixels else None


@quick
@given(
    st.lists(
        st.tuples(st.integers(1, 5), st.integers(1, 3), st.integers(0, 2), st.integers(1, 2)),
        min_size=1,
        max_size=4,
    )
)
def test_the_field_is_what_has_a_gradient(layers):
    n = 400
    row = torch.zeros(1, 1, n, dtype=torch.double, requires_grad=True)
    x = row
    for k, s, p, d in layers:
        x = F.conv1d(x, torch.ones(1, 1, k, dtype=torch.double), stride=s, padding=p, dilation=d)
    size, jump, start = receptive_field(layers)
    middle = x.shape[-1] // 2
    low = start + middle * jump - size / 2
    if low < 0 or low + size > n:
        return
    assert seen(row, x[0, 0, middle]) == (low, low + size)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.lists(
        st.tuples(st.booleans(), st.integers(1, 4), st.integers(1, 3), st.integers(0, 1)),
        min_size=1,
        max_size=4,
    )
)
def test_fields_of_enlarged_maps_are_exact_in_every_phase(layers):
    row = torch.zeros(1, 1, 120, dtype=torch.double, requires_grad=True)
    x, field = row, Field()
    for transposed, k, s, p in layers:
        weight = torch.ones(1, 1, k, dtype=torch.double)
        if transposed:
            x = F.conv_transpose1d(x, weight, stride=s, padding=min(p, k - 1))
            field = field.stamp(k, s, min(p, k - 1))
        else:
            x = F.conv1d(x, weight, stride=s, padding=p)
            field = field.window(k, s, p)
    middle = x.shape[-1] // 2
    for unit in range(middle, min(middle + 2 * len(field.edges), x.shape[-1])):
        edges = field.edges[unit % len(field.edges)]
        shift = unit // len(field.edges) * field.period
        assert seen(row, x[0, 0, unit]) == (edges and (edges[0] + shift, edges[1] + shift))
    sizes = [high - low for low, high in filter(None, field.edges)]
    assert field.measures().size == max(sizes, default=0)


def test_the_known_networks():
    alexnet = [(11, 4, 0), (3, 2, 0), (5, 1, 2), (3, 2, 0), *[(3, 1, 1)] * 3, (3, 2, 0)]
    assert receptive_field(alexnet) == (195, 32, 33.5)
    vgg16 = [layer for depth in (2, 2, 3, 3, 3) for layer in [(3, 1, 1)] * depth + [(2, 2, 0)]]
    assert receptive_field(vgg16) == (212, 32, 16.0)
    assert receptive_field([]) == (1, 1, 0.5)
    assert receptive_field([(3, 1, 0), (3, 1, 0), (2, 2, 0)]) == (6, 2, 3.0)


def test_branches_join_to_the_widest_reach_on_each_side():
    left = Field().window(3, 1, 2)
    right = Field().window(3, 1, 0)
    assert left.join(right).measures() == (5, 1, 0.5)
    with pytest.raises(GeometryError, match="jumps of 2 and 1 pixels do not line up"):
        Field().window(2, 2).join(Field())


def test_a_dense_layer_sees_all_units():
    assert Field().window(5).window(2, 2).whole(14).measures().size == 6 + 13 * 2


@pytest.mark.parametrize(
    ("layers", "expected"),
    [
        ([(3, 1)], "layer 0 must be (kernel, stride, padding)"),
        ([(3, 1, 0), 3], "layer 1 must be"),
        ([(3, 1, 0), (0, 1, 0)], "kernel of layer 1 must be at least 1, got 0"),
        ([(3, 1.5, 0)], "stride of layer 0 must be a whole number, got 1.5"),
    ],
)
def test_errors_name_the_layer(layers, expected):
    with pytest.raises(GeometryError) as error:
        receptive_field(layers)
    assert expected in str(error.value)
