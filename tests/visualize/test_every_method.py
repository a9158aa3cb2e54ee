"""Every public name of cnnkit.visualize, on a tiny network and wide pictures: shapes, dtypes, layouts,
the meta device, seeds, and nothing left behind, also where an error flies.
"""

import copy

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from cnnkit import visualize
from tests.visualize.every_method import ROWS, pictures, tiny

each = pytest.mark.parametrize("name", ROWS)
each_that_runs = pytest.mark.parametrize("name", [name for name, row in ROWS.items() if row.network])


def tensors(found):
    """All tensors and numbers of a result, whatever holds them."""
    if isinstance(found, Tensor):
        return [found]
    if isinstance(found, int | float):
        return [torch.tensor(float(found))]
    return [t for each in found for t in tensors(each)] if isinstance(found, list | tuple) else []


def test_every_name_has_a_row():
    assert set(ROWS) == set(visualize._HOMES)
    assert [name for name in visualize._HOMES if not callable(getattr(visualize, name))] == []
    assert set(visualize._HOMES) <= set(dir(visualize))


@each
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16])
def test_wide_pictures_in_a_batch_and_all_dtypes(name, dtype):
    row = ROWS[name]
    found = row.call(tiny(dtype), pictures(dtype))
    if row.shape is not None:
        assert (tuple(found.shape), found.dtype) == (row.shape, row.gives(dtype))
        assert not found.requires_grad
    assert all(part.isfinite().all() for part in tensors(found))
    if name not in ("path_lengths", "residual_blocks", "field_of", "field_on_picture"):
        assert any(part.double().abs().sum() > 0 for part in tensors(found))


@each
def test_results_of_16_bits_are_near_those_of_64(name):
    row = ROWS[name]
    if row.shape is None or row.dtype is torch.long:
        return
    exact = row.call(tiny(torch.float64), pictures(torch.float64)).double().flatten()
    near = row.call(tiny(torch.bfloat16), pictures(torch.bfloat16)).double().flatten()
    alike = F.cosine_similarity(exact, near, dim=0) if exact.norm() else 1
    assert alike > 0.9


@each
def test_layout_in_memory_does_not_matter(name):
    net, x = tiny(torch.float64), pictures(torch.float64)
    plain = ROWS[name].call(net, x)
    other = ROWS[name].call(
        net.to(memory_format=torch.channels_last), x.to(memory_format=torch.channels_last)
    )
    for a, b in zip(tensors(plain), tensors(other), strict=True):
        assert torch.allclose(a, b, rtol=1e-6, atol=1e-9)


@each
def test_calls_repeat_and_draw_nothing_from_the_global_stream(name):
    net, x, state = tiny(), pictures(), torch.get_rng_state()
    first, again = ROWS[name].call(net, x), ROWS[name].call(net, x)
    assert all(torch.equal(a, b) for a, b in zip(tensors(first), tensors(again), strict=True))
    assert torch.equal(torch.get_rng_state(), state)
    assert torch.equal(x, pictures())


@each
def test_gradients_may_be_switched_off_around_it(name):
    net, x = tiny(), pictures()
    usual = ROWS[name].call(net, x)
    with torch.no_grad():
        off = ROWS[name].call(net, x)
    assert all(torch.equal(a, b) for a, b in zip(tensors(usual), tensors(off), strict=True))


@pytest.mark.parametrize(
    "name", [n for n, row in ROWS.items() if row.network and not row.drawn and row.shape]
)
def test_a_picture_gets_the_same_alone_as_in_a_batch(name):
    if ROWS[name].shape[0] != 2:
        return
    net, x = tiny(torch.float64), pictures(torch.float64)
    both = ROWS[name].call(net, x)
    twice = ROWS[name].call(net, x[:1].expand(2, -1, -1, -1))
    assert torch.allclose(both[0], twice[0], rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("name", [n for n, row in ROWS.items() if not row.meta])
def test_it_runs_on_the_meta_device(name):
    row = ROWS[name]
    found = row.call(tiny().to("meta"), pictures().to("meta"))
    assert found.is_meta
    assert (tuple(found.shape), found.dtype) == (row.shape, row.gives(torch.float32))


def traces(net):
    """All that a method could leave behind on a network, or in torch."""
    parts = [
        (part, part.training, dict(vars(part)), list(part._forward_hooks), list(part._forward_pre_hooks),
         list(part._backward_hooks), list(part._backward_pre_hooks))
        for part in net.modules()
    ]  # fmt: skip
    parts = [
        (part, mode, {k: v for k, v in own.items() if k != "calls"}, *hooks)
        for part, mode, own, *hooks in parts
    ]
    parameters = [(p, p.data_ptr(), p.requires_grad, p.grad) for p in net.parameters()]
    functions = [F.relu, torch.relu, Tensor.relu, torch.nn.ReLU.forward, F.max_pool2d]
    return parts, parameters, functions, torch.is_grad_enabled()


def same(before, after):
    if isinstance(before, list | tuple):
        return len(before) == len(after) and all(map(same, before, after))
    if isinstance(before, dict):
        return before.keys() == after.keys() and all(same(before[k], after[k]) for k in before)
    return before is after or (not isinstance(before, Tensor) and before == after)


def used(dtype=torch.float32):
    """A network in the middle of somebody's training: mixed modes, a frozen weight, gradients."""
    net = tiny(dtype).train()
    net.norm.eval()
    net.block.branch[0].weight.requires_grad_(False)
    net(pictures(dtype)).sum().backward()
    net.calls = 0
    return net


@each
def test_a_network_in_training_is_left_as_it_was(name):
    net = used()
    state, before = copy.deepcopy(net.state_dict()), traces(net)
    ROWS[name].call(net, pictures())
    assert same(before, traces(net))
    assert all(torch.equal(value, state[key]) for key, value in net.state_dict().items())


@each_that_runs
@pytest.mark.parametrize("call", [1, 2])
def test_also_when_an_error_flies(name, call):
    net = used()
    ROWS[name].call(net, pictures())
    runs, net.calls = net.calls, 0
    assert runs > 0
    net.breaks_at = min(call, runs)
    state, before = copy.deepcopy(net.state_dict()), traces(net)
    with pytest.raises((RuntimeError, ValueError), match="an error flies"):  # some say where it came from
        ROWS[name].call(net, pictures())
    assert same(before, traces(net))
    assert all(torch.equal(value, state[key]) for key, value in net.state_dict().items())


def test_the_suite_sees_what_is_left_behind():
    net = used()
    before = traces(net)
    net.conv.register_forward_hook(lambda *_: None)
    assert not same(before, traces(net))
    other = used()
    before = traces(other)
    other.norm.train()
    assert not same(before, traces(other))
