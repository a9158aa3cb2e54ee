"""Every public name of cnnkit.detection: shapes, dtypes, layouts, the meta device, and inputs left alone."""

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from cnnkit import detection
from tests.detection.every_function import ROWS, inputs, moved
from tests.visualize.test_every_method import tensors

each = pytest.mark.parametrize("name", ROWS)


def test_every_name_has_a_row():
    assert set(ROWS) == set(detection.__all__)


@each
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16])
def test_all_dtypes(name, dtype):
    row = ROWS[name]
    found = row.call(inputs(dtype))
    if row.shape is not None:
        assert (tuple(found.shape), found.dtype) == (row.shape, row.dtype or dtype)
    parts = tensors(found)
    assert parts
    assert all(part.isfinite().all() for part in parts)
    assert any(part.double().abs().sum() > 0 for part in parts if part.numel())


@each
def test_16_bits_say_what_64_say(name):
    row = ROWS[name]
    exact, near = (tensors(row.call(inputs(dtype))) for dtype in (torch.float64, torch.bfloat16))
    for a, b in zip(exact, near, strict=True):
        if row.exact:
            assert torch.equal(a, b) or torch.allclose(a.double(), b.double(), rtol=1e-12, atol=1e-12)
        elif row.shape is not None:
            assert F.cosine_similarity(a.double().flatten(), b.double().flatten(), dim=0) > 0.95


@each
def test_layout_in_memory_does_not_matter(name):
    call = ROWS[name].call
    plain, other = call(inputs(torch.float64)), call(inputs(torch.float64, torch.channels_last))
    for a, b in zip(tensors(plain), tensors(other), strict=True):
        assert torch.allclose(a, b, rtol=1e-9, atol=1e-12)


@each
def test_calls_repeat_draw_nothing_and_change_no_input(name):
    given, state = inputs(), torch.get_rng_state()
    first, again = ROWS[name].call(given), ROWS[name].call(given)
    assert all(torch.equal(a, b) for a, b in zip(tensors(first), tensors(again), strict=True))
    assert torch.equal(torch.get_rng_state(), state)
    for field in ("boxes", "others", "scores", "labels", "pictures", "logits", "cells"):
        assert torch.equal(getattr(given, field), getattr(inputs(), field))


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if not row.meta])
def test_shapes_follow_on_the_meta_device(name):
    """A tensor made on the CPU on the way would raise."""
    row = ROWS[name]
    found = row.call(moved(inputs(), "meta"))
    assert isinstance(found, Tensor)
    assert (found.is_meta, tuple(found.shape)) == (True, row.shape)


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if row.meta])
def test_what_cannot_run_there_depends_on_numbers(name):
    with pytest.raises((RuntimeError, NotImplementedError, TypeError, ValueError)):
        ROWS[name].call(moved(inputs(), "meta"))
