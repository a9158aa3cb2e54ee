"""Shapes against hooks on a real run, multiplications and parameters against torch's own counts."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from cnnkit.models import create_model, model_info
from cnnkit.sizing import conv_macs, linear_macs
from cnnkit.summary import macs, param_count, summarize
from tests.models.networks import EACH


class Functional(nn.Module):
    """Weights and pools used without a module of their own."""

    def __init__(self):
        super().__init__()
        self.kernel = nn.Parameter(torch.randn(4, 3, 3, 3))
        self.conv = nn.Conv2d(4, 6, 3, padding=1, stride=2)
        self.matrix = nn.Parameter(torch.randn(6, 5))
        self.out = nn.Parameter(torch.randn(2, 5))

    def forward(self, x):
        x = F.max_pool2d(F.relu(F.conv2d(x, self.kernel)), 2)
        x = self.conv(x).mean((2, 3))
        return F.linear(x @ self.matrix, self.out)


class Attention(nn.Module):
    """Two products of activations beside three linear layers."""

    def __init__(self):
        super().__init__()
        self.q, self.k, self.v = (nn.Linear(8, 8) for _ in range(3))

    def forward(self, x):
        weights = (self.q(x) @ self.k(x).transpose(1, 2)).softmax(-1)
        return weights @ self.v(x)


class Votes(nn.Module):
    """Capsule votes: a product with a weight that no linear layer holds."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(3, 5, 6))

    def forward(self, x):
        return torch.einsum("bjk,jkl->bjl", x, self.weight)


class Shared(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 3, 3, padding=1)

    def forward(self, x):
        return self.conv(self.conv(x))


def zoo():
    yield "functional", Functional(), (2, 3, 17, 15)
    yield "shared", Shared(), (1, 3, 9, 9)
    yield (
        "1-D",
        nn.Sequential(nn.Conv1d(4, 6, 5, 2, groups=2), nn.ReLU(), nn.ConvTranspose1d(6, 4, 4, 3)),
        (3, 4, 31),
    )
    yield (
        "3-D",
        nn.Sequential(nn.Conv3d(2, 4, (3, 1, 2)), nn.AvgPool3d(2), nn.BatchNorm3d(4)),
        (1, 2, 8, 9, 10),
    )
    yield "transposed", nn.ConvTranspose2d(6, 4, 3, 2, 1, 1, groups=2), (2, 6, 7, 5)
    yield "same", nn.Conv2d(3, 3, 4, padding="same", dilation=2), (1, 3, 12, 12)
    yield "separable", nn.Sequential(nn.Conv2d(8, 8, 3, groups=8), nn.Conv2d(8, 16, 1)), (1, 8, 9, 9)
    yield "linear on maps", nn.Sequential(nn.Linear(7, 3), nn.Linear(3, 2, bias=False)), (2, 4, 5, 7)
    yield "weight norm", nn.utils.parametrizations.weight_norm(nn.Conv2d(3, 4, 3)), (1, 3, 8, 8)
    yield "groups and norms", nn.Sequential(nn.Conv2d(4, 4, 1), nn.GroupNorm(2, 4), nn.PReLU(4)), (1, 4, 5, 5)


ZOO = {name: (module, shape) for name, module, shape in zoo()}


def flops(module, x):
    module.eval()
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        module(x)
    return counter.get_total_flops()


@pytest.mark.parametrize("name", ZOO)
@pytest.mark.filterwarnings("ignore:Using padding='same'")
def test_macs_are_half_of_torchs_flops(name):
    module, shape = ZOO[name]
    summary = summarize(module, shape)
    total = flops(module, torch.zeros(shape))
    assert total > 0
    assert summary.macs * 2 == total
    assert summary.products == 0
    assert macs(module, shape) == summary.macs


@pytest.mark.parametrize("name", EACH)
def test_macs_of_the_catalogue_are_half_of_torchs_flops(name):
    entry = model_info(name)
    with torch.device("meta"):
        module = create_model(name)
        x = torch.zeros(
            2, *entry.input_shape, dtype=torch.long if len(entry.input_shape) == 1 else torch.float32
        )
    summary = summarize(module, tuple(x.shape))
    assert (summary.macs + summary.products) * 2 == flops(module, x)


class Everywhere(nn.Module):
    """One matrix applied at every place of a map whose channels stand second."""

    def __init__(self, bias, einsum=False):
        super().__init__()
        self.weight, self.bias = (
            nn.Parameter(torch.randn(5, 8)),
            nn.Parameter(torch.randn(5)) if bias else None,
        )
        self.einsum = einsum

    def forward(self, x):
        if self.einsum:
            return torch.einsum("bc...,oc->bo...", x, self.weight)
        return F.linear(x.transpose(1, -1), self.weight, self.bias)


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("einsum", [False, True])
@pytest.mark.parametrize("shape", [(1, 8), (2, 8, 9), (1, 8, 9), (2, 8, 3, 4), (2, 8, 2, 3, 4)])
def test_a_functional_linear_is_one_on_any_map(shape, bias, einsum):
    module = Everywhere(bias, einsum)
    summary = summarize(module, shape)
    places = torch.zeros(shape)[:, 0].numel()
    assert (summary.macs, summary.products) == (linear_macs(8, 5, places), 0)
    assert summary.macs * 2 == flops(module, torch.zeros(shape))


@pytest.mark.parametrize("equation", ["c,oc->o", "c,c->"])
def test_a_product_with_a_single_vector_counts_too(equation):
    class Vector(nn.Module):
        def __init__(self):
            super().__init__()
            self.weight = nn.Parameter(torch.zeros(5, 8))

        def forward(self, x):
            return self.weight @ x[0] if equation == "c,oc->o" else self.weight[0] @ x[0]

    assert summarize(Vector(), (1, 8)).macs == (40 if equation == "c,oc->o" else 8)


@pytest.mark.parametrize("looks", [False, True])
@pytest.mark.parametrize("batch_first", [False, True])
@pytest.mark.parametrize("bias", [False, True])
def test_attention_by_hand_and_by_torchs_flops(looks, batch_first, bias):
    """Also where the network looks at values, and runs on the CPU's fused kernels."""

    class Block(nn.Module):
        def __init__(self):
            super().__init__()
            self.encoder = nn.TransformerEncoderLayer(16, 4, 32, batch_first=batch_first, bias=bias)

        def forward(self, x):
            return x if looks and x.isnan().any() else self.encoder(x)

    module, (n, length) = Block(), (2, 7)
    shape = (n, length, 16) if batch_first else (length, n, 16)
    summary = summarize(module, shape)
    assert summary.macs == n * length * (3 * 16 * 16 + 16 * 16 + 2 * 16 * 32)
    assert summary.products == 2 * n * length * length * 16
    assert sum(row.params for row in summary.rows) == summary.params == param_count(module)
    if not looks:
        assert (summary.macs + summary.products) * 2 == flops(
            module.to("meta"), torch.zeros(shape, device="meta")
        )


@pytest.mark.parametrize("looks", [False, True])
def test_scaled_dot_product_attention_is_two_products(looks):
    class Dots(nn.Module):
        def forward(self, q, k, v):
            return q if looks and q.isnan().any() else F.scaled_dot_product_attention(q, k, v)

    shapes = [(2, 3, 5, 8), (2, 3, 7, 8), (2, 3, 7, 6)]
    summary = summarize(Dots(), *shapes)
    assert (summary.macs, summary.products) == (0, 2 * 3 * 5 * 7 * (8 + 6))
    if not looks:
        xs = [torch.zeros(shape, device="meta") for shape in shapes]
        with FlopCounterMode(display=False) as counter, torch.no_grad():
            Dots()(*xs)
        assert counter.get_total_flops() == 2 * summary.products


@pytest.mark.parametrize(("module", "shape"), [(Attention(), (2, 5, 8)), (Votes(), (2, 3, 5))])
def test_other_products_stand_in_a_column_of_their_own(module, shape):
    summary = summarize(module, shape)
    assert summary.products > 0
    assert (summary.macs + summary.products) * 2 == flops(module, torch.zeros(shape))
    assert summary.macs == (3 * linear_macs(8, 8, 10) if isinstance(module, Attention) else 0)
    assert "other products" in summary.text
    assert "other products" not in summarize(nn.Linear(2, 2), (1, 2)).text


def test_counts_agree_with_the_arithmetic_of_sizing():
    summary = summarize(
        nn.Sequential(nn.Conv2d(3, 8, 5, 2, groups=1), nn.Flatten(), nn.Linear(8 * 14 * 14, 7)),
        (1, 3, 31, 31),
    )
    assert [row.macs for row in summary.rows] == [
        conv_macs(3, 8, 5, (14, 14)),
        0,
        linear_macs(8 * 14 * 14, 7),
    ]


@pytest.mark.parametrize("name", ZOO)
@pytest.mark.filterwarnings("ignore:Using padding='same'")
def test_rows_equal_what_hooks_see_on_a_real_run(name):
    module, shape = ZOO[name]
    seen = []
    leaves = {
        part: label or type(part).__name__.removeprefix("Parametrized")
        for label, part in module.named_modules()
        if all(child == "parametrizations" for child, _ in part.named_children())
        and "parametrizations" not in label
    }
    handles = [
        leaf.register_forward_hook(
            lambda m, args, out: seen.append(
                (leaves[m] or type(m).__name__, tuple(args[0].shape), tuple(out.shape))
            )
        )
        for leaf in leaves
    ]
    with torch.no_grad():
        out = module.eval()(torch.zeros(shape))
    for handle in handles:
        handle.remove()
    summary = summarize(module, shape)
    rows = [(row.name, row.in_shape, row.out_shape) for row in summary.rows if row.name in leaves.values()]
    assert rows == seen != []
    assert summary.output_shape == tuple(out.shape)


@pytest.mark.parametrize("name", ZOO)
@pytest.mark.filterwarnings("ignore:Using padding='same'")
def test_parameters_are_all_counted_once(name):
    module, shape = ZOO[name]
    expected = sum(p.numel() for p in module.parameters())
    summary = summarize(module, shape)
    assert sum(row.params for row in summary.rows) == summary.params == param_count(module) == expected


def test_frozen_parameters_are_told_apart():
    module = nn.Sequential(nn.Linear(3, 4), nn.Linear(4, 2))
    module[0].requires_grad_(False)
    summary = summarize(module, (1, 3))
    assert (summary.params, summary.frozen, param_count(module)) == (10, 16, 10)
    assert [row.params for row in summary.rows] == [0, 10]
    assert "10 parameters and 16 frozen" in summary.text


def test_no_memory_is_needed_for_weights_or_maps():
    with torch.device("meta"):
        huge = nn.Sequential(nn.Conv2d(3, 4096, 3), nn.Flatten(), nn.Linear(4096 * 9998**2, 10**6))
    assert summarize(huge, (1, 3, 10_000, 10_000)).params > 4 * 10**17
    assert all(p.is_meta for p in huge.parameters())
    maps = nn.Conv2d(3, 64, 3)  # a real module, whose maps alone would take 250 TB
    assert summarize(maps, (1, 3, 1_000_000, 1_000_000)).rows[0].out_shape == (1, 64, 999_998, 999_998)


def test_a_network_that_looks_at_values_runs_for_real():
    class Looks(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv = nn.Conv2d(1, 2, 3)

        def forward(self, x):
            return self.conv(x) if x.sum() >= 0 else x

    assert summarize(Looks(), (1, 1, 5, 5)).output_shape == (1, 2, 3, 3)


def test_an_embedding_takes_whole_numbers_and_half_precision_stays_half():
    assert summarize(nn.Sequential(nn.Embedding(9, 4), nn.Linear(4, 2)), (2, 7)).output_shape == (2, 7, 2)
    assert summarize(nn.Conv2d(1, 1, 3).bfloat16(), (1, 1, 5, 5)).macs == 81
