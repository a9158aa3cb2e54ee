"""What stops a run from outside, or fails beside the training, costs no epoch: a resume goes on exactly."""

import io
import signal

import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from cnnkit.training import fit, load_checkpoint, progress
from cnnkit.training.interrupts import held_back

SETTINGS = {"epochs": 3, "lr": 0.01, "batch_size": 6, "seed": 3, "ema_decay": 0.9}
STEPS = 4  # an epoch


def net() -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 8), nn.BatchNorm1d(8), nn.Dropout(0.2), nn.Linear(8, 4))


def images(n: int = 20) -> tuple[torch.Tensor, torch.Tensor]:
    return torch.rand(n, 1, 8, 8, generator=torch.Generator().manual_seed(1)), torch.arange(n) % 4


def loader() -> DataLoader:
    return DataLoader(TensorDataset(*images()), batch_size=6, shuffle=True)


def noise(x, generator):
    return x + 0.1 * torch.randn(x.shape, generator=generator)


class At:
    """Does something in the given call, counted from 1, beside distorting."""

    def __init__(self, call, action):
        self.left, self.action = call, action

    def __call__(self, x, generator):
        self.left -= 1
        if self.left == 0:
            self.action()
        return noise(x, generator)


def assert_resumes_exactly(path, data):
    whole, resumed = net(), net()
    expected = fit(whole, data(), images(8), augment=noise, **SETTINGS)
    history = fit(resumed, data(), images(8), augment=noise, checkpoint=path, resume=True, **SETTINGS)
    for (name, value), theirs in zip(resumed.state_dict().items(), whole.state_dict().values(), strict=True):
        assert torch.equal(value, theirs), name
    for name in ("steps", "loss", "train_accuracy", "test_accuracy", "test_loss", "lr"):
        assert getattr(history, name) == getattr(expected, name), name


def not_called(x, generator):
    pytest.fail("the epoch is trained again")


def raise_in(epoch, error):
    def act(done):
        if done == epoch:
            raise error

    return act


@pytest.mark.parametrize("data", [images, loader])
@pytest.mark.parametrize("epoch", [0, 1])
def test_an_epoch_is_safe_before_it_is_measured(tmp_path, data, epoch):
    path = tmp_path / "checkpoint.pt"
    with pytest.raises(OSError, match="full"):
        fit(
            net(), data(), images(8), augment=noise, checkpoint=path,
            after_epoch=raise_in(epoch, OSError("full")), **SETTINGS,
        )  # fmt: skip
    content = load_checkpoint(path)
    assert (content["position"]["epoch"], content["position"]["step"]) == (epoch, STEPS)
    assert len(content["history"]["loss"]) == epoch
    assert_resumes_exactly(path, data)


def test_a_resume_measures_what_was_not(tmp_path):
    path, (x, y), seen = tmp_path / "checkpoint.pt", images(8), []
    with pytest.raises(IndexError):
        fit(net(), images(), (x, y + 4), checkpoint=path, **SETTINGS)
    with pytest.raises(IndexError):
        fit(net(), images(), (x, y + 4), checkpoint=path, resume=True, augment=not_called, **SETTINGS)
    fit(net(), images(), (x, y), checkpoint=path, resume=True, after_epoch=seen.append, **SETTINGS)
    assert seen == [0, 1, 2]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("data", [images, loader])
@pytest.mark.parametrize("call", [1, 4, 7])  # in an epoch's first, last and middle step
def test_a_signal_waits_for_the_step_and_the_checkpoint(tmp_path, number, data, call):
    path = tmp_path / "checkpoint.pt"

    def heard(*_):
        raise InterruptedError

    before = signal.signal(number, heard)
    try:
        with pytest.raises(InterruptedError):
            fit(
                net(), data(), images(8), checkpoint=path,
                augment=At(call, lambda: signal.raise_signal(number)), **SETTINGS,
            )  # fmt: skip
        assert signal.getsignal(number) is heard
    finally:
        signal.signal(number, before)
    assert load_checkpoint(path)["history"]["steps"] == call
    assert_resumes_exactly(path, data)


def test_a_signal_while_the_last_epoch_is_measured_comes_after_the_run(tmp_path):
    path = tmp_path / "checkpoint.pt"
    with pytest.raises(KeyboardInterrupt):
        fit(
            net(), images(), images(8), augment=noise, checkpoint=path,
            after_epoch=lambda epoch: epoch == 2 and signal.raise_signal(signal.SIGINT), **SETTINGS,
        )  # fmt: skip
    assert load_checkpoint(path)["position"]["epoch"] == 3
    assert_resumes_exactly(path, images)


@pytest.fixture(autouse=True)
def ctrl_c_stops():
    """As in a terminal: what a shell starts in the background ignores Ctrl-C."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def interrupt():
    signal.raise_signal(signal.SIGINT)


def test_the_second_signal_acts_at_once():
    with held_back(True) as waiting:
        interrupt()
        assert waiting.pop() == signal.SIGINT
        with pytest.raises(KeyboardInterrupt):
            interrupt()


def test_without_a_checkpoint_or_with_several_processes_nothing_is_held_back(monkeypatch):
    with pytest.raises(KeyboardInterrupt), held_back(False):
        interrupt()
    monkeypatch.setattr("cnnkit.training.distributed.count", lambda: 2)
    with pytest.raises(KeyboardInterrupt), held_back(True):
        interrupt()


def test_a_signal_that_is_ignored_stays_ignored():
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with held_back(True) as waiting:
            interrupt()
            assert waiting == []
    finally:
        signal.signal(signal.SIGINT, before)


def test_what_is_called_after_an_epoch_may_draw_and_changes_nothing():
    weights = []
    for after_epoch in (None, lambda _: torch.rand(3)):
        model = net()
        fit(model, images(), after_epoch=after_epoch, **SETTINGS)
        weights.append(model[1].weight.detach())
    assert torch.equal(*weights)


def test_an_error_does_not_stand_in_the_line_of_the_progress(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    for name, value in (("QUIET_S", -1.0), ("EVERY_S", -1.0)):
        monkeypatch.setattr(progress, name, value)
    monkeypatch.setattr("sys.stderr", terminal := Terminal())
    with pytest.raises(OSError, match="full"):
        fit(net(), images(), after_epoch=raise_in(1, OSError("full")), **SETTINGS)
    before, last = terminal.getvalue().rsplit("\r", 1)
    assert last.startswith("epoch 2/3: loss")
    assert last.endswith("\n")
    assert "\n" not in before
