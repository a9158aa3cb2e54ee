"""What each setting does: held against its formula, or against torch's own."""

import copy
import math
from typing import NamedTuple

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from cnnkit.training import Settings, WeightAverage, evaluate, fit, learning_rate, mixup


def images(n: int = 12) -> tuple[torch.Tensor, torch.Tensor]:
    return torch.rand(n, 1, 6, 6, generator=torch.Generator().manual_seed(0)), torch.arange(n) % 3


def net(seed: int = 0) -> nn.Module:
    torch.manual_seed(seed)
    return nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Flatten(), nn.Linear(64, 3))


def line(seed: int = 0) -> nn.Module:
    torch.manual_seed(seed)
    return nn.Sequential(nn.Flatten(), nn.Linear(36, 3))


def flat(model: nn.Module) -> torch.Tensor:
    return torch.cat([p.detach().flatten() for p in model.parameters()])


def gradient(model: nn.Module, loss: torch.Tensor) -> torch.Tensor:
    return torch.cat([g.flatten() for g in torch.autograd.grad(loss, list(model.parameters()))])


def step_of(**changes) -> tuple[torch.Tensor, nn.Module]:
    """By how much one SGD step with step size 1 on all images at once moves the weights of `line()`."""
    model = line()
    settings = {"epochs": 1, "batch_size": 12, "optimizer": "sgd", "lr": 1.0, "momentum": 0.0} | changes
    fit(model, images(), **settings)
    return flat(line()) - flat(model), line()


def test_warmup_then_cosine():
    settings = Settings(epochs=10, lr=0.4, warmup_epochs=2, cosine=True)
    assert learning_rate(settings, 0) == pytest.approx(0.004)
    assert learning_rate(settings, 1) == pytest.approx(0.4 * (0.01 + 0.99 / 2))
    assert learning_rate(settings, 2) == pytest.approx(0.4)
    assert learning_rate(settings, 4) == pytest.approx(0.4 * (1 + math.cos(math.pi / 4)) / 2)
    assert learning_rate(settings, 6) == pytest.approx(0.2)
    assert learning_rate(settings, 10) == pytest.approx(0, abs=1e-12)


def test_milestones_are_parts_of_the_run():
    settings = Settings(epochs=160, lr=0.1, milestones=(0.5, 0.75))
    values = [learning_rate(settings, done) for done in (0, 79.99, 80, 119.99, 120, 159)]
    assert values == pytest.approx([0.1, 0.1, 0.01, 0.01, 0.001, 0.001])


def test_the_schedule_is_what_the_optimizer_uses():
    settings = Settings(epochs=3, lr=0.2, warmup_epochs=1, cosine=True, batch_size=5)
    history = fit(net(), images(), settings=settings)
    last_steps = [epoch + 10 / 12 for epoch in range(3)]  # the last of 5 + 5 + 2 images
    assert history.lr == pytest.approx([learning_rate(settings, done) for done in last_steps])
    assert fit(net(), images(), settings=settings, lr=0.4).lr == pytest.approx([2 * lr for lr in history.lr])


def test_sgd_goes_against_the_gradient_and_decays_into_it():
    moved, model = step_of(weight_decay=0.1)
    x, y = images()
    expected = gradient(model, F.cross_entropy(model(x), y)) + 0.1 * flat(model)
    torch.testing.assert_close(moved, expected)


@pytest.mark.parametrize("nesterov", [False, True])
def test_momentum(nesterov):
    model, slow = line(), line()
    fit(model, images(), epochs=3, batch_size=12, optimizer="sgd", lr=0.5, nesterov=nesterov)
    velocity, (x, y) = torch.zeros_like(flat(slow)), images()
    for _ in range(3):
        g = gradient(slow, F.cross_entropy(slow(x), y))
        velocity = 0.9 * velocity + g
        nn.utils.vector_to_parameters(
            flat(slow) - 0.5 * (g + 0.9 * velocity if nesterov else velocity), slow.parameters()
        )
    torch.testing.assert_close(flat(model), flat(slow))


@pytest.mark.parametrize("optimizer", ["sgd", "adamw"])
def test_norms_and_biases_can_be_spared_the_decay(optimizer):
    def after(weight_decay, decay_all=True):
        model = net()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter.fill_(0.3)
        settings = {"optimizer": optimizer, "weight_decay": weight_decay, "decay_all": decay_all}
        fit(model, images(), epochs=1, batch_size=12, lr=0.01, **settings)
        return dict(model.named_parameters())

    none, everywhere, spared = after(0.0), after(0.5), after(0.5, decay_all=False)
    for name, value in spared.items():
        assert torch.equal(value, everywhere[name] if value.ndim > 1 else none[name]), name
        assert not torch.equal(none[name], everywhere[name])


def test_clipping_bounds_the_gradient_and_leaves_short_ones():
    free, _ = step_of()
    clipped, _ = step_of(clip_norm=free.norm().item() / 4)
    assert clipped.norm() == pytest.approx(free.norm().item() / 4, rel=1e-4)
    torch.testing.assert_close(clipped * 4, free, rtol=1e-3, atol=1e-6)
    unchanged, _ = step_of(clip_norm=free.norm().item() * 4)
    torch.testing.assert_close(unchanged, free)


def test_label_smoothing_is_torchs():
    moved, model = step_of(label_smoothing=0.2)
    x, y = images()
    torch.testing.assert_close(moved, gradient(model, F.cross_entropy(model(x), y, label_smoothing=0.2)))
    with pytest.raises(ValueError, match=r"belongs to F\.cross_entropy"):
        fit(line(), images(), epochs=1, label_smoothing=0.2, loss=F.multi_margin_loss)


def test_mixup_against_its_definition():
    x, y = images()
    mixed = mixup(x, y, 0.4, torch.Generator().manual_seed(5))
    (first, share), (other, rest) = mixed.targets
    assert torch.equal(first, y)
    assert 0 <= share <= 1
    assert share + rest == pytest.approx(1)
    one_hot = share * F.one_hot(y, 3) + rest * F.one_hot(other, 3)
    partners = [
        [j for j in range(12) if torch.allclose(mixed.x[i], share * x[i] + (1 - share) * x[j])]
        for i in range(12)
    ]
    assert sorted(j for (j,) in partners) == list(range(12))  # each image is another's partner once
    assert torch.equal(other, y[[j for (j,) in partners]])
    logits = torch.randn(12, 3)
    mixture = share * F.cross_entropy(logits, y) + rest * F.cross_entropy(logits, other)
    torch.testing.assert_close(mixture, F.cross_entropy(logits, one_hot))  # as if against the mixed target


def test_mixup_shares_are_beta_distributed():
    x, y = torch.zeros(1, 1), torch.zeros(1).long()
    generator = torch.Generator().manual_seed(0)
    shares = np.array([mixup(x, y, 0.4, generator).targets[0][1] for _ in range(2000)])
    assert shares.mean() == pytest.approx(0.5, abs=0.03)
    assert shares.var() == pytest.approx(1 / (4 * (2 * 0.4 + 1)), abs=0.01)  # 1 / (4 (2α + 1))
    with pytest.raises(ValueError, match="alpha=0: want a positive number"):
        mixup(x, y, 0, generator)


def test_fit_minimizes_the_mixture():
    moved, model = step_of(mixup=0.4)
    generator = torch.Generator().manual_seed(0)
    order = torch.randperm(12, generator=generator)  # fit's own draws, in its order
    x, y = images()
    mixed = mixup(x[order], y[order], 0.4, generator)
    loss = sum(share * F.cross_entropy(model(mixed.x), labels) for labels, share in mixed.targets)
    torch.testing.assert_close(moved, gradient(model, loss))


def test_weight_average_against_a_slow_loop():
    average, slow, model = WeightAverage(net(), 0.7), net().state_dict(), net()
    slow = {name: value.clone() for name, value in slow.items()}
    for t in range(30):
        with torch.no_grad():
            for value in model.state_dict().values():
                value.copy_(torch.full_like(value, t * t + 1) if value.ndim == 0 else torch.randn_like(value))
        average.update(model)
        d = min(0.7, (1 + t) / (10 + t))
        parameters = dict(model.named_parameters())
        for name, value in model.state_dict().items():
            slow[name] = d * slow[name] + (1 - d) * value if name in parameters else value.clone()
    for name, value in average.tensors.items():
        torch.testing.assert_close(value, slow[name], msg=name)


def test_the_average_is_measured_and_left_in_the_model():
    model, seen = net(), []
    x, y = images()
    history = fit(
        model,
        (x, y),
        (x, y),
        epochs=4,
        lr=0.05,
        ema_decay=0.9,
        after_epoch=lambda _: seen.append(flat(model)),
    )
    bare = net()
    fit(bare, (x, y), epochs=4, lr=0.05)
    assert torch.equal(flat(model), seen[-1])
    assert not torch.allclose(flat(model), flat(bare))
    assert history.test_loss[-1] == evaluate(model, x, y).loss


class Heads(NamedTuple):
    logits: torch.Tensor
    aux: tuple[torch.Tensor, ...]


class TwoHeads(nn.Module):
    def __init__(self, apart: bool) -> None:
        super().__init__()
        self.apart = apart
        torch.manual_seed(0)
        self.main, self.first, self.second = nn.Linear(36, 3), nn.Linear(36, 3), nn.Linear(36, 3)

    def forward(self, x):
        x = x.flatten(1)
        logits = self.main(x)
        if not self.training:
            return logits
        aux = (self.first(x), self.second(x))
        return Heads(logits, aux) if self.apart else (logits, *aux)


@pytest.mark.parametrize(("aux_weight", "apart"), [(0.3, True), (0.0, True), (1.0, True), (1.0, False)])
def test_auxiliary_heads_count_with_their_weight(aux_weight, apart):
    model, start = TwoHeads(apart), TwoHeads(apart)
    x, y = images()
    given = {} if aux_weight == 0.3 else {"aux_weight": aux_weight}  # 0.3 is the paper's, and the default
    history = fit(
        model, (x, y), (x, y), epochs=1, batch_size=12, optimizer="sgd", lr=1.0, momentum=0.0, **given
    )
    logits, *others = start(x)
    first, second = others[0] if apart else others
    loss = F.cross_entropy(logits, y) + aux_weight * (F.cross_entropy(first, y) + F.cross_entropy(second, y))
    torch.testing.assert_close(flat(start) - flat(model), gradient(start, loss), rtol=1e-4, atol=1e-6)
    assert history.loss == pytest.approx([loss.item()])
    assert history.test_loss == [evaluate(model, x, y).loss]


def test_bfloat16_moves_float32_weights_nearly_as_float32_does():
    exact, _ = step_of()
    moved, _ = step_of(amp=True)
    assert moved.dtype == torch.float32
    assert not torch.equal(moved, exact)
    assert (moved - exact).norm() < 0.02 * exact.norm()


def test_channels_last_computes_the_same_and_reaches_the_model():
    torch.manual_seed(0)
    start, seen = nn.Sequential(nn.Conv2d(2, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(64, 3)), []
    model, plain = copy.deepcopy(start), copy.deepcopy(start)
    model[0].register_forward_pre_hook(
        lambda _, inputs: seen.append(inputs[0].is_contiguous(memory_format=torch.channels_last))
    )
    data = torch.rand(12, 2, 6, 6), torch.arange(12) % 3
    fit(model, data, epochs=2, optimizer="sgd", lr=0.1, channels_last=True)
    fit(plain, data, epochs=2, optimizer="sgd", lr=0.1)
    assert seen[0]
    assert model[0].weight.is_contiguous(memory_format=torch.channels_last)
    torch.testing.assert_close(flat(model), flat(plain), rtol=1e-4, atol=1e-6)


def test_compiling_goes_through_torch_compile(monkeypatch):
    compiled, plain = net(), net()
    called = []
    compile_ = torch.compile

    def eager(module):  # the same road without a C++ compiler, which takes half a minute
        called.append(module)
        return compile_(module, backend="eager")

    monkeypatch.setattr(torch, "compile", eager)
    fit(compiled, images(), epochs=2, compile=True)
    fit(plain, images(), epochs=2)
    assert called == [compiled]
    torch.testing.assert_close(flat(compiled), flat(plain))


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"epochs": 1.5}, "epochs=1.5: want a whole number"),
        ({"batch_size": 4.0}, "batch_size=4.0: want a whole number"),
        ({"seed": "1"}, "seed='1': want a whole number"),
        ({"optimizer": "adam"}, "there are 'adamw' and 'sgd'"),
        ({"cosine": True, "milestones": (0.5,)}, "choose one"),
        ({"milestones": (30, 60)}, "parts of the run"),
        ({"warmup_epochs": 3}, "0 to epochs=2"),
        ({"label_smoothing": 1.0}, "less than 1"),
        ({"ema_decay": 1.0}, "less than 1"),
        ({"mixup": -0.1}, "0 or a positive number"),
        ({"clip_norm": 0.0}, "positive length"),
        ({"seed": -1}, "0 to 2\\*\\*63 - 1"),
        ({"seed": 10**20}, "seed=100000000000000000000: want 0"),
        ({"device": "gpu"}, "'gpu' cannot be used here"),
        ({"device": "meta"}, "meta device holds shapes and no numbers"),
    ],
)
def test_illegal_settings_say_what_is_legal(settings, message):
    with pytest.raises(ValueError, match=message):
        fit(net(), images(), **({"epochs": 2} | settings))


def test_nothing_to_train():
    model = net().requires_grad_(False)
    with pytest.raises(ValueError, match="no weights to train: is all of it frozen, or is requires_grad off"):
        fit(model, images(), epochs=1)


def test_auto_is_a_device_that_is_here():
    model = net()
    fit(model, images(), epochs=1, device="auto")
    expected = "cuda" if torch.cuda.is_available() else "mps" if torch.mps.is_available() else "cpu"
    assert model[0].weight.device.type == expected
