"""Calls that are off limits are seen by whatever way they are made, and honest code looks as it did."""

import copy
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.overrides import _pop_mode_temporarily
from torch.utils.flop_counter import FlopCounterMode

from cnnkit.checks import Case, grade
from cnnkit.checks.recording import SWITCHED_OFF
from cnnkit.checks.running import run_here

SAVED = F.conv2d
KERNEL = torch.ones(1, 1, 3, 3)


class Disguised(torch.Tensor):
    @classmethod
    def __torch_function__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        return F.conv2d(torch.ones(1, 1, 5, 5), KERNEL)


class WhileGoingBack(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Any) -> Any:
        return x.clone()

    @staticmethod
    def backward(ctx: Any, grad: Any) -> Any:  # type: ignore[override]
        return F.conv2d(grad, KERNEL, padding=1)


def switched_off(x):
    with torch._C.DisableTorchFunction():
        return F.conv2d(x, KERNEL)


def mode_popped(x):
    with _pop_mode_temporarily():
        return F.conv2d(x, KERNEL)


def called_back(x):
    found = []
    torch.zeros(1).apply_(lambda value: found.append(F.conv2d(x, KERNEL)) or value)
    return found[0]


def going_back(x):
    x = x.clone().requires_grad_()
    WhileGoingBack.apply(x).sum().backward()  # type: ignore[attr-defined]
    return x.grad


GEOMETRY = ([1, 1], [0, 0], [1, 1], False, [0, 0], 1)
WAYS = {
    "a saved reference": lambda x: SAVED(x, KERNEL),
    "a name put together": lambda x: getattr(F, "con" + "v2d")(x, KERNEL),
    "a layer": lambda x: nn.Conv2d(1, 1, 3)(x),
    "torch.ops": lambda x: torch.ops.aten.conv2d(x, KERNEL),
    "torch.ops, another kernel": lambda x: torch.ops.aten.thnn_conv2d(x, KERNEL, [3, 3]),
    "an overload": lambda x: torch.ops.aten.convolution.default(x, KERNEL, None, *GEOMETRY),
    "torch._C._nn": lambda x: torch._C._nn.thnn_conv2d(x, KERNEL, [3, 3]),
    "torch._VF": lambda x: torch._VF.conv2d(x, KERNEL),  # type: ignore[attr-defined]
    "torch.convolution": lambda x: torch.convolution(x, KERNEL, None, *GEOMETRY),
    "a trace": lambda x: torch.jit.trace(lambda y: F.conv2d(y, KERNEL), x)(x),
    "torch functions disabled": switched_off,
    "the mode popped": mode_popped,
    "a class of tensors": lambda x: torch.add(x.as_subclass(Disguised), 1),
    "a function that calls back": called_back,
    "a backward pass": going_back,
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("pattern", ["conv*", "*conv*"])
@pytest.mark.parametrize("way", WAYS)
def test_a_call_that_is_off_limits_is_seen(way, pattern, capsys):
    function = WAYS[way]
    cases = [Case(10, torch.ones(1, 1, 5, 5))]
    assert grade("f", lambda: function, cases, expected=function, off_limits=[pattern]) == 0
    assert "hint [off-limits]" in capsys.readouterr().out


def test_who_switches_the_record_off_is_told_so_where_something_is_off_limits(capsys):
    def product(x):
        with torch._C.DisableTorchFunction():
            return x @ x

    cases = [Case(10, torch.ones(2, 2))]
    assert grade("f", lambda: product, cases, expected=product, off_limits=["linear"]) == 0
    assert "goes round the record" in capsys.readouterr().out
    assert grade("f", lambda: product, cases, expected=product) == 10


def training():
    net, x = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.ReLU()), torch.ones(2, 1, 5, 5)
    optimizer = torch.optim.Adam(net.parameters())
    net(x).square().mean().backward()
    optimizer.step()
    return float(copy.deepcopy(net)(x).sum())


def looping():
    x = torch.arange(6.0).reshape(2, 3)
    total = sum(float(value) for row in x for value in row) + len(x) + int(x[1, 2]) + x.numpy().sum()
    return total, repr(x), bool(x[0, 1] > 0), x.tolist(), [*x], x.item if x.ndim == 0 else None


HONEST = {
    "training": training,
    "loops and numbers": looping,
    "vmap": lambda: torch.vmap(lambda x: (x * x).sum())(torch.ones(3, 2)),
    "gradients of functions": lambda: torch.func.jacrev(lambda x: x.sin())(torch.ones(2)),
    "einsum and fft": lambda: torch.fft.ifft(torch.fft.fft(torch.einsum("ij->ji", torch.ones(3, 3)))).real,
    "attention": lambda: nn.MultiheadAttention(4, 2)(*[torch.ones(3, 1, 4)] * 3)[0],
    "a checkpoint": lambda: torch.utils.checkpoint.checkpoint(  # type: ignore[attr-defined]
        torch.sin, torch.ones(2, requires_grad=True), use_reentrant=False
    ),
    "a state": lambda: torch.func.functional_call(
        nn.Linear(1, 1), dict(nn.Linear(1, 1).named_parameters()), torch.ones(1, 1)
    ),
    "sparse": lambda: torch.eye(3).to_sparse() @ torch.ones(3, 1),
    "meta": lambda: nn.Conv2d(1, 1, 3, device="meta")(torch.ones(1, 1, 5, 5, device="meta")).shape,
}


@pytest.mark.parametrize("what", HONEST)
def test_honest_code_goes_round_nothing(what):
    outcome = run_here(HONEST[what], ())
    assert outcome.error == ()
    assert SWITCHED_OFF not in outcome.called


def test_a_mode_of_the_students_own_sees_what_it_would_see_alone():
    def count(x):
        with FlopCounterMode(display=False) as counter:
            F.conv2d(x, KERNEL)
        return counter.get_total_flops()

    x = torch.ones(1, 1, 5, 5)
    assert run_here(count, (x,)).value == count(x) > 0


@pytest.mark.parametrize("what", ["vmap", "gradients of functions", "einsum and fft", "attention", "sparse"])
def test_results_are_the_same_to_the_last_bit(what):
    torch.manual_seed(0)
    alone = HONEST[what]()
    torch.manual_seed(0)
    assert torch.equal(run_here(HONEST[what], ()).value, alone)
