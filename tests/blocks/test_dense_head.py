"""What the dense head drops in training, and what it computes afterwards."""

import torch

from cnnkit.blocks.dense_head import DenseHead


def _dropped(head, maps):
    """How much of what fc6 reads and of what fc8 reads is zero in training."""
    read = {}
    for name in ("fc6", "fc8"):
        head.get_submodule(name).register_forward_pre_hook(
            lambda _, x, name=name: read.update({name: (x[0] == 0).float().mean().item()})
        )
    head.train()(maps)
    return read["fc6"], read["fc8"]


def test_half_of_what_the_first_two_layers_say_is_dropped_or_half_of_what_they_read():
    torch.manual_seed(0)
    maps = torch.rand(8, 2, 20, 20) + 0.1
    for drop_inputs, expected in ((False, (0, 0.5)), (True, (0.5, 0))):
        head = DenseHead(800, 10, 400, drop_inputs=drop_inputs)
        for name in ("fc6", "fc7"):  # all ReLUs awake: zeros come from dropout alone
            torch.nn.init.constant_(head.get_submodule(name).weight, 0.01)
        first, last = _dropped(head, maps)
        assert abs(first - expected[0]) < 0.05
        assert abs(last - expected[1]) < 0.05


def test_in_eval_mode_it_is_three_dense_layers_with_two_relus():
    torch.manual_seed(0)
    head, maps = DenseHead(18, 4, 6).eval(), torch.randn(5, 2, 3, 3)
    x = maps.reshape(5, 18)
    for layer in (head.fc6, head.fc7):
        x = (x @ layer.weight.T + layer.bias).clamp(min=0)
    assert torch.allclose(head(maps), x @ head.fc8.weight.T + head.fc8.bias, atol=1e-6)
