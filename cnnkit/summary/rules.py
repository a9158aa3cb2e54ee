"""How each torch operation moves what its units can see.

One rule an operation, named as in `torch.ops.aten`. Activations and other pointwise operations share one; an
operation without a rule makes the field unknown, which a table shows as a dash, and never wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch

from cnnkit.summary.mixing import Rule, batch_norm, normalized, pointwise, product, reduce, unknown
from cnnkit.summary.moving import (
    concatenate,
    cut,
    expand,
    permuted,
    reshaped,
    restride,
    select,
    split,
    stack,
    swapped,
)
from cnnkit.summary.origin import VIEWS
from cnnkit.summary.sliding import adaptive, convolution, pad, pixel_shuffle, pool, upsample

aten = torch.ops.aten

PADS = ("constant_pad_nd", *(f"{kind}_pad{n}d" for kind in ("reflection", "replication") for n in (1, 2, 3)))
REDUCTIONS = ("mean", "sum", "amax", "amin", "max", "min", "var", "std", "prod", "argmax", "var_mean", "norm")
NORMS = ("native_batch_norm", "_native_batch_norm_legit", "_native_batch_norm_legit_no_training")
UNCHANGED = ("detach", "alias", "_to_copy", "hardswish", "hardswish_", "native_dropout", "_prelu_kernel")


def _rules(names: Iterable[str], rule: Rule) -> dict[Any, Rule]:
    return {getattr(aten, name): rule for name in names}


RULES: dict[Any, Rule] = {
    aten.convolution: convolution,
    aten.avg_pool2d: pool(2),
    aten.avg_pool3d: pool(3),
    aten.max_pool2d_with_indices: pool(2),
    aten.max_pool3d_with_indices: pool(3),
    aten._adaptive_avg_pool2d: adaptive(2),
    aten._adaptive_avg_pool3d: adaptive(3),
    aten.adaptive_max_pool2d: adaptive(2),
    aten.adaptive_max_pool3d: adaptive(3),
    aten.upsample_nearest1d: upsample(1, 0),
    aten.upsample_nearest2d: upsample(2, 0),
    aten.upsample_nearest3d: upsample(3, 0),
    aten.upsample_linear1d: upsample(1, 1),
    aten.upsample_bilinear2d: upsample(2, 1),
    aten.upsample_trilinear3d: upsample(3, 1),
    aten.upsample_bicubic2d: upsample(2, 2),
    aten.pixel_shuffle: pixel_shuffle,
    **_rules(PADS, pad),
    **_rules((*REDUCTIONS, "logsumexp", "linalg_vector_norm"), reduce),
    **_rules(VIEWS, reshaped),
    **_rules(NORMS, batch_norm),
    **_rules(UNCHANGED, lambda a, out, fields: fields(a["self" if "self" in a else "input"])),
    aten._softmax: normalized(lambda a: [a["dim"]]),
    aten._safe_softmax: normalized(lambda a: [a["dim"]]),
    aten._log_softmax: normalized(lambda a: [a["dim"]]),
    aten.native_layer_norm: normalized(lambda a: range(-len(a["normalized_shape"]), 0)),
    aten.native_group_norm: normalized(lambda a: range(1, a["input"].dim())),
    aten.as_strided: restride,
    aten.as_strided_: restride,
    aten.expand: expand,
    aten.permute: permuted(lambda a, n: a["dims"]),
    aten.transpose: permuted(lambda a, n: swapped(a["dim0"], a["dim1"], n)),
    aten.t: permuted(lambda a, n: swapped(0, n - 1, n)),
    aten.slice: cut,
    aten.select: select,
    aten.cat: concatenate,
    aten.stack: stack,
    aten.split: split,
    aten.split_with_sizes: split,
    aten.index_select: split,
    aten.mm: product("self", "mat2"),
    aten.bmm: product("self", "mat2"),
    aten.addmm: product("mat1", "mat2", "self"),
    aten.baddbmm: product("batch1", "batch2", "self"),
    aten.embedding: lambda a, out, fields: fields(a["indices"]),
}


def rule_of(func: Any) -> Rule:
    """The rule of one of torch's operations: arguments, output and fields of the arguments in, fields out."""
    rule = RULES.get(func.overloadpacket)
    if rule is None and torch.Tag.pointwise in func.tags:
        rule = pointwise
    return rule or unknown
