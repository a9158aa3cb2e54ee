"""Faults that people ask about in public, each with the words that name it and the advice, carried out."""

from typing import NamedTuple

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from cnnkit.summary import SummaryError, summarize


class Net(nn.Module):
    """Named layers and a forward pass that uses them."""

    def __init__(self, run, **layers):
        super().__init__()
        self.run = run
        for name, layer in layers.items():
            setattr(self, name, layer)

    def forward(self, *args):
        return self.run(self, *args)


class Case(NamedTuple):
    broken: nn.Module
    shape: tuple
    words: tuple
    """In the message, in this order."""
    cured: tuple
    """A pair of network and input shape for each piece of advice, changed as it says."""


S, C, L = nn.Sequential, nn.Conv2d, nn.Linear


def viewed(features, view=lambda x: x.view(x.size(0), -1)):
    return Net(
        lambda n, x: n.fc(view(F.relu(n.conv2(n.conv1(x))))),
        conv1=S(C(3, 16, 3, padding=1), nn.MaxPool2d(2)),
        conv2=S(C(16, 32, 3, padding=1), nn.MaxPool2d(2)),
        fc=L(features, 10),
    )


def joined(channels):
    return Net(
        lambda n, x: n.last(torch.cat([n.a(x), F.relu(n.b(x))], 1)),
        a=C(3, 128, 1),
        b=C(3, 16, 3, padding=1),
        last=C(channels, 4, 1),
    )


class UNet(nn.Module):
    """One level: down, up, and a skip that is concatenated."""

    def __init__(self, output_padding=0, cure="", channels=12):
        super().__init__()
        self.down, self.pool = C(1, 4, 3, padding=1), nn.MaxPool2d(2)
        self.middle, self.up = C(4, 8, 3, padding=1), nn.ConvTranspose2d(8, 8, 2, 2, 0, output_padding)
        self.last, self.cure = C(channels, 1, 1), cure

    def forward(self, x):
        skip = self.down(x)
        x = self.up(self.middle(self.pool(skip)))
        if self.cure == "pad":
            x = F.pad(x, (0, 1, 0, 1))
        if self.cure == "crop":
            skip = skip[..., :100, :100]
        return self.last(torch.cat([x, skip], 1))


def upsampled(size=None):
    def run(n, x):
        y = n.mix(n.pool(x))
        return x + (n.up(y) if size is None else F.interpolate(y, size=size))

    return Net(run, pool=nn.AvgPool2d(2), mix=C(2, 2, 3, padding=1), up=nn.Upsample(scale_factor=2))


def residual(stride=1, out=8, shortcut=None, padding=1):
    return Net(
        lambda n, x: n.short(x) + n.b(F.relu(n.a(x))),
        a=C(8, out, 3, stride, 1),
        b=C(out, out, 3, 1, padding),
        short=shortcut or nn.Identity(),
    )


def recurrent(size, turn=None, batch_first=True, conv=None):
    turn = turn or (lambda x: x)
    return Net(
        lambda n, x: n.lstm(turn(n.conv(x)))[0],
        conv=conv or nn.Conv1d(3, 16, 5),
        lstm=nn.LSTM(size, 7, batch_first=batch_first, bidirectional=True),
    )


def attentive(turn=None, kind=nn.MultiheadAttention):
    turn = turn or (lambda x: x)
    if kind is nn.MultiheadAttention:
        return Net(
            lambda n, x: n.att(*[turn(n.conv(x))] * 3)[0], conv=C(3, 16, 3), att=kind(16, 4, batch_first=True)
        )
    return Net(lambda n, x: n.att(turn(n.conv(x))), conv=C(3, 16, 3), att=kind(16, 4, 32, batch_first=True))


def products(turn):
    return Net(lambda n, x: n.q(x) @ turn(n.k(x)), q=L(8, 4), k=L(8, 4))


def gated(spread):
    return Net(lambda n, x: n.conv(x) * spread(n.gate(x.mean((2, 3)))), conv=C(3, 6, 3), gate=L(3, 6))


def functional(features):
    net = Net(lambda n, x: F.linear(x.flatten(1), n.weight))
    net.weight = nn.Parameter(torch.zeros(5, features))
    return net


CASES = {
    "a view before a linear layer": Case(
        viewed(1050),
        (2, 3, 28, 28),
        (
            "fc (Linear): takes in_features=1050",
            "a view of (2, 32, 7, 7) from conv2.1 (MaxPool2d)",
            "(32·7·7 = 1568 numbers an image)",
            "2x1568 and 1050x10",
            "in_features=1568, which is 32·7·7",
        ),
        ((viewed(1568), (2, 3, 28, 28)),),
    ),
    "a flatten function before it": Case(
        viewed(400, lambda x: torch.flatten(x, 1)),
        (1, 3, 20, 20),
        ("a view of (1, 32, 5, 5)", "in_features=800, which is 32·5·5"),
        ((viewed(800, lambda x: torch.flatten(x, 1)), (1, 3, 20, 20)),),
    ),
    "a view with a fixed batch": Case(
        viewed(400, lambda x: x.view(16, 400)),
        (16, 3, 20, 20),
        (
            "cannot view (16, 32, 5, 5) from conv2.1 (MaxPool2d)",
            "32·5·5 = 800 numbers an image, as (16, 400)",
            "x.flatten(1)",
            "(16, 800)",
            "then fc (Linear): in_features=800, which is 32·5·5",
        ),
        ((viewed(800, lambda x: x.flatten(1)), (16, 3, 20, 20)),),
    ),
    "a view that does not divide": Case(
        viewed(120, lambda x: x.view(-1, 120)),
        (1, 3, 20, 20),
        ("as (-1, 120)", "x.flatten(1)", "then fc (Linear): in_features=800"),
        ((viewed(800, lambda x: x.flatten(1)), (1, 3, 20, 20)),),
    ),
    "a view of a permuted map": Case(
        viewed(800, lambda x: x.permute(0, 2, 3, 1).view(len(x), -1)),
        (2, 3, 20, 20),
        ("a permutation of (2, 32, 5, 5)", "do not lie in this order in memory", "x.reshape"),
        ((viewed(800, lambda x: x.permute(0, 2, 3, 1).reshape(len(x), -1)), (2, 3, 20, 20)),),
    ),
    "a concatenation of maps": Case(
        joined(128),
        (1, 3, 19, 19),
        (
            "last (Conv2d): takes in_channels=128",
            "(1, 144, 19, 19) with 144",
            "a concatenation of (1, 128, 19, 19) from a (Conv2d) and (1, 16, 19, 19) from b (Conv2d)",
            "in_channels=144, the sum 128 + 16 of the concatenation",
        ),
        ((joined(144), (1, 3, 19, 19)),),
    ),
    "a concatenation of vectors": Case(
        Net(lambda n, x: n.c(torch.cat([n.a(x), n.b(x)], -1)), a=L(4, 30), b=L(4, 12), c=L(30, 2)),
        (3, 4),
        (
            "c (Linear)",
            "a concatenation of (3, 30) from a (Linear) and (3, 12) from b (Linear)",
            "in_features=42, the sum 30 + 12",
        ),
        (
            (
                Net(lambda n, x: n.c(torch.cat([n.a(x), n.b(x)], -1)), a=L(4, 30), b=L(4, 12), c=L(42, 2)),
                (3, 4),
            ),
        ),
    ),
    "batch norm behind a concatenation": Case(
        Net(lambda n, x: n.norm(torch.cat([x, n.a(x)], 1)), a=C(3, 5, 1), norm=nn.BatchNorm2d(5)),
        (2, 3, 6, 6),
        (
            "norm (BatchNorm2d): takes 5 channels",
            "(2, 3, 6, 6) from the input",
            "num_features=8, the sum 3 + 5",
        ),
        (
            (
                Net(lambda n, x: n.norm(torch.cat([x, n.a(x)], 1)), a=C(3, 5, 1), norm=nn.BatchNorm2d(8)),
                (2, 3, 6, 6),
            ),
        ),
    ),
    "an odd side lost before a skip": Case(
        UNet(),
        (1, 1, 101, 101),
        (
            "cannot concatenate (1, 8, 100, 100) from up (ConvTranspose2d)",
            "(1, 4, 101, 101) from down (Conv2d)",
            "pool (MaxPool2d) makes 50 of 101, and 2·50 is 100, not 101",
            "an input of 102×102, whose sides 2 divides",
            "output_padding=1 in up (ConvTranspose2d)",
            "F.pad(x, (0, 1, 0, 1)) on the smaller map",
            "[..., :100, :100] on the larger map",
        ),
        (
            (UNet(), (1, 1, 102, 102)),
            (UNet(1), (1, 1, 101, 101)),
            (UNet(cure="pad"), (1, 1, 101, 101)),
            (UNet(cure="crop"), (1, 1, 101, 101)),
        ),
    ),
    "half the channels forgotten behind a skip": Case(
        UNet(channels=8),
        (1, 1, 64, 64),
        ("last (Conv2d): takes in_channels=8", "a concatenation", "in_channels=12, the sum 8 + 4"),
        ((UNet(channels=12), (1, 1, 64, 64)),),
    ),
    "an odd side before an upsampling": Case(
        upsampled(),
        (1, 2, 9, 8),
        (
            "cannot add (1, 2, 9, 8) from the input and (1, 2, 8, 8) from up (Upsample)",
            "pool (AvgPool2d) makes 4 of 9, and 2·4 is 8, not 9",
            "an input of 10×8",
            "F.interpolate(x, size=skip.shape[2:]) in place of up (Upsample)",
            "F.pad(x, (0, 0, 0, 1))",
        ),
        ((upsampled(), (1, 2, 10, 8)), (upsampled((9, 8)), (1, 2, 9, 8))),
    ),
    "a stride in one branch": Case(
        residual(2, 8, C(8, 8, 1)),
        (1, 8, 16, 16),
        (
            "cannot add (1, 8, 16, 16) from short (Conv2d) and (1, 8, 8, 8) from b (Conv2d)",
            "the same stride in both branches: stride=2 in short (Conv2d)",
        ),
        ((residual(2, 8, C(8, 8, 1, 2)), (1, 8, 16, 16)),),
    ),
    "a shortcut with too few channels": Case(
        residual(1, 16),
        (1, 8, 16, 16),
        (
            "(1, 8, 16, 16)",
            "(1, 16, 16, 16) from b (Conv2d)",
            "a 1×1 convolution on the shortcut, from 8 to 16",
        ),
        ((residual(1, 16, C(8, 16, 1)), (1, 8, 16, 16)),),
    ),
    "a padding forgotten before a sum": Case(
        residual(padding=0),
        (1, 8, 16, 16),
        ("(1, 8, 14, 14) from b (Conv2d)", "padding=1 in b (Conv2d)"),
        ((residual(), (1, 8, 16, 16)),),
    ),
    "a gate without its two axes": Case(
        gated(lambda g: g),
        (2, 3, 8, 8),
        ("cannot mul (2, 6, 6, 6) from conv (Conv2d) and (2, 6) from gate (Linear)", "[:, :, None, None]"),
        ((gated(lambda g: g[:, :, None, None]), (2, 3, 8, 8)),),
    ),
    "a signal with its channels last": Case(
        S(nn.Conv1d(64, 8, 3)),
        (1, 128, 64),
        ("0 (Conv1d): takes in_channels=64", "the channels stand last: x.permute(0, 2, 1)"),
        ((S(nn.Conv1d(64, 8, 3)), (1, 64, 128)),),
    ),
    "a signal with one channel": Case(
        S(nn.Conv1d(10, 8, 1)),
        (1, 1, 10),
        ("x.permute(0, 2, 1)", "or in_channels=1"),
        ((S(nn.Conv1d(10, 8, 1)), (1, 10, 1)), (S(nn.Conv1d(1, 8, 1)), (1, 1, 10))),
    ),
    "an image without its batch axis": Case(
        S(C(3, 8, 3)),
        (3, 32, 32),
        ("an axis is missing", "(1, 3, 32, 32), by x.unsqueeze(0)"),
        ((S(C(3, 8, 3)), (1, 3, 32, 32)),),
    ),
    "grey images without their channel axis": Case(
        S(C(1, 8, 3)),
        (64, 28, 28),
        ("an axis is missing", "the channel axis comes second: (64, 1, 28, 28), by x.unsqueeze(1)"),
        ((S(C(1, 8, 3)), (64, 1, 28, 28)),),
    ),
    "an image from a file, channels last and no batch": Case(
        S(C(3, 8, 3)),
        (224, 224, 3),
        ("the batch axis is missing and the channels stand last", "(1, 3, 224, 224), by x.permute(2, 0, 1)"),
        ((S(C(3, 8, 3)), (1, 3, 224, 224)),),
    ),
    "a pool behind flatten": Case(
        S(C(1, 4, 3), nn.Flatten(), nn.MaxPool2d(2), L(4 * 3 * 3, 2)),
        (1, 1, 8, 8),
        (
            "2 (MaxPool2d): takes (n, channels, h, w), but (1, 144) came in from 1 (Flatten)",
            "put it before 1 (Flatten)",
        ),
        ((S(C(1, 4, 3), nn.MaxPool2d(2), nn.Flatten(), L(4 * 3 * 3, 2)), (1, 1, 8, 8)),),
    ),
    "a pool behind flatten, and what follows": Case(
        S(C(1, 4, 3), nn.Flatten(), nn.MaxPool2d(2), L(144, 2)),
        (1, 1, 8, 8),
        ("put it before 1 (Flatten); then 3 (Linear): in_features=36",),
        ((S(C(1, 4, 3), nn.MaxPool2d(2), nn.Flatten(), L(36, 2)), (1, 1, 8, 8)),),
    ),
    "batch norm of images behind a linear layer": Case(
        S(L(4, 6), nn.BatchNorm2d(6)),
        (3, 4),
        (
            "1 (BatchNorm2d): takes (n, channels, h, w), but (3, 6) came in from 0 (Linear)",
            "nn.BatchNorm1d(6)",
        ),
        ((S(L(4, 6), nn.BatchNorm1d(6)), (3, 4)),),
    ),
    "batch norm of vectors behind a convolution": Case(
        S(C(3, 6, 3), nn.BatchNorm1d(6)),
        (2, 3, 8, 8),
        ("1 (BatchNorm1d)", "(2, 6, 6, 6) came in from 0 (Conv2d)", "nn.BatchNorm2d(6)"),
        ((S(C(3, 6, 3), nn.BatchNorm2d(6)), (2, 3, 8, 8)),),
    ),
    "batch norm of a sequence with its features last": Case(
        S(L(4, 6), nn.BatchNorm1d(6)),
        (2, 9, 4),
        ("takes 6 channels", "the features stand last: x.transpose(1, 2) before it and after it"),
        (
            (
                Net(lambda n, x: n.b(n.a(x).transpose(1, 2)).transpose(1, 2), a=L(4, 6), b=nn.BatchNorm1d(6)),
                (2, 9, 4),
            ),
        ),
    ),
    "group norm of other channels": Case(
        S(C(3, 8, 3), nn.GroupNorm(2, 6)),
        (1, 3, 8, 8),
        ("1 (GroupNorm): takes 6 channels", "num_channels=8"),
        ((S(C(3, 8, 3), nn.GroupNorm(2, 8)), (1, 3, 8, 8)),),
    ),
    "layer norm behind a convolution": Case(
        S(C(3, 8, 3), nn.LayerNorm(8)),
        (1, 3, 9, 9),
        ("normalizes the last axes, (8,), but (1, 8, 7, 7)", "x.movedim(1, -1) before it"),
        (
            (
                Net(lambda n, x: n.b(n.a(x).movedim(1, -1)).movedim(-1, 1), a=C(3, 8, 3), b=nn.LayerNorm(8)),
                (1, 3, 9, 9),
            ),
        ),
    ),
    "an LSTM behind a convolution": Case(
        recurrent(16),
        (2, 3, 50),
        (
            "lstm (LSTM): takes (n, length, features) with input_size=16",
            "(2, 16, 46) came in from conv (Conv1d)",
            "x.transpose(1, 2)",
        ),
        ((recurrent(16, lambda x: x.transpose(1, 2)), (2, 3, 50)),),
    ),
    "an LSTM of another size behind a convolution": Case(
        recurrent(32),
        (2, 3, 50),
        ("x.transpose(1, 2), with input_size=16",),
        ((recurrent(16, lambda x: x.transpose(1, 2)), (2, 3, 50)),),
    ),
    "an LSTM whose length comes first": Case(
        recurrent(16, batch_first=False),
        (2, 3, 50),
        ("takes (length, n, features)", "x.permute(2, 0, 1)"),
        ((recurrent(16, lambda x: x.permute(2, 0, 1), False), (2, 3, 50)),),
    ),
    "an LSTM behind a map": Case(
        recurrent(16, conv=C(1, 16, 3)),
        (2, 1, 10, 30),
        (
            "(2, 16, 8, 28) came in from conv (Conv2d)",
            "x.permute(0, 3, 1, 2).flatten(2), with input_size=128",
        ),
        ((recurrent(128, lambda x: x.permute(0, 3, 1, 2).flatten(2), conv=C(1, 16, 3)), (2, 1, 10, 30)),),
    ),
    "attention behind a map": Case(
        attentive(),
        (2, 3, 8, 8),
        (
            "att (MultiheadAttention): takes (n, length, features) with embed_dim=16",
            "x.flatten(2).permute(0, 2, 1)",
        ),
        ((attentive(lambda x: x.flatten(2).permute(0, 2, 1)), (2, 3, 8, 8)),),
    ),
    "an encoder behind a map": Case(
        attentive(kind=nn.TransformerEncoderLayer),
        (2, 3, 8, 8),
        ("x.flatten(2).permute(0, 2, 1)",),
        ((attentive(lambda x: x.flatten(2).permute(0, 2, 1), nn.TransformerEncoderLayer), (2, 3, 8, 8)),),
    ),
    "scores without a transpose": Case(
        products(lambda k: k),
        (2, 5, 8),
        ("cannot multiply (2, 5, 4) from q (Linear) by (2, 5, 4) from k (Linear)", ".transpose(-2, -1)"),
        ((products(lambda k: k.transpose(-2, -1)), (2, 5, 8)),),
    ),
    "a flat input to a convolution": Case(
        S(C(1, 4, 3)),
        (2, 784),
        ("takes (n, channels, h, w), but (2, 784)", "x.unflatten(1, (1, 28, 28))", "1·28·28 = 784"),
        ((S(nn.Unflatten(1, (1, 28, 28)), C(1, 4, 3)), (2, 784)),),
    ),
    "a linear layer on a sequence whose features stand second": Case(
        S(nn.Conv1d(3, 8, 3), L(8, 2)),
        (1, 3, 12),
        (
            "the features go last: x.transpose(1, 2)",
            "or pool globally",
            "nn.AdaptiveAvgPool1d(1), nn.Flatten()",
        ),
        (
            (Net(lambda n, x: n.b(n.a(x).transpose(1, 2)), a=nn.Conv1d(3, 8, 3), b=L(8, 2)), (1, 3, 12)),
            (S(nn.Conv1d(3, 8, 3), nn.AdaptiveAvgPool1d(1), nn.Flatten(), L(8, 2)), (1, 3, 12)),
        ),
    ),
    "a flattening that ate the batch": Case(
        S(C(1, 2, 3), nn.Flatten(0), L(72, 2)),
        (4, 1, 8, 8),
        ("(288,) came in from 1 (Flatten)", "flatten ate the batch axis: x.flatten(1)"),
        ((S(C(1, 2, 3), nn.Flatten(1), L(72, 2)), (4, 1, 8, 8)),),
    ),
    "a functional linear": Case(
        functional(100), (2, 3, 4, 4), ("in_features=48, which is 3·4·4",), ((functional(48), (2, 3, 4, 4)),)
    ),
    "two faults, one behind the other": Case(
        S(C(3, 8, 3), C(16, 8, 3), nn.Flatten(), L(100, 2)),
        (1, 3, 8, 8),
        ("1 (Conv2d)", "in_channels=8; then 3 (Linear): in_features=128, which is 8·4·4"),
        ((S(C(3, 8, 3), C(8, 8, 3), nn.Flatten(), L(128, 2)), (1, 3, 8, 8)),),
    ),
}


# torch takes these for one image or signal, and every later shape means something else.
TAKEN_UNBATCHED = {"an image without its batch axis"}


@pytest.mark.parametrize("case", CASES)
def test_the_words_name_the_fault_and_the_advice_runs(case):
    broken, shape, words, cured = CASES[case]
    if case not in TAKEN_UNBATCHED:
        with pytest.raises((RuntimeError, ValueError, TypeError, AssertionError)):
            broken.eval()(torch.zeros(shape))
    with pytest.raises(SummaryError) as caught:
        summarize(broken, shape)
    told, place = str(caught.value), 0
    for word in words:
        place = told.find(word, place)
        assert place >= 0, f"{word!r} not (or not in this order) in: {told}"
    for network, own in cured:
        with torch.no_grad():
            network.eval()(torch.zeros(own))
        assert summarize(network, own).outputs


def test_there_are_enough_of_them():
    assert len(CASES) >= 30


def test_advice_that_would_fail_is_not_given():
    """x.unsqueeze(0) makes (1, 64, 28, 28) of the images, which the layer refuses as well."""
    with pytest.raises(SummaryError) as caught:
        summarize(S(C(1, 8, 3)), (64, 28, 28))
    assert "(1, 64, 28, 28)" not in str(caught.value)
    own = Net(lambda n, x: n.conv(x).no_such_method(), conv=C(1, 2, 1))
    with pytest.raises(SummaryError) as caught:
        summarize(own, (1, 1, 4, 4))
    assert caught.value.fix == ""


@pytest.mark.parametrize(
    ("view", "features", "words", "fix"),
    [
        (
            lambda x: x.view(-1, 400),
            800,
            "view makes (64, 400) of (32, 8, 10, 10) from pool (MaxPool2d).",
            "x.flatten(1) there; then fc (Linear): in_features=800, which is 8·10·10.",
        ),
        (
            lambda x: x.reshape(8, -1)[:, :400],
            800,
            "view makes (8, 3200) of (32, 8, 10, 10) from pool (MaxPool2d).",
            "x.flatten(1) there.",
        ),
    ],
)
def test_a_batch_that_changes_on_the_way_is_reported_with_a_cure(view, features, words, fix):
    def network(features, view):
        run = lambda n, x: n.fc(view(n.pool(n.conv(x))))
        return Net(run, conv=C(3, 8, 5), pool=nn.MaxPool2d(2), fc=L(features, 4))

    broken = network(400, view)
    summary = summarize(broken, (32, 3, 24, 24))
    rows = len(broken(torch.zeros(32, 3, 24, 24)))
    assert summary.output_shape == (rows, 4)
    assert summary.remarks == (f"The batch of 32 became {rows} in the output: {words} Likely fix: {fix}",)
    assert summary.remarks[0] in summary.text
    assert summary.remarks[0] in summary.html
    cured = summarize(network(features, lambda x: x.flatten(1)), (32, 3, 24, 24))
    assert (cured.output_shape, cured.remarks) == ((32, 4), ())


def test_a_batch_that_moves_and_comes_back_is_no_fault():
    attention = Net(lambda n, x: n.att(x, x, x)[0], att=nn.MultiheadAttention(8, 2))
    assert summarize(attention, (5, 2, 8)).remarks == ()
    assert summarize(Net(lambda n, x: n.fc(x).mean(0, keepdim=True), fc=L(4, 2)), (5, 4)).remarks == ()
