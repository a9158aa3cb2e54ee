"""CapsNet: its weights at the start, the losses by hand, the decoder's mask."""

import pytest
import torch

from cnnkit.blocks.capsule import route, squash
from cnnkit.models import create_model
from cnnkit.models.capsnet import CapsNet, DigitCapsules, capsule_loss, margin_loss, reconstruction_loss
from cnnkit.summary import param_count, summarize


@pytest.fixture(scope="module")
def network():
    torch.manual_seed(0)
    return create_model("capsnet").eval()


def test_weights_start_cut_at_two_deviations_and_biases_at_a_tenth():
    torch.manual_seed(0)
    spreads = {"stem.0.weight": 0.05, "body.conv.weight": 0.1 / 32}  # 32 types of capsules share a vote
    for name, parameter in create_model("capsnet").named_parameters():
        if name.endswith("bias"):
            assert (parameter == 0.1).all(), name
            continue
        spread = spreads.get(name, 0.1)
        assert parameter.std().item() == pytest.approx(0.8796 * spread, rel=0.02), name
        assert 1.9 * spread < parameter.abs().max() <= 2 * spread, name


def test_every_part_and_whole_has_its_own_matrix():
    torch.manual_seed(0)
    layer = DigitCapsules(3)
    torch.nn.init.normal_(layer.weight, std=0.1)
    parts = torch.randn(2, 1152, 8)
    votes = torch.stack(
        [
            torch.stack([layer.weight[:, j] @ parts[n][..., None] for j in range(3)], 1)[..., 0]
            for n in range(2)
        ]
    )
    assert torch.allclose(layer(parts), route(votes)[0], atol=1e-5)


def test_primary_capsules_are_eight_maps_of_one_type_at_one_pixel(network):
    maps = torch.randn(1, 256, 20, 20)
    plain, capsules = network.body.conv(maps), network.body(maps)
    assert capsules.shape == (1, 1152, 8)
    for kind, row, column in ((0, 0, 0), (5, 2, 3), (31, 5, 5)):
        expected = squash(plain[0, kind * 8 : kind * 8 + 8, row, column])
        assert torch.allclose(capsules[0, kind * 36 + row * 6 + column], expected, atol=1e-6)


def test_what_comes_out_is_the_length_of_each_capsule(network):
    x = torch.rand(2, 1, 28, 28)
    with torch.no_grad():
        capsules, out = network.capsules(x), network(x)
    assert capsules.shape == (2, 10, 16)
    assert torch.allclose(out, capsules.square().sum(-1).sqrt())
    assert (out < 1).all()


def test_margin_loss_by_hand():
    lengths = torch.tensor([[0.95, 0.05, 0.6], [0.5, 0.3, 0.1]])
    first = 0.5 * (0.6 - 0.1) ** 2
    second = (0.9 - 0.3) ** 2 + 0.5 * (0.5 - 0.1) ** 2
    assert margin_loss(lengths, torch.tensor([0, 1])).item() == pytest.approx((first + second) / 2)


def test_reconstruction_loss_sums_over_pixels_and_averages_over_pictures():
    drawn, x = torch.zeros(2, 1, 28, 28), torch.zeros(2, 1, 28, 28)
    x[0] = 0.5
    assert reconstruction_loss(drawn, x).item() == pytest.approx(784 * 0.25 / 2)


def test_the_decoder_sees_one_capsule_alone(network):
    torch.manual_seed(0)
    capsules = torch.randn(2, 10, 16)
    capsules[0, 3], capsules[1, 8] = 5.0, 5.0
    with torch.no_grad():
        of_target = network.reconstruct(capsules, torch.tensor([1, 2]))
        changed = capsules.clone()
        changed[0, 3:], changed[1, 3:] = 0.0, 0.0
        assert torch.equal(network.reconstruct(changed, torch.tensor([1, 2])), of_target)
        longest = network.reconstruct(capsules)
        assert torch.equal(longest, network.reconstruct(capsules, torch.tensor([3, 8])))
        assert not torch.allclose(longest, of_target)
    assert of_target.shape == (2, 1, 28, 28)
    assert ((of_target >= 0) & (of_target <= 1)).all()


def test_the_whole_loss_is_both_and_reaches_every_parameter(network):
    x, target = torch.rand(2, 1, 28, 28), torch.tensor([4, 7])
    network.zero_grad()
    loss = capsule_loss(network, x, target)
    loss.backward()
    for name, parameter in network.named_parameters():
        assert parameter.grad is not None, name
        assert parameter.grad.any(), name
    with torch.no_grad():
        drawn = network.reconstruct(network.capsules(x), target)
        expected = margin_loss(network(x), target) + 0.0005 * reconstruction_loss(drawn, x)
    assert loss.item() == pytest.approx(expected.item(), rel=1e-5)


def test_without_the_decoder_nothing_is_drawn():
    with torch.device("meta"):
        model = create_model("capsnet", variant="no_decoder")
        assert param_count(model) == 6_804_224
        with pytest.raises(ValueError, match="without its decoder"):
            model.reconstruct(torch.zeros(1, 10, 16))


def test_other_sides_are_refused_before_anything_runs():
    with (
        torch.device("meta"),
        pytest.raises(ValueError, match=r"legal: \(n, 1, h, w\) with h and w of 28 pixels: "),
    ):
        create_model("capsnet").capsules(torch.zeros(1, 1, 27, 27))


def test_votes_and_routing_are_counted_apart():
    with torch.device("meta"):
        summary = summarize(create_model("capsnet"), (1, 1, 28, 28))
    votes, one_pass = 1152 * 10 * 16 * 8, 1152 * 10 * 16
    assert summary.products == votes + (3 + 2) * one_pass
    assert summary.macs == 20 * 20 * 256 * 81 + 6 * 6 * 256 * 256 * 81


def test_fewer_types_make_both_convolutions_narrower_and_nothing_else():
    narrow = CapsNet(types=4)
    assert [narrow.stem[0].weight.shape, narrow.body.conv.weight.shape] == [(32, 1, 9, 9), (32, 32, 9, 9)]
    assert narrow.body.conv.weight.std().item() == pytest.approx(0.8796 * 0.1 / 4, rel=0.02)
    assert narrow.head.weight.shape == (4 * 36, 10, 16, 8)
    assert narrow.capsules(torch.rand(2, 1, 28, 28)).shape == (2, 10, 16)
    assert narrow.decoder is not None
    assert param_count(narrow.decoder) == param_count(create_model("capsnet").decoder)
