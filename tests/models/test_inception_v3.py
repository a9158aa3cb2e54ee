"""Inception-v3: the released grid, the head, the border."""

import pytest
import torch
from torch import nn

from cnnkit.models import create_model


@pytest.fixture(scope="module")
def network():
    with torch.device("meta"):
        return create_model("inception_v3")


def test_maps_and_sides_are_the_released_ones(network):
    x, shapes = torch.zeros(2, 3, 299, 299, device="meta"), []
    for part in (*network.stem, *network.body_17, *network.body_8):
        x = part(x)
        shapes.append(tuple(x.shape[1:3]))
    assert shapes == [
        *[(32, 149), (32, 147), (64, 147), (64, 73), (80, 73), (192, 71), (192, 35)],
        *[(256, 35), (288, 35), (288, 35)],
        *[(768, 17)] * 5,
        *[(1280, 8), (2048, 8), (2048, 8)],
    ]


def test_7x7_comes_apart_in_pairs(network):
    kernels = [m.kernel_size for m in network.body_17.module17_1.modules() if isinstance(m, nn.Conv2d)]
    assert kernels.count((1, 7)) == kernels.count((7, 1)) == 3
    assert (7, 7) not in {m.kernel_size for m in network.modules() if isinstance(m, nn.Conv2d)}


def test_every_normalization_has_the_released_eps(network):
    assert {m.eps for m in network.modules() if isinstance(m, nn.BatchNorm2d)} == {1e-3}


def test_the_head_speaks_in_training_mode_only_and_says_what_room_it_needs(network):
    out = network.train()(torch.zeros(2, 3, 299, 320, device="meta"))
    assert out._fields[0] == "logits"
    assert [logits.shape for logits in (out.logits, *out.aux)] == [(2, 1000)] * 2
    small = torch.zeros(2, 3, 298, 299, device="meta")
    with pytest.raises(ValueError, match=r"299 pixels or more: while training.*17×17.*no_heads"):
        network(small)
    assert network.eval()(small).shape == (2, 1000)
    with torch.device("meta"):
        assert create_model("inception_v3", variant="no_heads")(small).shape == (2, 1000)


def test_torchvisions_differs_at_the_border_alone():
    torch.manual_seed(0)
    paper = create_model("inception_v3", variant="released").eval()
    other = create_model("inception_v3", variant="torchvision").eval()
    other.load_state_dict(paper.state_dict())
    x = torch.rand(1, 192, 9, 9)
    with torch.no_grad():
        a, b = paper.body_17.module35_1(x), other.body_17.module35_1(x)
    assert torch.allclose(a[:, :, 1:-1, 1:-1], b[:, :, 1:-1, 1:-1], atol=1e-6)
    assert torch.equal(a[:, :224], b[:, :224])
    assert not torch.allclose(a[:, 224:, 0], b[:, 224:, 0])
