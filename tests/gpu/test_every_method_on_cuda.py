"""Every public name of cnnkit.visualize on a GPU, over the table of `tests/visualize/every_method.py`: the
CPU's answers, in bfloat16 and with channels last as well. `make test-gpu`.
"""

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from tests.visualize.every_method import ROWS, pictures, tiny
from tests.visualize.test_every_method import same, tensors, traces, used

pytestmark = pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no GPU that torch could use")

each = pytest.mark.parametrize("name", ROWS)


@pytest.fixture(autouse=True)
def without_shortcuts():
    """float32 as it is on the CPU: no TF32, and the same kernels at each call."""
    matrices, convolutions = torch.backends.cuda.matmul.allow_tf32, torch.backends.cudnn.allow_tf32
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
    yield
    torch.backends.cuda.matmul.allow_tf32, torch.backends.cudnn.allow_tf32 = matrices, convolutions


def alike(found, want, least):
    """Whether two results point the same way: a sign, a sorted place or a step may differ by rounding."""
    for a, b in zip(tensors(found), tensors(want), strict=True):
        a, b = a.double().flatten().cpu(), b.double().flatten()
        assert F.cosine_similarity(a, b, dim=0) > least or torch.equal(a, b)


@each
def test_a_gpu_answers_as_the_cpu(name):
    found = ROWS[name].call(tiny().cuda(), pictures().cuda())
    if isinstance(found, Tensor) and name != "loss_surface":
        assert found.is_cuda
    alike(found, ROWS[name].call(tiny(), pictures()), 0.98)


@each
@pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last])
def test_it_answers_in_bfloat16_and_with_channels_last(name, layout):
    row = ROWS[name]
    net, x = (
        thing.cuda().to(memory_format=layout) for thing in (tiny(torch.bfloat16), pictures(torch.bfloat16))
    )
    found = row.call(net, x)
    if row.shape is not None:
        assert (tuple(found.shape), found.dtype) == (row.shape, row.gives(torch.bfloat16))
    assert all(part.isfinite().all() for part in tensors(found))
    if row.shape is not None and row.dtype is not torch.long:
        alike(found, row.call(tiny(torch.float64), pictures(torch.float64)), 0.9)


@each
def test_a_network_on_the_gpu_is_left_as_it_was(name):
    net = used().cuda()
    before = traces(net)
    ROWS[name].call(net, pictures().cuda())
    assert same(before, traces(net))
