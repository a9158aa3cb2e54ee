"""Pre-activation blocks: nothing stands on the way of the sum."""

import torch
from torch import nn

from cnnkit.blocks.pre_activation import PreActivation, activated_head


def test_a_silent_branch_lets_negative_values_through_unchanged():
    block, x = PreActivation(4, 4, 1), torch.randn(2, 4, 6, 6)
    nn.init.zeros_(block.conv2.weight)
    assert torch.equal(block(x), x)


def test_a_projection_reads_the_activated_input_and_stands_only_where_the_shape_changes():
    torch.manual_seed(0)
    block, x = PreActivation(4, 8, 2), torch.randn(2, 4, 6, 6)
    nn.init.zeros_(block.conv2.weight)
    active = torch.relu(block.norm1(x))[:, :, ::2, ::2]
    assert torch.allclose(block(x), torch.einsum("oc,nchw->nohw", block.shortcut.weight[:, :, 0, 0], active))
    assert PreActivation(4, 8, 1).shortcut is not None
    assert PreActivation(4, 4, 2).shortcut is not None
    assert PreActivation(4, 4, 1).shortcut is None


def test_dropout_sits_before_the_second_convolution():
    block, x = PreActivation(4, 4, 1, dropout=1.0), torch.randn(2, 4, 6, 6)
    assert torch.equal(block(x), x)
    assert not torch.equal(block.eval()(x), x)


def test_a_gate_sees_branch_and_shortcut_and_scales_the_branch_only():
    class Count(nn.Module):
        def forward(self, branch, shortcut):
            self.seen = branch, shortcut
            return 0 * branch

    gate = Count()
    block, x = PreActivation(4, 4, 1, gate=gate), torch.randn(2, 4, 6, 6)
    assert torch.equal(block(x), x)
    assert torch.equal(gate.seen[1], x)
    assert gate.seen[0].shape == x.shape


def test_the_head_activates_what_the_last_sum_left():
    head = activated_head(3, 2).eval()
    x = torch.stack((torch.full((3, 4, 4), -1.0), torch.rand(3, 4, 4)))
    out = head(x)
    assert torch.equal(out[0], head[-1].bias)
    assert torch.allclose(out[1], head[-1](x[1].mean((1, 2))), atol=1e-4)
