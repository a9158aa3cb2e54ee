"""Receptive fields against the set of pixels that have a gradient, for chains and for branches."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from cnnkit.models import create_model
from cnnkit.sizing import receptive_field
from cnnkit.summary import summarize


class Residual(nn.Module):
    def __init__(self, channels, out, stride):
        super().__init__()
        self.a = nn.Conv2d(channels, out, 3, stride, 1, bias=False)
        self.norm = nn.BatchNorm2d(out)
        self.b = nn.Conv2d(out, out, 3, 1, 1)
        self.short = nn.Conv2d(channels, out, 1, stride) if stride > 1 or channels != out else nn.Identity()
        self.relu = nn.ReLU()

    def forward(self, x):
        return self.relu(self.b(F.relu(self.norm(self.a(x)))) + self.short(x))


class Inception(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.one = nn.Conv2d(channels, 2, 1)
        self.three = nn.Sequential(nn.Conv2d(channels, 2, 1), nn.Conv2d(2, 3, 3, padding=1))
        self.five = nn.Sequential(nn.Conv2d(channels, 2, 1), nn.Conv2d(2, 2, (5, 1), padding=(2, 0)))
        self.pool = nn.Sequential(nn.AvgPool2d(3, 1, 1), nn.Conv2d(channels, 1, 1))
        self.after = nn.Conv2d(8, 4, 2)

    def forward(self, x):
        return self.after(torch.cat([self.one(x), self.three(x), self.five(x), self.pool(x)], 1))


class Pyramid(nn.Module):
    """A coarse map enlarged and added to a fine one, as feature pyramids and HRNet do."""

    def __init__(self, mode):
        super().__init__()
        self.fine = nn.Conv2d(2, 3, 3, padding=1)
        self.coarse = nn.Conv2d(3, 3, 3, stride=2, padding=1)
        self.last = nn.Conv2d(3, 2, 3)
        self.mode = mode

    def forward(self, x):
        fine = self.fine(x)
        return self.last(fine + F.interpolate(self.coarse(fine), scale_factor=2, mode=self.mode))


class Shuffle(nn.Module):
    """Channels dealt out anew by view and transpose, with a slice and a pad on the way."""

    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Conv2d(4, 4, 3, groups=2), nn.Conv2d(4, 4, 3, 2, groups=2)

    def forward(self, x):
        n, c, _, _ = x.shape
        x = F.pad(x[:, :, 1:, ::2], (2, 0, 1, 1))
        x = self.a(x)
        x = x.view(n, 2, c // 2, *x.shape[2:]).transpose(1, 2).flatten(1, 2)
        return self.b(x)


class ChannelsLast(nn.Module):
    def forward(self, x):
        return x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2)


class Tokens(nn.Module):
    """A convolution read as a sequence of vectors, each through the same dense layer, and folded back."""

    def __init__(self):
        super().__init__()
        self.patch, self.dense, self.last = nn.Conv2d(2, 6, 4, 4), nn.Linear(6, 3), nn.Conv2d(3, 2, 2)

    def forward(self, x):
        x = self.patch(x)
        tokens = self.dense(x.flatten(2).transpose(1, 2))
        return self.last(tokens.transpose(1, 2).unflatten(2, x.shape[2:]))


class Text(nn.Module):
    """Length last but one until the transpose, as after an embedding."""

    def __init__(self):
        super().__init__()
        self.dense, self.conv = nn.Linear(1, 4), nn.Conv1d(4, 3, 5, dilation=2)

    def forward(self, x):
        return self.conv(self.dense(x.transpose(1, 2)).transpose(1, 2))


NETWORKS = {
    "chain": (
        nn.Sequential(nn.Conv2d(2, 3, 5, 2), nn.ReLU(), nn.AvgPool2d(3, 2, 1), nn.Conv2d(3, 2, 3)),
        (2, 41, 37),
    ),
    "oblong": (
        nn.Sequential(nn.Conv2d(2, 3, (1, 7), (2, 1), (0, 3)), nn.Conv2d(3, 2, (3, 1), dilation=2)),
        (2, 21, 23),
    ),
    "3-D": (nn.Sequential(nn.Conv3d(1, 2, (3, 2, 1)), nn.AvgPool3d(2)), (1, 8, 9, 7)),
    "residual": (nn.Sequential(nn.Conv2d(2, 4, 3, 2, 1), Residual(4, 4, 1), Residual(4, 6, 2)), (2, 40, 40)),
    "inception": (nn.Sequential(nn.Conv2d(2, 4, 3, 2), Inception(4), nn.AvgPool2d(2)), (2, 35, 33)),
    "pyramid, nearest": (Pyramid("nearest"), (2, 16, 20)),
    "pyramid, bilinear": (Pyramid("bilinear"), (2, 16, 20)),
    "transposed": (
        nn.Sequential(nn.Conv2d(2, 3, 3, 2), nn.ConvTranspose2d(3, 3, 4, 2, 1), nn.Conv2d(3, 2, 3)),
        (2, 23, 27),
    ),
    "pixel shuffle": (nn.Sequential(nn.Conv2d(2, 4, 3), nn.PixelShuffle(2), nn.Conv2d(1, 2, 2)), (2, 11, 12)),
    "adaptive": (
        nn.Sequential(nn.Conv2d(2, 3, 3), nn.AdaptiveAvgPool2d((9, 6)), nn.Conv2d(3, 2, 2)),
        (2, 26, 28),
    ),
    "shuffle": (Shuffle(), (4, 15, 22)),
    "tokens": (Tokens(), (2, 20, 24)),
    "length last but one": (Text(), (1, 30)),
    "response norm": (
        nn.Sequential(nn.Conv2d(2, 6, 3), nn.LocalResponseNorm(5), nn.Conv2d(6, 2, 3)),
        (2, 12, 12),
    ),
}


# Neighbours of an enlarged or adaptively pooled map see different widths, and the row gives the widest;
# "shuffle" cuts a row off and pads again, so that its border units look for a pixel that is gone.
UNEVEN = {"shuffle", "pyramid, nearest", "pyramid, bilinear", "transposed", "pixel shuffle", "adaptive"}


def open_wide(module):
    """Positive weights, so that no path cancels another or is shut by a ReLU; every pool an average."""
    module = module.double().eval()
    for child in list(module.modules()):
        for key, part in list(child.named_children()):
            if isinstance(part, nn.MaxPool2d | nn.MaxPool1d):
                pool = {nn.MaxPool1d: nn.AvgPool1d, nn.MaxPool2d: nn.AvgPool2d}[type(part)]
                setattr(child, key, pool(part.kernel_size, part.stride, part.padding, part.ceil_mode))
    generator = torch.Generator().manual_seed(0)
    for parameter in module.parameters():
        fan_in = max(parameter[0].numel(), 1) if parameter.dim() > 1 else 10
        parameter.data = (torch.rand(parameter.shape, generator=generator, dtype=torch.double) + 0.5) / fan_in
    return module


def seen(x, unit):
    """`(first, past the last)` pixel with a gradient along each spatial axis; None if there are none."""
    (gradient,) = torch.autograd.grad(unit, x, retain_graph=True)
    touched = (gradient[0] != 0).any(0).nonzero()
    if not len(touched):
        return None
    return [(int(low), int(high) + 1) for low, high in zip(touched.amin(0), touched.amax(0), strict=True)]


@pytest.mark.parametrize("name", NETWORKS)
def test_the_last_rows_field_is_the_widest_set_with_a_gradient(name):
    module, shape = NETWORKS[name]
    row = summarize(module, (1, *shape)).rows[-1]
    x = torch.rand(1, *shape, dtype=torch.double, requires_grad=True)
    out = open_wide(module)(x)
    maps = out[0].sum(0)
    extents = [seen(x, unit) for unit in maps.flatten()]
    for axis, field in enumerate(row.fields):
        assert field is not None
        spans = [extent[axis] for extent in extents if extent]
        inner = [s for s in spans if s[0] > 0 and s[1] < shape[1 + axis]]
        assert inner, "the picture must be large enough for fields inside it"
        assert field.size == max(high - low for low, high in inner)
        if name not in UNEVEN:  # every unit's field follows from the first
            for unit in range(maps.shape[axis]):
                index = [0] * maps.dim()
                index[axis] = unit
                low = field.start + unit * field.jump - field.size / 2
                first, last = max(low, 0), min(low + field.size, shape[1 + axis])
                measured = seen(x, maps[tuple(index)])[axis]
                assert measured == (first, last)


@pytest.mark.parametrize(
    ("name", "pool", "field", "side", "unit"),
    [("alexnet", "body.pool5", 195, 227, 2), ("vgg16", "body.pool5", 212, 224, 3)],
)
def test_the_measured_field_of_the_last_pool(name, pool, field, side, unit):
    with torch.device("meta"):
        model = create_model(name)
    row = next(r for r in summarize(model, (1, 3, side, side)).rows if r.name == pool)
    assert row.receptive_field is not None
    assert row.receptive_field.size == field
    body = nn.Sequential()
    for label, layer in model.body.named_children():  # a channel or two are enough for the field, and quick
        if isinstance(layer, nn.Conv2d):
            layer = nn.Conv2d(2 if len(body) else 3, 2, layer.kernel_size, layer.stride, layer.padding)
        body.add_module(label, layer)
    x = torch.rand(1, 3, side, side, dtype=torch.double, requires_grad=True)
    low = row.receptive_field.start + unit * row.receptive_field.jump - field / 2
    assert 0 <= low <= side - field
    assert seen(x, open_wide(body)(x)[0, :, unit, unit].sum()) == [(low, low + field)] * 2


def test_rows_agree_with_the_arithmetic_of_sizing():
    layers = [(11, 4, 2), (3, 2, 0), (5, 1, 2), (3, 2, 0)]
    module = nn.Sequential(*(nn.Conv2d(1, 1, k, s, p) for k, s, p in layers))
    rows = summarize(module, (1, 1, 200, 200)).rows
    assert [row.receptive_field for row in rows] == [
        receptive_field(layers[: i + 1]) for i in range(len(layers))
    ]


@pytest.mark.parametrize(
    "module",
    [
        nn.Sequential(nn.Conv2d(1, 2, 3), nn.Flatten(), nn.Linear(2 * 64, 3)),
        nn.Sequential(nn.Conv2d(1, 2, 3), nn.AdaptiveAvgPool2d(1)),
        nn.Sequential(nn.Conv2d(1, 2, 3), ChannelsLast(), nn.AdaptiveAvgPool2d(1)),
        nn.Sequential(nn.Conv2d(1, 4, 3), nn.GroupNorm(2, 4)),
        nn.Sequential(nn.Conv2d(1, 2, 3), nn.InstanceNorm2d(2)),
    ],
)
def test_what_reads_the_whole_map_sees_all(module):
    summary = summarize(module, (1, 1, 10, 10))
    assert summary.rows[0].receptive_field.size == 3
    assert summary.rows[-1].receptive_field.size == 10
    assert summary.text.splitlines()[-3].endswith("all")
    module = open_wide(module)
    x = torch.rand(1, 1, 10, 10, dtype=torch.double, requires_grad=True)
    assert seen(x, module(x).flatten()[0]) == [(0, 10), (0, 10)]


class Gate(nn.Module):
    """Squeeze and excitation: the gate has seen everything, so its product with the map has."""

    def __init__(self):
        super().__init__()
        self.conv, self.gate, self.last = nn.Conv2d(1, 2, 3), nn.Linear(2, 2), nn.Conv2d(2, 1, 1)

    def forward(self, x):
        x = self.conv(x)
        return self.last(x * self.gate(x.mean((2, 3))).sigmoid()[:, :, None, None])


def test_a_gate_that_has_seen_everything_shows_everything_to_all_units():
    rows = summarize(Gate(), (1, 1, 9, 9)).rows
    assert [row.receptive_field.size for row in rows] == [3, 9, 9]
    x = torch.rand(1, 1, 9, 9, dtype=torch.double, requires_grad=True)
    assert seen(x, open_wide(Gate())(x)[0, 0, 0, 0]) == [(0, 9), (0, 9)]


class Rolled(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 1, 3)

    def forward(self, x):
        return self.conv(x.roll(2, -1))


class Unaligned(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b, self.last = nn.Conv2d(1, 1, 3, 2), nn.Conv2d(1, 1, 12), nn.Conv2d(1, 1, 2)

    def forward(self, x):
        return self.last(self.a(x) + self.b(x))


@pytest.mark.parametrize(("module", "size"), [(Rolled(), 9), (Unaligned(), 21)])
def test_what_has_no_rule_is_unknown_and_shown_as_a_dash(module, size):
    summary = summarize(module, (1, 1, size, size))
    assert summary.rows[-1].receptive_field is None
    assert summary.text.splitlines()[-3].endswith("–")


class Stacked(nn.Module):
    """Columns of a map taken apart and laid side by side again."""

    def __init__(self, step):
        super().__init__()
        self.conv, self.step = nn.Conv2d(1, 2, 3), step

    def forward(self, x):
        x = self.conv(x)
        return torch.stack([x[:, :, i] for i in range(0, x.shape[2], self.step)], 2)


@pytest.mark.parametrize("step", [1, 2])
def test_slices_that_are_stacked_keep_their_own_fields(step):
    summary = summarize(Stacked(step), (1, 1, 9, 11))
    assert [(field.size, field.jump) for field in summary.fields] == [(3, step), (3, 1)]
    x = torch.rand(1, 1, 9, 11, dtype=torch.double, requires_grad=True)
    out = open_wide(Stacked(step))(x)
    for unit in range(out.shape[2]):
        low = summary.fields[0].start + unit * step - 1.5
        assert seen(x, out[0, 0, unit, 4]) == [(low, low + 3), (4, 7)]
