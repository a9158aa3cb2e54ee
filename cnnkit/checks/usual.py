"""Mistakes that beginners make in every task on tensors, made from the reference and its arguments.

A task names the arguments that play a part, and gets the mistakes that can be made with them: a bias left
out, a kernel turned, a stride in one direction only, the first image for all, an activation on top.
"""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Callable, Iterator
from typing import Any

import torch

from cnnkit.checks.recognizing import Mistake

__all__ = ["usual"]

Function = Callable[..., Any]


def usual(
    expected: Function,
    *,
    bias: str = "",
    weight: str = "",
    kernel: str = "",
    stride: str = "",
    batch: bool = False,
    item: str = "image",
    top: bool = True,
) -> list[Mistake]:
    """Mistakes around the reference `expected`, which must return a tensor.

    `bias`, `weight`, `kernel` and `stride` are names of its arguments: a weight of shape (m, …) has one
    filter a row; a kernel has its places in the last axes, and may be the weight or a single one of shape
    (h, w). `batch` says that axis 0 of the result counts images (or what `item` says),
    `top` that no activation belongs on it.
    """
    found = list[Mistake]()
    for there, kind in (
        (bias, lambda: _around_bias(expected, bias, weight)),
        (weight, lambda: _around_weight(expected, weight, weight == kernel)),
        (kernel, lambda: _around_kernel(expected, kernel)),
        (stride, lambda: _around_stride(expected, stride)),
        (batch, lambda: _around_batch(expected, item)),
        (top, lambda: _on_top(expected)),
        (True, lambda: _around_axes(expected)),
    ):
        found += kind() if there else []
    return found


def _bound(expected: Function, args: tuple, kwargs: dict[str, Any]) -> inspect.BoundArguments:
    bound = inspect.signature(expected).bind(*args, **kwargs)
    bound.apply_defaults()
    return bound


def _with(expected: Function, name: str, change: Callable[[Any], Any]) -> Function:
    """The reference, called with another value of one argument."""

    def wrong(*args: Any, **kwargs: Any) -> Any:
        bound = _bound(expected, args, kwargs)
        bound.arguments[name] = change(bound.arguments[name])
        return expected(*bound.args, **bound.kwargs)

    return wrong


def _after(expected: Function, change: Callable[[torch.Tensor], Any]) -> Function:
    return lambda *args, **kwargs: change(expected(*args, **kwargs))


def _around_bias(expected: Function, bias: str, weight: str) -> Iterator[Mistake]:
    yield Mistake("bias-left-out", "the bias is missing.", _with(expected, bias, lambda b: 0 * b))
    yield Mistake(
        "bias-subtracted", "the bias is taken off. It is added.", _with(expected, bias, lambda b: -b)
    )
    for which in (0, -1):
        yield Mistake(
            "one-bias-for-all",
            "one number of the bias serves everywhere. Each has its own place.",
            _with(expected, bias, lambda b, which=which: b[which].expand_as(b)),
        )
    if weight:

        def inside_the_sum(*args: Any, **kwargs: Any) -> Any:
            bound = _bound(expected, args, kwargs)
            bound.arguments[bias] = bound.arguments[bias] * bound.arguments[weight][0].numel()
            return expected(*bound.args, **bound.kwargs)

        text = "the bias comes in with every single product. It is added once, after the sum."
        yield Mistake("bias-once-a-product", text, inside_the_sum)


def _around_weight(expected: Function, weight: str, spatial: bool) -> Iterator[Mistake]:
    def single(w: torch.Tensor) -> bool:
        return spatial and w.ndim == 2

    def first(w: torch.Tensor) -> torch.Tensor:
        return w if single(w) else w[:1].expand_as(w)

    def count(w: torch.Tensor) -> int:
        return w.numel() if single(w) else w[0].numel()

    averaged = "you average the products. Their sum is asked for."
    yield Mistake("averaged", averaged, _with(expected, weight, lambda w: w / count(w)))
    yield Mistake(
        "weight-negated", "the products have the other sign.", _with(expected, weight, lambda w: -w)
    )
    text = "all results are made with the first filter. Each has a filter of its own."
    yield Mistake("one-filter-for-all", text, _with(expected, weight, first))


def _around_kernel(expected: Function, kernel: str) -> Iterator[Mistake]:

    def spatial(w: torch.Tensor) -> int:
        return 2 if w.ndim == 2 else w.ndim - 2

    for axes in ((-1,), (-2,), (-1, -2)):
        yield Mistake(
            "kernel-flipped",
            "this is what a flipped kernel gives. Here its first number meets the first of the window.",
            _with(expected, kernel, lambda w, axes=axes: w.flip([a for a in axes if -a <= spatial(w)])),
        )
    yield Mistake(
        "kernel-transposed",
        "the kernel lies on its side: its rows and columns changed places.",
        _with(expected, kernel, lambda w: w.transpose(-1, -2) if spatial(w) == 2 else w),
    )


def _around_stride(expected: Function, stride: str) -> Iterator[Mistake]:
    def unstrided(args: tuple, kwargs: dict[str, Any]) -> tuple[torch.Tensor, torch.Tensor, int]:
        step = _bound(expected, args, kwargs).arguments[stride]
        return _with(expected, stride, lambda s: 1)(*args, **kwargs), expected(*args, **kwargs), step

    def cut(*args: Any, **kwargs: Any) -> torch.Tensor:
        dense, right, _ = unstrided(args, kwargs)
        return dense[tuple(slice(n) for n in right.shape)]

    def across(*args: Any, **kwargs: Any) -> torch.Tensor:
        dense, _, step = unstrided(args, kwargs)
        return dense[..., ::step]

    def down(*args: Any, **kwargs: Any) -> torch.Tensor:
        dense, _, step = unstrided(args, kwargs)
        return dense[..., ::step, :]

    ignored = "the windows are one place apart, whatever the stride."
    yield Mistake("stride-left-out", ignored, _with(expected, stride, lambda s: 1))
    yield Mistake(
        "index-not-times-stride",
        "the result has the right size, but the windows move one place a step, whatever the stride.",
        cut,
    )
    for one_way in (down, across):
        yield Mistake("stride-one-way", "the stride acts in one direction only.", one_way)


def _around_batch(expected: Function, item: str) -> Iterator[Mistake]:
    first = f"only the first {item} is looked at. Every {item} has a result of its own."
    mixed = f"the {item}s were mixed into one answer. Every {item} has a result of its own: keep axis 0."
    for change in (
        lambda r: r[:1],
        lambda r: r[0],
        lambda r: r[:1].expand_as(r),
        lambda r: torch.cat([r[:1], 0 * r[1:]]),
    ):
        yield Mistake("first-image-only", first, _after(expected, change))
    text = f"only the last {item} is there. Does each overwrite the one before?"
    for change in (lambda r: r[-1:], lambda r: r[-1], lambda r: r[-1:].expand_as(r)):
        yield Mistake("last-image-only", text, _after(expected, change))
    for mix in (lambda r: r.mean(0), lambda r: r.sum(0)):
        for shape in (lambda r, m: m, lambda r, m: m[None], lambda r, m: m.expand_as(r)):
            yield Mistake(
                "batch-averaged", mixed, _after(expected, lambda r, mix=mix, shape=shape: shape(r, mix(r)))
            )


def _on_top(expected: Function) -> Iterator[Mistake]:
    text = "a softmax stands on top. The numbers before it are asked for."
    for axis in (-1, 0):
        yield Mistake("softmax-applied", text, _after(expected, lambda r, axis=axis: r.softmax(axis)))
        yield Mistake("softmax-applied", text, _after(expected, lambda r, axis=axis: r.log_softmax(axis)))
    first = next(iter(inspect.signature(expected).parameters))
    text = "negative inputs became 0 before anything else was done, and no ReLU is asked for there."
    yield Mistake("relu-before", text, _with(expected, first, lambda x: x.relu()))
    for key, hint, change in (
        (
            "relu-applied",
            "negative results became 0: a ReLU stands on top, and none is asked for.",
            torch.relu,
        ),
        ("sigmoid-applied", "a sigmoid stands on top. The numbers before it are asked for.", torch.sigmoid),
        ("tanh-applied", "a tanh stands on top. The numbers before it are asked for.", torch.tanh),
        ("signs-lost", "negative results became positive.", torch.abs),
        ("sign", "every sign is the other way round.", torch.neg),
    ):
        yield Mistake(key, hint, _after(expected, change))


def _around_axes(expected: Function) -> Iterator[Mistake]:
    text = "the axes of your result stand in another order: compare with the table of shapes."
    for count in (2, 3):
        for order in list(itertools.permutations(range(count)))[1:]:
            yield Mistake("axes-swapped", text, _after(expected, lambda r, order=order: r.permute(order)))
    moved = (
        "the shape is right, the places are not: reshape keeps the order of the numbers, it moves no axis."
    )
    yield Mistake(
        "reshape-for-transpose", moved, _after(expected, lambda r: r.transpose(-1, -2).reshape(r.shape))
    )
