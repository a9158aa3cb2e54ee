"""A run that is killed and resumed ends exactly as one that was not; a bad file says so and harms nothing."""

import subprocess
import sys

import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from cnnkit.training import CheckpointError, TrainingError, fit, load_checkpoint
from cnnkit.training.checkpoint import previous, save_checkpoint


class Killed(Exception):
    """Stands for the power cut."""


def net() -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(
        nn.Conv2d(1, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.Dropout(0.2), nn.Flatten(), nn.Linear(288, 4)
    )


def images(n=20) -> tuple[torch.Tensor, torch.Tensor]:
    return torch.rand(n, 1, 8, 8, generator=torch.Generator().manual_seed(1)), torch.arange(n) % 4


def noise(x, generator):
    return x + 0.1 * torch.randn(x.shape, generator=generator)


class DyingAt:
    """Distorts, and at the given call raises."""

    def __init__(self, call: int) -> None:
        self.left = call

    def __call__(self, x, generator):
        self.left -= 1
        if self.left < 0:
            raise Killed
        return noise(x, generator)


def everything(**changes):
    return {
        "epochs": 4, "lr": 0.05, "batch_size": 6, "optimizer": "sgd", "weight_decay": 1e-3,
        "warmup_epochs": 1, "cosine": True, "mixup": 0.4, "label_smoothing": 0.1,
        "ema_decay": 0.9, "clip_norm": 1.0, "seed": 3,
    } | changes  # fmt: skip


def plain(**changes):
    return {"epochs": 4, "lr": 1e-2, "batch_size": 6, "seed": 3} | changes


def assert_same(model, history, other, other_history):
    for (name, value), theirs in zip(model.state_dict().items(), other.state_dict().values(), strict=True):
        assert torch.equal(value, theirs), name
    for name in ("steps", "loss", "train_accuracy", "test_accuracy", "test_loss", "lr"):
        assert getattr(history, name) == getattr(other_history, name), name


@pytest.mark.parametrize("settings", [plain, everything])
@pytest.mark.parametrize("died_at", [1, 4, 7, 9, 15])  # 4 steps an epoch: in its middle, and right after one
def test_killed_and_resumed_is_bit_identical(tmp_path, settings, died_at):
    whole = net()
    expected = fit(whole, images(), images(8), augment=noise, **settings())
    path = tmp_path / "checkpoint.pt"
    with pytest.raises(Killed):
        fit(net(), images(), images(8), augment=DyingAt(died_at), checkpoint=path, save_every=1, **settings())
    torch.rand(17)  # another process: its random state is another
    resumed = net()
    with torch.no_grad():
        for parameter in resumed.parameters():
            parameter.fill_(0.5)  # nothing may depend on how it starts
    history = fit(resumed, images(), images(8), augment=noise, checkpoint=path, resume=True, **settings())
    assert_same(resumed, history, whole, expected)


@pytest.mark.parametrize("workers", [0, 2])
def test_a_shuffling_loader_resumes_in_the_middle_of_its_order(tmp_path, workers):
    def loader():
        return DataLoader(TensorDataset(*images()), batch_size=6, shuffle=True, num_workers=workers)

    whole, resumed, path = net(), net(), tmp_path / "checkpoint.pt"
    expected = fit(whole, loader(), loader(), augment=noise, **plain(epochs=2))
    with pytest.raises(Killed):
        fit(net(), loader(), loader(), augment=DyingAt(6), checkpoint=path, save_every=1, **plain(epochs=2))
    assert load_checkpoint(path)["position"]["step"] == 2
    history = fit(resumed, loader(), loader(), augment=noise, checkpoint=path, resume=True, **plain(epochs=2))
    assert_same(resumed, history, whole, expected)


def test_a_finished_run_resumed_gives_its_result_again(tmp_path):
    first, again, path = net(), net(), tmp_path / "checkpoint.pt"
    history = fit(first, images(), checkpoint=path, **everything())
    assert_same(again, fit(again, images(), checkpoint=path, resume=True, **everything()), first, history)


def test_nan_stops_with_advice_and_leaves_the_last_good_checkpoint(tmp_path):
    path = tmp_path / "checkpoint.pt"

    def break_in_the_third_epoch(epoch):
        x, y = images()
        return (x * float("nan") if epoch == 2 else x), y

    with pytest.raises(TrainingError, match=r"nan in epoch 3, step 1, at lr=0.01: try a smaller lr \(say"):
        fit(net(), break_in_the_third_epoch, checkpoint=path, save_every=1, **plain())
    content = load_checkpoint(path)
    assert content["position"]["epoch"] == 2
    assert all(value.isfinite().all() for value in content["model"].values())


def test_weights_that_are_no_numbers_are_never_saved(tmp_path):
    path = tmp_path / "checkpoint.pt"
    model, (x, y) = nn.Sequential(nn.Flatten(), nn.Linear(64, 4)), images()
    with pytest.raises(TrainingError, match="not finite after step 1, at lr=1e\\+20"):
        fit(model, (1e30 * x, y), checkpoint=path, save_every=1, epochs=1, lr=1e20, optimizer="sgd")
    assert not path.exists()


def test_only_a_run_with_the_same_settings_and_model_is_gone_on_with(tmp_path):
    path = tmp_path / "checkpoint.pt"
    fit(net(), images(), checkpoint=path, **plain())
    with pytest.raises(ValueError, match="is there already: resume=True"):
        fit(net(), images(), checkpoint=path, **plain())
    with pytest.raises(CheckpointError, match=r"other settings: here lr=0.02 \(there 0.01\)"):
        fit(net(), images(), checkpoint=path, resume=True, **plain(lr=0.02))
    with pytest.raises(CheckpointError, match="another model than this Linear"):
        fit(nn.Linear(3, 2), images(), checkpoint=path, resume=True, **plain())
    with pytest.raises(ValueError, match="name the checkpoint"):
        fit(net(), images(), resume=True, **plain())


def test_a_run_about_something_else_is_refused_by_name(tmp_path):
    path, about = tmp_path / "checkpoint.pt", {"data": "digits", "input": (1, 8, 8)}
    fit(net(), images(), checkpoint=path, about=about, **plain())
    fit(net(), images(), checkpoint=path, resume=True, about=about, **plain())
    with pytest.raises(CheckpointError, match=r"other settings: here data='mnist' \(there 'digits'\)"):
        fit(net(), images(), checkpoint=path, resume=True, about=about | {"data": "mnist"}, **plain())
    with pytest.raises(CheckpointError, match=r"here data=None \(there 'digits'\), input=None \(there"):
        fit(net(), images(), checkpoint=path, resume=True, **plain())


def test_a_refused_checkpoint_changes_nothing(tmp_path):
    path = tmp_path / "checkpoint.pt"
    fit(net(), images(), checkpoint=path, **plain())
    wider, frozen = net(), net()
    wider[5] = nn.Linear(288, 5)
    frozen[0].requires_grad_(False)
    for model, message in [
        (wider, r"another model than .*: 5.weight has the shape \[5, 288\] here, \[4, 288\] there"),
        (frozen, "with other weights frozen: 0.bias only here"),
    ]:
        before = {name: value.clone() for name, value in model.state_dict().items()}
        with pytest.raises(CheckpointError, match=message):
            fit(model, images(), checkpoint=path, resume=True, **plain())
        assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())


@pytest.mark.parametrize("loader", [False, True], ids=["tensors", "loader"])
def test_fewer_images_than_were_done_are_refused(tmp_path, loader):
    def data(n):
        return list(zip(*(part.split(6) for part in images(n)), strict=True)) if loader else images(n)

    path = tmp_path / "checkpoint.pt"
    with pytest.raises(Killed):
        fit(net(), data(20), augment=DyingAt(3), checkpoint=path, save_every=1, **plain())
    with pytest.raises(CheckpointError, match="is of step 3 of an epoch, and an epoch has 2 steps here"):
        fit(net(), data(12), augment=noise, checkpoint=path, resume=True, **plain())


def test_a_negative_save_every_is_refused(tmp_path):
    with pytest.raises(ValueError, match="save_every=-1: want a number of steps, or 0"):
        fit(net(), images(), checkpoint=tmp_path / "checkpoint.pt", save_every=-1, **plain())


def cut_off(path):
    path.write_bytes(path.read_bytes()[:-200])


def flip_a_bit(path):
    data = bytearray(path.read_bytes())
    where = data.index(b"data/0") + 200
    data[where] ^= 1
    path.write_bytes(bytes(data))


def write_text(path):
    path.write_text("hello")


def write_weights(path):
    torch.save(net().state_dict(), path)


def write_objects(path):
    torch.save({"model": net()}, path)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (cut_off, "cut off, or no checkpoint"),
        (flip_a_bit, "has changed since it was written"),
        (write_text, "cut off, or no checkpoint"),
        (write_weights, "not written by this version of cnnkit"),
        (write_objects, "cut off, or no checkpoint"),  # holds classes: never executed
    ],
)
def test_a_spoilt_file_is_named_and_the_one_before_it_is_kept(tmp_path, spoil, message):
    path = tmp_path / "checkpoint.pt"
    for epoch in (1, 2):
        save_checkpoint(path, {"epoch": epoch, "weights": torch.zeros(100)})
    spoil(path)
    before = path.read_bytes()
    with pytest.raises(CheckpointError, match=message) as error:
        load_checkpoint(path)
    assert str(previous(path)) in str(error.value)
    assert path.read_bytes() == before
    assert load_checkpoint(previous(path))["epoch"] == 1


def test_a_write_that_fails_leaves_the_file_before_it(tmp_path):
    path = tmp_path / "checkpoint.pt"
    save_checkpoint(path, {"epoch": 1})
    with pytest.raises(RuntimeError, match="disk"):
        save_checkpoint(path, {"epoch": 2, "weights": Full()})
    assert load_checkpoint(path)["epoch"] == 1
    assert list(tmp_path.iterdir()) == [path]


SHORT_OF_SPACE = """
import resource, sys, torch
from cnnkit.training.checkpoint import save_checkpoint
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))  # a write beyond it fails, as on a full disk
for weights in (100, 200_000, 24_800):  # the last one fits but for its last bytes
    try:
        save_checkpoint(sys.argv[1], {"weights": torch.zeros(weights)})
    except OSError as error:
        print(error)
"""


def test_a_disk_that_fills_up_is_named_and_left_as_it_was(tmp_path):
    path = tmp_path / "checkpoint.pt"
    done = subprocess.run(
        [sys.executable, "-c", SHORT_OF_SPACE, str(path)], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [f"[Errno 27] File too large: '{path}'"] * 2
    assert list(tmp_path.iterdir()) == [path]
    assert load_checkpoint(path)["weights"].shape == (100,)


class Full:
    """Something that cannot be written."""

    def __reduce__(self):
        raise RuntimeError("the disk is full")
