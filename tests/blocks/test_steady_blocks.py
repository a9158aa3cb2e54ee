"""Batch norm, dropout and smoothed labels, written out, against what torch computes."""

import copy

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from cnnkit.blocks.batch_norm import PlainBatchNorm2d
from cnnkit.blocks.dropout import ClassicDropout, InvertedDropout
from cnnkit.blocks.label_smoothing import smooth_labels, smoothed_cross_entropy


@pytest.mark.parametrize("shape", [(4, 3, 5, 2), (1, 2, 2, 1), (2, 1, 1, 1)])
def test_plain_batch_norm_is_torchs_in_both_modes(shape: tuple[int, ...]) -> None:
    torch.manual_seed(0)
    ours, torchs = PlainBatchNorm2d(shape[1]).double(), nn.BatchNorm2d(shape[1]).double()
    for module in (ours, torchs):
        torch.manual_seed(1)
        nn.init.normal_(module.weight)
        nn.init.normal_(module.bias)
    for mode in (True, True, False):
        x = 3 * torch.randn(shape, dtype=torch.float64) + 2
        ours.train(mode), torchs.train(mode)
        torch.testing.assert_close(ours(x), torchs(x))
        torch.testing.assert_close(ours.running_mean, torchs.running_mean)
        torch.testing.assert_close(ours.running_var, torchs.running_var)


def test_plain_batch_norm_has_torchs_gradients() -> None:
    torch.manual_seed(0)
    ours, torchs = PlainBatchNorm2d(3).double(), nn.BatchNorm2d(3).double()
    a = torch.randn(4, 3, 2, 2, dtype=torch.float64, requires_grad=True)
    b = a.detach().clone().requires_grad_()
    (ours(a) ** 3).sum().backward()
    (torchs(b) ** 3).sum().backward()
    torch.testing.assert_close(a.grad, b.grad)
    torch.testing.assert_close(ours.weight.grad, torchs.weight.grad)


def test_statistics_are_no_parameters_and_stay_in_eval_mode() -> None:
    norm = PlainBatchNorm2d(2).eval()
    before = copy.deepcopy(norm.state_dict())
    norm(torch.randn(3, 2, 4, 4))
    assert all(torch.equal(value, before[key]) for key, value in norm.state_dict().items())
    assert {name for name, _ in norm.named_parameters()} == {"weight", "bias"}


def test_one_value_a_channel_is_refused_in_training() -> None:
    with pytest.raises(ValueError, match=r"1 value a channel"):
        PlainBatchNorm2d(3)(torch.randn(1, 3, 1, 1))
    assert PlainBatchNorm2d(3).eval()(torch.randn(1, 3, 1, 1)).isfinite().all()


def test_both_dropouts_agree_in_the_mean_with_their_own_eval_mode() -> None:
    x = torch.tensor([1.0, 2, 3, 4, 5])
    for module, kept in ((InvertedDropout(0.2), 1.0), (ClassicDropout(0.2), 0.8)):
        torch.manual_seed(0)
        mean = torch.stack([module(x) for _ in range(20_000)]).mean(0)
        torch.testing.assert_close(mean, kept * x, rtol=0.03, atol=0)
        torch.testing.assert_close(module.eval()(x), kept * x)


def test_inverted_dropout_draws_torchs_masks() -> None:
    x = torch.randn(50, 40)
    torch.manual_seed(3)
    ours = InvertedDropout(0.3)(x)
    torch.manual_seed(3)
    torch.testing.assert_close(ours, F.dropout(x, 0.3))


@pytest.mark.parametrize("kind", [ClassicDropout, InvertedDropout])
def test_dropping_everything_is_refused(kind: type[nn.Module]) -> None:
    with pytest.raises(ValueError, match=r"p=1.*below 1"):
        kind(1)


@pytest.mark.parametrize("eps", [0.0, 0.1, 1.0])
def test_smoothed_labels_give_torchs_loss(eps: float) -> None:
    torch.manual_seed(0)
    logits, y = torch.randn(6, 4, dtype=torch.float64), torch.tensor([0, 1, 2, 3, 0, 2])
    ours = smoothed_cross_entropy(logits, y, eps)
    torch.testing.assert_close(ours, F.cross_entropy(logits, y, label_smoothing=eps))
    assert smooth_labels(y, 4, eps).sum(1).tolist() == pytest.approx([1.0] * 6)


def test_a_share_above_one_is_refused() -> None:
    with pytest.raises(ValueError, match=r"eps=1.5"):
        smooth_labels(torch.tensor([0]), 3, 1.5)
