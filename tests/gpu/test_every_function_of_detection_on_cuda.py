"""Every public name of cnnkit.detection on a GPU, over the table of `tests/detection/every_function.py`: the
CPU's answers, in bfloat16 and with channels last as well. `make test-gpu`.
"""

import pytest
import torch
from torch import Tensor

from tests.detection.every_function import ROWS, inputs, moved
from tests.gpu.test_every_method_on_cuda import alike, without_shortcuts  # noqa: F401
from tests.visualize.test_every_method import tensors

pytestmark = pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no GPU that torch could use")
each = pytest.mark.parametrize("name", ROWS)


@each
def test_a_gpu_answers_as_the_cpu(name):
    row = ROWS[name]
    found = row.call(moved(inputs(), "cuda"))
    if row.shape is not None:
        assert found.is_cuda
    alike(found, row.call(inputs()), 0.999)


@each
@pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last])
def test_it_answers_in_bfloat16_and_with_channels_last(name, layout):
    row = ROWS[name]
    found = row.call(moved(inputs(torch.bfloat16, layout), "cuda"))
    if row.shape is not None:
        assert (tuple(found.shape), found.dtype) == (row.shape, row.dtype or torch.bfloat16)
    assert all(part.isfinite().all() for part in tensors(found))
    want = row.call(inputs(torch.float64))
    if row.exact or isinstance(want, Tensor):
        alike(found, want, 0.95)
