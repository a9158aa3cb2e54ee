"""Several inputs, dictionaries, types; outputs that are no single tensor."""

from collections import namedtuple

import pytest
import torch
from torch import nn

from cnnkit.summary import summarize


class Siamese(nn.Module):
    """Two pictures of different size through one convolution, and what is between them."""

    def __init__(self):
        super().__init__()
        self.conv, self.wide = nn.Conv2d(1, 2, 3), nn.Conv2d(1, 2, 5)
        self.last = nn.Linear(4, 2)

    def forward(self, left, right):
        left, right = self.conv(left), self.wide(right)
        return self.last(torch.cat([left.mean((2, 3)), right.mean((2, 3))], 1))


class Reader(nn.Module):
    """A dictionary with a picture and words; a dictionary with two heads."""

    def __init__(self):
        super().__init__()
        self.conv, self.words = nn.Conv2d(3, 4, 3), nn.Embedding(9, 4)
        self.box, self.score = nn.Conv2d(4, 4, 3), nn.Linear(4, 5)

    def forward(self, batch, *, scale=1.0, mask=None):
        maps = self.conv(batch["picture"]) * scale
        words = self.words(batch["words"]).mean(1)
        if mask is not None:
            words = words * mask
        return {"boxes": self.box(maps), "scores": [self.score(words)], "count": 3}


def test_several_inputs_keep_their_fields_apart():
    summary = summarize(Siamese(), (2, 1, 9, 9), (2, 1, 12, 15))
    assert [(port.name, port.shape) for port in summary.inputs] == [
        ("0", (2, 1, 9, 9)),
        ("1", (2, 1, 12, 15)),
    ]
    assert [(row.source, row.fields[0].size) for row in summary.rows] == [(0, 3), (1, 5), (0, 9)]
    assert summary.edges == ((0, 2), (1, 2))
    assert {link.source.index for link in summary.links if link.source.kind == "input"} == {0, 1}
    assert summary.text.splitlines()[-1].startswith("Siamese on 0 2×1×9×9, 1 2×1×12×15: ")


@pytest.mark.parametrize(
    "example",
    [
        {"picture": (1, 3, 8, 8), "words": ((1, 6), torch.long)},
        {"picture": torch.ones(1, 3, 8, 8), "words": torch.ones(1, 6, dtype=torch.long)},
        {"picture": (1, 3, 8, 8), "words": (1, 6)},  # the embedding tells that these are whole numbers
    ],
)
def test_dictionaries_go_in_and_come_out(example):
    summary = summarize(Reader(), example, scale=2.0, mask=(1, 4))
    assert [(port.name, port.dtype) for port in summary.inputs] == [
        ("0.picture", torch.float32),
        ("0.words", torch.int64),
        ("mask", torch.float32),
    ]
    boxes, scores = summary.outputs
    assert (boxes.name, boxes.shape, boxes.fields[0].size) == ("boxes", (1, 4, 4, 4), 5)
    assert (scores.name, scores.shape) == ("scores.0", (1, 5))
    assert (summary.output_shape, summary.fields) == (boxes.shape, boxes.fields)
    assert "Outputs: boxes 1×4×4×4, scores.0 1×5." in summary.text
    targets = [link.target.index for link in summary.links if link.target.kind == "output"]
    assert sorted(targets) == [0, 1]


def test_a_named_tuple_and_no_tensor_at_all():
    Heads = namedtuple("Heads", "logits aux")

    class Two(nn.Linear):
        def forward(self, x):
            y = super().forward(x)
            return Heads(y, (y * 2, None))

    assert [port.name for port in summarize(Two(3, 2), (1, 3)).outputs] == ["logits", "aux.0"]

    class Tells(nn.Linear):
        def forward(self, x):
            super().forward(x)
            return "done"

    summary = summarize(Tells(3, 2), (1, 3))
    assert (summary.outputs, summary.output_shape, summary.fields) == ((), None, ())


def test_types_are_kept_and_can_be_named():
    class Scale(nn.Module):
        """The embedding is not the first module with parameters."""

        def __init__(self):
            super().__init__()
            self.out, self.words = nn.Linear(4, 2), nn.Embedding(9, 4)

        def forward(self, ids):
            return self.out(self.words(ids))

    for example, dtype in (
        ((2, 7), None),
        (torch.ones(2, 7, dtype=torch.int32), None),
        ((2, 7), torch.int32),
    ):
        summary = summarize(Scale(), example, dtype=dtype)
        assert summary.output_shape == (2, 7, 2)
        assert not summary.inputs[0].dtype.is_floating_point
    half = summarize(nn.Conv2d(1, 1, 3), torch.ones(1, 1, 5, 5))
    assert half.outputs[0].dtype is torch.float32
    assert summarize(nn.Conv2d(1, 1, 3).double(), (1, 1, 5, 5)).outputs[0].dtype is torch.float64


def test_attention_takes_its_three_inputs_and_its_switches():
    attention = nn.MultiheadAttention(16, 4, batch_first=True)
    summary = summarize(attention, (2, 5, 16), (2, 7, 16), (2, 7, 16), need_weights=False)
    assert [port.shape for port in summary.outputs] == [(2, 5, 16)]
    mask = torch.zeros(2, 7, dtype=torch.bool)
    masked = summarize(attention, (2, 5, 16), (2, 7, 16), value=(2, 7, 16), key_padding_mask=mask)
    assert [port.shape for port in masked.outputs] == [(2, 5, 16), (2, 5, 7)]
    assert masked.macs == summary.macs


@pytest.mark.parametrize(
    ("example", "words"),
    [
        ((torch.ones(1, 3, dtype=torch.cfloat),), "torch.view_as_real"),
        ((), "needs an input"),
        (({"x": "no shape"},), "needs an input"),
        (((1, 3), (0, 3)), "1 or larger"),
    ],
)
def test_what_is_no_input_is_refused(example, words):
    with pytest.raises(ValueError, match=words):
        summarize(nn.Linear(3, 2), *example)


def test_complex_weights_are_refused():
    with pytest.raises(ValueError, match="complex one is four"):
        summarize(nn.Linear(3, 2, dtype=torch.cfloat), (1, 3))
