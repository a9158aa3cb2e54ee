"""The network that was measured is left as it was: weights, buffers, layers, mode, hooks."""

import random

import pytest
import torch
from torch import nn

from cnnkit.sizing import conv_macs, linear_macs
from cnnkit.summary import summarize


class Stateful(nn.Module):
    """Everything that a careless summary could leave changed."""

    def __init__(self):
        super().__init__()
        self.conv = nn.utils.weight_norm(nn.Conv2d(1, 2, 3))
        self.norm = nn.BatchNorm2d(2)
        self.drop = nn.Dropout()
        self.scale = torch.ones(1)
        self.last = None
        self.linear = nn.Linear(18, 3)

    def forward(self, x):
        self.last = self.drop(self.norm(self.conv(x)))
        return self.linear(self.last.flatten(1) * self.scale)


def snapshot(module):
    parts = []
    for part in module.modules():
        hooks = [len(value) for key, value in vars(part).items() if "_hooks" in key]
        tensors = {k: (v.device, v.data_ptr()) for k, v in vars(part).items() if isinstance(v, torch.Tensor)}
        parts.append((part.training, hooks, tensors, sorted(vars(part))))
    state = {k: v.clone() for k, v in module.state_dict().items()}
    pointers = [(id(p), p.data_ptr(), p.grad is None, p.requires_grad) for p in module.parameters()]
    return parts, state, pointers, torch.get_rng_state()


@pytest.mark.parametrize("size", [5, 9])
@pytest.mark.filterwarnings("ignore:.*weight_norm.*")
def test_the_module_is_left_as_it_was_on_success_and_failure(size):
    module = Stateful().train()
    module.norm.eval()
    before = snapshot(module)
    try:
        summarize(module, (1, 1, size, size))
        assert size == 5
    except ValueError:
        assert size == 9
    after = snapshot(module)
    assert before[0] == after[0]
    assert before[2] == after[2]
    assert torch.equal(before[3], after[3])
    assert before[1].keys() == after[1].keys()
    assert all(torch.equal(before[1][key], after[1][key]) for key in before[1])
    assert module.last is None
    assert module(torch.zeros(1, 1, 5, 5)).shape == (1, 3)


class TwoNames(nn.Module):
    """Siamese: one convolution under two names, looking at values or not."""

    def __init__(self, looks):
        super().__init__()
        self.left = nn.Conv2d(3, 4, 3)
        self.right = self.left
        self.register_buffer("passes", torch.zeros(1))
        self.looks = looks

    def forward(self, x):
        self.passes += 1
        if self.looks and x.isnan().any():
            return x
        return self.left(x) + self.right(x.flip(-1))


LINEAR = nn.Linear(4, 4)


@pytest.mark.parametrize(
    ("module", "shape", "params", "multiplications"),
    [
        (TwoNames(looks=False), (1, 3, 8, 8), 112, 2 * conv_macs(3, 4, 3, (6, 6))),
        (TwoNames(looks=True), (1, 3, 8, 8), 112, 2 * conv_macs(3, 4, 3, (6, 6))),
        (nn.Sequential(LINEAR, nn.ReLU(), LINEAR), (2, 4), 20, 2 * linear_macs(4, 4, 2)),
    ],
)
def test_a_layer_with_two_names_keeps_its_weights_and_is_counted_right(
    module, shape, params, multiplications
):
    x = torch.randn(shape)
    out = module(x)
    before = dict(module.named_parameters(remove_duplicate=False))
    assert len(before) == 4
    buffers = {name: (buffer, buffer.clone()) for name, buffer in module.named_buffers()}
    summary = summarize(module, shape)
    after = dict(module.named_parameters(remove_duplicate=False))
    assert after.keys() == before.keys()
    assert all(after[name] is before[name] for name in before)
    for name, buffer in module.named_buffers():
        assert buffer is buffers[name][0]
        assert torch.equal(buffer, buffers[name][1])
    assert torch.equal(module(x), out)
    assert (summary.params, summary.frozen, summary.macs) == (params, 0, multiplications)
    assert sum(row.params for row in summary.rows) == params
    assert "-" not in summary.text
    assert "did not run" not in summary.text


def test_layers_made_in_the_forward_pass_do_not_stay():
    class Grows(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv = nn.Conv2d(3, 4, 3)

        def forward(self, x):
            x = self.conv(x).flatten(1)
            if not hasattr(self, "head"):
                self.head = nn.Linear(x.shape[1], 2)
            return self.head(x)

    module = Grows()
    summary = summarize(module, (1, 3, 8, 8))
    assert summary.output_shape == (1, 2)
    assert not hasattr(module, "head")
    assert (summary.params, summary.frozen) == (112, 0)
    assert module(torch.zeros(1, 3, 6, 6)).shape == (1, 2)


class Keeps(nn.Module):
    """Everything that a forward pass may fill, write into or draw from."""

    def __init__(self, looks):
        super().__init__()
        self.conv = nn.Conv2d(1, 2, 3)
        self.maps, self.by_name, self.seen = [], {"deep": [[]]}, set()
        self.scales = [torch.ones(1), (torch.ones(1),)]
        self.total = torch.zeros(1)
        self.tied = [self.conv.weight]
        self.looks = looks

    def forward(self, x):
        if self.looks and x.isnan().any():
            return x
        x = self.conv(x) * self.scales[0] * self.scales[1][0] + torch.randn(1) * random.random()
        self.total.add_(x.detach().sum())
        self.scales[0].add_(1)
        self.maps.append(x)
        self.by_name["x"] = x
        self.by_name["deep"][0].append(x)
        self.seen.add(tuple(x.shape))
        return x + self.tied[0].sum()


@pytest.mark.parametrize("looks", [False, True])
@pytest.mark.parametrize("channels", [1, 2])
def test_no_list_dictionary_tensor_or_random_number_is_changed(looks, channels):
    module = Keeps(looks)
    twice = (torch.get_rng_state(), random.getstate())
    try:
        summary = summarize(module, (1, channels, 5, 5))
        assert channels == 1
        assert summary.params == 20
    except ValueError:
        assert channels == 2
    assert (module.maps, module.by_name, module.seen) == ([], {"deep": [[]]}, set())
    assert (module.scales[0].item(), module.scales[1][0].item(), module.total.item()) == (1, 1, 0)
    assert module.tied[0] is module.conv.weight
    assert not [name for name in vars(module.conv.weight) if "cnnkit" in name]
    assert torch.equal(torch.get_rng_state(), twice[0])
    assert random.getstate() == twice[1]
    assert torch.backends.mha.get_fastpath_enabled()


def test_a_refused_network_with_a_scripted_part_keeps_its_mode():
    with pytest.warns(DeprecationWarning, match="script"):
        scripted = torch.jit.script(nn.Sequential(nn.Linear(3, 2), nn.Dropout()))
    module = nn.Sequential(nn.Linear(3, 3), scripted)
    with pytest.raises(ValueError, match=r"before torch\.jit\.script"):
        summarize(module, (1, 3))
    assert all(part.training for part in module.modules())


def test_a_compiled_network_is_not_compiled_for_it():
    def never(*_):
        raise AssertionError("compiled")

    inner = torch.compile(nn.Conv2d(1, 2, 3), backend=never)
    module = torch.compile(nn.Sequential(inner, nn.ReLU()), backend=never)
    summary = summarize(module, (1, 1, 5, 5))
    assert (summary.model, summary.macs, summary.params) == ("Sequential", 2 * 9 * 9, 20)
    own = nn.Conv2d(1, 2, 3)
    own.compile(backend=never)
    assert summarize(own, (1, 1, 5, 5)).macs == 2 * 9 * 9


class Writes(nn.Module):
    """A view is taken, then the map under it changes."""

    def __init__(self, full):
        super().__init__()
        self.a, self.b, self.last = nn.Conv2d(1, 2, 1), nn.Conv2d(1, 2, 5, padding=2), nn.Conv2d(1, 1, 1)
        self.full = full

    def forward(self, x):
        y = self.a(x)
        view = y[:, :1]
        (y.view(y.shape) if self.full else y).add_(self.b(x))
        return self.last(view)


@pytest.mark.parametrize("full", [False, True])
def test_a_view_of_a_map_that_was_written_into_claims_no_field_and_reads_the_writer(full):
    summary = summarize(Writes(full), (1, 1, 9, 9))
    assert [row.receptive_field and row.receptive_field.size for row in summary.rows] == [1, 5, None]
    assert summary.edges == ((0, 2), (1, 2))
