"""The plain dense block, held to the one in the networks."""

import torch

from cnnkit.blocks.dense import DenseLayer, dense_block, transition
from cnnkit.models import densenet


def test_a_layer_hands_on_what_it_read_and_adds_its_own() -> None:
    x = torch.randn(2, 5, 6, 6)
    y = DenseLayer(5, 3)(x)
    assert y.shape == (2, 8, 6, 6)
    assert torch.equal(y[:, :5], x)


def test_block_and_transition_have_the_papers_shapes() -> None:
    x = torch.zeros(1, 64, 4, 4)
    y = dense_block(64, 6, 32).eval()(x)
    assert y.shape == (1, 256, 4, 4)
    assert transition(256).eval()(y).shape == (1, 128, 2, 2)


def test_equal_to_the_networks_own() -> None:
    torch.manual_seed(0)
    for plain, own in (
        (dense_block(6, 3, 4), densenet.dense_block(6, 3, 4, dropout=0.0)),
        (transition(18), densenet.transition(18, dropout=0.0)),
    ):
        state = zip(own.state_dict(), plain.state_dict().values(), strict=True)
        own.load_state_dict(dict(state))
        x = torch.randn(2, 6 if len(plain) == 3 else 18, 8, 8)
        assert torch.equal(plain.eval()(x), own.eval()(x))
